package glyph

import (
	"cmp"
	"math"
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/layout/glyph/charnet"
	"github.com/einthoven-ecg/einthoven/internal/par"
)

// A spelling is one printed form of a word, as classes of characters.
type spelling struct {
	text    string // what it stands for
	classes []int
	lost    bool // its full stop may have been lost, or there was none
}

func spell(text string, forms ...string) []spelling {
	var out []spelling
	for _, f := range forms {
		s := spelling{text: text}
		for _, r := range f {
			s.classes = append(s.classes, charnet.Class(r))
		}
		out = append(out, s)
	}
	return out
}

const (
	// Distances of the middles of neighbouring characters of a word, in
	// heights of a capital.
	gapMin, gapMax = 0.22, 1.75
	// logpMin is the least logarithm of the probability of a character.
	logpMin = -4.5
	// perChar is what each character read adds to a word's score, so that
	// longer words win over their parts.
	perChar = 4.0
	// sigmaY and sigmaH are the spreads of the middles (in heights) and of the
	// logarithms of the heights of the characters of a word.
	sigmaY, sigmaH = 0.06, 0.09
)

// A reading is a word with the marks of its line that it was read from.
type reading struct {
	text     string
	line     int
	from, to int     // marks, half open
	logp     float64 // logarithm of the probability of its characters
	x0, x1   float64 // sides
	// y and h are the middle and height of the whole word, bend and swell how
	// far its characters' own stray from them, as sums of squares in units of
	// sigmaY and sigmaH.
	y, h, bend, swell float64
	// left and right are the probabilities of adjoining characters that do not
	// belong to the word.
	left, right float64
	// named is the natural logarithm of the probability that the namer gives
	// the text, at the place that it was led to.
	named    float64
	proposed bool    // by the namer alone
	lost     bool    // as of the spelling
	odds     float64 // natural logarithm of the odds that the word stands there
}

// logProb is the logarithm of the probability that a mark shows a class.
// What no reader can tell apart in every font counts together: a plain bar is
// I, 1 or l.
func (m *mark) logProb(class int) float64 {
	switch class {
	case classI:
		return math.Log(math.Exp(float64(m.logp[classI])) + 0.7*math.Exp(float64(m.logp[class1])))
	case class1:
		return math.Log(math.Exp(float64(m.logp[class1])) + 0.7*math.Exp(float64(m.logp[classI])))
	case class5:
		return math.Log(math.Exp(float64(m.logp[class5])) + 0.5*math.Exp(float64(m.logp[classS])))
	}
	return float64(m.logp[class])
}

// readings finds all readings of the given spellings in the lines from first
// on.
func (t *Text) readings(lexicon []spelling, first int) []reading {
	found := make([][]reading, len(t.lines))
	par.Each(t.opt.Workers, len(t.lines)-first, func(i int) {
		r := reader{p: t.p}
		found[first+i] = r.readings(t.lines[first+i], first+i, lexicon)
	})
	return slices.Concat(found...)
}

// readings finds all readings in line number nr.
func (r *reader) readings(l line, nr int, lexicon []spelling) []reading {
	var out []reading
	seen := map[[2]int]stretch{}
	for _, s := range lexicon {
		n := len(s.classes)
		for k := 0; k+n <= len(l); k++ {
			if !l[k : k+n].may(s) {
				continue
			}
			key := [2]int{k, n}
			st, ok := seen[key]
			if !ok {
				st = r.stretch(l[k : k+n])
				seen[key] = st
			}
			q := st.reading(s)
			q.line, q.from, q.to, q.lost = nr, k, k+n, s.lost
			q.left, q.right = l.neighbours(k, k+n)
			q.odds = q.judge()
			out = append(out, q)
			if p, better := st.proposal(q); better && !ok {
				out = append(out, p)
			}
		}
	}
	return out
}

// A stretch is a part of a line that was looked at again as a whole: its
// characters where they stand if they share one base line and one height, and
// what the namer says of it, at the place that it was led to.
type stretch struct {
	line
	names [len(charnet.Names)]float32
	at    spot
}

func (r *reader) stretch(l line) stretch {
	y, h := l.level()
	s := stretch{line: r.straighten(l), at: r.lookName(spot{x: (l[0].x + l[len(l)-1].x) / 2, y: y, h: h})}
	r.lookName(s.at)
	copy(s.names[:], r.name[:])
	return s
}

// reading reads a spelling from a stretch.
func (s stretch) reading(w spelling) reading {
	q := s.line.reading(w)
	if k := slices.Index(charnet.Names[:], w.text); k > 0 {
		q.named = max(float64(s.names[k]), -12)
	}
	return q
}

// proposal is what the namer reads instead of bars that were miscounted,
// because one of them touches something else.
func (s stretch) proposal(q reading) (reading, bool) {
	if !bars(q.text) {
		return q, false
	}
	for n := 1; n <= 3; n++ {
		if name := charnet.Names[n]; name != q.text && s.names[n] > -0.7 {
			q.text, q.proposed = name, true
			q.named, q.logp = float64(s.names[n]), -3
			q.x0, q.x1 = s.at.x-(0.1+0.25*float64(n))*s.at.h, s.at.x+(0.1+0.25*float64(n))*s.at.h
			q.y, q.h = s.at.y, s.at.h
			q.odds = q.judge()
			return q, true
		}
	}
	return q, false
}

// may tells whether the characters of a line could be those of a word.
func (l line) may(s spelling) bool {
	least := 2 * logpMin
	if bars(s.text) {
		least = logpMin
	}
	for n, c := range s.classes {
		lp := l[n].logProb(c)
		least -= lp
		if lp < logpMin || least > 0 || n > 0 && l[n].x-l[n-1].x > gapMax*l[n].h {
			return false
		}
	}
	return true
}

// straighten reads the characters of a word again where they stand if they
// share one base line and one height.
func (r *reader) straighten(l line) line {
	y, h := l.level()
	out := slices.Clone(l)
	for k := range out {
		m := &out[k]
		r.look(spot{x: m.x, y: y, h: h})
		copy(m.logp[:], r.out[:charnet.Classes])
	}
	return out
}

// level is the mean height of the middles and of the capitals of a line.
func (l line) level() (y, h float64) {
	for _, m := range l {
		y += m.y
		h += math.Log(m.h)
	}
	n := float64(len(l))
	return y / n, math.Exp(h / n)
}

// reading reads a spelling from the characters of a line.
func (l line) reading(s spelling) reading {
	q := reading{text: s.text}
	q.y, q.h = l.level()
	q.x0, q.x1 = l[0].x-0.35*q.h, l[len(s.classes)-1].x+0.35*q.h
	for n, c := range s.classes {
		m := &l[n]
		lp := max(m.logProb(c), 2*logpMin)
		q.logp += lp
		dy, dh := (m.y-q.y)/q.h/sigmaY, math.Log(m.h/q.h)/sigmaH
		q.bend += dy * dy
		q.swell += dh * dh
	}
	return q
}

// neighbours are the probabilities of characters that adjoin a word on its
// line and do not belong to it: "Vent" is no V.
func (l line) neighbours(from, to int) (left, right float64) {
	if from > 0 && l[from].x-l[from-1].x < wordGap*l[from].h {
		left = 1 - l[from-1].none()
	}
	if to < len(l) && l[to].x-l[to-1].x < wordGap*l[to].h {
		right = 1 - l[to].none()
	}
	return left, right
}

// chars is the number of characters of the word.
func (q *reading) chars() int {
	if q.proposed {
		return len(q.text)
	}
	return q.to - q.from
}

// judge is the logarithm of the odds that a reading is right.
func (q *reading) judge() float64 {
	odds := q.logp + perChar*float64(q.chars()-1) - (q.bend+q.swell)/2 - 3*(q.left+q.right)
	if slices.Contains(charnet.Names[:], q.text) {
		odds += q.named + 1
	}
	return odds
}

// settle keeps the readings that share no mark with a better one, best first.
func settle(all []reading) []reading {
	slices.SortStableFunc(all, func(a, b reading) int { return cmp.Compare(b.odds, a.odds) })
	var out []reading
	for _, r := range all {
		taken := slices.ContainsFunc(out, func(o reading) bool {
			return o.line == r.line && o.from < r.to && r.from < o.to || o.covers(&r)
		})
		if !taken {
			out = append(out, r)
		}
	}
	return out
}

// covers tells whether two readings stand in the same place. A place can be
// reached by two lines.
func (q *reading) covers(o *reading) bool {
	w := min(q.x1, o.x1) - max(q.x0, o.x0)
	return w > 0.3*min(q.x1-q.x0, o.x1-o.x0) && math.Abs(q.y-o.y) < 0.35*(q.h+o.h)
}

// wordGap is the distance of the middles of two characters, in heights of a
// capital, from which they count as parts of two words.
const wordGap = 1.25

var (
	classI = charnet.Class('I')
	class1 = charnet.Class('1')
	class5 = charnet.Class('5')
	classS = charnet.Class('S')
)

// word makes a Word of a reading.
func (q *reading) word() Word {
	return Word{Text: q.text, Score: 1 / (1 + math.Exp(-q.odds)), X0: q.x0, X1: q.x1, Y0: q.y - q.h/2, Y1: q.y + q.h/2}
}
