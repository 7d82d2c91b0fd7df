package kernel

import (
	"math"
	"math/rand/v2"
	"testing"
)

// TestAllocations wants that nothing is allocated once a plan is made.
func TestAllocations(t *testing.T) {
	each(t, func(t *testing.T, k *Kernels) {
		p := ConvParams{In: Shape{2, 20, 6, 9}, Out: 18, KH: 3, KW: 3, StrideH: 2, StrideW: 2, PadH: 1, PadW: 1}
		s := newConvCase(t, k, p, 1)
		m, err := NewMatMul(k, MatMulParams{M: 20, K: 9, N: 18})
		must(t, err)
		pool, err := NewPool(k, PoolParams{In: p.In, KH: 2, KW: 2})
		must(t, err)
		up, err := NewBilinear(k, pool.OutShape(), p.In.H, p.In.W)
		must(t, err)
		channels, err := NewChannels(k, p.In)
		must(t, err)
		small, index := s.make(pool.OutShape().Size()), make([]int32, pool.OutShape().Size())
		sums, dst := make([]float64, p.In.Vector()), s.make(p.In.Size())
		a, b, c, scratch := s.make(180), s.make(162), s.make(360), s.make(m.ScratchSize())
		n := testing.AllocsPerRun(20, func() {
			must(t,
				s.c.Forward(nil, s.dst, s.src, s.packed, Epilogue{Add: s.add, ReLU: true}, s.scratch),
				s.c.GradData(nil, s.dSrc, s.dDst, s.packedGrad, Epilogue{}, s.scratch),
				s.c.GradWeights(nil, s.dw, s.src, s.dDst, s.scratch),
				s.c.Pack(s.packed, s.w, s.bias), s.c.PackGrad(s.packedGrad, s.w),
				m.Run(nil, c, a, b, nil, Epilogue{}, scratch),
				pool.Forward(nil, small, index, s.src), pool.Grad(nil, dst, small, index),
				up.Forward(nil, dst, small), up.Grad(nil, small, dst),
				channels.Sum(nil, sums, s.src), channels.SumProduct(nil, sums, s.src, s.src),
				k.Add(dst, dst, s.src), k.SiLU(dst, dst), k.Softmax(dst, dst, 3))
		})
		if n != 0 {
			t.Errorf("%g allocations", n)
		}
	})
}

// TestClone runs two plans of one convolution at once.
func TestClone(t *testing.T) {
	p := convTable[1]
	s, other := newConvCase(t, Best(), p, 1), newConvCase(t, Best(), p, 2)
	must(t, s.c.Forward(nil, s.dst, s.src, s.packed, Epilogue{}, s.scratch),
		other.c.Forward(nil, other.dst, other.src, other.packed, Epilogue{}, other.scratch))
	one, two := s.c, s.c.Clone()
	for range 20 {
		dst, more := make([]float32, len(s.dst)), make([]float32, len(s.dst))
		errs := make([]error, 2)
		threads(2)(2, func(i int) {
			if i == 0 {
				errs[i] = one.Forward(nil, dst, s.src, s.packed, Epilogue{}, s.scratch)
				return
			}
			errs[i] = two.Forward(nil, more, other.src, other.packed, Epilogue{}, other.scratch)
		})
		must(t, errs...)
		same(t, "first", dst, s.dst)
		same(t, "second", more, other.dst)
	}
}

// TestRefused wants errors for what cannot be.
func TestRefused(t *testing.T) {
	good := ConvParams{In: Shape{1, 3, 5, 5}, Out: 4, KH: 3, KW: 3}
	for what, change := range map[string]func(p *ConvParams){
		"no samples":          func(p *ConvParams) { p.In.N = 0 },
		"negative channels":   func(p *ConvParams) { p.In.C = -1 },
		"huge":                func(p *ConvParams) { p.In.H, p.In.W = 1<<20, 1<<20 },
		"overflow":            func(p *ConvParams) { p.In.H, p.In.W = math.MaxInt, math.MaxInt },
		"no output":           func(p *ConvParams) { p.Out = 0 },
		"no kernel":           func(p *ConvParams) { p.KH = 0 },
		"kernel too large":    func(p *ConvParams) { p.KW = 6 },
		"negative stride":     func(p *ConvParams) { p.StrideH = -1 },
		"negative padding":    func(p *ConvParams) { p.PadH = -1 },
		"dilation too large":  func(p *ConvParams) { p.DilW = 3 },
		"output padding":      func(p *ConvParams) { p.OutPadH = 1 },
		"transposed, empty":   func(p *ConvParams) { p.Transposed, p.PadH = true, 5 },
		"output pad too much": func(p *ConvParams) { p.Transposed, p.OutPadW = true, 1 },
		"weights":             func(p *ConvParams) { p.Out, p.In.C = 1<<20, 1<<20 },
	} {
		p := good
		change(&p)
		if _, err := NewConv(nil, p); err == nil {
			t.Errorf("%s: no error for %+v", what, p)
		}
	}
	s := newConvCase(t, Best(), good, 1)
	short := func(x []float32) []float32 { return x[:len(x)-1] }
	for i, err := range []error{
		s.c.Forward(nil, short(s.dst), s.src, s.packed, Epilogue{}, s.scratch),
		s.c.Forward(nil, s.dst, short(s.src), s.packed, Epilogue{}, s.scratch),
		s.c.Forward(nil, s.dst, s.src, short(s.packed), Epilogue{}, s.scratch),
		s.c.Forward(nil, s.dst, s.src, s.packed, Epilogue{Add: short(s.add)}, s.scratch),
		s.c.Forward(nil, s.dst, s.src, s.packed, Epilogue{}, nil),
		s.c.GradWeights(nil, short(s.dw), s.src, s.dDst, s.scratch),
		s.c.GradWeights(nil, s.dw, s.src, s.dDst, nil),
		s.c.Pack(s.packed, s.w, short(s.bias)), s.c.Pack(s.packed, short(s.w), nil),
		s.inShape.Pack(short(s.src), s.in), s.inShape.Unpack(short(s.in), s.src),
		Best().Add(s.dst, short(s.dst), s.dst), Best().Softmax(s.dst, s.dst, 0), Best().Softmax(s.dst, s.dst, 7),
	} {
		if err == nil {
			t.Errorf("wrong length %d: no error", i)
		}
	}
}

// TestRefusedOthers does so for the other plans.
func TestRefusedOthers(t *testing.T) {
	in := Shape{1, 1, 4, 4}
	errs := make([]error, 9)
	_, errs[0] = NewPool(nil, PoolParams{In: in, KH: 2, KW: 2, PadH: 2})
	_, errs[1] = NewPool(nil, PoolParams{In: in, KH: 5, KW: 1})
	_, errs[2] = NewPool(nil, PoolParams{In: in})
	_, errs[3] = NewMatMul(nil, MatMulParams{M: 1, K: 0, N: 1})
	_, errs[4] = NewNearest(nil, in, 0, 1)
	_, errs[5] = NewNearest(nil, in, 1<<14, 1<<14)
	_, errs[6] = NewBilinear(nil, in, 0, 1)
	_, errs[7] = NewChannels(nil, Shape{})
	_, errs[8] = ByName("mmx")
	for i, err := range errs {
		if err == nil {
			t.Errorf("number %d: no error", i)
		}
	}
}

// FuzzConv tries shapes; the portable and the best implementation must agree
// with the reference and stay within their slices.
func FuzzConv(f *testing.F) {
	f.Add(uint64(1))
	f.Fuzz(func(t *testing.T, seed uint64) {
		p := randomParams(rand.New(rand.NewPCG(seed, 9)))
		for _, k := range available() {
			if _, err := NewConv(k, p); err != nil {
				t.Skip()
			}
			testConv(t, k, p, seed)
		}
	})
}

// TestNaN wants that a fault in the input shows in the output, also behind a
// ReLU, and only there.
func TestNaN(t *testing.T) {
	each(t, func(t *testing.T, k *Kernels) {
		p := ConvParams{In: Shape{1, 16, 3, 9}, Out: 16, KH: 1, KW: 1}
		s := newConvCase(t, k, p, 1)
		s.src[4*Block] = float32(math.NaN())
		must(t, s.c.Forward(nil, s.dst, s.src, s.packed, Epilogue{ReLU: true}, s.scratch))
		relu := make([]float32, len(s.dst))
		must(t, k.ReLU(relu, s.dst))
		for i, v := range s.dst {
			bad := i/Block == 4
			if (v != v) != bad || (relu[i] != relu[i]) != bad {
				t.Fatalf("number %d is %g, after ReLU %g", i, v, relu[i])
			}
		}
	})
}
