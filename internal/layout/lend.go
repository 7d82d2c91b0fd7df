package layout

import (
	"math"
	"slices"
)

// Each level of ink shows its own rows: above a high one a curve may be broken to
// pieces that above a lower one is whole, while other rows are seen the better. What
// is a row of curves is so at all levels; else a level that does not see a row
// would explain the page without it.

// sameRow is how near, in mm, two paths are that may be one row's.
const sameRow = 9.0

// lend lists for each level the rows that the best arrangement of another level is
// made of and which it shows far less clearly itself, or not at all.
func lend(seen []*evidence, ranked [][]arrangement) [][]Row {
	const clearer = 2.0 // log odds
	out := make([][]Row, len(seen))
	for j, a := range ranked {
		if len(a) == 0 {
			continue
		}
		for _, k := range a[0].rows {
			r := seen[j].all[k]
			for i, e := range seen {
				if r.LogOdds < clearer || i == j || e.oddsOf(&r) > r.LogOdds-clearer {
					continue
				}
				r.lent = r.LogOdds
				at := slices.IndexFunc(out[i], func(o Row) bool { return o.distance(&r) < sameRow })
				switch {
				case at < 0:
					out[i] = append(out[i], r)
				case out[i][at].lent < r.lent:
					out[i][at] = r
				}
			}
		}
	}
	return out
}

// oddsOf are the log odds of the level's likeliest row where another one lies, minus
// infinity where it has none.
func (e *evidence) oddsOf(r *Row) float64 {
	odds := math.Inf(-1)
	for i := range e.all {
		if e.all[i].distance(r) < sameRow {
			odds = max(odds, e.all[i].LogOdds)
		}
	}
	return odds
}

// withLent puts the rows lent by other levels in the place of a level's own ones.
func withLent(rows, lent []Row) []Row {
	rows = slices.DeleteFunc(rows, func(r Row) bool {
		return slices.ContainsFunc(lent, func(l Row) bool { return l.distance(&r) < sameRow })
	})
	return append(rows, lent...)
}
