package main

import (
	"math"
	"math/rand/v2"

	"github.com/einthoven-ecg/einthoven/internal/layout/glyph/charnet"
)

// A sample is one window with what a network should say of it.
type sample struct {
	win   []float32
	class int
	off   [3]float32 // right, down (units of Cap/2 samples), log of height
}

// A cutter takes windows from a scene at any scale.
type cutter struct {
	mips []*canvas
}

func newCutter(c *canvas) *cutter {
	m := []*canvas{c}
	for range 3 {
		m = append(m, m[len(m)-1].half())
	}
	return &cutter{m}
}

// cut samples a window of cols columns whose centre lies at (x, y), step
// scene samples for one of its own.
func (t *cutter) cut(x, y, step float64, w []float32, cols int) {
	l, f := 0, 1.0
	for step/f > 1.42 && l+1 < len(t.mips) {
		l, f = l+1, f*2
	}
	m := t.mips[l]
	// Sample centres of a halved raster lie at 2i + 1/2 of the finer one.
	bx, by := (x-(f-1)/2)/f, (y-(f-1)/2)/f
	st := step / f
	rows := len(w) / cols
	for j := range rows {
		for i := range cols {
			w[j*cols+i] = m.at(bx+(float64(i)-float64(cols)/2+0.5)*st, by+(float64(j)-float64(rows)/2+0.5)*st)
		}
	}
}

// Reach of a character: a window counts as showing it while its centre lies
// within near samples (of the window) and its scale within the factor
// e^nearLog; beyond far and farLog it counts as showing nothing.
const (
	near, far       = 2.3, 3.6
	nearLog, farLog = 0.2, 0.38
)

// samples cuts windows with and without characters from a scene.
func (s *scene) samples(r *rand.Rand, t *cutter, out []sample) []sample {
	for _, m := range s.marks {
		for n := range 2 {
			a, b := near, nearLog
			if n == 0 { // as after the first look has been corrected
				a, b = 1, 0.08
			}
			out = s.add(t, out, m.x+uniform(r, -a, a)*m.cap/charnet.Cap, m.y+uniform(r, -a, a)*m.cap/charnet.Cap,
				m.cap*math.Exp(uniform(r, -b, b)))
		}
	}
	// Where a word ends, the paper beside it shows nothing.
	for range 3 * len(s.marks) {
		m := s.marks[r.IntN(len(s.marks))]
		d := uniform(r, 0.35, 1.7) * m.cap
		if r.Float64() < 0.5 {
			d = -d
		}
		k := len(out)
		out = s.add(t, out, m.x+d, m.y+r.NormFloat64()*0.06*m.cap, m.cap*math.Exp(r.NormFloat64()*0.06))
		if len(out) > k && out[k].class > 0 {
			out = out[:k]
		}
	}
	n := 20 + 3*len(s.marks)
	for try := 0; n > 0 && try < 40*n; try++ {
		var x, y, c float64
		if len(s.marks) > 0 && r.Float64() < 0.4 { // of another size, or between lines
			m := s.marks[r.IntN(len(s.marks))]
			x, y = m.x+r.NormFloat64()*0.6*m.cap, m.y+r.NormFloat64()*0.6*m.cap
			c = m.cap * math.Exp(r.NormFloat64()*0.5)
		} else {
			x, y = uniform(r, 0, float64(s.w)), uniform(r, 0, float64(s.h))
			c = s.cap * math.Exp(uniform(r, -0.7, 0.7))
		}
		k := len(out)
		if out = s.add(t, out, x, y, c); len(out) > k && (out[k].class > 0 || !inked(out[k].win)) {
			out = out[:k]
		}
		if len(out) > k {
			n--
		}
	}
	return out
}

// inked tells whether the middle of a window has any structure at all: empty
// paper is never looked at.
func inked(w []float32) bool {
	n, cols := 0, len(w)/charnet.Side
	for j := 6; j < 18; j++ {
		for _, v := range w[j*cols+cols/2-4 : j*cols+cols/2+4] {
			if v > 0.35 {
				n++
			}
		}
	}
	return n >= 4
}

// add cuts one window and labels it by the nearest character, unless it lies
// between showing one and not.
func (s *scene) add(t *cutter, out []sample, x, y, capH float64) []sample {
	step := capH / charnet.Cap
	best, bd := -1, math.Inf(1)
	for i, m := range s.marks {
		dx, dy, ds := (m.x-x)/step, (m.y-y)/step, math.Log(m.cap/capH)
		if d := math.Hypot(math.Hypot(dx, dy)/near, ds/nearLog); d < bd && math.Abs(ds) < 1 {
			best, bd = i, d
		}
	}
	out = append(out, sample{})
	o := &out[len(out)-1]
	if best >= 0 {
		m := s.marks[best]
		dx, dy, ds := (m.x-x)/step, (m.y-y)/step, math.Log(m.cap/capH)
		switch {
		case bd < 1.45:
			o.class = m.class
			o.off = [3]float32{float32(dx * 2 / charnet.Cap), float32(dy * 2 / charnet.Cap), float32(ds)}
		case math.Hypot(dx, dy) < far && math.Abs(ds) < farLog:
			return out[:len(out)-1]
		}
	}
	var w charnet.Window
	t.cut(x, y, step, w[:], charnet.Side)
	w.Normalise()
	o.win = w[:]
	return out
}
