package wear

import (
	"math"

	"github.com/einthoven-ecg/einthoven/internal/synth/chance"
)

// Scratches are thin lines that something hard left.
type Scratches struct {
	// Count of them, 0 to 300; LongMM is the longest, 1 to 300.
	Count  int     `json:"count,omitempty"`
	LongMM float64 `json:"long_mm,omitempty"`
	// Depth is the share of ink that they took, 0 to 1.
	Depth float64 `json:"depth,omitempty"`
}

func (p *Scratches) check(l *limits) {
	l.count("scratches", p.Count, 300)
	if p.Count > 0 {
		l.in("scratches", "length in mm", p.LongMM, 1, 300)
		l.share("scratches", "depth", p.Depth)
	}
}

func (p *Scratches) apply(b *bench) {
	if p.Count == 0 || p.Depth == 0 {
		return
	}
	rng := b.chance(kindScratch, 0)
	var list []crack
	dir := rng.Float64() * math.Pi
	for range p.Count {
		x, y := b.SizeMM[0]*rng.Float64(), b.SizeMM[1]*rng.Float64()
		s, c := math.Sincos(dir + 0.5*rng.NormFloat64())
		long := p.LongMM * chance.Between(rng, 0.1, 1)
		t := ragged(rng, [2]float64{x, y}, [2]float64{x + long*c, y + long*s}, 0.04, max(long/6, 1))
		half := chance.Between(rng, 0.08, 0.25)
		for k := 1; k < len(t); k++ {
			list = append(list, crack{a: t[k-1], z: t[k], half: half, depth: p.Depth * chance.Between(rng, 0.5, 1)})
		}
	}
	if len(list) > 0 {
		b.cover(newCracks(list, b.bleached(1), newGrain(rng, 0.3), 0.8, nil))
	}
}
