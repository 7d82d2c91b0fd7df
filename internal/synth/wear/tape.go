package wear

import (
	"math"
	"math/rand/v2"

	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// A Tape is stuck on the page.
type Tape struct {
	// AtMM is its middle, LongMM its length, 5 to 500, WideMM its width, 5 to
	// 100; TurnDeg turns it clockwise from lying across.
	AtMM    [2]float64 `json:"at_mm"`
	LongMM  float64    `json:"long_mm"`
	WideMM  float64    `json:"wide_mm"`
	TurnDeg float64    `json:"turn_deg,omitempty"`
	// Haze is the share of what lies below that it hides, 0 (clear) to 1
	// (masking tape), under Colour; black means white.
	Haze   float64       `json:"haze,omitempty"`
	Colour raster.Colour `json:"colour,omitzero"`
	// Yellow is how old its glue is, 0 to 1; Air how much of it has come loose,
	// 0 to 1.
	Yellow float64 `json:"yellow,omitempty"`
	Air    float64 `json:"air,omitempty"`
}

func (p *Tape) check(l *limits) {
	l.place("tape", p.AtMM)
	l.in("tape", "length in mm", p.LongMM, 5, 500)
	l.in("tape", "width in mm", p.WideMM, 5, 100)
	l.turn("tape", p.TurnDeg)
	l.share("tape", "haze", p.Haze)
	l.share("tape", "yellowing", p.Yellow)
	l.share("tape", "air", p.Air)
}

// toothMM is the length of the teeth that a dispenser leaves at the ends.
const toothMM = 1.6

func (p *Tape) apply(b *bench, number int) {
	rng := b.chance(kindTape, number)
	at := func(u, v float64) [2]float64 { return turned(p.AtMM[0], p.AtMM[1], p.TurnDeg, u, v) }
	l, w := p.LongMM/2, p.WideMM/2
	var edge [][2]float64
	teeth := max(int(p.WideMM/toothMM), 2)
	for side := -1.0; side <= 1; side += 2 {
		for i := range 2*teeth + 1 {
			t := float64(i)/float64(teeth) - 1
			edge = append(edge, at(-side*(l-0.5*toothMM*float64(i%2)*(0.7+0.6*rng.Float64())), side*t*w))
		}
	}
	body := raster.NewArea([][][2]float64{edge}, white())
	// Even clear tape takes a little light, on the way in and out.
	b.add(newGroup(glaze(raster.Colour{244, 243, 238}, 1), body))
	if p.Yellow > 0 {
		c := newClouds(rng, 15, 3)
		f := newField(body.Box(), 1, func(x, y float64) float64 { return 0.25 + 0.5*c.at(x, y) })
		b.add(newGroup(glaze(raster.Colour{222, 182, 96}, p.Yellow), body).uneven(nil, 0, 1, f))
	}
	colour := p.Colour
	if colour == (raster.Colour{}) {
		colour = raster.Colour{246, 245, 240}
	}
	if p.Haze > 0 {
		b.cover(newGroup(opaque(colour, p.Haze), body))
	}
	if p.Air > 0 {
		p.air(b, rng, body)
	}
	p.edges(b, rng, at, edge)
}

// air are pale bubbles between tape and paper, with dark rims.
func (p *Tape) air(b *bench, rng *rand.Rand, body *raster.Area) {
	c := newClouds(rng, 7, 3)
	level := func(x, y float64) float64 { return c.at(x, y) - 0.75 + 0.9*p.Air }
	loose := newField(body.Box(), 0.3, func(x, y float64) float64 { return 1 - rise(0, 0.05, level(x, y)) })
	rim := newField(body.Box(), 0.2, func(x, y float64) float64 { return 1 - math.Exp(-math.Abs(level(x, y))*60) })
	b.cover(newGroup(opaque(raster.Colour{250, 250, 248}, 0.22), body).uneven(nil, 0, 1, loose))
	b.add(newGroup(glaze(raster.Colour{150, 146, 136}, 0.4), body).uneven(nil, 0, 1, rim))
}

// edges are where tape ends: a line that is bright on one side and dark on the
// other, and the dust that clings to its glue.
func (p *Tape) edges(b *bench, rng *rand.Rand, at func(u, v float64) [2]float64, edge [][2]float64) {
	l, w := p.LongMM/2, p.WideMM/2
	dust := newGroup(glaze(raster.Colour{120, 112, 100}, 0.45+0.3*p.Yellow), raster.NewLine(closed(edge), 0.25, white()))
	b.add(dust.uneven(newGrain(rng, 1.2), 0.35, 0.9, nil))
	gleam := newGroup(opaque(raster.Colour{255, 255, 255}, 0.5), raster.NewLine([][2]float64{at(-l+1, -w+0.3), at(l-1, -w+0.3)}, 0.15, white()))
	b.cover(gleam)
}
