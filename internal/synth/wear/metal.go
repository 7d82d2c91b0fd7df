package wear

import (
	"math"

	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// A Staple holds the page.
type Staple struct {
	// AtMM is its middle; TurnDeg turns it clockwise from lying across. LongMM
	// is its length, 5 to 20; 0 means 12.
	AtMM    [2]float64 `json:"at_mm"`
	TurnDeg float64    `json:"turn_deg,omitempty"`
	LongMM  float64    `json:"long_mm,omitempty"`
	// Rust is how rusty it is, 0 to 1.
	Rust float64 `json:"rust,omitempty"`
}

func (p *Staple) check(l *limits) {
	l.place("staple", p.AtMM)
	l.turn("staple", p.TurnDeg)
	if p.LongMM != 0 {
		l.in("staple", "length in mm", p.LongMM, 5, 20)
	}
	l.share("staple", "rust", p.Rust)
}

func (p *Staple) apply(b *bench, number int) {
	long := p.LongMM
	if long == 0 {
		long = 12
	}
	line := [][2]float64{turned(p.AtMM[0], p.AtMM[1], p.TurnDeg, -long/2, 0), turned(p.AtMM[0], p.AtMM[1], p.TurnDeg, long/2, 0)}
	if p.Rust > 0 {
		rng := b.chance(kindStaple, number)
		c := newClouds(rng, 5, 3)
		f := newField(boxOf(line, 4), 0.3, func(x, y float64) float64 {
			u, v := x-p.AtMM[0], y-p.AtMM[1]
			s, co := math.Sincos(p.TurnDeg * math.Pi / 180)
			along, off := co*u+s*v, co*v-s*u
			d := math.Hypot(max(math.Abs(along)-long/2, 0), off)
			return rise(2.6, 0, d-1.5*c.at(x, y))
		})
		b.add(&wash{f: f, paint: glaze(raster.Colour{168, 98, 44}, p.Rust)})
	}
	wire(b, line, 0.6, raster.Colour{126, 126, 130}, true)
}

// A Clip is a paper clip that holds the page by a side.
type Clip struct {
	// AtMM is where it is pushed over the edge; TurnDeg turns it clockwise from
	// pointing down.
	AtMM    [2]float64 `json:"at_mm"`
	TurnDeg float64    `json:"turn_deg,omitempty"`
	// LongMM is its length, 15 to 80; 0 means 28. Colour; black means steel.
	LongMM float64       `json:"long_mm,omitempty"`
	Colour raster.Colour `json:"colour,omitzero"`
}

func (p *Clip) check(l *limits) {
	l.place("clip", p.AtMM)
	l.turn("clip", p.TurnDeg)
	if p.LongMM != 0 {
		l.in("clip", "length in mm", p.LongMM, 15, 80)
	}
}

func (p *Clip) apply(b *bench, _ int) {
	long := p.LongMM
	if long == 0 {
		long = 28
	}
	colour, steel := p.Colour, p.Colour == (raster.Colour{})
	if steel {
		colour = raster.Colour{150, 152, 156}
	}
	// The half that lies on this side: two legs and the bow that joins them, as
	// shares of the length.
	at := func(u, v float64) [2]float64 { return turned(p.AtMM[0], p.AtMM[1], p.TurnDeg, u*long, v*long) }
	t := [][2]float64{at(-0.13, -0.1)}
	for i := range 13 {
		s, c := math.Sincos(math.Pi * float64(i) / 12)
		t = append(t, at(-0.13*c, 0.72+0.13*s))
	}
	t = append(t, at(0.13, -0.02))
	for i := range 11 {
		s, c := math.Sincos(math.Pi * float64(i) / 10)
		t = append(t, at(0.02+0.11*c, -0.02-0.11*s))
	}
	wire(b, append(t, at(-0.09, 0.5)), 0.036*long, colour, steel)
}

// wire lies on the page: its shadow, its body, and a gleam along it.
func wire(b *bench, line [][2]float64, thickMM float64, colour raster.Colour, steel bool) {
	moved := func(dx, dy float64) [][2]float64 {
		out := make([][2]float64, len(line))
		for i, q := range line {
			out[i] = [2]float64{q[0] + dx*thickMM, q[1] + dy*thickMM}
		}
		return out
	}
	for _, wide := range [3]float64{2, 1.6, 1.2} {
		b.add(raster.NewLine(moved(0.45, 0.55), wide*thickMM, glaze(raster.Colour{150, 150, 154}, 0.35)))
	}
	dark, gleam := colour, raster.Colour{255, 255, 255}
	for i, v := range colour {
		dark[i] = uint8(float64(v) * 0.55)
	}
	shine := 0.45
	if steel {
		shine = 0.8
	}
	b.cover(raster.NewLine(line, thickMM, opaque(dark, 1)),
		raster.NewLine(moved(-0.08, -0.08), 0.7*thickMM, opaque(colour, 1)),
		raster.NewLine(moved(-0.16, -0.16), 0.22*thickMM, opaque(gleam, shine)))
}
