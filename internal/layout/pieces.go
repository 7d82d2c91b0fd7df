package layout

import (
	"cmp"
	"math"
	"slices"
)

// A piece is a stretch of a row in which the columns hold part of a connected
// curve near its path, without blanks of more than pieceGap: columns of the
// sheet, half open, and how many of them do.
type piece struct{ c0, c1, n int }

// pieceGap is the longest blank within a piece, in mm.
const pieceGap = 8.0

// pieceFull is the share of its columns that a long piece fills.
const pieceFull = 0.8

// pieces lists the stretches of a row that hold curves.
func (rs *runs) pieces(row *Row) []piece {
	const above = 8.0 // mm of the path within which a curve is looked for
	rho := rs.s.Rho
	var out []piece
	gap := 0
	for c, col := range rs.col {
		x, _ := rs.s.MM(float64(c), 0)
		y := (row.YAt(x) - rs.s.Y0) * rho
		on, maybe := false, false
		for _, r := range col {
			if r.lattice {
				maybe = maybe || math.Abs(float64(r.y)-y) < rho
				continue
			}
			if float64(r.wide) > pieceWide*rho && float64(r.r1) > y-above*rho && float64(r.r0) < y+above*rho {
				on = true
				break
			}
		}
		if !on {
			if !maybe { // a line of the grid may hide a resting curve
				gap++
			}
			continue
		}
		if len(out) == 0 || float64(gap) > pieceGap*rho {
			out = append(out, piece{c0: c})
		}
		p := &out[len(out)-1]
		gap = 0
		p.n++
		p.c1 = c + 1
	}
	return out
}

// extents cuts every row to its longest piece, and those beside it that are
// parted from it by a blank which other rows have as well, as columns that stand
// apart are. Rows without a piece of some length are dropped.
func (rs *runs) extents(rows []Row) []Row {
	const (
		least = 15.0 // mm
		long  = 25.0 // mm: 2 s at 12.5 mm/s
		same  = 3.0  // mm by which one end of a blank may differ between rows
		name  = 8.0  // mm by which a name before the curve may lengthen a piece
	)
	rho := rs.s.Rho
	all := make([][]piece, len(rows))
	for i := range rows {
		all[i] = rs.pieces(&rows[i])
	}
	all = rs.withoutStrays(rows, all)
	whole := func(p piece) bool {
		return float64(p.c1-p.c0) > long*rho && float64(p.n) > pieceFull*float64(p.c1-p.c0)
	}
	joins := func(own []piece, a, b piece) bool {
		if !whole(a) || !whole(b) || float64(b.c0-a.c1) > mostPart*rho {
			return false
		}
		n := 0
		for _, ps := range all {
			for k := 1; k < len(ps); k++ {
				// A pulse before the next column is part of it in some rows.
				x0, x1 := ps[k-1].c1, ps[k].c0
				if x0 < b.c0 && a.c1 < x1 && (near(float64(x0), float64(a.c1), same*rho) || near(float64(x1), float64(b.c0), same*rho)) {
					n++
					break
				}
			}
		}
		// Columns are all as wide, which words of a printed page beside the
		// sheet are not.
		wide := near(float64(a.c1-a.c0), float64(b.c1-b.c0), name*rho)
		return n >= 2 && (3*n >= len(rows) || wide) || wide && len(rows) == 1 && evenPieces(own, a, b, same*rho)
	}
	out := rows[:0]
	for i, ps := range all {
		best := -1
		for k, p := range ps {
			if best < 0 || p.n > ps[best].n {
				best = k
			}
		}
		if best < 0 || float64(ps[best].c1-ps[best].c0) < least*rho {
			continue
		}
		first, last := best, best
		for first > 0 && joins(ps, ps[first-1], ps[first]) {
			first--
		}
		for last+1 < len(ps) && joins(ps, ps[last], ps[last+1]) {
			last++
		}
		r := rows[i]
		r.X0, _ = rs.s.MM(float64(ps[first].c0), 0)
		r.X1, _ = rs.s.MM(float64(ps[last].c1), 0)
		out = append(out, r)
	}
	return out
}

// evenPieces tells whether two neighbouring pieces of a row that stands alone are followed
// or preceded by a third as far on and as long: the columns of a roll.
func evenPieces(own []piece, a, b piece, off float64) bool {
	d := b.c0 - a.c0
	return slices.ContainsFunc(own, func(q piece) bool {
		return (near(float64(q.c0), float64(b.c0+d), off) || near(float64(q.c0), float64(a.c0-d), off)) && near(float64(q.c1-q.c0), float64(a.c1-a.c0), off)
	})
}

// withoutStrays drops the pieces at which the path of a row has left its level for
// that of another row: beyond its own end it follows what ink is nearest.
func (rs *runs) withoutStrays(rows []Row, all [][]piece) [][]piece {
	const (
		same = rowApart + 1 // mm between two paths along one curve, of which the second is pushed away
		far  = 8.0          // mm from its level by which the one that strayed is off
	)
	at := func(p piece) float64 {
		x, _ := rs.s.MM(float64(p.c0+p.c1)/2, 0)
		return x
	}
	level := make([]float64, len(rows)) // where each row has most of its ink
	for i, ps := range all {
		level[i] = math.NaN()
		if len(ps) > 0 {
			most := slices.MaxFunc(ps, func(a, b piece) int { return cmp.Compare(a.n, b.n) })
			level[i] = rows[i].YAt(at(most))
		}
	}
	out := make([][]piece, len(all))
	for i, ps := range all {
		out[i] = slices.DeleteFunc(slices.Clone(ps), func(p piece) bool {
			x := at(p)
			y := rows[i].YAt(x)
			own := math.Abs(y - level[i])
			return own > far && slices.ContainsFunc(span(len(rows)), func(j int) bool {
				return j != i && near(rows[j].YAt(x), y, same) && math.Abs(y-level[j]) < own-far/2
			})
		})
	}
	return out
}
