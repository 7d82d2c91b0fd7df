package page

import (
	"fmt"
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
		return nil, fmt.Errorf("page from image: the image is nil")
	}
	lim = lim.withDefaults()
	b := m.Bounds()
	if err := lim.size(format, b.Dx(), b.Dy()); err != nil {
		return nil, err
	}
	p := &Page{Width: b.Dx(), Height: b.Dy(), Channels: 3, Format: format}
	var row func(y int, out []uint8) // fills one row; y counts from 0
	switch m := m.(type) {
	case *image.Gray:
		p.Channels = 1
		row = func(y int, out []uint8) {
			copy(out, m.Pix[m.PixOffset(b.Min.X, b.Min.Y+y):])
		}
	case *image.Gray16:
		p.Channels = 1
		row = func(y int, out []uint8) {
			in := m.Pix[m.PixOffset(b.Min.X, b.Min.Y+y):]
			for x := range out {
				out[x] = in[2*x]
			}
		}
	case *image.Paletted:
		table := paletteOf(m.Palette)
		row = func(y int, out []uint8) {
			in := m.Pix[m.PixOffset(b.Min.X, b.Min.Y+y):]
			for x := range len(out) / 3 {
				copy(out[3*x:3*x+3], table[in[x]][:])
			}
		}
	case *image.RGBA:
		row = func(y int, out []uint8) {
			in := m.Pix[m.PixOffset(b.Min.X, b.Min.Y+y):]
			for x := range len(out) / 3 {
				s, d := in[4*x:4*x+4:4*x+4], out[3*x:3*x+3:3*x+3]
				rest := 255 - s[3]
				d[0], d[1], d[2] = s[0]+rest, s[1]+rest, s[2]+rest
			}
		}
	case *image.NRGBA:
		row = func(y int, out []uint8) {
			in := m.Pix[m.PixOffset(b.Min.X, b.Min.Y+y):]
			for x := range len(out) / 3 {
				s, d := in[4*x:4*x+4:4*x+4], out[3*x:3*x+3:3*x+3]
				d[0], d[1], d[2] = overWhite(s[0], s[3]), overWhite(s[1], s[3]), overWhite(s[2], s[3])
			}
		}
	case *image.NRGBA64:
		row = func(y int, out []uint8) {
			in := m.Pix[m.PixOffset(b.Min.X, b.Min.Y+y):]
			for x := range len(out) / 3 {
				s, d := in[8*x:8*x+8:8*x+8], out[3*x:3*x+3:3*x+3]
				d[0], d[1], d[2] = overWhite(s[0], s[6]), overWhite(s[2], s[6]), overWhite(s[4], s[6])
			}
		}
	case *image.YCbCr:
		row = func(y int, out []uint8) { ycbcrRow(m, b.Min.X, b.Min.Y+y, out) }
	case *image.CMYK:
		row = func(y int, out []uint8) {
			in := m.Pix[m.PixOffset(b.Min.X, b.Min.Y+y):]
			for x := range len(out) / 3 {
				s, d := in[4*x:4*x+4:4*x+4], out[3*x:3*x+3:3*x+3]
				d[0], d[1], d[2] = withoutInk(s[0], s[3]), withoutInk(s[1], s[3]), withoutInk(s[2], s[3])
			}
		}
	default:
		row = func(y int, out []uint8) {
			for x := range len(out) / 3 {
				r, g, bl, a := m.At(b.Min.X+x, b.Min.Y+y).RGBA()
				rest := 0xffff - a
				out[3*x], out[3*x+1], out[3*x+2] = uint8((r+rest)>>8), uint8((g+rest)>>8), uint8((bl+rest)>>8)
			}
		}
	}
	stride := p.Width * p.Channels
	p.Pix = make([]uint8, stride*p.Height)
	par.Strips(0, p.Height, func(lo, hi int) {
		for y := lo; y < hi; y++ {
			row(y, p.Pix[y*stride:(y+1)*stride])
		}
	})
	return p, nil
}

// overWhite lays colour c of opacity a, not yet multiplied, over white.
func overWhite(c, a uint8) uint8 {
	return uint8((int(c)*int(a) + 255*(255-int(a)) + 127) / 255)
}

// withoutInk is the light that a coloured ink of amount c and a black ink of
// amount k leave.
func withoutInk(c, k uint8) uint8 {
	return uint8(((255-int(c))*(255-int(k)) + 127) / 255)
}

// paletteOf lays all colours of a palette over white. Indices beyond the
// palette are black, as decoders take them.
func paletteOf(pal color.Palette) *[256][3]uint8 {
	var t [256][3]uint8
	for i, c := range pal[:min(len(pal), 256)] {
		n := color.NRGBAModel.Convert(c).(color.NRGBA)
		t[i] = [3]uint8{overWhite(n.R, n.A), overWhite(n.G, n.A), overWhite(n.B, n.A)}
	}
	return &t
}

// ycbcrRow converts one row (JFIF 1.02, section "Conversion to and from RGB").
func ycbcrRow(m *image.YCbCr, x0, y int, out []uint8) {
	luma := m.Y[m.YOffset(x0, y):]
	for x := range len(out) / 3 {
		c := m.COffset(x0+x, y)
		out[3*x], out[3*x+1], out[3*x+2] = color.YCbCrToRGB(luma[x], m.Cb[c], m.Cr[c])
	}
}
