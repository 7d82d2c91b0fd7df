package raster

import (
	"image"
	"math"
)

// Stroke draws a polyline (pixel coordinates) with a round pen, all of it at
// once: a pixel's coverage follows from its distance to the nearest piece, so
// that joints are not inked twice. Across a straight piece the coverage is
// the exact overlap of the pen with a pixel-wide box turned along it.
func (c *Canvas) Stroke(points [][2]float64, penPx float64, p Paint) {
	if len(points) == 0 || !(penPx > 0) {
		return
	}
	half := penPx / 2
	reach := half + 0.5
	area := c.within(points, reach)
	if area.Empty() {
		return
	}
	w := area.Dx()
	near := c.floats(w * area.Dy()) // squared distance, pixels
	far := float32(reach * reach)
	for i := range near {
		near[i] = far
	}
	if len(points) == 1 {
		points = [][2]float64{points[0], points[0]}
	}
	for k := 1; k < len(points); k++ {
		a, b := points[k-1], points[k]
		box := c.within([][2]float64{a, b}, reach)
		if box.Empty() {
			continue
		}
		dx, dy := b[0]-a[0], b[1]-a[1]
		inv := 0.0
		if l2 := dx*dx + dy*dy; l2 > 0 {
			inv = 1 / l2
		}
		for y := box.Min.Y; y < box.Max.Y; y++ {
			row := near[(y-area.Min.Y)*w+box.Min.X-area.Min.X:][:box.Dx()]
			ey := float64(y) - a[1]
			for x := range row {
				ex := float64(box.Min.X+x) - a[0]
				t := min(max((ex*dx+ey*dy)*inv, 0), 1)
				gx, gy := ex-t*dx, ey-t*dy
				row[x] = min(row[x], float32(gx*gx+gy*gy))
			}
		}
	}
	for i, d2 := range near {
		if d2 >= far {
			continue
		}
		d := math.Sqrt(float64(d2))
		if cover := min(d+0.5, half) - max(d-0.5, -half); cover > 0 {
			c.Put(area.Min.X+i%w, area.Min.Y+i/w, float32(cover), &p)
		}
	}
}

// within is the part of the canvas in reach of some points.
func (c *Canvas) within(points [][2]float64, reach float64) image.Rectangle {
	lx, ly, hx, hy := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, p := range points {
		lx, hx = min(lx, p[0]), max(hx, p[0])
		ly, hy = min(ly, p[1]), max(hy, p[1])
	}
	return Pixels(lx-reach, ly-reach, hx+reach, hy+reach).Intersect(c.Rect)
}

// Pixels are those whose centres lie in a box.
func Pixels(x0, y0, x1, y1 float64) image.Rectangle {
	whole := func(v float64) int { return int(min(max(v, -1e9), 1e9)) }
	return image.Rect(whole(math.Ceil(x0)), whole(math.Ceil(y0)), whole(math.Floor(x1))+1, whole(math.Floor(y1))+1)
}
