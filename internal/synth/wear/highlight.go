package wear

import (
	"math"

	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// A Highlight is a bar of a marker that lets through.
type Highlight struct {
	// AtMM is its middle, SizeMM its length and width, 1 to 500 and 1 to 50;
	// TurnDeg turns it clockwise.
	AtMM    [2]float64 `json:"at_mm"`
	SizeMM  [2]float64 `json:"size_mm"`
	TurnDeg float64    `json:"turn_deg,omitempty"`
	// Colour; black means yellow. Depth is how much of it, 0 to 1.
	Colour raster.Colour `json:"colour,omitzero"`
	Depth  float64       `json:"depth"`
}

func (p *Highlight) check(l *limits) {
	l.place("highlight", p.AtMM)
	l.in("highlight", "length in mm", p.SizeMM[0], 1, 500)
	l.in("highlight", "width in mm", p.SizeMM[1], 1, 50)
	l.turn("highlight", p.TurnDeg)
	l.share("highlight", "depth", p.Depth)
}

func (p *Highlight) apply(b *bench, number int) {
	rng := b.chance(kindHighlight, number)
	colour := p.Colour
	if colour == (raster.Colour{}) {
		colour = raster.Colour{250, 240, 70}
	}
	l, w := p.SizeMM[0]/2, p.SizeMM[1]/2
	at := func(u, v float64) [2]float64 { return turned(p.AtMM[0], p.AtMM[1], p.TurnDeg, u, v) }
	// The tip is slanted, and the hand not quite steady.
	sway := newGrain(rng, 12)
	slant := 0.3 * w
	var t [][2]float64
	for i := range 21 {
		u := l * (float64(i)/10 - 1)
		t = append(t, at(u+slant, -w+0.5*(sway.smooth(u, 0)-0.5)))
	}
	for i := range 21 {
		u := l * (1 - float64(i)/10)
		t = append(t, at(u-slant, w+0.5*(sway.smooth(u, 0.4)-0.5)))
	}
	bar := raster.NewArea([][][2]float64{t}, white())
	s, c := math.Sincos(p.TurnDeg * math.Pi / 180)
	streak := newGrain(rng, 0.7)
	f := newField(bar.Box(), 0.4, func(x, y float64) float64 {
		u, v := c*(x-p.AtMM[0])+s*(y-p.AtMM[1]), c*(y-p.AtMM[1])-s*(x-p.AtMM[0])
		// Thin along lines of the felt, thick at the ends, where it rests.
		return 0.28 * streak.smooth(u/14, v) * rise(0, 4, l-math.Abs(u))
	})
	g := newGroup(glaze(colour, p.Depth), bar).uneven(nil, 0, 1, f)
	b.add(g)
	if h := hiding(&g.paint); h > 0.01 {
		b.hide(newCast([]raster.Mark{g}).at)
	}
}
