package wear

import (
	"math"
	"math/rand/v2"
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/synth/chance"
)

// A kind is damage that can be asked for by name.
type kind struct {
	name, about string
	draw        func(d *draw) Wear
}

// Kinds are all kinds of damage, in the order in which they come to the sheet.
func Kinds() (out []chance.Kind[Wear]) {
	for _, k := range slices.Concat(printKinds(), ageKinds(), thingKinds()) {
		out = append(out, chance.Kind[Wear]{Name: k.name, About: k.about, Add: func(to *Wear, s float64, rng *rand.Rand, sizeMM [2]float64) {
			*to = Merge(*to, k.draw(&draw{rng, s, sizeMM}))
		}})
	}
	return out
}

// A draw is the chance of one kind of damage.
type draw struct {
	*rand.Rand
	s  float64 // strength
	mm [2]float64
}

// in is a number between two.
func (d *draw) in(lo, hi float64) float64 { return chance.Between(d.Rand, lo, hi) }

// by grows from lo to hi with the strength, and differs by a fifth.
func (d *draw) by(lo, hi float64) float64 { return lo + (hi-lo)*d.s*d.in(0.8, 1) }

// n grows from lo to hi with the strength.
func (d *draw) n(lo, hi float64) int { return int(math.Round(d.by(lo, hi))) }

// odds is true in a share of cases.
func (d *draw) odds(share float64) bool { return chance.Odds(d.Rand, share) }

// at is a place on the sheet, not nearer to its edges than a share of it.
func (d *draw) at(margin float64) [2]float64 {
	return [2]float64{d.mm[0] * d.in(margin, 1-margin), d.mm[1] * d.in(margin, 1-margin)}
}

// short is the shorter side of the sheet, at most as of A4.
func (d *draw) short() float64 { return min(d.mm[0], d.mm[1], 210) }

// some makes n things.
func some[T any](n int, one func() T) []T {
	out := make([]T, n)
	for i := range out {
		out[i] = one()
	}
	return out
}
