package bend

import (
	"fmt"
	"math/rand/v2"

	"github.com/einthoven-ecg/einthoven/internal/synth/chance"
)

// A Kind names one way in which a sheet comes to lie askew.
type Kind struct {
	Name, About string
	draw        func(p *Pose, strength float64, rng *rand.Rand, sizeMM [2]float64)
}

// Kinds lists all kinds. Their strength, 0 to 1, runs from hardly visible to
// the worst that is still a page.
func Kinds() []Kind {
	sign := func(rng *rand.Rand) float64 { return chance.Pick(rng, -1., 1) }
	return []Kind{
		{"turn", "laid down askew", func(p *Pose, s float64, rng *rand.Rand, _ [2]float64) {
			p.RotateDeg += sign(rng) * (0.5 + 11.5*s)
		}},
		{"quarter-turn", "turned by 90, 180 or 270 degrees", func(p *Pose, _ float64, rng *rand.Rand, _ [2]float64) {
			p.RotateDeg += chance.Pick(rng, 90., 180, 270)
		}},
		{"camera", "photographed from the side", func(p *Pose, s float64, rng *rand.Rand, _ [2]float64) {
			p.Camera = &Camera{TiltDeg: 3 + 29*s, AzimuthDeg: chance.Between(rng, 0, 360), Distance: 1.8 - 0.8*s,
				Fill: chance.Between(rng, 0.8, 1)}
		}},
		{"lens", "a lens that bends straight lines", func(p *Pose, s float64, rng *rand.Rand, _ [2]float64) {
			p.Lens = Lens{K1: sign(rng) * (0.01 + 0.11*s)}
			if p.Camera == nil {
				p.Camera = &Camera{Distance: 1.6, Fill: chance.Between(rng, 0.85, 1)} // from straight above
			}
		}},
		{"curl", "a sheet that keeps the bend of a roll or a book", func(p *Pose, s float64, rng *rand.Rand, size [2]float64) {
			p.Shape.Rolls = append(p.Shape.Rolls, Roll{DirDeg: chance.Between(rng, -20, 20) + chance.Pick(rng, 0., 90),
				WaveDeg: 2 + 16*s, WaveMM: chance.Between(rng, 0.8, 2) * size[0], Phase: rng.Float64()})
		}},
		{"fold", "folded one to four times, and opened again", func(p *Pose, s float64, rng *rand.Rand, size [2]float64) {
			p.Shape.Rolls = append(p.Shape.Rolls, folds(s, rng, size)...)
		}},
		{"crumple", "crushed, and smoothed by hand", func(p *Pose, s float64, rng *rand.Rand, _ [2]float64) {
			size := chance.Between(rng, 22, 55)
			p.Shape.Crumple = Crumple{HeightMM: size * (0.006 + 0.05*s), SizeMM: size, Seed: rng.Uint64()}
		}},
		{"corner", "a corner or an edge that stands up", func(p *Pose, s float64, rng *rand.Rand, size [2]float64) {
			p.Shape.Rolls = append(p.Shape.Rolls, Roll{DirDeg: chance.Between(rng, 0, 360),
				Folds: []Fold{{AtMM: chance.Between(rng, 0.33, 0.45) * size[0], AngleDeg: 8 + 32*s, RadiusMM: chance.Between(rng, 15, 40)}}})
		}},
		{"scanner", "a feed that runs unevenly or not square", func(p *Pose, s float64, rng *rand.Rand, _ [2]float64) {
			p.Scanner = Scanner{ShearDeg: sign(rng) * 0.8 * s, Stretch: sign(rng) * 0.012 * s, WobbleMM: 0.05 + 0.25*s,
				WobbleLongMM: chance.Between(rng, 25, 150)}
		}},
		{"cut", "a picture cut smaller than the sheet", func(p *Pose, s float64, rng *rand.Rand, size [2]float64) {
			for i := range p.CutMM {
				p.CutMM[i] = 0.1 * s * rng.Float64() * size[i%2]
			}
		}},
		{"margin", "a scan wider than the sheet", func(p *Pose, s float64, rng *rand.Rand, _ [2]float64) {
			p.MarginMM = 2 + 28*s*rng.Float64()
		}},
	}
}

// folds are the creases of a sheet that was folded for an envelope or a
// pocket: in halves or thirds, or anyhow.
func folds(strength float64, rng *rand.Rand, size [2]float64) (out []Roll) {
	crease := func(at float64) Fold {
		return Fold{AtMM: at, AngleDeg: chance.Pick(rng, -1., 1) * (3 + 20*strength) * chance.Between(rng, 0.6, 1), RadiusMM: chance.Between(rng, 1.5, 3)}
	}
	if rng.Float64() < 0.5 {
		for i, dir := range [2]float64{0, 90} {
			r := Roll{DirDeg: dir + chance.Between(rng, -1, 1)}
			n := rng.IntN(3)
			if i == 0 {
				n = 1 + rng.IntN(2)
			}
			for k := range n {
				r.Folds = append(r.Folds, crease(size[i]*((float64(k)+1)/float64(n+1)-0.5)+chance.Between(rng, -6, 6)))
			}
			if n > 0 {
				out = append(out, r)
			}
		}
		return out
	}
	for range 1 + rng.IntN(4) {
		out = append(out, Roll{DirDeg: chance.Between(rng, 0, 180), Folds: []Fold{crease(chance.Between(rng, -0.35, 0.35) * size[0])}})
	}
	return out
}

// Add adds a kind to a pose, at a strength from 0 to 1, for a sheet of some
// size.
func (p *Pose) Add(kind string, strength float64, rng *rand.Rand, sizeMM [2]float64) error {
	for _, k := range Kinds() {
		if k.Name == kind {
			k.draw(p, strength, rng, sizeMM)
			return nil
		}
	}
	return fmt.Errorf("bend: kind %q is unknown", kind)
}
