package checkpoint

import (
	"math"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/model"
	"github.com/einthoven-ecg/einthoven/internal/nn"
	"github.com/einthoven-ecg/einthoven/internal/nn/weights"
)

// tiny is a panel network that runs in milliseconds.
func tiny(fusion string) model.Description {
	return model.Description{
		Kind: model.KindPanel, Input: model.Input{Channels: 3, Height: 32, Width: 32},
		Encoder: model.Encoder{Blocks: []int{1, 1, 1, 1}, Width: 8},
		Panel: &model.Panel{
			Panels: 3, Features: 16, Hidden: 16, Fusion: fusion,
			Decoder: model.PanelSignal{Kind: model.DecoderTransposed, Channels: []int{8, 8, 8}, Start: 5, Leads: 3, Samples: 18},
		},
	}
}

func tinyUNet() model.Description {
	return model.Description{
		Kind: model.KindUNet, Input: model.Input{Channels: 3, Height: 32, Width: 64},
		Encoder: model.Encoder{Blocks: []int{1, 1, 1, 1}, Width: 8},
		UNet:    &model.UNet{Channels: []int{8, 8, 8, 8, 8}, Outputs: 1},
	}
}

func tinyEncoder() model.Description {
	d := tinyUNet()
	d.Kind, d.UNet = model.KindEncoder, nil
	return d
}

func network(t testing.TB, d model.Description, seed uint64) *model.Network {
	t.Helper()
	n, err := model.New(d, seed)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func saved(t testing.TB, n *model.Network) *weights.Set {
	t.Helper()
	set, err := model.Save(n.Params)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// set fills a parameter.
func set(t testing.TB, p *nn.Params, name string, f func(i int) float32) {
	t.Helper()
	q := p.Get(name)
	if q == nil {
		t.Fatalf("no parameter %s", name)
	}
	for i := range q.Value {
		q.Value[i] = f(i)
	}
	q.Changed()
}

func zero(int) float32 { return 0 }

func near(a, b, within float64) bool { return math.Abs(a-b) <= within }
