package notecg

import "image/color"

// whiteNoise has grains of one to eight pixels, each by itself: grey, in
// colours, or black and white.
func whiteNoise(p *pad) {
	cell := p.count(1, 8)
	if p.odds(0.5) {
		cell = 1
	}
	kind := p.count(0, 2)
	mean, amount := p.between(80, 200), p.between(15, 90)
	w, h := p.img.Rect.Dx(), p.img.Rect.Dy()
	row := make([]color.NRGBA, (w+cell-1)/cell)
	share := p.between(0.1, 0.9)
	for y := range h {
		if y%cell == 0 {
			for i := range row {
				switch kind {
				case 0:
					row[i] = lighter(grey(0), mean+amount*p.rng.NormFloat64())
				case 1:
					v := p.rng.Uint32()
					row[i] = color.NRGBA{uint8(v), uint8(v >> 8), uint8(v >> 16), 255}
				default:
					row[i] = grey(0)
					if p.odds(share) {
						row[i] = grey(255)
					}
				}
			}
		}
		for x := range w {
			q := p.img.Pix[y*p.img.Stride+4*x:][:3]
			c := row[x/cell]
			q[0], q[1], q[2] = c.R, c.G, c.B
		}
	}
}

// pinkNoise has structure of all sizes, between two colours or like marble.
func pinkNoise(p *pad) {
	a, b := hue(p.between(0, 1), p.between(0, 0.8), p.between(0, 0.5)), hue(p.between(0, 1), p.between(0, 0.8), p.between(0.6, 1))
	if p.odds(0.4) {
		a, b = grey(uint8(p.count(0, 60))), grey(uint8(p.count(180, 255)))
	}
	field := p.clouds(p.between(0.1, 0.5)*max(p.w, p.h), 1, p.between(0.5, 0.85))
	contrast, ridges := p.between(0.3, 0.8), p.odds(0.3)
	p.shade(field, func(_, _ int, v float64, _ color.NRGBA) color.NRGBA {
		if ridges {
			v = 1 - 3*max(v, -v)
		}
		return mix(a, b, min(max(0.5+contrast*v, 0), 1))
	})
}
