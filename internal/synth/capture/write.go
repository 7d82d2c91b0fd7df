package capture

import (
	"image"

	"github.com/einthoven-ecg/einthoven/internal/synth/lanes"
	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// write turns the encoded values of row y into the bytes of a picture.
func (c *Capture) write(v *raster.Canvas, out *image.NRGBA, r image.Rectangle, y int) {
	row := part(v, r, y)
	dst := out.Pix[out.PixOffset(r.Min.X, y):][:4*r.Dx()]
	switch {
	case c.Threshold > 0:
		c.split(row, r.Min.X, y)
	case c.Levels > 0:
		c.posterise(row, r.Min.X, y)
	}
	flip := uint8(0)
	if c.Invert {
		flip = 255
	}
	lanes.Bytes(dst, row, flip)
}

// split makes a row black and white.
func (c *Capture) split(row []float32, x0, y int) {
	limit := float32(c.Threshold)
	for i := 0; i+2 < len(row); i += 3 {
		p := row[i : i+3 : i+3]
		at := limit
		if c.Dither {
			at += 255 * (pattern(x0+i/3, y) - 0.5)
		}
		was := p[0] + 0.5
		p[0] = 0
		if was >= at {
			p[0] = 255
		}
		p[1], p[2] = p[0], p[0]
	}
}

// posterise leaves a few values.
func (c *Capture) posterise(row []float32, x0, y int) {
	top := float32(c.Levels - 1)
	for i, v := range row {
		up := float32(0.5)
		if c.Dither {
			up = pattern(x0+i/3, y)
		}
		row[i] = 255 / top * float32(int32(min(max(v, 0), 255)/255*top+up))
	}
}

// pattern is a threshold between 0 and 1 for each pixel such that any square
// of 8 by 8 has 64 of them, neighbours far apart: Bayer's matrix ("An optimum
// method for two-level rendition of continuous-tone pictures", 1973), whose
// bits are those of x^y and y in turn, reversed.
func pattern(x, y int) float32 {
	n, a, b := 0, x^y, y
	for range 3 {
		n = n<<2 | a&1<<1 | b&1
		a, b = a>>1, b>>1
	}
	return (float32(n) + 0.5) / 64
}

// local makes the part r of a canvas without colours black and white by the
// mean of a box around each pixel. It is taken in whole numbers: sums then do
// not depend on where they begin.
func (c *Capture) local(v *raster.Canvas, r image.Rectangle) {
	n := c.LocalPx / 2
	w := r.Dx() + 2*n
	grey, line := make([]uint8, w*(r.Dy()+2*n)), make([]float32, w)
	for y := range r.Dy() + 2*n {
		greys(line, v, r.Min.X-n, r.Min.Y-n+y)
		for x, l := range line {
			grey[y*w+x] = lanes.Level(l)
		}
	}
	down := make([]int32, w) // sums of the box's columns
	for y := range 2 * n {
		for x := range down {
			down[x] += int32(grey[y*w+x])
		}
	}
	count := int32(c.LocalPx * c.LocalPx)
	bias := int32(c.LocalBias * float64(count))
	for y := range r.Dy() {
		last := grey[(y+2*n)*w:][:w]
		for x := range down {
			down[x] += int32(last[x])
		}
		sum := int32(0)
		for x := range 2 * n {
			sum += down[x]
		}
		row := v.Row(r.Min.Y + y)[3*(r.Min.X-v.Rect.Min.X):]
		own := grey[(y+n)*w+n:]
		for x := range r.Dx() {
			sum += down[x+2*n]
			p := float32(255)
			if int32(own[x])*count < sum-bias {
				p = 0
			}
			row[3*x], row[3*x+1], row[3*x+2] = p, p, p
			sum -= down[x]
		}
		first := grey[y*w:][:w]
		for x := range down {
			down[x] -= int32(first[x])
		}
	}
}
