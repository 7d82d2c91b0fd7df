package page

import (
	"image"
	"math"
)

// A colourTable holds the parts of the way from light and colour difference
// to red, green and blue, with 16 bits after the point.
type colourTable struct {
	light                    [256]int32 // rounding included
	red, blue                [256]int32
	greenFromCb, greenFromCr [256]int32
}

// The coefficients of ITU-R BT.601, for all values (JFIF 1.02, "Conversion to
// and from RGB") and, in WebP files, for 16 to 235 and 16 to 240 (RFC 6386,
// section 9.2, names BT.601). Colour differences c count from 128:
//
//	R = Y + 1.402 Cr, G = Y - 0.344136 Cb - 0.714136 Cr, B = Y + 1.772 Cb
var (
	photo = newColourTable(1, 0, 1)
	film  = newColourTable(255./219, 16, 255./224)
)

func newColourTable(gain, black, chroma float64) *colourTable {
	t := new(colourTable)
	fix := func(v float64) int32 { return int32(math.Round(v * (1 << 16))) }
	for i := range 256 {
		x := float64(i) - 128
		t.light[i] = fix(gain*(float64(i)-black)) + 1<<15
		t.red[i] = fix(1.402 * chroma * x)
		t.blue[i] = fix(1.772 * chroma * x)
		t.greenFromCb[i] = fix(-0.344136 * chroma * x)
		t.greenFromCr[i] = fix(-0.714136 * chroma * x)
	}
	return t
}

// clamp drops the bits after the point and limits the rest to 0 to 255.
func clamp(v int32) uint8 {
	if uint32(v) > 255<<16|0xffff {
		if v < 0 {
			return 0
		}
		return 255
	}
	return uint8(v >> 16)
}

// toRGB converts one row whose colour has full resolution.
func (t *colourTable) toRGB(luma, cb, cr, out []uint8) {
	n := len(out) / 3
	luma, cb, cr = luma[:n], cb[:n], cr[:n]
	for x, o := 0, 0; x < n && o+2 < len(out); x, o = x+1, o+3 {
		y, b, r := t.light[luma[x]], cb[x], cr[x]
		out[o] = clamp(y + t.red[r])
		out[o+1] = clamp(y + t.greenFromCb[b] + t.greenFromCr[r])
		out[o+2] = clamp(y + t.blue[b])
	}
}

// ycbcrRows converts the rows of a picture by table t. Colour that is stored at half
// resolution is interpolated linearly, as other readers do; repeating it
// would give a dark line coloured stairs at its sides.
func ycbcrRows(m *image.YCbCr, t *colourTable) rowConverter {
	b := m.Rect
	w := b.Dx()
	across, down := 1, 1
	switch m.SubsampleRatio {
	case image.YCbCrSubsampleRatio422:
		across = 2
	case image.YCbCrSubsampleRatio420:
		across, down = 2, 2
	case image.YCbCrSubsampleRatio440:
		down = 2
	case image.YCbCrSubsampleRatio411:
		across = 4
	case image.YCbCrSubsampleRatio410:
		across, down = 4, 2
	}
	cb, cr := make([]uint8, w+2), make([]uint8, w+2)
	sum := make([]int32, w/2+2)
	if across == 4 || b.Min.X%across != 0 || b.Min.Y%down != 0 || across == 2 && w <= 4 {
		// Rare samplings, and cut-outs that begin within a colour sample.
		return func(y int, out []uint8) {
			for x := range w {
				c := m.COffset(b.Min.X+x, b.Min.Y+y)
				cb[x], cr[x] = m.Cb[c], m.Cr[c]
			}
			t.toRGB(m.Y[m.YOffset(b.Min.X, b.Min.Y+y):], cb, cr, out)
		}
	}
	cw, ch := (w+across-1)/across, (b.Dy()+down-1)/down
	origin := m.COffset(b.Min.X, b.Min.Y)
	plane := func(p []uint8, y int) []uint8 { return p[origin+y*m.CStride:][:cw] }
	return func(y int, out []uint8) {
		luma := m.Y[m.YOffset(b.Min.X, b.Min.Y+y):]
		near, far := y, y
		if down == 2 {
			near = y / 2
			far = max(near-1, 0)
			if y&1 == 1 {
				far = min(near+1, ch-1)
			}
		}
		switch {
		case across == 1 && down == 1:
			t.toRGB(luma, plane(m.Cb, y), plane(m.Cr, y), out)
			return
		case across == 1:
			blendRows(plane(m.Cb, near), plane(m.Cb, far), y&1 == 1, cb)
			blendRows(plane(m.Cr, near), plane(m.Cr, far), y&1 == 1, cr)
		case down == 1:
			widenRow(plane(m.Cb, y), cb)
			widenRow(plane(m.Cr, y), cr)
		default:
			widenRows(plane(m.Cb, near), plane(m.Cb, far), sum, cb)
			widenRows(plane(m.Cr, near), plane(m.Cr, far), sum, cr)
		}
		t.toRGB(luma, cb, cr, out)
	}
}

// The three functions below weigh the nearer sample 3/4 and the farther 1/4,
// since colour samples lie in the middle of the pixels that share them. The
// roundings alternate, as in the reference software of T.81, so that they do
// not add up.

// blendRows makes one row between two at half resolution down.
func blendRows(near, far []uint8, lower bool, out []uint8) {
	bias := 1
	if lower {
		bias = 2
	}
	for x := range near {
		out[x] = uint8((3*int(near[x]) + int(far[x]) + bias) >> 2)
	}
}

// widenRow doubles a row at half resolution across.
func widenRow(in, out []uint8) {
	last := len(in) - 1
	out = out[:2*len(in)]
	out[0], out[2*last+1] = in[0], in[last]
	for i := range last {
		a, b := int(in[i]), int(in[i+1])
		out[2*i+1] = uint8((3*a + b + 2) >> 2)
		out[2*i+2] = uint8((3*b + a + 1) >> 2)
	}
}

// widenRows makes one full row of two at half resolution across and down.
func widenRows(near, far []uint8, sum []int32, out []uint8) {
	last := len(near) - 1
	sum, far = sum[:len(near)], far[:len(near)]
	for i, v := range near {
		sum[i] = 3*int32(v) + int32(far[i])
	}
	out = out[:2*len(near)]
	out[0], out[2*last+1] = uint8((4*sum[0]+8)>>4), uint8((4*sum[last]+7)>>4)
	for i := range last {
		a, b := sum[i], sum[i+1]
		out[2*i+1] = uint8((3*a + b + 7) >> 4)
		out[2*i+2] = uint8((3*b + a + 8) >> 4)
	}
}
