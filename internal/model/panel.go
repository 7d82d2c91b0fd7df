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
func (d Description) buildPanel(b *nn.Builder, batch int) {
	p := d.Panel
	x := b.Input(d.Input.shape(batch * p.Panels))
	features := d.Encoder.build(b, x, sequence("encoder.features."))
	x = b.Linear("encoder.proj", b.GlobalMean(features[levels-1]), p.Features, true)
	x, weights := p.fuse(b, x)
	x = b.ReLU(b.Linear("fuse.0", x, p.Hidden, true))
	x = b.ReLU(b.Linear("fuse.2", x, p.Hidden, true))
	if p.Dropout > 0 {
		x = b.Dropout(x, p.Dropout, seedPage)
	}
	b.Output(p.Decoder.build(b, x))
	if p.Fusion == FusionAttention {
		b.Output(weights)
	}
}

// shape is that of n pictures.
func (in Input) shape(n int) kernel.Shape {
	return kernel.Shape{N: n, C: in.Channels, H: in.Height, W: in.Width}
}

// build makes signals (N, leads, 1, samples) of vectors (N, hidden, 1, 1).
func (s PanelSignal) build(b *nn.Builder, x nn.Node) nn.Node {
	n := x.Shape.N
	x = b.Linear("decoder.project", x, s.Channels[0]*s.Start, true)
	x = b.Reshape(x, kernel.Shape{N: n, C: s.Channels[0], H: 1, W: s.Start})
	for i, c := range s.Channels[1:] {
		x = s.double(b, x, i, c)
		if s.Dropout > 0 {
			x = b.DropChannels(x, s.Dropout, seedLevels+uint64(i))
		}
	}
	x = b.Conv("decoder.final", x, kernel.ConvParams{Out: s.Leads, KH: 1, KW: 3, PadW: 1}, true)
	return cut(b, x, s.Samples)
}

// double is block i, which doubles the length. Its layers have the numbers that
// they have in one torch.nn.Sequential of all blocks.
func (s PanelSignal) double(b *nn.Builder, x nn.Node, i, out int) nn.Node {
	name := func(k int) string { return fmt.Sprintf("decoder.up.%d", k) }
	if s.Kind == DecoderUpsample {
		x = b.Conv(name(4*i+1), b.Upsample(x, 1, 2), kernel.ConvParams{Out: out, KH: 1, KW: 3, PadW: 1}, true)
		return b.ReLU(b.BatchNorm(name(4*i+2), x, false))
	}
	p := kernel.ConvParams{Out: out, KH: 1, KW: 4, PadW: 1, StrideW: 2, Transposed: true}
	return b.ReLU(b.BatchNorm(name(3*i+1), b.Conv(name(3*i), x, p, true), false))
}

// cut keeps the first samples of signals (N, C, 1, W): zeros fill them up to
// rows of the wanted length, of which the first is taken.
func cut(b *nn.Builder, x nn.Node, samples int) nn.Node {
	s := x.Shape
	if s.W == samples || s.W == 0 {
		return x
	}
	rows := (s.W + samples - 1) / samples
	x = b.Reshape(x, kernel.Shape{N: s.N * s.C, C: s.W, H: 1, W: 1})
	if rest := rows*samples - s.W; rest > 0 {
		fill := kernel.Shape{N: s.N * s.C, C: rest, H: 1, W: 1}
		x = b.Concat(x, b.Constant(fill, make([]float32, s.N*s.C*rest)))
	}
	x = b.Reshape(x, kernel.Shape{N: s.N, C: s.C, H: rows, W: samples})
	return b.Pool(x, kernel.PoolParams{KH: 1, KW: 1, StrideH: rows, StrideW: 1, Average: true})
}
