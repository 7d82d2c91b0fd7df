package main

import (
	"math"
	"math/rand/v2"

	"github.com/einthoven-ecg/einthoven/internal/layout/glyph/charnet"
)

func sqrt(x float64) float64 { return math.Sqrt(x) }
func round(x float64) int    { return int(math.Round(x)) }

// A mark is one character of a scene: where its middle lies (half of its ink
// across, half of a capital's height down), the height of a capital, and its
// class.
type mark struct {
	x, y, cap float64
	class     int
}

// A span is a word between spaces: its text and its marks, half open.
type span struct {
	text     string
	from, to int
}

// A scene is a piece of a page, its text known.
type scene struct {
	*canvas
	cap   float64 // usual height of a capital, in samples
	marks []mark
	words []span
}

// uniform and logUniform draw between two bounds.
func uniform(r *rand.Rand, a, b float64) float64 { return a + (b-a)*r.Float64() }
func logUniform(r *rand.Rand, a, b float64) float64 {
	return a * math.Pow(b/a, r.Float64())
}

// fonts chooses among faces by their weights.
type fonts struct {
	faces []face
	cum   []float64
}

func (f *fonts) pick(r *rand.Rand) face {
	t := r.Float64() * f.cum[len(f.cum)-1]
	for i, c := range f.cum {
		if t < c {
			return f.faces[i]
		}
	}
	return f.faces[len(f.faces)-1]
}

// newScene draws a piece of a page about 16 by 7 capitals large: text, and
// most often curves, bars, pulses, what is left of a grid, and damage.
func newScene(r *rand.Rand, f *fonts) *scene {
	capH := logUniform(r, 8.5, 34)
	s := &scene{cap: capH}
	w, h := int(16*capH), int(7*capH)
	s.canvas = newCanvas(w, h)
	text := newCanvas(w, h)
	capMM := logUniform(r, 1.4, 6) // what a capital measures on paper
	mm := capH / capMM
	var anchors [][2]float64
	for y := capH * uniform(r, 0.7, 2.2); y < float64(h); {
		size := capH * logUniform(r, 0.8, 1.25)
		if r.Float64() < 0.9 {
			s.line(r, f, text, y, size, &anchors)
		}
		y += size * uniform(r, 1.45, 3.5)
	}
	dark := uniform(r, 0.45, 1)
	if r.Float64() < 0.5 {
		dark = uniform(r, 0.85, 1)
	}
	lines := newCanvas(w, h)
	s.distract(r, lines, mm, anchors)
	if r.Float64() < 0.2 {
		thin(text, r)
	}
	s.over(text, float32(dark))
	s.over(lines, float32(uniform(r, 0.6, 1)))
	s.damage(r, mm)
	return s
}

// A style is how a line of text is set.
type style struct {
	face  face
	size  float64 // of a capital, samples
	wide  float64 // stretched across
	slope float64 // of the base line
	shear float64 // of the letters
	track float64 // added to each advance, in capitals
}

// line writes words along one base line at height y.
func (s *scene) line(r *rand.Rand, f *fonts, text *canvas, y, size float64, anchors *[][2]float64) {
	st := style{face: f.pick(r), size: size, wide: math.Exp(uniform(r, -0.15, 0.15)),
		slope: r.NormFloat64() * 0.03, shear: r.NormFloat64() * 0.04}
	if r.Float64() < 0.2 {
		st.track = uniform(r, -0.1, 0.4)
	}
	x := uniform(r, -1, 4) * size
	for x < float64(s.w) {
		*anchors = append(*anchors, [2]float64{x, y})
		x = s.print(st, text, word(r), x, y+st.slope*x)
		gap := uniform(r, 0.3, 1)
		if r.Float64() < 0.6 {
			gap = uniform(r, 1, 9)
		}
		x += gap * size
	}
}

// print writes a text from x on, y its base line, and returns where it ends.
func (s *scene) print(st style, text *canvas, line string, x, y float64) float64 {
	x0 := x
	w := span{from: len(s.marks)}
	for _, c := range line + " " {
		a, ok := st.face.advance(c)
		if c == ' ' {
			if w.to = len(s.marks); w.to-w.from == len(w.text) && w.to > w.from { // none cut off or missing
				s.words = append(s.words, w)
			}
			w = span{from: len(s.marks)}
			x += 0.4 * st.size // where a face has no space
			if ok {
				x += (a - 0.4) * st.wide * st.size
			}
			continue
		}
		w.text += string(c)
		if !ok {
			continue
		}
		m := affine{st.wide * st.size, -st.shear * st.size, x, st.slope * st.wide * st.size, st.size, y + st.slope*(x-x0)}
		st.face.draw(text, c, m)
		u0, u1 := st.face.span(c)
		cx, cy := m.at((u0+u1)/2, -0.5)
		if cx > 0 && cy > 0 && cx < float64(s.w-1) && cy < float64(s.h-1) {
			s.marks = append(s.marks, mark{cx, cy, st.size, charnet.Class(c)})
		}
		x += (a + st.track) * st.wide * st.size
	}
	return x
}

// thin wears the text: pen faults, dots, bleeding.
func thin(c *canvas, r *rand.Rand) {
	if r.Float64() < 0.5 { // stripes without ink, across or down
		period, part, down := uniform(r, 2, 8), uniform(r, 0.1, 0.4), r.Float64() < 0.5
		for j := range c.h {
			for i := range c.w {
				t := float64(j)
				if down {
					t = float64(i)
				}
				if math.Mod(t, period) < part*period {
					c.pix[j*c.w+i] *= float32(uniform(r, 0.2, 0.9))
				}
			}
		}
		return
	}
	keep := uniform(r, 0.6, 0.95)
	for k := range c.pix {
		if r.Float64() > keep {
			c.pix[k] *= 0.3
		}
	}
}

// distract adds what else is drawn on such pages.
func (s *scene) distract(r *rand.Rand, c *canvas, mm float64, anchors [][2]float64) {
	w, h := float64(s.w), float64(s.h)
	pen := logUniform(r, 0.15, 0.6) * mm
	for range []int{0, 1, 1, 1, 2, 3}[r.IntN(6)] {
		c.stroke(curve(r, w, h, mm), pen)
	}
	if r.Float64() < 0.35 && len(anchors) > 0 { // bars at the starts of words
		bw, up, down := logUniform(r, 0.15, 1.2)*mm, uniform(r, 0.5, 12)*mm, uniform(r, -6, 5)*mm
		side := uniform(r, -1.5, 0.3) * mm
		if r.Float64() < 0.4 { // ticks about as high as the letters
			bw, up, down = logUniform(r, 0.05, 0.2)*s.cap, uniform(r, 0.8, 1.8)*s.cap, uniform(r, -0.3, 0.5)*s.cap
			side = -uniform(r, 0.3, 1.8) * s.cap
		}
		for _, a := range anchors {
			if r.Float64() < 0.6 {
				c.stroke([][2]float64{{a[0] + side, a[1] - up}, {a[0] + side, a[1] + down}}, bw)
			}
		}
	}
	if r.Float64() < 0.15 { // long bars, rulers, frames
		x := uniform(r, 0, w)
		c.stroke([][2]float64{{x, -9}, {x + r.NormFloat64(), h + 9}}, pen)
		if r.Float64() < 0.5 {
			y := uniform(r, 0, h)
			c.stroke([][2]float64{{-9, y}, {w + 9, y + r.NormFloat64()}}, pen)
		}
	}
	if r.Float64() < 0.15 { // calibration pulse
		x, y := uniform(r, 0, w), uniform(r, 0, h)
		c.stroke([][2]float64{{x, y}, {x, y - 10*mm}, {x + 5*mm, y - 10*mm}, {x + 5*mm, y}, {x + 6*mm, y}}, pen)
	}
	if r.Float64() < 0.1 { // writing by hand
		x, y := uniform(r, 0, w), uniform(r, 0, h)
		var p [][2]float64
		for n := range 60 {
			t := float64(n) * 0.35
			p = append(p, [2]float64{x + t*s.cap*0.25 + s.cap*0.4*math.Sin(t*1.3), y + s.cap*uniform(r, 0.4, 0.8)*math.Sin(t)})
		}
		c.stroke(p, pen)
	}
}

// curve is a piece of a lead: a wandering line with upright complexes.
func curve(r *rand.Rand, w, h, mm float64) [][2]float64 {
	y0 := uniform(r, 0, h)
	noise := logUniform(r, 0.02, 0.8) * mm
	step := logUniform(r, 0.05, 0.3) * mm
	beat := logUniform(r, 6, 30) * mm
	up, down := uniform(r, -4, 15)*mm, uniform(r, -1, 10)*mm
	hump := uniform(r, -2, 4) * mm
	next := uniform(r, 0, beat)
	var p [][2]float64
	for x := -5.0; x < w+5; x += step {
		t := (x - next) / mm
		if t > 10 {
			next += max(beat, 3*mm)
		}
		y := y0 + noise*r.NormFloat64() - hump*math.Exp(-(t-6)*(t-6)/3)
		if t > -0.7 && t <= 0.7 { // QRS of 1.4 mm
			y -= up * max(0, 1-math.Abs(t)/0.6)
			y += down * max(0, 1-math.Abs(t-0.6)/0.5)
		}
		p = append(p, [2]float64{x, y})
	}
	return p
}

// damage adds what is left of a grid, then blurs, bleaches and roughens.
func (s *scene) damage(r *rand.Rand, mm float64) {
	if r.Float64() < 0.45 {
		s.grid(r, mm)
	}
	if r.Float64() < 0.25 { // shadow edges and stains
		a, wl := uniform(r, 0.03, 0.2), uniform(r, 3, 20)*s.cap
		ph, th := uniform(r, 0, 6), uniform(r, 0, 6)
		for j := range s.h {
			for i := range s.w {
				t := math.Sin((float64(i)*math.Cos(th)+float64(j)*math.Sin(th))/wl*6.28 + ph)
				s.pix[j*s.w+i] += float32(a * max(0, t))
			}
		}
	}
	s.blur(uniform(r, 0, 0.035*s.cap) + uniform(r, 0.2, 0.8))
	if r.Float64() < 0.3 { // recontrasted, down to black and white
		g, m := uniform(r, 1.5, 4), uniform(r, 0.25, 0.6)
		if r.Float64() < 0.4 {
			g = 100
		}
		rough := float32(uniform(r, 0, 0.15))
		for k, v := range s.pix {
			v += rough * float32(r.NormFloat64())
			s.pix[k] = min(max((v-float32(m))*float32(g)+float32(m), 0), 1)
		}
	}
	noise := float32(logUniform(r, 0.003, 0.1))
	for k := range s.pix {
		s.pix[k] += noise * float32(r.NormFloat64())
	}
	if r.Float64() < 0.1 { // specks
		for range r.IntN(s.w * s.h / 100) {
			s.pix[r.IntN(len(s.pix))] = float32(r.Float64())
		}
	}
	faint := float32(1)
	if r.Float64() < 0.25 {
		faint = float32(uniform(r, 0.3, 1))
	}
	for k, v := range s.pix {
		s.pix[k] = min(max(v*faint, 0), 1)
	}
}

// grid leaves part of the printed lines, darker or lighter than it should be.
func (s *scene) grid(r *rand.Rand, mm float64) {
	amp := float32(logUniform(r, 0.02, 0.35))
	if r.Float64() < 0.3 {
		amp = -2 * amp
	}
	bold := float32(uniform(r, 0, 2.5))
	fine := float32(1)
	if r.Float64() < 0.4 {
		fine = 0
	}
	wl := logUniform(r, 0.1, 0.3) * mm
	x0, y0 := uniform(r, 0, 5*mm), uniform(r, 0, 5*mm)
	dot := r.Float64() < 0.25
	line := func(t float64) float32 {
		d1 := math.Abs(math.Mod(t+1000*mm, mm) - mm/2)
		d5 := math.Abs(math.Mod(t+1000*mm, 5*mm) - 2.5*mm)
		v := fine * float32(min(max(wl/2+0.5-d1, 0), 1))
		return v + bold*float32(min(max(wl/2+0.5-d5, 0), 1))
	}
	cols := make([]float32, s.w)
	for i := range cols {
		cols[i] = line(float64(i) - x0)
	}
	for j := range s.h {
		lj := line(float64(j) - y0)
		for i := range s.w {
			k := j*s.w + i
			v := max(lj, cols[i])
			if dot {
				v = 2 * lj * cols[i]
			}
			v *= amp
			if v > 0 {
				s.pix[k] += v * (1 - s.pix[k])
			} else {
				s.pix[k] *= max(0, 1+v)
			}
		}
	}
}
