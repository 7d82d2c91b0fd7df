package kernel

import (
	"bytes"
	"math"
	"slices"
	"testing"
	"unsafe"
)

// case8 is a convolution of 8 bits with its memory.
type case8 struct {
	*convCase
	c8      *Conv8
	packed  Packed8
	in8     Range
	scratch []uint8
}

func (a *arena) case8(k *Kernels, p ConvParams, in Range, seed uint64) *case8 {
	c, err := NewConv8(k, p)
	must(a.t, err)
	s := &case8{convCase: a.convCase(k, p, seed), c8: c, in8: in}
	must(a.t, c.Pack(&s.packed, s.w, s.bias, in))
	n := c.ScratchSize()
	s.scratch = unsafe.Slice((*uint8)(unsafe.Pointer(&a.make((n + 3) / 4)[0])), (n+3)/4*4)
	s.scratch = s.scratch[len(s.scratch)-n:]
	return s
}

// rounded gives inputs and weights as the convolution takes them, by its
// description.
func (s *case8) rounded() (in, w []float64) {
	lo, hi := float64(min(s.in8.Min, 0)), float64(max(s.in8.Max, 0))
	step := (hi - lo) / 127
	zero := math.RoundToEven(-lo / step)
	for _, v := range s.in {
		q := math.RoundToEven(float64(v)/step + zero)
		in = append(in, (min(max(q, 0), 127)-zero)*step)
	}
	row := s.c8.WeightsSize() / s.outShape.C
	for o := range s.outShape.C {
		unit := 0.0
		for _, v := range s.w[o*row:][:row] {
			unit = max(unit, math.Abs(float64(v))/63)
		}
		for _, v := range s.w[o*row:][:row] {
			w = append(w, math.RoundToEven(float64(v)/unit)*unit)
		}
	}
	return in, w
}

func (s *case8) run(r Runner, then Epilogue) []float32 {
	for i := range s.dst {
		s.dst[i] = sentinel
	}
	for i := range s.scratch {
		s.scratch[i] = 0xee
	}
	must(s.t, s.c8.Forward(r, s.dst, s.src, &s.packed, then, s.scratch))
	return slices.Clone(s.dst)
}

// table8 are the shapes of the table that 8 bits do, but for large ones: of so many
// numbers some lie so near the middle between two steps that float64 rounds them
// to the other.
func table8() (all []ConvParams) {
	for _, p := range convTable {
		if !p.Transposed && p.In.Size() < frameFloats {
			all = append(all, p)
		}
	}
	return all
}

// TestConv8 compares with a float64 convolution of what was rounded, and wants
// the same bits of all implementations and numbers of threads.
func TestConv8(t *testing.T) {
	ranges := []Range{{-1, 1}, {0, 1}, {-0.3, 0.9}, {-1.5, 0}}
	for i, p := range table8() {
		t.Run(name(p), func(t *testing.T) {
			var plain, added []float32
			for _, k := range available() {
				a := &arena{t: t}
				s := a.case8(k, p, ranges[i%len(ranges)], uint64(i))
				in, w := s.rounded()
				want := s.ref.forward(in, w, double(s.bias))
				one := s.run(nil, Epilogue{})
				near(t, k.Name, s.plain(s.outShape, one), want, tolerance)
				same(t, k.Name, s.run(threads(3), Epilogue{}), one)
				for i := range want {
					want[i] = max(0, want[i]+float64(s.more[i]))
				}
				two := s.run(nil, Epilogue{Add: s.add, ReLU: true})
				near(t, k.Name+" with sum and ReLU", s.plain(s.outShape, two), want, tolerance)
				s.check()
				if plain == nil {
					plain, added = one, two
				}
				if !bitwise(one, plain) || !bitwise(two, added) {
					t.Errorf("%s gives other bits than %s", k.Name, available()[0].Name)
				}
			}
		})
	}
}

func bitwise(a, b []float32) bool {
	return slices.EqualFunc(a, b, func(x, y float32) bool { return math.Float32bits(x) == math.Float32bits(y) })
}

// TestConv8Extremes has the greatest sums that can be, of both signs, and
// numbers far outside of the range.
func TestConv8Extremes(t *testing.T) {
	p := ConvParams{In: Shape{1, 40, 5, 9}, Out: 17, KH: 3, KW: 3, PadH: 1, PadW: 1}
	each(t, func(t *testing.T, k *Kernels) {
		for _, sign := range []float32{1, -1} {
			s := (&arena{t: t}).case8(k, p, Range{0, 1}, 1)
			for i := range s.w {
				s.w[i] = sign
			}
			for i := range s.in {
				s.in[i] = 1
			}
			s.src = s.blocked(s.inShape, s.in)
			must(t, s.c8.Pack(&s.packed, s.w, nil, s.in8))
			near(t, "ones", s.plain(s.outShape, s.run(nil, Epilogue{})), s.ref.forward(double(s.in), double(s.w), nil), tolerance)
			for i := range s.src {
				s.src[i] *= 1e30
			}
			near(t, "huge", s.plain(s.outShape, s.run(nil, Epilogue{})), s.ref.forward(double(s.in), double(s.w), nil), tolerance)
		}
	})
}

// TestConv8Groups cuts the batch into groups of samples.
func TestConv8Groups(t *testing.T) {
	each(t, func(t *testing.T, k *Kernels) {
		p := ConvParams{In: Shape{3, 17, 5, 7}, Out: 40, KH: 3, KW: 3, PadH: 1, PadW: 1}
		s := (&arena{t: t}).case8(k, p, Range{-1, 1}, 1)
		want := s.run(nil, Epilogue{})
		s.c8.c.group = 2
		same(t, "groups of two", s.run(nil, Epilogue{}), want)
	})
}

func TestQuantize(t *testing.T) {
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	x := []float32{0, -0.4, 0.25, 0.75, 1.25, 62.5, 63, 63.49, 64, 1e9, inf, -inf, nan, -1, 31.25, 3}
	want := []uint8{2, 1, 2, 4, 4, 127, 127, 127, 127, 127, 127, 0, 0, 0, 64, 8}
	each(t, func(t *testing.T, k *Kernels) {
		got := make([]uint8, len(x))
		k.quantize(got, x, 2, 2)
		if !bytes.Equal(got, want) {
			t.Errorf("%v, want %v", got, want)
		}
	})
}

func TestConv8Refused(t *testing.T) {
	p := ConvParams{In: Shape{1, 3, 5, 5}, Out: 4, KH: 3, KW: 3}
	s := (&arena{t: t}).case8(Best(), p, Range{0, 1}, 1)
	bad := slices.Clone(s.w)
	bad[3] = float32(math.Inf(1))
	for what, err := range map[string]error{
		"range":   s.c8.Pack(&s.packed, s.w, nil, Range{0, float32(math.Inf(1))}),
		"NaN":     s.c8.Pack(&s.packed, s.w, nil, Range{0, float32(math.NaN())}),
		"weights": s.c8.Pack(&s.packed, s.w[1:], nil, s.in8),
		"bias":    s.c8.Pack(&s.packed, s.w, s.bias[1:], s.in8),
		"Inf":     s.c8.Pack(&s.packed, bad, nil, s.in8),
		"scratch": s.c8.Forward(nil, s.dst, s.src, &s.packed, Epilogue{}, s.scratch[1:]),
		"packed":  s.c8.Forward(nil, s.dst, s.src, &Packed8{}, Epilogue{}, s.scratch),
		"add":     s.c8.Forward(nil, s.dst, s.src, &s.packed, Epilogue{Add: s.dst[1:]}, s.scratch),
	} {
		if err == nil {
			t.Errorf("%s: no error", what)
		}
	}
	p.Transposed = true
	if _, err := NewConv8(nil, p); err == nil {
		t.Error("transposed: no error")
	}
	if _, err := NewConv8(nil, ConvParams{In: Shape{1, 1 << 14, 9, 9}, Out: 1, KH: 9, KW: 9}); err == nil {
		t.Error("sum that overflows: no error")
	}
}

// TestConv8Flat takes a tensor that is all zeros, in calibration too.
func TestConv8Flat(t *testing.T) {
	each(t, func(t *testing.T, k *Kernels) {
		s := (&arena{t: t}).case8(k, ConvParams{In: Shape{1, 3, 5, 5}, Out: 4, KH: 3, KW: 3}, Range{}, 1)
		clear(s.src)
		for i, v := range s.plain(s.outShape, s.run(nil, Epilogue{})) {
			if want := s.bias[i/9]; v != want {
				t.Fatalf("number %d is %g, want the bias %g", i, v, want)
			}
		}
	})
}

func BenchmarkForward8(b *testing.B) {
	for _, c := range convBenches {
		if c.p.Transposed {
			continue
		}
		b.Run(c.name, func(b *testing.B) {
			s := (&arena{t: b}).case8(Best(), c.p, Range{0, 1}, 1)
			best, mean := timed(b, func() {
				must(b, s.c8.Forward(nil, s.dst, s.src, &s.packed, Epilogue{ReLU: true}, s.scratch))
			})
			report(b, flop(s.c, c.p), best, mean)
			fast := convBenchFloat(b, s.convCase)
			b.ReportMetric(fast/best.Seconds(), "float32/this")
		})
	}
}

// convBenchFloat is the processor time of the same in float32, in seconds.
func convBenchFloat(b *testing.B, s *convCase) float64 {
	best := math.Inf(1)
	scratch := make([]float32, s.c.ScratchSize())
	for range 10 {
		best = min(best, locked(func() {
			must(b, s.c.Forward(nil, s.dst, s.src, s.packed, Epilogue{ReLU: true}, scratch))
		}).Seconds())
	}
	return best
}
