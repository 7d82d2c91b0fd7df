package nn

import "github.com/einthoven-ecg/einthoven/internal/nn/kernel"

// pool takes the greatest or the mean of windows.
type pool struct {
	p      *kernel.Pool
	params kernel.PoolParams
	out    kernel.Shape
	index  []int32
}

// Pool declares a pooling; p.In is set to the shape of x.
func (b *Builder) Pool(x Node, p kernel.PoolParams) Node {
	p.In = x.Shape
	plan, err := kernel.NewPool(b.kernels, p)
	if err != nil {
		return b.fail(err)
	}
	return b.add(&pool{p: plan, params: p, out: plan.OutShape()}, plan.OutShape(), nil, x)
}

// MaxPool declares the greatest of windows of size x size, side by side.
func (b *Builder) MaxPool(x Node, size int) Node {
	return b.Pool(x, kernel.PoolParams{KH: size, KW: size})
}

// GlobalMean declares the mean of all pixels of every channel.
func (b *Builder) GlobalMean(x Node) Node {
	return b.Pool(x, kernel.PoolParams{KH: x.Shape.H, KW: x.Shape.W, Average: true})
}

func (o *pool) needs() needs { return needs{} }

func (o *pool) forward(e *exec, y []float32, x [][]float32) error {
	if o.params.Average || !e.train {
		return o.p.Forward(e.run, y, nil, x[0])
	}
	if o.index == nil {
		o.index = make([]int32, o.out.Size())
	}
	return o.p.Forward(e.run, y, o.index, x[0])
}

func (o *pool) backward(e *exec, dx []gradient, dy, _ []float32, _ [][]float32) error {
	return o.p.Grad(e.run, dx[0].to, dy, o.index)
}

// resample changes the size of images.
type resample struct {
	r interface {
		Forward(run kernel.Runner, dst, src []float32) error
		Grad(run kernel.Runner, dSrc, dDst []float32) error
	}
}

// Upsample declares that every pixel is repeated factorH x factorW times.
func (b *Builder) Upsample(x Node, factorH, factorW int) Node {
	u, err := kernel.NewNearest(b.kernels, x.Shape, factorH, factorW)
	if err != nil {
		return b.fail(err)
	}
	return b.add(&resample{u}, u.OutShape(), nil, x)
}

// Resize declares a bilinear change of size, as of PyTorch's interpolate
// without align_corners.
func (b *Builder) Resize(x Node, height, width int) Node {
	u, err := kernel.NewBilinear(b.kernels, x.Shape, height, width)
	if err != nil {
		return b.fail(err)
	}
	return b.add(&resample{u}, u.OutShape(), nil, x)
}

func (o *resample) needs() needs { return needs{} }

func (o *resample) forward(e *exec, y []float32, x [][]float32) error {
	return o.r.Forward(e.run, y, x[0])
}

func (o *resample) backward(e *exec, dx []gradient, dy, _ []float32, _ [][]float32) error {
	return o.r.Grad(e.run, dx[0].to, dy)
}

// panels takes the mean of groups of samples that follow each other.
type panels struct {
	k    *kernel.Kernels
	size int // floats of one sample
	n    int // samples of a group
}

// MeanPanels declares the mean of every n samples that follow each other: n
// panels of one page become one sample.
func (b *Builder) MeanPanels(x Node, n int) Node {
	if b.err != nil {
		return Node{}
	}
	if n < 1 || x.Shape.N%n != 0 {
		return b.failf("mean: %d samples do not make groups of %d", x.Shape.N, n)
	}
	s := x.Shape
	s.N /= n
	return b.add(&panels{b.kernels, s.Size() / s.N, n}, s, nil, x)
}

func (o *panels) needs() needs { return needs{} }

func (o *panels) forward(_ *exec, y []float32, x [][]float32) error {
	clear(y)
	for i := range len(x[0]) / o.size {
		to := y[i/o.n*o.size:][:o.size]
		if err := o.k.AddScaled(to, to, x[0][i*o.size:][:o.size], 1/float32(o.n)); err != nil {
			return err
		}
	}
	return nil
}

func (o *panels) backward(_ *exec, dx []gradient, dy, _ []float32, _ [][]float32) error {
	clear(dx[0].to)
	for i := range len(dx[0].to) / o.size {
		to := dx[0].to[i*o.size:][:o.size]
		if err := o.k.AddScaled(to, to, dy[i/o.n*o.size:][:o.size], 1/float32(o.n)); err != nil {
			return err
		}
	}
	return nil
}
