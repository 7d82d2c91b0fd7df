package model

import (
	"slices"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/nn"
)

// TestDropout wants numbers to be dropped in training only, others at every
// step, and the same when a step is run again.
func TestDropout(t *testing.T) {
	page, levels, unet := tiny(FusionMean, DecoderTransposed), tiny(FusionMean, DecoderUpsample), tinyUNet()
	page.Panel.Dropout, levels.Panel.Decoder.Dropout, unet.UNet.Dropout = 0.5, 0.5, 0.5
	for name, d := range map[string]Description{"page": page, "levels": levels, "unet": unet} {
		n := network(t, d, 1)
		without := &Network{d, n.Params}
		pictures := 2
		if d.Panel != nil {
			p := *d.Panel
			p.Dropout, p.Decoder.Dropout = 0, 0
			without.Description.Panel, pictures = &p, 2*p.Panels
		} else {
			u := *d.UNet
			u.Dropout = 0
			without.Description.UNet = &u
		}
		x := noise(1, size(d.Input.shape(pictures)))
		with := forward(t, program(t, n, 2, nn.Options{}), x)
		if !slices.Equal(with, forward(t, program(t, without, 2, nn.Options{}), x)) {
			t.Errorf("%s: numbers are dropped outside of training", name)
		}
		g := program(t, n, 2, nn.Options{Train: true})
		var steps [][]float32
		for _, step := range []uint64{0, 1, 0} {
			g.Step = step
			steps = append(steps, forward(t, g, x))
		}
		if slices.Equal(steps[0], steps[1]) || !slices.Equal(steps[0], steps[2]) {
			t.Errorf("%s: steps do not decide what is dropped", name)
		}
	}
}
