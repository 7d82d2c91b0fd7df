package wear

import (
	"math"
	"math/rand/v2"

	"github.com/einthoven-ecg/einthoven/internal/synth/chance"
	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// A Stain is something spilt. It colours the paper and hides no ink.
type Stain struct {
	// Kind is "ring" (of a cup), "drops", "spill" or "grease".
	Kind string `json:"kind"`
	// AtMM is its middle on the page, SizeMM its width, 2 to 300.
	AtMM   [2]float64 `json:"at_mm"`
	SizeMM float64    `json:"size_mm"`
	// Depth is how dark it is, 0 to 1.
	Depth float64 `json:"depth"`
	// Colour of the liquid; black means coffee, and of grease yellow.
	Colour raster.Colour `json:"colour,omitzero"`
}

// StainKinds lists the kinds of stains.
func StainKinds() []string { return []string{"ring", "drops", "spill", "grease"} }

func (p *Stain) check(l *limits) {
	l.name("stain", "kind", p.Kind, StainKinds()...)
	l.place("stain", p.AtMM)
	l.in("stain", "size in mm", p.SizeMM, 2, 300)
	l.share("stain", "depth", p.Depth)
}

func (p *Stain) apply(b *bench, number int) {
	rng := b.chance(kindStain, number)
	colour := p.Colour
	if colour == (raster.Colour{}) {
		colour = raster.Colour{150, 104, 56}
		if p.Kind == "grease" {
			colour = raster.Colour{204, 192, 156}
		}
	}
	r := p.SizeMM / 2
	// Contours wander by a part of the size, and by less in detail.
	wander, fine := newClouds(rng, 0.7*r, 3), newClouds(rng, max(r/6, 1), 3)
	var f func(x, y float64) float64
	switch p.Kind {
	case "ring":
		f = cupRing(rng, r, wander, fine)
	case "drops":
		f = drops(rng, r, wander)
	case "spill":
		f = func(x, y float64) float64 {
			return puddle(r*(0.72+0.4*wander.at(x, y))-math.Hypot(x, y), r, fine.at(x, y))
		}
	default:
		f = func(x, y float64) float64 {
			d := r*(0.7+0.35*wander.at(x, y)) - math.Hypot(x, y)
			return rise(-0.06*r-1, 0.04*r+0.5, d) * (0.85 + 0.3*fine.at(x, y))
		}
	}
	reach := 1.25*r + 3
	box := raster.Box{p.AtMM[0] - reach, p.AtMM[1] - reach, p.AtMM[0] + reach, p.AtMM[1] + reach}
	field := newField(box, min(max(r/120, 0.15), 0.5), func(x, y float64) float64 { return min(max(f(x-p.AtMM[0], y-p.AtMM[1]), 0), 1) })
	b.add(&wash{f: field, paint: glaze(colour, p.Depth)})
}

// puddle is how much colour a dried liquid leaves at a distance inside its
// edge: most at the edge, to which it is carried as it dries (Deegan et al.,
// "Capillary flow as the cause of ring stains from dried liquid drops", 1997).
func puddle(in, r, fine float64) float64 {
	if in < -0.6 {
		return 0
	}
	wide := 0.4 + 0.02*r
	rim := rise(-0.5, 0.2, in) * math.Exp(-max(in, 0)/wide)
	return rise(-0.4, 0.3, in)*(0.32+0.16*fine+0.1*math.Exp(-max(in, 0)/(0.3*r+0.1))) + 0.55*rim
}

// cupRing is what stays below a cup of radius r: a thin rim, here thick, there
// broken, and sometimes a run.
func cupRing(rng *rand.Rand, r float64, wander, fine *clouds) func(x, y float64) float64 {
	wide := chance.Between(rng, 0.8, 1.4) + 0.012*r
	gap := newGrain(rng, 0.9)
	lean := rng.Float64() * 2 * math.Pi
	return func(x, y float64) float64 {
		d := math.Hypot(x, y) - 0.92*r + 0.012*r*wander.at(x, y)
		// Around the ring, by the angle.
		a := math.Atan2(y, x)
		much := rise(0.1, 0.75, gap.smooth(1.6+math.Cos(a)*1.6, 1.6+math.Sin(a)*1.6)+0.3*math.Cos(a-lean))
		half := wide * (0.35 + 0.65*much)
		rim := rise(half+0.35, half-0.25, math.Abs(d)) * (0.45 + 0.25*fine.at(x, y) + 0.4*rise(half-0.6, half, math.Abs(d)))
		return rim*much + 0.06*rise(0, -2, d)
	}
}

// drops are splashes around a middle.
func drops(rng *rand.Rand, r float64, wander *clouds) func(x, y float64) float64 {
	type drop struct{ x, y, r float64 }
	all := make([]drop, 4+rng.IntN(9))
	for i := range all {
		a, d := rng.Float64()*2*math.Pi, r*math.Sqrt(rng.Float64())
		all[i] = drop{d * math.Cos(a), d * math.Sin(a), min(max(r*(0.03+0.06*rng.ExpFloat64()), 0.5), r/3)}
	}
	return func(x, y float64) float64 {
		v := 0.0
		for _, o := range all {
			if d := math.Hypot(x-o.x, y-o.y); d < 1.5*o.r+1 {
				v = max(v, puddle(o.r*(1+0.25*wander.at(3*x, 3*y))-d, o.r, 0))
			}
		}
		return v
	}
}
