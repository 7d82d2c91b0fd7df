package bend

import (
	"fmt"
	"image"
	"math"

	"github.com/einthoven-ecg/einthoven/internal/par"
	"github.com/einthoven-ecg/einthoven/internal/synth/lanes"
)

// nodeStep is the distance of nodes in pixels. Between nodes the map is a
// bicubic; creases narrower than two nodes are rounded to about that.
const nodeStep = 16

// A Lattice is the map from a part of a picture to the sheet.
type Lattice struct {
	// Rect is the part of the picture that it serves.
	Rect image.Rectangle
	view *View

	i0, j0, nx, ny int
	x, y           []float64            // millimetres of the sheet
	sx, sy         []float32            // slopes of the sheet there
	phases         [nodeStep][4]float64 // weights at each pixel between two nodes
}

// Lattice finds the map for a part of the picture. It fails where the model
// has no way back, which is a sheet that hides itself. It takes at most workers
// goroutines, 0 meaning GOMAXPROCS.
func (v *View) Lattice(r image.Rectangle, workers int) (*Lattice, error) {
	l := &Lattice{Rect: r, view: v, i0: floorDiv(r.Min.X, nodeStep) - 1, j0: floorDiv(r.Min.Y, nodeStep) - 1}
	// One node before, and after the last pixel that node and two more.
	l.nx, l.ny = floorDiv(r.Max.X-1, nodeStep)+4-l.i0, floorDiv(r.Max.Y-1, nodeStep)+4-l.j0
	for i := range l.phases {
		l.phases[i] = catmull(float64(i) / nodeStep)
	}
	n := l.nx * l.ny
	l.x, l.y = make([]float64, n), make([]float64, n)
	l.sx, l.sy = make([]float32, n), make([]float32, n)
	lost := make([]bool, l.ny)
	par.Strips(workers, l.ny, func(lo, hi int) {
		for j := lo; j < hi; j++ {
			for i := range l.nx {
				u, w := float64((l.i0+i)*nodeStep), float64((l.j0+j)*nodeStep)
				x, y, ok := v.invert(u, w)
				if !ok && x > 0 && y > 0 && x < v.SizeMM[0] && y < v.SizeMM[1] {
					lost[j] = true
				}
				sx, sy := 0.0, 0.0 // the table is flat
				if x > -2 && y > -2 && x < v.SizeMM[0]+2 && y < v.SizeMM[1]+2 {
					sx, sy = v.slope(x, y)
				}
				at := j*l.nx + i
				l.x[at], l.y[at], l.sx[at], l.sy[at] = x, y, float32(sx), float32(sy)
			}
		}
	})
	for _, bad := range lost {
		if bad {
			return nil, fmt.Errorf("bend: the sheet hides a part of itself; use smaller slopes or less tilt")
		}
	}
	return l, nil
}

func floorDiv(a, b int) int {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// invert finds the place of the sheet that the model takes to (u, w), by
// Newton's method from where a flat sheet would have it.
func (v *View) invert(u, w float64) (x, y float64, ok bool) {
	x, y = v.back.apply(u, w)
	// Far off the sheet nothing is drawn.
	far := 60.0
	if !(x > -far && y > -far && x < v.SizeMM[0]+far && y < v.SizeMM[1]+far) {
		return x, y, false
	}
	if v.Affine {
		return x, y, true
	}
	const h = 0.05 // millimetres; central differences
	for range 25 {
		a, b := v.model(x, y)
		ea, eb := a-u, b-w
		if math.Abs(ea)+math.Abs(eb) < 1e-6 {
			return x, y, true
		}
		ax, bx := v.model(x+h, y)
		a0, b0 := v.model(x-h, y)
		ay, by := v.model(x, y+h)
		a1, b1 := v.model(x, y-h)
		jxx, jyx, jxy, jyy := (ax-a0)/(2*h), (bx-b0)/(2*h), (ay-a1)/(2*h), (by-b1)/(2*h)
		det := jxx*jyy - jxy*jyx
		if !(math.Abs(det) > 1e-9) {
			return x, y, false
		}
		dx, dy := (jyy*ea-jxy*eb)/det, (jxx*eb-jyx*ea)/det
		// Not too far at once: creases make the way crooked.
		if d := math.Hypot(dx, dy); d > 8 {
			dx, dy = dx*8/d, dy*8/d
		}
		x, y = x-dx, y-dy
	}
	return x, y, false
}

// catmull are the weights of four neighbours at -1, 0, 1, 2 for a place t from
// the second, by the cubic that passes through the nodes with continuous
// slopes (Catmull and Rom 1974).
func catmull(t float64) [4]float64 {
	t2, t3 := t*t, t*t*t
	return [4]float64{-0.5*t3 + t2 - 0.5*t, 1.5*t3 - 2.5*t2 + 1, -1.5*t3 + 2*t2 + 0.5*t, 0.5*t3 - 0.5*t2}
}

// A Line is a piece of a row of pixels of a lattice, made ready.
type Line struct {
	l      *Lattice
	i0     int // first node
	x, y   []float64
	sx, sy []float32
}

// Line makes the pixels u0 to u1, u1 not included, of row v ready, in the
// memory of line if it has any.
func (l *Lattice) Line(v, u0, u1 int, line *Line) {
	j := floorDiv(v, nodeStep)
	w := catmull(float64(v)/nodeStep - float64(j))
	f := float32(v-j*nodeStep) / nodeStep
	j -= l.j0
	line.l, line.i0 = l, max(floorDiv(u0, nodeStep)-1, l.i0)
	n := min(floorDiv(u1-1, nodeStep)+3, l.i0+l.nx) - line.i0
	if cap(line.x) < n {
		line.x, line.y = make([]float64, n), make([]float64, n)
		line.sx, line.sy = make([]float32, n), make([]float32, n)
	}
	line.x, line.y, line.sx, line.sy = line.x[:n], line.y[:n], line.sx[:n], line.sy[:n]
	at := (j-1)*l.nx + line.i0 - l.i0
	for i := range n {
		a, b, c, d := at+i, at+i+l.nx, at+i+2*l.nx, at+i+3*l.nx
		line.x[i] = w[0]*l.x[a] + w[1]*l.x[b] + w[2]*l.x[c] + w[3]*l.x[d]
		line.y[i] = w[0]*l.y[a] + w[1]*l.y[b] + w[2]*l.y[c] + w[3]*l.y[d]
		line.sx[i] = l.sx[b] + f*(l.sx[c]-l.sx[b])
		line.sy[i] = l.sy[b] + f*(l.sy[c]-l.sy[b])
	}
}

// MM are the places of the sheet at the pixels [u0, u0+len(out)) of the row.
func (n *Line) MM(u0 int, out [][2]float64) {
	for len(out) > 0 {
		// All pixels between two nodes at once.
		i := floorDiv(u0, nodeStep)
		phases := n.l.phases[u0-i*nodeStep:]
		phases = phases[:min(len(phases), len(out))]
		run := out[:len(phases)]
		lanes.Curve(run, phases, (*[4]float64)(n.x[i-n.i0-1:]), (*[4]float64)(n.y[i-n.i0-1:]))
		out, u0 = out[len(run):], u0+len(run)
	}
}

// Slope is that of the sheet at a pixel of the row.
func (n *Line) Slope(u int) (sx, sy float32) {
	i := floorDiv(u, nodeStep)
	f := float32(u-i*nodeStep) / nodeStep
	i -= n.i0
	return n.sx[i] + f*(n.sx[i+1]-n.sx[i]), n.sy[i] + f*(n.sy[i+1]-n.sy[i])
}

// at is the place of the sheet at any point of the picture, and its change a
// pixel right and down.
func (l *Lattice) at(u, v float64) (x, y float64, jac [2][2]float64) {
	fi, fj := math.Floor(u/nodeStep), math.Floor(v/nodeStep)
	i, j := int(fi)-l.i0, int(fj)-l.j0
	i, j = min(max(i, 1), l.nx-3), min(max(j, 1), l.ny-3)
	tu, tv := u/nodeStep-float64(i+l.i0), v/nodeStep-float64(j+l.j0)
	wu, wv, du, dv := catmull(tu), catmull(tv), catmullSlope(tu), catmullSlope(tv)
	for b := range 4 {
		// A row of nodes first, and what it changes a node to the right.
		p := (j-1+b)*l.nx + i - 1
		lx, ly := (*[4]float64)(l.x[p:]), (*[4]float64)(l.y[p:])
		rowX, rowY := wu[0]*lx[0]+wu[1]*lx[1]+wu[2]*lx[2]+wu[3]*lx[3], wu[0]*ly[0]+wu[1]*ly[1]+wu[2]*ly[2]+wu[3]*ly[3]
		x, y = x+wv[b]*rowX, y+wv[b]*rowY
		jac[0][0] += wv[b] * (du[0]*lx[0] + du[1]*lx[1] + du[2]*lx[2] + du[3]*lx[3])
		jac[1][0] += wv[b] * (du[0]*ly[0] + du[1]*ly[1] + du[2]*ly[2] + du[3]*ly[3])
		jac[0][1], jac[1][1] = jac[0][1]+dv[b]*rowX, jac[1][1]+dv[b]*rowY
	}
	for k := range jac {
		jac[k][0], jac[k][1] = jac[k][0]/nodeStep, jac[k][1]/nodeStep
	}
	return x, y, jac
}

func catmullSlope(t float64) [4]float64 {
	return [4]float64{-1.5*t*t + 2*t - 0.5, 4.5*t*t - 5*t, -4.5*t*t + 4*t + 0.5, 1.5*t*t - t}
}

// Slope is that of the sheet about a point of the picture: at the nearest
// node.
func (l *Lattice) Slope(u, v float64) (sx, sy float32) {
	i := min(max(int(math.Round(u/nodeStep))-l.i0, 0), l.nx-1)
	j := min(max(int(math.Round(v/nodeStep))-l.j0, 0), l.ny-1)
	return l.sx[j*l.nx+i], l.sy[j*l.nx+i]
}

// ToMM is the place of the sheet at a point of the picture, exactly.
func (l *Lattice) ToMM(u, v float64) (x, y float64) {
	if l.view.Affine {
		return l.view.back.apply(u, v)
	}
	x, y, _ = l.at(u, v)
	return x, y
}

// ToPixel is the point of the picture that shows a place of the sheet. ok is
// false where that lies outside of the lattice; the point is then about right.
func (l *Lattice) ToPixel(x, y float64) (u, v float64, ok bool) {
	u, v, _, ok = l.Locate(x, y)
	return u, v, ok
}

// Locate is [Lattice.ToPixel], and how many pixels a millimetre is there: the
// square root of how much larger areas become. Outside of the lattice that is
// the view's.
func (l *Lattice) Locate(x, y float64) (u, v, pxPerMM float64, ok bool) {
	u, v = l.view.model(x, y)
	if l.view.Affine {
		return u, v, l.view.PxPerMM, true
	}
	r := l.Rect.Inset(-nodeStep / 2)
	for range 20 {
		if !(u >= float64(r.Min.X) && v >= float64(r.Min.Y) && u <= float64(r.Max.X) && v <= float64(r.Max.Y)) {
			return u, v, l.view.PxPerMM, false
		}
		a, b, j := l.at(u, v)
		ex, ey := a-x, b-y
		det := j[0][0]*j[1][1] - j[0][1]*j[1][0]
		if !(math.Abs(det) > 1e-12) {
			return u, v, l.view.PxPerMM, false
		}
		du, dv := (j[1][1]*ex-j[0][1]*ey)/det, (j[0][0]*ey-j[1][0]*ex)/det
		if d := math.Hypot(du, dv); d > nodeStep/2 {
			du, dv = du*nodeStep/2/d, dv*nodeStep/2/d
		}
		u, v = u-du, v-dv
		if math.Abs(du)+math.Abs(dv) < 1e-7 {
			return u, v, 1 / math.Sqrt(math.Abs(det)), true
		}
	}
	return u, v, l.view.PxPerMM, false
}

// Reach is the box of the sheet that a part of the picture shows.
func (l *Lattice) Reach(r image.Rectangle) (x0, y0, x1, y1 float64) {
	x0, y0, x1, y1 = math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for j := floorDiv(r.Min.Y, nodeStep) - l.j0; j <= floorDiv(r.Max.Y-1, nodeStep)+1-l.j0; j++ {
		for i := floorDiv(r.Min.X, nodeStep) - l.i0; i <= floorDiv(r.Max.X-1, nodeStep)+1-l.i0; i++ {
			at := j*l.nx + i
			x0, x1 = min(x0, l.x[at]), max(x1, l.x[at])
			y0, y1 = min(y0, l.y[at]), max(y1, l.y[at])
		}
	}
	// Between nodes the bicubic may swing over by an eighth of a step.
	px, py := (x1-x0)/8, (y1-y0)/8
	return x0 - px, y0 - py, x1 + px, y1 + py
}

// Shown is a closer box than [Lattice.Reach]: no pixel of r shows a place
// outside of it. A cubic lies off the line between its middle nodes by at most
// an eighth of the second differences about them; down the sheet those are of
// values that the weights across, at most 5/4 together, have mixed.
func (l *Lattice) Shown(r image.Rectangle) (x0, y0, x1, y1 float64) {
	x0, y0, x1, y1 = math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	i0, i1 := floorDiv(r.Min.X, nodeStep)-l.i0, floorDiv(r.Max.X-1, nodeStep)+1-l.i0
	j0, j1 := floorDiv(r.Min.Y, nodeStep)-l.j0, floorDiv(r.Max.Y-1, nodeStep)+1-l.j0
	var across, down [2]float64
	for j := j0 - 1; j <= j1+1; j++ {
		for i := i0 - 1; i <= i1+1; i++ {
			at := j*l.nx + i
			for k, v := range [2][]float64{l.x, l.y} {
				if i >= i0 && i <= i1 {
					across[k] = max(across[k], math.Abs(v[at-1]-2*v[at]+v[at+1]))
				}
				if j >= j0 && j <= j1 {
					down[k] = max(down[k], math.Abs(v[at-l.nx]-2*v[at]+v[at+l.nx]))
				}
			}
			if i >= i0 && i <= i1 && j >= j0 && j <= j1 {
				x0, x1 = min(x0, l.x[at]), max(x1, l.x[at])
				y0, y1 = min(y0, l.y[at]), max(y1, l.y[at])
			}
		}
	}
	px, py := across[0]/8+down[0]*5/32, across[1]/8+down[1]*5/32
	return x0 - px, y0 - py, x1 + px, y1 + py
}
