package nn

import "github.com/einthoven-ecg/einthoven/internal/nn/kernel"

// sum adds two tensors.
type sum struct{ k *kernel.Kernels }

// Add declares the sum of two tensors of one shape.
func (b *Builder) Add(x, y Node) Node {
	if b.err == nil && x.Shape != y.Shape {
		return b.failf("add: shapes %v and %v differ", x.Shape, y.Shape)
	}
	return b.add(&sum{b.kernels}, x.Shape, nil, x, y)
}

func (o *sum) adds()        {}
func (o *sum) needs() needs { return needs{} }

func (o *sum) forward(e *exec, y []float32, x [][]float32) error {
	e.binary(e.addFloats, y, x[0], x[1])
	return nil
}

func (o *sum) backward(e *exec, dx []gradient, dy, _ []float32, _ [][]float32) error {
	e.put(dx[0], dy)
	e.put(dx[1], dy)
	return nil
}

// product multiplies two tensors.
type product struct {
	f func(dst, a, b []float32) error
}

// Mul declares the product of two tensors of one shape, number by number.
func (b *Builder) Mul(x, y Node) Node {
	if b.err == nil && x.Shape != y.Shape {
		return b.failf("mul: shapes %v and %v differ", x.Shape, y.Shape)
	}
	return b.add(&product{b.kernels.Mul}, x.Shape, nil, x, y)
}

func (o *product) needs() needs { return needs{x: true} }

func (o *product) forward(e *exec, y []float32, x [][]float32) error {
	e.binary(o.f, y, x[0], x[1])
	return nil
}

func (o *product) backward(e *exec, dx []gradient, dy, _ []float32, x [][]float32) error {
	for i, g := range dx {
		if g.to != nil {
			e.binary(o.f, g.to, x[1-i], dy)
		}
	}
	return nil
}

// concat puts the channels of tensors one after another. A job moves one block
// of one input of one sample.
type concat struct {
	out   kernel.Shape
	in    []kernel.Shape
	parts []part
	job   func(i int)

	call struct {
		y    []float32
		x    [][]float32
		dx   []gradient
		back bool
	}
}

// part is a block of an input. Its lanes begin in lane shift of block at of the
// output and go on in the next one.
type part struct {
	input, block int
	lanes        int
	at, shift    int
	last         bool // nothing follows: what is left of the block is to be cleared
}

// Concat declares that the channels of tensors follow each other.
func (b *Builder) Concat(all ...Node) Node {
	if b.err != nil {
		return Node{}
	}
	if len(all) == 0 {
		return b.failf("concat: nothing to join")
	}
	o := &concat{out: all[0].Shape}
	o.out.C = 0
	for _, x := range all {
		s := x.Shape
		o.out.C += s.C
		o.in = append(o.in, s)
		if s.C = all[0].Shape.C; s != all[0].Shape {
			return b.failf("concat: shapes %v and %v do not fit", all[0].Shape, x.Shape)
		}
	}
	first := 0
	for i, s := range o.in {
		for j := range s.Blocks() {
			c := first + j*kernel.Block
			o.parts = append(o.parts, part{input: i, block: j, lanes: min(kernel.Block, s.C-j*kernel.Block),
				at: c / kernel.Block, shift: c % kernel.Block})
		}
		first += s.C
	}
	o.parts[len(o.parts)-1].last = true
	o.job = o.move
	return b.add(o, o.out, nil, all...)
}

func (o *concat) needs() needs { return needs{} }

func (o *concat) forward(e *exec, y []float32, x [][]float32) error {
	o.call.y, o.call.x, o.call.back = y, x, false
	e.each(o.out.N*len(o.parts), o.job)
	return nil
}

func (o *concat) backward(e *exec, dx []gradient, dy, _ []float32, _ [][]float32) error {
	o.call.y, o.call.dx, o.call.back = dy, dx, true
	e.each(o.out.N*len(o.parts), o.job)
	return nil
}

// move does one job.
func (o *concat) move(i int) {
	n, p := i/len(o.parts), o.parts[i%len(o.parts)]
	s, size := o.in[p.input], plane(o.out)
	y := o.call.y[(n*o.out.Blocks()+p.at)*size:]
	at := (n*s.Blocks() + p.block) * size
	switch {
	case !o.call.back:
		p.gather(y, o.call.x[p.input][at:][:size])
	case o.call.dx[p.input].to != nil:
		p.spread(o.call.dx[p.input].to[at:][:size], y)
	}
}

// gather writes a block to y, from block at on.
func (p part) gather(y, x []float32) {
	if p.shift == 0 && (p.lanes == kernel.Block || p.last) {
		copy(y, x)
		return
	}
	here, size := min(p.lanes, kernel.Block-p.shift), len(x)
	there := p.lanes - here
	for i := 0; i < size; i += kernel.Block {
		from, to := x[i:][:kernel.Block], y[i:][:kernel.Block]
		copy(to[p.shift:], from[:here])
		if there > 0 {
			copy(y[size+i:][:there], from[here:])
		}
	}
	if end := p.shift + p.lanes; p.last && end%kernel.Block != 0 {
		y = y[end/kernel.Block*size:][:size]
		for i := 0; i < size; i += kernel.Block {
			clear(y[i+end%kernel.Block : i+kernel.Block])
		}
	}
}

// spread is gather backwards.
func (p part) spread(dx, dy []float32) {
	if p.shift == 0 && p.lanes == kernel.Block {
		copy(dx, dy)
		return
	}
	here, size := min(p.lanes, kernel.Block-p.shift), len(dx)
	for i := 0; i < size; i += kernel.Block {
		to := dx[i:][:kernel.Block]
		copy(to[:here], dy[i+p.shift:])
		if p.lanes > here {
			copy(to[here:p.lanes], dy[size+i:])
		}
		clear(to[p.lanes:])
	}
}

// reshape gives the plain numbers of a tensor another shape.
type reshape struct{ from, to kernel.Shape }

// Reshape declares that the plain numbers [N][C][H][W] are taken as another
// shape.
func (b *Builder) Reshape(x Node, s kernel.Shape) Node {
	if b.err != nil {
		return Node{}
	}
	if _, err := kernel.NewChannels(b.kernels, s); err != nil {
		return b.fail(err)
	}
	if plainSize(s) != plainSize(x.Shape) {
		return b.failf("reshape: %v and %v have different sizes", x.Shape, s)
	}
	return b.add(&reshape{x.Shape, s}, s, nil, x)
}

// Flatten declares that all numbers of a sample are channels.
func (b *Builder) Flatten(x Node) Node {
	s := x.Shape
	return b.Reshape(x, kernel.Shape{N: s.N, C: s.C * s.H * s.W, H: 1, W: 1})
}

// cut leaves out the last columns.
type cut struct{ from, to kernel.Shape }

// Cut declares the first columns of a tensor.
func (b *Builder) Cut(x Node, columns int) Node {
	if b.err != nil {
		return Node{}
	}
	s := x.Shape
	if s.W = columns; columns < 1 || columns > x.Shape.W {
		return b.failf("cut: %d columns of %v", columns, x.Shape)
	}
	return b.add(&cut{x.Shape, s}, s, nil, x)
}

func (o *cut) needs() needs { return needs{} }

func (o *cut) forward(_ *exec, y []float32, x [][]float32) error {
	long, short := o.from.W*kernel.Block, o.to.W*kernel.Block
	for i := range len(y) / short {
		copy(y[i*short:][:short], x[0][i*long:])
	}
	return nil
}

func (o *cut) backward(_ *exec, dx []gradient, dy, _ []float32, _ [][]float32) error {
	long, short := o.from.W*kernel.Block, o.to.W*kernel.Block
	for i := range len(dy) / short {
		row := dx[0].to[i*long:][:long]
		clear(row[copy(row, dy[i*short:][:short]):])
	}
	return nil
}

// plainSize is the number of plain numbers of a tensor.
func plainSize(s kernel.Shape) int { return s.N * s.C * s.H * s.W }

func (o *reshape) needs() needs { return needs{scratch: plainSize(o.from)} }

func (o *reshape) forward(e *exec, y []float32, x [][]float32) error {
	return move(o.to, y, o.from, x[0], e.scratch)
}

func (o *reshape) backward(e *exec, dx []gradient, dy, _ []float32, _ [][]float32) error {
	return move(o.from, dx[0].to, o.to, dy, e.scratch)
}

func move(to kernel.Shape, dst []float32, from kernel.Shape, src, scratch []float32) error {
	plain := scratch[:plainSize(from)]
	if err := from.Unpack(plain, src); err != nil {
		return err
	}
	return to.Pack(dst, plain)
}
