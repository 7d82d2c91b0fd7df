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

// concat puts the channels of tensors one after another.
type concat struct {
	out kernel.Shape
	in  []kernel.Shape
	job func(n int)

	call struct {
		y    []float32
		x    [][]float32
		dx   []gradient
		back bool
	}
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
	o.job = o.sample
	return b.add(o, o.out, nil, all...)
}

func (o *concat) needs() needs { return needs{} }

func (o *concat) forward(e *exec, y []float32, x [][]float32) error {
	o.call.y, o.call.x, o.call.back = y, x, false
	e.each(o.out.N, o.job)
	return nil
}

func (o *concat) backward(e *exec, dx []gradient, dy, _ []float32, _ [][]float32) error {
	o.call.y, o.call.dx, o.call.back = dy, dx, true
	e.each(o.out.N, o.job)
	return nil
}

// sample moves one sample.
func (o *concat) sample(n int) {
	first := 0
	size := o.out.Size() / o.out.N
	y := o.call.y[n*size:][:size]
	for i, s := range o.in {
		size := s.Size() / s.N
		switch {
		case !o.call.back:
			gather(y, o.call.x[i][n*size:][:size], first, s)
		case o.call.dx[i].to != nil:
			spread(o.call.dx[i].to[n*size:][:size], y, first, s)
		}
		first += s.C
	}
}

// gather writes the channels x of a sample as channels first and following of
// y. What fills up its last block stays zero or is overwritten by the next.
func gather(y, x []float32, first int, s kernel.Shape) {
	if first%kernel.Block == 0 {
		copy(y[first/kernel.Block*plane(s):], x)
		return
	}
	for c := range s.C {
		from := x[c/kernel.Block*plane(s)+c%kernel.Block:]
		to := y[(first+c)/kernel.Block*plane(s)+(first+c)%kernel.Block:]
		for i := 0; i < plane(s); i += kernel.Block {
			to[i] = from[i]
		}
	}
	// The channels that fill up the last block.
	last := first + s.C
	if rest := last % kernel.Block; rest != 0 {
		to := y[last/kernel.Block*plane(s):][:plane(s)]
		for i := 0; i < len(to); i += kernel.Block {
			clear(to[i+rest : i+kernel.Block])
		}
	}
}

// spread is gather backwards.
func spread(dx, dy []float32, first int, s kernel.Shape) {
	s.N = 1
	if first%kernel.Block == 0 {
		copy(dx, dy[first/kernel.Block*plane(s):])
		clearFill(s, dx)
		return
	}
	clear(dx[(s.Blocks()-1)*plane(s):])
	for c := range s.C {
		to := dx[c/kernel.Block*plane(s)+c%kernel.Block:]
		from := dy[(first+c)/kernel.Block*plane(s)+(first+c)%kernel.Block:]
		for i := 0; i < plane(s); i += kernel.Block {
			to[i] = from[i]
		}
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
