package page

import (
	"errors"
	"image"
	"image/color"

	"github.com/einthoven-ecg/einthoven/internal/par"
)

// FromImage makes a page of a decoded picture; what is transparent lies over
// white. Its Format is "image". It fails with *TooLargeError, or
// *MalformedError for a picture without pixels.
func FromImage(m image.Image, lim Limits) (*Page, error) {
	p, err := fromImage("image", m, lim)
	if err != nil {
		return nil, err
	}
	coarse := false
	if y, ok := m.(*image.YCbCr); ok {
		coarse = y.SubsampleRatio != image.YCbCrSubsampleRatio444
	}
	return finish(p, meta{coarse: coarse}), nil
}

// fromImage copies the pixels of m without looking at them.
func fromImage(format string, m image.Image, lim Limits) (*Page, error) {
	if m == nil {
		return nil, errors.New("page from image: there is no image")
	}
	lim = lim.withDefaults()
	b := m.Bounds()
	if err := lim.size(format, b.Dx(), b.Dy()); err != nil {
		return nil, err
	}
	p := &Page{Width: b.Dx(), Height: b.Dy(), Format: format}
	var convert func() rowConverter
	p.Channels, convert = rowsOf(m)
	stride := p.Width * p.Channels
	p.Pix = make([]uint8, stride*p.Height)
	par.Strips(0, p.Height, func(lo, hi int) {
		row := convert()
		for y := lo; y < hi; y++ {
			row(y, p.Pix[y*stride:(y+1)*stride])
		}
	})
	return p, nil
}

// A rowConverter writes row y of a picture, counted from 0, into out.
type rowConverter func(y int, out []uint8)

// rowsOf gives the number of channels that m needs, and converters of its
// rows, one for each goroutine that wants to use one.
func rowsOf(m image.Image) (channels int, convert func() rowConverter) {
	b := m.Bounds()
	x0, y0 := b.Min.X, b.Min.Y
	channels = 3
	var row rowConverter
	switch m := m.(type) {
	case *image.YCbCr:
		return 3, func() rowConverter { return ycbcrRows(m, photo) }
	case *image.Gray:
		channels = 1
		row = func(y int, out []uint8) { copy(out, m.Pix[m.PixOffset(x0, y0+y):]) }
	case *image.Gray16:
		channels = 1
		row = func(y int, out []uint8) {
			in := m.Pix[m.PixOffset(x0, y0+y):]
			for x := range out {
				out[x] = in[2*x]
			}
		}
	case *image.Paletted:
		table, grey := paletteOf(m.Palette)
		if grey {
			channels = 1
		}
		row = func(y int, out []uint8) {
			in := m.Pix[m.PixOffset(x0, y0+y):]
			if grey {
				for x := range out {
					out[x] = table[in[x]][0]
				}
				return
			}
			for x, o := 0, 0; o < len(out); x, o = x+1, o+3 {
				c := &table[in[x]]
				out[o], out[o+1], out[o+2] = c[0], c[1], c[2]
			}
		}
	case *image.RGBA:
		row = func(y int, out []uint8) {
			in := m.Pix[m.PixOffset(x0, y0+y):]
			for i, o := 0, 0; o < len(out); i, o = i+4, o+3 {
				s := in[i : i+4 : i+4]
				out[o], out[o+1], out[o+2] = onWhite(s[0], s[3]), onWhite(s[1], s[3]), onWhite(s[2], s[3])
			}
		}
	case *image.NRGBA:
		row = func(y int, out []uint8) {
			in := m.Pix[m.PixOffset(x0, y0+y):]
			for i, o := 0, 0; o < len(out); i, o = i+4, o+3 {
				s := in[i : i+4 : i+4]
				out[o], out[o+1], out[o+2] = overWhite(s[0], s[3]), overWhite(s[1], s[3]), overWhite(s[2], s[3])
			}
		}
	case *image.NRGBA64:
		row = func(y int, out []uint8) {
			in := m.Pix[m.PixOffset(x0, y0+y):]
			for i, o := 0, 0; o < len(out); i, o = i+8, o+3 {
				s := in[i : i+8 : i+8]
				out[o], out[o+1], out[o+2] = overWhite(s[0], s[6]), overWhite(s[2], s[6]), overWhite(s[4], s[6])
			}
		}
	case *image.CMYK:
		row = func(y int, out []uint8) {
			in := m.Pix[m.PixOffset(x0, y0+y):]
			for i, o := 0, 0; o < len(out); i, o = i+4, o+3 {
				s := in[i : i+4 : i+4]
				out[o], out[o+1], out[o+2] = withoutInk(s[0], s[3]), withoutInk(s[1], s[3]), withoutInk(s[2], s[3])
			}
		}
	case image.RGBA64Image:
		row = func(y int, out []uint8) {
			for x, o := 0, 0; o < len(out); x, o = x+1, o+3 {
				c := m.RGBA64At(x0+x, y0+y)
				a := uint8(c.A >> 8)
				out[o], out[o+1], out[o+2] = onWhite(uint8(c.R>>8), a), onWhite(uint8(c.G>>8), a), onWhite(uint8(c.B>>8), a)
			}
		}
	default:
		row = func(y int, out []uint8) {
			for x, o := 0, 0; o < len(out); x, o = x+1, o+3 {
				r, g, b, a := m.At(x0+x, y0+y).RGBA()
				alpha := uint8(a >> 8)
				out[o], out[o+1], out[o+2] = onWhite(uint8(r>>8), alpha), onWhite(uint8(g>>8), alpha), onWhite(uint8(b>>8), alpha)
			}
		}
	}
	return channels, func() rowConverter { return row }
}

// onWhite lays colour c, already multiplied by its opacity a, over white.
func onWhite(c, a uint8) uint8 { return uint8(min(255, int(c)+255-int(a))) }

// overWhite lays colour c of opacity a, not yet multiplied, over white.
func overWhite(c, a uint8) uint8 {
	return uint8((int(c)*int(a) + 255*(255-int(a)) + 127) / 255)
}

// withoutInk is the light that a coloured ink of amount c and a black ink of
// amount k leave.
func withoutInk(c, k uint8) uint8 {
	return uint8(((255-int(c))*(255-int(k)) + 127) / 255)
}

// paletteOf lays all colours of a palette over white and says whether all of
// them are grey. Numbers beyond the palette are black.
func paletteOf(pal color.Palette) (table *[256][3]uint8, grey bool) {
	table, grey = new([256][3]uint8), true
	for i, c := range pal[:min(len(pal), 256)] {
		n := color.NRGBAModel.Convert(c).(color.NRGBA)
		v := [3]uint8{overWhite(n.R, n.A), overWhite(n.G, n.A), overWhite(n.B, n.A)}
		table[i] = v
		grey = grey && v[0] == v[1] && v[0] == v[2]
	}
	return table, grey
}
