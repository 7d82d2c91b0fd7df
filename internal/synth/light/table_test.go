package light

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// photo has a different colour in each pixel.
func photo(t *testing.T) *Photo {
	t.Helper()
	m := image.NewNRGBA(image.Rect(0, 0, 60, 40))
	for y := range 40 {
		for x := range 60 {
			m.SetNRGBA(x, y, color.NRGBA{uint8(4 * x), uint8(6 * y), uint8(x * y), 255})
		}
	}
	p, err := NewPhoto(m, 1.5)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func cover(tb *Table, r image.Rectangle) *raster.Canvas {
	c := new(raster.Canvas)
	c.Reset(r)
	tb.Surface().Cover(c)
	return c
}

func TestTables(t *testing.T) {
	whole := image.Rect(-30, -20, 290, 220)
	part := image.Rect(17, -11, 140, 95)
	for _, kind := range append(Tables(), "") {
		tb := Table{Kind: kind, Seed: 4, Deg: 12, Photo: photo(t), PxPerMM: 4}
		if kind == "" {
			tb.Colour = raster.Colour{9, 80, 200}
		}
		if err := tb.Check(); err != nil {
			t.Fatal(err)
		}
		all, some := cover(&tb, whole), cover(&tb, part)
		if !slices.Equal(all.Pix, cover(&tb, whole).Pix) {
			t.Errorf("%s: covered again, it is another", kind)
		}
		for y := part.Min.Y; y < part.Max.Y; y++ {
			if !slices.Equal(some.Row(y), all.Row(y)[3*(part.Min.X-whole.Min.X):][:3*part.Dx()]) {
				t.Fatalf("%s: row %d of a part is another than that of the whole", kind, y)
			}
		}
		if lo, hi := slices.Min(all.Pix), slices.Max(all.Pix); !(lo >= 0) || !(hi <= 1.2) {
			t.Errorf("%s: light of %g to %g", kind, lo, hi)
		}
		other := tb
		other.Seed = 5
		if same := slices.Equal(all.Pix, cover(&other, whole).Pix); same != (kind == "") {
			t.Errorf("%s: by another seed it is the same: %v", kind, same)
		}
	}
}

func TestTableTakesAColour(t *testing.T) {
	want := raster.Colour{30, 60, 200}
	for _, kind := range []string{"", TablePlain, TableFabric, TableStone, TableMetal, TableLinen, TableLidDark} {
		tb := Table{Kind: kind, Colour: want}
		c := cover(&tb, image.Rect(0, 0, 200, 200))
		var sum [3]float64
		for i, v := range c.Pix {
			sum[i%3] += float64(v)
		}
		ink := want.Linear()
		for k := range sum {
			if got := sum[k] / 40000; math.Abs(got/float64(ink[k])-1) > 0.35 {
				t.Errorf("%q: mean %g of colour %d, want about %g", kind, got, k, ink[k])
			}
		}
	}
}

func TestTableIsChecked(t *testing.T) {
	for want, tb := range map[string]Table{
		"\"lava\"":      {Kind: "lava"},
		"millimetre":    {Kind: TableWood, PxPerMM: 0.1},
		"turned":        {Deg: math.Inf(1)},
		"not been read": {Kind: TablePhoto, File: "desk.jpg"},
	} {
		if err := tb.Check(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one about %q", err, want)
		}
	}
}

func TestPhotos(t *testing.T) {
	folder := t.TempDir()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 30, 20))); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"b.PNG", "a.png", "notes.txt"} {
		if err := os.WriteFile(filepath.Join(folder, name), b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	files, err := Photos(folder)
	if err != nil || len(files) != 2 || filepath.Base(files[0]) != "a.png" {
		t.Fatalf("photos %v, %v", files, err)
	}
	p, err := ReadPhoto(files[0], 90)
	if err != nil || p.pixels.Rect.Dx() != 90 || p.pixels.Rect.Dy() != 60 {
		t.Errorf("photo %v, %v", p, err)
	}
	if _, err := ReadPhoto(filepath.Join(folder, "notes.txt.gone"), 9); err == nil {
		t.Error("a file that is not there was read")
	}
	if _, err := NewPhoto(image.NewGray(image.Rect(0, 0, 10, 10)), 0.01); err == nil {
		t.Error("a photo was scaled to nothing")
	}
}

func BenchmarkCover(b *testing.B) {
	for _, kind := range Tables() {
		if kind == TablePhoto {
			continue
		}
		b.Run(kind, func(b *testing.B) {
			tb := Table{Kind: kind, Seed: 5, Deg: 10}
			c := raster.New(image.Rect(0, 0, 256, 256), raster.Ink{})
			for b.Loop() {
				tb.Surface().Cover(c)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/(256*256), "ns/px")
		})
	}
}
