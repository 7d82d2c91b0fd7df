package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// winogradTable are shapes whose maps are whole tiles, or not, or smaller than
// one, with few and many tiles and blocks.
var winogradTable = []ConvParams{
	{In: Shape{1, 16, 8, 8}, Out: 16, KH: 3, KW: 3, PadH: 1, PadW: 1},
	{In: Shape{3, 17, 5, 7}, Out: 40, KH: 3, KW: 3, PadH: 1, PadW: 1, StrideH: 1, StrideW: 1, DilH: 1, DilW: 1},
	{In: Shape{2, 3, 1, 1}, Out: 1, KH: 3, KW: 3, PadH: 1, PadW: 1},
	{In: Shape{1, 20, 2, 50}, Out: 16, KH: 3, KW: 3, PadH: 1, PadW: 1},
	{In: Shape{5, 16, 3, 4}, Out: 33, KH: 3, KW: 3, PadH: 1, PadW: 1},
	{In: Shape{1, 600, 6, 9}, Out: 17, KH: 3, KW: 3, PadH: 1, PadW: 1},
	{In: Shape{2, 64, 40, 45}, Out: 16, KH: 3, KW: 3, PadH: 1, PadW: 1},
	half3(Shape{1, 16, 16, 16}, 16),
	half3(Shape{3, 17, 9, 15}, 40),
	half3(Shape{2, 3, 1, 1}, 1),
	half3(Shape{1, 20, 3, 50}, 16),
	half3(Shape{2, 160, 13, 24}, 17),
	half7(Shape{1, 3, 12, 12}, 16),
	half7(Shape{3, 3, 32, 21}, 40),
	half7(Shape{2, 1, 1, 1}, 1),
	half7(Shape{1, 4, 7, 50}, 16),
	half7(Shape{12, 2, 65, 40}, 33),
}

// half3 and half7 halve the size.
func half3(in Shape, out int) ConvParams {
	return ConvParams{In: in, Out: out, KH: 3, KW: 3, PadH: 1, PadW: 1, StrideH: 2, StrideW: 2}
}

func half7(in Shape, out int) ConvParams {
	return ConvParams{In: in, Out: out, KH: 7, KW: 7, PadH: 3, PadW: 3, StrideH: 2, StrideW: 2}
}

// tiles are the sizes that there are.
func tiles(p ConvParams) []int {
	switch {
	case p.KH == 7:
		return []int{4}
	case p.StrideH == 2:
		return []int{4}
	}
	return []int{2, 4}
}

// winogradCase is a convolution by Winograd's method with its memory, beside
// the plain one.
type winogradCase struct {
	*convCase
	w       *Winograd
	packed  []float32
	scratch []float32
}

func (a *arena) winogradCase(k *Kernels, p ConvParams, tile int, seed uint64) *winogradCase {
	w, err := NewWinograd(k, p, tile)
	must(a.t, err)
	s := &winogradCase{convCase: a.convCase(k, p, seed), w: w}
	s.packed, s.scratch = s.make(w.PackedSize()), s.make(w.ScratchSize())
	must(a.t, w.Pack(nil, s.packed, s.convCase.w, s.bias))
	return s
}

func (s *winogradCase) run(r Runner, then Epilogue) []float32 {
	for _, x := range [][]float32{s.scratch, s.dst} {
		for i := range x {
			x[i] = sentinel
		}
	}
	must(s.t, s.w.Forward(r, s.dst, s.src, s.packed, then, s.scratch))
	return slices.Clone(s.dst)
}

// testWinograd compares with a float64 convolution, and one thread with three.
func testWinograd(t *testing.T, s *winogradCase) {
	t.Helper()
	want := s.ref.forward(double(s.in), double(s.convCase.w), double(s.bias))
	limit := 10 * tolerance
	one := s.run(nil, Epilogue{})
	near(t, "forward", s.plain(s.outShape, one), want, limit)
	same(t, "forward", s.run(threads(3), Epilogue{}), one)
	for i := range want {
		want[i] = max(0, want[i]+float64(s.more[i]))
	}
	two := s.run(nil, Epilogue{Add: s.add, ReLU: true})
	near(t, "forward, sum, ReLU", s.plain(s.outShape, two), want, limit)
	same(t, "forward, sum, ReLU", s.run(threads(3), Epilogue{Add: s.add, ReLU: true}), two)
	copy(s.dst, s.add)
	must(t, s.w.Forward(nil, s.dst, s.src, s.packed, Epilogue{Add: s.dst, ReLU: true}, s.scratch))
	same(t, "forward, sum in place", s.dst, two)
	s.check()
}

func TestWinograd(t *testing.T) {
	each(t, func(t *testing.T, k *Kernels) {
		for i, p := range winogradTable {
			for _, tile := range tiles(p) {
				t.Run(name(p), func(t *testing.T) {
					s := (&arena{t: t}).winogradCase(k, p, tile, uint64(i))
					testWinograd(t, s)
					for lane := p.Out; lane%Block != 0; lane++ {
						if v := s.dst[(lane/Block)*s.outShape.plane()+lane%Block]; v != max(0, s.add[(lane/Block)*s.outShape.plane()+lane%Block]) {
							t.Fatalf("channel %d, which fills up, is %g", lane, v)
						}
					}
				})
			}
		}
	})
}

// TestWinogradGroups has several groups of tiles and jobs of few.
func TestWinogradGroups(t *testing.T) {
	each(t, func(t *testing.T, k *Kernels) {
		for _, p := range []ConvParams{winogradTable[1], winogradTable[8], winogradTable[13]} {
			for _, tile := range tiles(p) {
				s := (&arena{t: t}).winogradCase(k, p, tile, 1)
				want := s.run(nil, Epilogue{})
				s.w.group, s.w.part, s.w.panel, s.w.products = min(5, s.w.group), 3, 0, nil
				if s.w.whole {
					s.w.part = s.w.group
				}
				s.w.plan()
				same(t, "groups of five tiles", s.run(nil, Epilogue{}), want)
				testWinograd(t, s)
			}
		}
	})
}

// TestWinogradPlain wants the same bits of plain numbers as of blocks.
func TestWinogradPlain(t *testing.T) {
	each(t, func(t *testing.T, k *Kernels) {
		for i, p := range winogradTable {
			s := (&arena{t: t}).winogradCase(k, p, tiles(p)[0], uint64(i))
			want := s.run(nil, Epilogue{ReLU: true})
			if s.w.TakePlain() != (p.KH == 7) {
				t.Fatalf("%s: plain numbers: %v", name(p), p.KH != 7)
			}
			if p.KH != 7 {
				continue
			}
			blocks := s.src
			s.src = s.make(len(s.in))
			copy(s.src, s.in)
			same(t, "plain input", s.run(threads(3), Epilogue{ReLU: true}), want)
			if err := s.w.Forward(nil, s.dst, blocks, s.packed, Epilogue{}, s.scratch); err == nil {
				t.Error("blocks instead of plain numbers: no error")
			}
			s.check()
		}
	})
}

// TestWinogradMaxPool wants the bits of a pooling of the output.
func TestWinogradMaxPool(t *testing.T) {
	three := PoolParams{KH: 3, KW: 3, StrideH: 2, StrideW: 2, PadH: 1, PadW: 1}
	each(t, func(t *testing.T, k *Kernels) {
		for _, c := range []struct {
			p    ConvParams
			pool PoolParams
		}{
			{half7(Shape{12, 2, 65, 40}, 33), three}, {half7(Shape{3, 3, 97, 21}, 40), three},
			{half7(Shape{2, 3, 150, 310}, 16), three}, {half7(Shape{8, 1, 1, 1}, 1), PoolParams{KH: 1, KW: 1}},
			{half7(Shape{4, 3, 80, 20}, 20), PoolParams{KH: 2, KW: 2}},
			{half7(Shape{8, 4, 50, 12}, 16), PoolParams{KH: 7, KW: 4, StrideH: 3, StrideW: 1, PadH: 2, PadW: 3}},
			{half7(Shape{8, 1, 40, 30}, 16), PoolParams{KH: 1, KW: 2, StrideH: 4, StrideW: 5}},
		} {
			s := (&arena{t: t}).winogradCase(k, c.p, 4, 1)
			whole := s.run(nil, Epilogue{ReLU: true})
			c.pool.In = s.outShape
			pool, err := NewPool(k, c.pool)
			must(t, err)
			want := make([]float32, pool.OutShape().Size())
			must(t, pool.Forward(nil, want, nil, whole))
			pooled, err := s.w.MaxPool(c.pool)
			if must(t, err); !pooled {
				t.Fatalf("%s: not pooled", name(c.p))
			}
			s.dst, s.scratch = s.make(len(want)), s.make(s.w.ScratchSize())
			same(t, name(c.p)+" pooled", s.run(nil, Epilogue{ReLU: true}), want)
			same(t, name(c.p)+" pooled by three", s.run(threads(3), Epilogue{ReLU: true}), want)
			s.check()
			if err := s.w.Forward(nil, s.dst, s.src, s.packed, Epilogue{Add: s.dst}, s.scratch); err == nil {
				t.Error("a sum before pooling: no error")
			}
		}
	})
	s := (&arena{t: t}).winogradCase(Best(), half7(Shape{1, 3, 32, 21}, 40), 4, 1)
	three.In = s.outShape
	if pooled, err := s.w.MaxPool(three); pooled || err != nil {
		t.Errorf("one job: pooled %v, %v", pooled, err)
	}
	three.Average = true
	if _, err := s.w.MaxPool(three); err == nil {
		t.Error("mean: no error")
	}
}

// TestWinogradPackThreads wants the same weights from three threads, whatever was
// there before.
func TestWinogradPackThreads(t *testing.T) {
	for i, p := range winogradTable {
		s := (&arena{t: t}).winogradCase(Best(), p, tiles(p)[0], uint64(i))
		want := slices.Clone(s.packed)
		for i := range s.packed {
			s.packed[i] = sentinel
		}
		must(t, s.w.Pack(threads(3), s.packed, s.convCase.w, s.bias))
		same(t, name(p), s.packed, want)
	}
}

// TestWinogradRandom tries shapes at random.
func TestWinogradRandom(t *testing.T) {
	each(t, func(t *testing.T, k *Kernels) {
		rng := rand.New(rand.NewPCG(7, 8))
		for i := range 30 {
			in := Shape{1 + rng.IntN(3), 1 + rng.IntN(40), 1 + rng.IntN(14), 1 + rng.IntN(14)}
			p := ConvParams{In: in, Out: 1 + rng.IntN(40), KH: 3, KW: 3, PadH: 1, PadW: 1}
			switch i % 4 {
			case 1:
				p = half3(in, p.Out)
			case 2:
				in.C = 1 + in.C%4
				p = half7(in, p.Out)
			}
			tile := tiles(p)[i/4%len(tiles(p))]
			t.Run(name(p), func(t *testing.T) {
				testWinograd(t, (&arena{t: t}).winogradCase(k, p, tile, uint64(i)))
			})
		}
	})
}

// TestWinogradAllocations wants that nothing is allocated once a plan is made.
func TestWinogradAllocations(t *testing.T) {
	each(t, func(t *testing.T, k *Kernels) {
		s := (&arena{t: t}).winogradCase(k, winogradTable[1], 4, 1)
		if n := testing.AllocsPerRun(5, func() {
			must(t, s.w.Pack(nil, s.packed, s.convCase.w, s.bias),
				s.w.Forward(nil, s.dst, s.src, s.packed, Epilogue{Add: s.add, ReLU: true}, s.scratch))
		}); n != 0 {
			t.Errorf("%g allocations", n)
		}
	})
}

// TestWinogradNaN wants a fault in the input to show behind a ReLU.
func TestWinogradNaN(t *testing.T) {
	each(t, func(t *testing.T, k *Kernels) {
		for _, tile := range []int{2, 4} {
			s := (&arena{t: t}).winogradCase(k, winogradTable[0], tile, 1)
			at := (4*8 + 4) * Block
			s.src[at] = float32(math.NaN())
			if out := s.run(nil, Epilogue{ReLU: true}); out[at] == out[at] {
				t.Errorf("tiles of %d: the NaN became %g", tile, out[at])
			}
		}
	})
}

func TestWinogradRefused(t *testing.T) {
	good := winogradTable[1]
	for what, change := range map[string]func(p *ConvParams){
		"stride":     func(p *ConvParams) { p.StrideW = 2 },
		"padding":    func(p *ConvParams) { p.PadH = 0 },
		"dilation":   func(p *ConvParams) { p.DilH, p.PadH = 2, 2 },
		"size":       func(p *ConvParams) { p.KW, p.PadW = 1, 0 },
		"transposed": func(p *ConvParams) { p.Transposed = true },
		"no samples": func(p *ConvParams) { p.In.N = 0 },
	} {
		p := good
		change(&p)
		if _, err := NewWinograd(nil, p, 4); err == nil {
			t.Errorf("%s: no error", what)
		}
		if what != "no samples" && p.WinogradTile(nil) != 0 {
			t.Errorf("%s: taken for fast", what)
		}
	}
	if _, err := NewWinograd(nil, good, 3); err == nil {
		t.Error("tiles of 3: no error")
	}
	s := (&arena{t: t}).winogradCase(Best(), good, 2, 1)
	short := func(x []float32) []float32 { return x[:len(x)-1] }
	for i, err := range []error{
		s.w.Forward(nil, short(s.dst), s.src, s.packed, Epilogue{}, s.scratch),
		s.w.Forward(nil, s.dst, short(s.src), s.packed, Epilogue{}, s.scratch),
		s.w.Forward(nil, s.dst, s.src, short(s.packed), Epilogue{}, s.scratch),
		s.w.Forward(nil, s.dst, s.src, s.packed, Epilogue{Add: short(s.add)}, s.scratch),
		s.w.Forward(nil, s.dst, s.src, s.packed, Epilogue{}, short(s.scratch)),
		s.w.Pack(nil, s.packed, short(s.convCase.w), nil), s.w.Pack(nil, short(s.packed), s.convCase.w, nil),
		s.w.Pack(nil, s.packed, s.convCase.w, short(s.bias)),
	} {
		if err == nil {
			t.Errorf("wrong length %d: no error", i)
		}
	}
}

// TestWinogradTile holds the rule to what was measured on AVX2, see
// BenchmarkWinograd.
func TestWinogradTile(t *testing.T) {
	k := &Kernels{transform: transformAVX2}
	for i, want := range map[int]int{0: 4, 3: 4, 4: 4, 6: 2, 8: 4, 10: 2,
		11: 4, 12: 0, 14: 4, 15: 4, 16: 4, 17: 4, 18: 4, 20: 4, 21: 4, 22: 0, 23: 0} {
		if got := winogradBenches[i].WinogradTile(k); got != want {
			t.Errorf("%s: tiles of %d, want %d", name(winogradBenches[i]), got, want)
		}
	}
	few := ConvParams{In: Shape{1, 3, 64, 64}, Out: 64, KH: 3, KW: 3, PadH: 1, PadW: 1}
	if got := few.WinogradTile(k); got != 0 {
		t.Errorf("three channels: tiles of %d", got)
	}
	narrow := ConvParams{In: Shape{1, 16, 64, 64}, Out: 16, KH: 3, KW: 3, PadH: 1, PadW: 1}
	if got := narrow.WinogradTile(&Kernels{transform: transformPlain}); got != 0 {
		t.Errorf("16 channels and slow transforms: tiles of %d", got)
	}
}

var winogradBenches = []ConvParams{
	{In: Shape{12, 64, 32, 32}, Out: 64, KH: 3, KW: 3, PadH: 1, PadW: 1},
	{In: Shape{12, 128, 16, 16}, Out: 128, KH: 3, KW: 3, PadH: 1, PadW: 1},
	{In: Shape{12, 256, 8, 8}, Out: 256, KH: 3, KW: 3, PadH: 1, PadW: 1},
	{In: Shape{12, 512, 4, 4}, Out: 512, KH: 3, KW: 3, PadH: 1, PadW: 1},
	{In: Shape{1, 64, 128, 128}, Out: 64, KH: 3, KW: 3, PadH: 1, PadW: 1},
	{In: Shape{1, 512, 16, 16}, Out: 512, KH: 3, KW: 3, PadH: 1, PadW: 1},
	{In: Shape{1, 512, 4, 4}, Out: 512, KH: 3, KW: 3, PadH: 1, PadW: 1},
	{In: Shape{1, 256, 8, 8}, Out: 256, KH: 3, KW: 3, PadH: 1, PadW: 1},
	{In: Shape{1, 32, 256, 256}, Out: 32, KH: 3, KW: 3, PadH: 1, PadW: 1},
	{In: Shape{1, 16, 512, 512}, Out: 16, KH: 3, KW: 3, PadH: 1, PadW: 1},
	{In: Shape{12, 512, 2, 2}, Out: 512, KH: 3, KW: 3, PadH: 1, PadW: 1},
	half7(Shape{12, 3, 128, 128}, 64),
	half7(Shape{12, 1, 128, 128}, 64),
	half7(Shape{1, 3, 512, 512}, 16),
	half7(Shape{1, 3, 32, 32}, 64),
	half3(Shape{12, 64, 32, 32}, 128),
	half3(Shape{12, 128, 16, 16}, 256),
	half3(Shape{12, 256, 8, 8}, 512),
	half3(Shape{1, 64, 128, 128}, 128),
	half3(Shape{1, 16, 256, 256}, 32),
	half3(Shape{1, 32, 128, 128}, 64),
	half3(Shape{1, 256, 32, 32}, 512),
	half3(Shape{1, 256, 8, 8}, 512),
	half3(Shape{1, 256, 16, 16}, 512),
}

// BenchmarkWinograd gives the processor time of the plain convolution over
// that with tiles of each size, run in turns.
func BenchmarkWinograd(b *testing.B) {
	for _, p := range winogradBenches {
		b.Run(name(p), func(b *testing.B) {
			a, best := &arena{t: b}, [3]float64{1e9, 1e9, 1e9}
			all := make([]*winogradCase, 0, 2)
			for _, tile := range tiles(p) {
				all = append(all, a.winogradCase(Best(), p, tile, 1))
			}
			direct := all[0].convCase
			scratch := make([]float32, direct.c.ScratchSize())
			then := Epilogue{Add: direct.add, ReLU: true}
			for b.Loop() {
				best[2] = min(best[2], locked(func() {
					must(b, direct.c.Forward(nil, direct.dst, direct.src, direct.packed, then, scratch))
				}).Seconds())
				for i, s := range all {
					best[i] = min(best[i], locked(func() { must(b, s.w.Forward(nil, s.dst, s.src, s.packed, then, s.scratch)) }).Seconds())
				}
			}
			b.ReportMetric(best[2]*1e3, "direct-ms")
			for i, tile := range tiles(p) {
				b.ReportMetric(best[2]/best[i], fmt.Sprintf("direct/%dx%d", tile, tile))
			}
		})
	}
}
