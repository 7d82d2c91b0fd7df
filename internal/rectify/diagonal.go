package rectify

import "math"

// slanted is the log ratio from which lines are taken to run across the
// diagonal of the true ones. On the development pictures it is below 1 in
// right maps and above 3 in wrong ones.
const slanted = 2

// diagonal tells whether the lines that were followed run across the diagonal
// of the printed ones, as happens with dots: the rows of dots along the
// diagonals are 1/sqrt 2 as far apart. Over 10 mm a right lattice has power
// only at even harmonics both ways. One whose diagonals are the true lines has
// it where both are odd, not where one is. The result is the mean log ratio of
// the two.
func (s *settler) diagonal() float64 {
	const n = 2 * bins
	// every rows are left out: it has no factor in common with n.
	const every = 7
	f := s.f
	cell := make([]float64, n*n)
	num := make([]float64, n*n)
	px, py := f.phase(0), f.phase(1)
	for y := 0; y < f.h; y += every {
		sum, count := cell[(y+py)%n*n:][:n], num[(y+py)%n*n:][:n]
		for i := range s.m.NX - 1 {
			if !s.m.Seen[min(y/f.cell, s.m.NY-1)*s.m.NX+i] {
				continue
			}
			k := (i*f.cell + px) % n
			for _, v := range f.clean[y*f.w+i*f.cell:][:f.cell] {
				if v != 0 {
					sum[k] += float64(v)
					count[k]++
				}
				if k++; k == n {
					k = 0
				}
			}
		}
	}
	for k := range cell {
		cell[k] /= max(num[k], 1)
	}
	power := func(p, q int) float64 {
		var re, im float64
		for y := range n {
			for x := range n {
				sn, cs := math.Sincos(2 * math.Pi * float64(p*x+q*y) / n)
				re += cell[y*n+x] * cs
				im += cell[y*n+x] * sn
			}
		}
		return math.Log(re*re + im*im + 1e-12)
	}
	var odd, mixed float64
	const top = 5
	for p := 1; p <= top; p += 2 {
		odd += (power(p, p) + power(p, -p)) / (top + 1)
		mixed += (power(p, p+1) + power(p, -p-1) + power(p+1, p) + power(p+1, -p)) / (2 * (top + 1))
	}
	return odd - mixed
}

// contrast is the darkness of the deepest place of the pattern, of the weaker
// family. Noise taken for a pattern has little of it.
func (s *settler) contrast() float64 {
	return -max(s.comb[0].deepest, s.comb[1].deepest)
}

// turned is the ground whose lines are the diagonals of this one's:
// x' = (x + y)/2, y' = (y - x)/2 in millimetres, turned so that x' is the one
// that runs more across. The lines that were followed are rows of dots a millimetre
// apart, whatever their harmonics seemed to say: there are no others. Where an odd row of
// one family crosses an even one of the other there is no dot; odd says that the
// families were counted from rows that differ by one.
func (g *ground) turned(odd bool) *ground {
	out := *g
	var v [2][]float64
	for k := range g.line[0].v {
		x, y := g.line[0].v[k]+g.off[0], g.line[1].v[k]+g.off[1]
		if odd {
			x++
		}
		v[0] = append(v[0], (x+y)/2)
		v[1] = append(v[1], (y-x)/2)
	}
	for c := range v {
		s := *g.line[c]
		s.v = v[c]
		out.line[c] = &s
	}
	_, a := out.line[0].at(g.at.x, g.at.y)
	if math.Abs(a.y) > math.Abs(a.x) { // x' runs down: (x', y') is (y', -x')
		a, b := out.line[0], out.line[1]
		for k := range b.v {
			a.v[k], b.v[k] = -b.v[k], a.v[k]
		}
	}
	out.unit, out.off = [2]float64{1, 1}, [2]float64{}
	return &out
}
