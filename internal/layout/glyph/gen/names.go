package main

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/einthoven-ecg/einthoven/internal/layout/glyph"
	"github.com/einthoven-ecg/einthoven/internal/layout/glyph/charnet"
)

// Reach of a name: a window shows it while its centre lies within nameX and
// nameY heights of a capital and its scale within e^nameLog; beyond the far
// bounds it shows none.
const (
	nameX, nameY, nameLog          = 0.4, 0.15, 0.16
	nameFarX, nameFarY, nameFarLog = 0.6, 0.35, 0.34
)

// A name is a printed name: its middle, the height of its capitals, and its
// class.
type name struct {
	x, y, cap float64
	class     int
}

// nameClass is the class of a printed word. D1, V3R and the like are none:
// the reader alone deals with them.
func nameClass(word string) int {
	w := strings.Trim(word, ".:")
	if strings.HasPrefix(w, "D") || strings.HasPrefix(w, "C") || strings.HasPrefix(w, "L") {
		return 0
	}
	return max(slices.Index(charnet.Names[:], glyph.Lead(w)), 0)
}

// names lists the names in a scene.
func (s *scene) names() []name {
	var out []name
	for _, w := range s.words {
		n := nameClass(w.text)
		if n == 0 || w.text == "R" {
			continue
		}
		from, to := w.from, w.to
		if c := w.text[len(w.text)-1]; c == '.' || c == ':' {
			to--
		}
		a, b := s.marks[from], s.marks[to-1]
		out = append(out, name{(a.x + b.x) / 2, (a.y + b.y) / 2, a.cap, n})
	}
	return out
}

// nameSamples cuts windows with and without names from a scene.
func (s *scene) nameSamples(r *rand.Rand, t *cutter, out []sample) []sample {
	names := s.names()
	for _, n := range names {
		for k := range 3 {
			f := 1.0
			if k == 0 { // as after the first look has been corrected
				f = 0.3
			}
			out = s.addName(t, names, out, n.x+uniform(r, -f, f)*nameX*n.cap, n.y+uniform(r, -f, f)*nameY*n.cap, n.cap*math.Exp(uniform(r, -f, f)*nameLog))
		}
		for range 2 { // missed
			out = s.addName(t, names, out, n.x+r.NormFloat64()*n.cap, n.y+r.NormFloat64()*0.3*n.cap, n.cap*math.Exp(r.NormFloat64()*0.3))
		}
	}
	for _, w := range s.words { // parts of other words
		for range 3 {
			a := w.from + r.IntN(w.to-w.from)
			b := min(a+r.IntN(4), w.to-1)
			m, q := s.marks[a], s.marks[b]
			out = s.addName(t, names, out, (m.x+q.x)/2, m.y+r.NormFloat64()*0.05*m.cap, m.cap*math.Exp(r.NormFloat64()*0.06))
		}
	}
	for try, n := 0, 25; n > 0 && try < 400; try++ {
		k := len(out)
		out = s.addName(t, names, out, uniform(r, 0, float64(s.w)), uniform(r, 0, float64(s.h)), s.cap*math.Exp(uniform(r, -0.7, 0.7)))
		if len(out) > k && (out[k].class > 0 || !inked(out[k].win)) {
			out = out[:k]
		}
		if len(out) > k {
			n--
		}
	}
	return out
}

// addName cuts one window and labels it by the nearest name, unless it lies
// between showing one and not.
func (s *scene) addName(t *cutter, names []name, out []sample, x, y, capH float64) []sample {
	o := sample{}
	best := math.Inf(1)
	for _, n := range names {
		dx, dy, ds := (n.x-x)/capH, (n.y-y)/capH, math.Log(n.cap/capH)
		if math.Abs(dx) > nameFarX || math.Abs(dy) > nameFarY || math.Abs(ds) > nameFarLog {
			continue
		}
		d := max(math.Abs(dx)/nameX, math.Abs(dy)/nameY, math.Abs(ds)/nameLog)
		if d > best {
			continue
		}
		best = d
		o.class, o.off = n.class, [3]float32{float32(dx * 2), float32(dy * 2), float32(ds)}
	}
	if best > 1.01 && !math.IsInf(best, 1) {
		return out
	}
	var w charnet.NameWindow
	t.cut(x, y, capH/charnet.Cap, w[:], charnet.NameCols)
	w.Normalise()
	o.win = w[:]
	return append(out, o)
}
