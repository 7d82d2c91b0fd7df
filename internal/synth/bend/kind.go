package bend

import (
	"math/rand/v2"

	"github.com/einthoven-ecg/einthoven/internal/synth/chance"
)

// Kinds are the ways in which a sheet comes to lie askew.
func Kinds() []chance.Kind[Pose] {
	sign := func(rng *rand.Rand) float64 { return chance.Pick(rng, -1., 1) }
	return []chance.Kind[Pose]{
		{Name: "turn", About: "laid down askew", Add: func(p *Pose, s float64, rng *rand.Rand, _ [2]float64) {
			p.RotateDeg += sign(rng) * (0.5 + 11.5*s)
		}},
		{Name: "quarter-turn", About: "turned by 90, 180 or 270 degrees", Add: func(p *Pose, _ float64, rng *rand.Rand, _ [2]float64) {
			p.RotateDeg += chance.Pick(rng, 90., 180, 270)
		}},
		{Name: "camera", About: "photographed from the side", Add: func(p *Pose, s float64, rng *rand.Rand, _ [2]float64) {
			p.Camera = &Camera{TiltDeg: 3 + 29*s, AzimuthDeg: chance.Between(rng, 0, 360), Distance: 1.8 - 0.8*s,
				Fill: chance.Between(rng, 0.8, 1)}
		}},
		{Name: "lens", About: "a lens that bends straight lines", Add: func(p *Pose, s float64, rng *rand.Rand, _ [2]float64) {
			p.Lens = Lens{K1: sign(rng) * (0.01 + 0.11*s)}
			if p.Camera == nil {
				p.Camera = &Camera{Distance: 1.6, Fill: chance.Between(rng, 0.85, 1)} // from straight above
			}
		}},
		{Name: "curl", About: "a sheet that keeps the bend of a roll or a book", Add: func(p *Pose, s float64, rng *rand.Rand, size [2]float64) {
			p.Shape.Rolls = append(p.Shape.Rolls, Roll{DirDeg: chance.Between(rng, -20, 20) + chance.Pick(rng, 0., 90),
				WaveDeg: 2 + 16*s, WaveMM: chance.Between(rng, 0.8, 2) * size[0], Phase: rng.Float64()})
		}},
		{Name: "crumple", About: "crushed, and smoothed by hand", Add: func(p *Pose, s float64, rng *rand.Rand, _ [2]float64) {
			size := chance.Between(rng, 22, 55)
			p.Shape.Crumple = Crumple{HeightMM: size * (0.006 + 0.05*s), SizeMM: size, Seed: rng.Uint64()}
		}},
		{Name: "corner", About: "a corner or an edge that stands up", Add: func(p *Pose, s float64, rng *rand.Rand, size [2]float64) {
			p.Shape.Rolls = append(p.Shape.Rolls, Roll{DirDeg: chance.Between(rng, 0, 360),
				Folds: []Fold{{AtMM: chance.Between(rng, 0.33, 0.45) * size[0], AngleDeg: 8 + 32*s, RadiusMM: chance.Between(rng, 15, 40)}}})
		}},
		{Name: "scanner", About: "a feed that runs unevenly or not square", Add: func(p *Pose, s float64, rng *rand.Rand, _ [2]float64) {
			p.Scanner = Scanner{ShearDeg: sign(rng) * 0.8 * s, Stretch: sign(rng) * 0.012 * s, WobbleMM: 0.05 + 0.25*s,
				WobbleLongMM: chance.Between(rng, 25, 150)}
		}},
		{Name: "cut", About: "a picture cut smaller than the sheet", Add: func(p *Pose, s float64, rng *rand.Rand, size [2]float64) {
			for i := range p.CutMM {
				p.CutMM[i] = 0.1 * s * rng.Float64() * size[i%2]
			}
		}},
		{Name: "margin", About: "a scan wider than the sheet", Add: func(p *Pose, s float64, rng *rand.Rand, _ [2]float64) {
			p.MarginMM = 2 + 28*s*rng.Float64()
		}},
	}
}
