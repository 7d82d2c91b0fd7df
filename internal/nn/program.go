package nn

import (
	"fmt"

	"github.com/einthoven-ecg/einthoven/internal/nn/kernel"
)

// Program is a graph with its memory, ready to run. It serves one call at a
// time.
type Program struct {
	// Step is the number of the step of training, which decides what
	// dropout drops. Callers set it.
	Step uint64
	// Watch, if set, is called after each layer of Forward, from its goroutine:
	// for tables of where time goes.
	Watch func(l Layer)

	exec    *exec
	steps   []step
	inputs  []port
	outputs []port
	floats  [2]int // sizes of the arenas of tensors and of gradients
	ranges  Ranges // to widen, while Measure runs
}

// port is an input or output: a blocked tensor and its gradient, and plain
// numbers.
type port struct {
	shape        kernel.Shape
	value, grad  []float32
	plain, dIn   []float32
	add          bool // the gradient is added to that of other readers
	addScratch   []float32
	wantGradient bool
	// reader is where the layer that reads plain numbers looks for them; nil if
	// value holds them in blocks.
	reader *[]float32
}

// step is a layer at work.
type step struct {
	node  int
	op    op
	fused bool
	back  bool
	y, dy []float32
	x     [][]float32
	// dx is where the layer writes; what is at later is then added to it.
	dx    []gradient
	later []gradient
}

// Forward computes the outputs of plain inputs, in the order of their
// declaration.
func (g *Program) Forward(inputs ...[]float32) error {
	if len(inputs) != len(g.inputs) {
		return fmt.Errorf("nn: %d inputs, want %d", len(inputs), len(g.inputs))
	}
	g.exec.step = g.Step
	for i, x := range inputs {
		if err := g.inputs[i].pack(g.exec, x); err != nil {
			return err
		}
	}
	for i := range g.steps {
		s := &g.steps[i]
		if s.fused {
			continue
		}
		if g.ranges != nil {
			g.ranges.widen(s)
		}
		if err := s.op.forward(g.exec, s.y, s.x); err != nil {
			return err
		}
		if g.Watch != nil {
			g.Watch(s.layer())
		}
	}
	for i := range g.outputs {
		if err := g.outputs[i].shape.Unpack(g.outputs[i].plain, g.outputs[i].value); err != nil {
			return err
		}
	}
	return nil
}

// Outputs is the number of outputs.
func (g *Program) Outputs() int { return len(g.outputs) }

// Output gives the plain numbers of output i, which the next Forward
// overwrites.
func (g *Program) Output(i int) []float32 { return g.outputs[i].plain }

// OutputShape is the shape of output i.
func (g *Program) OutputShape(i int) kernel.Shape { return g.outputs[i].shape }

// InputGrad gives the plain gradient of input i, if Options.InputGrads was
// set.
func (g *Program) InputGrad(i int) []float32 { return g.inputs[i].dIn }

// Floats gives the sizes of the memory of tensors, of gradients and of
// scratch, in numbers of 4 bytes.
func (g *Program) Floats() (values, grads, scratch int) {
	return g.floats[0], g.floats[1], len(g.exec.scratch) + (len(g.exec.bytes)+3)/4
}

// Backward adds the gradients of the parameters, given the plain gradients
// of all outputs. It follows a Forward.
func (g *Program) Backward(grads ...[]float32) error {
	if len(grads) != len(g.outputs) || !g.exec.train {
		return fmt.Errorf("nn: %d gradients, want %d of a program for training", len(grads), len(g.outputs))
	}
	for i, d := range grads {
		if err := g.outputs[i].setGrad(g.exec.k, d); err != nil {
			return err
		}
	}
	for i := len(g.steps) - 1; i >= 0; i-- {
		if err := g.steps[i].backward(g.exec); err != nil {
			return err
		}
	}
	for i := range g.inputs {
		in := &g.inputs[i]
		if in.dIn == nil {
			continue
		}
		if err := in.shape.Unpack(in.dIn, in.grad); err != nil {
			return err
		}
	}
	return nil
}

// pack brings an input into blocks, a sample a job, or tells its reader where it is.
func (o *port) pack(e *exec, plain []float32) error {
	if want := plainSize(o.shape); len(plain) != want {
		return fmt.Errorf("nn: input has %d numbers, want %d", len(plain), want)
	}
	if o.reader != nil {
		*o.reader = plain
		return nil
	}
	e.call.port, e.call.a = o, plain
	e.each(o.shape.N, e.packJob)
	e.call.port, e.call.a = nil, nil
	return nil
}

func (o *port) setGrad(k *kernel.Kernels, d []float32) error {
	switch {
	case !o.wantGradient:
		return nil
	case !o.add:
		return o.shape.Pack(o.grad, d)
	}
	if err := o.shape.Pack(o.addScratch, d); err != nil {
		return err
	}
	return k.Add(o.grad, o.grad, o.addScratch)
}

func (s *step) backward(e *exec) error {
	if !s.back {
		return nil
	}
	if err := s.op.backward(e, s.dx, s.dy, s.y, s.x); err != nil {
		return err
	}
	for i, g := range s.later {
		if g.to != nil {
			e.binary(e.addFloats, g.to, g.to, s.dx[i].to)
		}
	}
	return nil
}
