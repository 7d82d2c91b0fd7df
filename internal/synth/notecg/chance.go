package notecg

import (
	"image/color"
	"math"
)

// between is a number from lo to hi, all alike.
func (p *pad) between(lo, hi float64) float64 { return lo + (hi-lo)*p.rng.Float64() }

// count is a whole number from lo to hi, both included.
func (p *pad) count(lo, hi int) int { return lo + p.rng.IntN(max(hi-lo, 0)+1) }

// odds is true in the given share of cases.
func (p *pad) odds(share float64) bool { return p.rng.Float64() < share }

// pick is one of several.
func pick[T any](p *pad, of ...T) T { return of[p.rng.IntN(len(of))] }

// drift is a smooth random curve over t: about -1 to 1, with a turn about
// every unit of t.
func (p *pad) drift() func(t float64) float64 {
	const n = 256
	var v [n]float64
	for i := range v {
		v[i] = p.between(-1, 1)
	}
	shift := p.between(0, n)
	return func(t float64) float64 {
		t += shift
		i := math.Floor(t)
		f := t - i
		f = f * f * (3 - 2*f)
		k := int(math.Mod(i, n)+n) % n
		return v[k] + f*(v[(k+1)%n]-v[k])
	}
}

// hue is a colour of the wheel: h in turns, saturation and value 0 to 1.
func hue(h, s, v float64) color.NRGBA {
	part := func(n float64) uint8 {
		k := math.Mod(n+6*(h-math.Floor(h)), 6)
		return uint8(255*v*(1-s*max(0, min(k, 4-k, 1))) + 0.5)
	}
	return color.NRGBA{part(5), part(3), part(1), 255}
}

func grey(v uint8) color.NRGBA { return color.NRGBA{v, v, v, 255} }

// faint is a colour with some of its cover taken away.
func faint(c color.NRGBA, cover float64) color.NRGBA {
	c.A = uint8(255*cover + 0.5)
	return c
}

// mix is a colour on the way from a to b.
func mix(a, b color.NRGBA, f float64) color.NRGBA {
	g := func(x, y uint8) uint8 { return uint8(float64(x) + f*(float64(y)-float64(x)) + 0.5) }
	return color.NRGBA{g(a.R, b.R), g(a.G, b.G), g(a.B, b.B), 255}
}

// ink is a dark colour to write with.
func (p *pad) ink() color.NRGBA {
	return pick(p, grey(0), grey(24), grey(48), hue(p.between(0.6, 0.68), 0.8, 0.5), hue(0, 0.8, 0.4))
}

// bright is a strong colour for curves and bars.
func (p *pad) bright() color.NRGBA {
	return hue(p.between(0, 1), p.between(0.55, 1), p.between(0.5, 0.9))
}

// paperColour is white or nearly so.
func (p *pad) paperColour() color.NRGBA {
	return pick(p, grey(255), grey(255), grey(248), hue(p.between(0.09, 0.17), p.between(0.02, 0.14), p.between(0.92, 1)), hue(p.between(0, 1), 0.05, 0.97))
}

// gridColour is what lines of paper are printed in.
func (p *pad) gridColour() color.NRGBA {
	h := pick(p, 0.0, 0.02, 0.07, 0.33, 0.45, 0.58, 0.62, 0.75)
	if p.odds(0.15) {
		return grey(uint8(p.count(90, 190)))
	}
	return hue(h, p.between(0.3, 0.8), p.between(0.65, 0.98))
}

// sheet lays paper down: all of the picture, or turned a little on a table,
// or on its side. It returns the colour of the paper.
func (p *pad) sheet() color.NRGBA {
	c := p.paperColour()
	if p.odds(0.08) { // on its side
		p.m = turned(math.Pi/2, point{0, 0}, point{p.w, 0})
		p.w, p.h = p.h, p.w
	}
	if !p.odds(0.35) {
		p.rect(c, 0, 0, p.w, p.h)
		return c
	}
	table := hue(p.between(0.04, 0.12), p.between(0, 0.5), p.between(0.15, 0.9))
	p.rect(table, 0, 0, p.w, p.h)
	p.m = p.m.after(turned(p.between(-0.07, 0.07), point{p.w / 2, p.h / 2}, point{p.w / 2, p.h / 2}))
	s := p.between(0.9, 1.02)
	p.m = p.m.after(affine{s, 0, 0, s, p.w * (1 - s) / 2, p.h * (1 - s) / 2})
	p.rect(c, 0, 0, p.w, p.h)
	return c
}
