package notecg

import "math"

// An affine map takes (x, y) to (a*x + c*y + e, b*x + d*y + f).
type affine struct{ a, b, c, d, e, f float64 }

func identity() affine { return affine{a: 1, d: 1} }

// turned rotates clockwise by some radians about a point and then moves that
// point to another.
func turned(by float64, about, to point) affine {
	s, c := math.Sincos(by)
	return affine{c, s, -s, c, to[0] - c*about[0] + s*about[1], to[1] - s*about[0] - c*about[1]}
}

// after is the map that does n first and then m.
func (m affine) after(n affine) affine {
	o := m.one(point{n.e, n.f})
	return affine{m.a*n.a + m.c*n.b, m.b*n.a + m.d*n.b, m.a*n.c + m.c*n.d, m.b*n.c + m.d*n.d, o[0], o[1]}
}

func (m affine) one(q point) point {
	return point{m.a*q[0] + m.c*q[1] + m.e, m.b*q[0] + m.d*q[1] + m.f}
}

func (m affine) all(t []point) []point {
	out := make([]point, len(t))
	for i, q := range t {
		out[i] = m.one(q)
	}
	return out
}

// scale is by how much lengths grow.
func (m affine) scale() float64 { return math.Sqrt(math.Abs(m.a*m.d - m.b*m.c)) }

// turn draws something rotated clockwise about a point, in radians.
func (p *pad) turn(by, x, y float64, draw func()) {
	old := p.m
	p.m = old.after(turned(by, point{x, y}, point{x, y}))
	draw()
	p.m = old
}
