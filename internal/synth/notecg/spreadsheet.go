package notecg

import "fmt"

// spreadsheet is the window of a program: bars, letters above, numbers at the
// side, cells, one of them chosen.
func spreadsheet(p *pad) {
	dark := p.odds(0.2)
	back, line, ink, bar := grey(255), grey(210), grey(30), hue(p.between(0, 1), p.between(0, 0.15), p.between(0.88, 0.96))
	if dark {
		back, line, ink, bar = grey(32), grey(70), grey(220), grey(52)
	}
	p.rect(back, 0, 0, p.w, p.h)
	size := p.between(10, 17) * p.u
	row := p.between(1.5, 2) * size
	accent := p.bright()
	p.rect(accent, 0, 0, p.w, 1.2*row)
	p.write(grey(255), regular, size, p.w/2, 0.6*row+0.35*size, 0.5, p.title(1)+pick(p, ".ods", ".xls", ".csv")+" - "+p.title(1))
	p.rect(bar, 0, 1.2*row, p.w, 4.8*row)
	x := size
	for range p.count(4, 9) {
		x += p.write(ink, regular, size, x, 1.9*row, 0, p.title(1)) + 1.5*size
	}
	for x := size; x < p.w-2*size; x += p.between(1.8, 3) * size {
		p.rect(mix(bar, p.bright(), p.between(0.2, 0.8)), x, 2.4*row, x+1.3*size, 2.4*row+1.3*size)
	}
	p.rect(back, 6*size, 3.7*row, p.w-size, 4.6*row)
	p.write(ink, regular, size, size, 4.4*row, 0, fmt.Sprintf("%c%d", 'A'+p.count(0, 8), p.count(1, 60)))
	p.write(ink, italic, size, 6.5*size, 4.4*row, 0, fmt.Sprintf("=SUM(B%d:B%d)", p.count(1, 9), p.count(10, 60)))

	y0, x0, y1 := 5.8*row, 3.2*size, p.h-1.3*row
	wide := p.between(5, 9) * size
	cols, rows := int((p.w-x0)/wide)+1, max(int((y1-y0)/row), 1)
	p.rect(bar, 0, 4.8*row, p.w, y0)
	p.rect(bar, 0, y0, x0, y1)
	thin := max(0.8*p.u, 0.6)
	full, down := p.count(2, max(cols, 2)), p.count(2, max(rows, 2))
	for c := range cols {
		x := x0 + float64(c)*wide
		p.write(ink, regular, size, x+wide/2, y0-0.3*row, 0.5, string(rune('A'+c%26)))
		p.stroke(line, thin, point{x, 4.8 * row}, point{x, y1})
	}
	for r := range rows {
		y := y0 + float64(r)*row
		p.write(ink, regular, size, x0-0.5*size, y+0.72*row, 1, fmt.Sprint(r+1))
		p.stroke(line, thin, point{0, y}, point{p.w, y})
		for c := range min(full, cols) {
			if r > down || p.odds(0.1) {
				continue
			}
			x := x0 + float64(c)*wide
			switch {
			case r == 0:
				p.write(ink, bold, size, x+0.3*size, y+0.72*row, 0, p.word())
			case c == 0:
				p.write(ink, regular, size, x+0.3*size, y+0.72*row, 0, p.word())
			default:
				p.write(ink, regular, size, x+wide-0.3*size, y+0.72*row, 1, p.number())
			}
		}
	}
	cx, cy := x0+wide*float64(p.count(0, max(cols-2, 0))), y0+row*float64(p.count(0, max(rows-1, 0)))
	p.frame(accent, max(2*p.u, 1), cx, cy, cx+wide, cy+row)
	p.rect(bar, 0, y1, p.w, p.h)
	x = x0
	for i := range p.count(1, 4) {
		x += p.write(ink, regular, size, x, y1+0.9*row, 0, fmt.Sprintf("Sheet%d", i+1)) + 2*size
	}
}
