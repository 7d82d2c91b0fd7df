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
	b.w = w
	b.enough = 1e-4                            // cycles
	soft := func(float64) float64 { return 1 } // at first it bends alike everywhere
	for range 4 {
		b.weigh([][]float64{fit}, func(k int, d2 float64) float64 { return lambda * soft(d2) })
		b.solve(fit, f.phase, 30, 1e-3)
		for i := range w {
			if base[i] > 0 {
				d := fit[i] - f.phase[i]
				t := residual * residual / (residual*residual + d*d)
				w[i] = base[i] * t * t
			}
		}
		soft = func(d2 float64) float64 { return bend / math.Sqrt(bend*bend+d2) }
	}
	return fit
}

// spreadStart carries the solved values linearly over the unsolved nodes. It
// returns the carriers that it takes for this.
func (f *field) spreadStart(v []float64) (ks []vec) {
	known := make([]bool, len(v))
	ks = make([]vec, len(v))
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
	return ks
}
