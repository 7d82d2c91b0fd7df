package par

import (
	"slices"
	"testing"
)

func TestEachVisitsAllOnce(t *testing.T) {
	for _, workers := range []int{0, 1, 3, 100} {
		for _, n := range []int{0, 1, 7, 1000} {
			seen := make([]int, n)
			Each(workers, n, func(i int) { seen[i]++ })
			if slices.ContainsFunc(seen, func(c int) bool { return c != 1 }) {
				t.Errorf("workers %d, n %d: not every index once", workers, n)
			}
		}
	}
}

func TestStripsCoverTheRange(t *testing.T) {
	for _, n := range []int{0, 1, 5, 16, 17, 999} {
		seen := make([]int, n)
		Strips(3, n, func(lo, hi int) {
			for i := lo; i < hi; i++ {
				seen[i]++
			}
		})
		if slices.ContainsFunc(seen, func(c int) bool { return c != 1 }) {
			t.Errorf("n %d: not every index once", n)
		}
	}
}
