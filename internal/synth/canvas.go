package synth

import (
	"image"
	"math"

	"github.com/einthoven-ecg/einthoven/internal/par"
)

// A canvas is a picture in linear light: w*h times red, green, blue, 0..1.
// Ink covers a share of a pixel's area, so it mixes there, not in the encoded
// values.
type canvas struct {
	w, h int
	pix  []float32
}

func newCanvas(w, h int, c Colour) *canvas {
	out := &canvas{w: w, h: h, pix: make([]float32, 3*w*h)}
	l := c.linear()
	for i := 0; i < len(out.pix); i += 3 {
		copy(out.pix[i:i+3], l[:])
	}
	return out
}

// linear is the colour in linear light. Source: IEC 61966-2-1 (sRGB).
func (c Colour) linear() (out [3]float32) {
	for i, v := range c {
		x := float64(v) / 255
		if x <= 0.04045 {
			x /= 12.92
		} else {
			x = math.Pow((x+0.055)/1.055, 2.4)
		}
		out[i] = float32(x)
	}
	return out
}

// encode is the sRGB value 0..255 of a linear one, not rounded.
func encode(x float64) float64 {
	x = min(max(x, 0), 1)
	if x <= 0.0031308 {
		return 255 * 12.92 * x
	}
	return 255 * (1.055*math.Pow(x, 1/2.4) - 0.055)
}

// blend covers the share a of pixel (x, y).
func (c *canvas) blend(x, y int, a float32, ink [3]float32) {
	p := c.pix[3*(y*c.w+x):][:3]
	for i := range p {
		p[i] += a * (ink[i] - p[i])
	}
}

// encodeSteps is the size of the table from linear light to sRGB; one step is
// at most a sixth of a grey level.
const encodeSteps = 1 << 14

// image encodes the canvas.
func (c *canvas) image() *image.NRGBA {
	table := make([]uint8, encodeSteps+1)
	for i := range table {
		table[i] = uint8(encode(float64(i)/encodeSteps) + 0.5)
	}
	out := image.NewNRGBA(image.Rect(0, 0, c.w, c.h))
	par.Strips(0, c.h, func(lo, hi int) {
		for i := lo * c.w; i < hi*c.w; i++ {
			for k, v := range c.pix[3*i : 3*i+3] {
				out.Pix[4*i+k] = table[int(min(max(v, 0), 1)*encodeSteps+0.5)]
			}
			out.Pix[4*i+3] = 255
		}
	})
	return out
}
