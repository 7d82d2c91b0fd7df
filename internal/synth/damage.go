package synth

import (
	"bytes"
	"fmt"
	"image"
	"image/draw"
	"image/jpeg"
	"math"

	"github.com/einthoven-ecg/einthoven/internal/par"
	"github.com/einthoven-ecg/einthoven/internal/synth/chance"
)

// Damage is what happens between the print and the picture file. The zero
// value does nothing.
type Damage struct {
	// RotateDeg turns the page clockwise; the picture grows to hold it.
	RotateDeg float64
	// Camera photographs the page; nil means a flat scan.
	Camera *Camera
	// Background lies around a turned or photographed page; the zero value
	// means white for scans and a brown table for photos.
	Background Colour
	// Shade darkens the picture from one side to the other by this share of
	// the light, 0 to 0.9; ShadeDeg is the direction towards the dark side, 0
	// is right, 90 down.
	Shade, ShadeDeg float64
	// BlurPx is the standard deviation of a Gaussian blur, 0 to 20.
	BlurPx float64
	// Noise is the standard deviation of the sensor's noise in grey levels of
	// 255, 0 to 50.
	Noise float64
	// JPEGQuality, 1 to 100, sends the picture through JPEG once; 0 does not.
	JPEGQuality int
	// Grey drops the colours.
	Grey bool
	// Threshold makes pixels at or above this grey value white and all others
	// black; 0 does not.
	Threshold uint8
}

func (d *Damage) check() error {
	in := func(v, lo, hi float64) bool { return v >= lo && v <= hi }
	switch {
	case !in(d.RotateDeg, -3600, 3600):
		return fmt.Errorf("synth: damage: turn of %g degrees", d.RotateDeg)
	case !in(d.Shade, 0, 0.9) || !in(d.ShadeDeg, -3600, 3600):
		return fmt.Errorf("synth: damage: shade of %g towards %g degrees, want 0 to 0.9", d.Shade, d.ShadeDeg)
	case !in(d.BlurPx, 0, 20):
		return fmt.Errorf("synth: damage: blur of %g pixels, want 0 to 20", d.BlurPx)
	case !in(d.Noise, 0, 50):
		return fmt.Errorf("synth: damage: noise of %g grey levels, want 0 to 50", d.Noise)
	case d.JPEGQuality < 0 || d.JPEGQuality > 100:
		return fmt.Errorf("synth: damage: JPEG quality %d, want 1 to 100 or 0", d.JPEGQuality)
	}
	return nil
}

// view is the map from page millimetres to the picture, and its size.
func (d *Damage) view(l *plan) (m homography, w, h int, err error) {
	roll := d.RotateDeg * math.Pi / 180
	if d.Camera != nil {
		return d.Camera.project(l.PaperMM[0], l.PaperMM[1], roll)
	}
	if d.RotateDeg == 0 {
		w, h = l.size()
		return l.flat(), w, h, nil
	}
	// Turn in pixels, about the corner, then move everything into view. The
	// pixel grid stays aligned for quarter turns.
	pw, ph := l.size()
	flat := turn(roll).times(homography{{1, 0, 0.5}, {0, 1, 0.5}, {0, 0, 1}}).times(l.flat())
	mmW, mmH := float64(pw)*25.4/l.DPI, float64(ph)*25.4/l.DPI
	x0, y0, x1, y1 := extent(&flat, mmW, mmH)
	w, h = int(math.Ceil(x1-x0-1e-6)), int(math.Ceil(y1-y0-1e-6))
	if float64(w)*float64(h) > MaxPixels {
		return m, 0, 0, fmt.Errorf("synth: damage: the turned page has more than %d pixels", MaxPixels)
	}
	return homography{{1, 0, -x0 - 0.5}, {0, 1, -y0 - 0.5}, {0, 0, 1}}.times(flat), w, h, nil
}

// apply takes the print through the camera and what follows. m is the map of
// view.
func (d *Damage) apply(l *plan, in *canvas, m homography, w, h int, seed uint64) (*image.NRGBA, error) {
	c := in
	if d.Camera != nil || d.RotateDeg != 0 {
		back := d.Background
		if back == (Colour{}) {
			back = Colour{255, 255, 255}
			if d.Camera != nil {
				back = Colour{112, 84, 62}
			}
		}
		c = in.warped(l.flat().times(m.inverse()), w, h, back)
	}
	if d.Shade > 0 {
		c.shade(d.Shade, d.ShadeDeg*math.Pi/180)
	}
	if d.BlurPx > 0 {
		c.blur(d.BlurPx)
	}
	img := c.image()
	if d.Grey || d.Threshold > 0 {
		grey(img)
	}
	if d.Noise > 0 {
		sensor(img, d.Noise, seed, d.Grey || d.Threshold > 0)
	}
	if d.Threshold > 0 {
		threshold(img, d.Threshold)
	}
	if d.JPEGQuality > 0 {
		return throughJPEG(img, d.JPEGQuality)
	}
	return img, nil
}

// shade darkens linearly across the picture, from 1 to 1 - depth.
func (c *canvas) shade(depth, towards float64) {
	s, co := math.Sincos(towards)
	half := (math.Abs(co)*float64(c.w) + math.Abs(s)*float64(c.h)) / 2
	par.Strips(0, c.h, func(lo, hi int) {
		for y := lo; y < hi; y++ {
			for x := range c.w {
				t := (co*(float64(x)-float64(c.w)/2) + s*(float64(y)-float64(c.h)/2)) / half
				light := float32(1 - depth*(t+1)/2)
				p := c.pix[3*(y*c.w+x):][:3]
				for k := range p {
					p[k] *= light
				}
			}
		}
	})
}

// blur is a Gaussian, cut off at three standard deviations, edges repeated.
func (c *canvas) blur(sigma float64) {
	r := int(math.Ceil(3 * sigma))
	kernel := make([]float32, 2*r+1)
	sum := 0.0
	for i := range kernel {
		sum += math.Exp(-float64((i-r)*(i-r)) / (2 * sigma * sigma))
	}
	for i := range kernel {
		kernel[i] = float32(math.Exp(-float64((i-r)*(i-r))/(2*sigma*sigma)) / sum)
	}
	tmp := make([]float32, len(c.pix))
	along := func(dst, src []float32, n, lines, step, lineStep int) {
		par.Strips(0, lines, func(lo, hi int) {
			for l := lo; l < hi; l++ {
				for i := range n {
					var acc [3]float32
					for k, f := range kernel {
						o := l*lineStep + min(max(i+k-r, 0), n-1)*step
						for a := range acc {
							acc[a] += f * src[o+a]
						}
					}
					copy(dst[l*lineStep+i*step:], acc[:])
				}
			}
		})
	}
	along(tmp, c.pix, c.w, c.h, 3, 3*c.w)
	along(c.pix, tmp, c.h, c.w, 3*c.w, 3)
}

func grey(m *image.NRGBA) {
	for i := 0; i < len(m.Pix); i += 4 {
		// Luma of ITU-R BT.601, as scanners and JPEG use it.
		y := uint8((299*int(m.Pix[i]) + 587*int(m.Pix[i+1]) + 114*int(m.Pix[i+2]) + 500) / 1000)
		m.Pix[i], m.Pix[i+1], m.Pix[i+2] = y, y, y
	}
}

// sensor adds Gaussian noise, equal in all channels if mono. Each row draws
// from a stream of its own.
func sensor(m *image.NRGBA, sd float64, seed uint64, mono bool) {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	par.Strips(0, h, func(lo, hi int) {
		for y := lo; y < hi; y++ {
			rng := chance.Stream(seed^uint64(y+1)<<32, streamSensor)
			for x := range w {
				p := m.Pix[y*m.Stride+4*x:][:3]
				e := rng.NormFloat64()
				for k := range p {
					if k > 0 && !mono {
						e = rng.NormFloat64()
					}
					p[k] = uint8(min(max(float64(p[k])+sd*e+0.5, 0), 255))
				}
			}
		}
	})
}

func threshold(m *image.NRGBA, at uint8) {
	for i := 0; i < len(m.Pix); i += 4 {
		v := uint8(0)
		if m.Pix[i] >= at {
			v = 255
		}
		m.Pix[i], m.Pix[i+1], m.Pix[i+2] = v, v, v
	}
}

func throughJPEG(m *image.NRGBA, quality int) (*image.NRGBA, error) {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: quality}); err != nil {
		return nil, fmt.Errorf("synth: damage: %w", err)
	}
	got, err := jpeg.Decode(&b)
	if err != nil {
		return nil, fmt.Errorf("synth: damage: %w", err)
	}
	out := image.NewNRGBA(m.Rect)
	draw.Draw(out, out.Rect, got, got.Bounds().Min, draw.Src)
	return out, nil
}
