package glyph

import (
	"context"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/einthoven-ecg/einthoven/internal/ink"
	"github.com/einthoven-ecg/einthoven/internal/layout/glyph/charnet"
)

// A Legend is what the text of a sheet says about its scales. Numbers are 0
// where it says nothing.
type Legend struct {
	SpeedMMS  float64 // paper speed, millimetres a second
	GainMMMV  float64 // gain, millimetres a millivolt; of the limb leads if ChestMMMV differs
	ChestMMMV float64 // gain of the chest leads where it is given apart
	// SpeedScore and GainScore are the estimated probabilities, 0..1, that
	// the numbers are right; Score is the smaller of those that were read.
	SpeedScore, GainScore, Score float64
	Words                        []Word // as read, best first
}

// ReadLegend reads speed and gain on a sheet that stands upright.
func ReadLegend(ctx context.Context, s *ink.Sheet, opt Options) (Legend, error) {
	t, err := Read(ctx, s, opt)
	if err != nil {
		return Legend{}, err
	}
	return t.Legend(), nil
}

// Legend reads speed and gain in a text.
func (t *Text) Legend() Legend {
	var g Legend
	limb := math.Inf(1) // the surest reading of a gain wins, but "Chest" is apart
	for _, r := range settle(t.readings(legendForms(), 0)) {
		w := r.word()
		if w.Score < 0.5 {
			continue
		}
		g.Words = append(g.Words, w)
		v, unit := split(w.Text)
		switch {
		case unit == "mm/s":
			if g.SpeedMMS == 0 {
				g.SpeedMMS, g.SpeedScore = v, w.Score
				if r.lost { // or a stroke, as of the grid, before another number
					g.SpeedScore = min(g.SpeedScore, lostStop)
				}
			}
		case t.follows(r, "CHEST"):
			if g.ChestMMMV == 0 {
				g.ChestMMMV = v
			}
		case limb > 0:
			g.GainMMMV, g.GainScore, limb = v, w.Score, 0
		}
	}
	if g.GainMMMV == 0 && g.ChestMMMV != 0 { // "Chest" alone was misread
		g.ChestMMMV = 0
	}
	switch {
	case g.SpeedMMS != 0 && g.GainMMMV != 0:
		g.Score = min(g.SpeedScore, g.GainScore)
	default:
		g.Score = max(g.SpeedScore, g.GainScore)
	}
	return g
}

// lostStop is the probability that a full stop was lost where 12.5 reads as 125,
// and that it is not 25 with a stroke before it (three in ten stops of faint
// pages against one stroke in thirty; own estimate).
const lostStop = 0.9

// split cuts "25mm/s" into its number and unit.
func split(text string) (float64, string) {
	n := strings.IndexByte(text, 'm')
	v, err := strconv.ParseFloat(text[:n], 64)
	if err != nil {
		return 0, ""
	}
	return v, text[n:]
}

// follows tells whether a word, in capitals, stands directly before a
// reading. One of its letters may have been misread or missed.
func (t *Text) follows(r reading, word string) bool {
	n := 0
	l := t.lines[r.line]
	for k := max(0, r.from-len(word)-2); k < r.from; k++ {
		b := unicode.ToUpper(l[k].best())
		if i := strings.IndexRune(word, b); i >= 0 {
			word = word[i+1:]
			n++
		}
	}
	return n >= 4
}

// legendForms lists the printed forms of speeds and gains. A full stop may
// have been lost: "250mm/s" is no speed, but "25.0mm/s" is. "125mm/s" may also be
// 25 with a stroke before it.
func legendForms() []spelling {
	var out []spelling
	forms := func(number, unit string, spelled []string, units ...string) {
		for _, s := range spelled {
			for _, u := range units {
				out = append(out, spell(number+unit, s+u)...)
			}
		}
	}
	for _, n := range [][]string{
		{"5", "5.0"}, {"6.25"}, {"10", "10.0"}, {"12.5", "125"}, {"20", "20.0"},
		{"25", "25.0", "250"}, {"50", "50.0", "500"}, {"100", "100.0", "1000"},
	} {
		forms(n[0], "mm/s", n, "mm/s", "mm/sec", "mmps", "MM/S", "MM/SEC")
	}
	for i := range out {
		out[i].lost = out[i].text == "12.5mm/s" && !slices.Contains(out[i].classes, charnet.Class('.'))
	}
	for _, n := range [][]string{{"2.5"}, {"5", "5.0"}, {"10", "10.0", "100"}, {"20", "20.0", "200"}, {"40", "40.0"}} {
		forms(n[0], "mm/mV", n, "mm/mV", "MM/MV")
	}
	return out
}
