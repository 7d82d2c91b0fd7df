package notecg

import (
	"image/color"
	"math"
)

// functionPlot is school work on millimetre paper: axes with arrows and one to
// three curves of a formula, drawn with a pencil or a pen.
func functionPlot(p *pad) {
	p.sheet()
	x0, y0, x1, y1, unit := p.millimetres(p.between(60, 220), p.gridColour(), p.odds(0.4))
	pen := max(p.u*p.between(1.2, 2.5), 0.8)
	c := p.ink()
	cell := 10 * unit
	ox := x0 + math.Round((x1-x0)/cell*p.between(0.05, 0.5))*cell
	oy := y0 + math.Round((y1-y0)/cell*p.between(0.4, 0.9))*cell
	size := p.between(12, 22) * p.u
	p.arrow(c, pen, x0, oy, x1-unit, oy)
	p.arrow(c, pen, ox, y1, ox, y0+unit)
	p.write(c, italic, size, x1-2*size, oy-0.5*size, 0, "x")
	p.write(c, italic, size, ox+0.5*size, y0+1.5*size, 0, "y")
	for k := 1; ox+float64(k)*cell < x1-size; k++ {
		x := ox + float64(k)*cell
		p.stroke(c, pen, point{x, oy - unit}, point{x, oy + unit})
		p.write(c, regular, 0.8*size, x, oy+unit+size, 0.5, string(rune('0'+k%10)))
	}
	for range p.count(1, 3) {
		p.formula(x0, y0, x1, y1, ox, oy, cell)
	}
}

// formula draws one curve about an origin, cut off at the box.
func (p *pad) formula(x0, y0, x1, y1, ox, oy, cell float64) {
	c := p.ink()
	if p.odds(0.4) {
		c = p.bright()
	}
	kind, a, b := p.count(0, 5), p.between(0.3, 3), p.between(0.3, 2.5)
	f := func(x float64) float64 {
		switch kind {
		case 0:
			return a * math.Sin(b*x*2)
		case 1:
			return a*x*x/4 - b
		case 2:
			return a * b / x
		case 3:
			return a * math.Exp(-x*x*b)
		case 4:
			return a * math.Exp(-math.Abs(x)*b/3) * math.Cos(5*b*x)
		default:
			return a*x*x*x/20 - b*x
		}
	}
	pen := max(p.u*p.between(1.2, 3), 0.8)
	var run []point
	flush := func() {
		if len(run) > 1 {
			p.stroke(c, pen, run...)
		}
		run = nil
	}
	const steps = 600
	for i := range steps + 1 {
		px := x0 + float64(i)/steps*(x1-x0)
		x := (px - ox) / cell
		py := oy - cell*f(x)
		if !(py > y0 && py < y1) {
			flush()
			continue
		}
		run = append(run, point{px, py})
	}
	flush()
}

// arrow is a line with a tip at its end.
func (p *pad) arrow(c color.NRGBA, pen, x0, y0, x1, y1 float64) {
	p.stroke(c, pen, point{x0, y0}, point{x1, y1})
	long := math.Hypot(x1-x0, y1-y0)
	if long == 0 {
		return
	}
	dx, dy := (x1-x0)/long*5*pen, (y1-y0)/long*5*pen
	p.fill(c, []point{{x1, y1}, {x1 - dx - dy/2, y1 - dy + dx/2}, {x1 - dx + dy/2, y1 - dy - dx/2}})
}
