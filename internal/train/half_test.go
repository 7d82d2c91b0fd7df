package train

import (
	"math"
	"testing"
)

// narrow rounds float32 to bf16, the upper half of its bits, ties to even.
func narrow(to []uint16, from []float32) {
	for i, v := range from {
		b := math.Float32bits(v)
		to[i] = uint16((b + 0x7fff + b>>16&1) >> 16)
	}
}

// widen gives the float32 of bf16.
func widen(to []float32, from []uint16) {
	for i, v := range from {
		to[i] = math.Float32frombits(uint32(v) << 16)
	}
}

func TestHalf(t *testing.T) {
	for v, want := range map[float32]float32{1: 1, -2.5: -2.5, 1.00390625: 1, 1.01171875: 1.015625, 3.1415927: 3.140625} {
		h, got := make([]uint16, 1), make([]float32, 1)
		narrow(h, []float32{v})
		widen(got, h)
		if got[0] != want {
			t.Errorf("%g becomes %g, want %g", v, got[0], want)
		}
	}
}

// BenchmarkHalf tells what bf16 costs without instructions for it, and what it
// can win: the time to narrow and to widen a number, against that to move one of
// 4 bytes and one of 2 through memory. The arrays are larger than caches.
func BenchmarkHalf(b *testing.B) {
	const n = 1 << 24
	x, y, h, k := make([]float32, n), make([]float32, n), make([]uint16, n), make([]uint16, n)
	for i := range x {
		x[i] = float32(i) / n
	}
	for _, c := range []struct {
		name string
		f    func()
	}{
		{"narrow", func() { narrow(h, x) }},
		{"widen", func() { widen(y, h) }},
		{"move4", func() { copy(y, x) }},
		{"move2", func() { copy(k, h) }},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				c.f()
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/number")
		})
	}
}
