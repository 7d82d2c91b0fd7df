package eval

import "math"

// An Interval sums up how a measurement on the prediction agrees with the same
// one on the truth.
type Interval struct {
	// ID is rr, pr, qrs, qt (ms) or st, t_amp (uV).
	ID, Unit string
	// N pairs were measured on both; Failures on the truth only.
	N, Failures int
	// Bias and SD are of the differences, prediction minus truth; LoALow and
	// LoAHigh the limits of agreement, 1.96 SD to both sides (Bland and Altman,
	// Lancet 1986).
	Bias, SD, MedianAbs, LoALow, LoAHigh Float
	// Within is the share of the truth's measurements that the prediction's
	// meets to Tolerance, failures counted as misses; NaN without tolerance.
	Tolerance, Within Float
}

// intervals sums up RR, PR, QRS, QT over pictures and ST, T over leads.
func intervals(results []Result) []Interval {
	kinds := []struct {
		id, unit  string
		tolerance float64
		of        func(r *Result) (diff []float64, failures int)
	}{
		{"rr", "ms", 25, func(r *Result) ([]float64, int) { return plain(r.Intervals.RR), 0 }},
		{"pr", "ms", 10, func(r *Result) ([]float64, int) { return difference(r.Intervals.Truth.PR, r.Intervals.Found.PR) }},
		{"qrs", "ms", 10, func(r *Result) ([]float64, int) { return difference(r.Intervals.Truth.QRS, r.Intervals.Found.QRS) }},
		{"qt", "ms", 25, func(r *Result) ([]float64, int) { return difference(r.Intervals.Truth.QT, r.Intervals.Found.QT) }},
		{"st", "uV", math.NaN(), func(r *Result) (diff []float64, failures int) {
			for _, l := range r.Leads {
				d, f := measured(l.Wave.ST, l.Wave.HasST)
				diff, failures = append(diff, d...), failures+f
			}
			return diff, failures
		}},
		{"t_amp", "uV", math.NaN(), func(r *Result) (diff []float64, failures int) {
			for _, l := range r.Leads {
				d, f := measured(l.Wave.TAmp, l.Wave.HasTAmp)
				diff, failures = append(diff, d...), failures+f
			}
			return diff, failures
		}},
	}
	var out []Interval
	for _, k := range kinds {
		i := Interval{ID: k.id, Unit: k.unit, Tolerance: Float(k.tolerance), Within: nan}
		var d []float64
		for n := range results {
			diff, failures := k.of(&results[n])
			d = append(d, diff...)
			i.Failures += failures
		}
		i.N = len(d)
		bias, sd := mean(d), deviation(d)
		i.Bias, i.SD, i.MedianAbs = Float(bias), Float(sd), Float(median(absolutes(d)))
		i.LoALow, i.LoAHigh = Float(bias-1.96*sd), Float(bias+1.96*sd)
		if !math.IsNaN(k.tolerance) && i.N+i.Failures > 0 {
			// The comparison carries a rounding error of the subtraction.
			in := share(d, func(v float64) bool { return math.Abs(v) <= k.tolerance+1e-9 })
			if i.N == 0 {
				in = 0
			}
			i.Within = Float(in * ratio(i.N, i.N+i.Failures))
		}
		out = append(out, i)
	}
	return out
}

// difference is found minus truth, or a failure where only the truth could be
// measured, or nothing.
func difference(truth, found Float) (diff []float64, failures int) {
	return measured(found-truth, truth.defined())
}

func measured(diff Float, inTruth bool) ([]float64, int) {
	switch {
	case !inTruth:
		return nil, 0
	case !diff.defined():
		return nil, 1
	}
	return []float64{float64(diff)}, 0
}
