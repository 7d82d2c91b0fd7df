package wear

import (
	"math"

	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// A Finger is the mark of a dirty finger.
type Finger struct {
	// AtMM is its middle on the page; TurnDeg turns it clockwise.
	AtMM    [2]float64 `json:"at_mm"`
	TurnDeg float64    `json:"turn_deg,omitempty"`
	// WideMM is its width, 6 to 40; LongMM its length, to 120: a long one was
	// drawn over the paper.
	WideMM float64 `json:"wide_mm"`
	LongMM float64 `json:"long_mm"`
	// Depth is how dark it is, 0 to 1.
	Depth float64 `json:"depth"`
}

func (p *Finger) check(l *limits) {
	l.place("finger", p.AtMM)
	l.turn("finger", p.TurnDeg)
	l.in("finger", "width in mm", p.WideMM, 6, 40)
	l.in("finger", "length in mm", p.LongMM, 6, 120)
	l.share("finger", "depth", p.Depth)
}

// ridgeMM is the distance of the ridges of a finger. Source: Moore, "Analysis
// of ridge-to-ridge distance on fingerprints", 1989: 0.46 mm in men.
const ridgeMM = 0.46

func (p *Finger) apply(b *bench, number int) {
	rng := b.chance(kindFinger, number)
	s, c := math.Sincos(p.TurnDeg * math.Pi / 180)
	blot, bend := newClouds(rng, p.WideMM/2.5, 3), newClouds(rng, 9, 2)
	reach := math.Hypot(p.WideMM, p.LongMM)/2 + 1
	box := raster.Box{p.AtMM[0] - reach, p.AtMM[1] - reach, p.AtMM[0] + reach, p.AtMM[1] + reach}
	core := [2]float64{p.WideMM * (rng.Float64() - 0.5) * 0.2, p.LongMM * 0.1}
	smeared := p.LongMM > 2.2*p.WideMM
	f := newField(box, ridgeMM/4, func(x, y float64) float64 {
		x, y = x-p.AtMM[0], y-p.AtMM[1]
		u, v := c*x+s*y, c*y-s*x
		in := 1 - math.Hypot(u/p.WideMM, v/p.LongMM)*2
		if in <= 0 {
			return 0
		}
		press := rise(0, 0.35, in+0.25*blot.at(u, v)) * (0.5 + 0.6*blot.at(v, u))
		if smeared {
			return max(press*(0.7+0.5*blot.at(3*u, v/4)), 0)
		}
		// Loops about a core.
		d := math.Hypot(u-core[0], 0.75*(v-core[1])) + 2.4*bend.at(u, v)
		ridge := 0.5 + 0.5*math.Sin(2*math.Pi*d/ridgeMM)
		return max(press*(0.35+0.8*ridge), 0)
	})
	b.add(&wash{f: f, paint: glaze(raster.Colour{80, 72, 64}, p.Depth)})
}
