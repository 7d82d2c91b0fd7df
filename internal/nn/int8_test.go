package nn

import (
	"math"
	"strings"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/nn/kernel"
	"github.com/einthoven-ecg/einthoven/internal/par"
)

// program8 compiles a residual block with a decoder.
func program8(t *testing.T, params *Params, opt Options) *Program {
	t.Helper()
	b := NewBuilder(params, nil)
	x := b.Residual("block", b.Input(kernel.Shape{N: 2, C: 3, H: 12, W: 14}), 20, 2, false)
	up := b.Conv("up", x, kernel.ConvParams{Out: 7, KH: 2, KW: 2, StrideH: 2, StrideW: 2, Transposed: true}, true)
	b.Output(b.Conv3("head", b.Concat(b.Upsample(x, 2, 2), up), 2, 1, true))
	g, err := Compile(b, opt)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func forward8(t *testing.T, g *Program, x []float32) []float32 {
	t.Helper()
	if err := g.Forward(x); err != nil {
		t.Fatal(err)
	}
	return append([]float32(nil), g.Output(0)...)
}

// TestInt8 wants inference with 8 bits to be near that in float32, the same
// with any number of threads and kernels, and to follow new weights.
func TestInt8(t *testing.T) {
	params := NewParams(1)
	g := program8(t, params, Options{})
	x := mixed(1, 2*3*12*14)
	ranges := Ranges{}
	if err := g.Measure(ranges, x); err != nil {
		t.Fatal(err)
	}
	if len(ranges) != 4 || ranges["up.weight"] != (kernel.Range{}) {
		t.Errorf("ranges are %v, want those of 4 convolutions", ranges)
	}
	if r := ranges["block.conv1.weight"]; r.Min > -0.45 || r.Min < -0.5 || r.Max < 0.45 || r.Max > 0.5 {
		t.Errorf("the input goes from -0.5 to 0.5, the range is %v", r)
	}
	if r := ranges["block.conv2.weight"]; r.Min != 0 || !(r.Max > 0) {
		t.Errorf("the range after a ReLU is %v", r)
	}
	three := func(n int, f func(i int)) { par.Each(3, n, f) }
	g8 := program8(t, params, Options{Ranges: ranges, Runner: three})
	for round := range 2 {
		want, got := forward8(t, g, x), forward8(t, g8, x)
		if e := relative(got, to64(want)); !(e < 0.1) || e == 0 {
			t.Errorf("round %d: relative error %g", round, e)
		}
		sameBits(t, got, forward8(t, program8(t, params, Options{Ranges: ranges}), x))
		w := params.Get("block.conv2.weight")
		for i := range w.Value {
			w.Value[i] *= -2
		}
		w.Changed()
	}
}

func TestInt8Errors(t *testing.T) {
	params := NewParams(1)
	g := program8(t, params, Options{})
	if err := g.Measure(nil, mixed(1, 2*3*12*14)); err == nil {
		t.Error("no ranges: no error")
	}
	inf := float32(math.Inf(1))
	for what, c := range map[string]struct {
		opt  Options
		want string
	}{
		"training":   {Options{Train: true, Ranges: Ranges{"head.weight": {}}}, "training"},
		"other":      {Options{Ranges: Ranges{"tail.weight": {}}}, "tail.weight"},
		"transposed": {Options{Ranges: Ranges{"up.weight": {Max: 1}}}, "transposed"},
	} {
		b := NewBuilder(params, nil)
		x := b.Conv3("head", b.Input(kernel.Shape{N: 1, C: 27, H: 2, W: 2}), 2, 1, true)
		b.Output(b.Conv("up", b.Concat(x, b.Upsample(b.MaxPool(x, 2), 2, 2), b.Conv3("wide", x, 16, 1, true)),
			kernel.ConvParams{Out: 7, KH: 2, KW: 2, StrideH: 2, StrideW: 2, Transposed: true}, true))
		if _, err := Compile(b, c.opt); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error is %v", what, err)
		}
	}
	g = program8(t, params, Options{Ranges: Ranges{"head.weight": {Max: inf}}})
	if err := g.Forward(mixed(1, 2*3*12*14)); err == nil {
		t.Error("a range without end is no error")
	}
}
