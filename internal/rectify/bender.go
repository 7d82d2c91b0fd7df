package rectify

import "math"

// bender minimises, over the values x of a lattice,
//
//	sum w (x - data)^2 + sum vx (xx)^2 + vy (yy)^2 + 2 vc (xy)^2
//
// with the second differences xx across, yy down and xy mixed, each with a
// weight of its own: a thin plate with soft places. It does so by conjugate
// gradients with an additive multilevel preconditioner (Bramble, Pasciak and
// Xu) on cubic B-splines, so that long waves cost no more than short ones.
type bender struct {
	nx, ny int
	// enough is the root mean square, over the nodes with data, of a step
	// below which twice in a row the values count as settled; 0 for none.
	enough     float64
	w          []float64
	vx, vy, vc []float64
	coarse     *bender // every second node; nil on the last level

	diag, in, out []float64 // of the preconditioner
	r, p, ap, z   []float64 // of the conjugate gradients, finest level only
}

// newBender makes a lattice with bending weights of 1 and no data.
func newBender(nx, ny int) *bender {
	b := newLevel(nx, ny)
	n := nx * ny
	b.r, b.p, b.ap, b.z = make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
	for i := range n {
		b.vx[i], b.vy[i], b.vc[i] = 1, 1, 1
	}
	return b
}

func newLevel(nx, ny int) *bender {
	n := nx * ny
	b := &bender{nx: nx, ny: ny, w: make([]float64, n), vx: make([]float64, n), vy: make([]float64, n), vc: make([]float64, n),
		diag: make([]float64, n), in: make([]float64, n), out: make([]float64, n)}
	if min(nx, ny) > 7 {
		b.coarse = newLevel((nx+1)/2+2, (ny+1)/2+2)
	}
	return b
}

// weigh sets the bending weights: f gives that of a bend d at node k, and all
// vals bend together.
func (b *bender) weigh(vals [][]float64, f func(k int, d2 float64) float64) {
	nx, ny := b.nx, b.ny
	for j := range ny {
		for i := range nx {
			k := j*nx + i
			var xx, yy, xy float64
			for _, v := range vals {
				if i > 0 && i < nx-1 {
					d := v[k-1] - 2*v[k] + v[k+1]
					xx += d * d
				}
				if j > 0 && j < ny-1 {
					d := v[k-nx] - 2*v[k] + v[k+nx]
					yy += d * d
				}
				if i < nx-1 && j < ny-1 {
					d := v[k] - v[k+1] - v[k+nx] + v[k+nx+1]
					xy += d * d
				}
			}
			b.vx[k], b.vy[k], b.vc[k] = f(k, xx), f(k, yy), f(k, xy)
		}
	}
}

// prepare sets up the preconditioner after weights were changed. A B-spline
// of the coarser level takes in four nodes, over which a second difference is
// four times that between neighbours: its data weigh four times as much and
// its bends a quarter.
func (b *bender) prepare() {
	nx, ny := b.nx, b.ny
	for k, w := range b.w {
		b.diag[k] = w + 1e-9
	}
	for j := range ny {
		for i := range nx {
			k := j*nx + i
			if i > 0 && i < nx-1 {
				b.diag[k-1] += b.vx[k]
				b.diag[k] += 4 * b.vx[k]
				b.diag[k+1] += b.vx[k]
			}
			if j > 0 && j < ny-1 {
				b.diag[k-nx] += b.vy[k]
				b.diag[k] += 4 * b.vy[k]
				b.diag[k+nx] += b.vy[k]
			}
			if i < nx-1 && j < ny-1 {
				q := 2 * b.vc[k]
				b.diag[k] += q
				b.diag[k+1] += q
				b.diag[k+nx] += q
				b.diag[k+nx+1] += q
			}
		}
	}
	c := b.coarse
	if c == nil {
		return
	}
	b.restrict(b.w, c.w)
	for _, v := range [3][2][]float64{{b.vx, c.vx}, {b.vy, c.vy}, {b.vc, c.vc}} {
		b.restrict(v[0], v[1])
		for k := range v[1] {
			v[1][k] /= 16
		}
	}
	c.prepare()
}

// spline are the weights by which a cubic B-spline of twice the spacing is
// made of five single ones.
var spline = [5]float64{1.0 / 8, 4.0 / 8, 6.0 / 8, 4.0 / 8, 1.0 / 8}

// restrict sums values of the lattice into the B-splines of the coarser one,
// whose node I lies at fine node 2(I-1).
func (b *bender) restrict(in, out []float64) {
	c := b.coarse
	half := b.out // free until spread comes back up
	// Across first: b.ny rows of c.nx values fit, as levels have more than
	// seven nodes each way.
	for j := range b.ny {
		row, dst := in[j*b.nx:][:b.nx], half[j*b.nx:][:c.nx]
		for i := range dst {
			s := 0.0
			for d, w := range spline {
				if k := 2*(i-1) + d - 2; k >= 0 && k < len(row) {
					s += w * row[k]
				}
			}
			dst[i] = s
		}
	}
	clear(out)
	for j := range b.ny {
		src := half[j*b.nx:][:c.nx]
		for d, w := range spline {
			// j = 2(J-1) + d - 2
			if t := j + 4 - d; t%2 == 0 && t/2 < c.ny {
				dst := out[t/2*c.nx:][:c.nx]
				for i, v := range src {
					dst[i] += w * v
				}
			}
		}
	}
}

// extendInto adds the coarse B-splines to the values of the lattice.
func (b *bender) extendInto(in, out []float64) {
	c := b.coarse
	row := make([]float64, c.nx)
	for j := range b.ny {
		clear(row)
		for d, w := range spline {
			if t := j + 4 - d; t%2 == 0 && t/2 < c.ny {
				for i, v := range in[t/2*c.nx:][:c.nx] {
					row[i] += w * v
				}
			}
		}
		dst := out[j*b.nx:][:b.nx]
		for i := range dst {
			// I = (i + 4 - d) / 2 for the d of the parity of i.
			if i%2 == 0 {
				m := i/2 + 1
				s := spline[2] * row[m]
				s += spline[0] * row[m+1]
				s += spline[4] * row[m-1]
				dst[i] += s
			} else {
				m := (i + 1) / 2
				s := spline[3] * row[m]
				s += spline[1] * row[m+1]
				dst[i] += s
			}
		}
	}
}

// precondition returns, in b.out, about the solution for right-hand side in.
func (b *bender) precondition(in []float64) {
	if c := b.coarse; c != nil {
		b.restrict(in, c.in)
		c.precondition(c.in)
	}
	for k, v := range in {
		b.out[k] = v / b.diag[k]
	}
	if c := b.coarse; c != nil {
		b.extendInto(c.out, b.out)
	}
}

// apply computes y = (W + B) x of the normal equations.
func (b *bender) apply(x, y []float64) {
	nx, ny := b.nx, b.ny
	for i := range y {
		y[i] = (b.w[i] + 1e-9) * x[i]
	}
	for j := range ny {
		row := j * nx
		for i := row + 1; i < row+nx-1; i++ {
			t := b.vx[i] * (x[i-1] - 2*x[i] + x[i+1])
			y[i-1] += t
			y[i] -= 2 * t
			y[i+1] += t
		}
		if j == ny-1 {
			break
		}
		for i := row; i < row+nx-1; i++ {
			t := 2 * b.vc[i] * (x[i] - x[i+1] - x[i+nx] + x[i+nx+1])
			y[i] += t
			y[i+1] -= t
			y[i+nx] -= t
			y[i+nx+1] += t
		}
		if j == 0 {
			continue
		}
		for i := row; i < row+nx; i++ {
			t := b.vy[i] * (x[i-nx] - 2*x[i] + x[i+nx])
			y[i-nx] += t
			y[i] -= 2 * t
			y[i+nx] += t
		}
	}
}

// solve moves x towards the minimum, until the energy norm of the residual
// has fallen to the share tol, the steps are small enough or iters steps were
// made. It returns the steps.
func (b *bender) solve(x, data []float64, iters int, tol float64) int {
	b.prepare()
	b.apply(x, b.ap)
	for k := range x {
		b.r[k] = b.w[k]*data[k] + 1e-9*x[k] - b.ap[k]
	}
	b.precondition(b.r)
	copy(b.p, b.out)
	rz := dot(b.r, b.out)
	goal := rz * tol * tol
	small := 0
	for it := range iters {
		if rz <= goal || rz < 1e-18 {
			return it
		}
		b.apply(b.p, b.ap)
		a := rz / dot(b.p, b.ap)
		if math.IsNaN(a) || math.IsInf(a, 0) {
			return it
		}
		var pp, n float64
		for k, p := range b.p {
			x[k] += a * p
			b.r[k] -= a * b.ap[k]
			if b.w[k] > 0 {
				pp += p * p
				n++
			}
		}
		if small++; a*a*pp > n*b.enough*b.enough {
			small = 0
		} else if small == 2 {
			return it + 1
		}
		b.precondition(b.r)
		next := dot(b.r, b.out)
		beta := next / rz
		rz = next
		for k, z := range b.out {
			b.p[k] = z + beta*b.p[k]
		}
	}
	return iters
}

func dot(a, b []float64) float64 {
	s := 0.0
	for i, v := range a {
		s += v * b[i]
	}
	return s
}
