package trace

import "math"

// What a curve does under a mark at the end of its window is not seen. Over the
// first 12 ms the forecast by analogues of recorded ECGs has an error of 0.3 mm
// rms. Where there is nothing to compare with, the guess is that the slope goes
// on and fades while the curve returns to its resting level (0.9 mm; constants by
// regression on recorded ECGs).
const (
	fadeMM     = 0.325 // distance in which the slope fades to 1/e
	slopeMM    = 0.2   // length over which the slope is measured
	slopeShare = 0.75  // of a measured slope, which is noisy, that counts
	returnTo   = 0.8   // distance in which the way to the resting level shrinks to 1/e
	fadeSigma  = 3.0   // mm an mm ahead
)

// bridgeEnds fills the hidden knots at both ends of a curve and says how sure
// that is. Where a mark hides only some rows the curve stays within them, or it
// would be seen.
func (t *track) bridgeEnds(f *field, rest float64) {
	a, b := 0, t.n-1 // first and last knot seen
	for a < t.n && t.hidden[a] {
		a++
	}
	for b >= 0 && t.hidden[b] {
		b--
	}
	if a >= b {
		return
	}
	left, right := t.guess(f, -1, a, rest), t.guess(f, b, t.n, rest)
	t.fill(f, -1, a, left)
	t.fill(f, b, t.n, right)
}

// guess foretells the knots between a and b, one of which is seen and the other
// beyond the end of the window.
func (t *track) guess(f *field, a, b int, rest float64) forecast {
	if p, ok := t.alike(f, a, b, nil); ok {
		return p
	}
	if a < 0 {
		return t.fade(f, b, -1, b, rest)
	}
	return t.fade(f, a, 1, b-a-1, rest)
}

// fade foretells n knots beyond k, the last one seen, from the slope there.
func (t *track) fade(f *field, k, dir, n int, rest float64) forecast {
	step := t.dx / f.Rho
	m := max(2, int(slopeMM/step+0.5))
	if q := k - dir*m; q < 0 || q >= t.n {
		return forecast{}
	}
	slope := slopeShare * (t.y[k] - t.y[k-dir*m]) / float64(m)
	out := forecast{y: make([]float64, n), sigma: make([]float64, n)}
	for i := range n {
		j := float64(i + 1)
		d := j * step
		q := i
		if dir < 0 {
			q = n - 1 - i
		}
		out.y[q] = t.y[k] + slope*j*math.Exp(-d/fadeMM) + (rest-t.y[k])*(1-math.Exp(-d/returnTo))
		out.sigma[q] = fadeSigma * d * f.Rho
	}
	return out
}

// fill sets the knots between a and b.
func (t *track) fill(f *field, a, b int, p forecast) {
	for j, y := range p.y {
		k := a + 1 + j
		from := t.y[min(b, t.n-1)]
		if a >= 0 {
			from = t.y[a]
		}
		// Rows in which the mark hides the curve at this column.
		c := min(max(int(math.Round(t.cx+float64(k)*t.dx)), 0), f.W-1)
		if lo, hi := f.hiddenRows(c, int(from), int(y)); hi > lo {
			y = min(max(y, float64(lo)), float64(hi-1))
		}
		t.y[k], t.sigma[k] = y, max(t.sigma[k], p.sigma[j])
	}
}

// hiddenRows is the range of hidden rows of a column that lies nearest to the
// rows a and b; empty if none is near.
func (f *field) hiddenRows(c, a, b int) (lo, hi int) {
	col := f.column(c)
	a, b = min(max(min(a, b), 0), f.H-1), min(max(max(a, b), 0), f.H-1)
	for r := max(0, a-3); r <= min(f.H-1, b+3); r++ {
		if col[r] == hiddenLevel {
			lo, hi = r, r
			for lo > 0 && col[lo-1] == hiddenLevel {
				lo--
			}
			for hi < f.H && col[hi] == hiddenLevel {
				hi++
			}
			return lo, hi
		}
	}
	return 0, 0
}
