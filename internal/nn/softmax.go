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

// softmax works on plain rows, gathered along the axis. A job is a strip of
// pixels of one block of channels, small enough for the cache, or of all
// channels if the axis is theirs.
type softmax struct {
	k      *kernel.Kernels
	shape  kernel.Shape
	axis   Axis
	length int // of a row
	blocks int // of channels, 1 if a job has all
	strips int // of stripWidth rows or columns

	call struct{ y, dy, to, rows []float32 }
	job  func(i int)
}

// stripWidth is the number of rows or columns of a job.
const stripWidth = 8

func stripsOf(n int) int { return (n + stripWidth - 1) / stripWidth }

// region is what one job works on: channels of sample n, in a rectangle of
// pixels.
type region struct {
	n, first, channels int
	x0, x1, y0, y1     int
}

// Softmax declares exp(x) divided by its sum over an axis.
func (b *Builder) Softmax(x Node, axis Axis) Node {
	if b.err != nil {
		return Node{}
	}
	s := x.Shape
	o := &softmax{k: b.kernels, shape: s, axis: axis, blocks: s.Blocks(), strips: stripsOf(s.H)}
	switch axis {
	case Channels:
		o.length, o.blocks = s.C, 1
	case Rows:
		o.length, o.strips = s.H, stripsOf(s.W)
	case Columns:
		o.length = s.W
	case Pixels:
		o.length, o.strips = s.H*s.W, 1
	default:
		return b.failf("softmax: no axis %d", axis)
	}
	o.job = o.rows
	return b.add(o, s, nil, x)
}

func (o *softmax) needs() needs { return needs{scratch: 2 * plainSize(o.shape), y: true} }

func (o *softmax) forward(e *exec, y []float32, x [][]float32) error {
	o.call.y, o.call.dy, o.call.to, o.call.rows = x[0], nil, y, e.scratch
	e.each(o.shape.N*o.blocks*o.strips, o.job)
	return nil
}

func (o *softmax) backward(e *exec, dx []gradient, dy, y []float32, _ [][]float32) error {
	o.call.y, o.call.dy, o.call.to, o.call.rows = y, dy, dx[0].to, e.scratch
	e.each(o.shape.N*o.blocks*o.strips, o.job)
	return nil
}

// region gives job i and where its rows are in the scratch memory.
func (o *softmax) region(i int) (r region, at int) {
	s, strip := o.shape, i%o.strips*stripWidth
	block := i / o.strips % o.blocks
	r = region{n: i / (o.strips * o.blocks), first: block * kernel.Block, channels: s.C, x1: s.W, y1: s.H}
	if o.blocks > 1 {
		r.channels = min(kernel.Block, s.C-r.first)
	}
	at = (r.n*s.C + r.first) * s.H * s.W
	switch {
	case o.strips == 1:
	case o.axis == Rows:
		r.x0, r.x1 = strip, min(strip+stripWidth, s.W)
		at += r.channels * r.x0 * s.H
	default:
		r.y0, r.y1 = strip, min(strip+stripWidth, s.H)
		at += r.channels * r.y0 * s.W
	}
	return r, at
}

// rows does one job: of the argument, or backwards of value and gradient. The
// lengths are right, so that the kernels have no error.
func (o *softmax) rows(i int) {
	r, at := o.region(i)
	c, size := &o.call, r.channels*(r.y1-r.y0)*(r.x1-r.x0)
	y, d := c.rows[at:][:size], c.rows[plainSize(o.shape)+at:][:size]
	o.move(y, c.y, r, false)
	if c.dy == nil {
		_ = o.k.Softmax(y, y, size/o.length)
	} else {
		o.move(d, c.dy, r, false)
		_ = o.k.SoftmaxGrad(y, y, d, size/o.length)
	}
	o.move(y, c.to, r, true)
}

// steps gives the steps, in rows, from channel to channel and pixel to pixel;
// pixels of a column follow each other if the axis is the rows.
func (o *softmax) steps(r region) (channel, row, column int) {
	height, width := r.y1-r.y0, r.x1-r.x0
	switch o.axis {
	case Channels:
		return 1, width * r.channels, r.channels
	case Rows:
		return height * width, 1, height
	}
	return height * width, width, 1
}

// move copies a region of a blocked tensor to rows or, if back is set, rows to
// the tensor, with zeros in the channels that fill up.
func (o *softmax) move(rows, t []float32, r region, back bool) {
	s := o.shape
	channel, row, column := o.steps(r)
	for first := 0; first < r.channels; first += kernel.Block {
		lanes := min(kernel.Block, r.channels-first)
		from := t[(r.n*s.Blocks()+(r.first+first)/kernel.Block)*plane(s):][:plane(s)]
		for y := r.y0; y < r.y1; y++ {
			for x := r.x0; x < r.x1; x++ {
				pixel := from[(y*s.W+x)*kernel.Block:][:kernel.Block]
				at := first*channel + (y-r.y0)*row + (x-r.x0)*column
				if back {
					for c := range lanes {
						pixel[c] = rows[at]
						at += channel
					}
					clear(pixel[lanes:])
					continue
				}
				for _, v := range pixel[:lanes] {
					rows[at] = v
					at += channel
				}
			}
		}
	}
}
