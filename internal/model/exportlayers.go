package model

import (
	"github.com/einthoven-ecg/einthoven/internal/nn"
	"github.com/einthoven-ecg/einthoven/internal/nn/kernel"
	"github.com/einthoven-ecg/einthoven/internal/nn/weights/onnx"
)

// The methods below declare a layer in the graph and note it in the model.

// batchEpsilon is added to variances, as of PyTorch and package nn.
const batchEpsilon = 1e-5

func (e *exporter) Conv(name string, x nn.Node, p kernel.ConvParams, bias bool) nn.Node {
	axes, op, parts := 4, "Conv", []string{".weight"}
	if p.KH == 1 && p.KW > 1 { // that of a signal, see torchShape
		axes = 3
	}
	if p.Transposed {
		op = "ConvTranspose"
	}
	if bias {
		parts = append(parts, ".bias")
	}
	in := append([]string{e.as(x, axes)}, e.weight(name, parts...)...)
	e.emit(op, name, in, window(axes, p.KH, p.KW, p.StrideH, p.StrideW, p.PadH, p.PadW)...)
	return e.note(e.graph.Conv(name, x, p, bias), name, axes)
}

func (e *exporter) Linear(name string, x nn.Node, out int, bias bool) nn.Node {
	parts := []string{".weight"}
	if bias {
		parts = append(parts, ".bias")
	}
	e.emit("Gemm", name, append([]string{e.as(x, 2)}, e.weight(name, parts...)...), onnx.Int("transB", 1))
	return e.note(e.graph.Linear(name, x, out, bias), name, 2)
}

func (e *exporter) BatchNorm(name string, x nn.Node, frozen bool) nn.Node {
	v := e.values[x]
	in := append([]string{v.name}, e.weight(name, ".weight", ".bias", ".running_mean", variance)...)
	e.emit("BatchNormalization", name, in, onnx.Float("epsilon", batchEpsilon))
	return e.note(e.graph.BatchNorm(name, x, frozen), name, v.axes)
}

// each is a function of every number by itself.
func (e *exporter) each(op string, x, to nn.Node) nn.Node {
	v := e.values[x]
	return e.note(to, e.emit(op, "", []string{v.name}), v.axes)
}

func (e *exporter) ReLU(x nn.Node) nn.Node    { return e.each("Relu", x, e.graph.ReLU(x)) }
func (e *exporter) Sigmoid(x nn.Node) nn.Node { return e.each("Sigmoid", x, e.graph.Sigmoid(x)) }

// Softmax is over the numbers of a row, which is all that networks here need.
func (e *exporter) Softmax(x nn.Node, axis nn.Axis) nn.Node {
	to := e.graph.Softmax(x, axis)
	return e.note(to, e.emit("Softmax", "", []string{e.as(x, 3)}, onnx.Int("axis", -1)), 3)
}

// both is a function of two tensors, number by number.
func (e *exporter) both(op string, x, y, to nn.Node) nn.Node {
	v := e.values[x]
	return e.note(to, e.emit(op, "", []string{v.name, e.as(y, v.axes)}), v.axes)
}

func (e *exporter) Add(x, y nn.Node) nn.Node { return e.both("Add", x, y, e.graph.Add(x, y)) }
func (e *exporter) Mul(x, y nn.Node) nn.Node { return e.both("Mul", x, y, e.graph.Mul(x, y)) }

func (e *exporter) Concat(all ...nn.Node) nn.Node {
	axes := e.values[all[0]].axes
	var in []string
	for _, x := range all {
		in = append(in, e.as(x, axes))
	}
	return e.note(e.graph.Concat(all...), e.emit("Concat", "", in, onnx.Int("axis", 1)), axes)
}

func (e *exporter) Pool(x nn.Node, p kernel.PoolParams) nn.Node {
	op := "MaxPool"
	if p.Average {
		op = "AveragePool"
	}
	if p.StrideH == 0 {
		p.StrideH = p.KH
	}
	if p.StrideW == 0 {
		p.StrideW = p.KW
	}
	attrs := window(4, p.KH, p.KW, p.StrideH, p.StrideW, p.PadH, p.PadW)
	return e.note(e.graph.Pool(x, p), e.emit(op, "", []string{e.as(x, 4)}, attrs...), 4)
}

func (e *exporter) MeanPanels(x nn.Node, n int) nn.Node {
	in := e.reshaped(e.as(x, 2), -1, int64(n), int64(x.Shape.C))
	mean := e.emit("ReduceMean", "", []string{in}, onnx.Ints("axes", 1), onnx.Int("keepdims", 0))
	return e.note(e.graph.MeanPanels(x, n), mean, 2)
}

func (e *exporter) Upsample(x nn.Node, factorH, factorW int) nn.Node {
	axes := max(3, e.values[x].axes)
	scales := []float32{1, 1, float32(factorH), float32(factorW)}
	if axes == 3 {
		scales = []float32{1, 1, float32(factorW)}
	}
	name := e.emit("Resize", "", []string{e.as(x, axes), "", e.floats([]int{axes}, scales...)}, onnx.String("mode", "nearest"),
		onnx.String("coordinate_transformation_mode", "asymmetric"), onnx.String("nearest_mode", "floor"))
	return e.note(e.graph.Upsample(x, factorH, factorW), name, axes)
}

// Resize is told sizes, of which the first is that of the batch: a factor could
// come out one sample short.
func (e *exporter) Resize(x nn.Node, height, width int) nn.Node {
	axes := axesOf(kernel.Shape{H: height, W: width})
	in := e.as(x, axes)
	first := e.emit("Slice", "", []string{e.emit("Shape", "", []string{in}), e.ints(0), e.ints(2)})
	to := e.emit("Concat", "", []string{first, e.ints(pair(axes, height, width)...)}, onnx.Int("axis", 0))
	name := e.emit("Resize", "", []string{in, "", "", to}, onnx.String("mode", "linear"),
		onnx.String("coordinate_transformation_mode", "half_pixel"))
	return e.note(e.graph.Resize(x, height, width), name, axes)
}

func (e *exporter) Reshape(x nn.Node, s kernel.Shape) nn.Node {
	axes := axesOf(s)
	name := e.reshaped(e.values[x].name, append([]int64{-1}, sizes(s, axes)...)...)
	return e.note(e.graph.Reshape(x, s), name, axes)
}

// Dropout does nothing outside of training.
func (e *exporter) Dropout(x nn.Node, probability float64, seed uint64) nn.Node {
	v := e.values[x]
	return e.note(e.graph.Dropout(x, probability, seed), v.name, v.axes)
}

func (e *exporter) DropChannels(x nn.Node, probability float64, seed uint64) nn.Node {
	v := e.values[x]
	return e.note(e.graph.DropChannels(x, probability, seed), v.name, v.axes)
}

func (e *exporter) Cut(x nn.Node, samples int) nn.Node {
	name := e.emit("Slice", "", []string{e.as(x, 3), e.ints(0), e.ints(int64(samples)), e.ints(2)})
	return e.note(e.graph.Cut(x, samples), name, 3)
}

func (e *exporter) Fill(x nn.Node, channels int) nn.Node {
	name := e.emit("Pad", "", []string{e.as(x, 2), e.ints(0, 0, 0, int64(channels))})
	return e.note(e.graph.Fill(x, channels), name, 2)
}

func (e *exporter) Scale(x nn.Node, factor float32) nn.Node {
	name := e.emit("Mul", "", []string{e.as(x, 2), e.floats(nil, factor)})
	return e.note(e.graph.Scale(x, factor), name, 2)
}

var _ layers = (*exporter)(nil)
