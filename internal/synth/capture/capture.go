// Package capture is what happens to light on its way into a file: optics,
// dirt, sensor, the device's own processing, JPEG.
package capture

import (
	"image"
	"math"

	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// A Capture is how a picture is taken. The zero value changes nothing. Parts
// work in the order in which they stand here.
type Capture struct {
	// BlurPx is the standard deviation of a Gaussian blur, 0 to 20.
	BlurPx float64 `json:"blur_px,omitempty"`
	// DefocusPx is the radius of the disc that a point out of focus becomes, 0
	// to 6 pixels.
	DefocusPx float64 `json:"defocus_px,omitempty"`
	// MotionPx is how far the picture moved while it was taken, 0 to 12 pixels,
	// towards MotionDeg: 0 is right, 90 down.
	MotionPx  float64 `json:"motion_px,omitempty"`
	MotionDeg float64 `json:"motion_deg,omitempty"`
	// FringePx is how far red lies towards FringeDeg from green, and blue to
	// the other side, 0 to 2 pixels: the lines of a scanner, or a lens off its
	// axis.
	FringePx  float64 `json:"fringe_px,omitempty"`
	FringeDeg float64 `json:"fringe_deg,omitempty"`
	// Mosaic sees one colour a pixel (Bayer's pattern) and fills in the others
	// from the neighbours.
	Mosaic bool `json:"mosaic,omitempty"`

	// Dust is the number of specks and hairs on the glass a million pixels, 0
	// to 500.
	Dust float64 `json:"dust,omitempty"`
	// Hot is the number of pixels that always shine a million, 0 to 2000.
	Hot float64 `json:"hot,omitempty"`
	// Streaks is the number of lines down the picture a thousand columns, 0 to
	// 100: dirt below a scanner's line, or a bad part of it.
	Streaks float64 `json:"streaks,omitempty"`

	// PixelatePx is the side of the blocks that a picture of low resolution
	// has when it was enlarged again, 2 to 12; 0 and 1 do nothing. All up to
	// Saturation then works on these. PixelateSmooth blends them.
	PixelatePx     int  `json:"pixelate_px,omitempty"`
	PixelateSmooth bool `json:"pixelate_smooth,omitempty"`

	// Exposure makes light 2 to this power as strong, -4 to 4; Balance
	// multiplies red, green and blue, 0.1 to 10, all 0 does not.
	Exposure float64    `json:"exposure,omitempty"`
	Balance  [3]float64 `json:"balance,omitzero"`
	// Noise is the standard deviation of the sensor's noise in grey levels of
	// 255, 0 to 50.
	Noise float64 `json:"noise,omitempty"`
	// Read and Shot are noise by light: with light on a linear scale of 0 to
	// 255, its variance is Read squared (0 to 20) plus Shot (0 to 5) times the
	// light. Encoding makes that of dark places larger.
	Read float64 `json:"read,omitempty"`
	Shot float64 `json:"shot,omitempty"`
	// NoiseSoft spreads all this noise over neighbours as denoisers leave it, 0
	// to 1, its size kept.
	NoiseSoft float64 `json:"noise_soft,omitempty"`
	// Blotches is the standard deviation of colours in spots of a few pixels,
	// Banding that of rows, in grey levels, 0 to 30.
	Blotches float64 `json:"blotches,omitempty"`
	Banding  float64 `json:"banding,omitempty"`
	// Black and White are the encoded values, 0 to 1, that become black and
	// white; a White of 0 means 1.
	Black float64 `json:"black,omitempty"`
	White float64 `json:"white,omitempty"`
	// Gamma is the power of encoded values, 0.2 to 5; above 1 darkens, 0 means
	// 1. Contrast bends them to an S, or flattens them, -1 to 1. Lift makes
	// black this bright, 0 to 0.9.
	Gamma    float64 `json:"gamma,omitempty"`
	Contrast float64 `json:"contrast,omitempty"`
	Lift     float64 `json:"lift,omitempty"`
	// Sharpen adds this much, 0 to 5, of the difference to a Gaussian blur of
	// SharpenPx, 0.3 to 3 pixels; both sides of a line get a halo.
	Sharpen   float64 `json:"sharpen,omitempty"`
	SharpenPx float64 `json:"sharpen_px,omitempty"`
	// Saturation adds to colours, -1 (none left) to 2.
	Saturation float64 `json:"saturation,omitempty"`

	// Grey drops the colours.
	Grey bool `json:"grey,omitempty"`
	// Threshold makes pixels at or above this grey value white and all others
	// black; 0 does not.
	Threshold uint8 `json:"threshold,omitempty"`
	// Split leaves the threshold to [Capture.Settle]: at this share, above 0 to
	// 1, of the way from the grey of the traces to that of the paper, since
	// whoever scans in black and white sets it to keep the traces.
	Split float64 `json:"split,omitempty"`
	// LocalPx makes pixels black that are darker than the mean of a box of
	// this side by LocalBias grey levels (-50 to 100), and all others white, as
	// programs do that scan with a phone: odd, 3 to 101; 0 does not.
	LocalPx   int     `json:"local_px,omitempty"`
	LocalBias float64 `json:"local_bias,omitempty"`
	// Levels is the number of values left in each colour, 2 to 128; 0 leaves
	// all. 6 is the fixed palette of old pages, 216 colours.
	Levels int `json:"levels,omitempty"`
	// Dither spreads what Threshold or Levels take away over a pattern of 8 by
	// 8 pixels.
	Dither bool `json:"dither,omitempty"`
	// Invert is the negative.
	Invert bool `json:"invert,omitempty"`
	// JPEGQuality, 1 to 100, sends the picture through JPEG once; 0 does not.
	// JPEGAgain does so a second time.
	JPEGQuality int `json:"jpeg_quality,omitempty"`
	JPEGAgain   int `json:"jpeg_again,omitempty"`
}

// ReachPx is how far around a place the optics and the sensor look.
func (c *Capture) ReachPx() int { return c.opticsReach() + c.sensorReach() }

func (c *Capture) opticsReach() int {
	n := int(math.Ceil(3 * c.BlurPx))
	if c.DefocusPx > 0 {
		n += int(math.Ceil(c.DefocusPx + 0.5))
	}
	if c.MotionPx > 0 {
		n += int(math.Ceil(c.MotionPx/2)) + 1
	}
	if c.FringePx > 0 {
		n += int(math.Ceil(c.FringePx)) + 1
	}
	if c.Mosaic {
		n++
	}
	return n
}

// sensorReach is that of what comes after the optics, in pixels of the
// picture.
func (c *Capture) sensorReach() int {
	return c.block()*c.sharpenReach() + c.enlargeReach() + c.LocalPx/2
}

func (c *Capture) sharpenReach() int {
	if c.Sharpen == 0 {
		return 0
	}
	return int(math.Ceil(3 * c.SharpenPx))
}

// mono tells whether the picture has no colours.
func (c *Capture) mono() bool { return c.Grey || c.Threshold > 0 || c.Split > 0 || c.LocalPx > 0 }

// Sensor encodes the part r of a canvas that a picture wants: dirt, noise,
// tones, thresholds. It uses the canvas up. What a pixel gets depends on the
// seed and its place alone.
func (c *Capture) Sensor(v *raster.Canvas, out *image.NRGBA, r image.Rectangle, t *Tables, seed uint64) {
	if c.plain() {
		for y := r.Min.Y; y < r.Max.Y; y++ {
			t.encode.Bytes(out.Pix[out.PixOffset(r.Min.X, y):][:4*r.Dx()], part(v, r, y))
		}
		return
	}
	write := func(y int) { c.write(v, out, r, y) }
	if c.block() == 1 && c.LocalPx == 0 {
		c.develop(v, r, t, seed, write)
		return
	}
	wide := r.Inset(-c.LocalPx / 2)
	if c.block() == 1 {
		c.develop(v, wide, t, seed, func(int) {})
	} else {
		v = c.enlarge(c.reduce(v, wide), wide, t, seed)
	}
	if c.LocalPx > 0 {
		c.local(v, r)
	}
	for y := r.Min.Y; y < r.Max.Y; y++ {
		write(y)
	}
}

// plain tells whether the sensor does nothing but encode.
func (c *Capture) plain() bool {
	left := *c
	left.BlurPx, left.DefocusPx, left.MotionPx, left.MotionDeg, left.FringePx, left.FringeDeg, left.Mosaic = 0, 0, 0, 0, 0, 0, false
	left.JPEGQuality, left.JPEGAgain = 0, 0
	return left == Capture{}
}

// develop turns light into encoded values 0..255 in the part r of a canvas of
// sensor pixels; around it only what sharpening looks at is used. It tells of
// each row that is done.
func (c *Capture) develop(v *raster.Canvas, r image.Rectangle, t *Tables, seed uint64, done func(y int)) {
	wide := r.Inset(-c.sharpenReach()).Intersect(v.Rect)
	c.dirt(v, wide, seed)
	x := c.exposure(wide, t, seed)
	finish := func(y int) {
		if c.Saturation != 0 && !c.mono() {
			c.saturate(part(v, r, y))
		}
		done(y)
	}
	for y := wide.Min.Y; y < wide.Max.Y; y++ {
		x.expose(part(v, wide, y), y)
		if c.Sharpen == 0 {
			finish(y)
		}
	}
	if c.Sharpen > 0 {
		c.sharpen(v, r, finish)
	}
}

// part are the pixels of r in row y of a canvas.
func part(v *raster.Canvas, r image.Rectangle, y int) []float32 {
	return v.Row(y)[3*(r.Min.X-v.Rect.Min.X):][:3*r.Dx()]
}
