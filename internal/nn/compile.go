package nn

import (
	"errors"

	"github.com/einthoven-ecg/einthoven/internal/nn/kernel"
)

// Options say what a program is for.
type Options struct {
	// Train keeps what the backward pass needs; batch normalisations take
	// the statistics of the batch and dropout drops.
	Train bool
	// InputGrads gives the gradients of the inputs, too.
	InputGrads bool
	// Ranges, for inference only, makes the convolutions that it names compute
	// with 7 bits, see [Ranges].
	Ranges Ranges
	// Direct, for inference, keeps to plain convolutions. Without it those of
	// 3x3, and first layers of 7x7, use Winograd's method where it is faster, see
	// [kernel.Winograd]: in 0.75 to 0.23 of the time, with up to 9 times the memory
	// for weights and results that differ by some 1e-5 of their scale. Which ones do
	// depends on the size of the batch, too. Training is always direct.
	Direct bool
	// Runner spreads work over threads; nil is one thread.
	Runner kernel.Runner
}

// plan is the state of Compile.
type plan struct {
	b    *Builder
	opt  Options
	uses []int // how often a tensor is read, as an output included
	// root is the tensor whose memory a tensor uses: its own, or that of the
	// layer that computes it as well.
	root []int
	// fused layers are done by the layer before.
	fused []bool
	// live tensors are needed by outputs; back tells whether a tensor has a
	// gradient.
	live, back []bool
	// plain inputs are read as they come, not in blocks.
	plain  []bool
	values []*span
	grads  []*span

	valueArena, gradArena []float32
	written               []bool // gradients that have a summand
}

// Compile ends a graph and lays out its memory.
func Compile(b *Builder, opt Options) (*Program, error) {
	if b.err != nil {
		return nil, b.err
	}
	if b.used || len(b.outputs) == 0 {
		return nil, errors.New("nn: a graph needs an output and is compiled once")
	}
	b.used = true
	n := len(b.nodes)
	p := &plan{b: b, opt: opt, uses: make([]int, n), root: make([]int, n), fused: make([]bool, n),
		live: make([]bool, n), back: make([]bool, n), plain: make([]bool, n), values: make([]*span, n), grads: make([]*span, n)}
	p.reach()
	p.fuse()
	if err := p.quantize(); err != nil {
		return nil, err
	}
	if err := p.winograd(); err != nil {
		return nil, err
	}
	if err := p.first(); err != nil {
		return nil, err
	}
	p.spans()
	p.inPlace()
	return p.program()
}

// reach finds what is live, how often it is read and what has a gradient.
func (p *plan) reach() {
	for _, o := range p.b.outputs {
		p.uses[o]++
		p.live[o] = true
	}
	for i := len(p.b.nodes) - 1; i >= 0; i-- {
		if !p.live[i] {
			continue
		}
		for _, in := range p.b.nodes[i].in {
			p.uses[in]++
			p.live[in] = true
		}
	}
	if !p.opt.Train {
		return
	}
	p.b.params.needGrads()
	for i, n := range p.b.nodes {
		if !p.live[i] {
			continue
		}
		if o, ok := n.op.(settler); ok {
			o.settle()
		}
		p.back[i] = n.op == nil && p.opt.InputGrads
		for _, in := range n.in {
			p.back[i] = p.back[i] || p.back[in]
		}
		for _, q := range n.params {
			p.back[i] = p.back[i] || q.trainable()
		}
	}
}

// fuse lets layers do what follows them: a ReLU, and in inference a batch
// normalisation and a sum.
func (p *plan) fuse() {
	for i, n := range p.b.nodes {
		p.root[i] = i
		if !p.live[i] {
			continue
		}
		switch len(n.in) {
		case 1:
			from := p.root[n.in[0]]
			if p.uses[n.in[0]] == 1 && p.take(p.b.nodes[from].op, n.op) {
				p.root[i], p.fused[i] = from, true
			}
		case 2:
			if !p.opt.Train && (p.takeSum(i, n.in[0], n.in[1]) || p.takeSum(i, n.in[1], n.in[0])) {
				p.fused[i] = true
			}
		}
	}
}

// takeSum lets the convolution that computes tensor in add tensor other, if
// that is there before.
func (p *plan) takeSum(i, in, other int) bool {
	from := p.root[in]
	c, ok := p.b.nodes[from].op.(*conv)
	if _, sum := p.b.nodes[i].op.(*sum); !sum || !ok || c.relu || c.add || p.uses[in] != 1 || p.root[other] >= from {
		return false
	}
	c.add = true
	p.b.nodes[from].in = append(p.b.nodes[from].in, other)
	p.root[i] = from
	return true
}

// take lets the layer before do the layer after, and tells whether it can.
func (p *plan) take(before, after op) bool {
	switch a := after.(type) {
	case *activation:
		if !a.relu {
			return false
		}
		switch f := before.(type) {
		case *conv:
			f.relu = true
			return true
		case *norm:
			f.relu = true
			return true
		}
	case *norm:
		c, ok := before.(*conv)
		if ok && !p.opt.Train && a.mean != nil && c.fold == nil && !c.relu && !c.add {
			c.fold = a
			return true
		}
	}
	return false
}

// spans finds from when to when tensors and gradients are wanted. Layer i runs
// at time i, its backward pass at time 2n-i.
func (p *plan) spans() {
	n := len(p.b.nodes)
	for i, node := range p.b.nodes {
		if !p.live[i] {
			continue
		}
		r := p.root[i]
		if r == i {
			p.values[i] = &span{size: aligned(p.size(i)), first: i, last: i}
		}
		for _, in := range node.in {
			p.until(in, i)
		}
		if p.back[i] {
			p.spansBack(i)
		}
	}
	for _, o := range p.b.outputs {
		p.until(o, n)
		if p.back[o] {
			p.grad(o, n)
		}
	}
}

// until keeps a tensor to a time.
func (p *plan) until(i, time int) {
	s := p.values[p.root[i]]
	s.last = max(s.last, time)
}

// grad keeps the gradient of a tensor from a time to its own backward pass.
func (p *plan) grad(i, time int) {
	r := p.root[i]
	if p.grads[r] == nil {
		p.grads[r] = &span{size: aligned(p.b.nodes[r].shape.Size()), first: time, last: 2*len(p.b.nodes) - r}
	}
	p.grads[r].first = min(p.grads[r].first, time)
}

func (p *plan) spansBack(i int) {
	node, time := p.b.nodes[i], 2*len(p.b.nodes)-i
	if node.op == nil {
		p.grad(i, time)
		return
	}
	need := node.op.needs()
	if need.y {
		p.until(i, time)
	}
	for _, in := range node.in {
		if need.x {
			p.until(in, time)
		}
		if p.back[in] {
			p.grad(in, time)
		}
	}
}
