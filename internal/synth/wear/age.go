package wear

import (
	"math"

	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// Yellow is old paper.
type Yellow struct {
	// Depth is how yellow the sheet is, 0 to 1 (a brown paper bag); Edges how
	// much more its edges are, within EdgeMM, 2 to 200.
	Depth  float64 `json:"depth,omitempty"`
	Edges  float64 `json:"edges,omitempty"`
	EdgeMM float64 `json:"edge_mm,omitempty"`
	// Uneven is how cloudy it is, 0 to 1.
	Uneven float64 `json:"uneven,omitempty"`
}

func (p *Yellow) check(l *limits) {
	l.share("yellowing", "depth", p.Depth)
	l.share("yellowing", "edges", p.Edges)
	if p.Edges > 0 {
		l.in("yellowing", "edges in mm", p.EdgeMM, 2, 200)
	}
	l.share("yellowing", "unevenness", p.Uneven)
}

func (p *Yellow) apply(b *bench) {
	if p.Depth == 0 && p.Edges == 0 {
		return
	}
	rng := b.chance(kindYellow, 0)
	c := newClouds(rng, 70, 4)
	w, h := b.SizeMM[0], b.SizeMM[1]
	f := newField(b.page(), 1.5, func(x, y float64) float64 {
		v := p.Depth
		if p.Edges > 0 {
			d := min(x, y, w-x, h-y) + 0.25*p.EdgeMM*c.at(x, y)
			v = 1 - (1-v)*(1-p.Edges*rise(p.EdgeMM, 0, d))
		}
		return min(max(v*(1+p.Uneven*c.at(x, y)), 0), 1)
	})
	b.add(&wash{f: f, paint: glaze(raster.Colour{212, 176, 116}, 1)})
}

// Sun is what light has bleached: one part of the page, as where it stuck out
// of a file.
type Sun struct {
	// Depth is the share of ink that is gone there, 0 to 1.
	Depth float64 `json:"depth,omitempty"`
	// From is where that part begins, -1 to 1 over the sheet, on the way
	// towards DirDeg (0 right, 90 down); SoftMM is how far it reaches until all
	// is bleached, 1 to 500.
	From   float64 `json:"from,omitempty"`
	DirDeg float64 `json:"dir_deg,omitempty"`
	SoftMM float64 `json:"soft_mm,omitempty"`
	// Yellow is how yellow the paper has become there, 0 to 1.
	Yellow float64 `json:"yellow,omitempty"`
}

func (p *Sun) check(l *limits) {
	l.share("sun", "depth", p.Depth)
	l.share("sun", "yellowing", p.Yellow)
	if p.Depth > 0 || p.Yellow > 0 {
		l.in("sun", "start", p.From, -1, 1)
		l.turn("sun", p.DirDeg)
		l.in("sun", "softness in mm", p.SoftMM, 1, 500)
	}
}

func (p *Sun) apply(b *bench) {
	if p.Depth == 0 && p.Yellow == 0 {
		return
	}
	s, c := math.Sincos(p.DirDeg * math.Pi / 180)
	w, h := b.SizeMM[0], b.SizeMM[1]
	from := p.From * (math.Abs(c)*w + math.Abs(s)*h) / 2
	f := newField(b.page(), min(p.SoftMM/4, 2), func(x, y float64) float64 {
		return rise(0, p.SoftMM, c*(x-w/2)+s*(y-h/2)-from)
	})
	if p.Depth > 0 {
		b.fade(&wash{f: f, paint: b.bleached(p.Depth)})
	}
	if p.Yellow > 0 {
		b.add(&wash{f: f, paint: glaze(raster.Colour{226, 200, 150}, p.Yellow)})
	}
}

// Mould are spots that grew on the paper.
type Mould struct {
	// Share of the sheet that has some, 0 to 1, and how dark it is, 0 to 1.
	Share float64 `json:"share,omitempty"`
	Depth float64 `json:"depth,omitempty"`
	// SizeMM is that of patches, 2 to 100.
	SizeMM float64 `json:"size_mm,omitempty"`
}

func (p *Mould) check(l *limits) {
	l.share("mould", "share", p.Share)
	if p.Share > 0 {
		l.share("mould", "depth", p.Depth)
		l.in("mould", "size in mm", p.SizeMM, 2, 100)
	}
}

func (p *Mould) apply(b *bench) {
	if p.Share == 0 || p.Depth == 0 {
		return
	}
	rng := b.chance(kindMould, 0)
	patch, part, fine := newClouds(rng, p.SizeMM, 4), newClouds(rng, 6*p.SizeMM, 2), newClouds(rng, p.SizeMM/6, 3)
	at := 0.65 - 0.9*p.Share
	level := func(x, y float64) float64 { return patch.at(x, y) + 0.7*part.at(x, y) - at }
	step := min(max(p.SizeMM/12, 0.6), 1.5)
	halo := newField(b.page(), 2*step, func(x, y float64) float64 { return rise(-0.5, 0.5, level(x, y)) })
	b.add(&wash{f: halo, paint: glaze(raster.Colour{206, 188, 142}, 0.8*p.Depth)})
	// Green-grey fur in the patches, brown rot in some of them.
	fur := newField(b.page(), step, func(x, y float64) float64 {
		return 0.7 * rise(0, 0.5, level(x, y)+0.3*fine.at(x, y)) * rise(-0.4, 0.5, fine.at(x, y))
	})
	b.fade(&wash{f: fur, paint: glaze(raster.Colour{92, 92, 74}, p.Depth), grain: newGrain(rng, 0.3), soft: 0.6})
	rot := newField(b.page(), step, func(x, y float64) float64 {
		return rise(0.1, 0.7, level(x, y)-0.4*fine.at(x, y)) * rise(0, 0.5, part.at(y, x))
	})
	b.add(&wash{f: rot, paint: glaze(raster.Colour{150, 118, 62}, 0.8*p.Depth)})
}
