package nn

import (
	"errors"
	"fmt"

	"github.com/einthoven-ecg/einthoven/internal/nn/kernel"
)

// Node is a tensor of a graph.
type Node struct {
	id    int
	Shape kernel.Shape
}

// node is a layer with its output.
type node struct {
	op     op // nil of inputs
	in     []int
	shape  kernel.Shape
	params []*Param
}

// Builder declares a graph, layer after layer. The first error is kept and
// comes from Compile; what is declared after it has no meaning. Layers with the
// same name share their parameters, also within a graph. One Builder makes one
// Program.
type Builder struct {
	params  *Params
	kernels *kernel.Kernels
	nodes   []node
	inputs  []int
	outputs []int
	err     error
	used    bool
}

// NewBuilder begins a graph whose parameters are in a set, which may hold them
// already. Nil kernels stand for the best.
func NewBuilder(p *Params, k *kernel.Kernels) *Builder {
	if k == nil {
		k = kernel.Best()
	}
	return &Builder{params: p, kernels: k}
}

// Err is the first error so far.
func (b *Builder) Err() error { return b.err }

func (b *Builder) fail(err error) Node {
	if b.err == nil {
		b.err = err
	}
	return Node{}
}

// failf keeps an error of the layer with this name.
func (b *Builder) failf(format string, args ...any) Node {
	return b.fail(fmt.Errorf("nn: "+format, args...))
}

// Input declares an input.
func (b *Builder) Input(s kernel.Shape) Node {
	if _, err := kernel.NewChannels(b.kernels, s); err != nil {
		return b.fail(err)
	}
	n := b.add(nil, s, nil)
	b.inputs = append(b.inputs, n.id)
	return n
}

// Output declares that a tensor is an output.
func (b *Builder) Output(n Node) {
	if b.err != nil {
		return
	}
	if n.id >= len(b.nodes) || b.nodes[n.id].shape != n.Shape {
		b.fail(errors.New("nn: an output belongs to another graph"))
		return
	}
	b.outputs = append(b.outputs, n.id)
}

// add appends a layer. Parameters that are nil are left out.
func (b *Builder) add(o op, s kernel.Shape, params []*Param, in ...Node) Node {
	if b.err != nil {
		return Node{}
	}
	n := node{op: o, shape: s}
	for _, p := range params {
		if p != nil {
			n.params = append(n.params, p)
		}
	}
	for _, x := range in {
		if x.id >= len(b.nodes) || b.nodes[x.id].shape != x.Shape {
			return b.fail(errors.New("nn: a tensor belongs to another graph"))
		}
		n.in = append(n.in, x.id)
	}
	b.nodes = append(b.nodes, n)
	return Node{len(b.nodes) - 1, s}
}

// param declares a parameter.
func (b *Builder) param(name string, start func(p *Param), shape ...int) *Param {
	return b.declare(name, false, start, shape)
}

// buffer declares a statistic.
func (b *Builder) buffer(name string, value float32, shape ...int) *Param {
	return b.declare(name, true, fill(value), shape)
}

func (b *Builder) declare(name string, buffer bool, start func(p *Param), shape []int) *Param {
	p, err := b.params.declare(name, shape, buffer, start)
	if err != nil {
		b.fail(err)
		return nil
	}
	return p
}
