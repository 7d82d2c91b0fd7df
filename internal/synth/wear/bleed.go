package wear

import (
	"math"
	"sync"

	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// Bleed is ink that runs in the paper.
type Bleed struct {
	// SpreadMM is how far it runs (standard deviation), 0 to 0.5: 0.05 is an
	// ink-jet on plain paper.
	SpreadMM float64 `json:"spread_mm,omitempty"`
	// Gain is how much wider lines become, 0 to 1.
	Gain float64 `json:"gain,omitempty"`
}

func (p *Bleed) check(l *limits) {
	l.in("bleed", "spread in mm", p.SpreadMM, 0, 0.5)
	l.share("bleed", "gain", p.Gain)
}

func (p *Bleed) apply(b *bench) {
	if p.SpreadMM > 0 || p.Gain > 0 {
		b.add(&blur{box: raster.Everywhere(), sigma: p.SpreadMM, gain: float32(p.Gain), bare: b.bare})
	}
}

// blur spreads ink, everywhere or where a field says.
type blur struct {
	box   raster.Box
	sigma float64 // millimetres
	gain  float32
	bare  raster.Ink
	where *field
	pool  sync.Pool
}

// Box implements [raster.Mark].
func (m *blur) Box() raster.Box { return m.box }

// ReachMM implements [raster.Far].
func (m *blur) ReachMM() float64 { return 3*m.sigma + 0.25 }

// least is the blur, in pixels, below which none is done.
const least = 0.1

// Draw implements [raster.Mark].
func (m *blur) Draw(c *raster.Canvas, k float64) {
	if m.where == nil {
		if m.sigma*k >= least {
			c.Blur(m.sigma * k)
		}
		m.swell(c)
		return
	}
	inner := pixels(m.box, k).Intersect(c.Rect)
	if inner.Empty() || m.sigma*k < least {
		return
	}
	t, _ := m.pool.Get().(*raster.Canvas)
	if t == nil {
		t = new(raster.Canvas)
	}
	t.Reset(inner.Inset(-int(math.Ceil(3 * m.sigma * k))).Intersect(c.Rect))
	for y := t.Rect.Min.Y; y < t.Rect.Max.Y; y++ {
		copy(t.Row(y), c.Row(y)[3*(t.Rect.Min.X-c.Rect.Min.X):])
	}
	t.Blur(m.sigma * k)
	m.swell(t)
	line := make([]float32, inner.Dx())
	var nodes []float32
	for y := inner.Min.Y; y < inner.Max.Y; y++ {
		m.where.row(line, inner.Min.X, y, k, &nodes)
		to, from := c.Row(y)[3*(inner.Min.X-c.Rect.Min.X):], t.Row(y)[3*(inner.Min.X-t.Rect.Min.X):]
		for x, v := range line {
			if v > 0 {
				for i := 3 * x; i < 3*x+3; i++ {
					to[i] += v * (from[i] - to[i])
				}
			}
		}
	}
	m.pool.Put(t)
}

// swell darkens what is half inked.
func (m *blur) swell(c *raster.Canvas) {
	if m.gain == 0 {
		return
	}
	inv := raster.Ink{m.gain / m.bare[0], m.gain / m.bare[1], m.gain / m.bare[2]}
	for i := 0; i+2 < len(c.Pix); i += 3 {
		q := c.Pix[i : i+3 : i+3]
		for j, v := range q {
			q[j] = v - v*max(m.gain-v*inv[j], 0)
		}
	}
}
