package nn

import "github.com/einthoven-ecg/einthoven/internal/nn/kernel"

// weighted sums pixels with weights of a tensor of one channel.
type weighted struct{ shape kernel.Shape }

// WeightedSum declares, for every channel of x, the sum of its pixels times
// those of the one channel of w.
func (b *Builder) WeightedSum(x, w Node) Node {
	if b.err != nil {
		return Node{}
	}
	s := x.Shape
	if s.C = 1; w.Shape != s {
		return b.failf("weighted sum: weights are %v, want %v", w.Shape, s)
	}
	return b.add(&weighted{x.Shape}, kernel.Shape{N: s.N, C: x.Shape.C, H: 1, W: 1}, nil, x, w)
}

// AttentionPool declares the mean of all pixels with weights that are learned:
// the softmax over the pixels of a linear function of the channels.
// Parameters are name.weight and name.bias.
func (b *Builder) AttentionPool(name string, x Node) Node {
	return b.WeightedSum(x, b.Softmax(b.Linear(name, x, 1, true), Pixels))
}

func (o *weighted) needs() needs { return needs{x: true} }

func (o *weighted) forward(_ *exec, y []float32, x [][]float32) error {
	clear(y)
	for i := range o.shape.N * o.shape.Blocks() {
		from, w, to := o.part(i, x[0]), o.weights(i, x[1]), y[i*kernel.Block:][:kernel.Block]
		for p := 0; p < len(from); p += kernel.Block {
			for c, v := range from[p:][:kernel.Block] {
				to[c] += v * w[p]
			}
		}
	}
	return nil
}

// part is one block of channels of one sample.
func (o *weighted) part(i int, x []float32) []float32 {
	return x[i*plane(o.shape):][:plane(o.shape)]
}

// weights are those of the sample of block i.
func (o *weighted) weights(i int, w []float32) []float32 {
	return w[i/o.shape.Blocks()*plane(o.shape):][:plane(o.shape)]
}

func (o *weighted) backward(_ *exec, dx []gradient, dy, _ []float32, x [][]float32) error {
	clear(dx[1].to)
	for i := range o.shape.N * o.shape.Blocks() {
		d := dy[i*kernel.Block:][:kernel.Block]
		if dx[0].to != nil {
			outer(o.part(i, dx[0].to), d, o.weights(i, x[1]))
		}
		if dx[1].to != nil {
			inner(o.weights(i, dx[1].to), d, o.part(i, x[0]))
		}
	}
	return nil
}

// outer writes d times the weight of every pixel.
func outer(to, d, w []float32) {
	for p := 0; p < len(to); p += kernel.Block {
		pixel := to[p:][:kernel.Block]
		for c, v := range d[:kernel.Block] {
			pixel[c] = v * w[p]
		}
	}
}

// inner adds the sum of d times every pixel to its weight.
func inner(to, d, x []float32) {
	for p := 0; p < len(x); p += kernel.Block {
		pixel, s := x[p:][:kernel.Block], float32(0)
		for c, v := range d[:kernel.Block] {
			s += v * pixel[c]
		}
		to[p] += s
	}
}

// expected is the mean row of every column.
type expected struct{ shape kernel.Shape }

// SoftArgmax declares, for every channel and column, the mean row in pixels
// under the softmax over the rows. Source: D. Nibali and others, Numerical
// Coordinate Regression with Convolutional Neural Networks, 2018.
func (b *Builder) SoftArgmax(x Node) Node { return b.MeanRow(b.Softmax(x, Rows)) }

// MeanRow declares, for every channel and column, the sum of the numbers times
// their row: the mean row if the numbers of a column sum to one.
func (b *Builder) MeanRow(x Node) Node {
	s := x.Shape
	s.H = 1
	return b.add(&expected{x.Shape}, s, nil, x)
}

func (o *expected) needs() needs { return needs{} }

func (o *expected) forward(_ *exec, y []float32, x [][]float32) error {
	clear(y)
	row := o.shape.W * kernel.Block
	for i := range len(x[0]) / row {
		to, h := y[i/o.shape.H*row:][:row], float32(i%o.shape.H)
		for j, v := range x[0][i*row:][:row] {
			to[j] += h * v
		}
	}
	return nil
}

func (o *expected) backward(_ *exec, dx []gradient, dy, _ []float32, _ [][]float32) error {
	row := o.shape.W * kernel.Block
	for i := range len(dx[0].to) / row {
		from, h := dy[i/o.shape.H*row:][:row], float32(i%o.shape.H)
		for j := range from {
			dx[0].to[i*row+j] = h * from[j]
		}
	}
	return nil
}
