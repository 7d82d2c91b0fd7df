package rectify

import (
	"math"
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/par"
)

// free is the distance from the seen part, in nodes, at which the
// continuation is held by its surroundings as much as by its own smoothness.
const free = 3

// extend gives the nodes that were not seen a smooth continuation: the
// perspective map of the seen nodes plus what is left over, which goes on as
// it bends at first and stays as it is further out. Seen nodes stay, unless
// the paper seems folded over there.
func (m *Map) extend(workers int) {
	n := len(m.PX)
	flat := m.homography()
	rest := [2][]float64{make([]float64, n), make([]float64, n)}
	jac := make([][4]float64, n)
	for k := range n {
		x, y := m.pos(k)
		px, py, j := flat.at(x, y)
		jac[k] = j
		if m.Seen[k] {
			inv := invert2(j)
			ex, ey := m.PX[k]-px, m.PY[k]-py
			rest[0][k], rest[1][k] = inv[0]*ex+inv[1]*ey, inv[2]*ex+inv[3]*ey
		}
	}
	dist := m.spread(rest)
	par.Each(workers, 2, func(c int) {
		b := newBender(m.NX, m.NY)
		b.enough = 1e-3 // mm
		for k, d := range dist {
			b.w[k] = 1e4
			if d > 0 {
				b.w[k] = 0.01 * math.Pow(d/free, 4)
			}
		}
		val := slices.Clone(rest[c])
		b.solve(val, rest[c], 60, 1e-3)
		rest[c] = val
	})
	for k, seen := range m.Seen {
		if !seen {
			x, y := m.pos(k)
			px, py, _ := flat.at(x, y)
			j := jac[k]
			m.PX[k] = px + j[0]*rest[0][k] + j[1]*rest[1][k]
			m.PY[k] = py + j[2]*rest[0][k] + j[3]*rest[1][k]
		}
	}
	m.unfold(jac)
}

// spread fills the unseen nodes, ring by ring, with the mean of their filled
// neighbours and returns the distance of every node from the seen part.
func (m *Map) spread(vals [2][]float64) []float64 {
	dist := make([]float64, len(m.Seen))
	var front []int
	for k, ok := range m.Seen {
		if ok {
			front = append(front, k)
		} else {
			dist[k] = -1
		}
	}
	for d := 1.0; len(front) > 0; d++ {
		var next []int
		for _, k := range front {
			m.around(k, func(q int) {
				if dist[q] < 0 {
					dist[q] = math.Inf(1) // met in this ring
					next = append(next, q)
				}
			})
		}
		for _, q := range next {
			var s [2]float64
			num := 0.0
			m.around(q, func(r int) {
				if dist[r] >= 0 && dist[r] < d {
					s[0] += vals[0][r]
					s[1] += vals[1][r]
					num++
				}
			})
			if num > 0 {
				vals[0][q], vals[1][q] = s[0]/num, s[1]/num
			}
		}
		for _, q := range next {
			dist[q] = d
		}
		front = next
	}
	return dist
}

// around calls f for the up to eight neighbours of node k.
func (m *Map) around(k int, f func(q int)) {
	i, j := k%m.NX, k/m.NX
	for b := max(0, j-1); b <= min(m.NY-1, j+1); b++ {
		for a := max(0, i-1); a <= min(m.NX-1, i+1); a++ {
			if a != i || b != j {
				f(b*m.NX + a)
			}
		}
	}
}

// unfold draws nodes at which the map folds back, or nearly (a quarter of the
// area that perspective gives), to the mean of their neighbours, and counts
// them as not seen. jac is the perspective map's.
func (m *Map) unfold(jac [][4]float64) {
	for range 60 {
		bad := m.folded(jac)
		if len(bad) == 0 {
			return
		}
		for _, k := range bad {
			var x, y, num float64
			m.around(k, func(q int) {
				x, y, num = x+m.PX[q], y+m.PY[q], num+1
			})
			if i, j := k%m.NX, k/m.NX; i > 0 && j > 0 && i < m.NX-1 && j < m.NY-1 {
				m.PX[k], m.PY[k] = x/num, y/num
			}
			m.Seen[k] = false
		}
	}
}

// folded lists the nodes of cells whose area is too small or negative.
func (m *Map) folded(jac [][4]float64) []int {
	marked := make([]bool, len(m.PX))
	var out []int
	for j := range m.NY - 1 {
		for i := range m.NX - 1 {
			k := j*m.NX + i
			want := (jac[k][0]*jac[k][3] - jac[k][1]*jac[k][2]) * m.Step * m.Step
			for _, c := range [4][3]int{{0, 1, m.NX}, {1, m.NX + 1, 0}, {m.NX, 0, m.NX + 1}, {m.NX + 1, m.NX, 1}} {
				p, q, r := k+c[0], k+c[1], k+c[2]
				area := (m.PX[q]-m.PX[p])*(m.PY[r]-m.PY[p]) - (m.PY[q]-m.PY[p])*(m.PX[r]-m.PX[p])
				if area >= 0.25*want {
					continue
				}
				for _, v := range [4]int{k, k + 1, k + m.NX, k + m.NX + 1} {
					if !marked[v] {
						marked[v] = true
						out = append(out, v)
					}
				}
				break
			}
		}
	}
	return out
}

// pos is the page position of a node.
func (m *Map) pos(k int) (x, y float64) {
	return m.X0 + float64(k%m.NX)*m.Step, m.Y0 + float64(k/m.NX)*m.Step
}
