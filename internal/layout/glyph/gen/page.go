package main

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/einthoven-ecg/einthoven/internal/ink"
)

// A label is a text that was printed on a page: its middle in millimetres.
type label struct {
	text string
	x, y float64
	cap  float64
}

// newPage draws a whole page as it would lie on a sheet, with its names and
// legend.
func newPage(r *rand.Rand, f *fonts) (*ink.Sheet, []label) {
	w, h := uniform(r, 120, 260), uniform(r, 70, 190)
	mm := logUniform(r, 4.8, 9.5) // samples a millimetre of the picture
	capMM := max(logUniform(r, 1.6, 4.2), 8/mm)
	s := &scene{canvas: newCanvas(int(w*mm), int(h*mm)), cap: capMM * mm}
	text, lines := newCanvas(s.w, s.h), newCanvas(s.w, s.h)
	var labels []label
	put := func(st style, t string, x, y, size float64) float64 {
		n := len(s.marks)
		st.size = size * mm
		x1 := s.print(st, text, t, x*mm, y*mm)
		if m := s.marks[n:]; len(m) > 0 {
			labels = append(labels, label{t, (m[0].x + m[len(m)-1].x) / 2 / mm, m[0].y / mm, size})
		}
		return x1 / mm
	}
	rows, cols := 1+r.IntN(6), []int{1, 2, 2, 4, 4, 4, 6}[r.IntN(7)]
	if cols == 1 {
		rows = 4 + r.IntN(9)
	}
	top := uniform(r, 5, 40)
	pitch := min((h-top-uniform(r, 4, 15))/float64(rows), uniform(r, 15, 50))
	left := uniform(r, 1, 15)
	width := (w - left - uniform(r, 0, 12)) / float64(cols)
	pen := logUniform(r, 0.18, 0.55) * mm
	fc := newStyle(r, f)
	dx, dy := uniform(r, -3, 4), uniform(r, -6, -2)
	if r.Float64() < 0.5 {
		dy = uniform(r, 2, 7) + capMM
	}
	named, bar, pulse := r.Float64() < 0.88, r.Float64() < 0.45, r.Float64() < 0.4
	barUp, barDown, barWide := uniform(r, 0.5, 8), uniform(r, 0.5, 8), logUniform(r, 0.2, 1.3)*mm
	other := r.Float64() < 0.25
	rhythm := 0
	if cols > 1 && r.Float64() < 0.6 {
		rhythm = 1 + r.IntN(min(3, rows))
	}
	lineDark, wild := uniform(r, 0.6, 1), 1.0
	if r.Float64() < 0.2 {
		wild = 3
	}
	for j := range rows {
		y := top + (float64(j)+0.5)*pitch
		cols, width := cols, width
		if j >= rows-rhythm { // one lead all along
			cols, width = 1, width*float64(cols)
		}
		for i := range cols {
			x := left + float64(i)*width
			p := curve(r, width*mm, 0, mm)
			drift := r.NormFloat64() * 0.08 * wild * pitch
			for k := range p {
				p[k][0] += x * mm
				p[k][1] += (y + drift) * mm
			}
			lines.stroke(p, pen)
			if bar && i > 0 {
				lines.stroke([][2]float64{{x * mm, (y - barUp) * mm}, {x * mm, (y + barDown) * mm}}, barWide)
			}
			if !named {
				continue
			}
			name := standard[(i*(rows-rhythm)+j)%12]
			if cols == 1 && rhythm > 0 {
				name = []string{"II", "V1", "V5", "III", "I", "II"}[r.IntN(6)]
			}
			if other {
				name = rarer[r.IntN(len(rarer)-3)]
			}
			put(fc, name, x+dx, y+dy, capMM)
		}
		if x := left - 6; pulse {
			lines.stroke([][2]float64{{(x - 1) * mm, y * mm}, {x * mm, y * mm}, {x * mm, (y - 10) * mm}, {(x + 5) * mm, (y - 10) * mm}, {(x + 5) * mm, y * mm}, {(x + 6) * mm, y * mm}}, pen)
		}
	}
	if r.Float64() < 0.7 { // header
		hf, size := newStyle(r, f), max(uniform(r, 1.5, 3.5), 8/mm)
		for y := 3 + size; y < top; y += size * uniform(r, 1.5, 2) {
			for x := uniform(r, 1, 20); x < w-20; {
				t := common[r.IntN(len(common))]
				if r.Float64() < 0.3 {
					t = number(r)
				}
				x = put(hf, t, x, y, size) + size*uniform(r, 0.4, 8)
			}
		}
	}
	if r.Float64() < 0.7 { // footer
		lf, size := newStyle(r, f), max(uniform(r, 1.5, 3.2), 8/mm)
		for x := uniform(r, 1, 60); x < w-25; {
			t := legend(r)
			x = put(lf, t, x, h-uniform(r, 1.5, 3), size) + size*uniform(r, 1.5, 12)
		}
	}
	if r.Float64() < 0.15 {
		s.distract(r, lines, mm, nil)
	}
	if r.Float64() < 0.2 {
		thin(text, r)
	}
	s.over(text, float32(uniform(r, 0.5, 1)))
	s.over(lines, float32(lineDark))
	s.damage(r, mm)
	return toSheet(s.canvas, mm, min(max(1.1*mm, 6), 10)), labels
}

func newStyle(r *rand.Rand, f *fonts) style {
	st := style{face: f.pick(r), wide: math.Exp(uniform(r, -0.12, 0.12)), slope: r.NormFloat64() * 0.008, shear: r.NormFloat64() * 0.01}
	if r.Float64() < 0.15 {
		st.track = uniform(r, -0.1, 0.4)
	}
	return st
}

// toSheet resamples a picture of mm samples a millimetre to a sheet of rho.
func toSheet(c *canvas, mm, rho float64) *ink.Sheet {
	q := mm / rho
	o := &ink.Sheet{W: int(float64(c.w) / q), H: int(float64(c.h) / q), Rho: rho}
	o.Dark, o.Grid, o.Valid = make([]float32, o.W*o.H), make([]float32, o.W*o.H), make([]bool, o.W*o.H)
	for j := range o.H {
		for i := range o.W {
			o.Dark[j*o.W+i], o.Valid[j*o.W+i] = c.at(float64(i)*q, float64(j)*q), true
		}
	}
	return o
}

func (l label) String() string { return fmt.Sprintf("%s at %.0f, %.0f", l.text, l.x, l.y) }
