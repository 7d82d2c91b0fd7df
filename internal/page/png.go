package page

import (
	"bytes"
	"compress/zlib"
	"context"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"slices"
)

// A pngFile is what the chunks of a PNG file say (W3C Portable Network
// Graphics, third edition, 2025). The pixels are decoded here rather than by
// the standard library so that they go straight into a page: a scan of 100
// million pixels then needs its own size once, not twice to four times.
type pngFile struct {
	width, height int
	depth, colour int
	interlaced    bool
	palette       [256][3]uint8 // over white
	greyPalette   bool
	colours       int       // in palette
	key           [3]uint16 // the transparent colour
	keyed         bool
	parts         [][]byte // of the compressed stream
	meta          meta
}

// Colour types.
const (
	pngGrey      = 0
	pngRGB       = 2
	pngPalette   = 3
	pngGreyAlpha = 4
	pngRGBA      = 6
)

// openPNG checks all chunks and the size of a PNG file.
func openPNG(data []byte, lim Limits) (Document, error) {
	f, err := walkPNG(data, lim)
	if err != nil {
		return nil, err
	}
	return &single{"png", func(ctx context.Context) (*Page, error) {
		p, err := f.decode(ctx)
		if err != nil {
			return nil, err
		}
		return finish(p, f.meta), nil
	}}, nil
}

// walkPNG reads the chunks up to IEND, so that a file which was cut short is
// known before anything is decoded.
func walkPNG(data []byte, lim Limits) (*pngFile, error) {
	f := &pngFile{}
	var opacity []byte
	for at := 8; ; {
		if at+12 > len(data) {
			return nil, cut("png", len(data))
		}
		n := int64(binary.BigEndian.Uint32(data[at:]))
		if n > int64(len(data)-at-12) {
			return nil, cut("png", len(data))
		}
		name, body := string(data[at+4:at+8]), data[at+8:at+8+int(n)]
		sum := binary.BigEndian.Uint32(data[at+8+int(n):])
		// An upper case letter marks chunks that are needed.
		if name[0]&0x20 == 0 && crc32.ChecksumIEEE(data[at+4:at+8+int(n)]) != sum {
			return nil, malformed("png", at, "the check sum of chunk %q is wrong", name)
		}
		if at == 8 && name != "IHDR" {
			if name == "CgBI" {
				return nil, &UnsupportedError{Format: "png", What: "the PNG kind that only Apple programs read", Hint: again}
			}
			return nil, malformed("png", at, "the first chunk is %q", name)
		}
		switch name {
		case "IHDR":
			if f.width != 0 {
				return nil, malformed("png", at, "a second header")
			}
			if err := f.header(body, at); err != nil {
				return nil, err
			}
			if err := lim.size("png", f.width, f.height); err != nil {
				return nil, err
			}
		case "PLTE":
			if n == 0 || n%3 != 0 || n > 768 {
				return nil, malformed("png", at, "a palette of %d bytes", n)
			}
			f.colours = int(n / 3)
			for i := range f.colours {
				copy(f.palette[i][:], body[3*i:])
			}
		case "tRNS":
			opacity = body
		case "IDAT":
			f.parts = append(f.parts, body)
		case "eXIf":
			f.meta.orientation = exif(body).orientation
		case "pHYs":
			if n == 9 && body[8] == 1 { // pixels a metre
				f.meta.dpi[0] = float64(binary.BigEndian.Uint32(body)) * 0.0254
				f.meta.dpi[1] = float64(binary.BigEndian.Uint32(body[4:])) * 0.0254
			}
		case "IEND":
			if len(f.parts) == 0 {
				return nil, malformed("png", at, "no pixels before the end")
			}
			return f, f.transparency(opacity)
		}
		at += 12 + int(n)
	}
}

// header reads IHDR.
func (f *pngFile) header(b []byte, at int) error {
	if len(b) != 13 {
		return malformed("png", at, "a header of %d bytes", len(b))
	}
	w, h := binary.BigEndian.Uint32(b), binary.BigEndian.Uint32(b[4:])
	if w > 1<<31-1 || h > 1<<31-1 {
		return malformed("png", at, "a picture of %d by %d pixels", w, h)
	}
	f.width, f.height, f.depth, f.colour = int(w), int(h), int(b[8]), int(b[9])
	depths := map[int][]byte{
		pngGrey: {1, 2, 4, 8, 16}, pngRGB: {8, 16}, pngPalette: {1, 2, 4, 8}, pngGreyAlpha: {8, 16}, pngRGBA: {8, 16},
	}
	if !bytes.Contains(depths[f.colour], b[8:9]) || b[10] != 0 || b[11] != 0 || b[12] > 1 {
		return malformed("png", at, "colour type %d of depth %d, methods %d", f.colour, f.depth, b[10:13])
	}
	f.interlaced = b[12] == 1
	return nil
}

// transparency applies the tRNS chunk to the palette, or notes the one
// transparent colour.
func (f *pngFile) transparency(opacity []byte) error {
	switch {
	case f.colour == pngPalette:
		if f.colours == 0 {
			return malformed("png", -1, "the palette is missing")
		}
		f.greyPalette = true
		for i := range f.colours {
			c := &f.palette[i]
			if i < len(opacity) {
				for k, v := range c {
					c[k] = overWhite(v, opacity[i])
				}
			}
			f.greyPalette = f.greyPalette && c[0] == c[1] && c[0] == c[2]
		}
	case f.colour == pngGrey && len(opacity) >= 2:
		f.keyed, f.key[0] = true, binary.BigEndian.Uint16(opacity)
	case f.colour == pngRGB && len(opacity) >= 6:
		f.keyed = true
		for i := range 3 {
			f.key[i] = binary.BigEndian.Uint16(opacity[2*i:])
		}
	}
	return nil
}

// samples is the number of stored values a pixel.
func (f *pngFile) samples() int {
	return [...]int{pngGrey: 1, pngRGB: 3, pngPalette: 1, pngGreyAlpha: 2, pngRGBA: 4}[f.colour]
}

// decode undoes the compression and the filters, row by row.
func (f *pngFile) decode(ctx context.Context) (*Page, error) {
	p := &Page{Width: f.width, Height: f.height, Channels: 3, Format: "png"}
	if f.colour == pngGrey || f.colour == pngGreyAlpha || f.colour == pngPalette && f.greyPalette {
		p.Channels = 1
	}
	stream, err := zlib.NewReader(&parts{list: slices.Clone(f.parts)})
	if err != nil {
		return nil, f.blame(err)
	}
	defer stream.Close()
	if f.raw() > 1100*f.stored()+4096 {
		// Deflate makes at most 1032 bytes of one: do not ask for memory that
		// can not be filled.
		return nil, f.blame(io.ErrUnexpectedEOF)
	}
	p.Pix = make([]uint8, p.Width*p.Height*p.Channels)

	passes := adam7[:]
	if !f.interlaced {
		passes = []pass{{0, 0, 1, 1}}
	}
	bits := f.depth * f.samples()
	for _, s := range passes {
		w, h := (f.width-s.x+s.dx-1)/s.dx, (f.height-s.y+s.dy-1)/s.dy
		if w <= 0 || h <= 0 {
			continue
		}
		n := (w*bits + 7) / 8
		row, above := make([]byte, 1+n), make([]byte, 1+n)
		light := make([]uint8, w*p.Channels)
		for y := range h {
			if y%64 == 0 && ctx.Err() != nil {
				return nil, ctx.Err()
			}
			if _, err := io.ReadFull(stream, row); err != nil {
				return nil, f.blame(err)
			}
			if err := unfilter(row, above[1:], max(1, bits/8)); err != nil {
				return nil, err
			}
			if s.dx == 1 {
				from := (s.y + y*s.dy) * p.Width * p.Channels
				f.toLight(row[1:], p.Pix[from:from+w*p.Channels])
			} else {
				f.toLight(row[1:], light)
				spread(light, p, s, y)
			}
			row, above = above, row
		}
	}
	// The check sum follows the last row.
	if _, err := io.ReadFull(stream, make([]byte, 1)); errors.Is(err, zlib.ErrChecksum) || errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, f.blame(err)
	}
	return p, nil
}

// raw is the length of the rows before compression.
func (f *pngFile) raw() int64 {
	return int64(f.height) * (int64(f.width)*int64(f.depth*f.samples())/8 + 1)
}

// stored is the length of the compressed stream.
func (f *pngFile) stored() int64 {
	n := 0
	for _, p := range f.parts {
		n += len(p)
	}
	return int64(n)
}

// blame makes an error of the compressed stream one of the file.
func (f *pngFile) blame(err error) error {
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return &MalformedError{Format: "png", Offset: -1, Err: err}
}

// A pass takes every dx-th pixel of every dy-th row, from (x, y).
type pass struct{ x, y, dx, dy int }

// adam7 are the passes of an interlaced picture.
var adam7 = [...]pass{{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}}

// spread puts row y of a pass to its places.
func spread(light []uint8, p *Page, s pass, y int) {
	n := p.Channels
	to := ((s.y+y*s.dy)*p.Width + s.x) * n
	for i := 0; i < len(light); i += n {
		copy(p.Pix[to:to+n], light[i:i+n])
		to += s.dx * n
	}
}

// parts reads slices of bytes as one stream, and uses the list up.
type parts struct{ list [][]byte }

func (p *parts) Read(b []byte) (int, error) {
	for len(p.list) > 0 {
		if n := copy(b, p.list[0]); n > 0 || len(b) == 0 {
			p.list[0] = p.list[0][n:]
			return n, nil
		}
		p.list = p.list[1:]
	}
	return 0, io.EOF
}

// ReadByte lets the decompressor do without a buffer of its own.
func (p *parts) ReadByte() (byte, error) {
	for len(p.list) > 0 {
		if part := p.list[0]; len(part) > 0 {
			p.list[0] = part[1:]
			return part[0], nil
		}
		p.list = p.list[1:]
	}
	return 0, io.EOF
}
