package notecg

import (
	"image/color"
	"math"
	"strings"
)

// streetMap has water, parks, houses along streets, wide roads and their
// names.
func streetMap(p *pad) {
	land := pick(p, hue(0.12, 0.06, 0.95), hue(0.1, 0.02, 0.93), hue(0.08, 0.12, 0.9), grey(250))
	p.rect(land, 0, 0, p.w, p.h)
	long := math.Hypot(p.w, p.h)
	for range p.count(0, 4) {
		p.blob(hue(p.between(0.25, 0.36), p.between(0.15, 0.4), p.between(0.8, 0.95)), p.between(0, p.w), p.between(0, p.h), long*p.between(0.04, 0.15))
	}
	water := hue(p.between(0.52, 0.6), p.between(0.2, 0.5), p.between(0.8, 0.95))
	if p.odds(0.6) {
		p.stroke(water, long*p.between(0.015, 0.06), p.way(long)...)
	}
	if p.odds(0.4) {
		p.blob(water, p.between(0, p.w), p.between(0, p.h), long*p.between(0.03, 0.1))
	}
	p.quarters(land, long)
	casing := hue(p.between(0.05, 0.12), p.between(0.1, 0.5), p.between(0.5, 0.75))
	for range p.count(2, 6) {
		t := p.way(long)
		wide := p.u * p.between(7, 18)
		p.stroke(casing, wide+2.5*p.u, t...)
		p.stroke(pick(p, grey(255), hue(0.14, 0.4, 1), hue(0.08, 0.4, 0.98)), wide, t...)
		p.along(grey(60), min(0.8*wide, 13*p.u), t, strings.ToUpper(p.title(1))+" ROAD")
	}
	if p.odds(0.5) { // a railway
		t := p.way(long)
		p.stroke(grey(90), 3*p.u, t...)
		p.dashed(grey(240), 1.8*p.u, 8*p.u, 8*p.u, t...)
	}
	for range p.count(2, 9) {
		p.write(grey(uint8(p.count(20, 90))), pick(p, regular, bold, italic), p.between(12, 26)*p.u, p.between(0.1, 0.9)*p.w, p.between(0.1, 0.9)*p.h, 0.5, p.title(1))
	}
	if p.odds(0.5) {
		x, y, l := 0.05*p.w, 0.95*p.h, 0.1*p.w
		p.stroke(grey(0), max(1.5*p.u, 0.7), point{x, y - 6*p.u}, point{x, y}, point{x + l, y}, point{x + l, y - 6*p.u})
		p.write(grey(0), regular, 12*p.u, x+l/2, y-5*p.u, 0.5, pick(p, "100 m", "200 m", "500 m", "1 km"))
	}
}

// way is a curve across the whole picture.
func (p *pad) way(long float64) []point {
	a := p.between(0, math.Pi)
	s, c := math.Sincos(a)
	x, y, bend, f := p.between(0.2, 0.8)*p.w, p.between(0.2, 0.8)*p.h, p.between(0, 0.12)*long, p.drift()
	var t []point
	for i := -30; i <= 30; i++ {
		d, o := float64(i)/30*long, bend*f(float64(i)/9)
		t = append(t, point{x + d*c - o*s, y + d*s + o*c})
	}
	return t
}

// blob is a rounded area.
func (p *pad) blob(c color.NRGBA, x, y, r float64) {
	f := p.drift()
	var t []point
	for i := range 60 {
		s, co := math.Sincos(2 * math.Pi * float64(i) / 60)
		k := r * (1 + 0.5*f(2*co) + 0.3*f(50+2*s))
		t = append(t, point{x + k*co, y + k*s})
	}
	p.fill(c, t)
}

// quarters are streets at right angles, in a few directions, with houses.
func (p *pad) quarters(land color.NRGBA, long float64) {
	house := mix(land, hue(p.between(0, 0.15), 0.3, 0.6), p.between(0.25, 0.6))
	casing, street := mix(land, grey(100), 0.4), pick(p, grey(255), grey(255), mix(land, grey(255), 0.6))
	houses := p.odds(0.8)
	for range p.count(1, 3) {
		across, down := long*p.between(0.04, 0.1), long*p.between(0.04, 0.1)
		n := p.count(3, 8)
		x, y := p.between(0.1, 0.9)*p.w, p.between(0.1, 0.9)*p.h
		wide := p.u * p.between(3, 8)
		p.turn(p.between(0, math.Pi/2), x, y, func() {
			half := float64(n) / 2
			for _, pass := range []struct {
				c   color.NRGBA
				pen float64
			}{{casing, wide + 2*p.u}, {street, wide}} {
				p.rules(pass.c, pass.pen, n, true, x-half*across, y-half*down, x+half*across, y+half*down)
				p.rules(pass.c, pass.pen, n, false, x-half*across, y-half*down, x+half*across, y+half*down)
			}
			for i := range n * n {
				if !houses {
					break
				}
				bx, by := x+(float64(i%n)-half)*across, y+(float64(i/n)-half)*down
				for at := 0.14; at < 0.8; {
					w := p.between(0.1, 0.25)
					for _, side := range []float64{0.12, 0.62} {
						if p.odds(0.8) {
							p.rect(house, bx+at*across, by+side*down, bx+(at+0.8*w)*across, by+(side+p.between(0.15, 0.26))*down)
						}
					}
					at += w
				}
			}
		})
	}
}

// along writes a name on a way, where it lies near the middle of the picture.
func (p *pad) along(c color.NRGBA, size float64, t []point, s string) {
	k := len(t)/2 + p.count(-6, 6)
	a, b := t[k], t[k+1]
	angle := math.Atan2(b[1]-a[1], b[0]-a[0])
	if math.Abs(angle) > math.Pi/2 {
		angle += math.Pi
	}
	p.turn(angle, a[0], a[1], func() { p.write(c, bold, size, a[0], a[1]+0.35*size, 0.5, s) })
}
