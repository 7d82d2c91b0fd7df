package capture

import (
	"bytes"
	"image"
	"math"
	"strings"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// take photographs what paint shows, the part r of it, in tiles of a side.
func take(t testing.TB, c Capture, r image.Rectangle, side int, paint func(x, y int) raster.Ink) *image.NRGBA {
	t.Helper()
	if err := c.Check(); err != nil {
		t.Fatal(err)
	}
	out := image.NewNRGBA(r)
	e := NewTables()
	for y := r.Min.Y; y < r.Max.Y; y += side {
		for x := r.Min.X; x < r.Max.X; x += side {
			part := image.Rect(x, y, x+side, y+side).Intersect(r)
			v := new(raster.Canvas)
			v.Reset(part.Inset(-c.ReachPx()))
			for j := v.Rect.Min.Y; j < v.Rect.Max.Y; j++ {
				for i := v.Rect.Min.X; i < v.Rect.Max.X; i++ {
					ink := paint(i, j)
					copy(v.At(i, j), ink[:])
				}
			}
			c.Optics(v)
			c.Sensor(v, out, part, e, 7)
		}
	}
	return out
}

func even(ink raster.Ink) func(x, y int) raster.Ink {
	return func(int, int) raster.Ink { return ink }
}

// scene has edges, colours and slopes.
func scene(x, y int) raster.Ink {
	ink := raster.Ink{0.8, 0.7, 0.6}
	if (x+y)%9 == 0 {
		ink = raster.Ink{0.9, 0.4, 0.3}
	}
	if x*x/7%23 < 3 || y%17 == 2 {
		ink = raster.Ink{0.05, 0.04, 0.08}
	}
	return ink
}

func captures(t testing.TB) map[string]Capture {
	t.Helper()
	all := map[string]Capture{
		"much at once": {BlurPx: 0.7, DefocusPx: 1.2, MotionPx: 3, MotionDeg: 20, FringePx: 0.7, FringeDeg: 90, Mosaic: true, Dust: 300, Hot: 800,
			Streaks: 30, Exposure: 0.3, Balance: [3]float64{1.1, 1, 0.8}, Noise: 2, Read: 1, Shot: 0.03, NoiseSoft: 0.5, Blotches: 3, Banding: 2,
			Gamma: 1.1, Contrast: 0.4, Sharpen: 1, SharpenPx: 1.1, Saturation: 0.3, Levels: 40, Dither: true, Invert: true},
		"blocks":        {PixelatePx: 3, Sharpen: 2, SharpenPx: 0.8, Noise: 4, NoiseSoft: 1},
		"smooth blocks": {PixelatePx: 5, PixelateSmooth: true, Noise: 4, Blotches: 4, LocalPx: 21, LocalBias: 6},
		"halftone":      {Threshold: 128, Dither: true},
	}
	for _, k := range Kinds() {
		var c Capture
		k.Add(&c, 0.8, newRand(3), [2]float64{})
		all[k.Name] = c
	}
	return all
}

func TestPartsHaveThePixelsOfTheWhole(t *testing.T) {
	r := image.Rect(-10, 30, 190, 170)
	for name, c := range captures(t) {
		whole := take(t, c, r, 400, scene)
		for _, side := range []int{64, 37} {
			parts := take(t, c, r, side, scene)
			if !bytes.Equal(whole.Pix, parts.Pix) {
				t.Errorf("%s: the picture in parts of %d pixels is another", name, side)
			}
		}
		same := bytes.Equal(whole.Pix, take(t, Capture{}, r, 400, scene).Pix)
		if onlyJPEG := c == (Capture{JPEGQuality: c.JPEGQuality, JPEGAgain: c.JPEGAgain}); same != onlyJPEG {
			t.Errorf("%s: changes nothing: %v", name, same)
		}
	}
}

func TestFieldsAreChecked(t *testing.T) {
	nan := math.NaN()
	for want, c := range map[string]Capture{
		"blur":             {BlurPx: nan},
		"defocus":          {DefocusPx: 7},
		"motion":           {MotionPx: -1},
		"fringe":           {FringePx: 3},
		"dust":             {Dust: 501},
		"hot":              {Hot: -1},
		"streaks":          {Streaks: 101},
		"blocks":           {PixelatePx: 13},
		"exposure":         {Exposure: nan},
		"balance":          {Balance: [3]float64{1, 0, 1}},
		"shot noise":       {Shot: 6},
		"white at 0.2":     {Black: 0.5, White: 0.2},
		"gamma":            {Gamma: 0.1},
		"sharpening over":  {Sharpen: 1},
		"odd":              {LocalPx: 20},
		"one of them":      {LocalPx: 21, Threshold: 3},
		"1 level":          {Levels: 1},
		"dither without":   {Dither: true},
		"JPEG quality":     {JPEGQuality: 101},
		"second JPEG qual": {JPEGAgain: -1},
	} {
		if err := c.Check(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: error %v, want one about %q", c, err, want)
		}
	}
}

func TestJPEGChangesLittle(t *testing.T) {
	plain := take(t, Capture{}, image.Rect(0, 0, 128, 128), 256, even(raster.Ink{0.6, 0.5, 0.4}))
	for _, c := range []Capture{{JPEGQuality: 90}, {JPEGQuality: 80, JPEGAgain: 70}} {
		m := *plain
		m.Pix = bytes.Clone(plain.Pix)
		c.File(&m, 0)
		for i, v := range m.Pix {
			if d := int(v) - int(plain.Pix[i]); d < -4 || d > 4 {
				t.Fatalf("%+v: value %d became %d", c, plain.Pix[i], v)
			}
		}
	}
}
