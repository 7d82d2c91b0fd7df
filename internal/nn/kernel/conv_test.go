package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// convTable is the one table of shapes that every implementation must pass.
var convTable = []ConvParams{
	{In: Shape{1, 16, 8, 13}, Out: 16, KH: 3, KW: 3, PadH: 1, PadW: 1},
	{In: Shape{3, 17, 5, 7}, Out: 40, KH: 3, KW: 3, PadH: 1, PadW: 1},
	{In: Shape{1, 40, 9, 11}, Out: 17, KH: 3, KW: 3, StrideH: 2, StrideW: 2, PadH: 1, PadW: 1},
	{In: Shape{1, 16, 9, 12}, Out: 16, KH: 3, KW: 3, PadH: 2, PadW: 2, DilH: 2, DilW: 2},
	{In: Shape{3, 3, 15, 21}, Out: 16, KH: 7, KW: 7, StrideH: 2, StrideW: 2, PadH: 3, PadW: 3},
	{In: Shape{1, 1, 7, 6}, Out: 3, KH: 7, KW: 7, PadH: 3, PadW: 3},
	{In: Shape{3, 40, 6, 9}, Out: 17, KH: 1, KW: 1},
	{In: Shape{1, 17, 7, 5}, Out: 16, KH: 1, KW: 1, StrideH: 2, StrideW: 2},
	{In: Shape{1, 3, 4, 5}, Out: 1, KH: 1, KW: 1, PadH: 2, PadW: 1},
	{In: Shape{3, 1, 1, 1}, Out: 1, KH: 1, KW: 1},
	{In: Shape{1, 16, 1, 1}, Out: 16, KH: 3, KW: 3, PadH: 1, PadW: 1},
	{In: Shape{3, 16, 1, 50}, Out: 17, KH: 1, KW: 5, StrideH: 1, StrideW: 2, PadW: 2, DilW: 2},
	{In: Shape{1, 3, 6, 7}, Out: 16, KH: 3, KW: 3},
	{In: Shape{3, 1, 9, 11}, Out: 20, KH: 3, KW: 5, StrideH: 2, StrideW: 2, PadH: 1, PadW: 2},
	{In: Shape{1, 2, 5, 6}, Out: 1, KH: 2, KW: 3, DilH: 2, DilW: 2},
	{In: Shape{2, 1, 1, 60}, Out: 3, KH: 1, KW: 15, StrideW: 2, PadW: 7},
	{In: Shape{1, 3, 9, 9}, Out: 40, KH: 3, KW: 3, StrideH: 2, StrideW: 1, PadH: 3, PadW: 3, DilH: 1, DilW: 2},
	{In: Shape{1, 16, 40, 300}, Out: 16, KH: 1, KW: 1},
	{In: Shape{1, 16, 3, 700}, Out: 16, KH: 3, KW: 3, PadH: 1, PadW: 1},
	{In: Shape{1, 80, 4, 30}, Out: 33, KH: 3, KW: 3, PadH: 1, PadW: 1},
	{In: Shape{1, 16, 8, 8}, Out: 16, KH: 2, KW: 2, StrideH: 3, StrideW: 3},
	// Narrow images, and large ones whose inside is read where it is.
	{In: Shape{2, 17, 40, 3}, Out: 33, KH: 3, KW: 3, PadH: 1, PadW: 1},
	{In: Shape{1, 16, 30, 280}, Out: 16, KH: 3, KW: 3, PadH: 1, PadW: 1},
	{In: Shape{2, 17, 46, 46}, Out: 33, KH: 3, KW: 3, PadH: 1, PadW: 1},
	{In: Shape{1, 20, 70, 62}, Out: 17, KH: 3, KW: 3, StrideH: 2, StrideW: 2, PadH: 1, PadW: 1},
	{In: Shape{1, 16, 5, 7}, Out: 17, KH: 2, KW: 2, StrideH: 2, StrideW: 2, Transposed: true},
	{In: Shape{3, 17, 4, 5}, Out: 3, KH: 3, KW: 3, StrideH: 2, StrideW: 2, PadH: 1, PadW: 1, OutPadH: 1, OutPadW: 1, Transposed: true},
	{In: Shape{1, 40, 1, 9}, Out: 16, KH: 1, KW: 4, StrideW: 2, PadW: 1, Transposed: true},
	{In: Shape{1, 3, 6, 5}, Out: 40, KH: 3, KW: 3, PadH: 1, PadW: 2, DilH: 2, DilW: 1, Transposed: true},
	{In: Shape{1, 16, 3, 3}, Out: 1, KH: 1, KW: 1, StrideH: 2, StrideW: 2, Transposed: true},
}

func name(p ConvParams) string {
	s := fmt.Sprintf("%dx%dx%dx%d_to%d_k%dx%d_s%dx%d_p%dx%d_d%dx%d", p.In.N, p.In.C, p.In.H, p.In.W, p.Out,
		p.KH, p.KW, p.StrideH, p.StrideW, p.PadH, p.PadW, p.DilH, p.DilW)
	if p.Transposed {
		s += "_transposed"
	}
	return s
}

func TestConv(t *testing.T) {
	each(t, func(t *testing.T, k *Kernels) {
		for i, p := range convTable {
			t.Run(name(p), func(t *testing.T) { testConv(t, k, p, uint64(i)) })
		}
	})
}

// convCase is one convolution with its tensors, plain and blocked.
type convCase struct {
	*arena
	c                       *Conv
	ref                     reference
	in, w, bias, more, g    []float32 // plain
	src, packed, packedGrad []float32
	add, dDst, scratch      []float32
	dst, dSrc, dw           []float32
	inShape, outShape       Shape
	rng                     *rand.Rand
}

func newConvCase(t testing.TB, k *Kernels, p ConvParams, seed uint64) *convCase {
	return (&arena{t: t}).convCase(k, p, seed)
}

func (a *arena) convCase(k *Kernels, p ConvParams, seed uint64) *convCase {
	t := a.t
	c, err := NewConv(k, p)
	must(t, err)
	s := &convCase{arena: a, c: c, inShape: c.InShape(), outShape: c.OutShape(), rng: rand.New(rand.NewPCG(seed, 1))}
	in, out := s.inShape, s.outShape
	s.ref = newReference(p, out)
	s.in = s.random(s.rng, in.N*in.C*in.H*in.W)
	s.w, s.bias = s.random(s.rng, c.WeightsSize()), s.random(s.rng, out.C)
	s.more, s.g = s.random(s.rng, out.N*out.C*out.H*out.W), s.random(s.rng, out.N*out.C*out.H*out.W)
	s.src, s.add, s.dDst = s.blocked(in, s.in), s.blocked(out, s.more), s.blocked(out, s.g)
	s.packed, s.packedGrad = s.make(c.PackedSize()), s.make(c.PackedGradSize())
	s.dst, s.dSrc, s.dw = s.make(out.Size()), s.make(in.Size()), s.make(c.WeightsSize())
	must(t, c.Pack(s.packed, s.w, s.bias), c.PackGrad(s.packedGrad, s.w))
	s.scratch = s.make(c.ScratchSize())
	return s
}

// spoil fills what a call may not rely on.
func (s *convCase) spoil() []float32 {
	for _, x := range [][]float32{s.scratch, s.dst, s.dSrc, s.dw} {
		for i := range x {
			x[i] = sentinel
		}
	}
	return s.scratch
}

func testConv(t *testing.T, k *Kernels, p ConvParams, seed uint64) {
	testConvCase(t, newConvCase(t, k, p, seed))
}

func testConvCase(t *testing.T, s *convCase) {
	c, out := s.c, s.outShape
	in, w, bias, g := double(s.in), double(s.w), double(s.bias), double(s.g)

	want := s.ref.forward(in, w, bias)
	must(t, c.Forward(nil, s.dst, s.src, s.packed, Epilogue{}, s.spoil()))
	near(t, "forward", s.plain(out, s.dst), want, tolerance)
	for i := range want {
		want[i] = max(0, want[i]+float64(s.more[i]))
	}
	must(t, c.Forward(nil, s.dst, s.src, s.packed, Epilogue{Add: s.add, ReLU: true}, s.spoil()))
	near(t, "forward, sum, ReLU", s.plain(out, s.dst), want, tolerance)

	din, dw := s.ref.gradients(in, w, g)
	must(t, c.GradData(nil, s.dSrc, s.dDst, s.packedGrad, Epilogue{}, s.spoil()))
	near(t, "gradient to data", s.plain(s.inShape, s.dSrc), din, tolerance)
	s.spoil()
	copy(s.dSrc, s.src)
	must(t, c.GradData(nil, s.dSrc, s.dDst, s.packedGrad, Epilogue{Add: s.dSrc}, s.scratch))
	for i := range in {
		din[i] += in[i]
	}
	near(t, "gradient to data, added", s.plain(s.inShape, s.dSrc), din, tolerance)

	must(t, c.GradWeights(nil, s.dw, s.src, s.dDst, s.spoil()))
	near(t, "gradient to weights", s.dw, dw, 2*tolerance)
	s.check()
	testThreads(t, s)
}

// testThreads wants the same bits from one and from three threads.
func testThreads(t *testing.T, s *convCase) {
	run := func(r Runner) (all [][]float32) {
		must(t, s.c.Forward(r, s.dst, s.src, s.packed, Epilogue{}, s.spoil()))
		all = append(all, append([]float32(nil), s.dst...))
		must(t, s.c.GradData(r, s.dSrc, s.dDst, s.packedGrad, Epilogue{}, s.spoil()))
		all = append(all, append([]float32(nil), s.dSrc...))
		must(t, s.c.GradWeights(r, s.dw, s.src, s.dDst, s.spoil()))
		return append(all, append([]float32(nil), s.dw...))
	}
	one, three := run(threads(1)), run(threads(3))
	for i, what := range []string{"forward", "gradient to data", "gradient to weights"} {
		same(t, what, three[i], one[i])
	}
}

// TestConvSlope compares gradients with central differences of the
// reference.
func TestConvSlope(t *testing.T) {
	each(t, func(t *testing.T, k *Kernels) {
		for i, p := range convTable {
			if p.In.H*p.In.W > 400 {
				continue // the reference is slow
			}
			s := newConvCase(t, k, p, uint64(i))
			in, w, g := double(s.in), double(s.w), double(s.g)
			must(t, s.c.GradData(nil, s.dSrc, s.dDst, s.packedGrad, Epilogue{}, s.scratch),
				s.c.GradWeights(nil, s.dw, s.src, s.dDst, s.scratch))
			dSrc := s.plain(s.inShape, s.dSrc)
			f := func() float64 { return dot(s.ref.forward(in, w, nil), g) }
			for range 2 {
				a, b := s.rng.IntN(len(in)), s.rng.IntN(len(w))
				closeTo(t, name(p)+": data", float64(dSrc[a]), slope(f, in, a))
				closeTo(t, name(p)+": weights", float64(s.dw[b]), slope(f, w, b))
			}
		}
	})
}

// closeTo wants a relative error below 1e-3.
func closeTo(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-3*max(math.Abs(want), 1e-1) {
		t.Errorf("%s: gradient %g, central difference %g", what, got, want)
	}
}

// TestConvGroups cuts the batch into groups of samples, as large images are.
func TestConvGroups(t *testing.T) {
	each(t, func(t *testing.T, k *Kernels) {
		for i, p := range convTable {
			if p.In.N < 3 {
				continue
			}
			s := newConvCase(t, k, p, uint64(i))
			s.c.fwd.group, s.c.bwd.group, s.c.grad.c.group = 2, 2, 2
			s.c.grad = newGradW(s.c.grad.c, s.c.weights)
			s.scratch = s.make(s.c.ScratchSize())
			testConvCase(t, s)
		}
	})
}

// TestAgreement compares the implementations with each other: they differ
// only in the order of sums.
func TestAgreement(t *testing.T) {
	worst := map[string]float64{}
	for i, p := range convTable {
		want := newConvCase(t, Portable(), p, uint64(i)).all()
		for _, k := range available() {
			for j, got := range newConvCase(t, k, p, uint64(i)).all() {
				near(t, k.Name+" "+name(p), got, double(want[j]), 2*tolerance)
				worst[k.Name] = max(worst[k.Name], distance(got, want[j]))
			}
		}
	}
	for name, d := range worst {
		t.Logf("%s and portable differ by at most %.1e of the root mean square", name, d)
	}
}

// TestFrame wants the copy of a large tensor to be that of its border alone.
func TestFrame(t *testing.T) {
	for size, framed := range map[int]bool{64: false, 128: true} {
		c, err := NewConv(nil, ConvParams{In: Shape{1, 16, size, size}, Out: 16, KH: 3, KW: 3, PadH: 1, PadW: 1})
		must(t, err)
		for _, r := range []*corr{c.fwd, c.bwd} {
			if got := len(r.all) > 1; got != framed || framed && r.scratch() > r.src.src.Size()/8 {
				t.Errorf("%d pixels: %d parts, %d numbers copied of %d", size, len(r.all), r.scratch(), r.src.src.Size())
			}
		}
	}
}

// all gives the output and the gradients to data and to weights.
func (s *convCase) all() [][]float32 {
	must(s.t, s.c.Forward(nil, s.dst, s.src, s.packed, Epilogue{}, s.spoil()),
		s.c.GradData(nil, s.dSrc, s.dDst, s.packedGrad, Epilogue{}, s.scratch),
		s.c.GradWeights(nil, s.dw, s.src, s.dDst, s.scratch))
	return [][]float32{s.dst, s.dSrc, s.dw}
}

// distance is the greatest difference, in root mean squares of b.
func distance(a, b []float32) float64 {
	var most, square float64
	for i, v := range b {
		most = max(most, math.Abs(float64(a[i])-float64(v)))
		square += float64(v) * float64(v)
	}
	return most / math.Sqrt(square/float64(len(b)))
}

// TestConvRandom tries shapes at random.
func TestConvRandom(t *testing.T) {
	cases := 60
	if testing.Short() {
		cases = 10
	}
	each(t, func(t *testing.T, k *Kernels) {
		rng := rand.New(rand.NewPCG(3, 4))
		for tried := 0; tried < cases; {
			p := randomParams(rng)
			if _, err := NewConv(k, p); err != nil {
				continue
			}
			tried++
			t.Run(name(p), func(t *testing.T) { testConv(t, k, p, 5) })
		}
	})
}

func randomParams(rng *rand.Rand) ConvParams {
	upTo := func(n int) int { return 1 + rng.IntN(n) }
	p := ConvParams{
		In: Shape{upTo(3), upTo(36), upTo(12), upTo(20)}, Out: upTo(36), KH: upTo(4), KW: upTo(4),
		StrideH: upTo(3), StrideW: upTo(3), PadH: rng.IntN(4), PadW: rng.IntN(4), DilH: upTo(3), DilW: upTo(3),
		Transposed: rng.IntN(3) == 0,
	}
	if p.Transposed {
		p.OutPadH, p.OutPadW = rng.IntN(p.StrideH), rng.IntN(p.StrideW)
	}
	return p
}
