package rectify

import "math"

// homography is the perspective map px = (h0 x + h1 y + h2) / (h6 x + h7 y + 1),
// py = (h3 x + h4 y + h5) / (h6 x + h7 y + 1), in units scaled to the page.
type homography struct {
	h              [8]float64
	cx, cy, s      float64 // page position and size that stand for 0 and 1
	px, py, pScale float64 // and of the picture
}

// homography fits the seen nodes by linear least squares (Hartley and
// Zisserman, Multiple View Geometry, 4.1, on normalised coordinates). With
// fewer than four nodes it is the unit map.
func (m *Map) homography() homography {
	var q homography
	var n float64
	var lo, hi, plo, phi [2]float64
	for c := range lo {
		lo[c], hi[c], plo[c], phi[c] = math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)
	}
	for k, ok := range m.Seen {
		if !ok {
			continue
		}
		x, y := m.pos(k)
		n++
		for c, v := range [2]float64{x, y} {
			lo[c], hi[c] = min(lo[c], v), max(hi[c], v)
		}
		for c, v := range [2]float64{m.PX[k], m.PY[k]} {
			plo[c], phi[c] = min(plo[c], v), max(phi[c], v)
		}
	}
	if n < 4 {
		return homography{h: [8]float64{1, 0, 0, 0, 1, 0, 0, 0}, s: 1, pScale: 1}
	}
	q.cx, q.cy, q.s = (lo[0]+hi[0])/2, (lo[1]+hi[1])/2, max(1, hi[0]-lo[0], hi[1]-lo[1])/2
	q.px, q.py, q.pScale = (plo[0]+phi[0])/2, (plo[1]+phi[1])/2, max(1, phi[0]-plo[0], phi[1]-plo[1])/2
	var a [8][8]float64
	var b [8]float64
	add := func(r [8]float64, v float64) {
		for i, p := range r {
			for j, t := range r {
				a[i][j] += p * t
			}
			b[i] += p * v
		}
	}
	for k, ok := range m.Seen {
		if !ok {
			continue
		}
		x, y := m.pos(k)
		x, y = (x-q.cx)/q.s, (y-q.cy)/q.s
		u, v := (m.PX[k]-q.px)/q.pScale, (m.PY[k]-q.py)/q.pScale
		add([8]float64{x, y, 1, 0, 0, 0, -u * x, -u * y}, u)
		add([8]float64{0, 0, 0, x, y, 1, -v * x, -v * y}, v)
	}
	for i := range a {
		a[i][i] += 1e-9 * n
	}
	q.h = solve8(a, b)
	return q
}

// at maps a page position to a pixel, with its derivatives.
func (q homography) at(x, y float64) (px, py float64, jac [4]float64) {
	x, y = (x-q.cx)/q.s, (y-q.cy)/q.s
	h := q.h
	w := h[6]*x + h[7]*y + 1
	if math.Abs(w) < 0.05 { // the vanishing line: far outside of any page
		w = math.Copysign(0.05, w)
	}
	u, v := (h[0]*x+h[1]*y+h[2])/w, (h[3]*x+h[4]*y+h[5])/w
	r := q.pScale / q.s / w
	jac = [4]float64{(h[0] - u*h[6]) * r, (h[1] - u*h[7]) * r, (h[3] - v*h[6]) * r, (h[4] - v*h[7]) * r}
	return u*q.pScale + q.px, v*q.pScale + q.py, jac
}

// solve8 solves a x = b by elimination; a is positive definite.
func solve8(a [8][8]float64, b [8]float64) [8]float64 {
	for i := range a {
		for j := i + 1; j < 8; j++ {
			f := a[j][i] / a[i][i]
			for k := i; k < 8; k++ {
				a[j][k] -= f * a[i][k]
			}
			b[j] -= f * b[i]
		}
	}
	var x [8]float64
	for i := 7; i >= 0; i-- {
		s := b[i]
		for k := i + 1; k < 8; k++ {
			s -= a[i][k] * x[k]
		}
		x[i] = s / a[i][i]
	}
	return x
}

// invert2 is the inverse of a 2 by 2 matrix.
func invert2(j [4]float64) [4]float64 {
	d := j[0]*j[3] - j[1]*j[2]
	return [4]float64{j[3] / d, -j[1] / d, -j[2] / d, j[0] / d}
}
