package raster

import (
	"image"

	"golang.org/x/image/vector"
)

// MaxPixels bounds the pictures of pages.
const MaxPixels = 100_000_000

// A Canvas is a rectangle of a picture in linear light: red, green, blue,
// 0..1, row by row. Ink covers a share of a pixel's area, so it mixes there,
// not in encoded values.
type Canvas struct {
	Rect image.Rectangle
	Pix  []float32

	scratch []float32
	shapes  vector.Rasterizer
	mask    image.Alpha
}

// New is a canvas of one colour.
func New(r image.Rectangle, paper Ink) *Canvas {
	c := new(Canvas)
	c.Reset(r)
	c.Clear(paper)
	return c
}

// Reset makes the canvas another rectangle, keeping its memory; its pixels are
// then anything.
func (c *Canvas) Reset(r image.Rectangle) {
	n := 3 * r.Dx() * r.Dy()
	if cap(c.Pix) < n {
		c.Pix = make([]float32, n)
	}
	c.Rect, c.Pix = r, c.Pix[:n]
}

// Crop keeps a part of the canvas, in the same memory.
func (c *Canvas) Crop(r image.Rectangle) {
	n := 3 * r.Dx()
	for y := r.Min.Y; y < r.Max.Y; y++ {
		copy(c.Pix[(y-r.Min.Y)*n:][:n], c.Row(y)[3*(r.Min.X-c.Rect.Min.X):])
	}
	c.Rect, c.Pix = r, c.Pix[:n*r.Dy()]
}

// Clear gives all pixels one colour.
func (c *Canvas) Clear(paper Ink) {
	if len(c.Pix) == 0 {
		return
	}
	copy(c.Pix, paper[:])
	for done := 3; done < len(c.Pix); done *= 2 {
		copy(c.Pix[done:], c.Pix[:done])
	}
}

// Row holds the pixels of row y.
func (c *Canvas) Row(y int) []float32 {
	w := 3 * c.Rect.Dx()
	return c.Pix[(y-c.Rect.Min.Y)*w:][:w:w]
}

// At is the pixel (x, y), which must lie on the canvas.
func (c *Canvas) At(x, y int) []float32 {
	i := 3 * ((y-c.Rect.Min.Y)*c.Rect.Dx() + x - c.Rect.Min.X)
	return c.Pix[i : i+3 : i+3]
}

// A Paint is how ink meets what lies under it.
type Paint struct {
	Ink Ink
	// Alpha is the share of light that the ink takes at full coverage, 0 to 1.
	Alpha float32
	// Multiply lets what lies under it show through, as marker and stamp ink
	// does: light is taken away in each colour by the ink's own.
	Multiply bool
	// Hard inks whole pixels or none, as drawing without anti-aliasing does.
	Hard bool
}

// Solid is a paint that covers.
func Solid(c Colour) Paint { return Paint{Ink: c.Linear(), Alpha: 1} }

// Over is the light of the paint on a ground, as shares of the ground's.
func (p Paint) Over(ground Ink) (share Ink) {
	q := ground
	p.put((*[3]float32)(&q), 1)
	for i := range q {
		share[i] = q[i] / max(ground[i], 1e-3)
	}
	return share
}

// Put covers the share a of pixel (x, y), which must lie on the canvas.
func (c *Canvas) Put(x, y int, a float32, p *Paint) { p.put((*[3]float32)(c.At(x, y)), a) }

// put covers the share a of the pixel q.
func (p *Paint) put(q *[3]float32, a float32) {
	if p.plain() {
		p.mix(q, a)
	} else {
		p.putOtherwise(q, a)
	}
}

// plain tells whether the paint is what most are: one that mix puts.
func (p *Paint) plain() bool { return !p.Hard && !p.Multiply }

// mix covers the share a of the pixel q with a plain paint. Loops call it
// themselves: it is small enough to become part of them.
func (p *Paint) mix(q *[3]float32, a float32) {
	a *= p.Alpha
	q[0] += a * (p.Ink[0] - q[0])
	q[1] += a * (p.Ink[1] - q[1])
	q[2] += a * (p.Ink[2] - q[2])
}

func (p *Paint) putOtherwise(q *[3]float32, a float32) {
	if p.Hard {
		if a < 0.5 {
			return
		}
		a = 1
	}
	a *= p.Alpha
	if p.Multiply {
		for i := range q {
			q[i] *= 1 + a*(p.Ink[i]-1)
		}
		return
	}
	for i := range q {
		q[i] += a * (p.Ink[i] - q[i])
	}
}

// floats is memory for n values, used until the next call.
func (c *Canvas) floats(n int) []float32 {
	if cap(c.scratch) < n {
		c.scratch = make([]float32, n)
	}
	return c.scratch[:n]
}
