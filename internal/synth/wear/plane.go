package wear

import (
	"github.com/einthoven-ecg/einthoven/internal/synth/lanes"
	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// A plane is the light of a canvas without colours.
type plane struct {
	w, h int
	v    []float32
	ring []float32
}

// light weighs the colours, as shares of those of paper (IEC 61966-2-1).
func (p *plane) light(c *raster.Canvas, paper raster.Ink) {
	p.w, p.h = c.Rect.Dx(), c.Rect.Dy()
	if cap(p.v) < p.w*p.h {
		p.v = make([]float32, p.w*p.h)
	}
	p.v = p.v[:p.w*p.h]
	r, g, b := 0.2126/paper[0], 0.7152/paper[1], 0.0722/paper[2]
	for i := range p.v {
		q := c.Pix[3*i : 3*i+3 : 3*i+3]
		p.v[i] = r*q[0] + g*q[1] + b*q[2]
	}
}

// blur is a Gaussian of sigma pixels, edges repeated.
func (p *plane) blur(sigma float64) {
	kernel := raster.Gauss(sigma)
	n := len(kernel)
	r := n / 2
	from := make([][]float32, n)
	line := make([]float32, p.w+2*r)
	for y := range p.h {
		row := p.v[p.w*y:][:p.w]
		copy(line[r:], row)
		for i := range r {
			line[i], line[r+p.w+i] = row[0], row[p.w-1]
		}
		for k := range kernel {
			from[k] = line[k:]
		}
		lanes.Mix(row, kernel, from)
	}
	if cap(p.ring) < n*p.w {
		p.ring = make([]float32, n*p.w)
	}
	for y := -r; y < p.h+r; y++ {
		copy(p.ring[(y+r)%n*p.w:][:p.w], p.v[p.w*min(max(y, 0), p.h-1):][:p.w])
		if at := y - r; at >= 0 {
			for k := range kernel {
				from[k] = p.ring[(at+k)%n*p.w:][:p.w]
			}
			lanes.Mix(p.v[p.w*at:][:p.w], kernel, from)
		}
	}
}
