package notecg

import (
	"fmt"
	"image/color"
	"strings"
)

// document is a page of text in one to three columns, with headings, lists,
// and at times a picture or a letter's head.
func document(p *pad) {
	p.sheet()
	ink := pick(p, grey(0), grey(20), grey(50))
	f := pick(p, regular, regular, mono, italic)
	size := max(p.between(11, 22)*p.u, 4)
	x0, x1 := p.w*p.between(0.05, 0.13), p.w*p.between(0.87, 0.95)
	y, y1 := p.h*p.between(0.06, 0.12), p.h*p.between(0.88, 0.95)
	if p.odds(0.7) {
		y += 1.6 * size
		at := pick(p, 0, 0.5)
		p.write(ink, bold, 2*size, x0+at*(x1-x0), y, at, p.title(p.count(2, 5)))
		y += 1.2 * size
		if p.odds(0.4) {
			p.stroke(pick(p, ink, p.bright()), max(1.5*p.u, 0.6), point{x0, y}, point{x1, y})
		}
		y += size
	}
	cols := pick(p, 1, 1, 1, 2, 2, 3)
	gap := 2 * size
	wide := (x1 - x0 - gap*float64(cols-1)) / float64(cols)
	lead := p.between(1.2, 1.9) * size
	ragged := p.odds(0.4)
	for c := range cols {
		x := x0 + float64(c)*(wide+gap)
		for at := y + lead; at < y1; {
			switch {
			case p.odds(0.12):
				at += 0.4 * lead
				p.write(ink, bold, 1.2*size, x, at, 0, p.title(p.count(1, 3)))
				at += 1.2 * lead
			case p.odds(0.06) && at+8*lead < y1:
				p.picture(x, at-0.5*lead, x+wide, at+5.5*lead)
				p.write(ink, italic, 0.85*size, x, at+6.6*lead, 0, fmt.Sprintf("Fig. %d. %s.", p.count(1, 9), p.title(3)))
				at += 8 * lead
			default:
				at = p.paragraph(ink, f, size, lead, x, at, wide, y1, ragged)
			}
		}
	}
	if p.odds(0.5) {
		p.write(ink, regular, 0.9*size, p.w/2, (p.h+y1)/2+0.5*size, 0.5, fmt.Sprint(p.count(1, 300)))
	}
}

// paragraph sets lines of words until its end or that of the column, and
// returns where to go on.
func (p *pad) paragraph(c color.NRGBA, f face, size, lead, x, y, wide, y1 float64, ragged bool) float64 {
	indent := 0.0
	if p.odds(0.2) { // an item of a list
		indent = 1.6 * size
		p.disc(c, x+0.7*size, y-0.3*size, 0.2*size, 0.2*size, 0)
	}
	lines := p.count(1, 9)
	space := p.width(f, size, " ")
	for l := range lines {
		if y >= y1 {
			break
		}
		var line []string
		sum := 0.0
		room := wide - indent
		if l == lines-1 {
			room *= p.between(0.2, 0.95)
		}
		for {
			w := p.word()
			if len(line) == 0 && l == 0 {
				w = strings.ToUpper(w[:1]) + w[1:]
			}
			if p.odds(0.12) {
				w += pick(p, ",", ".", ".", ";")
			}
			long := p.width(f, size, w)
			if len(line) > 0 && sum+space+long > room {
				break
			}
			line = append(line, w)
			sum += long + space
			if sum > room {
				break
			}
		}
		blank := space
		if !ragged && l < lines-1 && len(line) > 1 {
			blank += (wide - indent - (sum - space)) / float64(len(line)-1)
		}
		at := x + indent
		for _, w := range line {
			at += p.write(c, f, size, at, y, 0, w) + blank
		}
		y += lead
	}
	return y + 0.5*lead
}

// picture stands in a text: a box with soft shapes.
func (p *pad) picture(x0, y0, x1, y1 float64) {
	c := hue(p.between(0, 1), p.between(0, 0.6), p.between(0.4, 0.9))
	p.rect(c, x0, y0, x1, y1)
	for range p.count(3, 12) {
		r := p.between(0.05, 0.25) * (y1 - y0)
		x, y := p.between(x0+r, max(x1-r, x0+r)), p.between(y0+r, y1-r)
		p.disc(mix(c, p.bright(), p.between(0.2, 0.8)), x, y, r, r, 0)
	}
}
