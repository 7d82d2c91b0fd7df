package synth

import (
	"math"

	"github.com/einthoven-ecg/einthoven/internal/par"
)

// warped samples the canvas into a new one of w by h pixels; m leads from new
// pixels to old ones. Each new pixel is the mean of as many samples as it
// takes to see every old one, at least one; samples are bicubic.
func (c *canvas) warped(m homography, w, h int, back Colour) *canvas {
	out := newCanvas(w, h, back)
	bg := back.linear()
	par.Strips(0, h, func(lo, hi int) {
		for y := lo; y < hi; y++ {
			for x := range w {
				n := c.samples(&m, float64(x), float64(y))
				if n == 0 {
					continue
				}
				var sum [3]float32
				for j := range n {
					for i := range n {
						u, v := m.apply(float64(x)+(float64(i)+0.5)/float64(n)-0.5, float64(y)+(float64(j)+0.5)/float64(n)-0.5)
						s := c.cubic(u, v, &bg)
						for k := range sum {
							sum[k] += s[k]
						}
					}
				}
				p := out.pix[3*(y*w+x):][:3]
				for k := range p {
					p[k] = sum[k] / float32(n*n)
				}
			}
		}
	})
	return out
}

// samples is how many samples a side the new pixel (x, y) takes, 0 if it lies
// wholly off the old canvas.
func (c *canvas) samples(m *homography, x, y float64) int {
	// Where the third coordinate is not positive the camera looks past the
	// horizon; the middle of the page has 1.
	if m[2][0]*x+m[2][1]*y+m[2][2] <= 1e-9 {
		return 0
	}
	u, v := m.apply(x, y)
	u1, v1 := m.apply(x+0.5, y)
	u2, v2 := m.apply(x, y+0.5)
	size := 2 * max(math.Hypot(u1-u, v1-v), math.Hypot(u2-u, v2-v)) // old pixels
	if u < -size-2 || v < -size-2 || u > float64(c.w)+size+1 || v > float64(c.h)+size+1 {
		return 0
	}
	if size <= 1.0001 {
		return 1
	}
	return min(int(math.Ceil(size))+1, 8)
}

// cubic samples the canvas with Keys' kernel (a = -1/2; Keys, "Cubic
// convolution interpolation for digital image processing", 1981), bg outside.
func (c *canvas) cubic(u, v float64, bg *[3]float32) (out [3]float32) {
	x0, y0 := int(math.Floor(u+1e-9)), int(math.Floor(v+1e-9))
	if x0 < -2 || y0 < -2 || x0 > c.w || y0 > c.h {
		return *bg
	}
	wx, wy := keys(u-float64(x0)), keys(v-float64(y0))
	for j, b := range wy {
		y := y0 + j - 1
		for i, a := range wx {
			x, f := x0+i-1, a*b
			p := bg[:]
			if x >= 0 && y >= 0 && x < c.w && y < c.h {
				p = c.pix[3*(y*c.w+x):][:3]
			}
			for k := range out {
				out[k] += f * p[k]
			}
		}
	}
	return out
}

func keys(t float64) [4]float32 {
	t2, t3 := t*t, t*t*t
	return [4]float32{float32(-0.5*t3 + t2 - 0.5*t), float32(1.5*t3 - 2.5*t2 + 1),
		float32(-1.5*t3 + 2*t2 + 0.5*t), float32(0.5*t3 - 0.5*t2)}
}
