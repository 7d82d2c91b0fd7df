package trace

import "math"

// What a curve does under a mark at the end of its window is not seen. The
// best guess from what is seen beside it was found by regression on recorded
// ECGs (25 mm/s): the slope goes on and fades, and the curve returns slowly to
// its resting level.
const (
	fadeMM     = 0.325 // distance in which the slope fades to 1/e
	slopeMM    = 0.2   // length over which the slope is measured
	slopeShare = 0.75  // of a measured slope, which is noisy, that counts
	returnTo   = 0.8   // distance in which the way to the resting level shrinks to 1/e
)

// bridgeEnds fills the hidden knots at both ends of a curve. Where the mark
// hides only some rows the curve stays within them, or it would be seen.
func (t *track) bridgeEnds(f *field, rest float64) {
	k := 0
	for k < t.n && t.hidden[k] {
		k++
	}
	t.extrapolate(f, k, -1, rest)
	k = t.n - 1
	for k >= 0 && t.hidden[k] {
		k--
	}
	t.extrapolate(f, k, 1, rest)
}

// extrapolate continues the curve from knot k, the last one seen, in a
// direction.
func (t *track) extrapolate(f *field, k, dir int, rest float64) {
	step := t.dx / f.Rho // mm between knots
	if k+dir < 0 || k+dir >= t.n {
		return
	}
	m := max(2, int(slopeMM/step+0.5))
	if k < 0 || k >= t.n || k-dir*m < 0 || k-dir*m >= t.n {
		return
	}
	slope := slopeShare * (t.y[k] - t.y[k-dir*m]) / float64(m)
	from := t.y[k]
	for j := 1; ; j++ {
		q := k + dir*j
		if q < 0 || q >= t.n {
			return
		}
		d := float64(j)
		y := from + slope*d*math.Exp(-d*step/fadeMM) + (rest-from)*(1-math.Exp(-d*step/returnTo))
		// Rows in which the mark hides the curve at this column.
		c := min(max(int(math.Round(t.cx+float64(q)*t.dx)), 0), f.W-1)
		if lo, hi := f.hiddenRows(c, int(from), int(y)); hi > lo {
			y = min(max(y, float64(lo)), float64(hi-1))
		}
		t.y[q] = y
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
