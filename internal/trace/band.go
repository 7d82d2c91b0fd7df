package trace

// A band is a symmetric positive definite system with five diagonals: a0 the
// middle one, a1 and a2 those beside it, b the right side.
type band struct{ a0, a1, a2, b []float64 }

func newBand(n int) *band {
	v := make([]float64, 4*n)
	return &band{v[:n], v[n : 2*n], v[2*n : 3*n], v[3*n:]}
}

func (s *band) clear() {
	clear(s.a0)
	clear(s.a1)
	clear(s.a2)
	clear(s.b)
}

// solve leaves the solution in b and the diagonal of the inverse in a0. The
// system is factored as L D L'; the inverse within the band follows from the
// factors backwards (Takahashi, Fagan and Chin 1973).
func (s *band) solve() {
	a0, a1, a2, b := s.a0, s.a1, s.a2, s.b
	n := len(a0)
	for k := range n {
		if k+1 < n {
			l1 := a1[k] / a0[k]
			l2 := 0.0
			if k+2 < n {
				l2 = a2[k] / a0[k]
				a0[k+2] -= l2 * a2[k]
				a1[k+1] -= l2 * a1[k]
			}
			a0[k+1] -= l1 * a1[k]
			a1[k], a2[k] = l1, l2
			b[k+1] -= l1 * b[k]
			if k+2 < n {
				b[k+2] -= l2 * b[k]
			}
		}
	}
	for k := n - 1; k >= 0; k-- {
		b[k] /= a0[k]
		if k+1 < n {
			b[k] -= a1[k] * b[k+1]
		}
		if k+2 < n {
			b[k] -= a2[k] * b[k+2]
		}
	}
	var z0n, z1n, z0nn float64 // inverse at (k+1, k+1), (k+1, k+2), (k+2, k+2)
	for k := n - 1; k >= 0; k-- {
		l1, l2 := 0.0, 0.0
		if k+1 < n {
			l1 = a1[k]
		}
		if k+2 < n {
			l2 = a2[k]
		}
		z1 := -(l1*z0n + l2*z1n)
		z2 := -(l1*z1n + l2*z0nn)
		z0 := 1/a0[k] - l1*z1 - l2*z2
		a0[k] = z0
		z0nn, z0n, z1n = z0n, z0, z1
	}
}
