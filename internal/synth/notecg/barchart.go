package notecg

import "image/color"

// barChart has upright or lying bars, side by side or on top of each other.
func barChart(p *pad) {
	a := p.axes()
	lying := p.odds(0.3)
	if !lying {
		a.nx = p.count(3, 24)
	}
	p.grid(a)
	p.scale(a, !lying)
	groups, per := p.count(3, 14), p.count(1, 4)
	if !lying {
		groups = a.nx
	}
	stacked := p.odds(0.3)
	colours := make([]color.NRGBA, per)
	for i := range colours {
		colours[i] = p.bright()
	}
	wide, edge := p.between(0.4, 0.9), pick(p, 0, max(0.8*p.u, 0.5))
	for g := range groups {
		at := 0.0
		for i, c := range colours {
			lo, hi := (float64(i)/float64(per)-0.5)*wide+0.5, (float64(i+1)/float64(per)-0.5)*wide+0.5
			from, to := 0.0, p.between(0.05, 0.98)
			if stacked {
				lo, hi = 0.5-wide/2, 0.5+wide/2
				from, to = at, at+p.between(0.05, 0.95)/float64(per)
				at = to
			}
			lo, hi = (float64(g)+lo)/float64(groups), (float64(g)+hi)/float64(groups)
			if lying {
				p.bar(c, a, edge, a.x0+from*(a.x1-a.x0), a.y0+lo*(a.y1-a.y0), a.x0+to*(a.x1-a.x0), a.y0+hi*(a.y1-a.y0))
			} else {
				p.bar(c, a, edge, a.x0+lo*(a.x1-a.x0), a.y1-to*(a.y1-a.y0), a.x0+hi*(a.x1-a.x0), a.y1-from*(a.y1-a.y0))
			}
		}
		if !lying && groups <= 14 {
			room, s := 0.9*(a.x1-a.x0)/float64(groups), p.word()
			size := min(a.size, a.size*room/max(p.width(a.font, a.size, s), 1e-9))
			p.write(a.ink, a.font, size, a.x0+(float64(g)+0.5)/float64(groups)*(a.x1-a.x0), a.y1+1.6*a.size, 0.5, s)
		}
	}
	if p.odds(0.5) {
		p.legend(a, colours)
	}
}

// bar is one box, with edges if the pen has any width.
func (p *pad) bar(c color.NRGBA, a axes, edge, x0, y0, x1, y1 float64) {
	p.rect(c, x0, y0, x1, y1)
	if edge > 0 {
		p.frame(a.ink, edge, x0, y0, x1, y1)
	}
}
