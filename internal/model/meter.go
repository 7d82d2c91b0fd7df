package model

import (
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/nn"
	"github.com/einthoven-ecg/einthoven/internal/nn/kernel"
)

// meter measures a network without making it: it lists the parameters and sums
// up the numbers between layers.
type meter struct {
	params     []paramInfo
	known      map[string]bool
	parameters int64 // numbers of all parameters and statistics
	between    int64 // numbers of the outputs of all layers
}

// paramInfo is a parameter as package nn declares it.
type paramInfo struct {
	name  string
	shape []int
}

// measure measures a network for batch pages or pictures of a description whose
// fields are in range.
func (d Description) measure(batch int) (*meter, stages) {
	m := &meter{known: map[string]bool{}}
	return m, d.declare(m, batch)
}

func (m *meter) param(name string, shape ...int) {
	if m.known[name] {
		return
	}
	m.known[name] = true
	n := int64(1)
	for _, v := range shape {
		n *= int64(v)
	}
	m.parameters += n
	m.params = append(m.params, paramInfo{name, slices.Clone(shape)})
}

// layer is the output of a layer.
func (m *meter) layer(s kernel.Shape) nn.Node {
	m.between += int64(s.N) * int64(s.Blocks()*kernel.Block) * int64(s.H) * int64(s.W)
	return nn.Node{Shape: s}
}

func (m *meter) Input(s kernel.Shape) nn.Node { return m.layer(s) }
func (m *meter) Output(nn.Node)               {}

func (m *meter) Conv(name string, x nn.Node, p kernel.ConvParams, bias bool) nn.Node {
	in, out := x.Shape.C, p.Out
	if p.Transposed {
		in, out = out, in
	}
	m.param(name+".weight", out, in, p.KH, p.KW)
	if bias {
		m.param(name+".bias", p.Out)
	}
	s := x.Shape
	s.C = p.Out
	if p.Transposed {
		s.H, s.W = grown(s.H, p.KH, p.StrideH, p.PadH), grown(s.W, p.KW, p.StrideW, p.PadW)
	} else {
		s.H, s.W = places(s.H, p.KH, p.StrideH, p.PadH), places(s.W, p.KW, p.StrideW, p.PadW)
	}
	return m.layer(s)
}

// places is how often a window of k fits n with zeros on both sides.
func places(n, k, stride, pad int) int { return (n+2*pad-k)/max(stride, 1) + 1 }

// grown is the size that a transposed convolution gives.
func grown(n, k, stride, pad int) int { return (n-1)*max(stride, 1) - 2*pad + k }

func (m *meter) Linear(name string, x nn.Node, out int, bias bool) nn.Node {
	m.param(name+".weight", out, x.Shape.C)
	if bias {
		m.param(name+".bias", out)
	}
	s := x.Shape
	s.C = out
	return m.layer(s)
}

func (m *meter) BatchNorm(name string, x nn.Node, _ bool) nn.Node {
	for _, part := range []string{".running_mean", variance, ".weight", ".bias"} {
		m.param(name+part, x.Shape.C)
	}
	return m.layer(x.Shape)
}

func (m *meter) ReLU(x nn.Node) nn.Node                              { return m.layer(x.Shape) }
func (m *meter) Sigmoid(x nn.Node) nn.Node                           { return m.layer(x.Shape) }
func (m *meter) Softmax(x nn.Node, _ nn.Axis) nn.Node                { return m.layer(x.Shape) }
func (m *meter) Add(x, _ nn.Node) nn.Node                            { return m.layer(x.Shape) }
func (m *meter) Mul(x, _ nn.Node) nn.Node                            { return m.layer(x.Shape) }
func (m *meter) Scale(x nn.Node, _ float32) nn.Node                  { return m.layer(x.Shape) }
func (m *meter) Reshape(_ nn.Node, s kernel.Shape) nn.Node           { return m.layer(s) }
func (m *meter) Dropout(x nn.Node, _ float64, _ uint64) nn.Node      { return m.layer(x.Shape) }
func (m *meter) DropChannels(x nn.Node, _ float64, _ uint64) nn.Node { return m.layer(x.Shape) }
func (m *meter) Concat(all ...nn.Node) nn.Node {
	s := all[0].Shape
	for _, x := range all[1:] {
		s.C += x.Shape.C
	}
	return m.layer(s)
}

func (m *meter) Pool(x nn.Node, p kernel.PoolParams) nn.Node {
	s := x.Shape
	or := func(stride, size int) int {
		if stride == 0 {
			return size
		}
		return stride
	}
	s.H, s.W = places(s.H, p.KH, or(p.StrideH, p.KH), p.PadH), places(s.W, p.KW, or(p.StrideW, p.KW), p.PadW)
	return m.layer(s)
}

func (m *meter) MeanPanels(x nn.Node, n int) nn.Node {
	s := x.Shape
	s.N /= n
	return m.layer(s)
}

func (m *meter) Upsample(x nn.Node, factorH, factorW int) nn.Node {
	s := x.Shape
	s.H, s.W = s.H*factorH, s.W*factorW
	return m.layer(s)
}

func (m *meter) Resize(x nn.Node, height, width int) nn.Node {
	s := x.Shape
	s.H, s.W = height, width
	return m.layer(s)
}

func (m *meter) Cut(x nn.Node, samples int) nn.Node {
	s := x.Shape
	s.W = samples
	return m.layer(s)
}

func (m *meter) Fill(x nn.Node, channels int) nn.Node {
	s := x.Shape
	s.C += channels
	return m.layer(s)
}
