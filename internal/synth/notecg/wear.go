package notecg

import (
	"image"
	"math"

	"github.com/einthoven-ecg/einthoven/internal/par"
	"github.com/einthoven-ecg/einthoven/internal/synth/capture"
	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// wear makes half of the pictures look scanned or photographed: uneven light,
// blur, noise, no colours, JPEG. They go through the same device as pages do.
func wear(p *pad) error {
	if p.odds(0.5) {
		return nil
	}
	var c capture.Capture
	depth, towards := 0.0, 0.0
	if p.odds(0.4) {
		depth, towards = p.between(0.1, 0.7), p.between(0, 2*math.Pi)
	}
	if p.odds(0.5) {
		c.BlurPx = p.between(0.4, 1.8) * max(p.u, 0.5)
	}
	c.Grey = p.odds(0.2)
	if p.odds(0.5) {
		c.Noise = p.between(1, 12)
	}
	if p.odds(0.6) {
		c.JPEGQuality = p.count(35, 92)
	}
	return through(p.img, &c, depth, towards, p.rng.Uint64())
}

// band is how many rows of a picture are in linear light at a time.
const band = 64

// through sends a picture, darkened by a share of its light towards a
// direction, through a device.
func through(m *image.NRGBA, c *capture.Capture, depth, towards float64, seed uint64) error {
	if err := c.Check(); err != nil {
		return err
	}
	w, h := m.Rect.Dx(), m.Rect.Dy()
	s, co := math.Sincos(towards)
	half := (math.Abs(co)*float64(w) + math.Abs(s)*float64(h)) / 2
	var linear [256]float32
	for i := range linear {
		linear[i] = raster.Colour{uint8(i)}.Linear()[0]
	}
	tables := capture.NewTables()
	in := image.NewNRGBA(m.Rect)
	copy(in.Pix, m.Pix)
	par.Each(0, (h+band-1)/band, func(i int) {
		part := image.Rect(0, i*band, w, min((i+1)*band, h))
		var v raster.Canvas
		v.Reset(part.Inset(-c.ReachPx()))
		for y := v.Rect.Min.Y; y < v.Rect.Max.Y; y++ {
			row := v.Row(y)
			src := in.Pix[min(max(y, 0), h-1)*in.Stride:]
			for x := range v.Rect.Dx() {
				px := min(max(x+v.Rect.Min.X, 0), w-1)
				light := float32(1 - depth*(1+(co*(float64(px)-float64(w)/2)+s*(float64(y)-float64(h)/2))/half)/2)
				for k := range 3 {
					row[3*x+k] = light * linear[src[4*px+k]]
				}
			}
		}
		c.Optics(&v)
		c.Sensor(&v, m, part, tables, seed)
	})
	c.File(m, 0)
	return nil
}
