package model

import (
	"fmt"

	"github.com/einthoven-ecg/einthoven/internal/nn"
	"github.com/einthoven-ecg/einthoven/internal/nn/kernel"
)

// encoderNames are the names of the layers of a ResNet: of the first
// convolution, of its normalisation, and of stages 0 to 3.
type encoderNames struct {
	conv, norm string
	stage      func(i int) string
}

// sequence are the names of a torch.nn.Sequential of the children of
// torchvision's ResNet: conv1 0, bn1 1, relu 2, maxpool 3, layer1 to layer4 4
// to 7.
func sequence(prefix string) encoderNames {
	return encoderNames{prefix + "0", prefix + "1", func(i int) string { return fmt.Sprintf("%s%d", prefix, 4+i) }}
}

// torchvision are the names of torchvision's ResNet.
func torchvision(prefix string) encoderNames {
	return encoderNames{prefix + "conv1", prefix + "bn1", func(i int) string { return fmt.Sprintf("%slayer%d", prefix, i+1) }}
}

// build declares the encoder and gives the features of all levels: first those
// of the first convolution, at half the size of x, last those of the fourth
// stage, at 1/32.
func (e Encoder) build(b layers, x nn.Node, n encoderNames) (all []nn.Node) {
	p := kernel.ConvParams{Out: e.Width, KH: 7, KW: 7, PadH: 3, PadW: 3, StrideH: 2, StrideW: 2}
	x = b.ReLU(b.BatchNorm(n.norm, b.Conv(n.conv, x, p, false), e.Frozen))
	all = append(all, x)
	x = b.Pool(x, kernel.PoolParams{KH: 3, KW: 3, StrideH: 2, StrideW: 2, PadH: 1, PadW: 1})
	for i, blocks := range e.Blocks {
		for j := range blocks {
			stride := 1
			if i > 0 && j == 0 {
				stride = 2
			}
			x = residual(b, fmt.Sprintf("%s.%d", n.stage(i), j), x, e.Width<<i, stride, e.Frozen)
		}
		all = append(all, x)
	}
	return all
}

// residual is the basic block of a ResNet, with the layers and names of
// nn.Builder.Residual.
func residual(b layers, name string, x nn.Node, out, stride int, frozen bool) nn.Node {
	y := b.ReLU(b.BatchNorm(name+".bn1", conv3(b, name+".conv1", x, out, stride, false), frozen))
	y = b.BatchNorm(name+".bn2", conv3(b, name+".conv2", y, out, 1, false), frozen)
	if stride != 1 || x.Shape.C != out {
		p := kernel.ConvParams{Out: out, KH: 1, KW: 1, StrideH: stride, StrideW: stride}
		x = b.BatchNorm(name+".downsample.1", b.Conv(name+".downsample.0", x, p, false), frozen)
	}
	return b.ReLU(b.Add(y, x))
}
