package model

import (
	"fmt"

	"github.com/einthoven-ecg/einthoven/internal/nn"
	"github.com/einthoven-ecg/einthoven/internal/nn/kernel"
)

// Seeds of the dropouts, one for each.
const (
	seedPage   = 1
	seedLevels = 16 // and the following
)

// buildPanel declares a panel network. Source of the one with mean and
// transposed convolutions: Sachika18/ECG-Image2Wave.
func (d Description) buildPanel(b layers, batch int) (s stages) {
	p := d.Panel
	pictures := b.Input(d.Input.shape(batch * p.Panels))
	features := d.Encoder.build(b, pictures, sequence("encoder.features."))
	panels := b.Linear("encoder.proj", globalMean(b, features[levels-1]), p.Features, true)
	page, weights := p.page(b, panels)
	x := page
	if p.Dropout > 0 {
		x = b.Dropout(x, p.Dropout, seedPage)
	}
	beside := p.beside(b, features)
	s.all = []stage{
		{StageEncoder, []nn.Node{pictures}, panels},
		{StageFusion, []nn.Node{panels}, page},
		{StageDecoder, append([]nn.Node{page}, beside...), p.Decoder.build(b, x, beside)},
	}
	if p.Fusion == FusionAttention {
		s.weights = &weights
	}
	return s
}

// page makes the numbers of pages (N, hidden, 1, 1) of those of panels.
func (p *Panel) page(b layers, x nn.Node) (page, weights nn.Node) {
	x, weights = p.fuse(b, x)
	x = b.ReLU(b.Linear("fuse.0", x, p.Hidden, true))
	return b.ReLU(b.Linear("fuse.2", x, p.Hidden, true)), weights
}

// shape is that of n pictures.
func (in Input) shape(n int) kernel.Shape {
	return kernel.Shape{N: n, C: in.Channels, H: in.Height, W: in.Width}
}

// beside gives what skip connections bring to each doubling of the length, none
// if there are none: the features of the encoder, the coarsest first, as signals
// (N, panels*channels, 1, columns). Rows are averaged, as time runs along the
// columns of a panel; the panels stay apart.
func (p *Panel) beside(b layers, features []nn.Node) (all []nn.Node) {
	if !p.Decoder.Skips {
		return nil
	}
	for i := range p.Decoder.Channels[1:] {
		x := features[max(0, levels-1-i)]
		x = b.Pool(x, kernel.PoolParams{KH: x.Shape.H, KW: 1, StrideW: 1, Average: true})
		s := x.Shape
		all = append(all, b.Reshape(x, kernel.Shape{N: s.N / p.Panels, C: s.C * p.Panels, H: 1, W: s.W}))
	}
	return all
}

// build makes signals (N, leads, 1, samples) of vectors (N, hidden, 1, 1).
func (s PanelSignal) build(b layers, x nn.Node, beside []nn.Node) nn.Node {
	n := x.Shape.N
	x = b.Linear("decoder.project", x, s.Channels[0]*s.Start, true)
	x = b.Reshape(x, kernel.Shape{N: n, C: s.Channels[0], H: 1, W: s.Start})
	for i, c := range s.Channels[1:] {
		x = s.double(b, x, i, c)
		if len(beside) > 0 {
			y := signal3(b, fmt.Sprintf("decoder.skip.%d", i), beside[i], c)
			x = b.Add(x, b.Resize(y, 1, x.Shape.W))
		}
		if s.Dropout > 0 {
			x = b.DropChannels(x, s.Dropout, seedLevels+uint64(i))
		}
	}
	x = s.leads(b, x)
	if x.Shape.W == s.Samples {
		return x
	}
	return b.Cut(x, s.Samples)
}

// leads makes the signals of all leads, by one convolution or by a head for
// each.
func (s PanelSignal) leads(b layers, x nn.Node) nn.Node {
	if s.Head == 0 {
		return signal3(b, "decoder.final", x, s.Leads)
	}
	all := make([]nn.Node, s.Leads)
	for i := range all {
		name := fmt.Sprintf("decoder.heads.%d.", i)
		all[i] = signal3(b, name+"2", b.ReLU(signal3(b, name+"0", x, s.Head)), 1)
	}
	return b.Concat(all...)
}

// double is block i, which doubles the length. Its layers have the numbers that
// they have in one torch.nn.Sequential of all blocks.
func (s PanelSignal) double(b layers, x nn.Node, i, out int) nn.Node {
	name := func(k int) string { return fmt.Sprintf("decoder.up.%d", k) }
	if s.Kind == DecoderUpsample {
		x = signal3(b, name(4*i+1), b.Upsample(x, 1, 2), out)
		return b.ReLU(b.BatchNorm(name(4*i+2), x, false))
	}
	p := kernel.ConvParams{Out: out, KH: 1, KW: 4, PadW: 1, StrideW: 2, Transposed: true}
	return b.ReLU(b.BatchNorm(name(3*i+1), b.Conv(name(3*i), x, p, true), false))
}
