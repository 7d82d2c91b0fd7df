package model

import (
	"github.com/einthoven-ecg/einthoven/internal/nn"
	"github.com/einthoven-ecg/einthoven/internal/nn/kernel"
)

// layers declares a network, one layer after another. Networks are written once
// for it: it makes a graph that runs (graph), measures one without making it
// (meter), writes it as ONNX (exporter) or listens at the inputs of its
// convolutions (listener). What a layer means is said at the method of
// nn.Builder of the same name.
type layers interface {
	Input(s kernel.Shape) nn.Node
	Output(n nn.Node)
	Conv(name string, x nn.Node, p kernel.ConvParams, bias bool) nn.Node
	Linear(name string, x nn.Node, out int, bias bool) nn.Node
	BatchNorm(name string, x nn.Node, frozen bool) nn.Node
	ReLU(x nn.Node) nn.Node
	Sigmoid(x nn.Node) nn.Node
	Softmax(x nn.Node, axis nn.Axis) nn.Node
	Add(x, y nn.Node) nn.Node
	Mul(x, y nn.Node) nn.Node
	Concat(all ...nn.Node) nn.Node
	Pool(x nn.Node, p kernel.PoolParams) nn.Node
	MeanPanels(x nn.Node, n int) nn.Node
	Upsample(x nn.Node, factorH, factorW int) nn.Node
	Resize(x nn.Node, height, width int) nn.Node
	Reshape(x nn.Node, s kernel.Shape) nn.Node
	Dropout(x nn.Node, probability float64, seed uint64) nn.Node
	DropChannels(x nn.Node, probability float64, seed uint64) nn.Node
	// Cut keeps the first samples of signals (N, C, 1, W).
	Cut(x nn.Node, samples int) nn.Node
	// Fill puts zeros after the channels of vectors.
	Fill(x nn.Node, channels int) nn.Node
	// Scale multiplies vectors with a number.
	Scale(x nn.Node, factor float32) nn.Node
}

// graph makes a graph that runs.
type graph struct{ *nn.Builder }

func (g graph) Fill(x nn.Node, channels int) nn.Node {
	s := vectors(x.Shape.N, channels)
	return g.Concat(x, g.Constant(s, make([]float32, s.N*channels)))
}

func (g graph) Scale(x nn.Node, factor float32) nn.Node {
	all := make([]float32, x.Shape.N*x.Shape.C)
	for i := range all {
		all[i] = factor
	}
	return g.Mul(x, g.Constant(x.Shape, all))
}

// vectors is the shape of n vectors of c numbers.
func vectors(n, c int) kernel.Shape { return kernel.Shape{N: n, C: c, H: 1, W: 1} }

// conv3 is a convolution of 3x3 that keeps the size, divided by stride.
func conv3(b layers, name string, x nn.Node, out, stride int, bias bool) nn.Node {
	return b.Conv(name, x, kernel.ConvParams{Out: out, KH: 3, KW: 3, PadH: 1, PadW: 1, StrideH: stride, StrideW: stride}, bias)
}

// signal3 is a convolution of signals with three numbers that keeps the length.
func signal3(b layers, name string, x nn.Node, out int) nn.Node {
	return b.Conv(name, x, kernel.ConvParams{Out: out, KH: 1, KW: 3, PadW: 1}, true)
}

// globalMean is the mean of all pixels of every channel.
func globalMean(b layers, x nn.Node) nn.Node {
	return b.Pool(x, kernel.PoolParams{KH: x.Shape.H, KW: x.Shape.W, Average: true})
}
