package rectify

import (
	"math"
	"math/cmplx"
	"math/rand/v2"
	"testing"
)

func TestFourierIsTheSum(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 1))
	for _, n := range []int{4, 8, 128} {
		x := make([]complex64, n)
		for i := range x {
			x[i] = complex(rng.Float32()-0.5, rng.Float32()-0.5)
		}
		want := make([]complex128, n)
		for k := range want {
			for i, v := range x {
				want[k] += complex128(v) * cmplx.Rect(1, -2*math.Pi*float64(k*i%n)/float64(n))
			}
		}
		newFourier(n).line(x)
		for k, v := range x {
			if cmplx.Abs(complex128(v)-want[k]) > 1e-5*math.Sqrt(float64(n)) {
				t.Fatalf("%d: element %d is %v, want %v", n, k, v, want[k])
			}
		}
	}
}
