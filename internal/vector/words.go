package vector

import (
	"cmp"
	"math"
	"regexp"
	"slices"
	"strings"

	"github.com/einthoven-ecg/einthoven/internal/page"
)

// A word is a string on the page, upright, with the place of its base line in
// mm.
type word struct {
	text        string
	x, y        float64 // start of the base line
	width, size float64
}

// wordsOf gives the strings that run from left to right, in mm, joined where
// the gap between two on one base line is at most gap times their size. Many
// writers place each letter, or the number of a lead, by itself.
func wordsOf(texts []page.Text, s scale, gap float64) []word {
	var all []word
	for _, t := range texts {
		text := strings.TrimLeft(t.String, " ")
		if math.Abs(math.Remainder(t.Angle, 2*math.Pi)) > 0.1 || text == "" || len(text) > 400 {
			continue
		}
		w := word{text: strings.TrimRight(text, " "), x: t.X * s.mm[0], y: t.Y * s.mm[1], width: t.Width * s.mm[0], size: t.Size * s.mm[1]}
		if skipped := len(t.String) - len(text); skipped > 0 {
			step := w.width * float64(skipped) / float64(len(t.String))
			w.x += step
			w.width -= step
		}
		all = append(all, w)
	}
	// Down the page in base lines that a subscript or a rounding may leave by
	// a quarter of the size; along each line from left to right.
	slices.SortStableFunc(all, func(a, b word) int { return cmp.Compare(a.y, b.y) })
	var out []word
	for len(all) > 0 {
		n := 1
		for n < len(all) && all[n].y-all[0].y < 0.25*max(all[n].size, all[0].size) {
			n++
		}
		row := slices.Clone(all[:n])
		all = all[n:]
		slices.SortStableFunc(row, func(a, b word) int { return cmp.Compare(a.x, b.x) })
		for i, w := range row {
			if i > 0 {
				last := &out[len(out)-1]
				space := w.x - (last.x + last.width)
				size := max(last.size, w.size)
				if space > -0.5*size && space < gap*size {
					if space > 0.2*size {
						last.text += " "
					}
					last.text += w.text
					last.width = max(last.width, w.x+w.width-last.x)
					last.size = size
					continue
				}
			}
			out = append(out, w)
		}
	}
	return out
}

// Gaps for wordsOf, in parts of the size: letters of one name, and words of one
// sentence.
const (
	withinName     = 0.18
	withinSentence = 2.0
)

var leadPattern = regexp.MustCompile(`^(?:LEAD)?(-?)(?:(I{1,3})|D(I{1,3}|[1-3])|A?V([RLF])|[VC]([1-9])(R?)|VR([3-9])|([XYZ]))$`)

// leadName reads the name of a lead; names of other habits (DI, D1, C1, V3r)
// come out as the usual ones.
func leadName(s string) (string, bool) {
	if len(s) > 16 {
		return "", false
	}
	s = strings.TrimRight(strings.TrimSpace(s), ":.,;)]")
	s = strings.TrimLeft(s, "([")
	s = strings.NewReplacer(" ", "", "_", "", "−", "-", "–", "-", "₁", "1", "₂", "2", "₃", "3", "₄", "4", "₅", "5", "₆", "6").Replace(s)
	if strings.ContainsAny(s, "il") && !strings.Contains(strings.ToLower(s), "lead") && !strings.ContainsAny(s, "vV") {
		return "", false // "i" and "ii" count things
	}
	m := leadPattern.FindStringSubmatch(strings.ToUpper(s))
	if m == nil {
		return "", false
	}
	minus := m[1]
	switch {
	case m[2] != "":
		return minus + m[2], true
	case m[3] != "":
		if m[3][0] != 'I' {
			m[3] = strings.Repeat("I", int(m[3][0]-'0'))
		}
		return minus + m[3], true
	case m[4] != "":
		return minus + "aV" + m[4], true
	case m[5] != "":
		return minus + "V" + m[5] + m[6], true
	case m[7] != "":
		return minus + "V" + m[7] + "R", true
	}
	return minus + m[8], true
}
