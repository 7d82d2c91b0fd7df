package wear

import (
	"math"

	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// A Fold is the ink and paper along a line on which the sheet was folded. Its
// place is told as that of a fold of a bent sheet (bend.Roll, bend.Fold), so
// that one line can have both.
type Fold struct {
	// DirDeg is the direction across the fold, 0 right, 90 down; AtMM how far
	// the line lies from the sheet's middle in that direction.
	DirDeg float64 `json:"dir_deg,omitempty"`
	AtMM   float64 `json:"at_mm,omitempty"`
	// Worn is the share of ink that has come off at the line, 0 to 1, and
	// WidthMM how wide the band is in which some has, 0.3 to 20.
	Worn    float64 `json:"worn,omitempty"`
	WidthMM float64 `json:"width_mm,omitempty"`
	// Dust is how dark the dirt in the line is, 0 to 1.
	Dust float64 `json:"dust,omitempty"`
}

func (p *Fold) check(l *limits) {
	l.turn("fold", p.DirDeg)
	l.in("fold", "place in mm", p.AtMM, -2000, 2000)
	l.share("fold", "wear", p.Worn)
	l.in("fold", "width in mm", p.WidthMM, 0.3, 20)
	l.share("fold", "dust", p.Dust)
}

// Line is where the fold crosses a sheet, from edge to edge; ok is false where
// it does not.
func (p *Fold) Line(sizeMM [2]float64) (a, z [2]float64, ok bool) {
	s, c := math.Sincos(p.DirDeg * math.Pi / 180)
	x, y := sizeMM[0]/2+p.AtMM*c, sizeMM[1]/2+p.AtMM*s
	lo, hi := math.Inf(-1), math.Inf(1)
	for i, d := range [2]float64{-s, c} {
		at := [2]float64{x, y}[i]
		if math.Abs(d) < 1e-9 {
			if at < 0 || at > sizeMM[i] {
				return a, z, false
			}
			continue
		}
		t0, t1 := -at/d, (sizeMM[i]-at)/d
		lo, hi = max(lo, min(t0, t1)), min(hi, max(t0, t1))
	}
	if lo >= hi {
		return a, z, false
	}
	return [2]float64{x - lo*s, y + lo*c}, [2]float64{x - hi*s, y + hi*c}, true
}

func (p *Fold) apply(b *bench, number int) {
	a, z, ok := p.Line(b.SizeMM)
	if !ok {
		return
	}
	rng := b.chance(kindFold, number)
	line := append(ragged(rng, a, z, 0.002, 1.5), z)
	pieces := func(half, depth float64) (out []crack) {
		for i := 1; i < len(line); i++ {
			out = append(out, crack{a: line[i-1], z: line[i], half: half, depth: depth})
		}
		return out
	}
	if p.Worn > 0 {
		// Ink comes off in specks, in some places of the band more than in
		// others; on the line itself nearly all of it.
		b.cover(newCracks(pieces(p.WidthMM/2, 0.75*p.Worn), b.bleached(1), newGrain(rng, 0.16), 0.25, newGrain(rng, 4)),
			newCracks(pieces(0.2, p.Worn), b.bleached(1), newGrain(rng, 0.25), 0.8, nil))
	}
	if p.Dust > 0 {
		b.add(newCracks(pieces(0.2, 0.6*p.Dust), glaze(raster.Colour{112, 104, 94}, 1), newGrain(rng, 1.5), 1, nil),
			newCracks(pieces(1.4, 0.3*p.Dust), glaze(raster.Colour{156, 148, 136}, 1), newGrain(rng, 2), 1, newGrain(rng, 9)))
	}
}
