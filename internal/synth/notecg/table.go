package notecg

import "image/color"

// table has a head, words in the first column and numbers in the others.
func table(p *pad) {
	paper := p.sheet()
	ink := p.ink()
	rows, cols := p.count(5, 36), p.count(3, 10)
	x0, x1 := p.w*p.between(0.03, 0.1), p.w*p.between(0.9, 0.97)
	y0, y1 := p.h*p.between(0.08, 0.18), p.h*p.between(0.8, 0.95)
	pitch := (y1 - y0) / float64(rows)
	edges := p.columns(cols, x0, x1)
	size := min(0.62*pitch, (x1-x0)/float64(cols)/6, 24*p.u)
	p.write(ink, bold, min(22*p.u, 0.4*y0), x0, 0.6*y0, 0, p.title(p.count(2, 4)))
	head := pick(p, mix(paper, ink, 0.15), p.bright(), paper)
	p.rect(head, x0, y0, x1, y0+pitch)
	band := p.odds(0.5)
	tint := mix(paper, p.bright(), 0.12)
	for r := range rows {
		y := y0 + float64(r)*pitch
		if band && r > 0 && r%2 == 0 {
			p.rect(tint, x0, y, x1, y+pitch)
		}
		p.cells(ink, size, y+0.5*pitch+0.35*size, edges, r == 0)
	}
	pen := max(p.u*p.between(0.6, 1.8), 0.5)
	if p.odds(0.75) {
		p.rules(ink, pen, rows, false, x0, y0, x1, y1)
	} else {
		p.stroke(ink, pen, point{x0, y0 + pitch}, point{x1, y0 + pitch})
	}
	if p.odds(0.6) {
		for _, x := range edges {
			p.stroke(ink, pen, point{x, y0}, point{x, y1})
		}
	}
}

// columns divides a width into parts of different size; the first is widest.
func (p *pad) columns(n int, x0, x1 float64) []float64 {
	sum := 0.0
	parts := make([]float64, n)
	for i := range parts {
		parts[i] = p.between(0.7, 1.3)
		if i == 0 {
			parts[i] = p.between(1.2, 2.5)
		}
		sum += parts[i]
	}
	out := []float64{x0}
	for _, v := range parts {
		x0 += v / sum * (x1 - out[0])
		out = append(out, x0)
	}
	return out
}

// cells writes one row of a table.
func (p *pad) cells(ink color.NRGBA, size, y float64, edges []float64, head bool) {
	for i := range len(edges) - 1 {
		f, s, at, left := regular, p.number(), edges[i+1]-0.5*size, 1.0
		if i == 0 || head {
			s, at, left = p.title(p.count(1, 2)), edges[i]+0.5*size, 0
		}
		if head {
			f = bold
		}
		room := edges[i+1] - edges[i] - 0.6*size
		if room <= 0 || p.odds(0.04) {
			continue // left blank
		}
		p.write(ink, f, min(size, size*room/max(p.width(f, size, s), 1e-9)), at, y, left, s)
	}
}
