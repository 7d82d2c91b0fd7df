// Package capture is what happens to light on its way into a file: optics,
// sensor, the device's own processing, JPEG.
package capture

import (
	"fmt"
	"image"
	"math"

	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// A Capture is how a picture is taken. The zero value changes nothing.
type Capture struct {
	// BlurPx is the standard deviation of a Gaussian blur, 0 to 20.
	BlurPx float64 `json:"blur_px,omitempty"`
	// Noise is the standard deviation of the sensor's noise in grey levels of
	// 255, 0 to 50.
	Noise float64 `json:"noise,omitempty"`
	// Grey drops the colours.
	Grey bool `json:"grey,omitempty"`
	// Threshold makes pixels at or above this grey value white and all others
	// black; 0 does not.
	Threshold uint8 `json:"threshold,omitempty"`
	// JPEGQuality, 1 to 100, sends the picture through JPEG once; 0 does not.
	JPEGQuality int `json:"jpeg_quality,omitempty"`
}

// Check tells which field is out of its range.
func (c *Capture) Check() error {
	in := func(v, lo, hi float64) bool { return v >= lo && v <= hi }
	switch {
	case !in(c.BlurPx, 0, 20):
		return fmt.Errorf("capture: blur of %g pixels, want 0 to 20", c.BlurPx)
	case !in(c.Noise, 0, 50):
		return fmt.Errorf("capture: noise of %g grey levels, want 0 to 50", c.Noise)
	case c.JPEGQuality < 0 || c.JPEGQuality > 100:
		return fmt.Errorf("capture: JPEG quality %d, want 1 to 100 or 0", c.JPEGQuality)
	}
	return nil
}

// ReachPx is how far around a place the optics look.
func (c *Capture) ReachPx() int { return int(math.Ceil(3 * c.BlurPx)) }

// Optics is what happens in linear light. Pixels closer than [Capture.ReachPx]
// to the canvas's edge are then not right.
func (c *Capture) Optics(v *raster.Canvas) {
	if c.BlurPx > 0 {
		v.Blur(c.BlurPx)
	}
}

// Sensor encodes the part of a canvas that a picture wants: noise, colours,
// thresholds. What a pixel gets depends on the seed and its place alone.
func (c *Capture) Sensor(v *raster.Canvas, out *image.NRGBA, r image.Rectangle, e *raster.Encoder, seed uint64) {
	mono := c.Grey || c.Threshold > 0
	noise := newGrain(seed)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		row := v.Row(y)[3*(r.Min.X-v.Rect.Min.X):]
		dst := out.Pix[out.PixOffset(r.Min.X, y):]
		for x := range r.Dx() {
			p := [3]float32{e.Level(row[3*x]), e.Level(row[3*x+1]), e.Level(row[3*x+2])}
			if mono {
				// Luma of ITU-R BT.601, as scanners and JPEG use it.
				l := 0.299*p[0] + 0.587*p[1] + 0.114*p[2]
				p = [3]float32{l, l, l}
			}
			if c.Noise > 0 {
				n := noise.at(r.Min.X+x, y)
				if mono {
					n[1], n[2] = n[0], n[0]
				}
				for k := range p {
					p[k] += float32(c.Noise) * n[k]
				}
			}
			if c.Threshold > 0 {
				was := p[0] + 0.5
				p = [3]float32{}
				if was >= float32(c.Threshold) {
					p = [3]float32{255, 255, 255}
				}
			}
			q := dst[4*x : 4*x+4 : 4*x+4]
			q[0], q[1], q[2], q[3] = level(p[0]), level(p[1]), level(p[2]), 255
		}
	}
}

func level(v float32) uint8 { return uint8(min(max(v+0.5, 0), 255)) }
