package heart

import (
	"math"
	"slices"
	"testing"
)

// The measures of these tests look at the signal alone, as a reader does; only
// the times of beats are taken from the simulation.

// record is a signal without noise unless the heart asks for it.
func record(t *testing.T, h Heart, seconds float64) *Signal {
	t.Helper()
	s, err := h.Signal(seconds)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// at is the value of a lead at a time.
func (s *Signal) at(lead string, sec float64) float64 {
	return s.Lead(lead)[int(math.Round(sec*s.RateHz))]
}

// slope is the root of the sum of squared slopes of the eight independent
// leads at a sample, in millivolts a second.
func slope(s *Signal, i int) float64 {
	sum := 0.0
	for _, l := range [...]int{0, 1, 6, 7, 8, 9, 10, 11} {
		d := (s.MV[l][i+1] - s.MV[l][i-1]) * s.RateHz / 2
		sum += d * d
	}
	return math.Sqrt(sum)
}

// qrsOf are begin and end of the QRS at time r: where slopes stay below a
// share of the steepest for 12 ms.
func qrsOf(s *Signal, r float64) (from, to float64) {
	const quiet, share = 6, 0.12
	c := int(math.Round(r * s.RateHz))
	most := 0.0
	for i := c - 30; i <= c+30; i++ {
		most = max(most, slope(s, i))
	}
	edge := func(step int) float64 {
		i, calm := c, 0
		for ; calm < quiet && i > 2 && i < len(s.MV[0])-3; i += step {
			if calm++; slope(s, i) > share*most {
				calm = 0
			}
		}
		return float64(i-step*quiet) / s.RateHz
	}
	return edge(-1), edge(1)
}

// pOf are the begin and the height of the P wave in lead II between two times.
func pOf(s *Signal, from, to float64) (begin, height float64) {
	v := s.MV[1]
	lo, hi := int(from*s.RateHz), int(to*s.RateHz)
	base := v[lo]
	peak := lo
	for i := lo; i < hi; i++ {
		if math.Abs(v[i]-base) > math.Abs(v[peak]-base) {
			peak = i
		}
	}
	height = v[peak] - base
	i := peak
	for i > lo && math.Abs(v[i]-base) > 0.05*math.Abs(height) {
		i--
	}
	return float64(i) / s.RateHz, height
}

// intervals are the differences of times.
func intervals(at []float64) (out []float64) {
	for i := 1; i < len(at); i++ {
		out = append(out, at[i]-at[i-1])
	}
	return out
}

// spread is the mean of values and their standard deviation as its share.
func spread(v []float64) (mean, share float64) {
	sum, square := 0.0, 0.0
	for _, x := range v {
		sum += x
		square += x * x
	}
	n := float64(len(v))
	mean = sum / n
	return mean, math.Sqrt(max(0, square/n-mean*mean)) / math.Abs(mean)
}

// power is that of a window at frequencies from lo to hi, and in total up to
// 40 Hz, without its mean.
func power(v []float64, rate, lo, hi float64) (band, all float64) {
	mean := 0.0
	for _, x := range v {
		mean += x / float64(len(v))
	}
	step := rate / float64(len(v))
	for hz := step; hz < 40; hz += step {
		re, im := 0.0, 0.0
		for i, x := range v {
			sin, cos := math.Sincos(2 * math.Pi * hz * float64(i) / rate)
			re, im = re+(x-mean)*cos, im+(x-mean)*sin
		}
		p := re*re + im*im
		all += p
		if hz >= lo && hz <= hi {
			band += p
		}
	}
	return band, all
}

// times are those of beats of one kind.
func (s *Signal) times(kind BeatKind) (out []float64) {
	for _, b := range s.Beats {
		if b.Kind == kind {
			out = append(out, b.AtSec)
		}
	}
	return out
}

// inside says whether a beat's waves lie in the signal.
func (s *Signal) inside(at float64) bool { return at > 0.8 && at < s.Duration()-0.8 }

func wantLabels(t *testing.T, s *Signal, want ...string) {
	t.Helper()
	for _, l := range want {
		if !slices.Contains(s.Labels, l) {
			t.Errorf("labels %v lack %q", s.Labels, l)
		}
	}
}

func within(t *testing.T, what string, got, lo, hi float64) {
	t.Helper()
	if !(got >= lo && got <= hi) {
		t.Errorf("%s is %.4g, want %g to %g", what, got, lo, hi)
	}
}

// quiet is a random heart of 60 beats a minute without noise, scatter and
// breathing; seed 0 is the usual one.
func quiet(seed uint64) Heart {
	if seed == 0 {
		return Heart{RateBPM: 60}
	}
	h := RandomHeart(seed)
	h.RateBPM, h.Variation, h.Breathing, h.MuscleMV, h.MainsMV, h.WanderMV = 60, 0, 0, 0, 0, 0
	return h
}

// axis is that of QRS in the frontal plane in degrees, from the sums of the
// highest and lowest values in I and aVF; aVF's is scaled as Einthoven's
// triangle asks for.
func axis(s *Signal, r float64) float64 {
	net := func(lead string) float64 { lo, hi := rangeOf(s, lead, r); return lo + hi }
	return math.Atan2(net("aVF")*2/math.Sqrt(3), net("I")) * 180 / math.Pi
}

// tEnd is where the tangent to the steepest way back of T to the line meets
// it, in a lead, for T searched in a window after R.
func tEnd(s *Signal, lead string, r, from, to float64) float64 {
	v := s.Lead(lead)
	base := s.at(lead, r-0.26)
	peak := int((r + from) * s.RateHz)
	for i := peak; i < int((r+to)*s.RateHz); i++ {
		if math.Abs(v[i]-base) > math.Abs(v[peak]-base) {
			peak = i
		}
	}
	sign := math.Copysign(1, v[peak]-base)
	steep, most := peak, 0.0
	for i := peak; i < peak+int(0.15*s.RateHz); i++ {
		if d := sign * (v[i] - v[i+1]); d > most {
			steep, most = i, d
		}
	}
	return (float64(steep) + 0.5 + sign*((v[steep]+v[steep+1])/2-base)/most) / s.RateHz
}
