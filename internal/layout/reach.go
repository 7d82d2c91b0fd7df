package layout

import (
	"cmp"
	"slices"
)

// reach lengthens rows beyond what was found of them by the columns whose pulses were
// seen: a machine prints a pulse before a column, so that a curve follows there,
// however few rows show the blank before it. One row alone that is short of the others
// is broken or pale, and stays so. It tells whether any row became longer.
func (rs *runs) reach(rows []Row, pulses []Pulse) bool {
	const (
		least = 15.0 // mm of curve: a shorter piece is text
		same  = 1.0  // mm
	)
	longer := slices.Clone(rows)
	n := 0
	for i := range longer {
		r := &longer[i]
		var own []Pulse
		for _, p := range pulses {
			if p.Row == i {
				own = append(own, p)
			}
		}
		if len(own) == 0 {
			continue
		}
		slices.SortFunc(own, func(a, b Pulse) int { return cmp.Compare(a.X0, b.X0) })
		ps := rs.pieces(r)
		after := func(p Pulse) (x0, x1 float64, ok bool) { // the curve that follows a pulse
			for _, q := range ps {
				x0, _ := rs.s.MM(float64(q.c0), 0)
				x1, _ := rs.s.MM(float64(q.c1), 0)
				if x1 > p.X1+least && x0 < p.X1+pieceGap {
					return x0, x1, true
				}
			}
			return 0, 0, false
		}
		for _, p := range own {
			if _, x1, ok := after(p); ok && x1 > r.X1 && p.X0 > r.X1-same && p.X0 < r.X1+mostPart {
				r.X1 = x1
			}
		}
		for _, p := range slices.Backward(own) {
			if x0, x1, ok := after(p); ok && x0 < r.X0 && p.X1 < r.X0 && x1 > r.X0-mostPart {
				r.X0 = x0
			}
		}
		if r.X0 != rows[i].X0 || r.X1 != rows[i].X1 {
			n++
		}
	}
	if n < 2 {
		return false
	}
	copy(rows, longer)
	return true
}
