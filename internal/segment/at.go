package segment

import "math"

// TraceAt is the probability of a curve at a place of the page, the greatest
// within reach mm above and below.
func (p *Parts) TraceAt(x, y, reach float64) float64 { return p.most(x, y, reach, p.Trace) }

// StrokeAt is that of a curve or a mark.
func (p *Parts) StrokeAt(x, y, reach float64) float64 {
	return max(p.most(x, y, reach, p.Trace), p.most(x, y, reach, p.Marks))
}

func (p *Parts) most(x, y, reach float64, plane []uint8) float64 {
	i := int(math.Round((x - p.X0) * p.Rho))
	if i < 0 || i >= p.W {
		return 0
	}
	lo, hi := int(math.Round((y-reach-p.Y0)*p.Rho)), int(math.Round((y+reach-p.Y0)*p.Rho))
	best := uint8(0)
	for j := max(lo, 0); j <= min(hi, p.H-1); j++ {
		best = max(best, plane[j*p.W+i])
	}
	return float64(best) / 255
}
