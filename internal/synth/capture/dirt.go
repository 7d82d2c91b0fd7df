package capture

import (
	"image"
	"math"

	"github.com/einthoven-ecg/einthoven/internal/synth/chance"
	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// dirtCell is the side of the squares in which specks are dealt out; hairReach
// is how far they can reach from where they lie.
const (
	dirtCell  = 128
	hairReach = 70
)

// dirt puts onto the part r of a canvas what always lies at the same place of
// the picture.
func (c *Capture) dirt(v *raster.Canvas, r image.Rectangle, seed uint64) {
	if c.Streaks > 0 {
		c.streak(v, r, seed)
	}
	if c.Dust > 0 {
		scatter(c.Dust, chance.Mix(seed^seedDust), r.Inset(-hairReach), func(x, y float64, bits uint64) { speck(v, x, y, bits) })
	}
	if c.Hot > 0 {
		scatter(c.Hot, chance.Mix(seed^seedHot), r, func(x, y float64, bits uint64) {
			if p := image.Pt(int(x), int(y)); p.In(r) {
				v.At(p.X, p.Y)[bits%3] = 1
			}
		})
	}
}

// scatter calls put for places dealt out at random, so many a million pixels,
// in all cells that meet r.
func scatter(perMillion float64, seed uint64, r image.Rectangle, put func(x, y float64, bits uint64)) {
	mean := perMillion * dirtCell * dirtCell / 1e6
	for j := floorDiv(r.Min.Y, dirtCell); j*dirtCell < r.Max.Y; j++ {
		for i := floorDiv(r.Min.X, dirtCell); i*dirtCell < r.Max.X; i++ {
			rng := chance.Stream(seed, uint64(uint32(i))+uint64(uint32(j))<<32)
			// A Poisson number by its waiting times (Knuth, TAOCP 2, 3.4.1).
			for t := rng.ExpFloat64(); t < mean; t += rng.ExpFloat64() {
				x, y := float64(i)+rng.Float64(), float64(j)+rng.Float64()
				put(math.Floor(x*dirtCell), math.Floor(y*dirtCell), rng.Uint64())
			}
		}
	}
}

// speck is a grain of dust, or in one of eight cases a hair.
func speck(v *raster.Canvas, x, y float64, bits uint64) {
	rng := chance.Stream(bits, 1)
	paint := raster.Paint{Multiply: true, Alpha: float32(chance.Between(rng, 0.3, 0.9)), Ink: raster.Ink{0.15, 0.14, 0.13}}
	if !chance.Odds(rng, 0.125) {
		// Most are small.
		size := 0.8 + 0.7*rng.ExpFloat64()
		turn := chance.Between(rng, 0, 2*math.Pi)
		s, c := math.Sincos(turn)
		long := min(size, 4) * rng.Float64()
		v.Stroke([][2]float64{{x, y}, {x + c*long, y + s*long}}, min(size, 5), paint)
		return
	}
	line := [][2]float64{{x, y}}
	turn, bend := chance.Between(rng, 0, 2*math.Pi), chance.Between(rng, -0.15, 0.15)
	for range 8 + rng.IntN(16) {
		s, c := math.Sincos(turn)
		x, y = x+2.5*c, y+2.5*s
		line = append(line, [2]float64{x, y})
		turn += bend + chance.Between(rng, -0.1, 0.1)
	}
	v.Stroke(line, chance.Between(rng, 0.7, 1.6), paint)
}

// streak darkens or brightens some columns.
func (c *Capture) streak(v *raster.Canvas, r image.Rectangle, seed uint64) {
	g := grain{seed: chance.Mix(seed ^ seedStreaks)}
	type column struct {
		at     int
		factor raster.Ink
	}
	var bad []column
	for x := r.Min.X; x < r.Max.X; x++ {
		if bits := g.bits(x, 0); float64(bits%1_000_000)/1000 < c.Streaks {
			rng := chance.Stream(bits, 2)
			f := raster.Ink{1, 1, 1}
			dark := float32(chance.Between(rng, -0.6, 0.4))
			for k := range f {
				f[k] += dark
				if chance.Odds(rng, 0.3) {
					f[k] = 1
				}
			}
			bad = append(bad, column{3 * (x - v.Rect.Min.X), f})
		}
	}
	for y := r.Min.Y; y < r.Max.Y; y++ {
		row := v.Row(y)
		for _, b := range bad {
			p := row[b.at : b.at+3 : b.at+3]
			p[0], p[1], p[2] = p[0]*b.factor[0], p[1]*b.factor[1], p[2]*b.factor[2]
		}
	}
}
