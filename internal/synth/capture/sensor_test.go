package capture

import (
	"image"
	"math"
	"slices"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// statistics of one colour of a picture: mean, standard deviation, and
// correlation of neighbours.
func statistics(m *image.NRGBA, channel int) (mean, sd, neighbours float64) {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	at := func(x, y int) float64 { return float64(m.Pix[m.Stride*y+4*x+channel]) }
	for y := range h {
		for x := range w {
			mean += at(x, y)
		}
	}
	mean /= float64(w * h)
	var own, pair float64
	for y := range h {
		for x := range w - 1 {
			a := at(x, y) - mean
			own, pair = own+a*a, pair+a*(at(x+1, y)-mean)
		}
	}
	return mean, math.Sqrt(own / float64(h*(w-1))), pair / own
}

func grey(light float32) func(x, y int) raster.Ink {
	return even(raster.Ink{light, light, light})
}

var square = image.Rect(0, 0, 200, 200)

func TestNoiseFollowsTheLight(t *testing.T) {
	c := Capture{Read: 1, Shot: 0.2}
	for _, light := range []float64{0.02, 0.1, 0.5, 0.8} {
		_, sd, near := statistics(take(t, c, square, 512, grey(float32(light))), 1)
		slope := 255 * 1.055 / 2.4 * math.Pow(light, 1/2.4-1)
		// Rounding to whole levels adds a twelfth.
		want := math.Sqrt(math.Pow(slope/255*math.Sqrt(1+0.2*255*light), 2) + 1.0/12)
		if math.Abs(sd/want-1) > 0.05 || math.Abs(near) > 0.05 {
			t.Errorf("light %g: noise of %.2f grey levels, want %.2f; correlation %.2f", light, sd, want, near)
		}
	}
	_, sd, near := statistics(take(t, Capture{Noise: 5, NoiseSoft: 0.6}, square, 512, grey(0.4)), 1)
	if math.Abs(sd-5) > 0.2 || near < 0.4 {
		t.Errorf("soft noise of %.2f, correlation %.2f; want 5 and more than 0.4", sd, near)
	}
	m := take(t, Capture{Blotches: 4}, square, 512, grey(0.4))
	_, red, near := statistics(m, 0)
	_, green, _ := statistics(m, 1)
	if math.Abs(red-4) > 0.6 || green > red || near < 0.7 {
		t.Errorf("blotches of %.2f in red and %.2f in green, correlation %.2f", red, green, near)
	}
	_, _, near = statistics(take(t, Capture{Banding: 4}, square, 512, grey(0.4)), 1)
	if near < 0.95 {
		t.Errorf("banding: neighbours in a row correlate by %.2f", near)
	}
}

func TestTones(t *testing.T) {
	middle := func(c Capture, ink raster.Ink) [3]int {
		m := take(t, c, image.Rect(0, 0, 4, 4), 8, even(ink))
		return [3]int{int(m.Pix[0]), int(m.Pix[1]), int(m.Pix[2])}
	}
	half, dark := raster.Ink{0.2140, 0.2140, 0.2140}, raster.Ink{0.05, 0.05, 0.05}
	if got := middle(Capture{}, half); got != [3]int{127, 127, 127} && got != [3]int{128, 128, 128} {
		t.Errorf("half grey is %v", got)
	}
	// Twice the light of 0.107 is 0.214.
	if a, b := middle(Capture{Exposure: 1}, raster.Ink{0.1070, 0.1070, 0.1070}), middle(Capture{}, half); a != b {
		t.Errorf("exposed by one: %v, want %v", a, b)
	}
	if got := middle(Capture{Balance: [3]float64{1, 1, 0.5}}, half); got[0] != got[1] || got[2] > 95 {
		t.Errorf("less blue: %v", got)
	}
	was := middle(Capture{}, dark)
	for name, c := range map[string]Capture{"contrast": {Contrast: 0.8}, "gamma": {Gamma: 1.4}, "black": {Black: 0.1}} {
		if got := middle(c, dark); got[0] >= was[0]-5 {
			t.Errorf("%s: dark %v became %v, want darker", name, was, got)
		}
	}
	for name, c := range map[string]Capture{"flat": {Contrast: -0.8}, "lift": {Lift: 0.2}, "white": {White: 0.7}} {
		if got := middle(c, dark); got[0] <= was[0]+5 {
			t.Errorf("%s: dark %v became %v, want brighter", name, was, got)
		}
	}
	red := raster.Ink{0.5, 0.2, 0.2}
	if a, b := middle(Capture{}, red), middle(Capture{Saturation: 1}, red); b[0]-b[1] < a[0]-a[1]+20 {
		t.Errorf("saturated: %v became %v", a, b)
	}
	if got := middle(Capture{Invert: true}, raster.Ink{1, 0, 1}); got != [3]int{0, 255, 0} {
		t.Errorf("negative: %v", got)
	}
}

// edge is dark to the left and bright to the right.
func edge(x, _ int) raster.Ink {
	if x < 50 {
		return raster.Ink{0.1, 0.1, 0.1}
	}
	return raster.Ink{0.5, 0.5, 0.5}
}

func TestSharpeningLeavesHalos(t *testing.T) {
	m := take(t, Capture{BlurPx: 0.8, Sharpen: 1.5, SharpenPx: 1.5}, image.Rect(0, 0, 100, 10), 128, edge)
	line := make([]uint8, 100)
	for x := range line {
		line[x] = m.NRGBAAt(x, 5).G
	}
	if lo, hi := slices.Min(line), slices.Max(line); lo > line[2]-10 || hi < line[97]+10 {
		t.Errorf("between %d and %d there is nothing beyond %d and %d", line[2], line[97], lo, hi)
	}
}

func TestThresholds(t *testing.T) {
	slope := func(x, y int) raster.Ink {
		v := 0.1 + 0.004*float32(x)
		if x%20 < 3 {
			v *= 0.5
		}
		return raster.Ink{v, v, v}
	}
	for name, c := range map[string]Capture{
		"fixed": {Threshold: 140}, "local": {LocalPx: 31, LocalBias: 8}, "halftone": {Threshold: 128, Dither: true}, "two": {Levels: 2, Grey: true},
	} {
		m := take(t, c, square, 64, slope)
		values := map[uint8]int{}
		for _, v := range m.Pix {
			values[v]++
		}
		if len(values) != 2 || values[0] == 0 {
			t.Errorf("%s: values %v", name, values)
		}
	}
	// The lines are found from the dark to the bright side.
	m := take(t, Capture{LocalPx: 31, LocalBias: 8}, square, 64, slope)
	for x := 20; x < 180; x++ {
		if want := x%20 < 3; (m.NRGBAAt(x, 100).R == 0) != want {
			t.Errorf("column %d is ink: %v", x, !want)
		}
	}
	mean, _, _ := statistics(take(t, Capture{Threshold: 128, Dither: true}, image.Rect(0, 0, 64, 64), 64, grey(0.2140)), 0)
	if math.Abs(mean-128) > 4 {
		t.Errorf("halftone of 128 has mean %.1f", mean)
	}
	seen := map[float32]bool{}
	for i := range 64 {
		seen[pattern(i%8-3, i/8-5)] = true
	}
	if len(seen) != 64 {
		t.Errorf("the pattern has %d values, want 64", len(seen))
	}
}

func TestBlocks(t *testing.T) {
	m := take(t, Capture{PixelatePx: 4, Noise: 10}, image.Rect(-8, 0, 32, 40), 64, scene)
	for y := range 40 {
		for x := -8; x < 32; x++ {
			if m.NRGBAAt(x, y) != m.NRGBAAt(floorDiv(x, 4)*4, y/4*4) {
				t.Fatalf("pixel %d, %d differs from its block", x, y)
			}
		}
	}
	smooth := take(t, Capture{PixelatePx: 4, PixelateSmooth: true}, image.Rect(0, 0, 100, 8), 64, edge)
	for x := 1; x < 100; x++ {
		if d := int(smooth.NRGBAAt(x, 3).G) - int(smooth.NRGBAAt(x-1, 3).G); d < 0 || d > 40 {
			t.Errorf("step of %d at %d", d, x)
		}
	}
}

func TestDirt(t *testing.T) {
	r := image.Rect(0, 0, 600, 600)
	clean := take(t, Capture{}, r, 1024, grey(0.5))
	changed := func(c Capture) (n int, darker bool) {
		m := take(t, c, r, 1024, grey(0.5))
		darker = true
		for i, v := range m.Pix {
			if v != clean.Pix[i] {
				n++
				darker = darker && v < clean.Pix[i]
			}
		}
		return n, darker
	}
	if n, darker := changed(Capture{Dust: 100}); n < 200 || n > 20_000 || !darker {
		t.Errorf("dust changes %d values, all darker: %v", n, darker)
	}
	if n, _ := changed(Capture{Hot: 500}); n < 120 || n > 250 {
		t.Errorf("500 hot pixels a million change %d values of 360000 pixels, want about 180", n)
	}
	if n, _ := changed(Capture{Streaks: 20}); n%600 != 0 || n < 5*600 || n > 40*600 {
		t.Errorf("12 streaks of 600 pixels change %d values", n)
	}
}

func BenchmarkSensor(b *testing.B) {
	for name, c := range map[string]Capture{
		"plain": {}, "noise": {Noise: 3}, "shot": {Noise: 1, Read: 1, Shot: 0.02, NoiseSoft: 0.3},
		"phone": {Noise: 1, Read: 1, Shot: 0.02, NoiseSoft: 0.3, Blotches: 1, Contrast: 0.3, Sharpen: 1, SharpenPx: 1, Saturation: 0.2},
		"local": {LocalPx: 41, LocalBias: 8}, "blocks": {PixelatePx: 3, Noise: 3, PixelateSmooth: true}, "dust": {Dust: 50},
	} {
		b.Run(name, func(b *testing.B) {
			r := image.Rect(0, 0, 256, 256)
			v, work := raster.New(r.Inset(-c.ReachPx()), raster.Ink{0.5, 0.6, 0.7}), new(raster.Canvas)
			out, e := image.NewNRGBA(r), NewTables()
			for b.Loop() {
				work.Reset(v.Rect)
				copy(work.Pix, v.Pix)
				c.Sensor(work, out, r, e, 1)
			}
			perPixel(b)
		})
	}
}
