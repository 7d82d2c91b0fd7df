package page

import (
	"bytes"
	"context"
	"encoding/binary"
	"image"
	"image/gif"
)

// openGIF walks the blocks of a GIF file (CompuServe GIF89a, 1990) to its end
// and checks its size. Only the first picture of a film is decoded.
func openGIF(data []byte, lim Limits) (Document, error) {
	if len(data) < 13 {
		return nil, cut("gif", len(data))
	}
	w, h := int(binary.LittleEndian.Uint16(data[6:])), int(binary.LittleEndian.Uint16(data[8:]))
	if err := lim.size("gif", w, h); err != nil {
		return nil, err
	}
	if err := walkGIF(data); err != nil {
		return nil, err
	}
	return &single{"gif", func(ctx context.Context) (*Page, error) {
		m, err := guarded(ctx, "gif", func() (image.Image, error) {
			return gif.Decode(ctxReader{ctx, bytes.NewReader(data)})
		})
		if err != nil {
			return nil, err
		}
		p, err := fromImage("gif", m, lim)
		if err != nil {
			return nil, err
		}
		return finish(onPaper(p, w, h, m.Bounds().Min), meta{}), nil
	}}, nil
}

// walkGIF follows the blocks to the trailer and returns an error if one of
// them is missing. The trailer itself may be: many writers forget it.
func walkGIF(data []byte) error {
	table := func(flags byte) int {
		if flags&0x80 == 0 {
			return 0
		}
		return 3 << (1 + flags&7)
	}
	at := 13 + table(data[10])
	pictures := 0
	for {
		if at >= len(data) {
			if at == len(data) && pictures > 0 {
				return nil
			}
			return cut("gif", len(data))
		}
		switch data[at] {
		case 0x21: // extension: label, then data blocks
			at += 2
		case 0x2c: // picture: place, size, flags, colours, code size, then data blocks
			if at+10 > len(data) {
				return cut("gif", len(data))
			}
			pictures++
			at += 10 + table(data[at+9]) + 1
		case 0x3b:
			if pictures == 0 {
				return malformed("gif", at, "no picture before the end")
			}
			return nil
		default:
			return malformed("gif", at, "a block of unknown kind %#x", data[at])
		}
		for {
			if at >= len(data) {
				return cut("gif", len(data))
			}
			n := int(data[at])
			at += 1 + n
			if n == 0 {
				break
			}
		}
	}
}

// onPaper puts a picture that covers only a part of its page, with its upper
// left corner at min, on white.
func onPaper(p *Page, w, h int, min image.Point) *Page {
	if p.Width == w && p.Height == h {
		return p
	}
	full := *p
	full.Width, full.Height = w, h
	full.Pix = bytes.Repeat(white, w*h*p.Channels)
	n := p.Width * p.Channels
	for y := range p.Height {
		copy(full.Pix[((min.Y+y)*w+min.X)*p.Channels:], p.Pix[y*n:(y+1)*n])
	}
	return &full
}
