package glyph

import (
	"math"
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/layout/glyph/charnet"
)

// A mark is a place where a character seems to stand.
type mark struct {
	spot
	// logp holds the natural logarithm of the probability of each class.
	logp [charnet.Classes]float32
}

// none is the probability that there is no character after all.
func (m *mark) none() float64 { return math.Exp(float64(m.logp[0])) }

// best is the character of the most probable class.
func (m *mark) best() rune {
	top := 0
	for c, v := range m.logp {
		if v > m.logp[top] {
			top = c
		}
	}
	return rune(charnet.Alphabet[top])
}

// stroke tells whether the character is a mere point or stroke, with which no
// word is likely to be found that others do not lead to.
func (m *mark) stroke() bool {
	switch m.best() {
	case '.', ':', '-', '*', '/', '(', ')', '=', '+':
		return true
	}
	return false
}

// A line is a row of characters, from left to right.
type line []mark

const (
	// logNoneFirst and logNoneLast are the logarithms of the probabilities of
	// "no character" (0.9 and 0.5) beyond which a place is dropped, after the
	// first look and after the last.
	logNoneFirst, logNoneLast = -0.105, -0.693
	// lineMax bounds the characters of a line.
	lineMax = 40
)

// A reader looks at windows of a page; it serves one goroutine.
type reader struct {
	p    *page
	win  charnet.Window
	wide charnet.NameWindow
	ws   charnet.Work // of the reader network
	wn   charnet.Work // of the namer
	out  [charnet.Outs]float32
	name [16]float32
}

// look reads the character at a spot and returns the spot corrected by what
// was seen there.
func (r *reader) look(s spot) spot {
	r.p.cut(s.x, s.y, s.h, r.win[:], charnet.Side, charnet.Side)
	r.win.Normalise()
	r.p.nets.Reader.Run(r.win[:], &r.ws, r.out[:])
	charnet.LogSoftmax(r.out[:charnet.Classes])
	return s.moved(r.out[charnet.Classes:])
}

// lookName reads the name of a lead whose middle is at a spot: r.name holds
// the logarithms of the probabilities of charnet.Names. It returns the spot
// corrected by what was seen there.
func (r *reader) lookName(s spot) spot {
	r.p.cut(s.x, s.y, s.h, r.wide[:], charnet.NameCols, charnet.NameRows)
	r.wide.Normalise()
	r.p.nets.Namer.Run(r.wide[:], &r.wn, r.name[:])
	charnet.LogSoftmax(r.name[:len(charnet.Names)])
	return s.moved(r.name[len(charnet.Names):])
}

// moved is the spot after a correction by three outputs of a network.
func (s spot) moved(o []float32) spot {
	k := s.h / 2
	s.x += k * float64(min(max(o[0], -0.9), 0.9))
	s.y += k * float64(min(max(o[1], -0.6), 0.6))
	s.h *= math.Exp(float64(min(max(o[2], -0.3), 0.3)))
	return s
}

// read looks twice at a spot.
func (r *reader) read(s spot) (mark, bool) {
	t := r.look(s)
	if r.out[0] > logNoneFirst {
		return mark{}, false
	}
	return r.again(t)
}

func (r *reader) again(s spot) (mark, bool) {
	t := r.look(s)
	if r.out[0] > logNoneLast {
		return mark{}, false
	}
	m := mark{spot: t}
	copy(m.logp[:], r.out[:charnet.Classes])
	return m, true
}

// grow reads on from a mark to the right (dir 1) or left (-1), as long as
// characters follow, and appends them.
func (r *reader) grow(l line, dir float64) line {
	for len(l) < lineMax {
		last := l[len(l)-1]
		y, h := l.end()
		m, ok := r.next(&last, y, h, dir)
		if !ok {
			break
		}
		l = append(l, m)
	}
	return l
}

// end is the height of the middle and of the capitals at the growing end of
// a line: that of its last characters.
func (l line) end() (y, h float64) {
	n := min(len(l), 4)
	for _, m := range l[len(l)-n:] {
		y += m.y
		h += m.h
	}
	return y / float64(n), h / float64(n)
}

// next finds the character beside another one on a line.
func (r *reader) next(last *mark, y, h, dir float64) (mark, bool) {
	x := last.x
	for _, d := range [...]float64{0.45, 0.75, 1.05, 1.4} {
		t := r.look(spot{x: x + dir*d*h, y: y, h: h})
		if r.out[0] > logNoneFirst {
			continue
		}
		// The line is known better than a single character's place.
		t.y, t.h = y+min(max(t.y-y, -0.15*h), 0.15*h), math.Sqrt(t.h*h)
		if (t.x-x)*dir < gapMin*h {
			continue
		}
		if m, ok := r.again(t); ok && (m.x-x)*dir > apart(last, &m)*h && math.Abs(m.y-y) < 0.35*h && math.Abs(math.Log(m.h/h)) < 0.3 {
			return m, true
		}
	}
	return mark{}, false
}

// apart is the least distance of the middles of two neighbouring characters,
// in heights of a capital: no letter is read twice.
func apart(a, b *mark) float64 { return max(gapMin, 0.7*(a.halfWidth()+b.halfWidth())) }

// halfWidth is half the width of the ink of a character in a narrow font, in
// heights of a capital.
func (m *mark) halfWidth() float64 {
	switch m.best() {
	case 'I', '1', 'i', 'j', 't', 'f', 'r', '.', ':', '/', '-', '(', ')', '*':
		return 0.1
	case 'm', 'M', 'W':
		return 0.42
	}
	return 0.26
}

// line reads the whole line of a mark.
func (r *reader) line(m mark) line {
	l := r.grow(line{m}, -1)
	slices.Reverse(l)
	return r.grow(l, 1)
}
