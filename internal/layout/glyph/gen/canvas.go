package main

import "math"

// A canvas is a raster of darkness, 0 for paper and 1 for ink, row by row.
type canvas struct {
	w, h int
	pix  []float32
}

func newCanvas(w, h int) *canvas { return &canvas{w, h, make([]float32, w*h)} }

// over lays src with strength d over the canvas, as one transparent ink over
// another.
func (c *canvas) over(src *canvas, d float32) {
	for k, v := range src.pix {
		if v > 0 {
			c.pix[k] = 1 - (1-c.pix[k])*(1-v*d)
		}
	}
}

// at interpolates linearly; outside there is paper.
func (c *canvas) at(x, y float64) float32 {
	if !(x > -1 && y > -1 && x < float64(c.w) && y < float64(c.h)) {
		return 0
	}
	i, j := int(x+1)-1, int(y+1)-1
	fx, fy := float32(x-float64(i)), float32(y-float64(j))
	if i >= 0 && j >= 0 && i+1 < c.w && j+1 < c.h {
		a, b := c.pix[j*c.w+i:][:2], c.pix[(j+1)*c.w+i:][:2]
		top, bot := a[0]+fx*(a[1]-a[0]), b[0]+fx*(b[1]-b[0])
		return top + fy*(bot-top)
	}
	get := func(i, j int) float32 {
		if i < 0 || j < 0 || i >= c.w || j >= c.h {
			return 0
		}
		return c.pix[j*c.w+i]
	}
	return (1-fy)*((1-fx)*get(i, j)+fx*get(i+1, j)) + fy*((1-fx)*get(i, j+1)+fx*get(i+1, j+1))
}

// half averages two by two.
func (c *canvas) half() *canvas {
	o := newCanvas(max(c.w/2, 1), max(c.h/2, 1))
	for j := range o.h {
		for i := range o.w {
			a, b := 2*j*c.w+2*i, min(2*j+1, c.h-1)*c.w+2*i
			e := min(1, c.w-1-2*i)
			o.pix[j*o.w+i] = (c.pix[a] + c.pix[a+e] + c.pix[b] + c.pix[b+e]) / 4
		}
	}
	return o
}

// stroke draws a polyline of the given width in samples, its ends round.
func (c *canvas) stroke(pts [][2]float64, width float64) {
	r := width / 2
	for n := 1; n < len(pts); n++ {
		a, b := pts[n-1], pts[n]
		dx, dy := b[0]-a[0], b[1]-a[1]
		l2 := dx*dx + dy*dy
		i0, i1 := int(min(a[0], b[0])-r-2), int(max(a[0], b[0])+r+2)
		j0, j1 := int(min(a[1], b[1])-r-2), int(max(a[1], b[1])+r+2)
		for j := max(j0, 0); j <= min(j1, c.h-1); j++ {
			for i := max(i0, 0); i <= min(i1, c.w-1); i++ {
				px, py := float64(i)-a[0], float64(j)-a[1]
				t := 0.0
				if l2 > 0 {
					t = min(max((px*dx+py*dy)/l2, 0), 1)
				}
				d := math.Hypot(px-t*dx, py-t*dy)
				// A stroke thinner than a sample is as wide as one and fainter.
				v := float32(min(max(max(r, 0.5)+0.5-d, 0), 1) * min(width, 1))
				k := j*c.w + i
				c.pix[k] = max(c.pix[k], v)
			}
		}
	}
}

// blur smooths with a Gaussian of standard deviation s samples.
func (c *canvas) blur(s float64) {
	if s < 0.2 {
		return
	}
	r := int(math.Ceil(3 * s))
	ker := make([]float32, 2*r+1)
	var sum float32
	for i := range ker {
		ker[i] = float32(math.Exp(-float64((i-r)*(i-r)) / (2 * s * s)))
		sum += ker[i]
	}
	for i := range ker {
		ker[i] /= sum
	}
	tmp := make([]float32, len(c.pix))
	for j := range c.h {
		for i := range c.w {
			var v float32
			for k, g := range ker {
				if x := i + k - r; x >= 0 && x < c.w {
					v += g * c.pix[j*c.w+x]
				}
			}
			tmp[j*c.w+i] = v
		}
	}
	for j := range c.h {
		row := c.pix[j*c.w : (j+1)*c.w]
		clear(row)
		for k, g := range ker {
			if y := j + k - r; y >= 0 && y < c.h {
				for i, v := range tmp[y*c.w : (y+1)*c.w] {
					row[i] += g * v
				}
			}
		}
	}
}
