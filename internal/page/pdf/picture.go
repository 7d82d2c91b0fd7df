package pdf

import (
	"bytes"
	"context"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"

	"github.com/pdfcpu/pdfcpu/pkg/filter"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"github.com/einthoven-ecg/einthoven/internal/page"
	"github.com/einthoven-ecg/einthoven/internal/page/ccitt"
)

// printIt is the advice for pictures that are not read.
const printIt = "open the file in a viewer, save the page as PNG at 300 dpi and try that"

// raster is a decoded picture. Where alpha is not nil it says for each pixel
// how much of it is seen.
type raster struct {
	*page.Page
	alpha []uint8
}

// picture decodes the samples of a picture on the page (section 8.9.5).
func (f *file) picture(ctx context.Context, p placed, lim page.Limits) (*raster, error) {
	d := p.stream.Dict
	w, h := int(f.number(first(d, "Width", "W"), 0)), int(f.number(first(d, "Height", "H"), 0))
	if w <= 0 || h <= 0 {
		return nil, damaged("a picture has no pixels (%d by %d)", w, h)
	}
	if w > 65535 || h > 65535 || int64(w)*int64(h) > lim.MaxPixels {
		return nil, &page.TooLargeError{Format: format, What: "pixels", Have: int64(w) * int64(h), Max: lim.MaxPixels}
	}
	data, kind, parms, err := f.bytes(p.stream, max(lim.MaxPixels, 1<<20)*8)
	if err != nil {
		return nil, err
	}
	decode := f.numbers(first(d, "Decode", "D"))
	inverted := len(decode) >= 2 && decode[0] > decode[1]
	mask := f.boolean(first(d, "ImageMask", "IM"))
	switch kind {
	case filter.DCT:
		return jpegPicture(ctx, data, inverted, lim)
	case filter.JPX:
		return nil, &page.UnsupportedError{Format: format, What: "a scan stored as JPEG 2000", Hint: printIt}
	case filter.JBIG2:
		return nil, &page.UnsupportedError{Format: format, What: "a scan stored as JBIG2", Hint: printIt}
	}
	s, bits := p.space, int(f.number(first(d, "BitsPerComponent", "BPC"), 8))
	if mask {
		s, bits = grey, 1
	}
	if kind == filter.CCITTFax {
		if data, err = f.fax(data, parms, w, h); err != nil {
			return nil, err
		}
		bits = 1
		if s == nil || s.n != 1 {
			s = grey
		}
	}
	if s == nil || s.n == 0 {
		return nil, &page.UnsupportedError{Format: format, What: "the colour space of a picture", Hint: printIt}
	}
	switch bits {
	case 1, 2, 4, 8, 16:
	default:
		return nil, damaged("a picture of %d bits in a component", bits)
	}
	if mask {
		return stencil(data, w, h, inverted, p.fill)
	}
	m, err := samples(data, w, h, bits, s, inverted)
	if err != nil {
		return nil, err
	}
	out, err := page.FromImage(m, lim)
	return &raster{Page: out}, err
}

// first gives the entry of a long key or, in inline pictures, of its short
// form.
func first(d types.Dict, long, short string) types.Object {
	if v, ok := d[long]; ok {
		return v
	}
	return d[short]
}

// jpegPicture decodes a picture as it stands in the file. Two segments are
// not what they are outside a PDF: a turn in the EXIF block does not count, and
// whether four inks are stored upside down is said by Decode and not by the
// mark of Adobe.
func jpegPicture(ctx context.Context, data []byte, inverted bool, lim page.Limits) (*raster, error) {
	if !bytes.HasPrefix(data, []byte("\xff\xd8\xff")) {
		return nil, damaged("a picture that should be JPEG is not")
	}
	c, err := jpeg.DecodeConfig(bytes.NewReader(data))
	inks := err == nil && c.ColorModel == color.CMYKModel
	doc, err := page.Open(ctx, relabel(data, inks, inverted), lim)
	if err != nil {
		return nil, err
	}
	p, err := doc.Page(ctx, 0)
	if err != nil {
		return nil, err
	}
	if inverted && !inks {
		pix := make([]uint8, len(p.Pix))
		for i, v := range p.Pix {
			pix[i] = ^v
		}
		p.Pix = pix
	}
	return &raster{Page: p}, nil
}

// relabel leaves out the EXIF block of a JPEG file and, for four inks, makes
// the mark of Adobe agree with inverted. (A mark that names a transform stays:
// it is needed to undo it.)
func relabel(data []byte, inks, inverted bool) []byte {
	if len(data) < 4 {
		return data
	}
	out := append([]byte(nil), data[:2]...)
	if inks && inverted {
		out = append(out, 0xff, 0xee, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0)
	}
	at := 2
	for at+4 <= len(data) && data[at] == 0xff && data[at+1] != 0xda && data[at+1] != 0xff {
		n := 2 + int(binary.BigEndian.Uint16(data[at+2:]))
		if at+n > len(data) {
			break
		}
		body := data[at+4 : max(at+4, at+n)]
		exif := data[at+1] == 0xe1 && bytes.HasPrefix(body, []byte("Exif\x00"))
		adobe := data[at+1] == 0xee && bytes.HasPrefix(body, []byte("Adobe")) && len(body) >= 12
		if adobe && inks && body[11] != 0 {
			return data // YCCK
		}
		if !exif && !(adobe && inks) {
			out = append(out, data[at:at+n]...)
		}
		at += n
	}
	return append(out, data[at:]...)
}

// fax decodes CCITT data (section 7.4.6) to rows of bits, in which 0 is black
// unless BlackIs1. Rows that are missing stay white.
func (f *file) fax(data []byte, parms types.Dict, w, h int) ([]byte, error) {
	if columns := int(f.number(parms["Columns"], 1728)); columns != w {
		return nil, damaged("a fax of %d columns in a picture of %d", columns, w)
	}
	coding := ccitt.Group3
	switch k := f.number(parms["K"], 0); {
	case k < 0:
		coding = ccitt.Group4
	case k > 0:
		coding = ccitt.Group3Mixed
	}
	r, err := ccitt.NewReader(data, ccitt.Options{Columns: w, Coding: coding, ByteAligned: f.boolean(parms["EncodedByteAlign"])})
	if err != nil {
		return nil, damaged("%w", err)
	}
	blackIs1 := f.boolean(parms["BlackIs1"])
	stride := (w + 7) / 8
	out := make([]byte, stride*h)
	row := make([]uint8, w)
	for y := range h {
		err := r.Row(row)
		if err != nil && y == 0 {
			return nil, damaged("a fax: %w", err)
		}
		if err != nil {
			for x := range row {
				row[x] = 255
			}
		}
		for x, v := range row {
			if (v != 0) != blackIs1 {
				out[y*stride+x/8] |= 0x80 >> (x & 7)
			}
		}
	}
	return out, nil
}

// stencil paints a colour through a mask of one bit a pixel: 0 paints, unless
// inverted (section 8.9.6.2).
func stencil(data []byte, w, h int, inverted bool, c [3]uint8) (*raster, error) {
	stride := (w + 7) / 8
	if len(data) < stride {
		return nil, damaged("a mask has no data")
	}
	m := &raster{Page: &page.Page{Width: w, Height: h, Channels: 3, Pix: make([]uint8, 3*w*h)}, alpha: make([]uint8, w*h)}
	for y := range min(h, len(data)/stride) {
		row := data[y*stride:]
		for x := range w {
			if (row[x/8]>>(7-x&7)&1 == 0) != inverted {
				m.alpha[y*w+x] = 255
			}
		}
	}
	for i := range w * h {
		copy(m.Pix[3*i:3*i+3], c[:])
	}
	return m, nil
}

// samples turns raw samples into a picture. Rows that are missing stay white.
func samples(data []byte, w, h, bits int, s *space, inverted bool) (image.Image, error) {
	stride := (w*s.n*bits + 7) / 8
	rows := min(h, len(data)/stride)
	if rows == 0 {
		return nil, damaged("a picture has no data")
	}
	if s.n == 1 && s.family != lab {
		return single(data, w, h, rows, bits, s, inverted), nil
	}
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	for i := range out.Pix {
		out.Pix[i] = 255
	}
	full := float64(uint32(1)<<bits - 1)
	c := make([]float64, s.n)
	for y := range rows {
		row := bitReader{in: data[y*stride : (y+1)*stride]}
		for x := range w {
			d := out.Pix[out.PixOffset(x, y):]
			if bits == 8 && s.family == rgb && !inverted {
				copy(d[:3], row.in[3*x:3*x+3])
				continue
			}
			for k := range c {
				c[k] = float64(row.take(bits)) / full
				if inverted {
					c[k] = 1 - c[k]
				}
			}
			if s.family == lab {
				c[0], c[1], c[2] = 100*c[0], 200*c[1]-100, 200*c[2]-100
			}
			v := s.rgb(c)
			copy(d[:3], v[:])
		}
	}
	return out, nil
}

// single makes a picture of one component, through a table of its values.
func single(data []byte, w, h, rows, bits int, s *space, inverted bool) image.Image {
	depth := min(bits, 8)
	full := 1<<depth - 1
	table := make(color.Palette, full+1)
	plain := s.family != indexed
	for i := range table {
		v := float64(i) / float64(full)
		switch {
		case s.family == indexed && inverted:
			v = float64(full - i)
		case s.family == indexed:
			v = float64(i)
		case inverted:
			v = 1 - v
		}
		c := s.rgb([]float64{v})
		table[i] = color.NRGBA{c[0], c[1], c[2], 255}
	}
	stride := (w*bits + 7) / 8
	at := func(y int, put func(x int, v uint8)) {
		row := bitReader{in: data[y*stride : (y+1)*stride]}
		for x := range w {
			v := row.take(bits)
			if bits == 16 {
				v >>= 8
			}
			put(x, uint8(v))
		}
	}
	if !plain {
		out := image.NewPaletted(image.Rect(0, 0, w, h), table)
		for y := range rows {
			at(y, func(x int, v uint8) { out.Pix[y*out.Stride+x] = v })
		}
		return out
	}
	out := image.NewGray(image.Rect(0, 0, w, h))
	for i := range out.Pix {
		out.Pix[i] = 255
	}
	var levels [256]uint8
	for i := range table {
		levels[i] = table[i].(color.NRGBA).R
	}
	for y := range rows {
		at(y, func(x int, v uint8) { out.Pix[y*out.Stride+x] = levels[v] })
	}
	return out
}

// bitReader takes samples of 1 to 16 bits, the high bit first.
type bitReader struct {
	in []byte
	at int
}

func (r *bitReader) take(bits int) uint32 {
	switch bits {
	case 8:
		v := r.in[r.at>>3]
		r.at += 8
		return uint32(v)
	case 16:
		v := uint32(r.in[r.at>>3])<<8 | uint32(r.in[r.at>>3+1])
		r.at += 16
		return v
	}
	v := uint32(r.in[r.at>>3]) >> (8 - bits - r.at&7) & (1<<bits - 1)
	r.at += bits
	return v
}
