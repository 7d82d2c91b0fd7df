package onnx_test

import (
	"math"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/nn/weights"
	"github.com/einthoven-ecg/einthoven/internal/nn/weights/onnx"
)

// The tests' network: a picture of 8x8 pixels goes through a convolution with
// padding, batch normalisation, ReLU, 2x2 maximum pooling, and a product with
// 5 rows of weights.
const (
	pixels   = 8
	channels = 4
	classes  = 5
	epsilon  = 1e-5
)

// value is element k of tensor number n, as in make.py.
func value(n, k int) float32 { return float32((k*7+n*3)%17 - 8) }

func filled(t testing.TB, name string, n int, scale, shift float32, shape ...int) weights.Tensor {
	t.Helper()
	count, _ := weights.Elements(shape)
	v := make([]float32, count)
	for k := range v {
		v[k] = value(n, k)*scale + shift
	}
	tensor, err := weights.FromFloat32s(name, shape, v)
	if err != nil {
		t.Fatal(err)
	}
	return tensor
}

// net describes the network.
func net(t testing.TB) *onnx.Model {
	flat := channels * pixels * pixels / 4
	m := &onnx.Model{Producer: "einthoven", Version: "test", Opset: 13, Metadata: []onnx.Pair{{Key: "task", Value: "none"}}}
	m.Graph = onnx.Graph{
		Name: "net",
		Nodes: []onnx.Node{
			{Name: "conv", Op: "Conv", Inputs: []string{"x", "conv.weight", "conv.bias"}, Outputs: []string{"a"},
				Attrs: []onnx.Attr{onnx.Ints("kernel_shape", 3, 3), onnx.Ints("pads", 1, 1, 1, 1)}},
			{Name: "bn", Op: "BatchNormalization", Inputs: []string{"a", "bn.weight", "bn.bias", "bn.mean", "bn.var"}, Outputs: []string{"b"},
				Attrs: []onnx.Attr{onnx.Float("epsilon", epsilon)}},
			{Name: "relu", Op: "Relu", Inputs: []string{"b"}, Outputs: []string{"c"}},
			{Name: "pool", Op: "MaxPool", Inputs: []string{"c"}, Outputs: []string{"d"},
				Attrs: []onnx.Attr{onnx.Ints("kernel_shape", 2, 2), onnx.Ints("strides", 2, 2), onnx.String("auto_pad", "NOTSET")}},
			{Name: "flatten", Op: "Flatten", Inputs: []string{"d"}, Outputs: []string{"e"}, Attrs: []onnx.Attr{onnx.Int("axis", 1)}},
			{Name: "gemm", Op: "Gemm", Inputs: []string{"e", "gemm.weight", "gemm.bias"}, Outputs: []string{"y"},
				Attrs: []onnx.Attr{onnx.Int("transB", 1)}},
		},
		Initializers: []weights.Tensor{
			filled(t, "conv.weight", 0, 1.0/8, 0, channels, 1, 3, 3),
			filled(t, "conv.bias", 1, 1.0/8, 0, channels),
			filled(t, "bn.weight", 2, 1.0/8, 1, channels),
			filled(t, "bn.bias", 3, 1.0/8, 0, channels),
			filled(t, "bn.mean", 4, 1.0/8, 0, channels),
			filled(t, "bn.var", 5, 1.0/16, 1, channels),
			filled(t, "gemm.weight", 6, 1.0/64, 0, classes, flat),
			filled(t, "gemm.bias", 7, 1.0/8, 0, classes),
		},
		Inputs:  []onnx.Value{{Name: "x", DType: weights.F32, Dims: []onnx.Dim{{Symbol: "batch"}, {Size: 1}, {Size: pixels}, {Size: pixels}}}},
		Outputs: []onnx.Value{{Name: "y", DType: weights.F32, Dims: []onnx.Dim{{Symbol: "batch"}, {Size: classes}}}},
	}
	return m
}

// input is what make.py gives the network: two pictures.
func input() []float32 {
	x := make([]float32, 2*pixels*pixels)
	for k := range x {
		x[k] = value(9, k) / 4
	}
	return x
}

// run computes the network in float64 with the weights of s, by the
// definitions of ONNX's operators.
func run(s *weights.Set, x []float32) []float64 {
	p := func(name string) []float32 {
		t, _ := s.Lookup(name)
		return t.Float32s()
	}
	var out []float64
	for ; len(x) > 0; x = x[pixels*pixels:] {
		var flat []float64
		for c := range channels {
			kernel := p("conv.weight")[9*c:]
			scale := float64(p("bn.weight")[c]) / math.Sqrt(float64(p("bn.var")[c])+epsilon)
			const half = pixels / 2
			pooled := make([]float64, half*half) // 0 is what ReLU leaves at least
			for i := range pixels {
				for j := range pixels {
					v := float64(p("conv.bias")[c])
					for k := range 9 {
						if y, z := i+k/3-1, j+k%3-1; y >= 0 && y < pixels && z >= 0 && z < pixels {
							v += float64(x[y*pixels+z]) * float64(kernel[k])
						}
					}
					v = (v-float64(p("bn.mean")[c]))*scale + float64(p("bn.bias")[c])
					at := i/2*half + j/2
					pooled[at] = max(pooled[at], v)
				}
			}
			flat = append(flat, pooled...)
		}
		for c := range classes {
			v := float64(p("gemm.bias")[c])
			for k, w := range p("gemm.weight")[c*len(flat) : (c+1)*len(flat)] {
				v += float64(w) * flat[k]
			}
			out = append(out, v)
		}
	}
	return out
}
