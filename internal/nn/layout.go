package nn

import (
	"fmt"
	"slices"
)

// program makes the memory and the steps.
func (p *plan) program() (*Program, error) {
	g := &Program{exec: newExec(p.opt.Runner, p.b.kernels, p.opt.Train)}
	g.floats = [2]int{place(present(p.values)), place(present(p.grads))}
	p.valueArena, p.gradArena = make([]float32, g.floats[0]), make([]float32, g.floats[1])
	p.written = make([]bool, len(p.b.nodes))
	if err := p.ports(g); err != nil {
		return nil, err
	}
	scratch, bytes, extra := 0, 0, 0
	for i := len(p.b.nodes) - 1; i >= 0; i-- {
		if !p.live[i] || p.b.nodes[i].op == nil {
			continue
		}
		s := p.step(i)
		need := s.op.needs()
		scratch, bytes = max(scratch, aligned(need.scratch)), max(bytes, need.bytes)
		extra = max(extra, s.sum(nil))
		g.steps = append(g.steps, s)
	}
	slices.Reverse(g.steps)
	g.exec.scratch, g.exec.bytes = make([]float32, scratch), make([]uint8, bytes)
	for at, i := range p.b.inputs {
		if p.plain[i] {
			g.inputs[at].reader = p.reader(g, i)
		}
	}
	temporary := make([]float32, extra)
	for i := range g.steps {
		g.steps[i].sum(temporary)
	}
	return g, nil
}

// reader gives where the only layer that reads a plain input looks for it.
func (p *plan) reader(g *Program, input int) *[]float32 {
	for _, s := range g.steps {
		if n := p.b.nodes[s.node]; slices.Contains(n.in, input) {
			return &s.x[slices.Index(n.in, input)]
		}
	}
	return nil
}

// ports makes the inputs and outputs. Gradients of outputs are written first,
// then those of the layers, the last one first.
func (p *plan) ports(g *Program) error {
	for _, i := range p.b.inputs {
		if !p.live[i] {
			return fmt.Errorf("nn: input %v leads to no output", p.b.nodes[i].shape)
		}
		in := p.port(i)
		if p.back[i] {
			in.dIn = make([]float32, plainSize(in.shape))
		}
		g.inputs = append(g.inputs, in)
	}
	for _, i := range p.b.outputs {
		out := p.port(i)
		out.plain = make([]float32, plainSize(out.shape))
		if out.add = p.written[i]; out.add {
			out.addScratch = make([]float32, out.shape.Size())
		}
		p.written[i] = true
		g.outputs = append(g.outputs, out)
	}
	return nil
}

// step makes a layer ready to run.
func (p *plan) step(i int) step {
	n := p.b.nodes[i]
	s := step{node: i, op: n.op, fused: p.fused[i], back: p.back[i], y: p.value(i)}
	if s.back {
		s.dy = p.gradient(i)
	}
	for _, in := range n.in {
		s.x = append(s.x, p.value(in))
		var to gradient
		if s.back && p.back[in] {
			to = gradient{p.gradient(in), p.written[in]}
			p.written[in] = true
		}
		s.dx = append(s.dx, to)
	}
	s.later = make([]gradient, len(s.dx))
	return s
}

func (p *plan) value(i int) []float32    { return p.slice(p.valueArena, p.values, i) }
func (p *plan) gradient(i int) []float32 { return p.slice(p.gradArena, p.grads, i) }

func present(all []*span) (some []*span) {
	for _, s := range all {
		if s != nil && !slices.Contains(some, s) {
			some = append(some, s)
		}
	}
	return some
}

// size is the number of floats of memory for a tensor: none for an input that is
// read where it is.
func (p *plan) size(i int) int {
	if p.plain[i] {
		return 0
	}
	return p.b.nodes[i].shape.Size()
}

// slice is the memory of a tensor or gradient, nil if it has none.
func (p *plan) slice(arena []float32, all []*span, i int) []float32 {
	s := all[p.root[i]]
	if s == nil {
		return nil
	}
	n := p.size(i)
	return arena[s.at : s.at+n : s.at+n]
}

func (p *plan) port(i int) port {
	return port{shape: p.b.nodes[i].shape, value: p.value(i), grad: p.gradient(i), wantGradient: p.back[i]}
}

// sum lets layers that cannot add to a gradient write to temporary memory,
// and returns the size it must have. Without memory it only gives the size.
func (s *step) sum(temporary []float32) (size int) {
	if _, ok := s.op.(adder); ok {
		return 0
	}
	for i, g := range s.dx {
		if !g.add {
			continue
		}
		n := len(g.to)
		if temporary != nil {
			s.later[i] = g
			s.dx[i] = gradient{to: temporary[size:][:n]}
		}
		size += aligned(n)
	}
	return size
}
