package report

import (
	"image"
	"image/color"
	"math"

	"github.com/einthoven-ecg/einthoven/internal/page"
)

// A canvas is a picture with a mask: shapes are drawn into the mask, then
// painted in one colour, so that the joints of a line are not painted twice.
type canvas struct {
	img *image.NRGBA
	// scale and centre turn the caller's positions into pixels of img: centre
	// is 0.5 where they count from the middle of a pixel, 0 for points.
	scale, centre float64
	mask          []uint8 // coverage, one byte a pixel, 0 between two calls of paint
	dirty         image.Rectangle
}

// newCanvas copies the page, shrunk by a whole factor if its longer side
// passes maxSide. A page of drawn paths is drawn.
func newCanvas(p *page.Page, maxSide int) *canvas {
	if p.Pix == nil {
		return newVectorCanvas(p, maxSide)
	}
	k := 1
	if maxSide > 0 {
		k = (max(p.Width, p.Height) + maxSide - 1) / maxSide
	}
	k = max(k, 1)
	c := blank(max(p.Width/k, 1), max(p.Height/k, 1), 1/float64(k))
	c.centre = 0.5
	shrink(c.img, p, k)
	return c
}

func blank(w, h int, scale float64) *canvas {
	c := &canvas{img: image.NewNRGBA(image.Rect(0, 0, w, h)), scale: scale, mask: make([]uint8, w*h)}
	for i := range c.img.Pix {
		c.img.Pix[i] = 255
	}
	return c
}

// shrink copies the page into dst; each pixel is the mean of k by k.
func shrink(dst *image.NRGBA, p *page.Page, k int) {
	w, h := dst.Rect.Dx(), dst.Rect.Dy()
	nc := p.Channels
	for y := range h {
		out := dst.Pix[y*dst.Stride:][:4*w]
		if k == 1 {
			in := p.Pix[y*p.Width*nc:][:p.Width*nc]
			if nc == 1 {
				for x, v := range in {
					out[4*x], out[4*x+1], out[4*x+2] = v, v, v
				}
				continue
			}
			for x := range w {
				out[4*x], out[4*x+1], out[4*x+2] = in[3*x], in[3*x+1], in[3*x+2]
			}
			continue
		}
		for x := range w {
			var sum [3]int
			n := 0
			for v := y * k; v < min((y+1)*k, p.Height); v++ {
				in := p.Pix[(v*p.Width+x*k)*nc:][:min(k, p.Width-x*k)*nc]
				for i := 0; i < len(in); i += nc {
					sum[0] += int(in[i])
					sum[1] += int(in[i+nc/2])
					sum[2] += int(in[i+nc-1])
					n++
				}
			}
			for j := range sum {
				out[4*x+j] = uint8((sum[j] + n/2) / n)
			}
		}
	}
}

// newVectorCanvas draws the paths of a page that has no pixels.
func newVectorCanvas(p *page.Page, maxSide int) *canvas {
	v := p.Vector
	if v == nil || !(v.Width > 0 && v.Height > 0) {
		return blank(max(p.Width, 1), max(p.Height, 1), 1)
	}
	side := zoomedSide
	if maxSide > 0 {
		side = min(side, maxSide)
	}
	scale := float64(side) / max(v.Width, v.Height)
	c := blank(max(int(v.Width*scale), 1), max(int(v.Height*scale), 1), scale)
	for _, path := range v.Paths {
		points := path.Points
		if path.Closed && len(points) > 0 {
			points = append(points[:len(points):len(points)], points[0])
		}
		c.polyline(points, max(0.5, path.Width*scale/2), nil)
		c.paint(color.NRGBA{path.RGB[0], path.RGB[1], path.RGB[2], 255}, 1)
	}
	return c
}

// polyline adds a line of the given half width (in pixels of the result) to
// the mask. dash, if given, is the length of a stroke and of the fainter gap
// behind it.
func (c *canvas) polyline(points [][2]float64, half float64, dash *[2]float64) {
	last := [2]float64{math.NaN(), 0}
	run := 0.0
	for _, p := range points {
		if !finite(p) {
			last[0] = math.NaN()
			continue
		}
		q := [2]float64{(p[0]+c.centre)*c.scale - 0.5, (p[1]+c.centre)*c.scale - 0.5}
		if math.IsNaN(last[0]) {
			last, run = q, 0
			continue
		}
		// Points closer than a third of a pixel add nothing.
		l := math.Hypot(q[0]-last[0], q[1]-last[1])
		if l < 0.3 {
			continue
		}
		if dash == nil {
			c.segment(last, q, half, 255)
		} else {
			c.dashes(last, q, half, run, l, *dash)
		}
		last, run = q, run+l
	}
}

// dashes adds one straight piece of length l, cut where strokes and gaps
// begin; run is the length of the line before it.
func (c *canvas) dashes(a, b [2]float64, half, run, l float64, dash [2]float64) {
	w, h := float64(c.img.Rect.Dx()), float64(c.img.Rect.Dy())
	if l > 4*(w+h) { // far outside: not worth the cutting
		c.segment(a, b, half, 255)
		return
	}
	at := func(s float64) [2]float64 {
		return [2]float64{a[0] + (b[0]-a[0])*s/l, a[1] + (b[1]-a[1])*s/l}
	}
	period := dash[0] + dash[1]
	for s := 0.0; s < l; {
		phase := math.Mod(run+s, period)
		full, rest := uint8(255), dash[0]-phase
		if phase >= dash[0] {
			full, rest = 70, period-phase
		}
		end := min(l, s+max(rest, 0.01))
		c.segment(at(s), at(end), half, full)
		s = end
	}
}

// segment adds one straight piece with round ends: full coverage within half
// of its axis, falling to none over one pixel.
func (c *canvas) segment(a, b [2]float64, half float64, full uint8) {
	w, h := c.img.Rect.Dx(), c.img.Rect.Dy()
	reach := half + 0.5
	major := 0 // walk along the longer axis, across the other
	if math.Abs(b[1]-a[1]) > math.Abs(b[0]-a[0]) {
		major = 1
	}
	minor := 1 - major
	size := [2]int{w, h}
	if a[major] > b[major] {
		a, b = b, a
	}
	d := [2]float64{b[0] - a[0], b[1] - a[1]}
	norm := max(d[0]*d[0]+d[1]*d[1], 1e-12)
	slope := 0.0
	if d[major] > 0 {
		slope = d[minor] / d[major]
	}
	across := reach * math.Sqrt(1+slope*slope)
	lo, hi := max(0, ceil(a[major]-reach)), min(size[major]-1, floor(b[major]+reach))
	for i := lo; i <= hi; i++ {
		mid := a[minor] + slope*(min(max(float64(i), a[major]), b[major])-a[major])
		from, to := max(0, ceil(mid-across)), min(size[minor]-1, floor(mid+across))
		if from > to {
			continue
		}
		for j := from; j <= to; j++ {
			var p [2]float64
			p[major], p[minor] = float64(i), float64(j)
			t := min(max(((p[0]-a[0])*d[0]+(p[1]-a[1])*d[1])/norm, 0), 1)
			ex, ey := p[0]-a[0]-t*d[0], p[1]-a[1]-t*d[1]
			cover := reach - math.Sqrt(ex*ex+ey*ey)
			if cover <= 0 {
				continue
			}
			x, y := i, j
			if major == 1 {
				x, y = j, i
			}
			k := y*w + x
			c.mask[k] = max(c.mask[k], uint8(min(cover, 1)*float64(full)))
		}
		if major == 0 {
			c.dirty = c.dirty.Union(image.Rect(i, from, i+1, to+1))
		} else {
			c.dirty = c.dirty.Union(image.Rect(from, i, to+1, i+1))
		}
	}
}

func ceil(v float64) int  { return int(math.Ceil(max(min(v, 1e6), -1e6))) }
func floor(v float64) int { return int(math.Floor(max(min(v, 1e6), -1e6))) }

// paint lays the colour over the picture where the mask says, and clears the
// mask.
func (c *canvas) paint(col color.NRGBA, alpha float64) {
	w := c.img.Rect.Dx()
	share := uint32(alpha * 256)
	for y := c.dirty.Min.Y; y < c.dirty.Max.Y; y++ {
		row := c.mask[y*w:][c.dirty.Min.X:c.dirty.Max.X]
		for x, m := range row {
			if m == 0 {
				continue
			}
			row[x] = 0
			a := uint32(m) * share / 256 // 0..255
			px := c.img.Pix[y*c.img.Stride+4*(x+c.dirty.Min.X):][:3]
			px[0] = blend(px[0], col.R, a)
			px[1] = blend(px[1], col.G, a)
			px[2] = blend(px[2], col.B, a)
		}
	}
	c.dirty = image.Rectangle{}
}

func blend(old, over uint8, a uint32) uint8 {
	return uint8((uint32(old)*(255-a) + uint32(over)*a + 127) / 255)
}
