package nn

import (
	"fmt"
	"math"
)

func sigmoid64(z float64) float64 { return 1 / (1 + math.Exp(-z)) }

// BCE is the binary cross-entropy of logits z with targets from 0 to 1,
// averaged with weights w: sum(w*l) / (sum(w) + 1e-12).
func BCE(g, z, t, w []float32, weight float64) float64 {
	sum, count := 0.0, tiny
	for i := range z {
		count += masked(w, i)
	}
	for i, v := range z {
		x, y, share := float64(v), float64(t[i]), masked(w, i)
		// log(1 + exp(x)) - x*y, without overflow.
		sum += share * (max(x, 0) - x*y + math.Log1p(math.Exp(-math.Abs(x))))
		g[i] += float32(weight * share * (sigmoid64(x) - y) / count)
	}
	return weight * sum / count
}

// Dice is the mean over sets of length numbers of
// 1 - (2 sum(p*t) + 1) / (sum(p) + sum(t) + 1), with p the sigmoid of logits z
// and t from 0 to 1. Source: F. Milletari and others, V-Net, 2016, with plain
// sums in the denominator.
func Dice(g, z, t, m []float32, length int, weight float64) float64 {
	value, sets := 0.0, float64(len(z)/length)
	for first := 0; first < len(z); first += length {
		both, sum := 0.0, 0.0
		for i := first; i < first+length; i++ {
			p, y, w := sigmoid64(float64(z[i])), float64(t[i]), masked(m, i)
			both += p * y * w
			sum += (p + y) * w
		}
		top, bottom := 2*both+1, sum+1
		value += (1 - top/bottom) / sets
		for i := first; i < first+length; i++ {
			p := sigmoid64(float64(z[i]))
			d := (top/bottom - 2*float64(t[i])) / bottom
			g[i] += float32(weight / sets * d * masked(m, i) * p * (1 - p))
		}
	}
	return weight * value
}

// Heat has the losses of heat maps [maps][height][width] whose columns are
// distributions over the rows: z are logits, t targets that sum to one in
// every column, w weights of the columns [maps][width]. The mean is
// sum(w*l) / (sum(w) + 1e-12).
type Heat struct {
	height, width int
	p, slopes     []float64
}

// NewHeat is for maps of height x width.
func NewHeat(height, width int) (*Heat, error) {
	if height < 1 || width < 1 {
		return nil, fmt.Errorf("nn: heat maps of %dx%d", height, width)
	}
	return &Heat{height, width, make([]float64, height), make([]float64, height)}, nil
}

// CrossEntropy is the sum over rows of -t log(softmax(z)).
func (h *Heat) CrossEntropy(g, z, t, w []float32, weight float64) float64 {
	return h.columns(g, z, t, w, weight, func(p, t float64) (value, slope float64) {
		if t == 0 {
			return 0, 0
		}
		p = max(p, 1e-300)
		return -t * math.Log(p), -t / p
	})
}

// JensenShannon is the divergence of Jensen and Shannon, in nats, between the
// softmax of z and t.
func (h *Heat) JensenShannon(g, z, t, w []float32, weight float64) float64 {
	return h.columns(g, z, t, w, weight, func(p, t float64) (value, slope float64) {
		m := (p + t) / 2
		if p > 0 {
			slope = math.Log(p/m) / 2
			value = p * slope
		}
		if t > 0 {
			value += t * math.Log(t/m) / 2
		}
		return value, slope
	})
}

// columns adds up a loss of probabilities with its slopes and takes these back
// through the softmax.
func (h *Heat) columns(g, z, t, w []float32, weight float64, f func(p, t float64) (value, slope float64)) float64 {
	p, slopes := h.p, h.slopes
	columns := len(z) / h.height
	sum, count := 0.0, tiny
	for c := range columns {
		count += masked(w, c)
	}
	for c := range columns {
		share := masked(w, c)
		if share == 0 {
			continue
		}
		first := c/h.width*h.height*h.width + c%h.width
		h.softmax(p, z[first:])
		mean := 0.0
		for i := range p {
			value, slope := f(p[i], float64(t[first+i*h.width]))
			sum += share * value
			slopes[i] = slope
			mean += slope * p[i]
		}
		for i := range p {
			g[first+i*h.width] += float32(weight * share / count * p[i] * (slopes[i] - mean))
		}
	}
	return weight * sum / count
}

// softmax of the column that begins z.
func (h *Heat) softmax(p []float64, z []float32) {
	top, total := math.Inf(-1), 0.0
	for i := range p {
		top = max(top, float64(z[i*h.width]))
	}
	for i := range p {
		p[i] = math.Exp(float64(z[i*h.width]) - top)
		total += p[i]
	}
	for i := range p {
		p[i] /= total
	}
}
