package model

import (
	"fmt"

	"github.com/einthoven-ecg/einthoven/internal/nn"
)

// levels is the number of features that an encoder gives, each at half the size
// of the one before, and of steps back to the full size.
const levels = 5

// buildUNet declares a U-Net.
func (d Description) buildUNet(b layers, batch int) (s stages) {
	x := b.Input(d.Input.shape(batch))
	skips := d.Encoder.build(b, x, torchvision("encoder."))
	s.all = []stage{
		{StageEncoder, []nn.Node{x}, skips[levels-1]},
		{StageDecoder, skips, d.UNet.build(b, skips)},
	}
	return s
}

// build makes maps of the features of all levels: every step back doubles the
// size by repeating pixels, puts the features of the encoder of that size after
// them, and makes two 3x3 convolutions with batch normalisation and ReLU. The
// last step has no such features. As in segmentation_models_pytorch 0.3.
func (u *UNet) build(b layers, skips []nn.Node) nn.Node {
	x := skips[levels-1]
	for i, c := range u.Channels {
		x = b.Upsample(x, 2, 2)
		if i < levels-1 {
			x = b.Concat(x, skips[levels-2-i])
		}
		for k := 1; k <= 2; k++ {
			name := fmt.Sprintf("decoder.blocks.%d.conv%d.", i, k)
			x = b.ReLU(b.BatchNorm(name+"1", conv3(b, name+"0", x, c, 1, false), false))
		}
		if u.Dropout > 0 {
			x = b.DropChannels(x, u.Dropout, seedLevels+uint64(i))
		}
	}
	return conv3(b, "segmentation_head.0", x, u.Outputs, 1, true)
}

// buildEncoder declares a ResNet that ends with the mean of its last features.
func (d Description) buildEncoder(b layers, batch int) (s stages) {
	x := b.Input(d.Input.shape(batch))
	all := d.Encoder.build(b, x, torchvision(""))
	s.all = []stage{{StageEncoder, []nn.Node{x}, globalMean(b, all[levels-1])}}
	return s
}
