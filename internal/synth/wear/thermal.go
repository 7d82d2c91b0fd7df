package wear

import "math"

// Thermal is heat paper that has lost its black. What is printed in colour,
// as its grid is, stays.
type Thermal struct {
	// Fade is the share of black that is gone everywhere, 0 to 1; SideFade
	// what is gone in addition towards SideDeg, 0 right, 90 down.
	Fade     float64 `json:"fade,omitempty"`
	SideFade float64 `json:"side_fade,omitempty"`
	SideDeg  float64 `json:"side_deg,omitempty"`
	// Blotch is the share that is gone in blotches of BlotchMM, 5 to 300.
	Blotch   float64 `json:"blotch,omitempty"`
	BlotchMM float64 `json:"blotch_mm,omitempty"`
	// Fog is how dark warmth has made the rest, 0 to 1.
	Fog float64 `json:"fog,omitempty"`
}

func (p *Thermal) check(l *limits) {
	l.share("thermal", "fade", p.Fade)
	l.share("thermal", "fade of a side", p.SideFade)
	l.turn("thermal", p.SideDeg)
	l.share("thermal", "blotches", p.Blotch)
	if p.Blotch > 0 {
		l.in("thermal", "blotches in mm", p.BlotchMM, 5, 300)
	}
	l.share("thermal", "fog", p.Fog)
}

func (p *Thermal) apply(b *bench) {
	rng := b.chance(kindThermal, 0)
	if p.Fade > 0 || p.SideFade > 0 || p.Blotch > 0 {
		side := ramp(b.SizeMM, p.SideDeg)
		c := newClouds(rng, max(p.BlotchMM, 5), 3)
		f := newField(b.page(), 2, func(x, y float64) float64 {
			left := (1 - p.Fade) * (1 - p.SideFade*rise(-0.6, 1, side(x, y)))
			if p.Blotch > 0 {
				left *= 1 - p.Blotch*rise(0, 0.45, c.at(x, y))
			}
			return 1 - left
		})
		b.fade(&wash{f: f, paint: b.bleached(1), black: true})
	}
	if p.Fog > 0 {
		c := newClouds(rng, 60, 3)
		f := newField(b.page(), 3, func(x, y float64) float64 { return p.Fog * (0.6 + 0.7*c.at(x, y)) })
		b.add(&wash{f: f, paint: glaze([3]uint8{120, 116, 122}, 1)})
	}
}

// ramp goes over a sheet from -1 to 1 in a direction.
func ramp(sizeMM [2]float64, deg float64) func(x, y float64) float64 {
	s, c := math.Sincos(deg * math.Pi / 180)
	half := (math.Abs(c)*sizeMM[0] + math.Abs(s)*sizeMM[1]) / 2
	return func(x, y float64) float64 { return (c*(x-sizeMM[0]/2) + s*(y-sizeMM[1]/2)) / half }
}
