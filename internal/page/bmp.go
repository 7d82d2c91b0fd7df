package page

import (
	"context"
	"encoding/binary"
	"math/bits"
)

// A bmpFile is what the headers of a BMP file say (Microsoft: Bitmap Storage,
// BITMAPINFOHEADER and its older and newer forms).
type bmpFile struct {
	width, height int
	topDown       bool
	depth         int // bits a pixel
	coding        int
	palette       [256][3]uint8
	greyPalette   bool
	mask          [4]uint32 // of red, green, blue and opacity
	pixels        []byte
	at            int // place of pixels in the file
	meta          meta
}

// Values of the compression field.
const (
	bmpPlain  = 0
	bmpRLE8   = 1
	bmpRLE4   = 2
	bmpMasks  = 3
	bmpMasks4 = 6 // with opacity
)

// openBMP checks the headers and the size of a BMP file.
func openBMP(data []byte, lim Limits) (Document, error) {
	f, err := readBMPHead(data, lim)
	if err != nil {
		return nil, err
	}
	return &single{"bmp", func(ctx context.Context) (*Page, error) {
		p := &Page{Width: f.width, Height: f.height, Channels: 3, Format: "bmp"}
		if f.depth <= 8 && f.greyPalette {
			p.Channels = 1
		}
		p.Pix = make([]uint8, p.Width*p.Height*p.Channels)
		decode := f.plain
		if f.coding == bmpRLE8 || f.coding == bmpRLE4 {
			decode = f.runs
		}
		if err := decode(ctx, p); err != nil {
			return nil, err
		}
		return finish(p, f.meta), nil
	}}, nil
}

func readBMPHead(data []byte, lim Limits) (*bmpFile, error) {
	le := binary.LittleEndian
	if len(data) < 26 {
		return nil, cut("bmp", len(data))
	}
	size := int(le.Uint32(data[14:]))
	if 14+size > len(data) {
		return nil, cut("bmp", len(data))
	}
	f := &bmpFile{at: int(le.Uint32(data[10:]))}
	head := data[14 : 14+size]
	perColour, colours := 4, 0
	switch {
	case size == 12:
		f.width, f.height = int(le.Uint16(head[4:])), int(le.Uint16(head[6:]))
		f.depth = int(le.Uint16(head[10:]))
		perColour = 3
	case size >= 40:
		f.width, f.height = int(int32(le.Uint32(head[4:]))), int(int32(le.Uint32(head[8:])))
		f.depth, f.coding = int(le.Uint16(head[14:])), int(le.Uint32(head[16:]))
		f.meta.dpi = [2]float64{float64(le.Uint32(head[24:])) * 0.0254, float64(le.Uint32(head[28:])) * 0.0254}
		colours = int(le.Uint32(head[32:]))
		if f.height < 0 {
			f.height, f.topDown = -f.height, true
		}
	default:
		return nil, malformed("bmp", 14, "a header of %d bytes", size)
	}
	if err := lim.size("bmp", f.width, f.height); err != nil {
		return nil, err
	}
	next := 14 + size // behind the header
	switch f.coding {
	case bmpPlain, bmpRLE8, bmpRLE4:
		switch f.depth {
		case 16:
			f.mask = [4]uint32{0x7c00, 0x3e0, 0x1f}
		case 24, 32:
			f.mask = [4]uint32{0xff0000, 0xff00, 0xff}
		}
	case bmpMasks, bmpMasks4:
		n := 3
		if f.coding == bmpMasks4 || size >= 56 {
			n = 4
		}
		masks := data[14+40:] // inside a newer header, behind an old one
		if len(masks) < 4*n {
			return nil, cut("bmp", len(data))
		}
		for i := range n {
			f.mask[i] = le.Uint32(masks[4*i:])
		}
		if size == 40 {
			next += 4 * n
		}
	case 4, 5:
		return nil, &UnsupportedError{Format: "bmp", What: "a BMP file that holds a JPEG or PNG for a printer", Hint: again}
	default:
		return nil, &UnsupportedError{Format: "bmp", What: "this compression", Hint: again}
	}
	rle := f.coding == bmpRLE8 || f.coding == bmpRLE4
	switch f.depth {
	case 1, 2, 4, 8:
		if f.coding != bmpPlain && (f.coding != bmpRLE8 || f.depth != 8) && (f.coding != bmpRLE4 || f.depth != 4) {
			return nil, malformed("bmp", 14, "compression %d with %d bits a pixel", f.coding, f.depth)
		}
		if colours <= 0 || colours > 1<<f.depth {
			colours = 1 << f.depth
		}
		if room := (f.at - next) / perColour; f.at > next {
			colours = min(colours, room)
		}
		if next+colours*perColour > len(data) {
			return nil, cut("bmp", len(data))
		}
		f.greyPalette = true
		for i := range colours {
			c := data[next+i*perColour:]
			f.palette[i] = [3]uint8{c[2], c[1], c[0]}
			f.greyPalette = f.greyPalette && c[0] == c[1] && c[0] == c[2]
		}
	case 16, 24, 32:
		if rle || f.depth == 24 && f.coding != bmpPlain {
			return nil, malformed("bmp", 14, "compression %d with %d bits a pixel", f.coding, f.depth)
		}
	default:
		return nil, malformed("bmp", 14, "%d bits a pixel", f.depth)
	}
	if f.at < next {
		return nil, malformed("bmp", 10, "pixels within the header")
	}
	if f.at > len(data) || !rle && int64(len(data)-f.at) < int64(f.stride())*int64(f.height) {
		return nil, cut("bmp", len(data))
	}
	f.pixels = data[f.at:]
	return f, nil
}

// stride is the length of a row in the file, filled up to 4 bytes.
func (f *bmpFile) stride() int { return (f.width*f.depth + 31) / 32 * 4 }

// place gives the row of p for row y of the file.
func (f *bmpFile) place(p *Page, y int) []uint8 {
	if !f.topDown {
		y = f.height - 1 - y
	}
	n := p.Width * p.Channels
	return p.Pix[y*n : (y+1)*n]
}

// plain decodes rows without compression.
func (f *bmpFile) plain(ctx context.Context, p *Page) error {
	wide := f.depth / 8 // bytes a pixel, for 16 bits and more
	standard := f.mask == [4]uint32{0xff0000, 0xff00, 0xff}
	opaque := f.mask[3] == 0 || !f.anyOpacity()
	for y := range f.height {
		if y%256 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		row, out := f.pixels[y*f.stride():(y+1)*f.stride()], f.place(p, y)
		switch {
		case f.depth <= 8:
			for x := range f.width {
				c := &f.palette[packed(row, x, f.depth)]
				copy(out[x*p.Channels:(x+1)*p.Channels], c[:])
			}
		case wide >= 3 && standard:
			for i, o := 0, 0; o+2 < len(out); i, o = i+wide, o+3 {
				out[o], out[o+1], out[o+2] = row[i+2], row[i+1], row[i]
			}
		default:
			for x := range f.width {
				v := uint32(row[x*wide]) | uint32(row[x*wide+1])<<8
				if wide == 4 {
					v |= uint32(row[x*4+2])<<16 | uint32(row[x*4+3])<<24
				}
				a := uint8(255)
				if !opaque {
					a = masked(v, f.mask[3])
				}
				for c := range 3 {
					out[3*x+c] = overWhite(masked(v, f.mask[c]), a)
				}
			}
		}
	}
	return nil
}

// anyOpacity says whether any pixel is not fully transparent; programs that
// know nothing of opacity leave it at 0.
func (f *bmpFile) anyOpacity() bool {
	n := f.depth / 8
	for y := range f.height {
		row := f.pixels[y*f.stride():]
		for x := range f.width {
			for b := range n {
				if row[x*n+b]&byte(f.mask[3]>>(8*b)) != 0 {
					return true
				}
			}
		}
	}
	return false
}

// masked takes the bits of a mask and stretches them to 0 to 255.
func masked(v, mask uint32) uint8 {
	if mask == 0 {
		return 0
	}
	shift := bits.TrailingZeros32(mask)
	most := uint64(mask >> shift)
	return uint8((uint64(v&mask>>shift)*255 + most/2) / most)
}

// runs decodes run lengths: a count and a colour (or two of 4 bits, in turn),
// or 0 and 0 for the end of a row, 1 for the end of the picture, 2 for a step
// right and up, n for n plain colours.
func (f *bmpFile) runs(ctx context.Context, p *Page) error {
	src := f.pixels
	// What no run covers has colour 0.
	for y := range f.height {
		out := f.place(p, y)
		for i := range out {
			out[i] = f.palette[0][i%p.Channels]
		}
	}
	x, y := 0, 0
	end := func() error { return cut("bmp", len(f.pixels)+f.at) }
	put := func(colour uint8) {
		if x < f.width && y < f.height {
			out := f.place(p, y)
			copy(out[x*p.Channels:(x+1)*p.Channels], f.palette[colour][:])
		}
		x++
	}
	four := f.coding == bmpRLE4
	for n := 0; ; n++ {
		if n%65536 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if len(src) < 2 {
			return end()
		}
		count, v := int(src[0]), src[1]
		src = src[2:]
		switch {
		case count > 0:
			for i := range count {
				switch {
				case !four:
					put(v)
				case i%2 == 0:
					put(v >> 4)
				default:
					put(v & 15)
				}
			}
		case v == 0:
			x, y = 0, y+1
		case v == 1:
			return nil
		case v == 2:
			if len(src) < 2 {
				return end()
			}
			x, y = x+int(src[0]), y+int(src[1])
			src = src[2:]
		default:
			stored := int(v)
			if four {
				stored = (stored + 1) / 2
			}
			if len(src) < stored {
				return end()
			}
			for i := range int(v) {
				switch {
				case !four:
					put(src[i])
				case i%2 == 0:
					put(src[i/2] >> 4)
				default:
					put(src[i/2] & 15)
				}
			}
			src = src[min(len(src), stored+stored%2):]
		}
		if x > f.width+512 || y > f.height {
			return malformed("bmp", f.at+len(f.pixels)-len(src), "a run outside the picture")
		}
	}
}
