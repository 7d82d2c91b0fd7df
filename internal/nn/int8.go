package nn

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/nn/kernel"
)

// Ranges are the ranges of the inputs of convolutions, by the names of their
// weights. A program of [Options] with ranges rounds these inputs and weights
// to 7 bits and sums them up exactly, see [kernel.Conv8]; all else stays
// float32. Ranges come from [Program.Measure] on inputs like those to come;
// a convolution whose entry is deleted stays float32.
type Ranges map[string]kernel.Range

// Measure computes the outputs of inputs like Forward and widens the ranges to
// hold the inputs of all convolutions that can be done in 8 bits.
func (g *Program) Measure(r Ranges, inputs ...[]float32) error {
	if r == nil {
		return errors.New("nn: no ranges to widen")
	}
	g.ranges = r
	defer func() { g.ranges = nil }()
	return g.Forward(inputs...)
}

// widen takes in the input of a convolution.
func (r Ranges) widen(s *step) {
	if o, ok := s.op.(*conv); ok && !o.params.Transposed {
		r[o.w.Name] = r[o.w.Name].Widen(s.x[0])
	}
}

// quantize makes the convolutions that are named compute with 8 bits.
func (p *plan) quantize() error {
	if len(p.opt.Ranges) == 0 {
		return nil
	}
	if p.opt.Train {
		return errors.New("nn: 8 bits are for inference, not for training")
	}
	left := maps.Clone(p.opt.Ranges)
	for i, n := range p.b.nodes {
		o, ok := n.op.(*conv)
		if !ok || !p.live[i] {
			continue
		}
		in, ok := p.opt.Ranges[o.w.Name]
		if !ok {
			continue
		}
		delete(left, o.w.Name)
		c, err := kernel.NewConv8(p.b.kernels, o.params)
		if err != nil {
			return fmt.Errorf("nn: %s: %w", o.w.Name, err)
		}
		o.c8, o.range8 = c, in
	}
	if len(left) > 0 {
		return fmt.Errorf("nn: ranges are for another network: it has no %q", slices.Min(slices.Collect(maps.Keys(left))))
	}
	return nil
}
