package main

import (
	"image"

	"golang.org/x/image/vector"
)

// addMask joins the shape in z, its corner at (i0, j0), with the canvas.
func addMask(c *canvas, z *vector.Rasterizer, i0, j0 int) {
	s := z.Size()
	dst := image.NewAlpha(image.Rect(0, 0, s.X, s.Y))
	z.Draw(dst, dst.Bounds(), image.Opaque, image.Point{})
	for j := range s.Y {
		for i := range s.X {
			if a := dst.Pix[j*dst.Stride+i]; a > 0 && i0+i < c.w && j0+j < c.h {
				k := (j0+j)*c.w + i0 + i
				c.pix[k] = max(c.pix[k], float32(a)/255)
			}
		}
	}
}
