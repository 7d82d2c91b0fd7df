package glyph

import (
	"math"
	"slices"
)

// A Candidate is a reading with the measures that its score is made of.
type Candidate struct {
	Word
	// Group names the weights that belong to it: readings of one kind.
	Group string
	// Measures are, in this order: the logarithm of the probability of all
	// characters, down to -12; the logarithm of what is missing there, which
	// tells good from very good; how far the characters stray from
	// one line and from one height (see sigmaY and sigmaH), cut off; the
	// probabilities of foreign characters at the left and right; whether the
	// sheet holds other names, how far their height is from this one's, and
	// how many share it.
	Measures []float64
}

// weights turn the measures of each group into log odds; the last stands
// alone. They were fitted on drawn pages by gen -calibrate.
var weights = map[string][]float64{
	"I":    {-0.136, -1.398, 0.000, -0.000, -3.197, -2.687, 1.434, -0.142, 0.404, -6.804},
	"II":   {0.828, -0.751, 0.052, -0.667, -2.838, -1.630, 1.486, -0.194, 0.081, -2.151},
	"III":  {0.365, -1.046, 0.282, -1.013, -4.222, -4.147, 2.393, -0.155, 0.545, -2.052},
	"more": {0.917, -0.838, -0.069, 0.028, -1.391, -1.907, 1.731, -0.005, 0.014, 0.930},
	"two":  {1.222, -0.680, 0.080, -0.532, -2.907, -3.102, 1.290, -0.103, 0.593, -1.542},
}

// groupOf is the group of a reading: bars are easily mistaken, long words
// hardly ever.
func groupOf(text string, chars int) string {
	switch {
	case bars(text) && chars == len(text):
		return text
	case chars <= 2:
		return "two"
	}
	return "more"
}

// Candidates lists all readings of names of leads that share no characters
// with a better one, with the measures that their scores rest on.
func (t *Text) Candidates() []Candidate {
	var out []Candidate
	kept := settle(t.readings(leadForms()))
	for i, q := range kept {
		c := Candidate{Word: t.word(q), Group: groupOf(q.text, q.to-q.from)}
		has, dh, same := heightAmong(kept, i)
		c.Measures = []float64{max(q.logp, -12), math.Log(1e-4 - min(q.logp, 0)), min(q.bend, 16), min(q.swell, 16), q.left, q.right, has, dh, same}
		if w := weights[c.Group]; len(w) == len(c.Measures)+1 {
			odds := w[len(w)-1]
			for k, v := range c.Measures {
				odds += w[k] * v
			}
			c.Score = 1 / (1 + math.Exp(-odds))
		}
		out = append(out, c)
	}
	slices.SortStableFunc(out, func(a, b Candidate) int {
		switch {
		case a.Score > b.Score:
			return -1
		case a.Score < b.Score:
			return 1
		}
		return 0
	})
	return out
}

// heightAmong compares the height of a reading with that of the other sure
// names: whether there are any, the square of the logarithm of the ratio to
// their median in tenths, at most 9, and the logarithm of one more than the
// number of those that agree.
func heightAmong(all []reading, i int) (has, dh, same float64) {
	var hs []float64
	for k, q := range all {
		if k != i && q.odds > 3 && !bars(q.text) {
			hs = append(hs, math.Log(q.h))
		}
	}
	if len(hs) == 0 {
		return 0, 0, 0
	}
	slices.Sort(hs)
	own := math.Log(all[i].h)
	d := (own - hs[len(hs)/2]) / 0.1
	for _, h := range hs {
		if math.Abs(h-own) < 0.15 {
			same++
		}
	}
	return 1, min(d*d, 9), math.Log1p(same)
}
