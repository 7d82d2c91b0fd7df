package trace

import (
	"cmp"
	"math"
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/par"
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

// When a path has taken a drawn line for its curve.
const (
	takenLong  = 5.0  // mm of the line that it runs along at least
	takenFree  = 0.5  // share of those columns in which ink of the row is left over
	takenLeft  = 0.35 // share of them in which the way without the line may still use it
	takenBlank = 0.15 // and in which it may find no ink
	takenPrice = 2.0  // of a column along the line: less than one without ink
	takenNear  = 0.2  // mm beside the line at which a path runs along it
	takenAbout = 10.0 // mm before and behind it that are led anew
	takenReach = 15.0 // mm from the resting line within which left over ink is the row's
	// A line of so many mm, 1.6 s of beats, is no resting curve, which lies nearer to its
	// row than what is drawn beside it; the curve then may lie farther by so many mm.
	takenStraight, takenAside = 40.0, 1.5
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

// leaveWritings leads paths that have taken drawn lines for their curves back to
// these, and takes the lines away.
func (d *reading) leaveWritings(paths [][]point, workers int) {
	f := d.f
	c0, c1 := f.W, 0
	for _, t := range d.tracks {
		c0, c1 = min(c0, t.c0), max(c1, t.c1)
	}
	amp := meanInk(d.tracks)
	lines := f.writings(amp, c0, c1)
	if len(lines) == 0 {
		return
	}
	ys := make([][]float64, len(d.tracks))
	for i, t := range d.tracks {
		ys[i] = t.heights(paths[i], f.Rho)
	}
	covered := f.covered(paths)
	changed := make([]bool, len(d.tracks))
	for k := range lines {
		w := &lines[k]
		users := d.users(w, ys)
		gone := make([]bool, w.c1-w.c0) // columns in which no curve needs it
		told := make([]bool, len(gone)) // by a track that is nearer
		var ways [][]point
		for _, u := range users {
			way, ok := d.without(w, u, covered, amp)
			if ok {
				ways = append(ways, way)
			}
			t := d.tracks[u.track]
			for c := max(w.c0, t.c0); c < min(w.c1, t.c1); c++ {
				if i := c - w.c0; !told[i] {
					gone[i], told[i] = ok, true
				}
			}
		}
		if len(ways) == 0 {
			continue
		}
		for i := range gone {
			gone[i] = gone[i] || !told[i]
		}
		for _, u := range users {
			changed[u.track] = true
		}
		for i, path := range paths {
			if !slices.ContainsFunc(users, func(u user) bool { return u.track == i }) {
				ways = append(ways, path)
			}
		}
		f.takeAway(w, gone, ways)
	}
	par.Each(workers, len(paths), func(i int) {
		if changed[i] {
			paths[i] = d.path(i, nil, nil)
		}
	})
}

// A user is a track whose path runs along a line in the columns on, which lies
// away rows from its resting line there.
type user struct {
	track int
	on    []int
	away  float64
}

// users lists the tracks that run along a line for some way, the nearest first.
func (d *reading) users(w *writing, ys [][]float64) []user {
	var out []user
	for i, t := range d.tracks {
		u := user{track: i}
		for c := max(w.c0, t.c0); c < min(w.c1, t.c1); c++ {
			r := ys[i][c-t.c0]
			if k := c - w.c0; r > float64(w.lo[k])-takenNear*d.f.Rho && r < float64(w.hi[k])-1+takenNear*d.f.Rho {
				u.on = append(u.on, c)
				u.away += math.Abs(w.middle(k) - t.cy)
			}
		}
		if n := float64(len(u.on)); n >= takenLong*d.f.Rho {
			u.away /= n
			out = append(out, u)
		}
	}
	slices.SortStableFunc(out, func(a, b user) int { return cmp.Compare(a.away, b.away) })
	return out
}

// middle is the middle row of a line in its column k.
func (w *writing) middle(k int) float64 { return float64(w.lo[k]+w.hi[k]-1) / 2 }

// covered marks the samples, by columns, that paths cover.
func (f *field) covered(paths [][]point) []bool {
	out := make([]bool, len(f.level))
	reach := int(claimMM*f.Rho + 0.5)
	for _, path := range paths {
		for _, q := range path {
			x, y := int(math.Round(q.x)), int(math.Round(q.y))
			for c := max(0, x-reach); c <= min(f.W-1, x+reach); c++ {
				for r := max(0, y-reach); r <= min(f.H-1, y+reach); r++ {
					out[c*f.H+r] = true
				}
			}
		}
	}
	return out
}

// without is the way of a track about a line that it runs along, if it must not use
// that; ok tells whether it is the curve's.
func (d *reading) without(w *writing, u user, covered []bool, amp float32) (way []point, ok bool) {
	f, t, on := d.f, d.tracks[u.track], u.on
	dark := uint8(writingInk * amp * levels)
	free := 0
	lo, hi := d.own(t)
	for _, c := range on {
		col := f.column(c)
		for r := lo; r < hi; r++ {
			k := c*f.H + r
			if col[r] >= dark && col[r] != hiddenLevel && !covered[k] && !f.text[k] && (r < int(w.lo[c-w.c0])-1 || r > int(w.hi[c-w.c0])) {
				free++
				break
			}
		}
	}
	if float64(free) < takenFree*float64(len(on)) {
		return nil, false
	}
	about := int(takenAbout * f.Rho)
	fee := t.whole(d.fees[u.track])
	fee.c0, fee.c1 = max(t.c0, w.c0-about), min(t.c1, w.c1+about)
	n := (fee.c1 - fee.c0) * f.H
	fee.prize, fee.owner, fee.col0 = make([]uint8, n), make([]uint8, n), fee.c0
	fee.unit, fee.me, fee.foreign = 1./prizeSteps, 1, takenPrice
	for c := max(w.c0, fee.c0); c < min(w.c1, fee.c1); c++ {
		for r := max(0, int(w.lo[c-w.c0])-1); r < min(f.H, int(w.hi[c-w.c0])+1); r++ {
			fee.owner[(c-fee.c0)*f.H+r] = 2
		}
	}
	g := d.routers.Get().(*router)
	defer d.routers.Put(g)
	way = slices.Clone(g.path(f, t, d.open[u.track], fee))
	if way == nil {
		return nil, false
	}
	y := t.heights(way, f.Rho)
	left, blank := 0, 0
	away := 0.0 // of the way from the resting line
	n = 0
	for _, c := range on {
		r := y[c-t.c0]
		if math.IsNaN(r) {
			continue // steep: it follows something
		}
		k := c - w.c0
		away += math.Abs(r - t.cy)
		n++
		switch {
		case r > float64(w.lo[k])-1 && r < float64(w.hi[k]):
			left++
		case f.darkest(c, int(math.Round(r)), 1) < dark:
			blank++
		}
	}
	// What is straight for longer than any heart rests may lie on the row itself.
	nearer := u.away
	if float64(w.c1-w.c0) > takenStraight*f.Rho {
		nearer += takenAside * f.Rho
	}
	return way, away < nearer*float64(n) && float64(left) < takenLeft*float64(len(on)) && float64(blank) < takenBlank*float64(len(on))
}

// own are the rows, half open, in which ink that nobody covers is rather a track's
// than another's.
func (d *reading) own(t *track) (lo, hi int) {
	reach := takenReach * d.f.Rho
	up, down := t.cy-reach, t.cy+reach
	for _, o := range d.tracks {
		if o.c0 >= t.c1 || t.c0 >= o.c1 || o == t {
			continue
		}
		if m := (o.cy + t.cy) / 2; o.cy < t.cy {
			up = max(up, m)
		} else {
			down = min(down, m)
		}
	}
	return max(0, int(up)), min(d.f.H, int(down))
}

// darkest is the highest level of a column within some rows of row r.
func (f *field) darkest(c, r, within int) uint8 {
	best := uint8(0)
	for q := max(0, r-within); q <= min(f.H-1, r+within); q++ {
		best = max(best, f.level[c*f.H+q])
	}
	return best
}

// takeAway blanks a line in the columns told, but for where it meets the ways of
// curves: there is nothing to follow and nothing to learn from.
func (f *field) takeAway(w *writing, gone []bool, ways [][]point) {
	const rim = 2 // samples of its blurred edge
	keep := map[int]bool{}
	reach := int(claimMM*f.Rho + 0.5)
	for _, way := range ways {
		for _, q := range way {
			c, r := int(math.Round(q.x)), int(math.Round(q.y))
			if c < w.c0 || c >= w.c1 || r+reach < int(w.lo[c-w.c0])-rim || r-reach >= int(w.hi[c-w.c0])+rim {
				continue
			}
			for y := max(0, r-reach); y <= min(f.H-1, r+reach); y++ {
				keep[c*f.H+y] = true
			}
		}
	}
	for i, yes := range gone {
		if !yes {
			continue
		}
		c := w.c0 + i
		for r := max(0, int(w.lo[i])-rim); r < min(f.H, int(w.hi[i])+rim); r++ {
			if k := c*f.H + r; !keep[k] {
				f.ink[r*f.W+c], f.level[k], f.seen[r*f.W+c] = 0, 0, false
			}
		}
	}
}
