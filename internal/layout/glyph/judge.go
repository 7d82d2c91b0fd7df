package glyph

import (
	"cmp"
	"math"
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/layout/glyph/charnet"
)

// A Candidate is a reading with the measures that its score is made of.
type Candidate struct {
	Word
	// Group names the weights that belong to it: readings of one kind.
	Group string
	// Measures are, in this order: the logarithm of the probability that the
	// whole is the name, down to -12, and of what is missing there; the logarithm of the probability of all
	// characters, down to -12; the logarithm of what is missing there, which
	// tells good from very good; how far the characters stray from
	// one line and from one height (see sigmaY and sigmaH), cut off; the
	// probabilities of foreign characters at the left and right; whether the
	// sheet holds other names, how far their height is from this one's, and
	// how many share it, the base line and the left side (see among).
	Measures []float64
}

// weights turn the measures of each group into log odds; the last stands
// alone. They were fitted on drawn pages by gen -calibrate.
var weights = map[string][]float64{
	"I":     {0.235, -0.483, -0.195, -0.747, 0.000, -0.000, 0.361, -1.260, 0.914, -0.105, -1.432, 3.678, 2.800, -5.404},
	"II":    {0.409, -0.056, 0.546, -0.441, -0.369, -0.608, -2.391, -1.854, 1.322, -0.206, -1.355, 2.121, 2.293, -1.030},
	"III":   {0.183, -0.347, -0.109, -1.663, 0.009, -1.034, -3.223, -3.341, 0.560, -0.082, -0.635, 1.138, 2.861, -1.523},
	"more":  {-0.341, -1.235, 0.743, -0.553, -0.304, -0.398, -1.917, -1.965, 0.430, -0.013, -0.160, 1.287, 0.817, 0.502},
	"other": {0.000, 0.070, 0.518, -1.127, 0.324, 1.141, -1.950, -1.927, 0.664, -0.313, -0.288, 2.061, 0.755, -0.008},
	"two":   {0.252, -0.136, 0.797, -0.528, -0.441, -1.147, -3.405, -1.973, 1.826, -0.117, -0.776, 1.647, 2.308, -1.139},
}

// group is the group of a reading: bars are easily mistaken, long words hardly
// ever.
func (q *reading) group() string {
	switch {
	case q.proposed:
		return "proposed"
	case !slices.Contains(charnet.Names[:], q.text):
		return "other"
	case bars(q.text) && q.chars() == len(q.text):
		return q.text
	case q.chars() <= 2:
		return "two"
	}
	return "more"
}

// Candidates lists all readings of names of leads that share no characters
// with a better one, with the measures that their scores rest on, best first.
func (t *Text) Candidates() []Candidate {
	kept := settle(slices.Clone(t.names))
	sure := sureOf(kept)
	out := make([]Candidate, len(kept))
	for i := range kept {
		out[i] = kept[i].candidate(sure)
	}
	slices.SortStableFunc(out, func(a, b Candidate) int { return cmp.Compare(b.Score, a.Score) })
	return out
}

// sureOf picks the readings that others are compared with.
func sureOf(all []reading) []reading {
	return slices.DeleteFunc(slices.Clone(all), func(q reading) bool { return q.odds < 3 })
}

// candidate measures and scores a reading against the sure ones of its sheet.
func (q *reading) candidate(sure []reading) Candidate {
	c := Candidate{Word: q.word(), Group: q.group()}
	has, dh, same, row, col := q.among(sure)
	c.Measures = []float64{q.named, math.Log(1e-4 - min(q.named, 0)), max(q.logp, -12), math.Log(1e-4 - min(q.logp, 0)), min(q.bend, 16), min(q.swell, 16), q.left, q.right, has, dh, same, row, col}
	if w := weights[c.Group]; len(w) == len(c.Measures)+1 {
		odds := w[len(w)-1]
		for k, v := range c.Measures {
			odds += w[k] * v
		}
		c.Score = 1 / (1 + math.Exp(-odds))
	}
	return c
}

// among compares a reading with the sure ones elsewhere on the sheet: whether
// there are any, the square of the logarithm of the ratio of its height to
// their median in tenths, at most 9, and the logarithm of one more than the
// number of those of its height, on its base line, and with its left side.
func (q *reading) among(sure []reading) (has, dh, same, row, col float64) {
	var hs []float64
	for i := range sure {
		o := &sure[i]
		if o.covers(q) {
			continue
		}
		if math.Abs(math.Log(o.h/q.h)) < 0.2 && math.Abs(o.x0-q.x0) < 1.5*q.h {
			col++
		}
		if bars(o.text) { // their own size is not sure
			continue
		}
		hs = append(hs, math.Log(o.h))
		if math.Abs(math.Log(o.h/q.h)) < 0.15 {
			same++
			if math.Abs(o.y-q.y) < 0.8*q.h {
				row++
			}
		}
	}
	if len(hs) == 0 {
		return 0, 0, 0, 0, math.Log1p(col)
	}
	slices.Sort(hs)
	d := (math.Log(q.h) - hs[len(hs)/2]) / 0.1
	return 1, min(d*d, 9), math.Log1p(same), math.Log1p(row), math.Log1p(col)
}
