package eval

import "math"

// matchTime is how far apart two R peaks of one beat may be found, in s.
const matchTime = 0.075

// minR is the R amplitude in mV below which no relative error is taken.
const minR = 0.1

// A leadBeats holds the beats of one lead and which of them belong together.
type leadBeats struct {
	truth, found []beat
	// pairs are places in truth and found.
	pairs [][2]int
}

// BeatResult compares the R peaks of a page. Times are in ms, amplitudes in
// uV; errors are prediction minus truth.
type BeatResult struct {
	// Beats is the number of beats in the truth, Found in the prediction,
	// Matched in both; near the ends of a window a beat counts only if matched.
	Beats, Found, Matched int
	// LagMS is the common lag, taken out of the errors.
	LagMS Float
	// TimeMS are the errors of each matched beat's R peak in time.
	TimeMS []Float `json:",omitempty"`
	// AmplitudeUV and AmplitudePct are the errors of its amplitude.
	AmplitudeUV  []Float `json:",omitempty"`
	AmplitudePct []Float `json:",omitempty"`
}

// compareBeats finds and matches the beats of all leads: first as they lie,
// then with the common lag of the first matches taken out.
func compareBeats(x, y [12][]float64, fs float64) (BeatResult, [12]leadBeats) {
	var all [12]leadBeats
	var lags []float64
	for k := range x {
		truth, sign := detectBeats(x[k], fs, 0)
		if len(truth) == 0 {
			continue
		}
		all[k].truth = truth
		if y[k] != nil {
			// Beats where nothing is printed are no concern of the truth.
			seen := make([]float64, len(y[k]))
			for i, v := range y[k] {
				seen[i] = v
				if math.IsNaN(x[k][i]) {
					seen[i] = math.NaN()
				}
			}
			all[k].found, _ = detectBeats(seen, fs, sign)
		}
		all[k].match(0, fs)
		for _, p := range all[k].pairs {
			lags = append(lags, all[k].found[p[1]].r-all[k].truth[p[0]].r)
		}
	}
	r := BeatResult{LagMS: nan}
	lag := 0.0
	if len(lags) > 0 {
		lag = median(lags)
		r.LagMS = Float(lag / fs * 1000)
	}
	for k := range all {
		all[k].match(lag, fs)
		r.add(&all[k], lag, fs)
	}
	return r, all
}

// match pairs beats in order: each with the nearest that is free and within
// matchTime, once the lag is taken out.
func (l *leadBeats) match(lag, fs float64) {
	l.pairs = nil
	j := 0
	for i, t := range l.truth {
		best, at := math.Inf(1), -1
		for k := j; k < len(l.found); k++ {
			if d := math.Abs(l.found[k].r - lag - t.r); d < best {
				best, at = d, k
			}
		}
		if at >= 0 && best <= matchTime*fs {
			l.pairs = append(l.pairs, [2]int{i, at})
			j = at + 1
		}
	}
}

// add counts the beats of one lead.
func (r *BeatResult) add(l *leadBeats, lag, fs float64) {
	inTruth, inFound := map[int]bool{}, map[int]bool{}
	for _, p := range l.pairs {
		inTruth[p[0]], inFound[p[1]] = true, true
		t, f := l.truth[p[0]], l.found[p[1]]
		r.TimeMS = append(r.TimeMS, Float((f.r-t.r-lag)/fs*1000))
		r.AmplitudeUV = append(r.AmplitudeUV, Float((f.amplitude-t.amplitude)*1000))
		if math.Abs(t.amplitude) >= minR {
			r.AmplitudePct = append(r.AmplitudePct, Float((f.amplitude/t.amplitude-1)*100))
		}
	}
	r.Matched += len(l.pairs)
	for i, b := range l.truth {
		if inTruth[i] || !b.edge {
			r.Beats++
		}
	}
	for i, b := range l.found {
		if inFound[i] || !b.edge {
			r.Found++
		}
	}
}

// Recall is the share of the truth's beats that were found, NaN without any.
func (r *BeatResult) Recall() float64 { return ratio(r.Matched, r.Beats) }

// Precision is the share of the beats found that are in the truth, NaN without
// any.
func (r *BeatResult) Precision() float64 { return ratio(r.Matched, r.Found) }

func ratio(a, b int) float64 {
	if b == 0 {
		return math.NaN()
	}
	return float64(a) / float64(b)
}
