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
