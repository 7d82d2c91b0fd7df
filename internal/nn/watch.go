package nn

import (
	"fmt"

	"github.com/einthoven-ecg/einthoven/internal/nn/kernel"
)

// Layer is what [Program.Watch] is told of a layer that has run.
type Layer struct {
	// Name is that of its weights, or of its kind if it has none.
	Name string
	// Method is how a convolution is done: "direct", "bits" or "winograd" with
	// the size of tiles; empty of other layers.
	Method string
	Out    kernel.Shape
	// Products is the number of multiplications that the layer needs if done
	// directly, borders included.
	Products int
	// Weights is the number of floats that it reads of weights, as they are
	// stored for the method.
	Weights int
}

// layer describes a step.
func (s *step) layer() Layer {
	o, ok := s.op.(*conv)
	if !ok {
		return Layer{Name: fmt.Sprintf("%T", s.op)[len("*nn."):]}
	}
	l := Layer{Name: o.w.Name, Method: "direct", Out: o.c.OutShape(), Weights: o.c.PackedSize()}
	pixels := l.Out.H * l.Out.W
	if o.params.Transposed {
		pixels = o.params.In.H * o.params.In.W
	}
	l.Products = l.Out.N * pixels * o.c.WeightsSize()
	switch {
	case o.c8 != nil:
		l.Method, l.Weights = "bits", o.c.PackedSize()/4
	case o.winograd != nil:
		l.Method, l.Weights = fmt.Sprintf("winograd %d", o.winograd.Tile()), o.winograd.PackedSize()
	}
	return l
}
