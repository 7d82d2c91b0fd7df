package rectify

import (
	"math"
	"math/cmplx"
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/par"
)

// colour finds the direction of colour in which the carriers of a tile are
// strongest against everything else, by the linear discriminant (Fisher):
// weights = N^-1 a, where a holds the carrier amplitudes of the planes, in
// phase with each other, and N is the covariance of the planes in the tile.
// Dark lines come out negative. depth is the magnitude to which the plane is
// to be limited: 2.5 times the darkness of a line. gain is
// the power of the carriers over that of the rest in that direction.
func colour(l *light, tile pair) (w []float64, depth, gain float64) {
	n := len(l.ch)
	var cov [3][3]float64
	var a [3]float64
	var amp [2][3]complex128
	sw := moments(l, tile, &amp, &cov)
	inPhase(amp, &a)
	for c := range a {
		a[c] /= sw
	}
	if n == 1 {
		w = []float64{1}
		return w, max(8*math.Abs(a[0]), 2.5*lineDepth(l, w, tile)), a[0] * a[0] / (cov[0][0]/sw + 1e-9)
	}
	tr := 0.0
	for i := range cov {
		for j := range cov {
			cov[i][j] = cov[i][j]/sw - a[i]*a[j]
		}
		tr += math.Abs(cov[i][i])
	}
	for i := range cov {
		cov[i][i] += 0.02*tr + 1e-7
	}
	v := solve3(cov, a)
	norm := math.Hypot(math.Hypot(v[0], v[1]), v[2])
	if norm == 0 || math.IsNaN(norm) {
		return []float64{1, 0, 0}, 0, 0
	}
	var dot float64
	for c := range v {
		gain += v[c] * a[c]
		v[c] /= norm
		dot += v[c] * a[c]
	}
	if dot < 0 {
		for c := range v {
			v[c] = -v[c]
		}
	}
	w = v[:]
	return w, max(8*math.Abs(dot), 2.5*lineDepth(l, w, tile)), gain
}

// moments adds the windowed carrier amplitudes and covariances of the planes
// in a tile and returns the sum of the window.
func moments(l *light, s pair, amp *[2][3]complex128, cov *[3][3]float64) (sw float64) {
	x0, y0 := l.corner(s.at)
	n := len(l.ch)
	var q [3]float32
	for c := range n {
		q[c] = tileClip(l.ch[c], l.w, x0, y0)
	}
	for y := y0; y < y0+tileN; y++ {
		wy := math.Sin(math.Pi * (float64(y-y0) + 0.5) / tileN)
		// The carrier turns by a fixed angle from pixel to pixel.
		var turn, now [2]complex128
		for f, k := range [2]vec{s.a, s.b} {
			turn[f] = cmplx.Rect(1, -2*math.Pi*k.x)
			now[f] = cmplx.Rect(1, -2*math.Pi*(k.x*(float64(x0)-s.at.x)+k.y*(float64(y)-s.at.y)))
		}
		for x := x0; x < x0+tileN; x++ {
			ww := wy * math.Sin(math.Pi*(float64(x-x0)+0.5)/tileN)
			ww *= ww
			var v [3]float64
			for c := range n {
				v[c] = float64(max(-q[c], min(q[c], l.ch[c][y*l.w+x])))
			}
			for f := range now {
				for c := range n {
					amp[f][c] += now[f] * complex(v[c]*ww, 0)
				}
				now[f] *= turn[f]
			}
			for i := range n {
				for j := range n {
					cov[i][j] += ww * v[i] * v[j]
				}
			}
			sw += ww
		}
	}
	return sw
}

// corner is the upper left pixel of the tile around a place.
func (l *light) corner(at vec) (x, y int) {
	return min(max(0, int(at.x)-tileN/2), l.w-tileN), min(max(0, int(at.y)-tileN/2), l.h-tileN)
}

// inPhase adds the amplitudes to a, in phase with the strongest plane and
// signed as the luminance is.
func inPhase(amp [2][3]complex128, a *[3]float64) {
	for f := range amp {
		var ref complex128
		for _, c := range amp[f] {
			if cmplx.Abs(c) > cmplx.Abs(ref) {
				ref = c
			}
		}
		m := cmplx.Abs(ref)
		if m == 0 {
			continue
		}
		if real(amp[f][0]*cmplx.Conj(ref)) < 0 {
			m = -m
		}
		for c := range a {
			a[c] += real(amp[f][c]*cmplx.Conj(ref)) / m
		}
	}
}

// lineDepth folds the tile of a seed into one cell of its lattice and returns
// how much the darkest place of the cell is darker than the middle one.
func lineDepth(l *light, w []float64, s pair) float64 {
	const n = 12
	var sum, num [n * n]float64
	x0, y0 := l.corner(s.at)
	for y := y0; y < y0+tileN; y++ {
		for x := x0; x < x0+tileN; x++ {
			v := 0.0
			for c := range w {
				v += w[c] * float64(l.ch[c][y*l.w+x])
			}
			q := vec{float64(x), float64(y)}
			u, t := q.dot(s.a), q.dot(s.b)
			i := int((u-math.Floor(u))*n)%n*n + int((t-math.Floor(t))*n)%n
			sum[i] += v
			num[i]++
		}
	}
	var m []float64
	for i, k := range num {
		if k > 8 {
			m = append(m, sum[i]/k)
		}
	}
	if len(m) < n {
		return 0
	}
	slices.Sort(m)
	return m[len(m)/2] - m[0]
}

// carrierPlane projects the planes on a colour direction, takes the ink out
// (much darker than any grid line: set to the local mean, with a rim of one
// pixel) and then the mean over about two periods each way, which leaves
// little of the edges of shadows. full still has its slow part.
func carrierPlane(l *light, w []float64, depth, period float64) (full, high []float32) {
	full, high = make([]float32, l.w*l.h), make([]float32, l.w*l.h)
	lim := float32(depth)
	ink := -2 * lim
	par.Strips(l.workers, l.h, func(y0, y1 int) {
		var val [3][]float32
		var mask [3][]bool
		for i := range val {
			val[i], mask[i] = make([]float32, l.w), make([]bool, l.w)
		}
		fill := func(y int, v []float32, m []bool) {
			if y < 0 || y >= l.h {
				clear(m)
				return
			}
			project(l, w, y, v)
			for x, q := range v {
				m[x] = q < ink
			}
		}
		fill(y0-1, val[0], mask[0])
		fill(y0, val[1], mask[1])
		for y := y0; y < y1; y++ {
			fill(y+1, val[2], mask[2])
			out := full[y*l.w:][:l.w]
			up, mid, down, v := mask[0], mask[1], mask[2], val[1]
			for x := range out {
				if up[x] || mid[x] || down[x] || x > 0 && mid[x-1] || x+1 < len(mid) && mid[x+1] {
					continue
				}
				out[x] = max(-lim, min(lim, v[x]))
			}
			val[0], val[1], val[2] = val[1], val[2], val[0]
			mask[0], mask[1], mask[2] = mask[1], mask[2], mask[0]
		}
	})
	highPass(full, high, l.w, l.h, max(2, int(math.Round(period))), l.workers)
	return full, high
}

// project writes the weighted sum of the planes of row y.
func project(l *light, w []float64, y int, out []float32) {
	a := l.ch[0][y*l.w:][:l.w]
	if len(l.ch) == 1 {
		copy(out, a)
		return
	}
	b, c := l.ch[1][y*l.w:][:l.w], l.ch[2][y*l.w:][:l.w]
	w0, w1, w2 := float32(w[0]), float32(w[1]), float32(w[2])
	for x := range out {
		out[x] = w0*a[x] + w1*b[x] + w2*c[x]
	}
}

// highPass subtracts from src its box mean of half-width r.
func highPass(src, dst []float32, w, h, r, workers int) {
	row := make([]float32, w*h)
	inv := 1 / float32((2*r+1)*(2*r+1))
	par.Strips(workers, h, func(y0, y1 int) {
		for y := y0; y < y1; y++ {
			in, out := src[y*w:(y+1)*w], row[y*w:(y+1)*w]
			var s float32
			for x := -r; x <= r; x++ {
				s += in[max(0, min(w-1, x))]
			}
			for x := range out {
				out[x] = s
				s += in[min(w-1, x+r+1)] - in[max(0, x-r)]
			}
		}
	})
	par.Strips(workers, h, func(y0, y1 int) {
		sum := make([]float32, w)
		for y := y0 - r; y <= y0+r; y++ {
			for x, v := range row[max(0, min(h-1, y))*w:][:w] {
				sum[x] += v
			}
		}
		for y := y0; y < y1; y++ {
			add, sub := row[min(h-1, y+r+1)*w:][:w], row[max(0, y-r)*w:][:w]
			for x := range sum {
				dst[y*w+x] = src[y*w+x] - sum[x]*inv
				sum[x] += add[x] - sub[x]
			}
		}
	})
}

// solve3 solves m x = b for a positive definite m.
func solve3(m [3][3]float64, b [3]float64) [3]float64 {
	for i := range 3 {
		for j := i + 1; j < 3; j++ {
			f := m[j][i] / m[i][i]
			for k := i; k < 3; k++ {
				m[j][k] -= f * m[i][k]
			}
			b[j] -= f * b[i]
		}
	}
	var x [3]float64
	for i := 2; i >= 0; i-- {
		s := b[i]
		for k := i + 1; k < 3; k++ {
			s -= m[i][k] * x[k]
		}
		x[i] = s / m[i][i]
	}
	return x
}
