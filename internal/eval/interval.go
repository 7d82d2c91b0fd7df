package eval

import "math"

// An IntervalResult compares the intervals of a page.
type IntervalResult struct {
	// Lead is the one that was measured: that printed longest, II first.
	Lead string
	// RR are the errors in ms of the distances of successive matched beats.
	RR []Float `json:",omitempty"`
	// Truth and Found are the median beats' measurements.
	Truth, Found Waves
}

// A WaveError is the difference of ST level and T height of one lead in uV;
// NaN where the prediction's cannot be measured though the truth's can, or
// where the truth's cannot.
type WaveError struct {
	ST, TAmp       Float
	HasST, HasTAmp bool // the truth's can be measured
}

// measuredLead is the lead printed longest; II, then V5, I and the others win
// ties.
func measuredLead(pairs []pairing) int {
	best := 1
	for _, k := range []int{1, 10, 0, 2, 3, 4, 5, 6, 7, 8, 9, 11} {
		if len(pairs[k].printed) > len(pairs[best].printed) {
			best = k
		}
	}
	return best
}

// compareIntervals measures the beats of one lead in truth and prediction.
func compareIntervals(x, y []float64, fs float64, name string, l *leadBeats) IntervalResult {
	r := IntervalResult{Lead: name, Truth: noWaves, Found: noWaves}
	for i := 1; i < len(l.pairs); i++ {
		a, b := l.pairs[i-1], l.pairs[i]
		if b[0] != a[0]+1 || b[1] != a[1]+1 {
			continue // a beat between the two is missing in one of them
		}
		truth := l.truth[b[0]].r - l.truth[a[0]].r
		found := l.found[b[1]].r - l.found[a[1]].r
		r.RR = append(r.RR, Float((found-truth)/fs*1000))
	}
	r.Truth = measure(x, fs, l.truth)
	if y != nil {
		r.Found = measure(y, fs, l.found)
	}
	return r
}

// measure delineates the median beat of a lead.
func measure(v []float64, fs float64, beats []beat) Waves {
	var rr []float64
	for i := 1; i < len(beats); i++ {
		rr = append(rr, (beats[i].r-beats[i-1].r)/fs)
	}
	usual := 0.0
	if len(rr) > 0 {
		usual = median(rr)
	}
	b := medianBeat(v, fs, beats)
	if b == nil {
		return noWaves
	}
	return delineate(b, usual)
}

// compareWaves measures ST and T of one lead.
func compareWaves(x, y []float64, fs float64, l *leadBeats) WaveError {
	t := measure(x, fs, l.truth)
	f := noWaves
	if y != nil {
		f = measure(y, fs, l.found)
	}
	return WaveError{
		ST: f.ST - t.ST, TAmp: f.TAmp - t.TAmp,
		HasST: !math.IsNaN(float64(t.ST)), HasTAmp: !math.IsNaN(float64(t.TAmp)),
	}
}
