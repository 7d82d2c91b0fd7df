package rectify

import (
	"math"
)

// A Map is the dense correspondence between page millimetres and picture
// pixels. It is kept as the pixel positions of a regular lattice of page
// millimetres, joined by uniform Catmull-Rom splines (twice as smooth as
// needed between nodes a few millimetres apart) and continued linearly
// outside. Page x runs right and y down; the centre of the upper left pixel
// is (0, 0). A Map is not changed once made.
type Map struct {
	// X0, Y0 is the page position of node (0, 0), Step the distance of nodes.
	X0, Y0, Step float64
	NX, NY       int
	// PX and PY are the pixel positions of the nodes, row by row.
	PX, PY []float64
	// Seen tells, by node, where the printed grid was observed; elsewhere the
	// map is a smooth continuation.
	Seen []bool
	// Sigma is the standard deviation of the map in page millimetres, by node.
	Sigma []float64
	// FineMM and BoldMM are the distances of the printed lines across and
	// down: 1 and 5 on usual paper, 0 where there are no such lines.
	FineMM, BoldMM [2]float64
	// Source says what gave the scale.
	Source Source
}

// Source says where the scale of a map came from.
type Source string

// The sources of a scale, best first.
const (
	FromGrid   Source = "grid"
	FromPulse  Source = "pulse"  // calibration pulse and layout width: no usable grid
	FromFile   Source = "file"   // resolution that the file states: neither grid nor pulse
	FromVector Source = "vector" // grid of a PDF's own paths
	FromUser   Source = "user"
)

// Affine returns the map px = a*x + b*y + c, py = d*x + e*y + f, given as
// [[a b c] [d e f]], for the page area [x0, x1] x [y0, y1] in millimetres.
func Affine(m [2][3]float64, x0, y0, x1, y1 float64) *Map {
	const step = 5
	nx, ny := int(math.Ceil((x1-x0)/step))+1, int(math.Ceil((y1-y0)/step))+1
	return FromFunc(func(x, y float64) (px, py float64) {
		return m[0][0]*x + m[0][1]*y + m[0][2], m[1][0]*x + m[1][1]*y + m[1][2]
	}, x0, y0, step, max(nx, 2), max(ny, 2))
}

// FromFunc samples f at nx by ny nodes, step millimetres apart. All nodes
// count as seen, with sigma 0.
func FromFunc(f func(x, y float64) (px, py float64), x0, y0, step float64, nx, ny int) *Map {
	n := nx * ny
	m := &Map{X0: x0, Y0: y0, Step: step, NX: nx, NY: ny,
		PX: make([]float64, n), PY: make([]float64, n), Seen: make([]bool, n), Sigma: make([]float64, n)}
	for j := range ny {
		for i := range nx {
			k := j*nx + i
			m.PX[k], m.PY[k] = f(x0+float64(i)*step, y0+float64(j)*step)
			m.Seen[k] = true
		}
	}
	return m
}

// Bounds is the area of the lattice in page millimetres.
func (m *Map) Bounds() (x0, y0, x1, y1 float64) {
	return m.X0, m.Y0, m.X0 + float64(m.NX-1)*m.Step, m.Y0 + float64(m.NY-1)*m.Step
}

// cubic returns the Catmull-Rom weights at fraction t and their derivatives.
func cubic(t float64) (w, d [4]float64) {
	t2, t3 := t*t, t*t*t
	w = [4]float64{-0.5*t3 + t2 - 0.5*t, 1.5*t3 - 2.5*t2 + 1, -1.5*t3 + 2*t2 + 0.5*t, 0.5*t3 - 0.5*t2}
	d = [4]float64{-1.5*t2 + 2*t - 0.5, 4.5*t2 - 5*t, -4.5*t2 + 4*t + 0.5, 1.5*t2 - t}
	return w, d
}

// axis splits a lattice coordinate into four node indices with weights and
// derivative weights. Nodes beyond the edge are continued linearly, which is
// folded into the weights of the two outermost nodes.
func axis(u float64, n int) (first int, w, d [4]float64) {
	i := min(max(int(math.Floor(u)), 0), n-2)
	t := u - float64(i)
	if t < 0 || t > 1 || n < 4 { // outside, or too few nodes: straight
		w, d = [4]float64{0, 1 - t, t, 0}, [4]float64{0, -1, 1, 0}
	} else {
		w, d = cubic(t)
	}
	first = i - 1
	if first < 0 { // node -1 = 2*node0 - node1
		shiftLeft(&w)
		shiftLeft(&d)
		first = 0
	}
	if first+3 > n-1 && n >= 4 { // node n = 2*node(n-1) - node(n-2)
		shiftRight(&w)
		shiftRight(&d)
		first = n - 4
	}
	return first, w, d
}

func shiftLeft(w *[4]float64) {
	*w = [4]float64{w[1] + 2*w[0], w[2] - w[0], w[3], 0}
}

func shiftRight(w *[4]float64) {
	*w = [4]float64{0, w[0], w[1] - w[3], w[2] + 2*w[3]}
}

// ToPixel returns the pixel position of a page position in millimetres.
func (m *Map) ToPixel(x, y float64) (px, py float64) {
	px, py, _ = m.jacobian(x, y)
	return px, py
}

// jacobian returns the pixel position and the derivatives [dpx/dx dpx/dy
// dpy/dx dpy/dy] in pixels a millimetre.
func (m *Map) jacobian(x, y float64) (px, py float64, jac [4]float64) {
	i0, wx, dx := axis((x-m.X0)/m.Step, m.NX)
	j0, wy, dy := axis((y-m.Y0)/m.Step, m.NY)
	for b := range 4 {
		j := min(j0+b, m.NY-1)
		if wy[b] == 0 && dy[b] == 0 {
			continue
		}
		var ax, ay, bx, by float64
		for a := range 4 {
			k := j*m.NX + min(i0+a, m.NX-1)
			ax += wx[a] * m.PX[k]
			ay += wx[a] * m.PY[k]
			bx += dx[a] * m.PX[k]
			by += dx[a] * m.PY[k]
		}
		px += wy[b] * ax
		py += wy[b] * ay
		jac[0] += wy[b] * bx
		jac[1] += dy[b] * ax
		jac[2] += wy[b] * by
		jac[3] += dy[b] * ay
	}
	for i := range jac {
		jac[i] /= m.Step
	}
	return px, py, jac
}

// Jacobian returns the derivatives dpx/dx, dpx/dy, dpy/dx, dpy/dy at a page
// position, in pixels a millimetre.
func (m *Map) Jacobian(x, y float64) [4]float64 {
	_, _, j := m.jacobian(x, y)
	return j
}

// Pitch is the size of a page millimetre in pixels, across and down, at the
// middle of the page.
func (m *Map) Pitch() (across, down float64) {
	x0, y0, x1, y1 := m.Bounds()
	j := m.Jacobian((x0+x1)/2, (y0+y1)/2)
	return math.Hypot(j[0], j[2]), math.Hypot(j[1], j[3])
}

// stretch is the ratio of the longest to the shortest picture of a millimetre, whatever
// its direction, at the middle of the page: the ratio of the singular values of the
// Jacobian. Paper that is seen from an angle t off its normal has 1/cos t.
func (m *Map) stretch() float64 {
	x0, y0, x1, y1 := m.Bounds()
	j := m.Jacobian((x0+x1)/2, (y0+y1)/2)
	q := j[0]*j[0] + j[1]*j[1] + j[2]*j[2] + j[3]*j[3]
	d := math.Abs(j[0]*j[3] - j[1]*j[2])
	if d == 0 {
		return math.Inf(1)
	}
	return (q + math.Sqrt(max(0, q*q-4*d*d))) / (2 * d)
}

// aslant is by how many degrees the page stands askew in the picture, 0 to 45, whichever
// of its sides is up.
func (m *Map) aslant() float64 {
	x0, y0, x1, y1 := m.Bounds()
	j := m.Jacobian((x0+x1)/2, (y0+y1)/2)
	a := math.Mod(math.Abs(math.Atan2(j[2], j[0]))*180/math.Pi, 90)
	return min(a, 90-a)
}

// ToMM returns the page position of a pixel, and whether it was found (the
// map can be inverted there).
func (m *Map) ToMM(px, py float64) (x, y float64, ok bool) {
	// Start from the nearest of a coarse choice of nodes, then Newton.
	best, bi, bj := math.Inf(1), 0, 0
	s := max(1, min(m.NX, m.NY)/12)
	for j := 0; j < m.NY; j += s {
		for i := 0; i < m.NX; i += s {
			k := j*m.NX + i
			if d := math.Hypot(m.PX[k]-px, m.PY[k]-py); d < best {
				best, bi, bj = d, i, j
			}
		}
	}
	x, y = m.X0+float64(bi)*m.Step, m.Y0+float64(bj)*m.Step
	for range 20 {
		qx, qy, j := m.jacobian(x, y)
		det := j[0]*j[3] - j[1]*j[2]
		if math.Abs(det) < 1e-9 {
			return x, y, false
		}
		ex, ey := px-qx, py-qy
		dx, dy := (ex*j[3]-ey*j[1])/det, (ey*j[0]-ex*j[2])/det
		// A step far beyond the local linear range would overshoot a fold.
		if l := math.Hypot(dx, dy); l > 30 {
			dx, dy = dx*30/l, dy*30/l
		}
		x, y = x+dx, y+dy
		if math.Hypot(dx, dy) < 1e-4 {
			return x, y, true
		}
	}
	return x, y, false
}

// node is the nearest node to a page position, and whether it lies within
// one step of the lattice.
func (m *Map) node(x, y float64) (k int, inside bool) {
	i, j := int(math.Round((x-m.X0)/m.Step)), int(math.Round((y-m.Y0)/m.Step))
	inside = i >= 0 && j >= 0 && i < m.NX && j < m.NY
	return min(max(j, 0), m.NY-1)*m.NX + min(max(i, 0), m.NX-1), inside
}

// SeenAt tells whether the grid was observed at a page position.
func (m *Map) SeenAt(x, y float64) bool {
	k, in := m.node(x, y)
	return in && m.Seen[k]
}

// SigmaAt is the standard deviation of the map at a page position, in
// millimetres.
func (m *Map) SigmaAt(x, y float64) float64 {
	k, _ := m.node(x, y)
	return m.Sigma[k]
}

// Turned returns the same map with the page turned by quarter turns
// clockwise: what lay on top comes to lie on the right after one. The page
// position (x, y) becomes (-y, x) with each.
func (m *Map) Turned(quarters int) *Map {
	out := *m
	for range ((quarters % 4) + 4) % 4 {
		in := out
		out.NX, out.NY = in.NY, in.NX
		out.X0, out.Y0 = -(in.Y0 + float64(in.NY-1)*in.Step), in.X0
		n := in.NX * in.NY
		out.PX, out.PY, out.Seen, out.Sigma = make([]float64, n), make([]float64, n), make([]bool, n), make([]float64, n)
		for j := range out.NY {
			for i := range out.NX {
				// (i, j) of the turned lattice is (j, NY-1-i) of the old one.
				k, o := j*out.NX+i, (in.NY-1-i)*in.NX+j
				out.PX[k], out.PY[k], out.Seen[k], out.Sigma[k] = in.PX[o], in.PY[o], in.Seen[o], in.Sigma[o]
			}
		}
		out.FineMM = [2]float64{in.FineMM[1], in.FineMM[0]}
		out.BoldMM = [2]float64{in.BoldMM[1], in.BoldMM[0]}
	}
	return &out
}

// Rebased returns the same map with the origin of the page moved by whole
// bold lines (5 mm) to the first one in the seen area, each way.
func (m *Map) Rebased() *Map {
	const bold = 5
	x, y := math.Inf(1), math.Inf(1)
	for k, ok := range m.Seen {
		if ok {
			u, v := m.pos(k)
			x, y = min(x, u), min(y, v)
		}
	}
	out := *m
	if !math.IsInf(x, 1) {
		out.X0 -= bold * math.Ceil(x/bold)
		out.Y0 -= bold * math.Ceil(y/bold)
	}
	return &out
}
