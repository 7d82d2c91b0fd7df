package notecg

import (
	"image/color"
	"math"
)

// photo is composed as photographs are: a landscape with sky, hills and
// trees, or things on a table before a soft background.
func photo(p *pad) {
	if p.odds(0.6) {
		p.landscape()
	} else {
		p.things()
	}
	grain, amount := p.clouds(2*p.u, 1, 1), p.between(1, 6)
	p.shade(grain, func(_, _ int, v float64, c color.NRGBA) color.NRGBA { return lighter(c, amount*v) })
}

func (p *pad) landscape() {
	horizon := p.h * p.between(0.3, 0.7)
	high, low := hue(p.between(0.53, 0.64), p.between(0.2, 0.7), p.between(0.5, 0.95)), hue(p.between(0, 0.15), p.between(0, 0.5), p.between(0.8, 1))
	cloudy := p.between(0, 1.1)
	sky := p.clouds(p.w/3, 3*p.u, 0.55)
	p.shade(sky, func(_, y int, v float64, _ color.NRGBA) color.NRGBA {
		c := mix(high, low, min(max(float64(y)/horizon, 0), 1))
		return mix(c, grey(245), min(max(cloudy*v, 0), 0.9))
	})
	if p.odds(0.4) {
		r := p.between(20, 60) * p.u
		x, y := p.between(0.1, 0.9)*p.w, horizon*p.between(0.2, 1)
		for k := 5.0; k >= 1; k-- {
			p.disc(faint(hue(0.13, 0.2, 1), 0.35), x, y, r*(1+0.25*k), r*(1+0.25*k), 0)
		}
	}
	n := p.count(2, 6)
	near := hue(p.between(0.08, 0.4), p.between(0.2, 0.7), p.between(0.15, 0.5))
	for l := range n {
		f := float64(l+1) / float64(n)
		p.hills(mix(low, near, 0.25+0.75*f), horizon+(p.h-horizon)*0.8*float64(l)/float64(n), p.h*p.between(0.03, 0.15), 0.2+f)
	}
	if p.odds(0.7) {
		for range p.count(1, 14) {
			p.tree(mix(near, grey(0), p.between(0.1, 0.5)), p.between(0, p.w), p.between(horizon+0.1*p.h, p.h), p.h*p.between(0.06, 0.3))
		}
	}
	texture, amount := p.clouds(60*p.u, 1, 0.75), p.between(8, 35)
	p.shade(texture, func(_, y int, v float64, c color.NRGBA) color.NRGBA {
		if float64(y) < horizon {
			return c
		}
		return lighter(c, amount*v)
	})
}

// hills fill everything below a rough line.
func (p *pad) hills(c color.NRGBA, y, high, rough float64) {
	a, b, d := p.drift(), p.drift(), p.drift()
	t := []point{{p.w, p.h}, {0, p.h}}
	const n = 300
	for i := range n + 1 {
		f := float64(i) / n
		t = append(t, point{f * p.w, y - high*(a(2.5*f)+0.35*b(9*f)+0.06*rough*d(90*f))})
	}
	p.fill(c, t)
}

// tree has a trunk and a crown of many tufts.
func (p *pad) tree(c color.NRGBA, x, y, high float64) {
	p.stroke(mix(c, hue(0.07, 0.5, 0.3), 0.6), 0.07*high, point{x, y}, point{x + 0.03*high, y - 0.6*high})
	for range 80 {
		r := high * p.between(0.02, 0.09)
		p.disc(lighter(c, p.between(-20, 25)), x+0.16*high*p.rng.NormFloat64(), y-0.7*high+0.15*high*p.rng.NormFloat64(), r, r, 0)
	}
}

// things stand on a table, in the light of one side.
func (p *pad) things() {
	wall, wood := hue(p.between(0, 1), p.between(0.05, 0.5), p.between(0.2, 0.9)), hue(p.between(0.03, 0.12), p.between(0.2, 0.6), p.between(0.3, 0.8))
	edge := p.between(0.45, 0.7)
	p.soft(400, p.between(2, 8), func(q *pad) {
		q.rect(wall, 0, 0, q.w, q.h)
		for range q.count(0, 14) { // lights out of focus
			r := q.between(8, 45) * q.u * 2
			q.disc(faint(hue(q.between(0, 1), 0.4, 1), 0.3), q.between(0, q.w), q.between(0, edge*q.h), r, r, 0)
		}
		q.rect(wood, 0, edge*q.h, q.w, q.h)
	})
	fibre := p.clouds(100*p.u, 2*p.u, 0.8)
	p.shade(fibre, func(_, y int, v float64, c color.NRGBA) color.NRGBA {
		if float64(y) < edge*p.h {
			return lighter(c, 3*v)
		}
		return lighter(c, 10*math.Sin(float64(y)/(5*p.u)+1.2*v)+4*v)
	})
	for range p.count(2, 6) {
		c := p.bright()
		x, y, r := p.between(0.1, 0.9)*p.w, p.h*p.between(edge+0.05, 0.9), p.h*p.between(0.06, 0.2)
		p.disc(faint(grey(0), 0.35), x+0.4*r, y, 1.2*r, 0.3*r, 0) // shadow
		const steps = 24
		kind := p.count(0, 2)
		for k := range steps { // from dark at the edge to light
			f := float64(k) / steps
			shade := mix(mix(c, grey(0), 0.55), mix(c, grey(255), 0.4), f)
			switch kind {
			case 0: // a ball
				p.disc(shade, x-0.3*r*f, y-r-0.3*r*f, r*(1-f), r*(1-f), 0)
			case 1: // a vessel
				p.rect(shade, x-0.6*r+1.2*r*f, y-2*r, x+0.6*r, y)
			default: // a box
				p.rect(mix(c, shade, 0.3), x-r*(1-f), y-1.4*r, x+r, y)
			}
		}
		if kind == 1 {
			p.disc(mix(c, grey(0), 0.5), x, y-2*r, 0.6*r, 0.15*r, 0)
			p.disc(mix(c, grey(0), 0.2), x, y, 0.6*r, 0.12*r, 0)
		}
	}
}
