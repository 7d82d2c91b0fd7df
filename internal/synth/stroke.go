package synth

import "math"

// stroke draws a polyline (pixel coordinates) with a round pen, all of it at
// once: a pixel's coverage follows from its distance to the nearest piece, so
// that joints are not inked twice. Across a straight piece the coverage is
// the exact overlap of the pen with a pixel-wide box turned along it.
func (c *canvas) stroke(points [][2]float64, penPx float64, ink [3]float32) {
	if len(points) == 0 {
		return
	}
	half := penPx / 2
	reach := half + 0.5
	x0, y0, x1, y1 := c.box(points, reach)
	if x0 > x1 || y0 > y1 {
		return
	}
	w := x1 - x0 + 1
	near := make([]float32, w*(y1-y0+1)) // squared distance, pixels
	far := float32(reach * reach)
	for i := range near {
		near[i] = far
	}
	for k := range points {
		a, b := points[max(k-1, 0)], points[k]
		bx0, by0, bx1, by1 := c.box([][2]float64{a, b}, reach)
		dx, dy := b[0]-a[0], b[1]-a[1]
		l2 := dx*dx + dy*dy
		for y := by0; y <= by1; y++ {
			for x := bx0; x <= bx1; x++ {
				ex, ey := float64(x)-a[0], float64(y)-a[1]
				if l2 > 0 {
					t := min(max((ex*dx+ey*dy)/l2, 0), 1)
					ex, ey = ex-t*dx, ey-t*dy
				}
				i := (y-y0)*w + x - x0
				near[i] = min(near[i], float32(ex*ex+ey*ey))
			}
		}
	}
	for i, d2 := range near {
		if d2 >= far {
			continue
		}
		d := math.Sqrt(float64(d2))
		if cover := min(d+0.5, half) - max(d-0.5, -half); cover > 0 {
			c.blend(x0+i%w, y0+i/w, float32(cover), ink)
		}
	}
}

// box is the part of the canvas within reach of some points.
func (c *canvas) box(points [][2]float64, reach float64) (x0, y0, x1, y1 int) {
	lx, ly, hx, hy := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, p := range points {
		lx, hx = min(lx, p[0]), max(hx, p[0])
		ly, hy = min(ly, p[1]), max(hy, p[1])
	}
	clip := func(v float64, n int) int { return int(min(max(v, -1), float64(n))) }
	return max(clip(math.Ceil(lx-reach), c.w), 0), max(clip(math.Ceil(ly-reach), c.h), 0),
		min(clip(math.Floor(hx+reach), c.w), c.w-1), min(clip(math.Floor(hy+reach), c.h), c.h-1)
}

// lines draws one family of grid lines, across and down, over an area given in
// millimetres. Where lines cross the ink lies once.
func (c *canvas) lines(pxPerMM, everyMM, widthMM float64, shift [2]float64, area [4]float64, ink [3]float32) {
	if everyMM <= 0 || widthMM <= 0 {
		return
	}
	cols := lineCover(c.w, pxPerMM, everyMM, widthMM, shift[0], area[0], area[2])
	rows := lineCover(c.h, pxPerMM, everyMM, widthMM, shift[1], area[1], area[3])
	insideX := lineCover(c.w, pxPerMM, area[2]-area[0], area[2]-area[0], (area[0]+area[2])/2, area[0], area[2])
	insideY := lineCover(c.h, pxPerMM, area[3]-area[1], area[3]-area[1], (area[1]+area[3])/2, area[1], area[3])
	for y, b := range rows {
		for x, a := range cols {
			a := a * insideY[y]
			b := b * insideX[x]
			if cover := 1 - (1-a)*(1-b); cover > 0 {
				c.blend(x, y, float32(cover), ink)
			}
		}
	}
}

// lineCover is how much of each of n pixels the lines of one direction cover:
// lines every so many millimetres through shift, between lo and hi.
func lineCover(n int, pxPerMM, every, width, shift, lo, hi float64) []float64 {
	out := make([]float64, n)
	for k := math.Ceil((lo - shift - width/2) / every); ; k++ {
		at := shift + k*every
		if at-width/2 >= hi {
			return out
		}
		// In pixels, with pixel i reaching from i to i+1.
		a, b := max(at-width/2, lo)*pxPerMM, min(at+width/2, hi)*pxPerMM
		for i := max(0, int(a)); i < n && float64(i) < b; i++ {
			out[i] = min(1, out[i]+max(0, min(b, float64(i+1))-max(a, float64(i))))
		}
	}
}
