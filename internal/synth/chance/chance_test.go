package chance

import (
	"math"
	"testing"
)

func TestStreamsAreOfTheirSeedAndNumber(t *testing.T) {
	a, b := Stream(7, 1).Uint64(), Stream(7, 1).Uint64()
	if a != b {
		t.Error("two streams of one seed and number differ")
	}
	if c, d := Stream(7, 2).Uint64(), Stream(8, 1).Uint64(); a == c || a == d {
		t.Error("streams of other numbers or seeds begin alike")
	}
}

// TestChooseKeepsToTheWeights counts what is taken.
func TestChooseKeepsToTheWeights(t *testing.T) {
	rng := Stream(1, 1)
	var n [3]float64
	const all = 20000
	for range all {
		Choose(rng, Case(1, func() { n[0]++ }), Case(0, func() { n[1]++ }), Case(3, func() { n[2]++ }))
	}
	if math.Abs(n[0]/all-0.25) > 0.015 || n[1] != 0 || n[0]+n[2] != all {
		t.Errorf("taken %v times of %d, want a quarter, none, three quarters", n, all)
	}
}

func TestNumbersLieBetween(t *testing.T) {
	rng := Stream(2, 1)
	yes := 0
	for range 1000 {
		if v := Between(rng, -2, 3); v < -2 || v >= 3 {
			t.Fatalf("%g is not between -2 and 3", v)
		}
		if v := Pick(rng, 4, 5); v != 4 && v != 5 {
			t.Fatalf("%d was not among 4 and 5", v)
		}
		if Odds(rng, 0.2) {
			yes++
		}
	}
	if yes < 150 || yes > 250 {
		t.Errorf("odds of a fifth came true %d times of 1000", yes)
	}
}
