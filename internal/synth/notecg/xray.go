package notecg

import (
	"image/color"
	"math"

	"golang.org/x/image/draw"
)

// xRay is a chest or a hand in the manner of X-rays: soft, bright on dark, at
// times the other way round.
func xRay(p *pad) {
	negative, chest := p.odds(0.1), p.odds(0.6)
	p.soft(480, p.between(1.5, 4), func(q *pad) {
		q.rect(grey(uint8(q.count(2, 28))), 0, 0, q.w, q.h)
		if chest {
			q.chest()
		} else {
			q.bones()
		}
	})
	grain, amount := p.clouds(3*p.u, 1, 0.8), p.between(2, 9)
	p.shade(grain, func(_, _ int, v float64, c color.NRGBA) color.NRGBA {
		c = lighter(c, amount*v)
		if negative {
			return grey(255 - c.R)
		}
		return c
	})
	if p.odds(0.7) {
		p.write(grey(240), bold, p.between(24, 44)*p.u, p.w*pick(p, 0.06, 0.9), 0.1*p.h, 0, pick(p, "L", "R"))
	}
	if p.odds(0.4) {
		p.write(grey(200), mono, 13*p.u, 0.02*p.w, 0.97*p.h, 0, pick(p, "PA 125 kV", "AP 60 kV", "LAT")+"  "+p.number())
	}
}

// soft draws on a smaller pad with at most side pixels a side, blurs it and
// blows it up over the whole picture.
func (p *pad) soft(side, sigma float64, paint func(*pad)) {
	f := min(1, side/max(p.w, p.h))
	q := blank(p.rng, p.fonts, max(int(f*p.w), 16), max(int(f*p.h), 16))
	paint(q)
	soften(q.img, sigma)
	draw.BiLinear.Scale(p.img, p.img.Rect, q.img, q.img.Rect, draw.Src, nil)
	if q.err != nil {
		p.fail(q.err)
	}
}

// chest has a body, two dark lungs, ribs, a spine and a heart.
func (p *pad) chest() {
	s := min(p.w/1.1, p.h)
	cx, cy := p.w/2+s*p.between(-0.03, 0.03), p.h*p.between(0.48, 0.56)
	light := grey(255)
	p.disc(faint(light, 0.42), cx, cy+0.1*s, 0.48*s, 0.6*s, 0)
	p.disc(faint(light, 0.25), cx, cy-0.42*s, 0.14*s, 0.25*s, 0) // neck
	for _, side := range []float64{-1, 1} {                      // shoulders and arms
		p.stroke(faint(light, 0.2), 0.15*s, smooth([]point{{cx + side*0.1*s, cy - 0.3*s}, {cx + side*0.4*s, cy - 0.27*s}, {cx + side*0.6*s, cy + 0.05*s}, {cx + side*0.66*s, cy + 0.7*s}}, 8)...)
		p.stroke(faint(light, 0.3), 0.045*s, point{cx + side*0.45*s, cy - 0.25*s}, point{cx + side*0.62*s, cy + 0.3*s})
	}
	for _, side := range []float64{-1, 1} {
		x := cx + side*0.215*s
		p.disc(faint(grey(5), 0.75), x, cy, 0.155*s, 0.34*s, side*0.12)
		p.disc(faint(grey(5), 0.3), x+side*0.02*s, cy+0.1*s, 0.15*s, 0.2*s, 0)
		p.disc(faint(light, 0.45), x, cy+0.42*s, 0.22*s, 0.16*s, side*0.15) // below the midriff
		for r := range p.count(7, 9) {
			y := cy - 0.3*s + float64(r)*0.075*s
			var t []point
			for i := range 13 {
				a := float64(i) / 12 * math.Pi * 0.9
				t = append(t, point{cx + side*(0.05+0.17*(1-math.Cos(a)))*s, y - 0.05*s*math.Sin(a) + 0.09*s*float64(i)/12})
			}
			p.stroke(faint(light, 0.16), 0.026*s, t...)
		}
		p.stroke(faint(light, 0.35), 0.024*s, smooth([]point{{cx + side*0.04*s, cy - 0.3*s}, {cx + side*0.2*s, cy - 0.36*s}, {cx + side*0.4*s, cy - 0.35*s}}, 8)...) // collar bone
	}
	wide := p.between(0.8, 1.2)
	for k := range 4 { // the heart, thinner towards its edge
		f := 1 - 0.12*float64(k)
		p.disc(faint(light, 0.17), cx+0.06*s, cy+0.17*s, 0.14*s*wide*f, 0.18*s*f, -0.7)
	}
	for k := range 16 {
		y := cy - 0.5*s + float64(k)*0.068*s
		p.disc(faint(light, 0.3), cx, y, 0.038*s, 0.028*s, 0)
	}
}

// bones are those of a hand.
func (p *pad) bones() {
	s := min(p.w, p.h)
	p.turn(p.between(-0.5, 0.5), p.w/2, p.h/2, func() {
		cx, cy := p.w/2, p.h/2+0.2*s
		for f := range 5 {
			angle := -0.5 + 0.25*float64(f) + p.between(-0.03, 0.03)
			first, long := 1, []float64{0.62, 0.86, 0.93, 0.87, 0.7}[f]
			if f == 0 {
				angle -= 0.35
			}
			p.turn(angle, cx, cy, func() {
				p.stroke(faint(grey(255), 0.16), 0.12*s, point{cx, cy}, point{cx, cy - 0.65*long*s})
				at := 0.14 * s
				for b := range 4 - first + 1 {
					l := []float64{0.24, 0.17, 0.11, 0.07}[b] * long * s
					p.stroke(faint(grey(255), 0.5), 0.03*s, point{cx, cy - at}, point{cx, cy - at - l})
					for _, end := range []float64{at, at + l} {
						p.disc(faint(grey(255), 0.35), cx, cy-end, 0.024*s, 0.018*s, 0)
					}
					at += l + 0.022*s
				}
			})
		}
		for range 8 {
			r := s * p.between(0.025, 0.04)
			p.disc(faint(grey(255), 0.4), cx+s*p.between(-0.08, 0.08), cy+s*p.between(-0.1, 0.03), r, r, 0)
		}
		for _, side := range []float64{-1, 1} {
			p.stroke(faint(grey(255), 0.18), 0.14*s, point{cx + 0.04*side*s, cy + 0.08*s}, point{cx + 0.05*side*s, cy + 0.6*s})
			p.stroke(faint(grey(255), 0.5), 0.05*s, point{cx + 0.045*side*s, cy + 0.12*s}, point{cx + 0.05*side*s, cy + 0.6*s})
		}
	})
}
