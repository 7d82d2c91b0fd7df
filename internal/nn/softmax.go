package nn

import "github.com/einthoven-ecg/einthoven/internal/nn/kernel"

// Axis is what a softmax runs over.
type Axis int

const (
	// Channels is over the channels of a pixel.
	Channels Axis = iota
	// Rows is over the pixels of a column: every column sums to one.
	Rows
	// Columns is over the pixels of a row.
	Columns
	// Pixels is over all pixels of a channel.
	Pixels
)

// softmax works on plain rows, gathered along the axis. A job is one block of
// channels of one sample, or the sample if the axis is the channels.
type softmax struct {
	k      *kernel.Kernels
	shape  kernel.Shape
	axis   Axis
	length int // of a row
	jobs   int // per sample

	call struct{ y, dy, to, rows []float32 }
	job  func(i int)
}

// Softmax declares exp(x) divided by its sum over an axis.
func (b *Builder) Softmax(x Node, axis Axis) Node {
	if b.err != nil {
		return Node{}
	}
	s := x.Shape
	o := &softmax{k: b.kernels, shape: s, axis: axis, jobs: s.Blocks()}
	switch axis {
	case Channels:
		o.length, o.jobs = s.C, 1
	case Rows:
		o.length = s.H
	case Columns:
		o.length = s.W
	case Pixels:
		o.length = s.H * s.W
	default:
		return b.failf("softmax: no axis %d", axis)
	}
	o.job = o.rows
	return b.add(o, s, nil, x)
}

func (o *softmax) needs() needs { return needs{scratch: 2 * plainSize(o.shape), y: true} }

func (o *softmax) forward(e *exec, y []float32, x [][]float32) error {
	o.call.y, o.call.dy, o.call.to, o.call.rows = x[0], nil, y, e.scratch
	e.each(o.shape.N*o.jobs, o.job)
	return nil
}

func (o *softmax) backward(e *exec, dx []gradient, dy, y []float32, _ [][]float32) error {
	o.call.y, o.call.dy, o.call.to, o.call.rows = y, dy, dx[0].to, e.scratch
	e.each(o.shape.N*o.jobs, o.job)
	return nil
}

// rows does one job: of the argument, or backwards of value and gradient. The
// lengths are right, so that the kernels have no error.
func (o *softmax) rows(i int) {
	c, s := &o.call, o.shape
	n, first, channels := i/o.jobs, i%o.jobs*kernel.Block, s.C
	if o.jobs > 1 {
		channels = min(kernel.Block, s.C-first)
	}
	at, size := (n*s.C+first)*s.H*s.W, channels*s.H*s.W
	y, d := c.rows[at:][:size], c.rows[plainSize(s)+at:][:size]
	o.gather(y, c.y, n, first, channels)
	if c.dy == nil {
		_ = o.k.Softmax(y, y, size/o.length)
	} else {
		o.gather(d, c.dy, n, first, channels)
		_ = o.k.SoftmaxGrad(y, y, d, size/o.length)
	}
	o.scatter(c.to, y, n, first, channels)
}

// place gives the steps, in rows, from channel to channel and pixel to pixel;
// columns of pixels follow each other if the axis is the rows.
func (o *softmax) place(channels int) (channel, row, column int) {
	s := o.shape
	switch o.axis {
	case Channels:
		return 1, s.W * channels, channels
	case Rows:
		return s.H * s.W, 1, s.H
	}
	return s.H * s.W, s.W, 1
}

// gather writes rows of some channels of sample n.
func (o *softmax) gather(rows, t []float32, n, first, channels int) {
	s := o.shape
	channel, row, column := o.place(channels)
	for c := range channels {
		from := t[(n*s.Blocks()+(first+c)/kernel.Block)*plane(s)+c%kernel.Block:]
		for y := range s.H {
			for x := range s.W {
				rows[c*channel+y*row+x*column] = from[(y*s.W+x)*kernel.Block]
			}
		}
	}
}

// scatter is gather backwards, with zeros in the channels that fill up.
func (o *softmax) scatter(t, rows []float32, n, first, channels int) {
	s := o.shape
	channel, row, column := o.place(channels)
	last := (first + channels + kernel.Block - 1) / kernel.Block * kernel.Block
	for c := range last - first {
		to := t[(n*s.Blocks()+(first+c)/kernel.Block)*plane(s)+c%kernel.Block:]
		for y := range s.H {
			for x := range s.W {
				v := float32(0)
				if c < channels {
					v = rows[c*channel+y*row+x*column]
				}
				to[(y*s.W+x)*kernel.Block] = v
			}
		}
	}
}
