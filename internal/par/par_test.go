package par

import (
	"errors"
	"slices"
	"sync/atomic"
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

func TestOrderedHandsOverInOrder(t *testing.T) {
	for _, workers := range []int{1, 2, 7} {
		var held, most atomic.Int64
		var got []int
		err := Ordered(workers, 100, func(i int) (int, error) {
			n := held.Add(1)
			for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
			}
			return i * i, nil
		}, func(i, v int) error {
			held.Add(-1)
			got = append(got, v)
			return nil
		})
		if err != nil || len(got) != 100 || !slices.IsSorted(got) {
			t.Errorf("%d workers: %v, %v", workers, got, err)
		}
		if limit := int64(3*workers + 2); most.Load() > limit {
			t.Errorf("%d workers held %d things, want at most %d", workers, most.Load(), limit)
		}
	}
}

func TestOrderedStopsAtTheFirstError(t *testing.T) {
	bad, worse := errors.New("bad"), errors.New("worse")
	took := 0
	err := Ordered(4, 1000, func(i int) (int, error) {
		switch i {
		case 20:
			return 0, bad
		case 10:
			return 0, worse
		}
		return i, nil
	}, func(int, int) error { took++; return nil })
	if !errors.Is(err, worse) || took != 10 {
		t.Errorf("error %v after %d, want that of number 10", err, took)
	}
	err = Ordered(2, 5, func(i int) (int, error) { return i, nil }, func(i, _ int) error {
		if i == 3 {
			return bad
		}
		return nil
	})
	if !errors.Is(err, bad) {
		t.Errorf("error %v of the taker", err)
	}
}
