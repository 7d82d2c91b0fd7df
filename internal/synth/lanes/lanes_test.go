package lanes

import (
	"bytes"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// The portable functions are the definition: what else there is has to give
// their bits, whatever the length.

func numbers(rng *rand.Rand, n int, lo, hi float64) []float32 {
	out := make([]float32, n)
	for i := range out {
		out[i] = float32(lo + (hi-lo)*rng.Float64())
	}
	return out
}

func same(t *testing.T, what string, n int, got, want []float32) {
	t.Helper()
	for i := range want {
		if math.Float32bits(got[i]) != math.Float32bits(want[i]) {
			t.Fatalf("%s of %d: value %d is %g, want %g", what, n, i, got[i], want[i])
		}
	}
}

func TestMix(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 0))
	for _, n := range []int{0, 1, 7, 8, 9, 64, 203} {
		for taps := range 17 {
			weight := numbers(rng, taps, -1, 1)
			var from [][]float32
			for range taps {
				from = append(from, numbers(rng, n+1, 0, 1)[1:])
			}
			got, want := numbers(rng, n, 0, 1), make([]float32, n)
			Mix(got, weight, from)
			mixPortable(want, weight, from, 0)
			same(t, "mix", n, got, want)
		}
		a, b := numbers(rng, n, 0, 1), numbers(rng, n+3, 0, 1)
		want := slices.Clone(a)
		addOne(want, &[1]float32{0.3}, &[1][]float32{b}, 0)
		AddScaled(a, 0.3, b)
		same(t, "scaled sum", n, a, want)
	}
}

func TestCubic(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 0))
	weight := new([Phases][4]float32)
	for i := range weight {
		copy(weight[i][:], numbers(rng, 4, -1, 1))
	}
	inside, outside := 0, 0
	for _, size := range [][2]int{{3, 9}, {4, 4}, {5, 4}, {6, 3}, {9, 7}, {40, 30}} {
		c := Cubic{Pix: numbers(rng, 3*size[0]*size[1], 0, 1), W: size[0], H: size[1], Origin: [2]float64{-7, 1200}, PerUnit: 7.3, Weight: weight}
		for range 400 {
			at := make([][2]float64, rng.IntN(20))
			for i := range at {
				at[i] = [2]float64{(-8 + float64(c.W+2)*rng.Float64()) / c.PerUnit, (1199 + float64(c.H+2)*rng.Float64()) / c.PerUnit}
			}
			got, want := make([]float32, 3*len(at)), make([]float32, 3*len(at))
			n, wanted := c.Row(got, at), c.portable(want, at)
			if n != wanted {
				t.Fatalf("%d by %d: stopped at place %d of %v, want %d", c.W, c.H, n, at, wanted)
			}
			same(t, "sampling", n, got[:3*n], want[:3*n])
			if inside += n; n < len(at) {
				outside++
			}
		}
	}
	if inside < 1000 || outside < 100 {
		t.Errorf("%d places inside, %d stops: too few to show anything", inside, outside)
	}
}

func TestRowsOfValues(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 0))
	table := numbers(rng, 1021, 0, 255)
	for n := range 70 {
		row := numbers(rng, n, -40, 300)
		if n > 20 {
			row[3], row[9], row[13] = float32(math.Inf(-1)), 1e6, 0.5
		}
		for _, v := range []float32{float32(math.Inf(1)), 1e30, float32(math.NaN())} {
			if n > 8 {
				row[5], row[n-1] = v, v
			}
			got, want := slices.Clone(row), slices.Clone(row)
			Lookup(got, table, 4)
			lookupPortable(want, table, 4)
			same(t, "table", n, got, want)
			if end := table[1020]; n > 8 && v > 0 && (got[5] != end || got[n-1] != end) {
				t.Fatalf("%g of %d led to %g and %g, want %g", v, n, got[5], got[n-1], end)
			}
		}

		row = numbers(rng, n, -3, 258)
		size, noise := (*[256]float32)(numbers(rng, 256, 0, 9)), numbers(rng, n+1, -3, 3)
		got, want := slices.Clone(row), slices.Clone(row)
		Scatter(got, noise, size)
		scatterPortable(want, noise, size)
		same(t, "noise", n, got, want)

		for _, flip := range []uint8{0, 255} {
			row := numbers(rng, 3*n, -40, 300)
			got, want := make([]uint8, 4*n), make([]uint8, 4*n)
			Bytes(got, row, flip)
			bytesPortable(want, row, flip)
			if !bytes.Equal(got, want) {
				t.Fatalf("bytes of %d pixels are %v, want %v", n, got, want)
			}
		}
		at := make([][2]float64, n)
		for i := range at {
			at[i] = [2]float64{rng.NormFloat64() * 100, rng.NormFloat64()}
		}
		a, b := make([]uint8, 8*n), make([]uint8, 8*n)
		Pairs(a, at)
		pairsPortable(b, at)
		if !bytes.Equal(a, b) {
			t.Fatalf("bytes of %d places are %v, want %v", n, a, b)
		}
	}
}

func TestBlocks(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 0))
	for round := range 200 {
		const stride = 4 * (BlockPx + 5)
		pix := make([]uint8, stride*BlockPx)
		noise := []int{1, 8, 256}[round%3]
		for i := range pix {
			pix[i] = uint8(200 + rng.IntN(noise))
		}
		var got, want Blocks
		got.Take(pix, stride)
		want.takePortable(pix, stride)
		var steps [2][64]float32
		for i := range steps[0] {
			step := float32(1 + rng.IntN(60))
			steps[0][i], steps[1][i] = 1/(8*step), step/8
		}
		for k := range want {
			same(t, "block of pixels", k, got[k][:], want[k][:])
			Round(&got[k], &steps)
			roundPortable(&want[k], &steps)
			same(t, "rounded block", k, got[k][:], want[k][:])
		}
		again := slices.Clone(pix)
		got.Put(pix, stride)
		want.putPortable(again, stride)
		if !bytes.Equal(pix, again) {
			t.Fatal("other pixels")
		}
	}
}

func TestTransformComesBack(t *testing.T) {
	var b, was [8]float32
	for i := range b {
		b[i] = float32((i*i*37)%101) - 50
	}
	was = b
	fall(b[:], 1)
	for k, f := range FallFactors() {
		// The definition, ITU-T T.81, A.3.3.
		sum := 0.0
		for i, v := range was {
			sum += float64(v) * math.Cos(float64(2*i+1)*float64(k)*math.Pi/16)
		}
		c := 1.0
		if k == 0 {
			c = math.Sqrt2
		}
		if want := sum / c * math.Sqrt2; math.Abs(float64(b[k]/f)-want) > 1e-3 {
			t.Errorf("coefficient %d is %g, want %g", k, b[k]/f, want)
		}
		b[k] /= f
	}
	for k, f := range FallFactors() {
		b[k] *= f / 8
	}
	rise(b[:], 1)
	for i := range b {
		if math.Abs(float64(b[i]-was[i])) > 1e-3 {
			t.Errorf("value %d came back as %g, was %g", i, b[i], was[i])
		}
	}
}

func BenchmarkRound(b *testing.B) {
	rng := rand.New(rand.NewPCG(5, 0))
	var steps [2][64]float32
	for i := range steps[0] {
		steps[0][i], steps[1][i] = 1/(8*float32(10)), 10./8
	}
	start := numbers(rng, 64, -90, 100)
	for _, c := range []struct {
		name string
		do   func(*[64]float32, *[2][64]float32)
	}{{"portable", roundPortable}, {"wide", Round}} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				x := [64]float32(start)
				c.do(&x, &steps)
			}
		})
	}
}

func BenchmarkCubic(b *testing.B) {
	rng := rand.New(rand.NewPCG(6, 0))
	weight := new([Phases][4]float32)
	c := Cubic{Pix: numbers(rng, 3*256*256, 0, 1), W: 256, H: 256, PerUnit: 8, Weight: weight}
	at := make([][2]float64, 240)
	for i := range at {
		at[i] = [2]float64{1 + float64(i)/8, 10 + float64(i)/80}
	}
	out := make([]float32, 3*len(at))
	for _, v := range []struct {
		name string
		do   func([]float32, [][2]float64) int
	}{{"portable", c.portable}, {"wide", c.Row}} {
		b.Run(v.name, func(b *testing.B) {
			for b.Loop() {
				v.do(out, at)
			}
		})
	}
}

func TestRules(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 0))
	inked := 0
	for round := range 2000 {
		l := Rules{Shift: 5 * rng.Float64(), Every: 0.5 + rng.Float32(), Half: 0.2 * rng.Float32()}
		l.Inverse = 1 / float64(l.Every)
		if round%3 > 0 {
			l.Each, l.Thick = 1+int32(rng.IntN(7)), 0.4*rng.Float32()
		}
		scale := 2 + 20*rng.Float32()
		n := rng.IntN(60)
		perUnit := make([][2]float32, (n+RulePixels-1)/RulePixels)
		for i := range perUnit {
			perUnit[i] = [2]float32{scale * (1 + 0.1*rng.Float32()), scale * (1 + 0.1*rng.Float32())}
		}
		at, got := make([][2]float64, n), make([]uint8, n)
		x, y, slope := -30+300*rng.Float64(), 300*rng.Float64(), rng.NormFloat64()
		for i := range at {
			at[i] = [2]float64{x + float64(i)/float64(scale), y + slope*float64(i)/float64(scale)}
			got[i] = uint8(rng.IntN(2) * rng.IntN(256))
		}
		want := slices.Clone(got)
		for axis := range 2 {
			l.Cover(got, at, axis, perUnit)
			l.coverPortable(want, at, axis, perUnit)
		}
		if !bytes.Equal(got, want) {
			t.Fatalf("%+v at %v, %v pixels: %v, want %v", l, at, perUnit, got, want)
		}
		for _, v := range got {
			if v > 0 && v < 255 {
				inked++
			}
		}
	}
	if inked < 5000 {
		t.Errorf("%d pixels with some ink: too few to show anything", inked)
	}
}
