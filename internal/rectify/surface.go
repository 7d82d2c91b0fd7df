package rectify

import "math"

// surface is a lattice of values over working pixels, read by Catmull-Rom
// splines and continued linearly beyond its border.
type surface struct {
	nx, ny int
	step   float64
	v      []float64
}

// at returns the value and its gradient at a working pixel.
func (s *surface) at(x, y float64) (v float64, g vec) {
	i0, wx, dx := axis(x/s.step, s.nx)
	j0, wy, dy := axis(y/s.step, s.ny)
	for b := range 4 {
		var r, d float64
		row := s.v[min(j0+b, s.ny-1)*s.nx:]
		for a := range 4 {
			q := row[min(i0+a, s.nx-1)]
			r += wx[a] * q
			d += dx[a] * q
		}
		v += wy[b] * r
		g.x += wy[b] * d
		g.y += dy[b] * r
	}
	return v, g.scale(1 / s.step)
}

// ground is what growing and fitting gave: the line coordinates of both
// families over working pixels, what a line is worth and where it was seen.
type ground struct {
	line   [2]*surface // x and y lines
	unit   [2]float64  // millimetres a line
	off    [2]float64  // added to the line coordinate before the unit
	valid  []bool      // by node of the surfaces
	sigma  float64     // lines
	at     vec         // a working pixel well inside
	weight []float64   // of the planes
	depth  float64
	parts  int       // how many were followed, each from a start of its own
	strays float64   // share of nodes whose carriers the others do not let expect; see [field.agree]
	full   []float32 // the carrier plane with its slow part

	sure   [2]float64 // evidence for the unit, by family
	size   [2]float64 // seen sheet, mm
	slips  [2]float64 // share of blocks whose bold lines are out of step
	blocks [2]int     // blocks with clear bold lines
	lines  [2]lines
}

// mm gives the page position of a working pixel.
func (g *ground) mm(x, y float64) (float64, float64) {
	u, _ := g.line[0].at(x, y)
	v, _ := g.line[1].at(x, y)
	return (u + g.off[0]) * g.unit[0], (v + g.off[1]) * g.unit[1]
}

// isValid tells whether the grid was seen at a working pixel.
func (g *ground) isValid(x, y float64) bool {
	s := g.line[0]
	i, j := int(math.Round(x/s.step)), int(math.Round(y/s.step))
	return i >= 0 && j >= 0 && i < s.nx && j < s.ny && g.valid[j*s.nx+i]
}

// share is the part of the picture where the grid was seen.
func (g *ground) share() float64 {
	n := 0
	for _, v := range g.valid {
		if v {
			n++
		}
	}
	return float64(n) / float64(len(g.valid))
}

// newton finds the working pixel of a page position from a first guess.
func (g *ground) newton(x, y float64, p vec) (q, gu, gv vec, ok bool) {
	tu, tv := x/g.unit[0]-g.off[0], y/g.unit[1]-g.off[1]
	for range 8 {
		var u, v float64
		u, gu = g.line[0].at(p.x, p.y)
		v, gv = g.line[1].at(p.x, p.y)
		du, dv := tu-u, tv-v
		det := gu.x*gv.y - gu.y*gv.x
		if math.Abs(det) < 1e-9 {
			return p, gu, gv, false
		}
		d := vec{(du*gv.y - dv*gu.y) / det, (dv*gu.x - du*gv.x) / det}
		p = p.add(d)
		if d.norm() < 1e-3 {
			return p, gu, gv, true
		}
		if math.Abs(p.x) > 1e5 || math.Abs(p.y) > 1e5 {
			break
		}
	}
	return p, gu, gv, false
}
