package page

import (
	"context"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"testing"
)

// The drawings of testdata/make.py, made again.

const drawW, drawH = 41, 29

func drawGrey(x, y int) uint8 {
	zig := (x * 3) % 30
	if zig -= 15; zig < 0 {
		zig = -zig
	}
	d := y - zig - 7
	switch {
	case d > -3 && d < 3:
		return 20
	case x%10 == 0 || y%10 == 0:
		return 160
	}
	return uint8(255 - (x+2*y)%64)
}

func drawBits(x, y int) [3]uint8 {
	if drawGrey(x, y) < 100 {
		return [3]uint8{}
	}
	return [3]uint8{255, 255, 255}
}

func drawColour(x, y int) [3]uint8 {
	g := int(drawGrey(x, y))
	if g == 160 {
		return [3]uint8{230, 120, 130}
	}
	return [3]uint8{uint8(g), uint8(max(0, g-x/8)), uint8(max(0, g-y/4))}
}

func drawInks(x, y int) [3]uint8 {
	c := drawColour(x, y)
	k := (255 - int(max(c[0], c[1], c[2]))) / 2
	var out [3]uint8
	for i, v := range c {
		out[i] = uint8(math.Round(float64(v) * float64(255-k) / 255))
	}
	return out
}

func asRGB(f func(x, y int) uint8) func(x, y int) [3]uint8 {
	return func(x, y int) [3]uint8 {
		v := f(x, y)
		return [3]uint8{v, v, v}
	}
}

// drawn is a drawing that the tests expect.
type drawn struct {
	w, h int
	at   func(x, y int) [3]uint8
}

// fromPNG reads what Pillow made of a file, with the standard library.
func fromPNG(t *testing.T, name string) drawn {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	m, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	return drawn{m.Bounds().Dx(), m.Bounds().Dy(), func(x, y int) [3]uint8 {
		r, g, b, _ := m.At(x, y).RGBA()
		return [3]uint8{uint8(r >> 8), uint8(g >> 8), uint8(b >> 8)}
	}}
}

// compare returns the largest and the mean difference.
func compare(t *testing.T, p *Page, want drawn) (worst int, mean float64) {
	t.Helper()
	if p.Width != want.w || p.Height != want.h {
		t.Fatalf("%d by %d pixels, want %d by %d", p.Width, p.Height, want.w, want.h)
	}
	if len(p.Pix) != p.Width*p.Height*p.Channels {
		t.Fatalf("%d bytes for %d by %d pixels of %d channels", len(p.Pix), p.Width, p.Height, p.Channels)
	}
	sum := 0
	for y := range p.Height {
		for x := range p.Width {
			r, g, b := p.At(x, y)
			w := want.at(x, y)
			for i, v := range [3]uint8{r, g, b} {
				d := int(v) - int(w[i])
				if d < 0 {
					d = -d
				}
				sum += d
				worst = max(worst, d)
			}
		}
	}
	return worst, float64(sum) / float64(3*p.Width*p.Height)
}

// onePage opens a file and decodes page i.
func onePage(t *testing.T, data []byte, i int) *Page {
	t.Helper()
	doc, err := Open(context.Background(), data, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	p, err := doc.Page(context.Background(), i)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func fixture(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestFixtures compares every file of testdata with the drawing that it
// holds, or with what Pillow made of it.
func TestFixtures(t *testing.T) {
	grey := drawn{drawW, drawH, asRGB(drawGrey)}
	bits := drawn{drawW, drawH, drawBits}
	colour := drawn{drawW, drawH, drawColour}
	pillow := func(name string) drawn { return fromPNG(t, name+".png") }
	fax := [2]float64{204, 98}
	for _, c := range []struct {
		file            string
		page            int
		want            drawn
		worst           int     // largest difference allowed
		mean            float64 // mean difference allowed
		channels        int
		bilevel, coarse bool
		dpi             [2]float64
	}{
		{file: "grey.jpg", want: pillow("grey.jpg"), worst: 2, mean: 0.1, channels: 1, dpi: [2]float64{150, 150}},
		{file: "444.jpg", want: pillow("444.jpg"), worst: 3, mean: 0.3, channels: 3},
		{file: "422.jpg", want: pillow("422.jpg"), worst: 3, mean: 0.3, channels: 3, coarse: true},
		{file: "420.jpg", want: pillow("420.jpg"), worst: 3, mean: 0.3, channels: 3, coarse: true},
		{file: "440.jpg", want: pillow("440.jpg"), worst: 3, mean: 0.3, channels: 3, coarse: true},
		{file: "411.jpg", want: pillow("411.jpg"), worst: 3, mean: 0.3, channels: 3, coarse: true},
		{file: "420-sharp.jpg", want: pillow("420-sharp.jpg"), worst: 3, mean: 0.3, channels: 3, coarse: true},
		{file: "progressive.jpg", want: pillow("420.jpg"), worst: 3, mean: 0.3, channels: 3, coarse: true},
		{file: "restart.jpg", want: pillow("420.jpg"), worst: 3, mean: 0.3, channels: 3, coarse: true},
		{file: "rgb.jpg", want: pillow("rgb.jpg"), worst: 2, mean: 0.1, channels: 3},
		{file: "cmyk.jpg", want: pillow("cmyk.jpg"), worst: 2, mean: 0.2, channels: 3},
		// The colour of a picture in inks is repeated, not interpolated.
		{file: "ycck.jpg", want: pillow("ycck.jpg"), worst: 30, mean: 3, channels: 3, coarse: true},

		{file: "g3.tif", want: bits, channels: 1, bilevel: true, dpi: fax},
		{file: "g3-2d.tif", want: bits, channels: 1, bilevel: true, dpi: fax},
		{file: "g3-aligned.tif", want: bits, channels: 1, bilevel: true, dpi: fax},
		{file: "g3-2d-aligned.tif", want: bits, channels: 1, bilevel: true, dpi: fax},
		{file: "huffman.tif", want: bits, channels: 1, bilevel: true, dpi: fax},
		{file: "g4-white-is-zero.tif", want: bits, channels: 1, bilevel: true, dpi: fax},
		{file: "g4-black-is-zero.tif", want: bits, channels: 1, bilevel: true, dpi: fax},
		{file: "g4-lsb.tif", want: bits, channels: 1, bilevel: true, dpi: fax},
		{file: "g4-strips.tif", want: bits, channels: 1, bilevel: true, dpi: fax},
		{file: "packbits-1bit.tif", want: bits, channels: 1, bilevel: true, dpi: fax},
		{file: "lzw-1bit-black-is-zero.tif", want: bits, channels: 1, bilevel: true, dpi: fax},
		{file: "lzw-rgb.tif", want: colour, channels: 3},
		{file: "lzw-palette.tif", want: pillow("lzw-palette.tif"), channels: 3},
		{file: "deflate-grey.tif", want: grey, channels: 1, dpi: [2]float64{300, 150}},
		{file: "cmyk.tif", want: drawn{drawW, drawH, drawInks}, channels: 3},
		{file: "lzw-16bit-big.tif", want: grey, channels: 1, dpi: [2]float64{0, 0}},
		{file: "deflate-16bit-rgb.tif", want: colour, channels: 3},
		{file: "tiled-rgb.tif", want: colour, channels: 3},
		{file: "planar-rgb.tif", want: colour, channels: 3},
		{file: "white-is-zero.tif", want: grey, channels: 1},
		{file: "pages.tif", page: 0, want: bits, channels: 1, bilevel: true},
		{file: "pages.tif", page: 1, want: grey, channels: 1},
		{file: "pages.tif", page: 2, want: colour, channels: 3},
		{file: "jpeg-strips.tif", want: pillow("jpeg-strips.tif"), worst: 3, mean: 0.3, channels: 3},
		{file: "jpeg-tiled.tif", want: pillow("jpeg-tiled.tif"), worst: 3, mean: 0.3, channels: 3, coarse: true},
		{file: "jpeg-grey.tif", want: pillow("jpeg-grey.tif"), worst: 2, mean: 0.1, channels: 1},
		{file: "jpeg-cmyk.tif", want: pillow("jpeg-cmyk.tif"), worst: 2, mean: 0.2, channels: 3},

		{file: "lossy.webp", want: pillow("lossy.webp"), worst: 3, mean: 0.5, channels: 3, coarse: true},
		{file: "lossless.webp", want: colour, channels: 3},
		{file: "alpha.webp", want: drawn{drawW, drawH, func(x, y int) [3]uint8 {
			c := drawColour(x, y)
			if drawBits(x, y)[0] == 255 {
				for i, v := range c {
					c[i] = uint8((int(v)*128 + 255*127 + 127) / 255)
				}
			}
			return c
		}}, channels: 3},
		{file: "turned.webp", want: drawn{drawH, drawW, func(x, y int) [3]uint8 {
			return drawColour(y, drawH-1-x)
		}}, channels: 3},
		{file: "still.gif", want: grey, channels: 1},
		{file: "interlaced.gif", want: grey, channels: 1},
		{file: "animated.gif", want: grey, channels: 1},
		{file: "rle8.bmp", want: grey, channels: 1, dpi: [2]float64{150, 150}},
	} {
		t.Run(c.file, func(t *testing.T) {
			p := onePage(t, fixture(t, c.file), c.page)
			worst, mean := compare(t, p, c.want)
			if worst > c.worst || mean > c.mean {
				t.Errorf("largest difference %d, mean %.2f; allowed %d, %.2f", worst, mean, c.worst, c.mean)
			}
			if p.Channels != c.channels || p.Bilevel != c.bilevel || p.CoarseColour != c.coarse || p.Index != c.page {
				t.Errorf("channels %d, bilevel %v, coarse colour %v, index %d", p.Channels, p.Bilevel, p.CoarseColour, p.Index)
			}
			for i, d := range p.DPI {
				if c.dpi[i] > 0 && math.Abs(d-c.dpi[i]) > 0.05 {
					t.Errorf("resolution %v, want %v", p.DPI, c.dpi)
				}
			}
		})
	}
}
