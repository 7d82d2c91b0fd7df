package capture

import (
	"image"
	"math"

	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// block is the side of the pixels that the sensor has, in pixels of the
// picture.
func (c *Capture) block() int { return max(c.PixelatePx, 1) }

func (c *Capture) enlargeReach() int {
	switch {
	case c.block() == 1:
		return 0
	case c.PixelateSmooth:
		return 2 * c.block()
	}
	return c.block() - 1
}

// blocks are those that the part r of the picture needs.
func (c *Capture) blocks(r image.Rectangle) image.Rectangle {
	n, more := c.block(), 0
	if c.PixelateSmooth {
		more = 1
	}
	return image.Rect(floorDiv(r.Min.X, n)-more, floorDiv(r.Min.Y, n)-more, floorDiv(r.Max.X-1, n)+1+more, floorDiv(r.Max.Y-1, n)+1+more)
}

func floorDiv(a, b int) int { return int(math.Floor(float64(a) / float64(b))) }

// reduce is the light of blocks: the mean of their pixels.
func (c *Capture) reduce(v *raster.Canvas, r image.Rectangle) *raster.Canvas {
	n := c.block()
	out := raster.New(c.blocks(r).Inset(-c.sharpenReach()), raster.Ink{})
	f := 1 / float32(n*n)
	for y := out.Rect.Min.Y * n; y < out.Rect.Max.Y*n; y++ {
		src := v.Row(min(max(y, v.Rect.Min.Y), v.Rect.Max.Y-1))
		dst := out.Row(floorDiv(y, n))
		for x := range out.Rect.Dx() * n {
			at := 3 * min(max(out.Rect.Min.X*n+x-v.Rect.Min.X, 0), v.Rect.Dx()-1)
			p, q := src[at:at+3:at+3], dst[x/n*3:][:3]
			q[0], q[1], q[2] = q[0]+f*p[0], q[1]+f*p[1], q[2]+f*p[2]
		}
	}
	return out
}

// enlarge takes the picture of blocks and makes it the part r of the whole.
func (c *Capture) enlarge(low *raster.Canvas, r image.Rectangle, t *Tables, seed uint64) *raster.Canvas {
	c.develop(low, c.blocks(r), t, seed, func(int) {})
	out := new(raster.Canvas)
	out.Reset(r)
	n := c.block()
	if !c.PixelateSmooth {
		for y := r.Min.Y; y < r.Max.Y; y++ {
			dst := out.Row(y)
			for x := range r.Dx() {
				copy(dst[3*x:3*x+3], low.At(floorDiv(r.Min.X+x, n), floorDiv(y, n)))
			}
		}
		return out
	}
	// The middle of block i lies at n*i + (n-1)/2.
	place := func(x int) (int, float32) {
		i := floorDiv(2*x-(n-1), 2*n)
		return i, float32(2*x-(n-1)-2*n*i) / float32(2*n)
	}
	for y := r.Min.Y; y < r.Max.Y; y++ {
		j, g := place(y)
		a, b, dst := low.Row(j), low.Row(j+1), out.Row(y)
		for x := range r.Dx() {
			i, f := place(r.Min.X + x)
			at := 3 * (i - low.Rect.Min.X)
			for k := range 3 {
				up, down := a[at+k]+f*(a[at+3+k]-a[at+k]), b[at+k]+f*(b[at+3+k]-b[at+k])
				dst[3*x+k] = up + g*(down-up)
			}
		}
	}
	return out
}
