package notecg

// qrCode looks like a square code of black cells, with three eyes, on a label
// or filling the picture. It holds no message.
func qrCode(p *pad) {
	paper := p.sheet()
	n := 17 + 4*p.count(1, 12)
	side := min(p.w, p.h) * p.between(0.4, 0.92)
	x0, y0 := p.between(0.02*p.w, p.w-side-0.02*p.w), (p.h-side)/2
	if p.odds(0.4) && p.h-side > 60*p.u {
		p.write(grey(0), bold, 28*p.u, x0, y0+side+32*p.u, 0, p.title(3))
	}
	ink := pick(p, grey(0), grey(0), grey(20), hue(p.between(0.5, 0.8), 0.8, 0.4))
	cell := side / float64(n)
	box := func(i, j, w int, dark bool) {
		c := paper
		if dark {
			c = ink
		}
		p.rect(c, x0+float64(i)*cell, y0+float64(j)*cell, x0+float64(i+w)*cell, y0+float64(j+w)*cell)
	}
	for j := range n {
		// Runs of dark cells are one box, so that no seam shows between them.
		for i := 0; i < n; {
			run := 0
			for i+run < n && p.odds(0.5) {
				run++
			}
			if run > 0 {
				p.rect(ink, x0+float64(i)*cell, y0+float64(j)*cell, x0+float64(i+run)*cell, y0+float64(j+1)*cell)
			}
			i += run + 1
		}
	}
	for i := 8; i < n-8; i++ { // every second cell between the eyes
		box(i, 6, 1, i%2 == 0)
		box(6, i, 1, i%2 == 0)
	}
	for _, o := range [][2]int{{0, 0}, {n - 7, 0}, {0, n - 7}} {
		p.rect(paper, x0+float64(max(o[0]-1, 0))*cell, y0+float64(max(o[1]-1, 0))*cell,
			x0+float64(min(o[0]+8, n))*cell, y0+float64(min(o[1]+8, n))*cell)
		box(o[0], o[1], 7, true)
		box(o[0]+1, o[1]+1, 5, false)
		box(o[0]+2, o[1]+2, 3, true)
	}
	if n > 25 {
		box(n-9, n-9, 5, true)
		box(n-8, n-8, 3, false)
		box(n-7, n-7, 1, true)
	}
}
