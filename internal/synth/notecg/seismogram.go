package notecg

import (
	"fmt"
	"image/color"
	"math"
)

// seismogram is one record, three directions, or the many rows of a drum, at
// times on squared paper.
func seismogram(p *pad) {
	p.sheet()
	if p.odds(0.35) {
		p.millimetres(p.between(60, 200), p.gridColour(), p.odds(0.5))
	}
	rows := pick(p, 1, 3, 3, p.count(8, 30))
	ink := p.ink()
	x0, x1 := p.w*p.between(0.03, 0.1), p.w*p.between(0.92, 0.99)
	y0, y1 := p.h*p.between(0.06, 0.15), p.h*p.between(0.85, 0.95)
	pitch := (y1 - y0) / float64(rows)
	size := min(p.between(11, 18)*p.u, pitch*0.6)
	pen := max(p.u*p.between(0.7, 1.8), 0.6)
	colours := []color.NRGBA{ink}
	if rows > 3 && p.odds(0.4) {
		colours = []color.NRGBA{grey(20), hue(0, 0.9, 0.8), hue(0.6, 0.9, 0.7), hue(0.35, 0.9, 0.5)}
	}
	shock := p.count(0, rows-1)
	for r := range rows {
		mid := y0 + (float64(r)+0.5)*pitch
		c := colours[r%len(colours)]
		strong := 0.0
		if rows <= 3 || r == shock || p.odds(0.08) {
			strong = pitch * p.between(0.3, 0.5)
			if rows > 3 {
				strong = pitch * p.between(0.8, 3)
			}
		}
		p.stroke(c, pen, p.shaking(x0, x1, mid, pitch*p.between(0.01, 0.05), strong)...)
		label := fmt.Sprintf("%02d:00", r%24)
		if rows <= 3 {
			label = []string{"BHZ", "BHN", "BHE"}[r]
			p.stroke(mix(grey(255), ink, 0.4), 0.6*pen, point{x0, mid}, point{x1, mid})
		}
		p.write(ink, mono, size, x0-0.3*size, mid+0.3*size, min(1, x0/p.w*20), label)
	}
	ticks, minutes := p.count(6, 20), pick(p, 1, 2, 5, 10)
	for i := range ticks + 1 {
		x := x0 + float64(i)/float64(ticks)*(x1-x0)
		p.stroke(ink, pen, point{x, y1}, point{x, y1 + 8*p.u})
		p.write(ink, mono, 0.8*min(size, 14*p.u), x, y1+22*p.u, 0.5, fmt.Sprint(i*minutes))
	}
	if p.odds(0.7) {
		p.write(ink, mono, 1.1*min(size, 18*p.u), x0, y0-0.8*size, 0, fmt.Sprintf("STA %c%c%c  2%03d-%02d-%02d", 'A'+p.count(0, 25), 'A'+p.count(0, 25), 'A'+p.count(0, 25), p.count(0, 25), p.count(1, 12), p.count(1, 28)))
	}
}

// shaking is noise, and if strong is not 0 a first wave, a second one and its
// slow dying away.
func (p *pad) shaking(x0, x1, mid, noise, strong float64) []point {
	n := min(max(int((x1-x0)/p.between(0.8, 2.5)/max(p.u, 0.3)), 50), 4000)
	first, second := p.between(0.05, 0.5), p.between(0.05, 0.3)
	second += first
	dying := p.between(0.05, 0.3)
	slow, rate, fast := p.drift(), p.between(20, 80), p.drift()
	out := make([]point, n)
	for i := range out {
		t := float64(i) / float64(n-1)
		amp := noise
		if t > first {
			amp += 0.3 * strong * math.Exp(-(t-first)/0.06)
		}
		if t > second {
			amp += strong * math.Exp(-(t-second)/dying) * (1 - math.Exp(-(t-second)/0.01))
		}
		v := 0.6*slow(rate*t) + 0.5*fast(3.1*rate*t) + 0.25*p.rng.NormFloat64()
		out[i] = point{x0 + t*(x1-x0), mid - amp*v}
	}
	return out
}
