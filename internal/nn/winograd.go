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
