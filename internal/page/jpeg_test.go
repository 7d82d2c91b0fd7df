package page

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"math"
	"testing"
)

// exifBlock makes a directory with an orientation and, if dpi is not 0, a
// resolution of dpi across and 2 dpi down.
func exifBlock(order binary.AppendByteOrder, orientation int, dpi uint32) []byte {
	b := []byte("II*\x00")
	if order.String() == "BigEndian" {
		b = []byte("MM\x00*")
	}
	b = order.AppendUint32(b, 8)
	field := func(tag, kind int, value uint32) {
		b = order.AppendUint16(b, uint16(tag))
		b = order.AppendUint16(b, uint16(kind))
		b = order.AppendUint32(b, 1)
		if kind == 3 {
			b = order.AppendUint16(b, uint16(value))
			b = append(b, 0, 0)
		} else {
			b = order.AppendUint32(b, value)
		}
	}
	n := 1
	if dpi > 0 {
		n = 4
	}
	b = order.AppendUint16(b, uint16(n))
	field(274, 3, uint32(orientation))
	if dpi > 0 {
		end := uint32(8 + 2 + 12*n + 4)
		field(282, 5, end)
		field(283, 5, end+8)
		field(296, 3, 2)
		b = order.AppendUint32(b, 0)
		b = order.AppendUint32(b, dpi)
		b = order.AppendUint32(b, 1)
		b = order.AppendUint32(b, 4*dpi)
		return order.AppendUint32(b, 2)
	}
	return order.AppendUint32(b, 0)
}

// withSegment puts a segment behind the first two bytes of a JPEG file.
func withSegment(data []byte, marker byte, body []byte) []byte {
	out := append([]byte{}, data[:2]...)
	out = append(out, 0xff, marker)
	out = binary.BigEndian.AppendUint16(out, uint16(len(body)+2))
	return append(append(out, body...), data[2:]...)
}

// patched replaces the only place of old.
func patched(t *testing.T, data []byte, old, new string) []byte {
	t.Helper()
	if bytes.Count(data, []byte(old)) != 1 {
		t.Fatalf("%q occurs %d times", old, bytes.Count(data, []byte(old)))
	}
	return bytes.Replace(data, []byte(old), []byte(new), 1)
}

// TestEXIF turns a photo in all eight ways, in both byte orders.
func TestEXIF(t *testing.T) {
	plain := fixture(t, "ycck.jpg")
	upright := onePage(t, plain, 0)
	for o := 1; o <= 8; o++ {
		for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
			body := append([]byte("Exif\x00\x00"), exifBlock(order, o, 75)...)
			p := onePage(t, withSegment(plain, 0xe1, body), 0)
			want := *upright
			want.DPI = [2]float64{75, 150}
			if o > 1 {
				turn(&want, o)
			}
			if p.Orientation != o || p.Width != want.Width || p.Height != want.Height || !bytes.Equal(p.Pix, want.Pix) || p.DPI != want.DPI {
				t.Errorf("orientation %d, %v: %d by %d, turned %d, %v", o, order, p.Width, p.Height, p.Orientation, p.DPI)
			}
		}
	}
	for name, body := range map[string]string{
		"no turn 0": string(exifBlock(binary.LittleEndian, 0, 0)), "no turn 9": string(exifBlock(binary.LittleEndian, 9, 0)),
		"cut": "II*\x00\x08\x00\x00\x00\x05\x00\x12\x01", "far": "II*\x00\xff\xff\xff\xff", "short": "MM\x00*", "none": "",
	} {
		p := onePage(t, withSegment(plain, 0xe1, []byte("Exif\x00\x00"+body)), 0)
		if p.Orientation != 1 || !bytes.Equal(p.Pix, upright.Pix) {
			t.Errorf("%s: turned %d", name, p.Orientation)
		}
	}
}

// TestJPEGResolution checks the units, and that JFIF comes before EXIF.
func TestJPEGResolution(t *testing.T) {
	plain := fixture(t, "ycck.jpg")
	jfif := func(unit byte, x, y byte) []byte { return []byte{'J', 'F', 'I', 'F', 0, 1, 2, unit, 0, x, 0, y, 0, 0} }
	photo := append([]byte("Exif\x00\x00"), exifBlock(binary.BigEndian, 1, 90)...)
	for _, c := range []struct {
		data []byte
		want [2]float64
	}{
		{withSegment(plain, 0xe0, jfif(1, 100, 200)), [2]float64{100, 200}},
		{withSegment(plain, 0xe0, jfif(2, 100, 50)), [2]float64{254, 127}},
		{withSegment(plain, 0xe0, jfif(0, 1, 1)), [2]float64{}},
		{withSegment(withSegment(plain, 0xe1, photo), 0xe0, jfif(0, 1, 1)), [2]float64{90, 180}},
		{withSegment(withSegment(plain, 0xe1, photo), 0xe0, jfif(1, 60, 60)), [2]float64{60, 60}},
	} {
		if p := onePage(t, c.data, 0); math.Abs(p.DPI[0]-c.want[0]) > 1e-9 || math.Abs(p.DPI[1]-c.want[1]) > 1e-9 {
			t.Errorf("resolution %v, want %v", p.DPI, c.want)
		}
	}
}

// TestJPEGKinds checks the kinds that are refused, and by what name.
func TestJPEGKinds(t *testing.T) {
	base := fixture(t, "420.jpg")
	size := string([]byte{0, drawH, 0, drawW})
	for marker, what := range map[byte]string{
		0xc9: "arithmetic coding", 0xca: "arithmetic coding", 0xc3: "lossless", 0xc5: "hierarchical", 0xc7: "hierarchical",
	} {
		mustBeUnsupported(t, what, patched(t, base, "\xff\xc0\x00\x11\x08"+size, "\xff"+string([]byte{marker})+"\x00\x11\x08"+size), what)
	}
	mustBeUnsupported(t, "12 bits", patched(t, base, "\xff\xc0\x00\x11\x08"+size, "\xff\xc1\x00\x11\x0c"+size), "depth")
	mustBeUnsupported(t, "late height", patched(t, base, "\xff\xc0\x00\x11\x08"+size, "\xff\xc0\x00\x11\x08\x00\x00\x00"+string([]byte{drawW})), "height")
	mustBeUnsupported(t, "sampling in thirds", patched(t, base, "\x03\x01\x22\x00\x02\x11\x01\x03\x11\x01", "\x03\x01\x31\x00\x02\x11\x01\x03\x11\x01"), "subsampling")
	mustBeMalformed(t, "sampling of none", patched(t, base, "\x03\x01\x22\x00\x02\x11\x01\x03\x11\x01", "\x03\x01\x02\x00\x02\x11\x01\x03\x11\x01"))
	mustBeMalformed(t, "missing colour", patched(t, fixture(t, "rgb.jpg"), "\xff\xda\x00\x0c\x03R\x00G\x00B\x00", "\xff\xda\x00\x0c\x03R\x00R\x00R\x00"))
	mustBeMalformed(t, "two frames", withSegment(withSegment(base, 0xc0, base[len(base):]), 0xc0, []byte("\x08"+size+"\x01\x01\x11\x00")))
	mustBeMalformed(t, "no frame", []byte("\xff\xd8\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00\x00\xff\xd9"))
	mustBeMalformed(t, "no pixels", []byte("\xff\xd8\xff\xc0\x00\x0b\x08\x00\x10\x00\x10\x01\x01\x11\x00\xff\xd9"))

	// Data cut out of the middle, end in place.
	i := bytes.Index(base, []byte("\xff\xda")) + 40
	mustBeMalformed(t, "hole", append(bytes.Clone(base[:i]), 0xff, 0xd9))

	// Very many passes over the picture.
	many := fixture(t, "progressive.jpg")
	many = many[:len(many)-2]
	scan := many[bytes.LastIndex(many, []byte("\xff\xda")):]
	for range maxScans {
		many = append(many, scan...)
	}
	mustBeMalformed(t, "many passes", append(many, 0xff, 0xd9))
}

// TestInksWithoutAdobe checks that inks are inverted only where Adobe's mark
// says so.
func TestInksWithoutAdobe(t *testing.T) {
	marked := fixture(t, "cmyk.jpg")
	at := bytes.Index(marked, []byte("\xff\xeeAdobe"[:2]))
	n := 2 + int(binary.BigEndian.Uint16(marked[at+2:]))
	bare := append(bytes.Clone(marked[:at]), marked[at+n:]...)
	p, q := onePage(t, marked, 0), onePage(t, bare, 0)
	// Where the marked file has no ink at all the bare one is full of it.
	whites := 0
	for y := range p.Height {
		for x := range p.Width {
			if r, g, b := p.At(x, y); r > 250 && g > 250 && b > 250 {
				whites++
				if r, g, b := q.At(x, y); r > 5 || g > 5 || b > 5 {
					t.Fatalf("pixel (%d, %d) is %d %d %d", x, y, r, g, b)
				}
			}
		}
	}
	if whites == 0 {
		t.Fatal("the drawing has no white")
	}
}

// TestProgressiveMemory checks the tighter limit of progressive pictures.
func TestProgressiveMemory(t *testing.T) {
	data := fixture(t, "progressive.jpg") // half as many colour samples as pixels
	lim := Limits{MaxPixels: drawW * drawH}
	if _, err := Open(context.Background(), data, lim); err != nil {
		t.Error(err)
	}
	full := patched(t, data, "\x03\x01\x22\x00\x02\x11\x01\x03\x11\x01", "\x03\x01\x11\x00\x02\x11\x01\x03\x11\x01")
	var large *TooLargeError
	if _, err := Open(context.Background(), full, lim); !errors.As(err, &large) {
		t.Errorf("error %v", err)
	}
}

// TestYCbCr checks pages of YCbCr images: all samplings against the plain
// formula, on colours that change slowly, and cut-outs.
func TestYCbCr(t *testing.T) {
	for _, ratio := range []image.YCbCrSubsampleRatio{
		image.YCbCrSubsampleRatio444, image.YCbCrSubsampleRatio422, image.YCbCrSubsampleRatio420,
		image.YCbCrSubsampleRatio440, image.YCbCrSubsampleRatio411, image.YCbCrSubsampleRatio410,
	} {
		for _, size := range []image.Point{{1, 1}, {2, 3}, {5, 4}, {37, 22}, {64, 64}} {
			m := image.NewYCbCr(image.Rectangle{Max: size}, ratio)
			for y := range size.Y {
				for x := range size.X {
					m.Y[m.YOffset(x, y)] = uint8(x*5 + y*3)
					m.Cb[m.COffset(x, y)] = uint8(100 + x/2 + y/2)
					m.Cr[m.COffset(x, y)] = uint8(160 - x/2)
				}
			}
			for _, cut := range []image.Rectangle{m.Rect, image.Rect(1, 1, size.X, size.Y), image.Rect(2, 2, size.X, size.Y)} {
				if cut = cut.Intersect(m.Rect); cut.Empty() {
					continue
				}
				s := m.SubImage(cut).(*image.YCbCr)
				p, err := FromImage(s, Limits{})
				if err != nil {
					t.Fatal(err)
				}
				worst, _ := compare(t, p, drawn{cut.Dx(), cut.Dy(), func(x, y int) [3]uint8 {
					c := s.YCbCrAt(cut.Min.X+x, cut.Min.Y+y)
					r, g, b := color.YCbCrToRGB(c.Y, c.Cb, c.Cr)
					return [3]uint8{r, g, b}
				}})
				// Interpolation moves a colour by up to 2 steps of the ramp.
				if allowed := map[bool]int{true: 1, false: 6}[ratio == image.YCbCrSubsampleRatio444]; worst > allowed {
					t.Errorf("%v, %v: difference %d", ratio, cut, worst)
				}
			}
		}
	}
}

// TestColourTables checks the tables against the formulas, for every value.
func TestColourTables(t *testing.T) {
	for _, c := range []struct {
		name                string
		table               *colourTable
		gain, black, chroma float64
	}{{"photo", photo, 1, 0, 1}, {"film", film, 255. / 219, 16, 255. / 224}} {
		out := make([]uint8, 3)
		for y := 0; y < 256; y += 5 {
			for cb := 0; cb < 256; cb += 3 {
				for cr := range 256 {
					c.table.toRGB([]uint8{uint8(y)}, []uint8{uint8(cb)}, []uint8{uint8(cr)}, out)
					l, b, r := c.gain*(float64(y)-c.black), c.chroma*float64(cb-128), c.chroma*float64(cr-128)
					for i, v := range []float64{l + 1.402*r, l - 0.344136*b - 0.714136*r, l + 1.772*b} {
						if d := math.Min(255, math.Max(0, v)) - float64(out[i]); math.Abs(d) > 0.51 {
							t.Fatalf("%s: %d %d %d, channel %d is %d, want %.2f", c.name, y, cb, cr, i, out[i], v)
						}
					}
				}
			}
		}
	}
}

// TestStandardJPEG reads what the standard library writes.
func TestStandardJPEG(t *testing.T) {
	for _, size := range []int{1, 7, 8, 17, 100} {
		m := paper(size, size)
		var buf bytes.Buffer
		if err := jpeg.Encode(&buf, m, &jpeg.Options{Quality: 100}); err != nil {
			t.Fatal(err)
		}
		p := onePage(t, buf.Bytes(), 0)
		_, mean := compare(t, p, drawn{size, size, func(x, y int) [3]uint8 {
			c := m.RGBAAt(x, y)
			return [3]uint8{c.R, c.G, c.B}
		}})
		if mean > 12 { // fine lines of colour at half resolution
			t.Errorf("size %d: mean difference %.1f", size, mean)
		}
		if p.Format != "jpeg" || p.Channels != 3 {
			t.Errorf("size %d: %s of %d channels", size, p.Format, p.Channels)
		}
	}
}
