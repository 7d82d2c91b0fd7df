package notecg

import (
	"image/color"
	"math"
)

// rect paints the box from (x0, y0) to (x1, y1).
func (p *pad) rect(c color.NRGBA, x0, y0, x1, y1 float64) {
	p.fill(c, []point{{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}})
}

// frame draws the edges of a box with a pen.
func (p *pad) frame(c color.NRGBA, pen, x0, y0, x1, y1 float64) {
	p.stroke(c, pen, point{x0, y0}, point{x1, y0}, point{x1, y1}, point{x0, y1}, point{x0, y0})
}

// disc paints an ellipse about (x, y), turned by some radians.
func (p *pad) disc(c color.NRGBA, x, y, rx, ry, turned float64) {
	p.fill(c, ellipse(x, y, rx, ry, turned))
}

// ring draws the edge of an ellipse.
func (p *pad) ring(c color.NRGBA, pen, x, y, rx, ry float64) {
	e := ellipse(x, y, rx, ry, 0)
	p.stroke(c, pen, append(e, e[0])...)
}

func ellipse(x, y, rx, ry, turned float64) []point {
	n := min(max(int(3*math.Sqrt(max(rx, ry))), 10), 120)
	out := make([]point, n)
	s, co := math.Sincos(turned)
	for i := range out {
		b, a := math.Sincos(2 * math.Pi * float64(i) / float64(n))
		out[i] = point{x + co*rx*a - s*ry*b, y + s*rx*a + co*ry*b}
	}
	return out
}

// smooth is a curve through all points (Catmull-Rom), with some steps between
// two of them.
func smooth(t []point, steps int) []point {
	if len(t) < 2 {
		return t
	}
	at := func(i int) point { return t[min(max(i, 0), len(t)-1)] }
	out := make([]point, 0, steps*len(t))
	for i := range len(t) - 1 {
		a, b, c, d := at(i-1), at(i), at(i+1), at(i+2)
		for s := range steps {
			f := float64(s) / float64(steps)
			var q point
			for k := range q {
				q[k] = b[k] + f/2*(c[k]-a[k]+f*(2*a[k]-5*b[k]+4*c[k]-d[k]+f*(3*(b[k]-c[k])+d[k]-a[k])))
			}
			out = append(out, q)
		}
	}
	return append(out, t[len(t)-1])
}

// rules draws n+1 upright or level lines that divide a box into n equal parts.
func (p *pad) rules(c color.NRGBA, pen float64, n int, upright bool, x0, y0, x1, y1 float64) {
	for i := range n + 1 {
		f := float64(i) / float64(max(n, 1))
		if upright {
			p.stroke(c, pen, point{x0 + f*(x1-x0), y0}, point{x0 + f*(x1-x0), y1})
		} else {
			p.stroke(c, pen, point{x0, y0 + f*(y1-y0)}, point{x1, y0 + f*(y1-y0)})
		}
	}
}

// squares draws lines every pitch pixels from (x0, y0) on, both ways. Every
// second, fifth or other bold line is left to a call of its own.
func (p *pad) squares(c color.NRGBA, pen, pitch, x0, y0, x1, y1 float64) {
	pitch = max(pitch, 2)
	for k := 0; x0+float64(k)*pitch <= x1; k++ {
		x := x0 + float64(k)*pitch
		p.stroke(c, pen, point{x, y0}, point{x, y1})
	}
	for k := 0; y0+float64(k)*pitch <= y1; k++ {
		y := y0 + float64(k)*pitch
		p.stroke(c, pen, point{x0, y}, point{x1, y})
	}
}
