package synth

import (
	"cmp"
	"image"
	"image/color"
	"slices"
)

// Paletted is the picture in its 256 most frequent colours, others replaced by
// the nearest of these: small files for pages, which have few colours. Pixels
// are taken as opaque.
func Paletted(m *image.NRGBA) *image.Paletted {
	count := map[color.NRGBA]int{}
	w, h := m.Rect.Dx(), m.Rect.Dy()
	for y := range h {
		for x := range w {
			count[m.NRGBAAt(m.Rect.Min.X+x, m.Rect.Min.Y+y)]++
		}
	}
	order := make([]color.NRGBA, 0, len(count))
	for c := range count {
		order = append(order, c)
	}
	key := func(c color.NRGBA) int { return int(c.R)<<16 | int(c.G)<<8 | int(c.B) }
	slices.SortFunc(order, func(a, b color.NRGBA) int {
		return cmp.Or(cmp.Compare(count[b], count[a]), cmp.Compare(key(a), key(b)))
	})
	var palette color.Palette
	index := map[color.NRGBA]uint8{}
	for i, c := range order {
		if i < 256 {
			palette = append(palette, c)
			index[c] = uint8(i)
		} else {
			index[c] = uint8(palette.Index(c))
		}
	}
	out := image.NewPaletted(image.Rect(0, 0, w, h), palette)
	for y := range h {
		for x := range w {
			out.Pix[y*out.Stride+x] = index[m.NRGBAAt(m.Rect.Min.X+x, m.Rect.Min.Y+y)]
		}
	}
	return out
}
