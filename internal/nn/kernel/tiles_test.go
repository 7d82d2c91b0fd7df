package kernel

import (
	"math"
	"math/rand/v2"
	"testing"
	"unsafe"
)

// tileCounts reach tiles of every height that an implementation may have.
const tileCounts = 30

// TestTiles runs the inner loops with every number of rows, with and without
// something to add, a floor and taps: shapes of layers do not reach all tiles.
func TestTiles(t *testing.T) {
	const quads, inStep, outStep = 3, 20, 21
	each(t, func(t *testing.T, k *Kernels) {
		for count := 1; count <= tileCounts; count++ {
			for variant := range 3 {
				a, rng := &arena{t: t}, rand.New(rand.NewPCG(uint64(count), uint64(variant)))
				taps := [][]int{{}, {7}, {40, 0, 3}}[variant]
				in, w, bias := a.random(rng, count*inStep+52), a.random(rng, 3*quads*4*Block), a.random(rng, Block)
				n := (count-1)*outStep + Block
				got, want, add, floor := a.make(n), a.make(n), []float32(nil), float32(0)
				if variant > 1 {
					add, floor = a.random(rng, n), float32(math.Inf(-1))
				}
				k.conv(got, in, w, bias, add, taps, quads, count, inStep, outStep, floor)
				convPortable(want, in, w, bias, add, taps, quads, count, inStep, outStep, floor)
				rowsNear(t, k.Name, got, want, count, outStep)

				const width, height, inRow, outRow = 5, 3, 6 * inStep, 6 * Block
				dout := a.random(rng, height*outRow)
				got = a.random(rng, count*Block)
				want = append([]float32(nil), got...)
				in = a.random(rng, height*inRow+count)
				k.convGrad(got, in, dout, count, width, height, inStep, inRow, outRow)
				convGradPortable(want, in, dout, count, width, height, inStep, inRow, outRow)
				rowsNear(t, k.Name+" gradient", got, want, count, Block)
				a.check()
			}
		}
	})
}

// rowsNear compares count rows; what is between them must not be written.
func rowsNear(t *testing.T, what string, got, want []float32, count, step int) {
	t.Helper()
	for i := range got {
		g, w := got[i], want[i]
		if i%step >= Block {
			if math.Float32bits(g) != math.Float32bits(sentinel) {
				t.Fatalf("%s, %d rows: number %d, between rows, was written", what, count, i)
			}
		} else if !(math.Abs(float64(g-w)) <= tolerance*max(1, math.Abs(float64(w)))) {
			t.Fatalf("%s, %d rows: number %d is %g, want %g", what, count, i, g, w)
		}
	}
}

// TestTiles8 does so for 8 bits, with all numbers that inputs and weights take,
// and wants the same bits.
func TestTiles8(t *testing.T) {
	const octets, inStep, outStep = 2, 19, 18
	each(t, func(t *testing.T, k *Kernels) {
		for count := 1; count <= tileCounts; count++ {
			for variant := range 3 {
				a, rng := &arena{t: t}, rand.New(rand.NewPCG(uint64(count), uint64(variant)))
				taps := [][]int{{}, {5}, {40, 0, 3}}[variant]
				in := make([]uint8, count*inStep+40+8*octets)
				for i := range in {
					in[i] = uint8(rng.IntN(most8 + 1))
				}
				w := make([]int8, 3*octets*8*Block)
				for i := range w {
					w[i] = int8(rng.IntN(2*mostWeight8+1) - mostWeight8)
				}
				start := unsafe.Slice((*int32)(unsafe.Pointer(&a.make(Block)[0])), Block)
				for i := range start {
					start[i] = rng.Int32N(1000) - 500
				}
				scale, bias := a.random(rng, Block), a.random(rng, Block)
				n := (count-1)*outStep + Block
				got, want, add, floor := a.make(n), a.make(n), []float32(nil), float32(0)
				if variant > 1 {
					add, floor = a.random(rng, n), float32(math.Inf(-1))
				}
				k.conv8(got, in, w, start, scale, bias, add, taps, octets, count, inStep, outStep, floor)
				conv8Portable(want, in, w, start, scale, bias, add, taps, octets, count, inStep, outStep, floor)
				if !bitwise(got, want) {
					t.Fatalf("%s, %d rows, variant %d: other bits than portable", k.Name, count, variant)
				}
				a.check()
			}
		}
	})
}
