package synth

import (
	"github.com/einthoven-ecg/einthoven/internal/synth/light"
	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// A border shows what can be seen where the sheet, of w by h millimetres drawn
// at k pixels a millimetre, ends. What lies around has to do with it as far as
// around.
type border struct {
	s               *Scene
	d               *desk
	table           *light.Surface
	w, h, k, around float64
}

// inside is how far inside the sheet a place lies, in pixels.
func (b *border) inside(p [2]float64) float64 {
	return b.k * min(p[0], p[1], b.w-p[0], b.h-p[1])
}

// What a pixel shows.
type sight int

const (
	sheetOnly  sight = iota
	screenOnly       // what stands around a page on a screen
	several          // the table, or more than one of these
)

func (b *border) sight(p [2]float64) sight {
	switch in := b.inside(p); {
	case in >= 0.5:
		return sheetOnly
	case in <= -0.5 && b.s.display.Covers(p[0], p[1]):
		return screenOnly
	}
	return several
}

// row makes the pixels of row y from u on, whose places are mm.
func (b *border) row(row []float32, mm [][2]float64, u, y int) {
	for from := 0; from < len(mm); {
		what := b.sight(mm[from])
		to := from + 1
		if what == sheetOnly { // most places, and soon told
			for to < len(mm) && b.inside(mm[to]) >= 0.5 {
				to++
			}
		}
		for to < len(mm) && b.sight(mm[to]) == what {
			to++
		}
		b.run(what, row[3*from:3*to], mm[from:to], u+from, y)
		from = to
	}
}

// run makes pixels that show the same.
func (b *border) run(what sight, row []float32, mm [][2]float64, u, y int) {
	switch what {
	case sheetOnly:
		b.s.studio.sample.Row(&b.d.print, row, mm, b.k)
		if b.s.damage.Screen.On() {
			for i, p := range mm {
				q := (*[3]float32)(row[3*i:])
				*q = b.lit(*q, p)
			}
		}
	case screenOnly:
		for i, p := range mm {
			*(*[3]float32)(row[3*i:]) = b.beside(p)
		}
	case several:
		b.table.Row(row, u, y)
		for i, p := range mm {
			b.edge((*[3]float32)(row[3*i:]), p)
		}
	}
}

// edge puts on the table what else there is at the place p.
func (b *border) edge(q *[3]float32, p [2]float64) {
	if b.around > 0 {
		b.besides(q, p)
	}
	in := b.inside(p)
	if in <= -0.5 {
		return
	}
	c := b.s.studio.sample.At(&b.d.print, p[0]*b.k-0.5, p[1]*b.k-0.5)
	if b.s.damage.Screen.On() {
		c = b.lit(c, p)
	}
	a := float32(in + 0.5)
	for i := range q {
		q[i] += a * (c[i] - q[i])
	}
}

// besides is what lies around the sheet at the place p: its shadow on the
// table, or the rest of the screen.
func (b *border) besides(q *[3]float32, p [2]float64) {
	damage := &b.s.damage
	if damage.Light.Sheet.Dark > 0 {
		f := damage.Light.SheetShadow(p[0], p[1], b.w, b.h)
		for i := range q {
			q[i] *= f
		}
	}
	if b.s.display.Covers(p[0], p[1]) {
		*q = b.beside(p)
	}
}

// beside is what stands around a page on a screen at the place p.
func (b *border) beside(p [2]float64) raster.Ink {
	ink := b.s.display.Around(p[0], p[1])
	if b.s.display.Lit(p[0], p[1]) {
		ink = b.lit(ink, p)
	}
	return ink
}

// lensPx is how wide, in pixels, a camera sees a point: its lens and the filter
// before its sensor are made so that the finest patterns hardly pass (width of
// a box of the same first zero; our choice between 1.4 and 2, as measured
// transfer functions of phones fall to a tenth about there).
const lensPx = 1.8

// lit is how a screen shines at a place, seen by a pixel of the camera.
func (b *border) lit(ink raster.Ink, p [2]float64) raster.Ink {
	ink = b.s.display.Show(ink, p[0], p[1])
	tint := b.s.moire.Tint(p[0], p[1])
	for i := range ink {
		ink[i] *= tint[i]
	}
	return ink
}
