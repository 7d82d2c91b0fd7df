package layout

import (
	"math"
	"slices"
)

// leftOut lists the names that stand like those of the rows, below each other,
// where no row was found: a curve too faint or broken to be seen has lost its
// row. rowOf is the row that each word names, -1 for none.
func (e *evidence) leftOut(rowOf []int) []string {
	const (
		sure   = 0.9 // probability that the name is read right
		column = 1.5 // mm by which names below each other differ
		least  = 2   // names that it must stand below or above
		row    = 8.0 // mm from where its row would be within which one counts as its own
	)
	middle := func(w Word) float64 { return (w.Y0 + w.Y1) / 2 }
	var out []string
	for i, w := range e.words {
		if rowOf[i] >= 0 || w.Score < sure {
			continue
		}
		var above []float64 // of the names over the lines of their rows
		for k, v := range e.words {
			if rowOf[k] >= 0 && near(v.X0, w.X0, column) {
				above = append(above, middle(v)-e.rows[rowOf[k]].YAt(v.X1))
			}
		}
		if len(above) < least {
			continue
		}
		y, nearest := middle(w)-median(above), math.Inf(1)
		for k := range e.rows {
			nearest = min(nearest, math.Abs(e.rows[k].YAt(w.X1)-y))
		}
		if nearest > row && e.apart(nearest) && e.rs.m.SeenAt(w.X1, y) {
			out = append(out, base(w.Text))
		}
	}
	return out
}

// apart tells whether a row so far from the nearest one would stand as the
// others do: about as far as they are from each other.
func (e *evidence) apart(d float64) bool {
	const least, most = 0.6, 1.6 // of the usual distance
	var v []float64
	for i := 1; i < len(e.rows); i++ {
		v = append(v, e.rows[i].distance(&e.rows[i-1]))
	}
	if len(v) == 0 {
		return true
	}
	m := median(v)
	return d > least*m && d < most*m
}

// sameRow is how near, in mm, two paths are that may be one row's.
const sameRow = 9.0

// spare lists the rows that are likely curves and beat with one of those that the
// arrangement is made of, off all of these: no lead has them. Tables, text and
// edges of sheets may look like curves, but beat by themselves.
func (e *evidence) spare(a arrangement) []Row {
	const (
		likely = 2.0 // log odds
		clear  = 4   // beats
		beats  = 2.0 // log odds that they beat together
	)
	var out []Row
	for i := range e.all {
		r := &e.all[i]
		if r.LogOdds < likely || r.Beats < clear || slices.ContainsFunc(e.rows, func(o Row) bool { return o.distance(r) < sameRow }) {
			continue
		}
		if slices.ContainsFunc(a.rows, func(k int) bool {
			odds, ok := e.changes.together(e.all, i, k, false)
			return ok && odds > beats
		}) {
			out = append(out, *r)
		}
	}
	return out
}
