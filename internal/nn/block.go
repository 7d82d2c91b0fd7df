package nn

import "github.com/einthoven-ecg/einthoven/internal/nn/kernel"

// constant is a tensor that does not change.
type constant struct{ value []float32 }

// Constant declares a tensor of fixed plain numbers.
func (b *Builder) Constant(s kernel.Shape, plain []float32) Node {
	if b.err != nil {
		return Node{}
	}
	if _, err := kernel.NewChannels(b.kernels, s); err != nil {
		return b.fail(err)
	}
	o := &constant{make([]float32, s.Size())}
	if err := s.Pack(o.value, plain); err != nil {
		return b.fail(err)
	}
	return b.add(o, s, nil)
}

func (o *constant) needs() needs { return needs{} }

func (o *constant) forward(_ *exec, y []float32, _ [][]float32) error {
	copy(y, o.value)
	return nil
}

func (o *constant) backward(_ *exec, _ []gradient, _, _ []float32, _ [][]float32) error { return nil }

// Coordinates declares that two channels are put after those of x: the place of
// every pixel across and down, from -1 to 1. Source: R. Liu and others, An
// Intriguing Failing of Convolutional Neural Networks and the CoordConv
// Solution, 2018.
func (b *Builder) Coordinates(x Node) Node {
	if b.err != nil {
		return Node{}
	}
	s := x.Shape
	s.C = 2
	plain := make([]float32, plainSize(s))
	for i := range plain {
		column, row, channel := i%s.W, i/s.W%s.H, i/(s.W*s.H)%2
		if channel == 0 {
			plain[i] = from11(column, s.W)
		} else {
			plain[i] = from11(row, s.H)
		}
	}
	return b.Concat(x, b.Constant(s, plain))
}

// from11 places i of n evenly from -1 to 1.
func from11(i, n int) float32 {
	if n == 1 {
		return 0
	}
	return 2*float32(i)/float32(n-1) - 1
}

// Residual declares the basic block of a ResNet: two 3x3 convolutions with
// batch normalisation, plus x itself, or a 1x1 convolution of it if channels
// or size change. Parameters are name.conv1, name.bn1, name.conv2, name.bn2,
// name.downsample.0 and name.downsample.1 as in torchvision. Source: K. He and
// others, Deep Residual Learning for Image Recognition, 2016.
func (b *Builder) Residual(name string, x Node, out, stride int, frozen bool) Node {
	y := b.ReLU(b.BatchNorm(name+".bn1", b.Conv3(name+".conv1", x, out, stride, false), frozen))
	y = b.BatchNorm(name+".bn2", b.Conv3(name+".conv2", y, out, 1, false), frozen)
	if stride != 1 || x.Shape.C != out {
		p := kernel.ConvParams{Out: out, KH: 1, KW: 1, StrideH: stride, StrideW: stride}
		x = b.BatchNorm(name+".downsample.1", b.Conv(name+".downsample.0", x, p, false), frozen)
	}
	return b.ReLU(b.Add(y, x))
}
