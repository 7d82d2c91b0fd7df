package notecg

import (
	"fmt"
	"image/color"
)

// temperature is a fever chart: squares, days across, degrees up, points that
// are joined, perhaps the pulse in another colour.
func temperature(p *pad) {
	p.sheet()
	days, perDay := p.count(4, 21), pick(p, 1, 2, 2, 3, 4)
	degrees, lowest := p.count(5, 8), p.count(34, 36)
	c, ink := p.gridColour(), p.ink()
	x0, x1 := p.w*p.between(0.08, 0.16), p.w*p.between(0.9, 0.98)
	y0, y1 := p.h*p.between(0.12, 0.2), p.h*p.between(0.85, 0.95)
	thin := max(p.u*p.between(0.5, 1), 0.4)
	fine := pick(p, 5, 5, 10)
	p.rules(faint(c, 0.6), thin, degrees*fine, false, x0, y0, x1, y1)
	p.rules(faint(c, 0.6), thin, days*perDay, true, x0, y0, x1, y1)
	p.rules(c, 2*thin, degrees, false, x0, y0, x1, y1)
	p.rules(c, 2*thin, days, true, x0, y0, x1, y1)
	p.frame(ink, 2*thin, x0, y0, x1, y1)
	size := min(p.between(12, 17)*p.u, (y1-y0)/float64(degrees)*0.6)
	for i := range degrees + 1 {
		p.write(ink, regular, size, x0-0.4*size, y1-float64(i)/float64(degrees)*(y1-y0)+0.35*size, 1, fmt.Sprint(lowest+i))
	}
	day := p.count(1, 28)
	small := min(size, (x1-x0)/float64(days)*0.5)
	for i := range days {
		p.write(ink, regular, small, x0+(float64(i)+0.5)/float64(days)*(x1-x0), y0-0.4*size, 0.5, fmt.Sprint((day+i)%28+1))
	}
	if p.odds(0.8) {
		p.write(ink, bold, 1.4*size, x0, y0-2*size, 0, pick(p, "Temperature", "Temp. °C", "Fever chart", "Temperature and pulse"))
	}
	if p.odds(0.5) { // the limit of fever
		y := y1 - float64(37-lowest)/float64(degrees)*(y1-y0)
		p.stroke(hue(0, 0.8, 0.9), 2*thin, point{x0, y}, point{x1, y})
	}
	for i := range p.count(1, 2) {
		line := pick(p, ink, p.bright(), hue(0.62, 0.9, 0.6))
		if i == 1 {
			line = hue(0, 0.8, 0.8)
		}
		p.readings(line, days*perDay, float64(degrees), x0, y0, x1, y1)
	}
}

// readings are points joined by straight lines; some are missing at the end.
func (p *pad) readings(c color.NRGBA, n int, degrees, x0, y0, x1, y1 float64) {
	slow := p.drift()
	swing, base, rate := p.between(0.1, 0.5), p.between(1.5, degrees-1.5), p.between(0.1, 0.4)
	last := p.count(n*2/3, n)
	var t []point
	for i := range last {
		up := swing
		if i%2 == 0 {
			up = -swing
		}
		v := base + 1.3*slow(rate*float64(i)) + up + 0.2*p.rng.NormFloat64()
		t = append(t, point{x0 + (float64(i)+0.5)/float64(n)*(x1-x0), y1 - min(max(v/degrees, 0), 1)*(y1-y0)})
	}
	pen := max(p.u*p.between(1, 2.5), 0.8)
	p.stroke(c, pen, t...)
	p.marks(c, p.between(1.5, 3)*pen, t)
}
