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
	// Torn tells that two gains are printed, but not which leads they are of:
	// one of a pair could not be read, or nothing says that one is of the chest.
	Torn bool
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
	all := slices.DeleteFunc(t.readings(legendForms(), 0), func(r reading) bool {
		_, chest, _ := split(r.text)
		return chest != 0 && t.joined(r) // the "st: 5" of "Chest: 5" is no pair
	})
	for _, r := range settle(all) {
		w := r.word()
		if w.Score < 0.5 {
			continue
		}
		g.Words = append(g.Words, w)
		if v, _, unit := split(w.Text); unit != "mm/s" {
			g.addGain(t, r, w)
		} else if g.SpeedMMS == 0 {
			g.SpeedMMS, g.SpeedScore = v, w.Score
			if r.lost { // or a stroke, as of the grid, before another number
				g.SpeedScore = min(g.SpeedScore, lostStop)
			}
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

// addGain takes one more gain that was read. The surest wins, but those of the chest
// leads are apart: the second of a pair, and what stands behind "Chest" or "V".
func (g *Legend) addGain(t *Text, r reading, w Word) {
	const sure = 0.8 // probability from which one that says something else counts
	limb, chest, _ := split(w.Text)
	switch {
	case chest != 0 && g.GainMMMV == 0:
		g.GainMMMV, g.ChestMMMV, g.GainScore = limb, chest, w.Score
	case chest == 0 && (t.follows(r, "CHEST") || t.ofChest(r)):
		if g.ChestMMMV == 0 {
			g.ChestMMMV = limb
		}
	case g.GainMMMV == 0:
		g.GainMMMV, g.GainScore = limb, w.Score
		g.Torn = g.Torn || t.halfPair(r)
	case w.Score >= sure && limb != g.GainMMMV && limb != g.ChestMMMV:
		g.Torn = true
	}
}

// lostStop is the probability that a full stop was lost where 12.5 reads as 125,
// and that it is not 25 with a stroke before it (three in ten stops of faint
// pages against one stroke in thirty; own estimate).
const lostStop = 0.9

// split cuts "25mm/s" into its number and unit, "10/5mm/mV" into the gains of limb
// and chest leads. The second is 0 where there is one number.
func split(text string) (v, second float64, unit string) {
	n := strings.IndexByte(text, 'm')
	first, rest, pair := strings.Cut(text[:n], "/")
	v, err := strconv.ParseFloat(first, 64)
	if err != nil {
		return 0, 0, ""
	}
	if pair {
		if second, err = strconv.ParseFloat(rest, 64); err != nil {
			return 0, 0, ""
		}
	}
	return v, second, text[n:]
}

// before is what stands before a reading on its line, up to n characters, with a
// space where words part.
func (t *Text) before(r reading, n int) string {
	l := t.lines[r.line]
	var out []rune
	for k := max(0, r.from-n); k < r.from; k++ {
		out = append(out, l[k].best())
		if l[k+1].x-l[k].x > wordGap*l[k].h {
			out = append(out, ' ')
		}
	}
	return string(out)
}

// joined tells whether a character stands before a reading with no space between.
func (t *Text) joined(r reading) bool {
	const space = 0.4 // heights of a capital between the ink of two words at least
	if r.from == 0 {
		return false
	}
	a, b := &t.lines[r.line][r.from-1], &t.lines[r.line][r.from]
	return (b.x-a.x)/b.h-a.halfWidth()-b.halfWidth() < space
}

// ofChest tells whether "V" or "V1-V6" stands directly before a reading.
func (t *Text) ofChest(r reading) bool {
	words := strings.FieldsFunc(t.before(r, 7), func(c rune) bool { return strings.ContainsRune(" :=(", c) })
	if len(words) == 0 {
		return false
	}
	switch strings.Map(func(c rune) rune {
		if strings.ContainsRune("-./", c) {
			return -1
		}
		return unicode.ToUpper(c)
	}, words[len(words)-1]) {
	case "V", "V16", "V1V6", "VI6", "VIV6":
		return true
	}
	return false
}

// halfPair tells whether a stroke or colon and another number stand before a
// reading: it is the second of two.
func (t *Text) halfPair(r reading) bool {
	s := []rune(strings.ReplaceAll(t.before(r, 3), " ", ""))
	n := len(s)
	return n >= 2 && strings.ContainsRune("/:", s[n-1]) && unicode.IsDigit(s[n-2])
}

// follows tells whether a word, in capitals, stands directly before a reading, in
// any of the lines that were read there: the surest one of a number may begin with
// it. One of the word's letters may have been misread or missed.
func (t *Text) follows(r reading, word string) bool {
	for _, l := range t.lines {
		n, rest := 0, word
		for k := range l {
			m := &l[k]
			if m.x > r.x0+0.2*r.h || m.x < r.x0-float64(len(word)+3)*gapMean*r.h || math.Abs(m.y-r.y) > 0.35*(m.h+r.h) {
				continue
			}
			if i := strings.IndexRune(rest, unicode.ToUpper(m.best())); i >= 0 {
				rest = rest[i+1:]
				n++
			}
		}
		if n >= 4 {
			return true
		}
	}
	return false
}

// gapMean is about how far apart the characters of a word stand, in heights of a
// capital.
const gapMean = 0.8

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
		forms(n[0], "mm/s", n, "mm/s", "mm/sec", "mmps", "MM/S", "MM/SEC", "mms", "m/s", // of narrow letters the stroke is overlooked, or one of two,
			bars6+"/s", bars6+"/sec") // and of small ones each m is three bars
	}
	for i := range out {
		out[i].lost = out[i].text == "12.5mm/s" && !slices.Contains(out[i].classes, charnet.Class('.'))
	}
	numbers := [][]string{{"2.5"}, {"5", "5.0"}, {"10", "10.0", "100"}, {"20", "20.0", "200"}, {"40", "40.0"}, {"4", "4.0"}, {"8", "8.0"}, {"15", "15.0"}}
	for _, n := range numbers {
		forms(n[0], "mm/mV", n, "mm/mV", "MM/MV", "mmmV", "m/mV", bars6+"/mV")
	}
	for _, limb := range numbers[:4] {
		for _, chest := range numbers[:4] {
			forms(limb[0]+"/"+chest[0], "mm/mV", pairs(limb, chest), "mm/mV", "MM/MV")
		}
	}
	return out
}

// bars6 is what two small m come to: three bars each.
const bars6 = "IIIIII"

// pairs spells two gains of one unit: a stroke or a colon parts them. A small colon
// looks like a full stop; what then reads as one number is no gain that machines have.
func pairs(limb, chest []string) []string {
	var out []string
	for i := range min(2, len(limb), len(chest)) { // both with a full stop or none
		for _, sep := range []string{"/", ":", "."} {
			if sep != "." || i == 0 && limb[0] != "2.5" && chest[0] != "2.5" {
				out = append(out, limb[i]+sep+chest[i])
			}
		}
	}
	return out
}
