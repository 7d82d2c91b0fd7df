package wear

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/einthoven-ecg/einthoven/internal/synth/chance"
)

// A Kind is damage that can be asked for by name.
type Kind struct{ Name, Text string }

// Kinds lists all kinds, in the order in which they come to the sheet.
func Kinds() []Kind {
	var out []Kind
	for _, k := range kinds() {
		out = append(out, k.Kind)
	}
	return out
}

type kind struct {
	Kind
	draw func(d *draw) Wear
}

func kinds() []kind { return append(append(printKinds(), ageKinds()...), thingKinds()...) }

// Draw draws one kind of damage by chance, for a sheet of a size. Strength 0
// does nothing, 1 is the worst that is still seen. The result is always in
// range.
func Draw(name string, strength float64, rng *rand.Rand, sizeMM [2]float64) (Wear, error) {
	if !(strength >= 0 && strength <= 1) {
		return Wear{}, fmt.Errorf("wear: strength of %s is %g, want 0 to 1", name, strength)
	}
	if !(sizeMM[0] > 0 && sizeMM[1] > 0) {
		return Wear{}, fmt.Errorf("wear: sheet of %g x %g mm", sizeMM[0], sizeMM[1])
	}
	for _, k := range kinds() {
		if k.Name == name {
			if strength == 0 {
				return Wear{}, nil
			}
			w := k.draw(&draw{rng, strength, sizeMM})
			return w, w.Check()
		}
	}
	return Wear{}, fmt.Errorf("wear: damage %q is unknown; want one of %v", name, names())
}

func names() []string {
	var out []string
	for _, k := range Kinds() {
		out = append(out, k.Name)
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
