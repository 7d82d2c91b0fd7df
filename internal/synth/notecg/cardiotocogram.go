package notecg

import (
	"fmt"
	"image/color"
	"math"
)

// cardiotocogram is the strip of a delivery room: beats a minute above, the
// pressure of contractions below, both on squares.
func cardiotocogram(p *pad) {
	p.sheet()
	c, ink := p.gridColour(), p.ink()
	x0, x1 := p.w*p.between(0, 0.08), p.w*p.between(0.93, 1)
	y0, y1 := p.h*p.between(0.05, 0.15), p.h*p.between(0.85, 0.96)
	split := y0 + p.between(0.52, 0.62)*(y1-y0)
	gap := 0.04 * (y1 - y0)
	minutes := p.count(6, 24)
	per := pick(p, 2, 4, 6)
	thin := max(p.u*p.between(0.5, 1), 0.4)
	// The rate has a line every 5 a minute and numbers every 20 or 30, the
	// pressure from 0 to 100.
	p.band(c, thin, minutes*per, minutes, 32, 8, x0, y0, x1, split-gap)
	p.band(c, thin, minutes*per, minutes, 20, 5, x0, split+gap, x1, y1)
	size := min(p.between(9, 14)*p.u, (split-y0)/20)
	for at := minutes / 6; at < minutes; at += max(minutes/2, 2) {
		x := x0 + float64(at)/float64(minutes)*(x1-x0)
		for k := 1; k < 8; k++ {
			p.write(c, bold, size, x, split-gap-float64(k)/8*(split-gap-y0)+0.35*size, 0.5, fmt.Sprint(50+20*k))
		}
		for k := 1; k < 5; k++ {
			p.write(c, bold, size, x, y1-float64(k)/5*(y1-split-gap)+0.35*size, 0.5, fmt.Sprint(20*k))
		}
	}
	p.write(ink, mono, 1.2*size, x0+2*size, y0-0.5*size, 0, fmt.Sprintf("%02d:%02d  FHR bpm   %d cm/min", p.count(0, 23), p.count(0, 59), pick(p, 1, 2, 3)))
	p.write(ink, mono, 1.2*size, x0+2*size, split+0.4*size, 0, "TOCO")
	pen := max(p.u*p.between(0.9, 1.8), 0.7)
	rate, toco := p.unborn(float64(minutes))
	for i := range rate {
		rate[i] = point{x0 + rate[i][0]*(x1-x0), split - gap - rate[i][1]*(split-gap-y0)}
		toco[i] = point{x0 + toco[i][0]*(x1-x0), y1 - toco[i][1]*(y1-split-gap)}
	}
	p.broken(ink, pen, rate, p.between(0, 0.15))
	p.stroke(ink, pen, toco...)
}

// band is squared paper of nx by ny cells with bold lines at every part.
func (p *pad) band(c color.NRGBA, thin float64, nx, boldX, ny, boldY int, x0, y0, x1, y1 float64) {
	p.rules(faint(c, 0.5), thin, nx, true, x0, y0, x1, y1)
	p.rules(faint(c, 0.5), thin, ny, false, x0, y0, x1, y1)
	p.rules(c, 1.8*thin, boldX, true, x0, y0, x1, y1)
	p.rules(c, 1.8*thin, boldY, false, x0, y0, x1, y1)
}

// unborn is the rate (0 is 50 a minute, 1 is 210) and the pressure (0 to 1)
// over time from 0 to 1.
func (p *pad) unborn(minutes float64) (rate, toco []point) {
	const n = 1500
	slow, fast := p.drift(), p.drift()
	base, vary, dip := p.between(110, 160), p.between(2, 9), p.between(-35, 30)
	every, phase, lag, tone := p.between(1.8, 5), p.rng.Float64(), p.between(-0.1, 0.2), p.between(0.05, 0.2)
	peak, wide := p.between(0.2, 0.7), p.between(0.2, 0.4)
	for i := range n {
		t := float64(i) / (n - 1)
		m := t * minutes
		hill := func(m float64) float64 {
			d := (m/every + phase - math.Round(m/every+phase)) * every / wide
			return math.Exp(-d * d / 2)
		}
		v := base + vary*fast(8*m) + vary*slow(0.8*m) + dip*hill(m-lag) + 0.8*p.rng.NormFloat64()
		rate = append(rate, point{t, min(max((v-50)/160, 0.02), 0.98)})
		toco = append(toco, point{t, min(tone+0.02*slow(3*m)+peak*hill(m)+0.008*p.rng.NormFloat64(), 0.97)})
	}
	return rate, toco
}

// broken draws a curve of which some share was not recorded.
func (p *pad) broken(c color.NRGBA, pen float64, t []point, lost float64) {
	for i := 0; i < len(t); {
		end := min(i+p.count(40, 300), len(t))
		p.stroke(c, pen, t[i:end]...)
		i = end - 1
		if i >= len(t)-1 {
			return
		}
		if p.odds(lost * 4) {
			i = min(i+p.count(5, 40), len(t)-1)
		}
	}
}
