package wear

import "github.com/einthoven-ecg/einthoven/internal/synth/raster"

// Fibre is the grain of the paper, as a lamp from the side and a camera that
// sharpens show it.
type Fibre struct {
	// Depth is the standard deviation of the paper's brightness, as a share of
	// the light, 0 to 0.2; SizeMM the size of its grain, 0.15 to 3, 0 meaning
	// 0.4.
	Depth  float64 `json:"depth,omitempty"`
	SizeMM float64 `json:"size_mm,omitempty"`
}

func (p *Fibre) check(l *limits) {
	l.in("fibre", "depth", p.Depth, 0, 0.2)
	if p.SizeMM != 0 {
		l.in("fibre", "size in mm", p.SizeMM, 0.15, 3)
	}
}

func (p *Fibre) apply(b *bench) {
	if p.Depth == 0 {
		return
	}
	size := p.SizeMM
	if size == 0 {
		size = 0.4
	}
	rng := b.chance(kindFibre, 0)
	// Fine grain and flocks twice and a half its size.
	b.add(&fibres{box: b.page(), depth: float32(p.Depth), fine: newGrain(rng, size), coarse: newGrain(rng, 2.5*size)})
}

// fibres are the grain over a whole sheet.
type fibres struct {
	box          raster.Box
	depth        float32
	fine, coarse *grain
}

// Box implements [raster.Mark].
func (m *fibres) Box() raster.Box { return m.box }

// Draw implements [raster.Mark].
func (m *fibres) Draw(c *raster.Canvas, k float64) {
	r := pixels(m.box, k).Intersect(c.Rect)
	if r.Empty() {
		return
	}
	a, b := make([]float32, r.Dx()), make([]float32, r.Dx())
	// The grain is uniform, linear between nodes: each has a standard deviation
	// of 0.19, the two together of 0.27.
	gain := m.depth / 0.27
	f, g := gain*m.fine.contrast(k), gain*m.coarse.contrast(k)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		m.fine.row(a, r.Min.X, y, k)
		m.coarse.row(b, r.Min.X, y, k)
		row := c.Row(y)[3*(r.Min.X-c.Rect.Min.X):]
		b := b[:len(a)]
		for x, v := range a {
			t := 1 + f*(v-0.5) + g*(b[x]-0.5)
			q := (*[3]float32)(row)
			q[0], q[1], q[2] = q[0]*t, q[1]*t, q[2]*t
			row = row[3:]
		}
	}
}
