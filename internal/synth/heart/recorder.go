package heart

import (
	"fmt"
	"math"
)

// A Recorder is what the machine does to the leads after they are formed and
// perhaps clipped. Filters are linear and equal in all leads, so that the
// relations between leads hold. They begin as if the first value had always
// been there.
type Recorder struct {
	// HighPassHz is the corner of a high-pass of first order, 0.01 to 2 Hz, as
	// of an analogue machine: 0.05 is what the AHA/ACC/HRS recommendations
	// (part I, Kligfield and others, 2007) ask for, 0.5 what monitors and
	// "wander filters" have, which bends the ST segment. 0 means none.
	HighPassHz float64
	// LowPassHz is the corner of a Butterworth low-pass of second order, 20 to
	// 200 Hz: 150 in the same recommendations, 40 in the "muscle filters" of
	// machines, which make R lower. 0 means none.
	LowPassHz float64
	// LSBUV is the step of the stored values in microvolts, 0.1 to 50, such as
	// 2.44 or 5; 0 means none. I, II and the chest leads are rounded and the
	// other limb leads formed from them, as machines do it, so that relations
	// hold; where a lead was clipped each is rounded by itself.
	LSBUV float64
	// RateHz is how many samples a second the machine keeps and joins by lines
	// when it prints: 500, 250 or 100; 0 means 500. What is faster than the samples
	// can show is filtered away before.
	RateHz float64
}

func (r *Recorder) check() error {
	if r.RateHz != 0 && r.RateHz != RateHz && r.RateHz != 250 && r.RateHz != 100 {
		return fmt.Errorf("heart: recorder: keeps %g samples a second, want 500, 250 or 100", r.RateHz)
	}
	if !orZero(r.HighPassHz, 0.01, 2) || !orZero(r.LowPassHz, 20, 200) || !orZero(r.LSBUV, 0.1, 50) {
		return fmt.Errorf("heart: recorder: pass from %g to %g Hz and steps of %g uV, want 0.01 to 2, 20 to 200 Hz and 0.1 to 50 uV",
			r.HighPassHz, r.LowPassHz, r.LSBUV)
	}
	return nil
}

// apply filters and rounds the leads.
func (r *Recorder) apply(s *Signal, alone bool) {
	for _, v := range s.all() {
		if r.HighPassHz > 0 {
			highPass(v, r.HighPassHz)
		}
		if r.LowPassHz > 0 {
			lowPass(v, r.LowPassHz)
		}
	}
	if r.RateHz != 0 {
		s.thin(int(RateHz / r.RateHz))
	}
	if r.LSBUV == 0 {
		return
	}
	step := r.LSBUV / 1000
	for l, v := range s.all() {
		if l < 2 || l > 5 || alone {
			for i, x := range v {
				v[i] = step * math.Round(x/step)
			}
		}
	}
	if !alone {
		s.formLimbs()
	}
}

// formLimbs forms III, aVR, aVL and aVF from I and II.
func (s *Signal) formLimbs() {
	for i := range s.MV[0] {
		e := electrodes{la: s.MV[0][i], ll: s.MV[1][i]}
		v := e.leads()
		for l := 2; l <= 5; l++ {
			s.MV[l][i] = v[l]
		}
	}
}

// highPass filters in place: a pole and a zero at 0 Hz, by the bilinear
// transform with its corner kept in place.
func highPass(v []float64, hz float64) {
	k := math.Tan(math.Pi * hz / RateHz)
	gain, back := 1/(1+k), (1-k)/(1+k)
	before, out := v[0], 0.0
	for i, x := range v {
		out = gain*(x-before) + back*out
		before = x
		v[i] = out
	}
}

// lowPass filters in place: Butterworth's two poles, by the bilinear transform
// with the corner kept in place.
func lowPass(v []float64, hz float64) {
	k := math.Tan(math.Pi * hz / RateHz)
	norm := 1 / (1 + math.Sqrt2*k + k*k)
	b := k * k * norm
	a1, a2 := 2*(k*k-1)*norm, (1-math.Sqrt2*k+k*k)*norm
	x1, x2, y1, y2 := v[0], v[0], v[0], v[0]
	for i, x := range v {
		y := b*(x+2*x1+x2) - a1*y1 - a2*y2
		x1, x2, y1, y2 = x, x1, y, y1
		v[i] = y
	}
}

// thin keeps each n-th sample of all leads.
func (s *Signal) thin(n int) {
	if n == 1 {
		return
	}
	taps := antiAlias(n)
	s.RateHz /= float64(n)
	for l, v := range s.MV {
		s.MV[l] = thinned(v, n, taps)
	}
	for i := range s.More {
		s.More[i].MV = thinned(s.More[i].MV, n, taps)
	}
}

// antiAlias is half of a symmetric low-pass for each n-th sample: a sinc of nine
// tenths of the new bandwidth under Hann's window of six of its waves to each side
// (Oppenheim and Schafer, "Discrete-Time Signal Processing", chapter 7).
func antiAlias(n int) []float64 {
	const share, waves = 0.9, 6
	taps := make([]float64, waves*n+1)
	sum := 0.0
	for k := range taps {
		x := share * float64(k) / float64(n)
		taps[k] = 0.5 + 0.5*math.Cos(math.Pi*float64(k)/float64(len(taps)))
		if k > 0 {
			taps[k] *= math.Sin(math.Pi*x) / (math.Pi * x)
			sum += taps[k]
		}
		sum += taps[k]
	}
	for k := range taps {
		taps[k] /= sum
	}
	return taps
}

// thinned is each n-th sample, filtered; outside of the record its ends go on.
func thinned(v []float64, n int, taps []float64) []float64 {
	if len(v) == 0 {
		return v
	}
	at := func(i int) float64 { return v[min(max(i, 0), len(v)-1)] }
	out := make([]float64, 0, (len(v)+n-1)/n)
	for i := 0; i < len(v); i += n {
		x := taps[0] * v[i]
		for k, c := range taps[1:] {
			x += c * (at(i-k-1) + at(i+k+1))
		}
		out = append(out, x)
	}
	return out
}
