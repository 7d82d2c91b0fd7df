package wear

import (
	"math"

	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// A Burn has eaten a hole into the page, or into its edge if it lies there.
type Burn struct {
	// AtMM is its middle on the page; HoleMM the width of what is gone, 0 to
	// 200; CharMM the width of the black rim, 0 to 20; ScorchMM how far the
	// brown goes, 0 to 60.
	AtMM     [2]float64 `json:"at_mm"`
	HoleMM   float64    `json:"hole_mm,omitempty"`
	CharMM   float64    `json:"char_mm,omitempty"`
	ScorchMM float64    `json:"scorch_mm,omitempty"`
}

func (p *Burn) check(l *limits) {
	l.place("burn", p.AtMM)
	l.in("burn", "hole in mm", p.HoleMM, 0, 200)
	l.in("burn", "char in mm", p.CharMM, 0, 20)
	l.in("burn", "scorch in mm", p.ScorchMM, 0, 60)
}

func (p *Burn) apply(b *bench, number int) {
	rng := b.chance(kindBurn, number)
	r := p.HoleMM / 2
	c, fray := newClouds(rng, max(r/1.5, 4), 4), newClouds(rng, 2, 2)
	reach := 1.4*r + p.CharMM + p.ScorchMM + 3
	box := raster.Box{p.AtMM[0] - reach, p.AtMM[1] - reach, p.AtMM[0] + reach, p.AtMM[1] + reach}
	// How far outside of the hole a place lies.
	off := func(x, y float64) float64 {
		x, y = x-p.AtMM[0], y-p.AtMM[1]
		return math.Hypot(x, y) - r*(1+0.35*c.at(x, y)) - 0.8*fray.at(x, y)
	}
	step := min(max(reach/180, 0.25), 0.6)
	far := newField(box, step, off)
	if p.ScorchMM > 0 {
		f := newField(box, 2*step, func(x, y float64) float64 {
			d := far.at(x, y) - p.CharMM
			return math.Exp(-3*max(d, 0)/p.ScorchMM) * rise(p.ScorchMM, 0.5*p.ScorchMM, d)
		})
		b.add(&wash{f: f, paint: glaze(raster.Colour{120, 76, 32}, 0.95)})
	}
	if p.CharMM > 0 {
		f := newField(box, step, func(x, y float64) float64 {
			return rise(1.1*p.CharMM, 0.5*p.CharMM, far.at(x, y)*(1+0.5*fray.at(x, y)))
		})
		b.fade(&wash{f: f, paint: opaque(raster.Colour{30, 24, 20}, 1), grain: newGrain(rng, 0.4), soft: 0.9})
	}
	if r == 0 {
		return
	}
	// The contour, seen from the middle.
	const points = 180
	hole := make([][2]float64, points)
	for i := range hole {
		s, co := math.Sincos(2 * math.Pi * float64(i) / points)
		t := r
		for range 8 {
			t -= 0.7 * off(p.AtMM[0]+t*co, p.AtMM[1]+t*s)
		}
		t = max(t, 0.1)
		hole[i] = [2]float64{p.AtMM[0] + t*co, p.AtMM[1] + t*s}
	}
	b.lose(hole)
}
