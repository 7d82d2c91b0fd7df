package capture

import (
	"image"
	"math"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// spread is what the optics make of a white pixel on black: its sum, middle
// and second moments along and across a direction.
func spread(c *Capture, channel int, angle float64) (sum, mx, my, along, across float64) {
	const n = 20
	v := raster.New(image.Rect(-n, -n, n+1, n+1), raster.Ink{})
	copy(v.At(0, 0), []float32{1, 1, 1})
	c.Optics(v)
	s, co := math.Sincos(angle)
	for y := -n; y <= n; y++ {
		for x := -n; x <= n; x++ {
			f, a, b := float64(v.At(x, y)[channel]), float64(x), float64(y)
			sum, mx, my = sum+f, mx+f*a, my+f*b
			p, q := co*a+s*b, co*b-s*a
			along, across = along+f*p*p, across+f*q*q
		}
	}
	return sum, mx, my, along, across
}

func TestKernelsHaveTheirSize(t *testing.T) {
	for _, length := range []float64{2, 5, 12} {
		for _, deg := range []float64{0, 30, 90, 200} {
			c := Capture{MotionPx: length, MotionDeg: deg}
			sum, _, _, along, across := spread(&c, 1, deg*math.Pi/180)
			// An even line of that length and a pixel more has a twelfth of its
			// square.
			want := (length + 1) * (length + 1) / 12
			if math.Abs(sum-1) > 1e-5 || math.Abs(along-want) > 0.1*want+0.05 || across > 0.35 {
				t.Errorf("motion of %g at %g: sum %.4f, %.3f along and %.3f across, want %.3f and little", length, deg, sum, along, across, want)
			}
		}
	}
	for _, radius := range []float64{1, 2.5, 6} {
		sum, mx, my, a, b := spread(&Capture{DefocusPx: radius}, 0, 0.4)
		// An even disc has a quarter of its radius squared, and its pixels' own
		// share.
		want := radius*radius/4 + 1.0/12
		if math.Abs(sum-1) > 1e-5 || math.Abs(a-want) > 0.1*want+0.06 || math.Abs(a-b) > 0.02 || math.Hypot(mx, my) > 1e-4 {
			t.Errorf("defocus of %g: sum %.4f, moments %.3f and %.3f, want %.3f", radius, sum, a, b, want)
		}
	}
	c := Capture{FringePx: 1.3, FringeDeg: 90}
	for channel, want := range []float64{1.3, 0, -1.3} {
		if sum, _, my, _, _ := spread(&c, channel, 0); math.Abs(sum-1) > 1e-5 || math.Abs(my-want) > 1e-5 {
			t.Errorf("fringe: colour %d of sum %.4f moved by %.3f, want %.3f", channel, sum, my, want)
		}
	}
}

func TestMosaicLosesNoLight(t *testing.T) {
	got := take(t, Capture{Mosaic: true}, image.Rect(3, 5, 40, 41), 64, even(raster.Ink{0.7, 0.4, 0.2}))
	want := take(t, Capture{}, image.Rect(3, 5, 4, 6), 64, even(raster.Ink{0.7, 0.4, 0.2}))
	for i, v := range got.Pix {
		if v != want.Pix[i%4] {
			t.Fatalf("value %d is %d, want %d", i, v, want.Pix[i%4])
		}
	}
	// A thin line gets coloured edges.
	line := take(t, Capture{Mosaic: true}, image.Rect(0, 0, 16, 16), 64, func(x, _ int) raster.Ink {
		if x == 8 {
			return raster.Ink{}
		}
		return raster.Ink{1, 1, 1}
	})
	if p := line.NRGBAAt(8, 3); p.R == p.B {
		t.Errorf("a line of one pixel is %v", p)
	}
}

func BenchmarkOptics(b *testing.B) {
	for name, c := range map[string]Capture{
		"blur": {BlurPx: 0.8}, "defocus 2": {DefocusPx: 2}, "defocus 6": {DefocusPx: 6}, "motion 5": {MotionPx: 5, MotionDeg: 30},
		"motion 12": {MotionPx: 12, MotionDeg: 30}, "fringe": {FringePx: 0.5}, "mosaic": {Mosaic: true},
	} {
		b.Run(name, func(b *testing.B) {
			v := raster.New(image.Rect(0, 0, 256, 256), raster.Ink{0.5, 0.6, 0.7})
			for b.Loop() {
				c.Optics(v)
			}
			perPixel(b)
		})
	}
}

func perPixel(b *testing.B) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/(256*256), "ns/px")
}
