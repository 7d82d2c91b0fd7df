package notecg

import (
	"image/color"
	"math"

	"github.com/einthoven-ecg/einthoven/internal/par"
)

// clouds is a random field of several sizes of structure, each a coarse grid
// of chance that is blown up.
type clouds struct {
	layers []cloud
	gain   float64 // makes the whole about -1 to 1
}

type cloud struct {
	cell   float64 // pixels
	cols   int
	values []float32
	weight float64
}

// clouds makes a field for the whole picture: cells from the largest, in
// pixels, halved down to the smallest; each half as large counts fall times as
// much.
func (p *pad) clouds(largest, smallest, fall float64) *clouds {
	out := &clouds{}
	weight, sum := 1.0, 0.0
	w, h := float64(p.img.Rect.Dx()), float64(p.img.Rect.Dy())
	for cell := max(largest, 1); cell >= max(smallest, 1); cell /= 2 {
		c := cloud{cell: cell, cols: int(w/cell) + 3, weight: weight}
		c.values = make([]float32, c.cols*(int(h/cell)+3))
		for i := range c.values {
			c.values[i] = p.rng.Float32()*2 - 1
		}
		out.layers = append(out.layers, c)
		sum += weight * weight
		weight *= fall
	}
	out.gain = 1.3 / math.Sqrt(sum)
	return out
}

// row fills dst with the field along the row y of pixels.
func (c *clouds) row(dst []float32, y int) {
	clear(dst)
	for _, l := range c.layers {
		fy := float64(y) / l.cell
		j := int(fy)
		t := float32(fy - float64(j))
		t = t * t * (3 - 2*t)
		up, low := l.values[j*l.cols:][:l.cols], l.values[(j+1)*l.cols:][:l.cols]
		k := float32(l.weight * c.gain)
		step := 1 / l.cell
		for x := range dst {
			fx := float64(x) * step
			i := int(fx)
			s := float32(fx - float64(i))
			s = s * s * (3 - 2*s)
			a := up[i] + s*(up[i+1]-up[i])
			b := low[i] + s*(low[i+1]-low[i])
			dst[x] += k * (a + t*(b-a))
		}
	}
}

// shade passes every pixel through a function of its place, the value of a
// field there and its colour. The function must not draw from chance.
func (p *pad) shade(c *clouds, f func(x, y int, v float64, old color.NRGBA) color.NRGBA) {
	w := p.img.Rect.Dx()
	par.Strips(0, p.img.Rect.Dy(), func(lo, hi int) {
		row := make([]float32, w)
		for y := lo; y < hi; y++ {
			if c != nil {
				c.row(row, y)
			}
			for x := range w {
				q := p.img.Pix[y*p.img.Stride+4*x:][:4]
				n := f(x, y, float64(row[x]), color.NRGBA{q[0], q[1], q[2], 255})
				q[0], q[1], q[2] = n.R, n.G, n.B
			}
		}
	})
}

// lighter adds some grey levels to a colour.
func lighter(c color.NRGBA, by float64) color.NRGBA {
	g := func(v uint8) uint8 { return uint8(min(max(float64(v)+by+0.5, 0), 255)) }
	return color.NRGBA{g(c.R), g(c.G), g(c.B), 255}
}
