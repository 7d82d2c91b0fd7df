package trace

import (
	"math"
	"slices"
)

// Doctors draw on ECGs: intervals are measured, beats counted off along a line, what
// is odd is underlined. A long smooth line is cheaper to follow than a curve with
// its beats, so that a path runs along it and leaves the beats alone. What tells it
// from a resting curve is that the curve is there as well: the same columns hold ink
// that no path covers, and a way that must not use the line finds all it needs.

// What a drawn line looks like, in millimetres unless said otherwise.
const (
	writingLong   = 12.0 // at least; no resting curve is straight for as long as it beats
	writingThick  = 2.2  // at most: a marker's
	writingInk    = 0.4  // of a line's ink, from which a sample counts
	writingMemory = 6.0  // of its way that foretell where it goes on
	writingOff    = 0.15 // by which it may be elsewhere: the tremor of a hand
	writingBlank  = 1.0  // without any ink that end it
	writingUnder  = 5.0  // under other ink that end it
	writingSeen   = 0.6  // share of its columns in which it must be seen by itself
	writingSlope  = 1.0  // rows a column at most
	writingEven   = 0.35 // by which nine in ten columns lie off a parabola at most
)

// A writing is a smooth line across some columns: its middle row, NaN where it is
// under other ink, and the rows that it covers, half open.
type writing struct {
	c0, c1 int
	mid    []float64
	lo, hi []int32
}

// A tip is the end of a line that is being followed.
type tip struct {
	writing
	xs, ys []float64 // where it was seen by itself
	thick  float64   // rows
	blank  int       // columns since there was any ink
	under  int       // columns since it was seen by itself
}

// next is the row at which a line goes on in column c.
func (t *tip) next(c int, memory float64) float64 {
	n := len(t.xs)
	k := n
	var sx, sy, sxx, sxy float64
	for k > 0 && float64(c)-t.xs[k-1] <= memory {
		k--
		x, y := t.xs[k]-float64(c), t.ys[k]
		sx, sy, sxx, sxy = sx+x, sy+y, sxx+x*x, sxy+x*y
	}
	m := float64(n - k)
	det := m*sxx - sx*sx
	if m < 4 || det <= 0 {
		return t.ys[n-1]
	}
	return (sxx*sy - sx*sxy) / det
}

// add puts a run of ink, or none, at the end of a line.
func (t *tip) add(c int, mid float64, lo, hi int) {
	t.c1 = c + 1
	t.mid, t.lo, t.hi = append(t.mid, mid), append(t.lo, int32(lo)), append(t.hi, int32(hi))
}

// writings lists the long smooth lines of a sheet between columns c0 and c1.
func (f *field) writings(amp float32, c0, c1 int) []writing {
	dark := uint8(writingInk * amp * levels)
	rho := f.Rho
	var open []*tip
	var out []writing
	end := func(t *tip) {
		n := len(t.mid) - max(t.under, t.blank)
		t.c1, t.mid, t.lo, t.hi = t.c0+n, t.mid[:n], t.lo[:n], t.hi[:n]
		if t.isWriting(rho) {
			out = append(out, t.writing)
		}
	}
	var runs [][2]int
	for c := c0; c < c1; c++ {
		runs = runs[:0]
		col := f.column(c)
		for r := 0; r < len(col); r++ {
			if col[r] < dark || col[r] == hiddenLevel {
				continue
			}
			a := r
			for r < len(col) && col[r] >= dark && col[r] != hiddenLevel {
				r++
			}
			runs = append(runs, [2]int{a, r})
		}
		used := make([]bool, len(runs))
		kept := open[:0]
		for _, t := range open {
			y := t.next(c, writingMemory*rho)
			tol := max(1, writingOff*rho)
			best, at, under := tol, -1, false
			for i, q := range runs {
				m, h := float64(q[0]+q[1]-1)/2, float64(q[1]-q[0])
				if h <= 1.5*t.thick+2 && math.Abs(m-y) <= best {
					best, at = math.Abs(m-y), i
				}
				under = under || float64(q[0])-1 <= y && y <= float64(q[1])
			}
			switch {
			case at >= 0:
				q := runs[at]
				used[at] = true
				m := float64(q[0]+q[1]-1) / 2
				t.xs, t.ys = append(t.xs, float64(c)), append(t.ys, m)
				t.thick += (float64(q[1]-q[0]) - t.thick) / float64(min(len(t.xs), 40))
				t.blank, t.under = 0, 0
				t.add(c, m, q[0], q[1])
			default:
				t.under++
				if t.blank++; under {
					t.blank = 0
				}
				h := t.thick / 2
				t.add(c, math.NaN(), int(math.Round(y-h)), int(math.Round(y+h))+1)
			}
			if float64(t.blank) > writingBlank*rho || float64(t.under) > writingUnder*rho || len(t.xs) < 4 && t.under > 1 {
				end(t)
				continue
			}
			kept = append(kept, t)
		}
		open = kept
		for i, q := range runs {
			if h := float64(q[1] - q[0]); used[i] || h > writingThick*rho {
				continue
			}
			t := &tip{thick: float64(q[1] - q[0])}
			t.c0 = c
			m := float64(q[0]+q[1]-1) / 2
			t.xs, t.ys = append(t.xs, float64(c)), append(t.ys, m)
			t.add(c, m, q[0], q[1])
			open = append(open, t)
		}
	}
	for _, t := range open {
		end(t)
	}
	return out
}

// isWriting tells whether a line is long and smooth enough.
func (t *tip) isWriting(rho float64) bool {
	n := len(t.mid)
	if float64(n) < writingLong*rho || float64(len(t.xs)) < writingSeen*float64(n) {
		return false
	}
	a := parabola(t.xs, t.ys, float64(t.c0), float64(n))
	off := make([]float64, len(t.xs))
	for i, x := range t.xs {
		u := (x - float64(t.c0)) / float64(n)
		off[i] = math.Abs(t.ys[i] - a[0] - a[1]*u - a[2]*u*u)
	}
	slices.Sort(off)
	if off[len(off)*9/10] > writingEven*rho {
		return false
	}
	return math.Abs(a[1]+a[2]) < writingSlope*float64(n)
}

// parabola fits y = a0 + a1 u + a2 u^2 with u = (x-x0)/width by least squares.
func parabola(xs, ys []float64, x0, width float64) [3]float64 {
	var s [5]float64
	var b [3]float64
	for i, x := range xs {
		u, p := (x-x0)/width, 1.0
		for k := range s {
			s[k] += p
			if k < 3 {
				b[k] += p * ys[i]
			}
			p *= u
		}
	}
	det := func(m [3][3]float64) float64 {
		return m[0][0]*(m[1][1]*m[2][2]-m[1][2]*m[2][1]) - m[0][1]*(m[1][0]*m[2][2]-m[1][2]*m[2][0]) + m[0][2]*(m[1][0]*m[2][1]-m[1][1]*m[2][0])
	}
	m := [3][3]float64{{s[0], s[1], s[2]}, {s[1], s[2], s[3]}, {s[2], s[3], s[4]}}
	all := det(m)
	var out [3]float64
	for k := range out {
		q := m
		for i := range q {
			q[i][k] = b[i]
		}
		out[k] = det(q) / all
	}
	return out
}
