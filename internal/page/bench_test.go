package page

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"testing"
)

// paper is a page of pink grid and dark waves.
func paper(w, h int) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.RGBA{255, uint8(248 + (x*7+y*3)%5), 250, 255}
			if x%20 == 0 || y%20 == 0 {
				c = color.RGBA{240, 170, 180, 255}
			}
			if d := y%300 - 150 - x*x/97%60; d > -3 && d < 3 {
				c = color.RGBA{30, 30, 40, 255}
			}
			m.SetRGBA(x, y, c)
		}
	}
	return m
}

func palettePNG(b testing.TB, w, h int) []byte {
	src := paper(w, h)
	pal := color.Palette{}
	numbers := map[color.RGBA]uint8{}
	m := image.NewPaletted(src.Rect, nil)
	for i := range m.Pix {
		c := color.RGBA{src.Pix[4*i], src.Pix[4*i+1], src.Pix[4*i+2], 255}
		n, ok := numbers[c]
		if !ok {
			n = uint8(len(pal))
			numbers[c], pal = n, append(pal, c)
		}
		m.Pix[i] = n
	}
	m.Palette = pal
	var buf bytes.Buffer
	if err := png.Encode(&buf, m); err != nil {
		b.Fatal(err)
	}
	return buf.Bytes()
}

func benchmark(b *testing.B, data []byte) {
	ctx := context.Background()
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		doc, err := Open(ctx, data, Limits{})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := doc.Page(ctx, 0); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPalettePNG(b *testing.B) { benchmark(b, palettePNG(b, 2200, 1700)) }

func BenchmarkColourPNG(b *testing.B) {
	var buf bytes.Buffer
	if err := png.Encode(&buf, paper(2200, 1700)); err != nil {
		b.Fatal(err)
	}
	benchmark(b, buf.Bytes())
}

func BenchmarkJPEG(b *testing.B) {
	var buf bytes.Buffer
	if err := jpeg.Encode(&buf, paper(4000, 3000), &jpeg.Options{Quality: 90}); err != nil {
		b.Fatal(err)
	}
	benchmark(b, buf.Bytes())
}

// BenchmarkYCbCr is the part of BenchmarkJPEG that is not the decoder's.
func BenchmarkYCbCr(b *testing.B) {
	m := image.NewYCbCr(image.Rect(0, 0, 4000, 3000), image.YCbCrSubsampleRatio420)
	for i := range m.Y {
		m.Y[i] = uint8(i * 7)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := FromImage(m, Limits{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkTurn(b *testing.B) {
	p := &Page{Width: 4000, Height: 3000, Channels: 3, Pix: make([]uint8, 36e6)}
	for b.Loop() {
		turn(p, 6)
	}
}
