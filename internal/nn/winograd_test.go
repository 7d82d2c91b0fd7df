package nn

import (
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/nn/kernel"
	"github.com/einthoven-ecg/einthoven/internal/par"
)

// residual compiles two residual blocks, whose 3x3 convolutions of stride 1
// fold normalisations, sums and ReLUs.
func residual(t *testing.T, params *Params, opt Options) *Program {
	t.Helper()
	b := NewBuilder(params, nil)
	x := b.Residual("one", b.Input(kernel.Shape{N: 3, C: 32, H: 14, W: 18}), 48, 1, false)
	b.Output(b.Residual("two", x, 64, 2, false))
	g, err := Compile(b, opt)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// TestWinogradTooLarge has a layer whose transformed weights are too many, which
// stays direct, and one behind it, which does not.
func TestWinogradTooLarge(t *testing.T) {
	layer := func(in, out int) *conv {
		return &conv{w: &Param{Name: "w"}, params: kernel.ConvParams{In: kernel.Shape{N: 1, C: in, H: 64, W: 64}, Out: out, KH: 3, KW: 3, PadH: 1, PadW: 1}}
	}
	large, small := layer(8192, 4096), layer(64, 64)
	p := plan{b: &Builder{nodes: []node{{op: large}, {op: small}}}, live: []bool{true, true}}
	if large.params.WinogradTile(nil) == 0 {
		t.Fatal("Winograd's method is not wanted")
	}
	if _, err := kernel.NewConv(nil, large.params); err != nil {
		t.Fatal(err)
	}
	if err := p.winograd(); err != nil {
		t.Fatal(err)
	}
	if large.winograd != nil || small.winograd == nil {
		t.Errorf("the large layer uses %v, the small one %v", large.winograd, small.winograd)
	}
}

// TestWinograd wants inference by Winograd's method to be near the direct one,
// the same with any number of threads, and to follow new weights; training and
// Direct must not use it.
func TestWinograd(t *testing.T) {
	params := NewParams(1)
	three := func(n int, f func(i int)) { par.Each(3, n, f) }
	direct, one, many := residual(t, params, Options{Direct: true}), residual(t, params, Options{}), residual(t, params, Options{Runner: three})
	for g, want := range map[*Program]int{direct: 0, one: 3, many: 3, residual(t, params, Options{Train: true}): 0} {
		got := 0
		for _, s := range g.steps {
			if o, ok := s.op.(*conv); ok && o.winograd != nil {
				got++
			}
		}
		if got != want {
			t.Errorf("%d convolutions by Winograd's method, want %d", got, want)
		}
	}
	x := mixed(1, 3*32*14*18)
	for round := range 2 {
		want, got := forward8(t, direct, x), forward8(t, one, x)
		if e := relative(got, to64(want)); !(e < 1e-5) {
			t.Errorf("round %d: relative error %g", round, e)
		}
		sameBits(t, got, forward8(t, many, x))
		w := params.Get("one.conv2.weight")
		for i := range w.Value {
			w.Value[i] *= -2
		}
		w.Changed()
	}
}

// TestWinogradFirst has a first layer with a pooling: it reads plain numbers and
// pools, unless others want its input or output, and is near the direct one with
// the same ranges.
func TestWinogradFirst(t *testing.T) {
	params := NewParams(1)
	for _, c := range []struct {
		inputTwice, outputTwice, average bool
		plain, pooled                    bool
	}{
		{plain: true, pooled: true}, {inputTwice: true, pooled: true}, {outputTwice: true, plain: true}, {average: true, plain: true},
	} {
		compile := func(opt Options) *Program {
			b := NewBuilder(params, nil)
			x := b.Input(kernel.Shape{N: 8, C: 3, H: 50, W: 64})
			y := b.Conv("first", x, kernel.ConvParams{Out: 32, KH: 7, KW: 7, StrideH: 2, StrideW: 2, PadH: 3, PadW: 3}, true)
			y = b.ReLU(b.BatchNorm("norm", y, false))
			b.Output(b.Pool(y, kernel.PoolParams{KH: 3, KW: 3, StrideH: 2, StrideW: 2, PadH: 1, PadW: 1, Average: c.average}))
			if c.inputTwice {
				b.Output(b.GlobalMean(x))
			}
			if c.outputTwice {
				b.Output(y)
			}
			g, err := Compile(b, opt)
			if err != nil {
				t.Fatal(err)
			}
			return g
		}
		direct, g := compile(Options{Direct: true}), compile(Options{Runner: func(n int, f func(i int)) { par.Each(3, n, f) }})
		if got := g.inputs[0].reader != nil; got != c.plain {
			t.Errorf("%+v: plain input %v", c, got)
		}
		poolings := 0
		for _, s := range g.steps {
			if p, ok := s.op.(*pool); ok && !p.params.Average {
				poolings++
			}
		}
		if (poolings == 0) != (c.pooled || c.average) {
			t.Errorf("%+v: %d poolings left", c, poolings)
		}
		x := mixed(1, 8*3*50*64)
		ranges := [2]Ranges{{}, {}}
		for i, g := range []*Program{direct, g} {
			if err := g.Measure(ranges[i], x); err != nil {
				t.Fatal(err)
			}
		}
		if ranges[0]["first.weight"] != ranges[1]["first.weight"] {
			t.Errorf("%+v: ranges %v and %v", c, ranges[0], ranges[1])
		}
		for i := range direct.outputs {
			if e := relative(g.Output(i), to64(direct.Output(i))); !(e < 1e-5) {
				t.Errorf("%+v: output %d: relative error %g", c, i, e)
			}
		}
	}
}

// TestInPlace wants a sum to be written where its summand was if nobody reads that
// later, and the same bits as with a summand that is an output, too.
func TestInPlace(t *testing.T) {
	params := NewParams(1)
	compile := func(keep bool) *Program {
		b := NewBuilder(params, nil)
		x := b.ReLU(b.Conv3("first", b.Input(kernel.Shape{N: 2, C: 16, H: 9, W: 10}), 32, 1, true))
		y := b.Residual("two", b.Residual("one", x, 32, 1, false), 32, 1, false)
		b.Output(y)
		if keep {
			b.Output(x)
		}
		g, err := Compile(b, Options{})
		if err != nil {
			t.Fatal(err)
		}
		return g
	}
	in := mixed(1, 2*16*9*10)
	shared, kept := compile(false), compile(true)
	sameBits(t, forward8(t, shared, in), forward8(t, kept, in))
	for g, want := range map[*Program]int{shared: 2, kept: 1} {
		got := 0
		for _, s := range g.steps {
			if o, ok := s.op.(*conv); ok && o.add && &s.y[0] == &s.x[1][0] {
				got++
			}
		}
		if got != want {
			t.Errorf("%d sums in place, want %d", got, want)
		}
	}
}
