package wear

import (
	"math"
	"math/rand/v2"

	"github.com/einthoven-ecg/einthoven/internal/synth/chance"
	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// Creases are what remains on the ink of having been crushed: a net of short
// lines.
type Creases struct {
	// SizeMM is that of the net's meshes, 5 to 200; 0 means none. Seed draws
	// it; 0 draws from the sheet's.
	SizeMM float64 `json:"size_mm,omitempty"`
	Seed   uint64  `json:"seed,omitempty"`
	// Worn is the share of ink that has come off along them, 0 to 1; Dust how
	// dark the dirt in them is, 0 to 1.
	Worn float64 `json:"worn,omitempty"`
	Dust float64 `json:"dust,omitempty"`
}

func (p *Creases) check(l *limits) {
	if *p != (Creases{}) {
		l.in("creases", "size in mm", p.SizeMM, 5, 200)
		l.share("creases", "wear", p.Worn)
		l.share("creases", "dust", p.Dust)
	}
}

func (p *Creases) apply(b *bench) {
	if p.SizeMM == 0 {
		return
	}
	rng := b.chance(kindCrease, 0)
	if p.Seed != 0 {
		rng = chance.Stream(p.Seed, streamWear+kindCrease<<16)
	}
	list := net(rng, b.SizeMM, p.SizeMM, 1)
	list = append(list, net(rng, b.SizeMM, p.SizeMM/2, 0.55)...)
	scale := func(half, depth float64) []crack {
		out := make([]crack, len(list))
		for i, c := range list {
			out[i] = crack{a: c.a, z: c.z, half: c.half * half, depth: c.depth * depth}
		}
		return out
	}
	if p.Worn > 0 {
		b.cover(newCracks(scale(1, p.Worn), b.bleached(1), newGrain(rng, 0.18), 0.3, newGrain(rng, 3)))
	}
	if p.Dust > 0 {
		b.add(newCracks(scale(0.55, 0.9*p.Dust), glaze(raster.Colour{128, 122, 114}, 1), newGrain(rng, 1.5), 1, newGrain(rng, 6)))
	}
}

// net are the sides of triangles between scattered points; part of them is
// left out.
func net(rng *rand.Rand, sizeMM [2]float64, mesh, depth float64) (out []crack) {
	nx, ny := int(math.Ceil(sizeMM[0]/mesh))+2, int(math.Ceil(sizeMM[1]/mesh))+2
	node := make([][2]float64, nx*ny)
	for i := range node {
		node[i] = [2]float64{(float64(i%nx) - 0.5 + 0.8*(rng.Float64()-0.5)) * mesh, (float64(i/nx) - 0.5 + 0.8*(rng.Float64()-0.5)) * mesh}
	}
	for j := range ny {
		for i := range nx {
			for _, d := range [3][2]int{{1, 0}, {0, 1}, {1, 1}} {
				if i+d[0] >= nx || j+d[1] >= ny || rng.Float64() < 0.35 {
					continue
				}
				a, z := node[j*nx+i], node[(j+d[1])*nx+i+d[0]]
				much, half := depth*chance.Between(rng, 0.3, 1), chance.Between(rng, 0.3, 0.8)
				t := append(ragged(rng, a, z, 0.06, mesh/5), z)
				for k := 1; k < len(t); k++ {
					out = append(out, crack{a: t[k-1], z: t[k], half: half * chance.Between(rng, 0.6, 1.2), depth: much * chance.Between(rng, 0.5, 1)})
				}
			}
		}
	}
	return out
}
