package report

import (
	"image"
	"image/color"
	"image/draw"
	"math"

	"golang.org/x/image/font"
	"golang.org/x/image/font/inconsolata"
	"golang.org/x/image/math/fixed"
)

// text writes one line with its upper left corner right and below a position
// of the caller's, moved so that it stays within the picture, on a bed of
// faint white. size 1 is 16 pixels high.
func (c *canvas) text(s string, at [2]float64, size float64, col color.NRGBA) {
	if !finite(at) {
		return
	}
	face := inconsolata.Bold8x16
	glyphs := image.NewAlpha(image.Rect(0, 0, font.MeasureString(face, s).Ceil()+2, face.Height+2))
	if glyphs.Rect.Dx() <= 2 {
		return
	}
	d := font.Drawer{Dst: glyphs, Src: image.Opaque, Face: face, Dot: fixed.P(1, 1+face.Ascent)}
	d.DrawString(s)
	// Wide lines shrink to the picture; below half size nobody can read on.
	w := c.img.Rect.Dx()
	size = max(min(size, float64(w)/float64(glyphs.Rect.Dx())), min(size, 0.5))
	tw, th := int(float64(glyphs.Rect.Dx())*size), int(float64(glyphs.Rect.Dy())*size)
	x0 := min(max(floor(at[0]*c.scale)+2, 0), max(w-tw, 0))
	y0 := min(max(floor(at[1]*c.scale)+2, 0), max(c.img.Rect.Dy()-th, 0))
	area := image.Rect(x0, y0, x0+tw, y0+th).Intersect(c.img.Rect)
	draw.Draw(c.img, area, image.NewUniform(color.NRGBA{255, 255, 255, 190}), image.Point{}, draw.Over)
	for y := area.Min.Y; y < area.Max.Y; y++ {
		for x := area.Min.X; x < area.Max.X; x++ {
			a := sample(glyphs, (float64(x-x0)+0.5)/size-0.5, (float64(y-y0)+0.5)/size-0.5)
			if a == 0 {
				continue
			}
			px := c.img.Pix[c.img.PixOffset(x, y):][:3]
			px[0], px[1], px[2] = blend(px[0], col.R, a), blend(px[1], col.G, a), blend(px[2], col.B, a)
		}
	}
}

// sample reads a mask between its pixels, bilinearly, 0..255.
func sample(m *image.Alpha, x, y float64) uint32 {
	fx, fy := math.Floor(x), math.Floor(y)
	i, j, u, v := int(fx), int(fy), x-fx, y-fy
	at := func(i, j int) float64 { return float64(m.AlphaAt(i, j).A) }
	return uint32((1-v)*((1-u)*at(i, j)+u*at(i+1, j)) + v*((1-u)*at(i, j+1)+u*at(i+1, j+1)) + 0.5)
}
