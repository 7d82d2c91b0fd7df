package nn

import "github.com/einthoven-ecg/einthoven/internal/nn/kernel"

// activation is an element-wise function.
type activation struct {
	shape kernel.Shape
	f     func(dst, x []float32) error
	// grad takes the value of the function, or its argument if fromX is set.
	grad  func(dst, v, dy []float32) error
	fromX bool
	relu  bool
	// filled says that f(0) is not 0.
	filled bool
}

// ReLU declares max(x, 0).
func (b *Builder) ReLU(x Node) Node {
	return b.activation(x, activation{f: b.kernels.ReLU, grad: b.kernels.ReLUGrad, relu: true})
}

// SiLU declares x times the sigmoid of x.
func (b *Builder) SiLU(x Node) Node {
	return b.activation(x, activation{f: b.kernels.SiLU, grad: b.kernels.SiLUGrad, fromX: true})
}

// Sigmoid declares 1/(1+exp(-x)).
func (b *Builder) Sigmoid(x Node) Node {
	return b.activation(x, activation{f: b.kernels.Sigmoid, grad: b.kernels.SigmoidGrad, filled: true})
}

func (b *Builder) activation(x Node, a activation) Node {
	a.shape = x.Shape
	return b.add(&a, x.Shape, nil, x)
}

func (o *activation) needs() needs { return needs{x: o.fromX, y: !o.fromX} }

func (o *activation) forward(e *exec, y []float32, x [][]float32) error {
	e.unary(o.f, y, x[0])
	if o.filled {
		clearFill(o.shape, y)
	}
	return nil
}

func (o *activation) backward(e *exec, dx []gradient, dy, y []float32, x [][]float32) error {
	v := y
	if o.fromX {
		v = x[0]
	}
	e.binary(o.grad, dx[0].to, v, dy)
	return nil
}
