package notecg

import (
	"fmt"
	"strings"
)

// barCode is one label or several with upright bars, digits and words.
func barCode(p *pad) {
	paper := p.sheet()
	cols, rows := pick(p, 1, 1, 2, 3), pick(p, 1, 1, 2, 3, 5)
	wide, high := p.w/float64(cols), p.h/float64(rows)
	for i := range cols * rows {
		x, y := float64(i%cols)*wide, float64(i/cols)*high
		x0, x1 := x+wide*p.between(0.06, 0.2), x+wide*p.between(0.8, 0.94)
		y0, y1 := y+high*p.between(0.08, 0.35), y+high*p.between(0.65, 0.85)
		if cols*rows > 1 && p.odds(0.7) {
			p.frame(mix(paper, grey(0), 0.4), max(p.u, 0.6), x+0.02*wide, y+0.02*high, x+0.98*wide, y+0.98*high)
		}
		p.bars(x0, y0, x1, y1)
		size := min(0.08*high, 0.06*(x1-x0), 30*p.u)
		p.write(grey(0), bold, size, x0, y0-0.5*size, 0, p.title(2))
		var digits strings.Builder
		for range p.count(8, 14) {
			fmt.Fprintf(&digits, "%d ", p.count(0, 9))
		}
		p.write(grey(0), mono, size, (x0+x1)/2, y1+1.2*size, 0.5, digits.String())
	}
}

// bars are upright stripes of one to four units, black and white by turns.
func (p *pad) bars(x0, y0, x1, y1 float64) {
	units := p.count(50, 130)
	unit := (x1 - x0) / float64(units)
	long := p.odds(0.5) // the first and last ones reach further down
	for at := 0; at < units; {
		w := min(p.count(1, 4), units-at)
		end := y1
		if long && (at < 4 || at > units-5) {
			end += 0.05 * (y1 - y0)
		}
		p.rect(grey(0), x0+float64(at)*unit, y0, x0+float64(at+w)*unit, end)
		at += w + p.count(1, 4)
	}
}
