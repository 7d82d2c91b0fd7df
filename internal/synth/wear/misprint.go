package wear

import (
	"math"
	"sync"

	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// Misprint shifts the colours of a print against each other.
type Misprint struct {
	// RedMM and BlueMM are by how much what is seen as red and as blue light
	// lies off, right and down, -0.5 to 0.5 each. Cyan ink takes red light
	// away, yellow takes blue.
	RedMM  [2]float64 `json:"red_mm,omitzero"`
	BlueMM [2]float64 `json:"blue_mm,omitzero"`
}

func (p *Misprint) check(l *limits) {
	for _, v := range [4]float64{p.RedMM[0], p.RedMM[1], p.BlueMM[0], p.BlueMM[1]} {
		l.in("misprint", "shift in mm", v, -0.5, 0.5)
	}
}

func (p *Misprint) apply(b *bench) {
	if *p != (Misprint{}) {
		b.add(&shift{by: [3][2]float64{p.RedMM, {}, p.BlueMM}})
	}
}

// shift moves colours, linear between pixels.
type shift struct {
	by   [3][2]float64
	pool sync.Pool
}

// Box implements [raster.Mark].
func (m *shift) Box() raster.Box { return raster.Everywhere() }

// ReachMM implements [raster.Far]. One pixel comes in addition: at 2 a
// millimetre and finer it lies within the half millimetre.
func (m *shift) ReachMM() float64 {
	far := 0.0
	for _, v := range m.by {
		far = max(far, math.Abs(v[0]), math.Abs(v[1]))
	}
	return far + 0.5
}

// Draw implements [raster.Mark]. Pixels at the canvas's edge whose colour lies
// beyond stay; they are within reach of it.
func (m *shift) Draw(c *raster.Canvas, k float64) {
	was, _ := m.pool.Get().(*raster.Canvas)
	if was == nil {
		was = new(raster.Canvas)
	}
	was.Reset(c.Rect)
	copy(was.Pix, c.Pix)
	w, h := c.Rect.Dx(), c.Rect.Dy()
	for ch, by := range m.by {
		if by == [2]float64{} {
			continue
		}
		dx, fx := whole(-by[0] * k)
		dy, fy := whole(-by[1] * k)
		x0, x1 := max(-dx, 0), min(w-dx-1, w)
		if x0 >= x1 {
			continue
		}
		for y := max(-dy, 0); y < min(h-dy-1, h); y++ {
			a, b := was.Pix[3*(w*(y+dy)+x0+dx):][:3*(x1-x0)+3], was.Pix[3*(w*(y+dy+1)+x0+dx):][:3*(x1-x0)+3]
			out := c.Pix[3*(w*y+x0):][:3*(x1-x0)]
			l := a[ch] + fy*(b[ch]-a[ch])
			for i := ch; i < len(out); i += 3 {
				r := a[i+3] + fy*(b[i+3]-a[i+3])
				out[i] = l + fx*(r-l)
				l = r
			}
		}
	}
	m.pool.Put(was)
}

// whole parts a number into a whole one and the rest.
func whole(v float64) (n int, rest float32) {
	f := math.Floor(v)
	return int(f), float32(v - f)
}
