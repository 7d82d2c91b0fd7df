package rectify

import (
	"math"
	"slices"
)

// extend gives the nodes that were not seen a smooth continuation: the affine
// map of the seen nodes plus what is left over, spread so that it fades with
// the distance. Seen nodes stay.
func (m *Map) extend() {
	a := m.affine()
	n := len(m.PX)
	res := [2][]float64{make([]float64, n), make([]float64, n)}
	b := newBender(m.NX, m.NY)
	for k, seen := range m.Seen {
		x, y := m.pos(k)
		px, py := a[0][0]*x+a[0][1]*y+a[0][2], a[1][0]*x+a[1][1]*y+a[1][2]
		if seen {
			res[0][k], res[1][k], b.w[k] = m.PX[k]-px, m.PY[k]-py, 1e4
		} else {
			m.PX[k], m.PY[k] = px, py
		}
	}
	vals := [2][]float64{slices.Clone(res[0]), slices.Clone(res[1])}
	for c := range vals {
		b.solve(vals[c], res[c], 60, 1e-3)
	}
	for k, seen := range m.Seen {
		if !seen {
			m.PX[k] += vals[0][k]
			m.PY[k] += vals[1][k]
		}
	}
}

// pos is the page position of a node.
func (m *Map) pos(k int) (x, y float64) {
	return m.X0 + float64(k%m.NX)*m.Step, m.Y0 + float64(k/m.NX)*m.Step
}

// affine is the least squares affine map of the seen nodes.
func (m *Map) affine() (a [2][3]float64) {
	var s [3][3]float64
	var b [2][3]float64
	for k, seen := range m.Seen {
		if !seen {
			continue
		}
		x, y := m.pos(k)
		v := [3]float64{x, y, 1}
		for i := range v {
			for j := range v {
				s[i][j] += v[i] * v[j]
			}
			b[0][i] += v[i] * m.PX[k]
			b[1][i] += v[i] * m.PY[k]
		}
	}
	for i := range s {
		s[i][i] += 1e-9
	}
	a[0], a[1] = solve3(s, b[0]), solve3(s, b[1])
	for c := range a {
		for _, v := range a[c] {
			if math.IsNaN(v) {
				return [2][3]float64{{1, 0, 0}, {0, 1, 0}}
			}
		}
	}
	return a
}
