// Package chance draws from seeded sources: equal seeds draw equal things.
package chance

import (
	"math"
	"math/rand/v2"
)

// Stream is the source of chance number n of a seed. Parts that draw for
// themselves take a number each, so that one may change without the others.
func Stream(seed, n uint64) *rand.Rand {
	return rand.New(rand.NewPCG(seed, n*0x9e3779b97f4a7c15))
}

// Pick takes one of several values, all alike.
func Pick[T any](rng *rand.Rand, values ...T) T { return values[rng.IntN(len(values))] }

// Between is a number between two.
func Between(rng *rand.Rand, lo, hi float64) float64 { return lo + (hi-lo)*rng.Float64() }

// Odds is true in the given share of cases.
func Odds(rng *rand.Rand, share float64) bool { return rng.Float64() < share }

// A Choice is something to do, with a weight.
type Choice struct {
	weight float64
	take   func()
}

// Case is a choice.
func Case(weight float64, take func()) Choice { return Choice{weight, take} }

// Choose takes one of the choices by chance.
func Choose(rng *rand.Rand, choices ...Choice) {
	sum := 0.0
	for _, c := range choices {
		sum += c.weight
	}
	at := sum * rng.Float64()
	for _, c := range choices {
		if at -= c.weight; at < 0 {
			c.take()
			return
		}
	}
}

// A Kind is something that can be asked for by name, and that adds itself to
// what there is: at a strength of 0 it can hardly be seen, at 1 it is as bad as
// pages come that someone would still send.
type Kind[T any] struct {
	// Name is stable; About says what it is.
	Name, About string
	// Add draws it for a sheet of a size. The result is always in range if what
	// was there is.
	Add func(to *T, strength float64, rng *rand.Rand, sizeMM [2]float64)
}

// Along is the value at a strength of something that grows evenly in its
// logarithm.
func Along(strength, lo, hi float64) float64 { return lo * math.Pow(hi/lo, strength) }

// Mix scrambles bits. Source: the finaliser of SplitMix64 (Steele, Lea, Flood,
// "Fast splittable pseudorandom number generators", 2014).
func Mix(x uint64) uint64 {
	x ^= x >> 30
	x *= 0xbf58476d1ce4e5b9
	x ^= x >> 27
	x *= 0x94d049bb133111eb
	return x ^ x>>31
}
