package nn

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/nn/kernel"
)

// mixed gives n numbers from -0.5 to 0.5 of series k, as in testdata/layers.py.
func mixed(k, n int) []float32 {
	v := make([]float32, n)
	for i := range v {
		x := uint32(i)*2654435761 + uint32(k)*40503 + 12345
		x ^= x >> 15
		x *= 2246822519
		x ^= x >> 13
		v[i] = float32(float64(x)/(1<<32) - 0.5)
	}
	return v
}

// torchNumbers are what PyTorch computed (testdata/layers.py).
func torchNumbers(t *testing.T) map[string]map[string][]float64 {
	t.Helper()
	text, err := os.ReadFile("testdata/layers.json")
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]map[string][]float64
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

func nearTorch(t *testing.T, what string, got []float32, want []float64, tol float64) {
	t.Helper()
	if len(got) != len(want) || len(want) == 0 {
		t.Errorf("%s: %d numbers, want %d", what, len(got), len(want))
	} else if e := relative(got, want); !(e < tol) {
		t.Errorf("%s has a relative error of %g", what, e)
	}
}

// torchLayers are the layers of testdata/layers.py, with parameters named
// "l.weight" and so on.
var torchLayers = map[string]layerCase{
	"batch norm":         one("", 2, 5, 3, 4, func(b *Builder, x Node) Node { return b.BatchNorm("l", x, false) }),
	"batch norm of rows": one("", 3, 18, 1, 5, func(b *Builder, x Node) Node { return b.BatchNorm("l", x, false) }),
	"group norm":         one("", 2, 6, 3, 4, func(b *Builder, x Node) Node { return b.GroupNorm("l", x, 2) }),
	"instance norm":      one("", 2, 5, 3, 4, func(b *Builder, x Node) Node { return b.InstanceNorm("l", x) }),
	"attention":          one("", 2, 5, 3, 4, func(b *Builder, x Node) Node { return b.AttentionPool("l", x) }),
	"conv": one("", 2, 3, 7, 9, func(b *Builder, x Node) Node {
		return b.Conv("l", x, kernel.ConvParams{Out: 5, KH: 3, KW: 3, StrideH: 2, StrideW: 2, PadH: 2, PadW: 2, DilH: 2, DilW: 2}, true)
	}),
	"transposed 2x2": one("", 2, 5, 3, 4, func(b *Builder, x Node) Node {
		return b.Conv("l", x, kernel.ConvParams{Out: 3, KH: 2, KW: 2, StrideH: 2, StrideW: 2, Transposed: true}, true)
	}),
	"transposed 3x3": one("", 1, 3, 3, 4, func(b *Builder, x Node) Node {
		p := kernel.ConvParams{Out: 4, KH: 3, KW: 3, StrideH: 2, StrideW: 2, PadH: 1, PadW: 1, OutPadH: 1, OutPadW: 1, Transposed: true}
		return b.Conv("l", x, p, true)
	}),
	"transposed 1d": one("", 2, 4, 1, 6, func(b *Builder, x Node) Node {
		return b.Conv("l", x, kernel.ConvParams{Out: 3, KH: 1, KW: 4, StrideW: 2, PadW: 1, Transposed: true}, true)
	}),
	"silu":     one("", 2, 5, 3, 4, (*Builder).SiLU),
	"softmax":  one("", 2, 5, 3, 4, func(b *Builder, x Node) Node { return b.Softmax(x, Channels) }),
	"bilinear": one("", 1, 3, 3, 4, func(b *Builder, x Node) Node { return b.Resize(x, 5, 9) }),
	"nearest":  one("", 1, 3, 3, 4, func(b *Builder, x Node) Node { return b.Upsample(x, 2, 2) }),
	"max pool": one("", 1, 3, 5, 7, func(b *Builder, x Node) Node {
		return b.Pool(x, kernel.PoolParams{KH: 3, KW: 3, StrideH: 2, StrideW: 2, PadH: 1, PadW: 1})
	}),
	"mean pool": one("", 1, 3, 5, 7, func(b *Builder, x Node) Node {
		return b.Pool(x, kernel.PoolParams{KH: 3, KW: 2, StrideH: 2, StrideW: 2, PadH: 1, Average: true})
	}),
}

// TestTorchLayers compares outputs, gradients and running statistics after two
// steps of training.
func TestTorchLayers(t *testing.T) {
	all := torchNumbers(t)
	for key := range all {
		name, ok := strings.CutPrefix(key, "layer ")
		if !ok {
			continue
		}
		t.Run(name, func(t *testing.T) { testTorchLayer(t, torchLayers[name].make, all[key]) })
	}
}

func testTorchLayer(t *testing.T, declare func(b *Builder), want map[string][]float64) {
	params := NewParams(1)
	b := NewBuilder(params, nil)
	declare(b)
	g, err := Compile(b, Options{Train: true, InputGrads: true})
	if err != nil {
		t.Fatal(err)
	}
	var learned []*Param
	for _, p := range params.All() {
		if !p.Buffer {
			learned = append(learned, p)
		}
	}
	slices.SortFunc(learned, func(a, b *Param) int { return strings.Compare(a.Name, b.Name) })
	for k, p := range learned {
		for i, v := range mixed(10+k, len(p.Value)) {
			if p.Value[i] = 2 * v; len(p.Shape) == 1 {
				p.Value[i] = 1 + v
			}
		}
		p.Changed()
	}
	for step := range 2 {
		x := mixed(20+step, len(g.InputGrad(0)))
		for i := range x {
			x[i] = 4*x[i] + 0.75
		}
		params.ZeroGrad()
		if err := g.Forward(x); err != nil {
			t.Fatal(err)
		}
		if err := g.Backward(mixed(30, len(g.Output(0)))); err != nil {
			t.Fatal(err)
		}
	}
	nearTorch(t, "output", g.Output(0), want["output"], 1e-5)
	nearTorch(t, "gradient of the input", g.InputGrad(0), want["input"], 1e-5)
	for _, p := range params.All() {
		name := strings.TrimPrefix(p.Name, "l.")
		if p.Buffer {
			nearTorch(t, name, p.Value, want[name], 1e-6)
			continue
		}
		if name == "bias" && torchNorm(want["grad bias"]) < 1e-12 {
			continue // a bias in front of a softmax has no gradient
		}
		nearTorch(t, "gradient of "+name, p.Grad, want["grad "+name], 1e-5)
	}
}

func torchNorm(v []float64) (s float64) {
	for _, x := range v {
		s += x * x
	}
	return s
}

// TestTorchLosses compares values and gradients.
func TestTorchLosses(t *testing.T) {
	const heights, widths = 5, 3
	heat, err := NewHeat(heights, widths)
	if err != nil {
		t.Fatal(err)
	}
	correlation, err := NewCorrelation(3, 20)
	if err != nil {
		t.Fatal(err)
	}
	spectral, err := NewSpectral(40, 8, 16)
	if err != nil {
		t.Fatal(err)
	}
	spectral.Log = 0.5
	all := torchNumbers(t)
	for _, c := range []struct {
		name string
		n    int
		loss func(g, p, t []float32) float64
	}{
		{"mse", 40, func(g, p, t []float32) float64 { return MSE(g, p, t, nil, 1) }},
		{"bce", 40, func(g, p, t []float32) float64 {
			for i := range t {
				t[i] += 0.5
			}
			return BCE(g, p, t, nil, 1)
		}},
		{"cross entropy", 30, func(g, p, t []float32) float64 { return heat.CrossEntropy(g, p, torchShares(heat, t), nil, 1) }},
		{"jensen shannon", 30, func(g, p, t []float32) float64 { return heat.JensenShannon(g, p, torchShares(heat, t), nil, 1) }},
		{"correlation", 60, func(g, p, t []float32) float64 { return correlation.Loss(g, p, t, 1) }},
		{"spectral", 80, func(g, p, t []float32) float64 { return spectral.Loss(g, p, t, 1) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			g, p := make([]float32, c.n), mixed(40, c.n)
			for i := range p {
				p[i] *= 4
			}
			value := c.loss(g, p, mixed(41, c.n))
			want := all["loss "+c.name]
			nearTorch(t, "value", []float32{float32(value)}, want["value"], 1e-5)
			nearTorch(t, "gradient", g, want["grad"], 1e-5)
		})
	}
}

// torchShares are the targets of maps: the softmax over rows of 5*t.
func torchShares(h *Heat, t []float32) []float32 {
	p := make([]float64, h.height)
	for i := range t {
		t[i] *= 5
	}
	out := make([]float32, len(t))
	for c := range len(t) / h.height {
		first := c/h.width*h.height*h.width + c%h.width
		h.softmax(p, t[first:])
		for i, v := range p {
			out[first+i*h.width] = float32(v)
		}
	}
	return out
}

// TestTorchOptimisers compares twelve steps with a one-cycle schedule and
// clipped gradients.
func TestTorchOptimisers(t *testing.T) {
	all := torchNumbers(t)
	for name, decay := range map[string]float64{"adamw": 0.1, "sgd": 0.1} {
		set, p := paramOf(mixed(50, 20)...)
		var o Optimizer = NewAdamW(set, nil, decay)
		if name == "sgd" {
			o = NewSGD(set, nil, 0.9, decay)
		}
		rate := OneCycle(0.1, 12)
		for i := range 12 {
			copy(p.Grad, mixed(60+i, 20))
			ClipNorm(set, 1)
			o.Step(rate(i))
		}
		nearTorch(t, name, p.Value, all["optimiser "+name]["value"], 1e-5)
	}
}
