package lanes

import (
	"bytes"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"unsafe"
)

// A room gives n bytes, beside which nothing may be touched.
type room func(n int) []byte

// inRoom is a copy of s in a room.
func inRoom[T any](r room, s []T) []T {
	if len(s) == 0 {
		return nil
	}
	size := int(unsafe.Sizeof(s[0]))
	to := unsafe.Slice((*T)(unsafe.Pointer(&r(size * len(s))[0])), len(s))
	copy(to, s)
	return to
}

// fenced are rooms with bytes around them that check must find as they were.
func fenced(t *testing.T) (r room, check func(what string)) {
	const fence, mark = 64, 0xa5
	type fencing struct{ all, room []byte }
	var made []fencing
	r = func(n int) []byte {
		// Of float64, for the alignment.
		words := make([]float64, (n+7)/8+2*fence/8)
		all := unsafe.Slice((*byte)(unsafe.Pointer(&words[0])), 8*len(words))[:n+2*fence]
		for i := range all {
			all[i] = mark
		}
		made = append(made, fencing{all, all[fence:][:n]})
		return all[fence:][:n:n]
	}
	return r, func(what string) {
		t.Helper()
		for _, f := range made {
			for i, v := range f.all {
				if (i < fence || i >= fence+len(f.room)) && v != mark {
					t.Fatalf("%s wrote at %d of %d bytes", what, i-fence, len(f.room))
				}
			}
		}
		made = nil
	}
}

// TestFences runs everything between bytes that must not change.
func TestFences(t *testing.T) {
	r, check := fenced(t)
	for n := range 40 {
		runInside(t, n, r, check)
	}
}

// runInside runs the functions on n values or places, with all their memory in
// rooms, and wants what they make in common memory.
func runInside(t *testing.T, n int, r room, check func(what string)) {
	t.Helper()
	rng := rand.New(rand.NewPCG(8, uint64(n)))
	rowsInside(t, rng, n, r, check)
	cubicInside(t, rng, n, r, check)
	blocksInside(t, rng, n, r, check)
}

func rowsInside(t *testing.T, rng *rand.Rand, n int, r room, check func(what string)) {
	t.Helper()
	for taps := range 13 {
		var from, guarded [][]float32
		for range taps {
			f := numbers(rng, n, 0, 1)
			from, guarded = append(from, f), append(guarded, inRoom(r, f))
		}
		weight, got, want := numbers(rng, taps, -1, 1), inRoom(r, make([]float32, n)), make([]float32, n)
		Mix(got, inRoom(r, weight), inRoom(r, guarded))
		mixPortable(want, weight, from, 0)
		same(t, "mix", n, got, want)
		check("mix")
	}
	row, noise, table := numbers(rng, n, -20, 280), numbers(rng, n, -3, 3), numbers(rng, 100+n, 0, 1)
	size := [256]float32(numbers(rng, 256, 0, 9))

	got := inRoom(r, row)
	AddScaled(got, 0.3, inRoom(r, noise))
	want := append([]float32(nil), row...)
	addOne(want, &[1]float32{0.3}, &[1][]float32{noise}, 0)
	same(t, "scaled sum", n, got, want)
	check("scaled sum")

	got = inRoom(r, row)
	Lookup(got, inRoom(r, table), 0.5)
	want = append([]float32(nil), row...)
	lookupPortable(want, table, 0.5)
	same(t, "table", n, got, want)
	check("table")

	got = inRoom(r, row)
	Scatter(got, inRoom(r, noise), (*[256]float32)(inRoom(r, size[:])))
	want = append([]float32(nil), row...)
	scatterPortable(want, noise, &size)
	same(t, "noise", n, got, want)
	check("noise")

	line := (*[GlidePeriod + 1]float32)(inRoom(r, numbers(rng, GlidePeriod+1, 0, 1)))
	got = inRoom(r, make([]float32, n))
	from, step := rng.Int64()-1<<62, rng.Int64N(1<<34)
	Glide(got, line, from, step)
	want = make([]float32, n)
	glidePortable(want, line, from, step)
	same(t, "glide", n, got, want)
	check("glide")

	places, weights := make([][2]float64, n), make([][4]float64, n)
	var x, y [4]float64
	for k := range x {
		x[k], y[k] = rng.NormFloat64(), rng.NormFloat64()
		for i := range weights {
			weights[i][k] = rng.NormFloat64()
		}
	}
	on := inRoom(r, places)
	Curve(on, inRoom(r, weights), (*[4]float64)(inRoom(r, x[:])), (*[4]float64)(inRoom(r, y[:])))
	curvePortable(places, weights, &x, &y)
	if !slices.Equal(on, places) {
		t.Fatalf("curve of %d: %v, want %v", n, on, places)
	}
	check("curve")

	lit := numbers(rng, 3*n, 0, 1)
	l := Light{Times: [3]float32(numbers(rng, 3, 0, 2)), Plus: [3]float32(numbers(rng, 3, 0, 1)),
		TimesChange: [3]float32(numbers(rng, 3, -1, 1)), PlusChange: [3]float32(numbers(rng, 3, -1, 1))}
	got = inRoom(r, lit)
	l.Ramp(got, 3.0/RampSteps)
	l.rampPortable(lit, 3.0/RampSteps, 1.0/RampSteps)
	same(t, "ramp", n, got, lit)
	check("ramp")

	colours := numbers(rng, 3*n, -20, 280)
	pix, wanted := inRoom(r, make([]uint8, 4*n)), make([]uint8, 4*n)
	Bytes(pix, inRoom(r, colours), 255)
	bytesPortable(wanted, colours, 255)
	sameBytes(t, "bytes", n, pix, wanted)
	check("bytes")

	at := make([][2]float64, n)
	for i := range at {
		at[i] = [2]float64{float64(i) / 9, rng.Float64()}
	}
	pix, wanted = inRoom(r, make([]uint8, 8*n)), make([]uint8, 8*n)
	Pairs(pix, inRoom(r, at))
	pairsPortable(wanted, at)
	sameBytes(t, "pairs", n, pix, wanted)
	check("pairs")

	rules := Rules{Inverse: 1, Every: 1, Half: 0.2, Each: 5, Thick: 0.4}
	scales := make([][2]float32, (n+RulePixels-1)/RulePixels)
	for i := range scales {
		scales[i] = [2]float32{9, 11}
	}
	for axis := range 2 {
		pix, wanted = inRoom(r, make([]uint8, n)), make([]uint8, n)
		rules.Cover(pix, inRoom(r, at), axis, inRoom(r, scales))
		rules.coverPortable(wanted, at, axis, scales)
		sameBytes(t, "rules", n, pix, wanted)
		check("rules")
	}
}

func sameBytes(t *testing.T, what string, n int, got, want []uint8) {
	t.Helper()
	if !bytes.Equal(got, want) {
		t.Fatalf("%s of %d: %v, want %v", what, n, got, want)
	}
}

// cubicInside samples up to the corners of a picture of n+4 by n/2+4 pixels.
func cubicInside(t *testing.T, rng *rand.Rand, n int, r room, check func(what string)) {
	t.Helper()
	weight := make([][4]float32, Phases)
	for i := range weight {
		copy(weight[i][:], numbers(rng, 4, -1, 1))
	}
	c := Cubic{W: n + 4, H: n/2 + 4, PerUnit: 1, Weight: (*[Phases][4]float32)(weight)}
	c.Pix = numbers(rng, 3*c.W*c.H, 0, 1)
	for _, first := range [][2]float64{{1.5, 1.5}, {1.5, float64(c.H) - 1.51}} {
		at := make([][2]float64, n+2) // the last one is outside
		for i := range at {
			at[i] = [2]float64{first[0] + float64(i), first[1]}
		}
		guarded := c
		guarded.Pix, guarded.Weight = inRoom(r, c.Pix), (*[Phases][4]float32)(inRoom(r, weight))
		got, want := inRoom(r, make([]float32, 3*len(at))), make([]float32, 3*len(at))
		done, wanted := guarded.Row(got, inRoom(r, at)), c.portable(want, at)
		if done != wanted || done != n+1 {
			t.Fatalf("sampling stopped at place %d, want %d and %d", done, wanted, n+1)
		}
		same(t, "sampling", done, got[:3*done], want[:3*done])
		few := inRoom(r, make([]float32, 3*n))
		if done := guarded.Row(few, inRoom(r, at[:n])); done != n {
			t.Fatalf("sampling stopped at place %d, want %d", done, n)
		}
		same(t, "sampling", n, few, want[:3*n])
		check("sampling")
	}
}

func blocksInside(t *testing.T, rng *rand.Rand, n int, r room, check func(what string)) {
	t.Helper()
	const side = 4 * BlockPx
	stride := side + 4*n
	pix := make([]uint8, 15*stride+side)
	for i := range pix {
		pix[i] = uint8(rng.IntN(256))
	}
	var want Blocks
	got := (*Blocks)(inRoom(r, make([][64]float32, len(want))))
	guarded := inRoom(r, pix)
	got.Take(guarded, stride)
	want.takePortable(pix, stride)
	var steps [2][64]float32
	for i := range steps[0] {
		steps[0][i], steps[1][i] = 1./80, 10./8
	}
	for k := range want {
		Round(&got[k], (*[2][64]float32)(inRoom(r, steps[:])))
		roundPortable(&want[k], &steps)
		same(t, "block", k, got[k][:], want[k][:])
	}
	got.Put(guarded, stride)
	want.putPortable(pix, stride)
	sameBytes(t, "blocks", n, guarded, pix)
	check("blocks")
}

// TestShortSlicesAreRefused has slices that are too short, but have room for
// more: nothing may be read or written there, by any way.
func TestShortSlicesAreRefused(t *testing.T) {
	const n = 16
	values := func(have int) []float32 { return make([]float32, 8*n)[:have] }
	octets := func(have int) []uint8 { return make([]uint8, 100*n)[:have] }
	places := func(have int) [][2]float64 { return make([][2]float64, 8*n)[:have] }
	scales := func(have int) [][2]float32 { return make([][2]float32, n)[:have] }
	c := Cubic{Pix: make([]float32, 3*50*50), W: 50, H: 50, PerUnit: 1, Origin: [2]float64{-9, -9}, Weight: new([Phases][4]float32)}
	l := Rules{Inverse: 1, Every: 1, Half: 0.5}
	var b Blocks
	wraps := math.MaxInt/15*2 + 2 // 15 of them overflow to few
	for name, do := range map[string]func(){
		"a row of a sum":           func() { Mix(values(n), values(3), [][]float32{values(n), values(n - 1), values(n)}) },
		"rows of a sum":            func() { Mix(values(n), values(3), [][]float32{values(n), values(n), values(n)}[:2]) },
		"a scaled row":             func() { AddScaled(values(n), 1, values(n-1)) },
		"noise":                    func() { Scatter(values(n), values(n-1), new([256]float32)) },
		"an empty table":           func() { Lookup(values(n), values(0), 1) },
		"an empty table and few":   func() { Lookup(values(1), values(0), 1) },
		"bytes of places":          func() { Pairs(octets(8*n-1), places(n)) },
		"samples":                  func() { c.Row(values(3*n-1), places(n)) },
		"places of pixels":         func() { l.Cover(octets(n), places(n-1), 0, scales(2)) },
		"weights of places":        func() { Curve(places(n), make([][4]float64, n)[:n-1], new([4]float64), new([4]float64)) },
		"scales of pixels":         func() { l.Cover(octets(n), places(n), 0, scales(1)) },
		"a block":                  func() { b.Take(octets(15*64+63), 64) },
		"a block to write":         func() { b.Put(octets(15*64+63), 64) },
		"rows backwards":           func() { b.Take(octets(64), -1) },
		"rows backwards to write":  func() { b.Put(octets(64), -4) },
		"rows far off":             func() { b.Take(octets(99), wraps) },
		"rows far off to write":    func() { b.Put(octets(99), wraps) },
		"a stride beyond the last": func() { b.Take(octets(64), 65) },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("taken")
				}
			}()
			do()
		})
	}
}

// TestShortPicture has less of a picture than its size says, with room for
// more. What lies before the end is sampled, what lies beyond is refused.
func TestShortPicture(t *testing.T) {
	weight := new([Phases][4]float32)
	for i := range weight {
		weight[i] = [4]float32{1, 1, 1, 1}
	}
	c := Cubic{Pix: make([]float32, 3*20*20)[:3*20*10], W: 20, H: 20, PerUnit: 1, Weight: weight}
	out := make([]float32, 3)
	if n := c.Row(out, [][2]float64{{5, 5}}); n != 1 {
		t.Errorf("%d places sampled, want 1", n)
	}
	defer func() {
		if recover() == nil {
			t.Error("read beyond the end of the picture")
		}
	}()
	c.Row(out, [][2]float64{{5, 15}})
}

// TestCoverBeforeTheFirst has a pixel at the line whose number is the one
// before 0.
func TestCoverBeforeTheFirst(t *testing.T) {
	l := Rules{Inverse: 1, Every: 1, Half: 1}
	at := [][2]float64{{-RuleFar - 1.5, 0}}
	if _, n := l.Off(at[0][0]); n != -1 {
		t.Fatalf("the line's number is %d, want -1", n)
	}
	row := make([]uint8, 1)
	l.Cover(row, at, 0, [][2]float32{{2, 2}})
	if row[0] != 255 {
		t.Errorf("a pixel inside a line is covered by %d", row[0])
	}
}

// TestOffIsRounded fails where a processor fuses the distance's product with
// the sum that uses it.
func TestOffIsRounded(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 0))
	l := Rules{Inverse: 1 / 0.7, Every: 0.7}
	var sums, offs, added [1000]float32
	for i := range sums {
		v := 100 * rng.Float64()
		added[i] = rng.Float32()
		d, _ := l.Off(v)
		sums[i] = d + added[i]
		offs[i], _ = l.Off(v)
	}
	for i, d := range offs {
		if sum := d + added[i]; sum != sums[i] {
			t.Fatalf("%g and %g are %g, want %g", d, added[i], sums[i], sum)
		}
	}
}

// TestShortRowOfSamples has room for more behind the row, which is not touched.
func TestShortRowOfSamples(t *testing.T) {
	const n = 16
	c := Cubic{Pix: make([]float32, 3*50*50), W: 50, H: 50, PerUnit: 1, Origin: [2]float64{-9, -9}, Weight: new([Phases][4]float32)}
	out := make([]float32, 3*n)
	out[3*n-1] = 7
	defer func() {
		if recover() == nil || out[3*n-1] != 7 {
			t.Errorf("written beyond the row: %g", out[3*n-1])
		}
	}()
	c.Row(out[:3*n-1], make([][2]float64, n))
}
