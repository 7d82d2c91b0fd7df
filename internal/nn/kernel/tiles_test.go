package kernel

import (
	"math"
	"math/rand/v2"
	"testing"
	"unsafe"
)

// tileCounts reach tiles of every height that an implementation may have.
const tileCounts = 40

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
				k.convGrad(got, in, dout, count, width, height, inStep, inRow, outRow, variant > 0)
				convGradPortable(want, in, dout, count, width, height, inStep, inRow, outRow, variant > 0)
				rowsNear(t, k.Name+" gradient", got, want, count, Block)
				a.check()
			}
		}
	})
}

// TestTilesMultiply does so for the loop of Winograd's method.
func TestTilesMultiply(t *testing.T) {
	const quads = 3
	each(t, func(t *testing.T, k *Kernels) {
		for count := 1; count <= tileCounts; count++ {
			for variant := range 4 {
				a, rng := &arena{t: t}, rand.New(rand.NewPCG(uint64(count), uint64(variant)))
				taps, more := [][]int{{7}, {40, 0, 3}}[variant/2], variant%2 > 0
				in, w := a.random(rng, (count-1)*Block+40+4*quads), a.random(rng, 3*quads*4*Block)
				got := a.random(rng, count*Block)
				want := append([]float32(nil), got...)
				k.multiply(got, in, w, taps, quads, count, more)
				multiplyPortable(want, in, w, taps, quads, count, more)
				rowsNear(t, k.Name, got, want, count, Block)
				a.check()
			}
		}
	})
}

// TestTransforms compares the transforms of Winograd's method with plain Go, with
// and without something to add and a floor.
func TestTransforms(t *testing.T) {
	const inRow, step, outRow = 10 * Block, 3 * Block, 5 * Block
	each(t, func(t *testing.T, k *Kernels) {
		for i, f := range transforms(k) {
			a, rng := &arena{t: t}, rand.New(rand.NewPCG(uint64(i), 1))
			plain := transforms(Portable())[i]
			for variant := range 2 {
				in, bias := a.random(rng, 10*inRow), a.random(rng, Block)
				got, want, add, floor := a.make(49*step), a.make(49*step), []float32(nil), float32(0)
				if variant > 0 {
					add, floor = a.random(rng, 49*step), float32(math.Inf(-1))
				}
				if f.spread != nil {
					f.spread(got, in, inRow, step)
					plain.spread(want, in, inRow, step)
				} else {
					f.gather(got, append([]float32(nil), in...), bias, add, 2*Block, outRow, floor)
					plain.gather(want, append([]float32(nil), in...), bias, add, 2*Block, outRow, floor)
				}
				for j := range got {
					g, w := got[j], want[j]
					unwritten := math.Float32bits(w) == math.Float32bits(sentinel)
					if unwritten && math.Float32bits(g) != math.Float32bits(w) || !unwritten && !(math.Abs(float64(g-w)) <= 1e-4) {
						t.Fatalf("transform %d, variant %d: number %d is %g, want %g", i, variant, j, g, w)
					}
				}
				a.check()
			}
		}
	})
}

// transform is one of the two kinds.
type transform struct {
	spread func(out, in []float32, inRow, outStep int)
	gather func(out, in, bias, add []float32, inStep, outRow int, floor float32)
}

func transforms(k *Kernels) (all []transform) {
	all = []transform{{spread: k.spread4}, {spread: k.spread2}, {spread: k.spread7}}
	for _, f := range k.spreadHalves {
		all = append(all, transform{spread: f})
	}
	return append(all, transform{gather: k.gather2}, transform{gather: k.gather4}, transform{gather: k.gather5}, transform{gather: k.gather7})
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

// TestPairs wants the bits of two calls from the loops for two blocks of output
// channels, with every number of rows.
func TestPairs(t *testing.T) {
	const quads, inStep, outStep, outPair, wPair = 3, 20, 17, 1000, 5 * 3 * 4 * Block
	k := Best()
	if k.convPair == nil {
		t.Skip("no such loops here")
	}
	for count := 1; count <= tileCounts; count++ {
		for variant := range 3 {
			a, rng := &arena{t: t}, rand.New(rand.NewPCG(uint64(count), uint64(variant)))
			taps, more := [][]int{{7}, {40, 0, 3}, {3, 43, 83}}[variant], variant > 0
			n := outPair + (count-1)*outStep + Block
			in, w, bias, add := a.random(rng, count*inStep+100), a.random(rng, 2*wPair), a.random(rng, 2*Block), a.random(rng, n)
			if !more {
				add = nil
			}
			got, want := a.make(n), a.make(n)
			k.convPair(got, in, w, bias, add, taps, quads, count, inStep, outStep, outPair, wPair, w[:40*count], 0)
			for h := range 2 {
				var plus []float32
				if more {
					plus = add[h*outPair:]
				}
				k.conv(want[h*outPair:], in, w[h*wPair:], bias[h*Block:], plus, taps, quads, count, inStep, outStep, 0)
			}
			samePair(t, "convolution", got, want, count)

			got, in = a.random(rng, outPair+count*Block), a.random(rng, count*Block+100)
			want = append([]float32(nil), got...)
			k.multiplyPair(got, in, w, taps, quads, count, more, outPair, wPair, len(taps)*quads*4*Block)
			for h := range 2 {
				k.multiply(want[h*outPair:], in, w[h*wPair:], taps, quads, count, more)
			}
			samePair(t, "product", got, want, count)

			const width, height, inRow, outRow, doutPair = 5, 3, 6 * inStep, 6 * Block, 400
			got, in = a.random(rng, outPair+count*Block), a.random(rng, height*inRow+count)
			want = append([]float32(nil), got...)
			dout := a.random(rng, doutPair+height*outRow)
			k.convGradPair(got, in, dout, count, width, height, inStep, inRow, outRow, outPair, doutPair, more)
			for h := range 2 {
				k.convGrad(want[h*outPair:], in, dout[h*doutPair:], count, width, height, inStep, inRow, outRow, more)
			}
			samePair(t, "gradient", got, want, count)

			a.check()
		}
	}
}

func samePair(t *testing.T, what string, got, want []float32, count int) {
	t.Helper()
	if !bitwise(got, want) {
		t.Errorf("%s, %d rows: other bits than two calls", what, count)
	}
}

// TestTranspose wants every number of rows as columns.
func TestTranspose(t *testing.T) {
	each(t, func(t *testing.T, k *Kernels) {
		for count := range 20 {
			a, rng := &arena{t: t}, rand.New(rand.NewPCG(uint64(count), 1))
			src, rows, step := a.random(rng, 40*Block), rng.Perm(39)[:count], count+3
			for i := range rows {
				rows[i] = rows[i]*Block + i%2
			}
			got, want := a.make(15*step+count), a.make(15*step+count)
			k.transpose(got, src, rows, step)
			transposePortable(want, src, rows, step)
			if !bitwise(got, want) {
				t.Errorf("%d rows: other columns", count)
			}
			a.check()
		}
	})
}
