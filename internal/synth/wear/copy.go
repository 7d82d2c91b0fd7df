package wear

import (
	"math"
	"sync"

	"github.com/einthoven-ecg/einthoven/internal/synth/chance"
	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// A Copy is a photocopy of the page, which then is what is worn: black toner
// on white paper.
type Copy struct {
	// Level is the light, as a share of that of paper, below which toner comes:
	// 0.2 to 0.95; 0 means no copy. Below 0.5 a pale grid does not come, above
	// 0.8 it does.
	Level float64 `json:"level,omitempty"`
	// Soft is the range of light that comes as grey, 0 (black or white) to 1.
	Soft float64 `json:"soft,omitempty"`
	// BlurMM is that of the optics (standard deviation), 0.03 to 0.5; 0 means
	// 0.07.
	BlurMM float64 `json:"blur_mm,omitempty"`
	// Uneven moves the level from place to place by this much, 0 to 0.3, so
	// that thin lines break.
	Uneven float64 `json:"uneven,omitempty"`
	// Dirt is the number of specks on a hundred square centimetres, 0 to 500.
	Dirt float64 `json:"dirt,omitempty"`
	// EdgeMM is how far the dark beyond the sheet's edge comes in, 0 to 20.
	EdgeMM float64 `json:"edge_mm,omitempty"`
	// Loss is the share of toner that has come off, 0 to 1.
	Loss float64 `json:"loss,omitempty"`
}

func (p *Copy) check(l *limits) {
	if *p == (Copy{}) {
		return
	}
	l.in("copy", "level", p.Level, 0.2, 0.95)
	l.share("copy", "softness", p.Soft)
	if p.BlurMM != 0 {
		l.in("copy", "blur in mm", p.BlurMM, 0.03, 0.5)
	}
	l.in("copy", "unevenness", p.Uneven, 0, 0.3)
	l.in("copy", "dirt", p.Dirt, 0, 500)
	l.in("copy", "dark edge in mm", p.EdgeMM, 0, 20)
	l.share("copy", "loss", p.Loss)
}

// copyInks are the colours of copies.
func copyInks() (paper, toner raster.Colour) {
	return raster.Colour{248, 248, 246}, raster.Colour{28, 28, 30}
}

func (p *Copy) apply(b *bench) {
	if p.Level == 0 {
		return
	}
	rng := b.chance(kindCopy, 0)
	blur := p.BlurMM
	if blur == 0 {
		blur = 0.07
	}
	paper, toner := copyInks()
	m := &xerox{level: float32(p.Level), soft: float32(p.Soft), sigma: blur, uneven: float32(p.Uneven), grain: newGrain(rng, 0.35),
		from: b.bare, paper: paper.Linear(), toner: toner.Linear()}
	b.add(m)
	b.thin(m.comes(b.PenMM))
	b.bare, b.PaperLight, b.TraceLight = m.paper, m.paper, m.toner
	if p.Loss > 0 {
		c := newClouds(rng, 40, 3)
		f := newField(b.page(), 3, func(x, y float64) float64 { return p.Loss * rise(-0.5, 0.5, c.at(x, y)) })
		b.fade(&wash{f: f, paint: b.bleached(1), grain: newGrain(rng, 0.18), soft: 0.3})
	}
	if p.EdgeMM > 0 {
		p.edge(b, toner)
	}
	if p.Dirt > 0 {
		d := newDots(b.SizeMM, 12)
		for range int(p.Dirt * b.SizeMM[0] * b.SizeMM[1] / 1e4) {
			// Most specks are small: an exponential spread of sizes.
			d.add(b.SizeMM[0]*rng.Float64(), b.SizeMM[1]*rng.Float64(), 0.05+0.07*rng.ExpFloat64())
		}
		d.paint = opaque(toner, 1)
		b.add(d)
		b.hide(d.share)
	}
}

// edge is the shadow of the lid along two sides of the sheet.
func (p *Copy) edge(b *bench, toner raster.Colour) {
	rng := b.chance(kindCopy, 1)
	c := newClouds(rng, 25, 3)
	side := [4]float64{chance.Between(rng, 0.2, 1), chance.Between(rng, 0, 0.4), chance.Between(rng, 0, 0.4), chance.Between(rng, 0.2, 1)}
	w, h := b.SizeMM[0], b.SizeMM[1]
	f := newField(b.page(), 0.7, func(x, y float64) float64 {
		from := [4]float64{x, y, w - x, h - y}
		far := true
		for i, v := range from {
			// Clouds reach to less than 1.4.
			far = far && v-side[i]*p.EdgeMM*1.7 > 0.8
		}
		if far {
			return 0
		}
		d, sway := math.Inf(1), 1+0.5*c.at(x, y)
		for i, v := range from {
			d = min(d, v-side[i]*p.EdgeMM*sway)
		}
		return rise(0.8, -0.8, d)
	})
	b.fade(&wash{f: f, paint: opaque(toner, 0.95), grain: newGrain(rng, 0.25), soft: 0.6})
}

// xerox is a copier.
type xerox struct {
	level, soft, uneven float32
	sigma               float64 // millimetres
	grain               *grain
	from, paper, toner  raster.Ink
	pool                sync.Pool // of planes
}

// Box implements [raster.Mark].
func (m *xerox) Box() raster.Box { return raster.Everywhere() }

// ReachMM implements [raster.Far].
func (m *xerox) ReachMM() float64 { return 3*m.sigma + 1 }

// Draw implements [raster.Mark].
func (m *xerox) Draw(c *raster.Canvas, k float64) {
	w, h := c.Rect.Dx(), c.Rect.Dy()
	p, _ := m.pool.Get().(*plane)
	if p == nil {
		p = new(plane)
	}
	p.light(c, m.from)
	// A pixel has blurred by itself, with the deviation of a box, 1/sqrt(12).
	if s := m.sigma*m.sigma*k*k - 1.0/12; s > least*least {
		p.blur(math.Sqrt(s))
	}
	noise := make([]float32, w)
	ink := raster.Ink{m.toner[0] - m.paper[0], m.toner[1] - m.paper[1], m.toner[2] - m.paper[2]}
	for y := range h {
		m.grain.row(noise, c.Rect.Min.X, c.Rect.Min.Y+y, k)
		row, out := p.v[w*y:][:w], c.Pix[3*w*y:]
		up, down := p.v[w*max(y-1, 0):][:w], p.v[w*min(y+1, h-1):][:w]
		before := row[0]
		for x, v := range row {
			// Where light changes over a pixel, its edge lies within: the part
			// of the pixel that is darker than the level is what comes.
			after := v
			if x+1 < len(row) {
				after = row[x+1]
			}
			slope := max(m.soft, abs(after-before)/2+abs(down[x]-up[x])/2, 0.02)
			before = v
			a := clamp((m.level+m.uneven*(2*noise[x]-1)-v)/slope + 0.5)
			q := out[3*x : 3*x+3 : 3*x+3]
			q[0], q[1], q[2] = m.paper[0]+a*ink[0], m.paper[1]+a*ink[1], m.paper[2]+a*ink[2]
		}
	}
	m.pool.Put(p)
}

func abs(v float32) float32 { return max(v, -v) }
