package nn

import (
	"github.com/einthoven-ecg/einthoven/internal/nn/kernel"
)

// needs is what a layer needs to run.
type needs struct {
	scratch int  // floats of memory during a call
	bytes   int  // bytes besides
	x, y    bool // whether the backward pass reads inputs and output
}

// gradient is where the gradient of an input goes; to is nil if nobody wants
// it.
type gradient struct {
	to  []float32
	add bool // add to what is there
}

// op is a layer with its shapes. Calls get blocked tensors of the right sizes
// and keep the channels that fill up blocks zero.
type op interface {
	needs() needs
	forward(e *exec, y []float32, x [][]float32) error
	backward(e *exec, dx []gradient, dy, y []float32, x [][]float32) error
}

// adder is a layer that obeys gradient.add itself.
type adder interface{ adds() }

// settler is a layer that is told when Compile reads what is frozen.
type settler interface{ settle() }

// exec is what layers share while they run.
type exec struct {
	run     kernel.Runner
	k       *kernel.Kernels
	scratch []float32
	bytes   []uint8
	train   bool
	step    uint64

	call struct {
		unary     func(dst, x []float32) error
		binary    func(dst, a, b []float32) error
		dst, a, b []float32
		port      *port // whose plain numbers are a
	}
	pieceJob  func(i int)
	packJob   func(i int)
	addFloats func(dst, a, b []float32) error
}

func newExec(run kernel.Runner, k *kernel.Kernels, train bool) *exec {
	e := &exec{run: run, k: k, train: train, addFloats: k.Add}
	e.pieceJob, e.packJob = e.doPiece, e.doPack
	return e
}

// each calls f(i) for every i < n.
func (e *exec) each(n int, f func(i int)) {
	if e.run == nil {
		for i := range n {
			f(i)
		}
		return
	}
	e.run(n, f)
}

// pieceFloats is how many numbers of an element-wise function are one job.
const pieceFloats = 1 << 14

func pieces(n int) int { return (n + pieceFloats - 1) / pieceFloats }

// piece gives the bounds of a job.
func piece(i, n int) (lo, hi int) { return i * pieceFloats, min((i+1)*pieceFloats, n) }

// unary runs an element-wise function on slices of equal length.
func (e *exec) unary(f func(dst, x []float32) error, dst, x []float32) {
	e.call.unary, e.call.dst, e.call.a = f, dst, x
	e.each(pieces(len(dst)), e.pieceJob)
	e.call.unary = nil
}

// binary runs an element-wise function of two on slices of equal length.
func (e *exec) binary(f func(dst, a, b []float32) error, dst, a, b []float32) {
	e.call.binary, e.call.dst, e.call.a, e.call.b = f, dst, a, b
	e.each(pieces(len(dst)), e.pieceJob)
	e.call.binary = nil
}

// doPiece has no error to report: the lengths are equal.
func (e *exec) doPiece(i int) {
	c := &e.call
	lo, hi := piece(i, len(c.dst))
	if c.unary != nil {
		_ = c.unary(c.dst[lo:hi], c.a[lo:hi])
		return
	}
	_ = c.binary(c.dst[lo:hi], c.a[lo:hi], c.b[lo:hi])
}

// doPack has no error to report: the lengths are right.
func (e *exec) doPack(i int) {
	p, one := e.call.port, e.call.port.shape
	one.N = 1
	size, plain := one.Size(), plainSize(one)
	_ = one.Pack(p.value[i*size:][:size], e.call.a[i*plain:][:plain])
}

// put adds src to a gradient or copies it there.
func (e *exec) put(g gradient, src []float32) {
	switch {
	case g.to == nil:
	case g.add:
		e.binary(e.addFloats, g.to, g.to, src)
	default:
		copy(g.to, src)
	}
}

// plane is the number of floats of one block of channels of one sample.
func plane(s kernel.Shape) int { return s.H * s.W * kernel.Block }

// clearFill writes zeros where channels fill up the last block.
func clearFill(s kernel.Shape, t []float32) {
	lanes := s.C % kernel.Block
	if lanes == 0 {
		return
	}
	for n := range s.N {
		last := t[((n+1)*s.Blocks()-1)*plane(s):][:plane(s)]
		for i := 0; i < len(last); i += kernel.Block {
			clear(last[i+lanes : i+kernel.Block])
		}
	}
}

// accumulate adds src to the gradient of a parameter.
func accumulate(k *kernel.Kernels, p *Param, src []float32) error { return k.Add(p.Grad, p.Grad, src) }

// accumulateSums adds sums per channel to the gradient of a parameter.
func accumulateSums(p *Param, sums []float64) {
	for i := range p.Grad {
		p.Grad[i] += float32(sums[i])
	}
}

// stamp changes whenever one of the parameters does.
func stamp(all ...*Param) (s uint64) {
	for _, p := range all {
		if p != nil {
			s += p.version
		}
	}
	return s
}
