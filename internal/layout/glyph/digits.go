package glyph

import (
	"cmp"
	"math"
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/layout/glyph/charnet"
)

// Old recorders (Hellige, Fukuda) call the limb leads 1, 2 and 3. Digits stand all
// over a page: they are names only in one column, one below the other, alone, in the
// size of the names that are read and in line or in one column with these. Limits are
// own estimates.

const (
	// clearName is the score from which a name tells where names stand and how high
	// they are, clearNames how many must.
	clearName, clearNames = 0.9, 2
	// digitScore is the least probability of a digit.
	digitScore = 0.5
	// digitSize is by which factor its height may differ from theirs: that of one
	// character is not known better.
	digitSize = 1.25
	// inLine and inColumn are by how much middles and sides of names in one line
	// or column may differ, in heights of a capital.
	inLine, inColumn = 0.5, 0.8
)

// withDigits adds the limb leads that digits name to the names of a text, unless
// they have other names, and takes away what was read in the place of the digits.
// Best first.
func (t *Text) withDigits(names []Word) []Word {
	sure := slices.DeleteFunc(slices.Clone(names), func(w Word) bool { return w.Score < clearName || bars(w.Text) })
	if len(sure) < clearNames {
		return names
	}
	h := middleHeight(sure)
	digits := digitColumn(t.digits(h), sure, h)
	if len(digits) == 0 {
		return names
	}
	others := slices.DeleteFunc(slices.Clone(names), func(w Word) bool { return slices.ContainsFunc(digits, w.meets) })
	roman := slices.DeleteFunc(slices.Clone(others), func(w Word) bool {
		return !bars(w.Text) || w.Score < digitScore || !ofSize(w.Height(), h) || !standsWith(w, sure, h)
	})
	if different(roman) >= different(digits) {
		return names
	}
	others = append(others, digits...)
	slices.SortStableFunc(others, func(a, b Word) int { return cmp.Compare(b.Score, a.Score) })
	return others
}

// digits lists what reads as 1, 2 or 3, stands alone and is as high as capitals of
// h millimetres, as the names that they may be, best first.
func (t *Text) digits(h float64) []Word {
	const alone = 0.5 // probability of a character beside it at most
	var all []Word
	for _, l := range t.lines {
		for k := range l {
			m := &l[k]
			left, right := l.neighbours(k, k+1)
			if !ofSize(m.h, h) || max(left, right) > alone {
				continue
			}
			for n, name := range [...]string{"I", "II", "III"} {
				if p := math.Exp(m.logProb(charnet.Class('1' + rune(n)))); p >= digitScore {
					q := line{*m}.reading(spelling{text: name, classes: make([]int, 1)})
					w := q.word()
					w.Score = min(p, 1)
					all = append(all, w)
				}
			}
		}
	}
	slices.SortStableFunc(all, func(a, b Word) int { return cmp.Compare(b.Score, a.Score) })
	var out []Word
	for _, w := range all { // two lines may lead to one place
		if !slices.ContainsFunc(out, w.meets) {
			out = append(out, w)
		}
	}
	return out
}

// digitColumn is the column of most digits in which at least two different ones
// stand with names, and follow each other downwards.
func digitColumn(digits, names []Word, h float64) []Word {
	var best []Word
	for _, ref := range digits {
		col := slices.DeleteFunc(slices.Clone(digits), func(w Word) bool { return math.Abs(w.X0-ref.X0) > inColumn*h })
		with := slices.DeleteFunc(slices.Clone(col), func(w Word) bool { return !standsWith(w, names, h) })
		if different(with) >= 2 && downwards(with) && len(col) > len(best) {
			best = col
		}
	}
	return best
}

// downwards tells whether names of limb leads that are new to a column follow each
// other: strips below it show one of them again.
func downwards(col []Word) bool {
	slices.SortFunc(col, func(a, b Word) int { return cmp.Compare(a.Y0, b.Y0) })
	last := ""
	seen := map[string]bool{}
	for _, w := range col {
		if seen[w.Text] {
			continue
		}
		if len(w.Text) < len(last) {
			return false
		}
		last, seen[w.Text] = w.Text, true
	}
	return true
}

// standsWith tells whether a word stands in line or in one column with one of some
// names.
func standsWith(w Word, names []Word, h float64) bool {
	return slices.ContainsFunc(names, func(n Word) bool {
		side := min(math.Abs(w.X0-n.X0), math.Abs(w.X1-n.X1)) // names before their curves end in one line
		return math.Abs(w.Y0+w.Y1-n.Y0-n.Y1)/2 < inLine*h || side < inColumn*h
	})
}

// meets tells whether two words share a place.
func (w Word) meets(o Word) bool { return w.X0 < o.X1 && o.X0 < w.X1 && w.Y0 < o.Y1 && o.Y0 < w.Y1 }

// ofSize tells whether a height is that of names.
func ofSize(h, names float64) bool { return math.Abs(math.Log(h/names)) < math.Log(digitSize) }

// different counts the texts of words.
func different(ws []Word) int {
	seen := map[string]bool{}
	for _, w := range ws {
		seen[w.Text] = true
	}
	return len(seen)
}

// middleHeight is the upper median of the heights of words.
func middleHeight(ws []Word) float64 {
	var hs []float64
	for _, w := range ws {
		hs = append(hs, w.Height())
	}
	slices.Sort(hs)
	return hs[len(hs)/2]
}
