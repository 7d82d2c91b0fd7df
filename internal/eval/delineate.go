package eval

import (
	"math"
)

// The delineator is plain for the same reason as the detector. It works on
// the median beat of one lead at 500 Hz; the R peak lies at medianBefore.
const (
	medianRate   = 500
	medianBefore = 0.40 // s
	medianAfter  = 0.60
	// minBeats is the least number of beats of which a median is taken.
	minBeats = 2
	// minWave is the least height in mV of a P or T wave that is measured.
	minWave = 0.04
)

// Waves are the measurements of one median beat: ms, and uV against the level
// before the QRS complex. NaN is not measurable.
type Waves struct {
	PR, QRS, QT Float
	ST, TAmp    Float
}

// noWaves has nothing measurable.
var noWaves = Waves{nan, nan, nan, nan, nan}

// medianBeat is the median of the signal around the R peaks, at 500 Hz; nil
// with too few beats. NaN where fewer than half of the beats have a sample.
func medianBeat(v []float64, fs float64, beats []beat) []float64 {
	if len(beats) < minBeats {
		return nil
	}
	n := int((medianBefore + medianAfter) * medianRate)
	out := make([]float64, n)
	for i := range out {
		var at []float64
		for _, b := range beats {
			u := b.r + (float64(i)/medianRate-medianBefore)*fs
			j := int(math.Floor(u))
			if j < 0 || j+1 >= len(v) {
				continue
			}
			if s := v[j] + (u-float64(j))*(v[j+1]-v[j]); !math.IsNaN(s) {
				at = append(at, s)
			}
		}
		out[i] = math.NaN()
		if len(at) >= minBeats && 2*len(at) >= len(beats) {
			out[i] = median(at)
		}
	}
	return out
}

// ms is a number of samples of a median beat.
func ms(t float64) int { return int(math.Round(t * medianRate / 1000)) }

// delineate measures a median beat; rr is the usual distance of beats in s (0
// if not known), beyond 0.7 of which no T wave is looked for.
func delineate(b []float64, rr float64) Waves {
	w := noWaves
	r := ms(medianBefore * 1000)
	if len(b) <= r || math.IsNaN(b[r]) {
		return w
	}
	smooth := movingMean(b, 2)
	slope := make([]float64, len(b))
	for i := range slope {
		slope[i] = math.NaN()
		if i >= 2 && i+2 < len(b) {
			slope[i] = (smooth[i+2] - smooth[i-2]) / 4
		}
	}
	onset, ok := quiet(slope, r, -1, ms(130))
	if !ok {
		return w
	}
	end, ok := quiet(slope, r, 1, ms(150))
	if !ok {
		return w
	}
	base := median(present(b[max(0, onset-ms(24)):max(1, onset-ms(4))]))
	if math.IsNaN(base) {
		return w
	}
	w.QRS = Float(float64(end-onset) / medianRate * 1000)
	if p, ok := pOnset(smooth, slope, onset, base); ok {
		w.PR = Float((float64(onset) - p) / medianRate * 1000)
	}
	if st := end + ms(60); st+ms(6) < len(b) {
		w.ST = Float((mean(b[st-ms(6):st+ms(6)+1]) - base) * 1000)
	}
	last := len(b) - ms(30)
	if rr > 0 {
		last = min(last, r+ms(700*rr))
	}
	if tEnd, amp, ok := tWave(smooth, slope, end+ms(70), last, base); ok {
		w.TAmp = Float(amp * 1000)
		if qt := (tEnd - float64(onset)) / medianRate * 1000; qt > 200 && qt < 650 {
			w.QT = Float(qt)
		}
	}
	return w
}

// quiet walks from the R peak, left or right, to where the slope stays below
// a twentieth of its greatest for 16 ms, and returns where that begins.
func quiet(slope []float64, r, step, reach int) (int, bool) {
	top := 0.0
	for i := max(0, r-ms(80)); i <= min(len(slope)-1, r+ms(80)); i++ {
		if !math.IsNaN(slope[i]) {
			top = max(top, math.Abs(slope[i]))
		}
	}
	still := 0
	for k := 1; k <= reach; k++ {
		i := r + k*step
		if i < 0 || i >= len(slope) || math.IsNaN(slope[i]) {
			return 0, false
		}
		if math.Abs(slope[i]) >= top/20 {
			still = 0
			continue
		}
		if still++; still > ms(16) && k > ms(28) {
			return i - step*(still-1), true
		}
	}
	return 0, false
}

// pOnset finds the beginning of the P wave before the onset of the QRS
// complex: where the tangent at its steepest rise leaves the level before it.
func pOnset(v, slope []float64, onset int, base float64) (float64, bool) {
	lo, hi := max(0, onset-ms(280)), onset-ms(24)
	if hi-lo < ms(80) || math.IsNaN(v[lo]) || math.IsNaN(v[hi]) {
		return 0, false
	}
	// The level may drift from where the search begins to the QRS complex.
	start := median(present(v[lo : lo+ms(24)]))
	line := func(i int) float64 { return start + (base-start)*float64(i-lo)/float64(onset-lo) }
	top := lo
	for i := lo; i < hi; i++ {
		if math.IsNaN(v[i]) {
			return 0, false
		}
		if math.Abs(v[i]-line(i)) > math.Abs(v[top]-line(top)) {
			top = i
		}
	}
	height := v[top] - line(top)
	if math.Abs(height) < minWave || top < lo+ms(24) || top > hi-ms(10) {
		return 0, false
	}
	sign := math.Copysign(1, height)
	steep := top
	for i := top; i >= max(lo, top-ms(80)); i-- {
		if sign*slope[i] > sign*slope[steep] {
			steep = i
		}
	}
	if !(sign*slope[steep] > 0) {
		return 0, false
	}
	p := float64(steep) - (v[steep]-line(steep))/slope[steep]
	pr := (float64(onset) - p) / medianRate * 1000
	return p, pr > 70 && pr < 320
}

// tWave finds the T wave between two samples: its height above base and its
// end, where the tangent at its steepest return meets base.
func tWave(v, slope []float64, lo, hi int, base float64) (end, height float64, ok bool) {
	hi = min(hi, len(v)-1)
	if hi-lo < ms(80) {
		return 0, 0, false
	}
	top := lo
	for i := lo; i < hi; i++ {
		if math.IsNaN(v[i]) {
			return 0, 0, false
		}
		if math.Abs(v[i]-base) > math.Abs(v[top]-base) {
			top = i
		}
	}
	height = v[top] - base
	if math.Abs(height) < minWave || top <= lo+1 || top >= hi-2 {
		return 0, 0, false
	}
	sign := math.Copysign(1, height)
	steep := top
	for i := top; i < min(len(v)-3, top+ms(160)); i++ {
		if -sign*slope[i] > -sign*slope[steep] {
			steep = i
		}
	}
	if !(-sign*slope[steep] > 0) {
		return math.NaN(), height, true
	}
	end = float64(steep) - (v[steep]-base)/slope[steep]
	return end, height, true
}

// present are the values that are no NaN.
func present(v []float64) []float64 {
	var out []float64
	for _, x := range v {
		if !math.IsNaN(x) {
			out = append(out, x)
		}
	}
	return out
}

// movingMean smooths by the mean of 2h+1 values, fewer at the ends. NaN
// spreads.
func movingMean(v []float64, h int) []float64 {
	out := make([]float64, len(v))
	for i := range v {
		out[i] = mean(v[max(0, i-h):min(len(v), i+h+1)])
	}
	return out
}
