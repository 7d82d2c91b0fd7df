package nn

import (
	"errors"
	"fmt"

	"github.com/einthoven-ecg/einthoven/internal/nn/kernel"
)

// winograd makes the convolutions that are faster so use Winograd's method, but
// those whose transformed weights would be too many.
func (p *plan) winograd() error {
	if p.opt.Train || p.opt.Direct {
		return nil
	}
	for i, n := range p.b.nodes {
		o, ok := n.op.(*conv)
		if !ok || !p.live[i] || o.c8 != nil {
			continue
		}
		tile := o.params.WinogradTile(p.b.kernels)
		if tile == 0 {
			continue
		}
		w, err := kernel.NewWinograd(p.b.kernels, o.params, tile)
		if errors.Is(err, kernel.ErrMemory) {
			continue
		}
		if err != nil {
			return fmt.Errorf("nn: %s: %w", o.w.Name, err)
		}
		o.winograd = w
	}
	return nil
}

// first lets first layers by Winograd's method read inputs as they come and do the
// pooling that follows, which spares passes through memory.
func (p *plan) first() error {
	for i, n := range p.b.nodes {
		if !p.live[i] || n.op == nil {
			continue
		}
		switch o := n.op.(type) {
		case *conv:
			if in := n.in[0]; o.winograd != nil && p.uses[in] == 1 && p.b.nodes[in].op == nil {
				p.plain[in] = o.winograd.TakePlain()
			}
		case *pool:
			if err := p.takePool(i, o); err != nil {
				return err
			}
		}
	}
	return nil
}

// takePool makes the pooling in node i the work of the convolution before, if
// that can do it.
func (p *plan) takePool(i int, o *pool) error {
	in := p.b.nodes[i].in[0]
	from := p.root[in]
	c, ok := p.b.nodes[from].op.(*conv)
	if !ok || c.winograd == nil || c.add || o.params.Average || p.uses[in] != 1 {
		return nil
	}
	done, err := c.winograd.MaxPool(o.params)
	if err != nil {
		return fmt.Errorf("nn: %s: %w", c.w.Name, err)
	}
	if !done {
		return nil
	}
	// The convolution runs as node i; nobody needs what it made before.
	p.b.nodes[i].op, p.b.nodes[i].in = c, p.b.nodes[from].in
	for k := range i {
		if p.root[k] == from {
			p.live[k] = false
		}
	}
	return nil
}
