package notecg

import (
	"fmt"
	"image/color"
)

// millimetrePaper is empty, with lines every unit, five and ten.
func millimetrePaper(p *pad) {
	p.sheet()
	p.millimetres(p.between(50, 240), p.gridColour(), p.odds(0.5))
	if p.odds(0.3) {
		p.write(p.ink(), regular, 14*p.u, 0.03*p.w, 0.03*p.h, 0, fmt.Sprintf("Form %d", p.count(10, 999)))
	}
}

// millimetres prints such paper with some units across, right to the edges or
// with a margin, and returns its box and unit. A unit has at least 3 pixels.
func (p *pad) millimetres(across float64, c color.NRGBA, edges bool) (x0, y0, x1, y1, unit float64) {
	unit = max(p.w/across, 3)
	pen := max(unit*p.between(0.06, 0.16), 0.35)
	x0, y0 = 0, 0
	nx, ny := int(p.w/unit), int(p.h/unit)
	if !edges {
		nx, ny = int(0.92*p.w/unit)/10*10, int(0.9*p.h/unit)/10*10
		nx, ny = max(nx, 10), max(ny, 10)
		x0, y0 = (p.w-float64(nx)*unit)/2, (p.h-float64(ny)*unit)/2
	}
	x1, y1 = x0+float64(nx)*unit, y0+float64(ny)*unit
	cover := p.between(0.35, 0.8)
	p.squares(faint(c, cover), pen, unit, x0, y0, x1, y1)
	fives := p.odds(0.85)
	if fives {
		p.squares(faint(c, min(1, cover+0.1)), 1.6*pen, 5*unit, x0, y0, x1, y1)
	}
	if !fives || p.odds(0.7) {
		p.squares(c, 2.4*pen, 10*unit, x0, y0, x1, y1)
	}
	return x0, y0, x1, y1, unit
}

// squaredPaper is a page of an exercise book.
func squaredPaper(p *pad) {
	p.sheet()
	c := p.gridColour()
	pitch := p.w / p.between(18, 60)
	p.squares(faint(c, p.between(0.4, 1)), max(pitch*p.between(0.02, 0.06), 0.4), pitch, p.between(0, 1)*pitch, p.between(0, 1)*pitch, p.w, p.h)
	if p.odds(0.5) {
		p.margin(pitch * float64(p.count(2, 5)))
	}
	if p.odds(0.3) {
		p.holes()
	}
}

// ruledPaper has level lines only.
func ruledPaper(p *pad) {
	p.sheet()
	p.ruling(p.h / p.between(14, 40))
}

// ruling prints lines to write on and returns where the first one lies.
func (p *pad) ruling(pitch float64) float64 {
	pitch = max(pitch, 4)
	c := p.gridColour()
	top := pitch * p.between(1.5, 4)
	pen := max(pitch*p.between(0.02, 0.06), 0.5)
	for k := 0; top+float64(k)*pitch < p.h; k++ {
		y := top + float64(k)*pitch
		p.stroke(c, pen, point{0, y}, point{p.w, y})
	}
	if p.odds(0.5) {
		p.margin(p.w * p.between(0.07, 0.16))
	}
	if p.odds(0.4) {
		p.holes()
	}
	return top
}

// margin is the upright line of exercise books.
func (p *pad) margin(x float64) {
	if p.odds(0.3) {
		x = p.w - x
	}
	p.stroke(hue(p.between(0.95, 1.02), 0.6, 0.9), max(1.5*p.u, 0.6), point{x, 0}, point{x, p.h})
}

// holes are punched on the left.
func (p *pad) holes() {
	r := p.h * p.between(0.01, 0.018)
	n := pick(p, 2, 2, 3, 4)
	for i := range n {
		y := p.h * (float64(i) + 0.5) / float64(n)
		p.disc(grey(uint8(p.count(40, 160))), 0.03*p.w, y, r, r, 0)
	}
}
