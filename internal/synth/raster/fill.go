package raster

import (
	"image"
	"math"
)

// fillTile is the side of the squares in which shapes are filled. Below 512
// the rasterizer calculates in whole numbers, alike on all processors.
const fillTile = 256

// Fill paints the inside of closed contours (pixel coordinates); one inside
// another and of the other sense of rotation is a hole.
func (c *Canvas) Fill(contours [][][2]float64, p Paint) {
	box := image.Rectangle{}
	for _, t := range contours {
		box = box.Union(c.within(t, 1))
	}
	// Tiles lie at fixed places of the picture: rounding in the rasterizer is
	// the same however the picture is cut.
	for ty := floorTo(box.Min.Y, fillTile); ty < box.Max.Y; ty += fillTile {
		for tx := floorTo(box.Min.X, fillTile); tx < box.Max.X; tx += fillTile {
			c.fillTile(contours, image.Pt(tx, ty), box, &p)
		}
	}
}

func floorTo(v, step int) int { return int(math.Floor(float64(v)/float64(step))) * step }

func (c *Canvas) fillTile(contours [][][2]float64, at image.Point, box image.Rectangle, p *Paint) {
	if c.mask.Pix == nil {
		c.mask = *image.NewAlpha(image.Rect(0, 0, fillTile, fillTile))
	}
	c.shapes.Reset(fillTile, fillTile)
	x0, y0 := float64(at.X)-0.5, float64(at.Y)-0.5 // corner of the first pixel
	for _, t := range contours {
		t = clip(t, x0, y0, x0+fillTile, y0+fillTile)
		for i, q := range t {
			x, y := float32(q[0]-x0), float32(q[1]-y0)
			if i == 0 {
				c.shapes.MoveTo(x, y)
			} else {
				c.shapes.LineTo(x, y)
			}
		}
		if len(t) > 0 {
			c.shapes.ClosePath()
		}
	}
	clear(c.mask.Pix)
	c.shapes.Draw(&c.mask, c.mask.Rect, image.Opaque, image.Point{})
	r := image.Rectangle{at, at.Add(image.Pt(fillTile, fillTile))}.Intersect(box)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		row := c.mask.Pix[(y-at.Y)*fillTile:]
		for x := r.Min.X; x < r.Max.X; x++ {
			if a := row[x-at.X]; a > 0 {
				c.Put(x, y, float32(a)/255, p)
			}
		}
	}
}

// clip cuts a closed contour to a box, one side after the other (Sutherland
// and Hodgman 1974).
func clip(t [][2]float64, x0, y0, x1, y1 float64) [][2]float64 {
	for _, side := range [4]struct {
		axis        int
		limit, sign float64
	}{{0, x0, 1}, {0, x1, -1}, {1, y0, 1}, {1, y1, -1}} {
		inside := 0
		for _, q := range t {
			if side.sign*(q[side.axis]-side.limit) >= 0 {
				inside++
			}
		}
		if inside == len(t) {
			continue
		}
		var out [][2]float64
		for i, b := range t {
			a := t[(i+len(t)-1)%len(t)]
			da, db := side.sign*(a[side.axis]-side.limit), side.sign*(b[side.axis]-side.limit)
			if (da < 0) != (db < 0) {
				f := da / (da - db)
				out = append(out, [2]float64{a[0] + f*(b[0]-a[0]), a[1] + f*(b[1]-a[1])})
			}
			if db >= 0 {
				out = append(out, b)
			}
		}
		t = out
	}
	return t
}
