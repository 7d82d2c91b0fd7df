package trace

import (
	"cmp"
	"math"
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/par"
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
