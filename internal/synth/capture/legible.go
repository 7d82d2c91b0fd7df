package capture

import (
	"math"

	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// A Stroke is a line in front of the optics: its light and that of the paper
// beside it (linear), and its width in pixels of the picture.
type Stroke struct {
	Paper, Ink raster.Ink
	WidthPx    float64
}

// legibleSteps is how finely a [Legible] tells darkness apart.
const legibleSteps = 64

// Legible tells how much of a stroke comes into a picture in black and white.
type Legible struct{ share [legibleSteps + 1]float32 }

// Legible is that of a stroke; nil if all of it comes, as into every picture
// with more than two values.
func (c *Capture) Legible(s Stroke) *Legible {
	limit := float64(c.Threshold)
	switch {
	case c.Dither || c.Threshold == 0 && c.LocalPx == 0:
		return nil
	case c.LocalPx > 0:
		limit = c.grey(s, 0) - c.LocalBias // most of the box is paper
	}
	out := new(Legible)
	for i := range out.share {
		// Where the line lies between two rows of pixels is left to chance; the
		// nearer one is at most half a pixel off.
		const n = 8
		for k := range n {
			off := (float64(k) + 0.5) / n / 2
			v := c.grey(s, float64(i)/legibleSteps*c.depth(s.WidthPx, off))
			out.share[i] += float32(math.Erfc((v-limit)/(math.Sqrt2*c.spread())) / 2 / n)
		}
	}
	return out
}

// Share is how much of a stroke comes of whose ink so much was left on the
// paper, both 0 to 1.
func (l *Legible) Share(left float64) float64 {
	if l == nil {
		return left
	}
	at := min(max(left, 0), 1) * legibleSteps
	i := min(int(at), legibleSteps-1)
	f := float32(at - float64(i))
	return min(left, float64(l.share[i]+f*(l.share[i+1]-l.share[i])))
}

// Settle is the capture with its threshold set for a stroke, where that was
// left to [Capture.Split].
func (c Capture) Settle(s Stroke) Capture {
	if c.Split > 0 && c.Threshold == 0 {
		ink, paper := c.grey(s, c.depth(s.WidthPx, 0.25)), c.grey(s, 0)
		c.Threshold = uint8(math.Round(min(max(ink+c.Split*(paper-ink), 1), 255)))
	}
	return c
}

// spread is the standard deviation of grey levels: sensor's noise and rounding.
func (c *Capture) spread() float64 { return math.Hypot(c.Noise, 1) }

// sigma is the standard deviation of all blur in pixels: optics, a disc out of
// focus (half its radius), a movement and a pixel (even, 1/sqrt(12) of their
// length), at half of all directions.
func (c *Capture) sigma() float64 {
	block := float64(c.block())
	return math.Sqrt(c.BlurPx*c.BlurPx + c.DefocusPx*c.DefocusPx/4 + c.MotionPx*c.MotionPx/24 + block*block/12)
}

// depth is how much of a stroke's darkness is left so many pixels off its
// middle: a box of its width under a Gaussian.
func (c *Capture) depth(widthPx, off float64) float64 {
	k := 1 / (math.Sqrt2 * c.sigma())
	return (math.Erf((widthPx/2+off)*k) + math.Erf((widthPx/2-off)*k)) / 2
}

// grey is the encoded grey value, 0 to 255, of paper with a share of a stroke
// on it. Sharpening deepens it by what a stroke loses when it is blurred again.
func (c *Capture) grey(s Stroke, share float64) float64 {
	v := c.level(s, share)
	if c.Sharpen > 0 && share > 0 {
		own := math.Hypot(c.sigma(), s.WidthPx/math.Sqrt(12))
		v -= c.Sharpen * (1 - own/math.Hypot(own, c.SharpenPx)) * (c.level(s, 0) - v)
	}
	return min(max(v, 0), 255)
}

// level is grey before sharpening.
func (c *Capture) level(s Stroke, share float64) float64 {
	gains := c.Gains()
	row := make([]float32, 3)
	for k := range row {
		light := gains[k] * (s.Paper[k] + float32(share)*(s.Ink[k]-s.Paper[k]))
		row[k] = float32(255 * c.curve(raster.Encode(float64(light))/255))
	}
	return float64(luma(row))
}
