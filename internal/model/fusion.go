package model

import (
	"fmt"

	"github.com/einthoven-ecg/einthoven/internal/nn"
	"github.com/einthoven-ecg/einthoven/internal/nn/kernel"
)

// fuse makes one vector a page of those of its panels, (N*panels, features, 1,
// 1). With attention it also gives the weights, (N, 1, 1, panels).
func (p *Panel) fuse(b layers, x nn.Node) (page, weights nn.Node) {
	switch p.Fusion {
	case FusionAttention:
		return p.attend(b, x)
	case FusionConcat:
		return b.Reshape(x, vectors(x.Shape.N/p.Panels, p.Features*p.Panels)), weights
	case FusionHierarchical:
		return p.pairs(b, x), weights
	case FusionGated:
		x = b.Mul(x, b.Sigmoid(b.Linear("fusion.gate", x, p.Features, true)))
	}
	return b.MeanPanels(x, p.Panels), weights
}

// attend takes the mean with weights: the softmax over the panels of a page of
// a linear function of each.
func (p *Panel) attend(b layers, x nn.Node) (page, weights nn.Node) {
	n := x.Shape.N
	score := b.Linear("fusion.score", x, 1, true)
	score = b.Reshape(score, kernel.Shape{N: n / p.Panels, C: 1, H: 1, W: p.Panels})
	weights = b.Softmax(score, nn.Pixels)
	// The weight of a panel, once for each of its numbers.
	w := b.Upsample(b.Reshape(weights, vectors(n, 1)), 1, p.Features)
	w = b.Reshape(w, vectors(n, p.Features))
	// MeanPanels divides the sum by the number of panels.
	return b.MeanPanels(b.Scale(b.Mul(x, w), float32(p.Panels)), p.Panels), weights
}

// pairs joins neighbours until one vector a page is left: two vectors side by
// side, a linear function to the length of one, ReLU. Each round has its own
// parameters; zeros are the neighbour of the last of an odd number.
func (p *Panel) pairs(b layers, x nn.Node) nn.Node {
	pages := x.Shape.N / p.Panels
	for left, round := p.Panels, 0; left > 1; round++ {
		x = b.Reshape(x, vectors(pages, left*p.Features))
		if left%2 == 1 {
			x = b.Fill(x, p.Features)
			left++
		}
		left /= 2
		x = b.Reshape(x, vectors(pages*left, 2*p.Features))
		x = b.ReLU(b.Linear(fmt.Sprintf("fusion.pairs.%d", round), x, p.Features, true))
	}
	return x
}
