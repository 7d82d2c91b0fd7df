package notecg

import "image/color"

// music is a sheet of staves: five lines, a clef, bars, notes with stems and
// beams.
func music(p *pad) {
	p.sheet()
	ink := pick(p, grey(0), grey(30), hue(0.65, 0.7, 0.35))
	staves := p.count(3, 11)
	x0, x1 := p.w*p.between(0.04, 0.1), p.w*p.between(0.9, 0.96)
	y0, y1 := p.h*p.between(0.1, 0.16), p.h*p.between(0.9, 0.97)
	pitch := (y1 - y0) / float64(staves)
	gap := pitch * p.between(0.09, 0.13) // between two lines
	if p.odds(0.8) {
		p.write(ink, bold, min(26*p.u, 0.35*y0), p.w/2, 0.5*y0, 0.5, p.title(p.count(1, 3)))
		p.write(ink, italic, min(14*p.u, 0.25*y0), x1, 0.85*y0, 1, p.title(2))
	}
	bass, pairs := p.odds(0.5), p.odds(0.4)
	bars := p.count(2, 6)
	for s := range staves {
		y := y0 + float64(s)*pitch + 0.5*pitch // the middle line
		pen := max(0.1*gap, 0.6)
		for l := -2.0; l <= 2; l++ {
			p.stroke(ink, pen, point{x0, y + l*gap}, point{x1, y + l*gap})
		}
		if bass && s%2 == 1 {
			p.bassClef(ink, x0+gap, y, gap)
		} else {
			p.trebleClef(ink, x0+1.8*gap, y, gap)
		}
		left := x0 + 4.5*gap
		if s == 0 {
			p.write(ink, bold, 2.6*gap, left+gap, y, 0.5, pick(p, "2", "3", "4", "6"))
			p.write(ink, bold, 2.6*gap, left+gap, y+2*gap, 0.5, pick(p, "4", "8"))
		}
		left += 2.5 * gap
		down := y + 2*gap
		if pairs && s%2 == 0 && s+1 < staves {
			down += pitch
		}
		p.stroke(ink, 1.5*pen, point{x0, y - 2*gap}, point{x0, down})
		for b := range bars {
			from, to := left+float64(b)/float64(bars)*(x1-left), left+float64(b+1)/float64(bars)*(x1-left)
			p.barOfNotes(ink, from+gap, to-0.7*gap, y, gap)
			p.stroke(ink, 1.5*pen, point{to, y - 2*gap}, point{to, down})
		}
	}
}

// barOfNotes fills a bar with notes on the staff whose middle line is y.
func (p *pad) barOfNotes(ink color.NRGBA, x0, x1, y, gap float64) {
	n := min(p.count(1, 8), max(int((x1-x0)/(2*gap)), 1))
	step := (x1 - x0) / float64(n)
	at := p.count(-4, 4)
	pen := max(0.13*gap, 0.6)
	var beam *point // the end of the last stem, if it waits for a beam
	for i := range n {
		at = min(max(at+p.count(-3, 3), -6), 6)
		x, ny := x0+(float64(i)+0.4)*step, y-float64(at)*gap/2
		for l := 6; l <= max(at, -at); l += 2 { // short lines beyond the staff
			side := y - float64(l)*gap/2
			if at < 0 {
				side = y + float64(l)*gap/2
			}
			p.stroke(ink, pen, point{x - gap, side}, point{x + gap, side})
		}
		p.disc(ink, x, ny, 0.62*gap, 0.45*gap, -0.35)
		open := n <= 2 || p.odds(0.1)
		if open {
			p.disc(grey(255), x, ny, 0.42*gap, 0.22*gap, -0.6)
		}
		end := point{x + 0.56*gap, ny - 3.2*gap}
		if at > 0 {
			end = point{x - 0.56*gap, ny + 3.2*gap}
		}
		p.stroke(ink, pen, point{end[0], ny}, end)
		if beam != nil && (end[0] > x) == ((*beam)[1] < y) && !open {
			p.stroke(ink, 0.4*gap, *beam, end)
			beam = nil
		} else if !open && p.odds(0.6) {
			beam = &point{end[0], end[1]}
		} else {
			beam = nil
		}
		if p.odds(0.08) {
			p.write(ink, bold, 2*gap, x-1.6*gap, ny+0.5*gap, 0.5, pick(p, "#", "b"))
		}
	}
}

// trebleClef curls about the second line from below.
func (p *pad) trebleClef(ink color.NRGBA, x, y, g float64) {
	t := []point{{-0.6, 3.6}, {0, 4}, {0.5, 3.5}, {0.2, 1.5}, {-0.2, -2}, {0.2, -3.6}, {0.7, -3.2}, {0.5, -1.8}, {-0.8, -0.2}, {-1.2, 0.9}, {-0.4, 1.9}, {0.7, 1.7}, {1, 0.9}, {0.3, 0.3}, {-0.4, 0.8}, {-0.1, 1.3}}
	for i, q := range t {
		t[i] = point{x + g*q[0], y + g*q[1]}
	}
	p.stroke(ink, max(0.24*g, 0.7), smooth(t, 8)...)
}

// bassClef curls about the second line from above, with two dots.
func (p *pad) bassClef(ink color.NRGBA, x, y, g float64) {
	t := []point{{0, -0.9}, {0.4, -1.9}, {1.5, -1.8}, {1.8, -0.6}, {1.2, 0.8}, {0, 1.9}}
	for i, q := range t {
		t[i] = point{x + g*q[0], y + g*q[1]}
	}
	p.stroke(ink, max(0.3*g, 0.7), smooth(t, 8)...)
	for _, d := range []float64{-1.5, -0.5} {
		p.disc(ink, x+2.4*g, y+d*g, 0.22*g, 0.22*g, 0)
	}
	p.disc(ink, x+0.2*g, y-0.9*g, 0.35*g, 0.35*g, 0)
}
