package raster

import (
	"math"

	"github.com/einthoven-ecg/einthoven/internal/synth/lanes"
)

// Blur is a Gaussian of sigma pixels, cut off at three standard deviations,
// edges repeated.
func (c *Canvas) Blur(sigma float64) {
	kernel := Gauss(sigma)
	c.Convolve(kernel, kernel)
}

// Gauss is the kernel of [Canvas.Blur]: an odd number of weights, of sum 1.
func Gauss(sigma float64) []float32 {
	r := int(math.Ceil(3 * sigma))
	kernel := make([]float32, 2*r+1)
	sum := 0.0
	for i := range kernel {
		sum += math.Exp(-float64((i-r)*(i-r)) / (2 * sigma * sigma))
	}
	for i := range kernel {
		kernel[i] = float32(math.Exp(-float64((i-r)*(i-r))/(2*sigma*sigma)) / sum)
	}
	return kernel
}

// Convolve filters with a kernel of odd length across and one down, edges
// repeated.
func (c *Canvas) Convolve(across, down []float32) {
	w, h := c.Rect.Dx(), c.Rect.Dy()
	r := len(across) / 2
	line := make([]float32, 3*(w+2*r))
	from := make([][]float32, max(len(across), len(down)))
	for y := range h {
		row := c.Pix[3*w*y:][:3*w]
		copy(line[3*r:], row)
		for i := range r {
			copy(line[3*i:3*i+3], row[:3])
			copy(line[3*(r+w+i):], row[3*w-3:])
		}
		for k := range across {
			from[k] = line[3*k:]
		}
		lanes.Mix(row, across, from)
	}
	// Down: each row of the result is a sum of whole rows, which are kept until
	// no later one needs them.
	r = len(down) / 2
	ring := make([][]float32, len(down))
	for i := range ring {
		ring[i] = make([]float32, 3*w)
	}
	row := func(y int) []float32 { return c.Pix[3*w*min(max(y, 0), h-1):][:3*w] }
	for y := -r; y < r; y++ {
		copy(ring[(y+r)%len(ring)], row(y))
	}
	for y := range h {
		copy(ring[(y+2*r)%len(ring)], row(y+r))
		out := c.Pix[3*w*y:][:3*w]
		for k := range down {
			from[k] = ring[(y+k)%len(ring)]
		}
		lanes.Mix(out, down, from)
	}
}
