package page

import (
	"bytes"
	"context"
	"encoding/binary"
	"image"

	"golang.org/x/image/webp"

	"github.com/einthoven-ecg/einthoven/internal/par"
)

// A webpFile is what the chunks of a WebP file say (RFC 9649). Only the first
// picture of a film is decoded.
type webpFile struct {
	width, height int         // of the page
	size          image.Point // of the picture on it
	corner        image.Point // where it lies
	opacity       []byte      // ALPH chunk beside lossy pixels
	pixels        []byte      // VP8 or VP8L chunk
	lossless      bool
	meta          meta
}

// openWebP checks the chunks and the sizes of a WebP file.
func openWebP(data []byte, lim Limits) (Document, error) {
	f := &webpFile{}
	end := 8 + int64(binary.LittleEndian.Uint32(data[4:]))
	if end > int64(len(data)) {
		return nil, cut("webp", len(data))
	}
	if err := f.walk(data[:end], 12); err != nil {
		return nil, err
	}
	if f.pixels == nil {
		return nil, malformed("webp", -1, "there are no pixels")
	}
	if f.width == 0 {
		f.width, f.height = f.size.X, f.size.Y
	}
	if err := lim.size("webp", f.width, f.height); err != nil {
		return nil, err
	}
	if err := lim.size("webp", f.size.X, f.size.Y); err != nil {
		return nil, err
	}
	if f.corner.X+f.size.X > f.width || f.corner.Y+f.size.Y > f.height {
		return nil, malformed("webp", -1, "the picture does not fit on its page")
	}
	return &single{"webp", func(ctx context.Context) (*Page, error) { return f.decode(ctx, lim) }}, nil
}

// walk reads the chunks from at on, up to the first picture and, on the outer
// level, the EXIF block behind it.
func (f *webpFile) walk(data []byte, at int) error {
	for at < len(data) {
		if at+8 > len(data) {
			return cut("webp", len(data))
		}
		n := int64(binary.LittleEndian.Uint32(data[at+4:]))
		if n > int64(len(data)-at-8) {
			return cut("webp", len(data))
		}
		body := data[at+8 : at+8+int(n)]
		switch name := string(data[at : at+4]); {
		case name == "VP8X" && n >= 10:
			f.width, f.height = 1+int24(body[4:]), 1+int24(body[7:])
		case name == "ANMF" && f.pixels == nil && n >= 16:
			f.corner = image.Pt(2*int24(body), 2*int24(body[3:]))
			if err := f.walk(data[:at+8+int(n)], at+8+16); err != nil {
				return err
			}
		case name == "ALPH" && f.pixels == nil:
			f.opacity = body
		case name == "VP8 " && f.pixels == nil:
			if n < 10 || string(body[3:6]) != "\x9d\x01\x2a" {
				return malformed("webp", at, "a picture without a header")
			}
			f.pixels, f.meta.coarse = body, true
			f.size = image.Pt(int(binary.LittleEndian.Uint16(body[6:]))&0x3fff, int(binary.LittleEndian.Uint16(body[8:]))&0x3fff)
		case name == "VP8L" && f.pixels == nil:
			if n < 5 || body[0] != 0x2f {
				return malformed("webp", at, "a picture without a header")
			}
			f.pixels, f.lossless = body, true
			v := binary.LittleEndian.Uint32(body[1:])
			f.size = image.Pt(1+int(v&0x3fff), 1+int(v>>14&0x3fff))
		case name == "EXIF":
			coarse := f.meta.coarse
			f.meta = exif(body)
			f.meta.coarse = coarse
		}
		at += 8 + int(n+n&1)
	}
	return nil
}

// int24 reads three bytes.
func int24(b []byte) int { return int(b[0]) | int(b[1])<<8 | int(b[2])<<16 }

// decode gives the pixels to the decoder of x/image in a file of their own,
// without what it does not read, and converts the colours here: it takes
// those of a film, where black is 16 and white 235, for those of JPEG.
func (f *webpFile) decode(ctx context.Context, lim Limits) (*Page, error) {
	var file bytes.Buffer
	chunk := func(name string, body []byte) {
		file.WriteString(name)
		file.Write(binary.LittleEndian.AppendUint32(nil, uint32(len(body))))
		file.Write(body)
		if len(body)%2 == 1 {
			file.WriteByte(0)
		}
	}
	chunk("RIFF", []byte("WEBP"))
	if f.lossless {
		chunk("VP8L", f.pixels)
	} else {
		if f.opacity != nil {
			head := make([]byte, 10)
			head[0] = 1 << 4 // there is opacity
			w, h := f.size.X-1, f.size.Y-1
			copy(head[4:], []byte{byte(w), byte(w >> 8), byte(w >> 16), byte(h), byte(h >> 8), byte(h >> 16)})
			chunk("VP8X", head)
			chunk("ALPH", f.opacity)
		}
		chunk("VP8 ", f.pixels)
	}
	binary.LittleEndian.PutUint32(file.Bytes()[4:], uint32(file.Len()-8))
	m, err := guarded(ctx, "webp", func() (image.Image, error) {
		return webp.Decode(ctxReader{ctx, bytes.NewReader(file.Bytes())})
	})
	if err != nil {
		return nil, err
	}
	if m.Bounds().Size() != f.size {
		return nil, malformed("webp", -1, "the picture has not the size that it states")
	}
	var p *Page
	switch m := m.(type) {
	case *image.YCbCr:
		p = fromFilm(m, nil, 0)
	case *image.NYCbCrA:
		p = fromFilm(&m.YCbCr, m.A, m.AStride)
	default:
		if p, err = fromImage("webp", m, lim); err != nil {
			return nil, err
		}
	}
	return finish(onPaper(p, f.width, f.height, f.corner), f.meta), nil
}

// fromFilm converts lossy pixels, with opacity if there is any.
func fromFilm(m *image.YCbCr, opacity []uint8, stride int) *Page {
	p := &Page{Width: m.Rect.Dx(), Height: m.Rect.Dy(), Channels: 3, Format: "webp"}
	p.Pix = make([]uint8, 3*p.Width*p.Height)
	par.Strips(0, p.Height, func(lo, hi int) {
		row := ycbcrRows(m, film)
		for y := lo; y < hi; y++ {
			out := p.Pix[3*y*p.Width : 3*(y+1)*p.Width]
			row(y, out)
			if opacity == nil {
				continue
			}
			for x, a := range opacity[y*stride : y*stride+p.Width] {
				for c := range 3 {
					out[3*x+c] = overWhite(out[3*x+c], a)
				}
			}
		}
	})
	return p
}
