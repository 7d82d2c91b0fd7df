package eval

import "math"

// Windows of time_scale_error: 1 s long, every half second, at least 5 of
// them; a window counts if truth and prediction correlate at least this well.
const (
	scaleWindow      = 1.0
	scaleHop         = 0.5
	scaleWindows     = 5
	scaleCorrelation = 0.8
	// scaleReach is the greatest lag that is looked for, in s.
	scaleReach = 0.1
)

// timeScale fits the lags of short windows over the page by a robust line
// (the median of the slopes between all pairs: Theil 1950, Sen 1968). Its
// slope is the error of the time scale in ppm (positive: the prediction is too
// long), its height at time 0 that of the start in ms. NaN with fewer than
// five usable windows.
func timeScale(x, y [12][]float64, fs float64) (ppm, startMS float64) {
	var t, lag []float64
	n, hop := int(scaleWindow*fs), max(1, int(scaleHop*fs))
	for k := range x {
		if y[k] == nil {
			continue
		}
		for lo := 0; lo+n <= len(x[k]); lo += hop {
			if l, ok := windowLag(x[k], y[k], lo, n, int(scaleReach*fs)); ok {
				t = append(t, (float64(lo)+float64(n)/2)/fs)
				lag = append(lag, l/fs)
			}
		}
	}
	if len(t) < scaleWindows {
		return math.NaN(), math.NaN()
	}
	var slopes []float64
	for i := range t {
		for j := range i {
			if t[i] != t[j] {
				slopes = append(slopes, (lag[i]-lag[j])/(t[i]-t[j]))
			}
		}
	}
	if len(slopes) == 0 {
		return math.NaN(), math.NaN()
	}
	slope := median(slopes)
	rest := make([]float64, len(t))
	for i := range t {
		rest[i] = lag[i] - slope*t[i]
	}
	return slope * 1e6, median(rest) * 1000
}

// windowLag is the lag, in parts of a sample, at which y correlates best with
// the n samples of x from lo on. The window must be printed as a whole, swing
// by minSwing, and have its best lag inside the reach.
func windowLag(x, y []float64, lo, n, reach int) (float64, bool) {
	least, most := math.Inf(1), math.Inf(-1)
	for _, v := range x[lo : lo+n] {
		if math.IsNaN(v) {
			return 0, false
		}
		least, most = min(least, v), max(most, v)
	}
	if most-least < minSwing {
		return 0, false
	}
	corr := make([]float64, 2*reach+1)
	best := 0
	for s := range corr {
		corr[s] = shiftedCorrelation(x[lo:lo+n], y, lo+s-reach)
		if corr[s] > corr[best] {
			best = s
		}
	}
	if best == 0 || best == 2*reach || corr[best] < scaleCorrelation {
		return 0, false
	}
	return float64(best-reach) + parabola(corr[best-1], corr[best], corr[best+1]), true
}

// shiftedCorrelation correlates x with y from sample at on, over what was
// read; -1 if that is less than nine tenths.
func shiftedCorrelation(x, y []float64, at int) float64 {
	var sx, sy, sxx, syy, sxy, n float64
	for i, a := range x {
		j := at + i
		if j < 0 || j >= len(y) || math.IsNaN(y[j]) {
			continue
		}
		b := y[j]
		sx, sy, sxx, syy, sxy, n = sx+a, sy+b, sxx+a*a, syy+b*b, sxy+a*b, n+1
	}
	if n < 0.9*float64(len(x)) {
		return -1
	}
	vx, vy := sxx-sx*sx/n, syy-sy*sy/n
	if !(vx > 0 && vy > 0) {
		return -1
	}
	return (sxy - sx*sy/n) / math.Sqrt(vx*vy)
}
