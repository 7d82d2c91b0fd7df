package rectify

import (
	"math"
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/par"
)

// relax is the fit of the map's nodes to measured shifts: least squares with
// a penalty on bending whose strength is taken, place by place, from how much
// the measured paper bends there.
//
// Positions are kept in millimetres off the perspective map of the page, so
// that both components and both directions are alike and tilt is no bend.
type relax struct {
	m         *Map
	jac       [][4]float64 // of the perspective map, by node
	now, data [2][]float64 // before, and where the shifts say
	variance  [2][]float64 // of data, mm^2; 0 where nothing was measured
	hold      []bool       // data is that of the first map
	bend      []float64    // typical second difference of nodes, mm
	share     [2]float64   // how many nodes share one window
	printed   [2]float64   // how far single lines lie beside their place, mm, over a window
	val       [2][]float64 // the result
	steps     [2]int
}

const (
	// overlap is how many nodes share one window: the equivalent area of the
	// Hann windows (2/3 of their lengths) over that of a node.
	overlap = 2.0 / 3 * 2 * acrossMM * 2.0 / 3 * 2 * alongMM / (nodeMM * nodeMM)
	// nodeMM is the distance of the nodes of the map.
	nodeMM = 2.5
	// stiff is the least typical second difference, mm: paper on the glass of
	// a scanner.
	stiff = 0.001
	// held is the least standard deviation, mm, of a node that only the first
	// map saw.
	held = 0.03
	// ref only sets the scale of the numbers of the equations, mm.
	ref = 0.02
)

// newRelax takes the shifts found. Nodes without one that were seen in the
// first map stay near it.
func newRelax(m, first *Map, k2 [2]*comb, found [2][]shift) *relax {
	n := len(m.PX)
	r := &relax{m: m, bend: make([]float64, n), hold: make([]bool, n), jac: make([][4]float64, n)}
	for c := range 2 {
		wide := float64(1 + 2*k2[c].wide)
		r.share[c] = overlap * wide * wide
		r.now[c], r.data[c], r.variance[c] = make([]float64, n), make([]float64, n), make([]float64, n)
	}
	flat := m.homography()
	for k := range n {
		x, y := m.pos(k)
		px, py, fj := flat.at(x, y)
		r.jac[k] = fj
		inv := invert2(fj)
		ex, ey := m.PX[k]-px, m.PY[k]-py
		r.now[0][k], r.now[1][k] = inv[0]*ex+inv[1]*ey, inv[2]*ex+inv[3]*ey
		j := m.Jacobian(x, y)
		var s [2]float64
		for c := range s {
			if q := found[c][k]; q.z > minZ {
				s[c] = q.s
				r.variance[c][k] = q.sigma*q.sigma + 1e-6
			}
		}
		// A line found at +s of its place: the true pixel of this page
		// position is that of the present map s further on.
		dx, dy := j[0]*s[0]+j[1]*s[1], j[2]*s[0]+j[3]*s[1]
		r.data[0][k] = r.now[0][k] + inv[0]*dx + inv[1]*dy
		r.data[1][k] = r.now[1][k] + inv[2]*dx + inv[3]*dy
		if first.Seen[k] && r.variance[0][k] == 0 && r.variance[1][k] == 0 {
			ex, ey := first.PX[k]-px, first.PY[k]-py
			r.hold[k] = true
			r.variance[0][k] = 4*first.Sigma[k]*first.Sigma[k] + held*held
			r.variance[1][k] = r.variance[0][k]
			r.data[0][k], r.data[1][k] = inv[0]*ex+inv[1]*ey, inv[2]*ex+inv[3]*ey
		}
	}
	return r
}

// minZ is the height of a comb's top over its noise that counts as seen. The
// greatest of about twenty independent places exceeds 5 in pure noise once in
// 170 000 windows.
const minZ = 5

// straighten takes out of the data what lines as a whole lie beside their
// place: renderers and printers put them on whole dots (0.04 mm standard
// deviation at 200 dpi), the same along the whole line, which paper does not
// do. It is the median along the lines of what a moving cubic over thirteen
// nodes (Savitzky and Golay) leaves across them.
func (r *relax) straighten() {
	const m = 6
	var sg [2*m + 1]float64
	for i := range sg {
		sg[i] = float64(25-(i-m)*(i-m)) / 143
	}
	nx, ny := r.m.NX, r.m.NY
	for c := range 2 {
		lines, per, step, next := nx, ny, 1, nx // lines of nodes, nodes on each
		if c == 1 {
			lines, per, step, next = ny, nx, nx, 1
		}
		off := make([]float64, lines)
		var sum, num float64
		var left []float64
		for l := m; l < lines-m; l++ {
			left = left[:0]
		nodes:
			for p := range per {
				k := l*step + p*next
				fit := 0.0
				for i, w := range sg {
					q := k + (i-m)*step
					if r.variance[c][q] == 0 {
						continue nodes
					}
					fit += w * r.data[c][q]
				}
				left = append(left, r.data[c][k]-fit)
			}
			if len(left) >= 16 {
				off[l] = median(left)
				sum += off[l] * off[l]
				num++
			}
		}
		// The cubic follows a fifth of what single lines do.
		r.printed[c] = math.Sqrt(sum / max(num, 1) / 0.8)
		for k := range r.data[c] {
			l := k % nx
			if c == 1 {
				l = k / nx
			}
			r.data[c][k] -= off[l]
		}
	}
}

// misplaced is the standard deviation, mm, of lines put on whole dots: 0.29
// of a dot of 200 to 150 a inch is 0.037 to 0.049.
const misplaced = 0.04

// flexibility learns from the second differences of the data, around every
// node, how much the paper bends and how noisy the data are. The mean square
// over h nodes is taken as
//
//	V(h) = 6 noise^2 + h^2 bend^2
//
// (folded and crumpled paper was measured between h^1.6 and h^2.2). Along the
// lines h = 2, where windows hardly overlap, and h = 4 give both; places with
// ink add to both alike. Across, what misplaced lines leave would be taken for
// bending: only what goes beyond it at h = 8 counts.
func (r *relax) flexibility() {
	nx, ny := r.m.NX, r.m.NY
	second := func(h int, across bool) []float64 {
		sum, num := make([]float64, nx*ny), make([]float64, nx*ny)
		for c := range 2 {
			d, v := r.data[c], r.variance[c]
			o, overX := h*nx, (c == 1) != across
			if overX {
				o = h
			}
			for j := range ny {
				for i := range nx {
					if overX && (i < h || i >= nx-h) || !overX && (j < h || j >= ny-h) {
						continue
					}
					if k := j*nx + i; v[k] > 0 && v[k-o] > 0 && v[k+o] > 0 {
						e := d[k-o] - 2*d[k] + d[k+o]
						sum[k] += min(e*e, 1)
						num[k]++
					}
				}
			}
		}
		box(sum, nx, ny, 4)
		box(num, nx, ny, 4)
		for k := range sum {
			sum[k] /= max(num[k], 1)
		}
		return sum
	}
	v2, v4, v8 := second(2, false), second(4, false), second(8, true)
	noise := make([]float64, nx*ny)
	for k := range r.bend {
		along := max(0, (v4[k]-v2[k])/12)
		noise[k] = max(0, v2[k]-4*along) / 6
		across := max(0, v8[k]-6*misplaced*misplaced) / 64
		r.bend[k] = math.Sqrt(stiff*stiff + along + across)
	}
	// The combs know how their noise differs from place to place, the
	// differences how large it is.
	for c := range r.variance {
		mean, num := make([]float64, nx*ny), make([]float64, nx*ny)
		for k, v := range r.variance[c] {
			if v > 0 && !r.hold[k] {
				mean[k], num[k] = math.Sqrt(v), 1
			}
		}
		box(mean, nx, ny, 4)
		box(num, nx, ny, 4)
		for k := range r.variance[c] {
			if num[k] > 0 && !r.hold[k] {
				typical := mean[k] / num[k]
				r.variance[c][k] *= max(1, noise[k]/(typical*typical))
			}
		}
	}
}

// effective is the variance that a node counts with when its neighbours are
// fitted with it. Nodes share windows, and misplaced lines are misplaced for
// all nodes along them: over the 4 l nodes that a fit joins, with
// l = sqrt(sd/bend) the length at which bending and data balance.
func (r *relax) effective(c int, v, bend float64) float64 {
	v *= r.share[c]
	p := 0.3 * r.printed[c] // most of it was taken out
	lines := 2.0 / 3 * 2 * acrossMM / nodeMM * p * p
	e := v + 4*lines
	for range 4 {
		e = v + 4*math.Sqrt(math.Sqrt(e)/bend)*lines
	}
	return e
}

// box replaces v by its sums over squares of half-width h.
func box(v []float64, nx, ny, h int) {
	tmp := make([]float64, len(v))
	for j := range ny {
		var s float64
		for i := range min(h, nx) {
			s += v[j*nx+i]
		}
		for i := range nx {
			if i+h < nx {
				s += v[j*nx+i+h]
			}
			if i-h-1 >= 0 {
				s -= v[j*nx+i-h-1]
			}
			tmp[j*nx+i] = s
		}
	}
	for i := range nx {
		var s float64
		for j := range min(h, ny) {
			s += tmp[j*nx+i]
		}
		for j := range ny {
			if j+h < ny {
				s += tmp[(j+h)*nx+i]
			}
			if j-h-1 >= 0 {
				s -= tmp[(j-h-1)*nx+i]
			}
			v[j*nx+i] = s
		}
	}
}

// solve fits val to the data. Bends cost quadratically up to three times what
// is typical of the place and linearly beyond, as folds do occur.
func (r *relax) solve(workers int) {
	par.Each(workers, 2, func(c int) {
		n := len(r.bend)
		base := make([]float64, n)
		for k, v := range r.variance[c] {
			if v > 0 {
				base[k] = ref * ref / r.effective(c, v, r.bend[k])
			}
		}
		b := newBender(r.m.NX, r.m.NY)
		b.enough = 3e-4 // mm
		copy(b.w, base)
		val := slices.Clone(r.now[c])
		for round := range 3 {
			// At first the plate is even: what lies outside of the data is
			// still of no use as a measure of bends. Data are doubted last.
			b.weigh([][]float64{val}, func(k int, d2 float64) float64 {
				t := r.bend[k] * r.bend[k]
				if round == 0 {
					d2 = 0
				}
				return ref * ref / t / math.Sqrt(1+d2/(9*t))
			})
			if round == 2 {
				for k := range base {
					if v := r.variance[c][k]; v > 0 {
						d := (val[k] - r.data[c][k]) * (val[k] - r.data[c][k]) / (9 * (v + r.printed[c]*r.printed[c]))
						b.w[k] = base[k] / ((1 + d) * (1 + d))
					}
				}
			}
			r.steps[c] = b.solve(val, r.data[c], 60, 1e-2)
		}
		r.val[c] = val
	})
}

// adopt moves the nodes of the map and marks those seen. It returns the
// median move of the seen nodes in millimetres and how many became seen.
func (r *relax) adopt() (moved float64, gained int) {
	m := r.m
	ok := make([]bool, len(r.bend))
	for k := range ok {
		ok[k] = true
		for c := range r.val {
			d := math.Abs(r.val[c][k] - r.data[c][k])
			ok[k] = ok[k] && r.variance[c][k] > 0 && d < 0.1+4*math.Sqrt(r.variance[c][k])
		}
	}
	ok = dilate(ok, m.NX, m.NY)
	var moves []float64
	for k := range ok {
		dx, dy := r.val[0][k]-r.now[0][k], r.val[1][k]-r.now[1][k]
		if m.Seen[k] && ok[k] {
			moves = append(moves, math.Hypot(dx, dy))
		}
		if ok[k] && !m.Seen[k] {
			gained++
		}
		m.Seen[k] = ok[k]
		j := r.jac[k]
		m.PX[k] += j[0]*dx + j[1]*dy
		m.PY[k] += j[2]*dx + j[3]*dy
	}
	return median(moves), gained
}

// sigmas writes the standard deviation of every node: in the seen part that
// of a smoother on a plane with weight w and bending weight v a node,
// 1/(8 sqrt(w v)) (the integral of 1/(w + v |q|^4) over all frequencies q),
// and outside it grows as a slope that walks at random.
func (r *relax) sigmas() {
	m := r.m
	n := len(r.bend)
	weight, num := make([]float64, n), make([]float64, n)
	for k := range n {
		num[k] = 1
		for c := range r.val {
			if v := r.variance[c][k]; v > 0 {
				weight[k] += 0.5 / r.effective(c, v, r.bend[k])
			}
		}
	}
	box(weight, m.NX, m.NY, 1)
	box(num, m.NX, m.NY, 1)
	dist := distance(m.Seen, m.NX, m.NY)
	for k := range n {
		w, b := weight[k]/num[k], r.bend[k]
		if w < 1e-6 { // sums of squares may leave a rounding error instead of 0
			w = 1 / (held * held)
		}
		s := min(1/w, b/(8*math.Sqrt(w))) + 0.005*0.005
		if d := dist[k]; d > 0 {
			s += (b*b + 0.01*0.01) * d * d * d / 3
		}
		m.Sigma[k] = math.Sqrt(s)
	}
}

// distance is the number of steps from each node to the nearest set one.
func distance(v []bool, nx, ny int) []float64 {
	d := make([]float64, len(v))
	var front []int
	for k, ok := range v {
		if ok {
			front = append(front, k)
		} else {
			d[k] = -1
		}
	}
	for s := 1.0; len(front) > 0; s++ {
		var next []int
		for _, k := range front {
			i, j := k%nx, k/nx
			for _, o := range [4][2]int{{1, 0}, {-1, 0}, {0, 1}, {0, -1}} {
				a, b := i+o[0], j+o[1]
				if a >= 0 && b >= 0 && a < nx && b < ny && d[b*nx+a] < 0 {
					d[b*nx+a] = s
					next = append(next, b*nx+a)
				}
			}
		}
		front = next
	}
	return d
}
