package rectify

import "math"

// smooth fits the whole lattice to the solved nodes:
//
//	sum w (F - phase)^2 + lambda sum v (second differences of F)^2
//
// w falls for nodes that the rest contradicts (Geman and McClure), v falls
// where the paper really bends (folds). Unsolved nodes are extrapolated.
func (f *field) smooth(lambda float64) []float64 {
	const (
		residual = 0.06 // cycles of residual that count as contradiction
		bend     = 0.03 // cycles of second difference that count as a bend
	)
	n := f.nx * f.ny
	w := make([]float64, n)
	fit := make([]float64, n)
	for i, q := range f.q {
		if q > 0 {
			w[i] = q * q / (q*q + 0.01)
			fit[i] = f.phase[i]
		}
	}
	f.spreadStart(fit)
	base := append([]float64(nil), w...)
	b := newBender(f.nx, f.ny)
	for range 4 {
		b.solve([][]float64{fit}, [][]float64{f.phase}, w, lambda, 40, 1e-9)
		for i := range w {
			if base[i] > 0 {
				d := fit[i] - f.phase[i]
				t := residual * residual / (residual*residual + d*d)
				w[i] = base[i] * t * t
			}
		}
		b.loosen([][]float64{fit}, bend)
	}
	return fit
}

// spreadStart carries the solved values linearly over the unsolved nodes.
func (f *field) spreadStart(v []float64) {
	known := make([]bool, len(v))
	ks := make([]vec, len(v))
	var front []int
	for i, q := range f.q {
		if q > 0 {
			known[i], ks[i] = true, f.k[i]
			front = append(front, i)
		}
	}
	for len(front) > 0 {
		var next []int
		for _, n := range front {
			f.around(n, 1, func(m, di, dj int) {
				if known[m] || di != 0 && dj != 0 {
					return
				}
				known[m], ks[m] = true, ks[n]
				v[m] = v[n] + (ks[n].x*float64(di)+ks[n].y*float64(dj))*f.step
				next = append(next, m)
			})
		}
		front = next
	}
}

// bender fits lattices to data with a penalty on second differences, each
// with a weight of its own: across, down and mixed.
type bender struct {
	nx, ny     int
	vx, vy, vc []float64
	r, p, ap   []float64
}

func newBender(nx, ny int) *bender {
	n := nx * ny
	b := &bender{nx: nx, ny: ny, vx: make([]float64, n), vy: make([]float64, n), vc: make([]float64, n),
		r: make([]float64, n), p: make([]float64, n), ap: make([]float64, n)}
	for i := range n {
		b.vx[i], b.vy[i], b.vc[i] = 1, 1, 1
	}
	return b
}

// loosen sets the weights to those of a penalty that grows linearly beyond
// the given bend (in the units of the values, all of which bend together).
func (b *bender) loosen(vals [][]float64, bend float64) {
	nx, ny := b.nx, b.ny
	weight := func(f func(v []float64) float64) float64 {
		s := bend * bend
		for _, v := range vals {
			d := f(v)
			s += d * d
		}
		return bend / math.Sqrt(s)
	}
	for j := range ny {
		for i := range nx {
			n := j*nx + i
			if i > 0 && i < nx-1 {
				b.vx[n] = weight(func(v []float64) float64 { return v[n-1] - 2*v[n] + v[n+1] })
			}
			if j > 0 && j < ny-1 {
				b.vy[n] = weight(func(v []float64) float64 { return v[n-nx] - 2*v[n] + v[n+nx] })
			}
			if i < nx-1 && j < ny-1 {
				b.vc[n] = weight(func(v []float64) float64 { return v[n] - v[n+1] - v[n+nx] + v[n+nx+1] })
			}
		}
	}
}

// apply computes y = (W + lambda B) x of the normal equations.
func (b *bender) apply(x, y, w []float64, lambda float64) {
	nx, ny := b.nx, b.ny
	for i := range y {
		y[i] = (w[i] + 1e-9) * x[i]
	}
	for j := range ny {
		for i := j*nx + 1; i < j*nx+nx-1; i++ {
			t := lambda * b.vx[i] * (x[i-1] - 2*x[i] + x[i+1])
			y[i-1] += t
			y[i] -= 2 * t
			y[i+1] += t
		}
		if j == ny-1 {
			break
		}
		for i := j * nx; i < j*nx+nx-1; i++ {
			t := 2 * lambda * b.vc[i] * (x[i] - x[i+1] - x[i+nx] + x[i+nx+1])
			y[i] += t
			y[i+1] -= t
			y[i+nx] -= t
			y[i+nx+1] += t
		}
		if j == 0 {
			continue
		}
		for i := j * nx; i < j*nx+nx; i++ {
			t := lambda * b.vy[i] * (x[i-nx] - 2*x[i] + x[i+nx])
			y[i-nx] += t
			y[i] -= 2 * t
			y[i+nx] += t
		}
	}
}

// solve runs conjugate gradients from vals towards data with weights w.
func (b *bender) solve(vals, data [][]float64, w []float64, lambda float64, iters int, tol float64) {
	for c, x := range vals {
		b.apply(x, b.ap, w, lambda)
		var rr float64
		for i := range x {
			b.r[i] = w[i]*data[c][i] + 1e-9*x[i] - b.ap[i]
			b.p[i] = b.r[i]
			rr += b.r[i] * b.r[i]
		}
		for it := 0; it < iters && rr > tol; it++ {
			b.apply(b.p, b.ap, w, lambda)
			var pap float64
			for i, p := range b.p {
				pap += p * b.ap[i]
			}
			a := rr / pap
			var r2 float64
			for i := range x {
				x[i] += a * b.p[i]
				b.r[i] -= a * b.ap[i]
				r2 += b.r[i] * b.r[i]
			}
			beta := r2 / rr
			rr = r2
			for i := range b.p {
				b.p[i] = b.r[i] + beta*b.p[i]
			}
		}
	}
}
