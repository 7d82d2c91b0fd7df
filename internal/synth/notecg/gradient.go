package notecg

import (
	"image/color"
	"math"
)

// gradient is two to five colours that pass into each other: along a line,
// about a point, or round it; smooth, in steps, or to and fro.
func gradient(p *pad) {
	colours := make([]color.NRGBA, p.count(2, 5))
	for i := range colours {
		colours[i] = hue(p.between(0, 1), p.between(0, 1), p.between(0, 1))
	}
	if p.odds(0.2) {
		for i := range colours {
			colours[i] = grey(uint8(p.count(0, 255)))
		}
		colours[0], colours[1] = grey(uint8(p.count(0, 80))), grey(uint8(p.count(170, 255)))
	}
	kind, steps := p.count(0, 2), pick(p, 0, 0, 0, p.count(4, 24))
	s, c := math.Sincos(p.between(0, 2*math.Pi))
	ox, oy := p.between(0.1, 0.9)*p.w, p.between(0.1, 0.9)*p.h
	long := math.Hypot(p.w, p.h) * p.between(0.3, 1)
	bend := p.clouds(p.w/2, p.w/8, 0.5)
	warp := pick(p, 0, 0, p.between(0, 0.4))
	p.shade(bend, func(x, y int, v float64, _ color.NRGBA) color.NRGBA {
		dx, dy := float64(x)-ox, float64(y)-oy
		t := 0.0
		switch kind {
		case 0:
			t = (c*dx+s*dy)/long + 0.5
		case 1:
			t = math.Hypot(dx, dy) / long
		default:
			t = math.Atan2(dy, dx)/(2*math.Pi) + 0.5
		}
		t = math.Abs(math.Mod(t+warp*v+2, 2) - 1) // to and fro
		if steps > 0 {
			t = math.Floor(t*float64(steps)) / float64(steps)
		}
		t = min(max(t, 0), 1) * float64(len(colours)-1)
		i := min(int(t), len(colours)-2)
		return mix(colours[i], colours[i+1], t-float64(i))
	})
}
