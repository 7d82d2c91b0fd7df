package notecg

import (
	"image/color"
	"strconv"
)

// axes are the box of a chart, its colours, and how many parts it has.
type axes struct {
	x0, y0, x1, y1 float64
	back, ink      color.NRGBA
	font           face
	size           float64 // of letters
	nx, ny         int
}

// axes chooses place and colours of a chart and lays the paper.
func (p *pad) axes() axes {
	a := axes{back: p.sheet(), ink: p.ink(), font: pick(p, regular, regular, bold, mono), size: p.between(12, 20) * p.u, nx: p.count(4, 14), ny: p.count(3, 10)}
	if p.odds(0.15) { // light on dark
		a.back, a.ink = hue(p.between(0, 1), p.between(0, 0.5), p.between(0.05, 0.2)), grey(220)
		p.rect(a.back, 0, 0, p.w, p.h)
	}
	a.x0, a.x1 = p.w*p.between(0.07, 0.16), p.w*p.between(0.78, 0.97)
	a.y0, a.y1 = p.h*p.between(0.08, 0.2), p.h*p.between(0.8, 0.9)
	return a
}

// grid draws lines inside, a frame or two axes, and a title.
func (p *pad) grid(a axes) {
	if p.odds(0.3) {
		p.rect(mix(a.back, p.bright(), 0.1), a.x0, a.y0, a.x1, a.y1)
	}
	c := mix(a.back, pick(p, a.ink, p.gridColour()), p.between(0.2, 0.6))
	thin := max(p.u*p.between(0.6, 1.2), 0.5)
	if p.odds(0.25) {
		fine := mix(a.back, c, 0.5)
		p.rules(fine, thin, a.nx*5, true, a.x0, a.y0, a.x1, a.y1)
		p.rules(fine, thin, a.ny*5, false, a.x0, a.y0, a.x1, a.y1)
	}
	if p.odds(0.8) {
		p.rules(c, thin, a.nx, true, a.x0, a.y0, a.x1, a.y1)
	}
	p.rules(c, thin, a.ny, false, a.x0, a.y0, a.x1, a.y1)
	pen := max(p.u*p.between(1, 2.5), 0.7)
	if p.odds(0.5) {
		p.frame(a.ink, pen, a.x0, a.y0, a.x1, a.y1)
	} else {
		p.stroke(a.ink, pen, point{a.x0, a.y0}, point{a.x0, a.y1}, point{a.x1, a.y1})
	}
	if p.odds(0.8) {
		p.write(a.ink, bold, 1.5*a.size, (a.x0+a.x1)/2, a.y0-a.size, 0.5, p.title(p.count(2, 5)))
	}
}

// scale writes ticks and numbers on the left, and words or numbers below.
func (p *pad) scale(a axes, words bool) {
	step := pick(p, 0.1, 0.5, 1, 2, 5, 10, 25, 100, 500)
	first := step * float64(p.count(-2, 3))
	for i := range a.ny + 1 {
		y := a.y1 - float64(i)/float64(a.ny)*(a.y1-a.y0)
		p.stroke(a.ink, max(p.u, 0.6), point{a.x0 - 0.4*a.size, y}, point{a.x0, y})
		p.write(a.ink, a.font, a.size, a.x0-0.6*a.size, y+0.35*a.size, 1, strconv.FormatFloat(first+step*float64(i), 'f', -1, 32))
	}
	year := p.count(1950, 2020)
	for i := range a.nx + 1 {
		x := a.x0 + float64(i)/float64(a.nx)*(a.x1-a.x0)
		p.stroke(a.ink, max(p.u, 0.6), point{x, a.y1}, point{x, a.y1 + 0.4*a.size})
		if !words {
			p.write(a.ink, a.font, a.size, x, a.y1+1.6*a.size, 0.5, strconv.Itoa(year+i))
		}
	}
	if p.odds(0.6) {
		p.write(a.ink, a.font, a.size, (a.x0+a.x1)/2, a.y1+3*a.size, 0.5, p.title(2))
		x, y := a.x0-3.2*a.size, (a.y0+a.y1)/2
		label := p.title(2)
		p.turn(-1.5707963267948966, x, y, func() { p.write(a.ink, a.font, a.size, x, y, 0.5, label) })
	}
}

// legend names the colours.
func (p *pad) legend(a axes, colours []color.NRGBA) {
	size := 0.9 * a.size
	wide := 9 * size
	x := pick(p, a.x0+size, a.x1-wide-size, a.x1+0.5*size)
	x = min(x, p.w-wide)
	y := a.y0 + p.between(0.5, 3)*size
	p.rect(a.back, x, y, x+wide, y+(1.5*float64(len(colours))+0.6)*size)
	p.frame(a.ink, max(0.8*p.u, 0.5), x, y, x+wide, y+(1.5*float64(len(colours))+0.6)*size)
	for i, c := range colours {
		ly := y + (1.5*float64(i)+1)*size
		p.stroke(c, max(3*p.u, 1), point{x + 0.5*size, ly}, point{x + 2.3*size, ly})
		p.write(a.ink, a.font, size, x+2.8*size, ly+0.35*size, 0, p.word())
	}
}
