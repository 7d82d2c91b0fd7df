package capture

import (
	"bytes"
	"image"
	"image/draw"
	"image/jpeg"
	"math"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// byLibrary sends a picture through real files.
func byLibrary(t testing.TB, m *image.NRGBA, quality int) *image.NRGBA {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: quality}); err != nil {
		t.Fatal(err)
	}
	got, err := jpeg.Decode(&b)
	if err != nil {
		t.Fatal(err)
	}
	out := image.NewNRGBA(m.Rect)
	draw.Draw(out, out.Rect, got, image.Point{}, draw.Src)
	return out
}

func TestJPEGIsThatOfTheLibrary(t *testing.T) {
	// Neither side is whole blocks.
	plain := take(t, Capture{BlurPx: 0.6, Noise: 3}, image.Rect(0, 0, 211, 133), 512, scene)
	for _, quality := range []int{5, 10, 30, 50, 75, 90, 100} {
		want := byLibrary(t, plain, quality)
		got := image.NewNRGBA(plain.Rect)
		copy(got.Pix, plain.Pix)
		c := Capture{JPEGQuality: quality}
		c.File(got, 0)
		square, lost, off := 0.0, 0.0, 0
		for i, v := range got.Pix {
			d := float64(v) - float64(want.Pix[i])
			square += d * d
			if math.Abs(d) > 3 {
				off++
			}
			d = float64(want.Pix[i]) - float64(plain.Pix[i])
			lost += d * d
		}
		n := float64(len(got.Pix))
		// Coefficients that lie between two steps may go either way.
		if off > len(got.Pix)/50 || math.Sqrt(square/n) > 1+0.1*math.Sqrt(lost/n) {
			t.Errorf("quality %d: differs by %.2f from the library's, which lost %.2f; %d of %d values by more than 3",
				quality, math.Sqrt(square/n), math.Sqrt(lost/n), off, len(got.Pix))
		}
	}
}

func TestJPEGOfAPart(t *testing.T) {
	whole := take(t, Capture{}, image.Rect(0, 0, 160, 96), 512, scene)
	part := take(t, Capture{}, image.Rect(48, 32, 112, 96), 512, scene)
	c := Capture{JPEGQuality: 40, JPEGAgain: 60}
	for _, m := range []*image.NRGBA{whole, part} {
		c.File(m, 0)
	}
	for y := 32; y < 96; y++ {
		a, b := whole.Pix[whole.PixOffset(48, y):][:4*64], part.Pix[part.PixOffset(48, y):][:4*64]
		if !bytes.Equal(a, b) {
			t.Fatalf("row %d of a part is another", y)
		}
	}
}

func BenchmarkFile(b *testing.B) {
	m := take(b, Capture{BlurPx: 0.7, Noise: 2}, image.Rect(0, 0, 512, 512), 512, scene)
	again := image.NewNRGBA(m.Rect)
	c := Capture{JPEGQuality: 85}
	for b.Loop() {
		copy(again.Pix, m.Pix)
		c.File(again, 0)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/(512*512), "ns/px")
}

func BenchmarkFileByLibrary(b *testing.B) {
	m := take(b, Capture{BlurPx: 0.7, Noise: 2}, image.Rect(0, 0, 512, 512), 512, even(raster.Ink{0.7, 0.6, 0.5}))
	for b.Loop() {
		byLibrary(b, m, 85)
	}
}
