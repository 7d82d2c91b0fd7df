package layout

import (
	"math"
	"slices"
)

// maxStrips is how many rhythm strips a page may have.
const maxStrips = 3

// A stretch is where the curves of some rows begin and end.
type stretch struct {
	start, end  float64 // page mm
	left, right bool    // pulses stand at the start, at the end
	open        bool    // the picture ends at the right where the curves do
	openLeft    bool    // and at the left
	afterFoot   bool    // start is where the curves begin beyond the feet of pulses
}

// spanOf finds where the curves of rows lo to hi begin and end: where those of
// most of them do. Rows with pulses speak for the others.
func (e *evidence) spanOf(lo, hi int) stretch {
	var starts, ends, left, right []float64
	for i := lo; i < hi; i++ {
		r := &e.rows[i]
		starts, ends = append(starts, r.Begin), append(ends, r.End)
		for _, p := range e.pulses {
			if p.Row == i && p.X1 <= r.Begin+1.5 {
				left = append(left, r.Begin)
			}
			if p.Row == i && p.X0 >= r.End-1.5 {
				right = append(right, r.End)
			}
		}
	}
	slices.Sort(starts)
	slices.Sort(ends)
	// Early and late, but not the extremes: the second of up to ten rows.
	k := min((len(starts)+1)/4, 2)
	s := stretch{start: starts[k], end: ends[len(ends)-1-k], left: len(left) > 0, right: len(right) > 0}
	if s.left {
		s.start = median(left)
		if x, ok := e.afterFeet(s.start, lo, hi); ok {
			s.start, s.afterFoot = x, true
		}
	}
	if s.right {
		s.end = median(right)
		if x, ok := e.beforeFeet(s.end, lo, hi); ok {
			s.end = x
		}
	}
	cut, cutLeft := 0, 0
	for i := lo; i < hi; i++ {
		r := &e.rows[i]
		if e.rs.cut(r, r.X1, +1) {
			cut++
		}
		if e.rs.cut(r, r.X0, -1) {
			cutLeft++
		}
	}
	s.open = !s.right && 3*cut >= hi-lo
	s.openLeft = !s.left && 3*cutLeft >= hi-lo
	return s
}

// split tells the last rows, which are rhythm strips, from the others where
// they begin or end elsewhere. Strips show 5, 10 or 20 s; where their ends say
// anything else these were not found well, and all rows together say more.
func (e *evidence) split(strips int) *evidence {
	const (
		same  = 6.0  // mm
		off   = 2.0  // mm from a usual length
		least = 20.0 // mm that they share
	)
	n := len(e.rows) - strips
	if strips == 0 || n < 2 {
		return e
	}
	grid, strip := e.spanOf(0, n), e.spanOf(n, len(e.rows))
	out := *e
	out.even = nil
	for _, x := range e.even {
		if e.sameBars(x, n) {
			out.even = append(out.even, x)
		}
	}
	if near(grid.start, strip.start, same) && near(grid.end, strip.end, same) {
		return &out
	}
	if !slices.ContainsFunc(usualPitches, func(l float64) bool { return near(strip.end-strip.start, l, off) }) {
		return &out
	}
	if grid.end < strip.start+least { // they are not below each other
		return &out
	}
	if !near(grid.start, strip.start, same) { // all begin together; what is seen more clearly says where
		grid.start, grid.left, grid.openLeft, grid.afterFoot = strip.start, strip.left, strip.openLeft, strip.afterFoot
	}
	out.stretch, out.strips = grid, &strip
	return &out
}

// priceOfStrips is what it costs that the strips do not begin where the columns
// do, nor end with them or with the time that they show.
func (e *evidence) priceOfStrips(a arrangement) float64 {
	const most = 3.0
	off := func(d float64) float64 { return min(0.5*d*d, most) }
	shown := a.x0 + float64(a.cols)*a.width
	return off(e.strips.start-a.x0) + min(off(e.strips.end-a.end()), off(e.strips.end-shown))
}

// stripEnd is where the strips end: with the columns, with the time that these
// show, or where they are seen to.
func (e *evidence) stripEnd(a arrangement) float64 {
	const same = 6.0 // mm
	best := e.strips.end
	d := same
	for _, x := range []float64{a.end(), a.x0 + float64(a.cols)*a.width} {
		if off := math.Abs(x - e.strips.end); off < d {
			best, d = x, off
		}
	}
	return best
}
