package wear

import (
	"math"

	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// A Soak is where the page was wet: ink has run, and where the water stopped
// it left a line.
type Soak struct {
	// AtMM is its middle on the page, SizeMM its width, 5 to 600.
	AtMM   [2]float64 `json:"at_mm"`
	SizeMM float64    `json:"size_mm"`
	// RunMM is how far ink has run (standard deviation), 0 to 0.6.
	RunMM float64 `json:"run_mm,omitempty"`
	// Tide is how dark the line is, 0 to 1; Wash the share of ink that was
	// carried away, 0 to 1.
	Tide float64 `json:"tide,omitempty"`
	Wash float64 `json:"wash,omitempty"`
}

func (p *Soak) check(l *limits) {
	l.place("soak", p.AtMM)
	l.in("soak", "size in mm", p.SizeMM, 5, 600)
	l.in("soak", "run in mm", p.RunMM, 0, 0.6)
	l.share("soak", "tide", p.Tide)
	l.share("soak", "wash", p.Wash)
}

func (p *Soak) apply(b *bench, number int) {
	rng := b.chance(kindSoak, number)
	r := p.SizeMM / 2
	c, fine := newClouds(rng, r, 4), newClouds(rng, 12, 3)
	reach := 1.3*r + 4
	box := raster.Box{p.AtMM[0] - reach, p.AtMM[1] - reach, p.AtMM[0] + reach, p.AtMM[1] + reach}
	// How far inside the edge a place lies.
	in := func(x, y float64) float64 {
		x, y = x-p.AtMM[0], y-p.AtMM[1]
		return r*(0.78+0.4*c.at(x, y)) - math.Hypot(x, y)
	}
	step := min(max(r/120, 0.2), 1)
	if p.RunMM > 0 || p.Wash > 0 {
		f := newField(box, 2*step, func(x, y float64) float64 {
			return rise(-0.5, 1.5, in(x, y)) * min(max(0.8+0.5*fine.at(x, y), 0), 1)
		})
		if p.RunMM > 0 {
			b.add(&blur{box: box, sigma: p.RunMM, bare: b.bare, where: f})
		}
		if p.Wash > 0 {
			b.fade(&wash{f: f, paint: b.bleached(p.Wash)})
		}
	}
	if p.Tide == 0 {
		return
	}
	// One line at the edge, and fainter ones where the water stood for a while.
	f := newField(box, step, func(x, y float64) float64 {
		d := in(x, y)
		if d < -2 {
			return 0
		}
		line := func(at, wide float64) float64 {
			t := (d - at) / wide
			if t < 0 {
				t *= -3 // sharp outwards
			}
			return math.Exp(-t)
		}
		v := 0.8*line(0.3, 1.1) + 0.3*line(0.12*r, 1.6)*rise(-0.3, 0.3, fine.at(y, x)) + 0.2*line(0.3*r, 2)*rise(0, 0.3, fine.at(x, y))
		return v*(0.8+0.5*fine.at(x, y)) + 0.14*rise(-0.3, 0.3, d)
	})
	b.add(&wash{f: f, paint: glaze(raster.Colour{158, 130, 84}, p.Tide)})
}
