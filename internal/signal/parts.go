package signal

import (
	"math"

	"github.com/einthoven-ecg/einthoven/internal/layout"
	"github.com/einthoven-ecg/einthoven/internal/trace"
)

// A part is one cell's curve in millivolts at Base.
type part struct {
	cell     layout.Cell
	v, sigma []float64
	bridged  []bool
	start    int // sample of the page's time axis
	zeroFrom string
	likest   float64 // of a strip: the largest share of it that a short lead explains
	strange  bool    // a strip that shows nothing of any lead
}

// at is the value at a sample of the page's time axis, NaN outside.
func (p *part) at(i int) float64 {
	if i -= p.start; i < 0 || i >= len(p.v) {
		return math.NaN()
	}
	return p.v[i]
}

// newPart converts one curve. Up on the page is positive.
func newPart(c layout.Cell, k trace.Curve) part {
	p := part{cell: c, v: make([]float64, len(k.Y)), sigma: make([]float64, len(k.Y)), bridged: k.Bridged,
		start: int(math.Round(c.Start * Base)), zeroFrom: "isoelectric"}
	zero := isoelectric(k.Y)
	// The pulse's foot holds where the curve rests near it: a foot far from
	// the resting level belongs to a shifted row or a wandering line, and the
	// offset is then not known better by it.
	if !math.IsNaN(c.Zero) && math.Abs(c.Zero-zero) < 0.5*c.Gain {
		zero, p.zeroFrom = c.Zero, "pulse"
	}
	sign := 1.0
	if c.Inverted {
		sign = -1
	}
	for i, y := range k.Y {
		p.v[i] = sign * (zero - y) / c.Gain
		p.sigma[i] = k.Sigma[i] / c.Gain
	}
	return p
}
