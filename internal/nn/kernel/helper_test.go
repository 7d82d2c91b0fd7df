package kernel

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/par"
)

// guard is the number of sentinels on each side of a guarded slice.
const guard = 64

// arena hands out slices between sentinels, which are NaN with a pattern of
// their own: whoever reads them spoils the result, whoever writes them is
// found by check.
type arena struct {
	t   testing.TB
	all [][]float32
	// tight, if set, gives memory beside pages that must not be touched,
	// instead of sentinels.
	tight func(n int) []float32
}

var sentinel = math.Float32frombits(0x7fc0dead)

func (a *arena) make(n int) []float32 {
	if a.tight != nil {
		return a.tight(n)
	}
	s := make([]float32, n+2*guard)
	for i := range s {
		s[i] = sentinel
	}
	a.all = append(a.all, s)
	return s[guard : guard+n : guard+n]
}

// random gives numbers from -1 to 1.
func (a *arena) random(rng *rand.Rand, n int) []float32 {
	s := a.make(n)
	for i := range s {
		s[i] = 2*rng.Float32() - 1
	}
	return s
}

// blocked gives a tensor with these plain numbers. What is in its padding is
// finite, but not zero: it must not matter.
func (a *arena) blocked(s Shape, plain []float32) []float32 {
	t := a.make(s.Size())
	if err := s.Pack(t, plain); err != nil {
		a.t.Fatal(err)
	}
	for n := range s.N {
		for c := s.C; c < s.Blocks()*Block; c++ {
			for i := range s.H * s.W {
				t[((n*s.Blocks()+c/Block)*s.H*s.W+i)*Block+c%Block] = 7
			}
		}
	}
	return t
}

func (a *arena) plain(s Shape, t []float32) []float32 {
	plain := make([]float32, s.N*s.C*s.H*s.W)
	if err := s.Unpack(plain, t); err != nil {
		a.t.Fatal(err)
	}
	return plain
}

func (a *arena) check() {
	a.t.Helper()
	want := math.Float32bits(sentinel)
	for i, s := range a.all {
		for j, v := range s {
			if (j < guard || j >= len(s)-guard) && math.Float32bits(v) != want {
				a.t.Errorf("slice %d was written at %d, its length is %d", i, j-guard, len(s)-2*guard)
			}
		}
	}
}

// each runs a test on every implementation that this processor has.
func each(t *testing.T, f func(t *testing.T, k *Kernels)) {
	for _, k := range available() {
		t.Run(k.Name, func(t *testing.T) { f(t, k) })
	}
}

// near compares with a float64 truth: the difference must stay below tol
// times the root mean square of the truth.
func near(t *testing.T, what string, got []float32, want []float64, tol float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d numbers, want %d", what, len(got), len(want))
	}
	var square float64
	for _, v := range want {
		square += v * v
	}
	limit := tol * max(1e-3, math.Sqrt(square/float64(max(1, len(want)))))
	for i := range want {
		if !(math.Abs(float64(got[i])-want[i]) <= limit) {
			t.Fatalf("%s: number %d is %g, want %g (limit %g)", what, i, got[i], want[i], limit)
		}
	}
}

func same(t *testing.T, what string, got, want []float32) {
	t.Helper()
	if !slices.EqualFunc(got, want, func(a, b float32) bool { return math.Float32bits(a) == math.Float32bits(b) }) {
		t.Errorf("%s differs between 1 and 3 threads", what)
	}
}

// threads runs on n workers.
func threads(n int) Runner {
	return func(jobs int, f func(i int)) { par.Each(n, jobs, f) }
}

func must(t testing.TB, errs ...error) {
	t.Helper()
	for _, err := range errs {
		if err != nil {
			t.Fatal(err)
		}
	}
}

// tolerance of float32 sums of some hundred products against float64.
const tolerance = 1e-5
