package notecg

import (
	"image/color"
	"math"
)

// lineChart is a chart as programs draw them: grid, axes, one to six curves,
// a legend.
func lineChart(p *pad) {
	a := p.axes()
	p.grid(a)
	p.scale(a, false)
	var colours []color.NRGBA
	n := pick(p, 12, 25, 60, 200, 600)
	for range p.count(1, 6) {
		c := p.bright()
		if p.odds(0.2) {
			c = a.ink
		}
		colours = append(colours, c)
		t := make([]point, n)
		for i, v := range p.series(n) {
			t[i] = point{a.x0 + float64(i)/float64(n-1)*(a.x1-a.x0), a.y1 - (0.05+0.9*v)*(a.y1-a.y0)}
		}
		pen := max(p.u*p.between(1, 3.5), 0.8)
		if p.odds(0.2) {
			p.dashed(c, pen, 6*pen, 3*pen, t...)
		} else {
			p.stroke(c, pen, t...)
		}
		if n <= 60 && p.odds(0.5) {
			p.marks(c, 2.5*pen, t)
		}
	}
	if p.odds(0.7) {
		p.legend(a, colours)
	}
}

// series is n values from 0 to 1: a walk, waves, growth, or steps.
func (p *pad) series(n int) []float64 {
	out := make([]float64, n)
	slow, fast := p.drift(), p.drift()
	kind, rate, phase, rough := p.count(0, 4), p.between(1, 9), p.between(0, 6), p.between(0, 0.4)
	walk := 0.0
	for i := range out {
		t := float64(i) / float64(n)
		switch kind {
		case 0:
			walk += p.rng.NormFloat64()
			out[i] = walk
		case 1:
			out[i] = math.Sin(2*math.Pi*rate*t+phase) + rough*fast(40*t)
		case 2:
			out[i] = math.Exp(2*t) + rough*4*fast(30*t)
		case 3:
			out[i] = math.Round(4 * slow(rate*t))
		default:
			out[i] = slow(rate*t) + rough*fast(60*t)
		}
	}
	lo, hi := out[0], out[0]
	for _, v := range out {
		lo, hi = min(lo, v), max(hi, v)
	}
	height, foot := p.between(0.3, 1), p.rng.Float64()
	for i, v := range out {
		out[i] = height*(v-lo)/max(hi-lo, 1e-9) + foot*(1-height)
	}
	return out
}

// marks draws a sign at every point: discs, squares, crosses or rings.
func (p *pad) marks(c color.NRGBA, r float64, t []point) {
	shape := p.count(0, 3)
	for _, q := range t {
		x, y := q[0], q[1]
		switch shape {
		case 0:
			p.disc(c, x, y, r, r, 0)
		case 1:
			p.rect(c, x-r, y-r, x+r, y+r)
		case 2:
			p.stroke(c, r/2, point{x - r, y - r}, point{x + r, y + r})
			p.stroke(c, r/2, point{x - r, y + r}, point{x + r, y - r})
		default:
			p.disc(grey(255), x, y, r, r, 0)
			p.ring(c, r/2, x, y, r, r)
		}
	}
}
