package raster

import (
	"image"
	"math"
	"testing"
)

// dot is a canvas that is black but for one pixel in its middle.
func dot(r int) *Canvas {
	c := New(image.Rect(-r, -r, r+1, r+1), Ink{})
	copy(c.At(0, 0), []float32{1, 1, 1})
	return c
}

func TestBlurIsAGaussian(t *testing.T) {
	for _, sigma := range []float64{0.6, 0.9, 1.4, 3} {
		c := dot(12)
		c.Blur(sigma)
		sum, xx, yy := 0.0, 0.0, 0.0
		for y := -12; y <= 12; y++ {
			for x := -12; x <= 12; x++ {
				v := float64(c.At(x, y)[1])
				sum, xx, yy = sum+v, xx+v*float64(x*x), yy+v*float64(y*y)
			}
		}
		// Cut off at three standard deviations, and sampled.
		want := sigma * sigma
		if math.Abs(sum-1) > 1e-5 || math.Abs(xx-yy) > 1e-6 || math.Abs(xx-want) > 0.05*want+0.02 {
			t.Errorf("blur of %g: sum %.4f, variances %.3f and %.3f, want %.3f", sigma, sum, xx, yy, want)
		}
	}
}

func TestFilterTakesNeighbours(t *testing.T) {
	c := dot(4)
	taps := []Tap{{DX: 2, DY: -1, Weight: 0.25}, {DX: 0, DY: 3, Weight: 0.5}, {DX: -1, DY: 0, Weight: 0.125}}
	c.Filter(taps)
	for _, q := range taps {
		if got := c.At(-q.DX, -q.DY)[2]; got != q.Weight {
			t.Errorf("pixel with the dot %d, %d away: %g, want %g", q.DX, q.DY, got, q.Weight)
		}
	}
}

func BenchmarkBlur(b *testing.B) {
	c := New(image.Rect(0, 0, 256, 256), Ink{0.5, 0.5, 0.5})
	for b.Loop() {
		c.Blur(0.8)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/(256*256), "ns/px")
}
