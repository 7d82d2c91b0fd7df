package layout

// edges are the lines far from all rows of curves that have the grid on one
// side at most: where the sheet ends on a table, and frames. They are as dark
// and as long as curves, and must not be followed as such.
func (e *evidence) edges() []Row {
	const (
		apart = 9.0 // mm from the rows
		wrong = -3  // log odds of a row of curves
		most  = 0.5 // share of its length with grid on both sides
	)
	var out []Row
	free := func(r *Row) bool {
		for i := range e.rows {
			if e.rows[i].distance(r) < apart {
				return false
			}
		}
		return e.rs.within(r) < most
	}
	for _, r := range e.all {
		if r.LogOdds <= wrong && free(&r) {
			out = append(out, r)
		}
	}
	for _, r := range e.ruled {
		r.X0, r.X1 = r.From, r.From+float64(len(r.Path)-1)*PathStep
		if free(&r) {
			out = append(out, r)
		}
	}
	return out
}

// within is the share of a row's length with the grid on both sides of it.
func (rs *runs) within(r *Row) float64 {
	const beside = 6.0 // mm
	in, n := 0, 0
	for x := r.X0; x < r.X1; x += 2 {
		y := r.YAt(x)
		n++
		if rs.m.SeenAt(x, y-beside) && rs.m.SeenAt(x, y+beside) {
			in++
		}
	}
	return float64(in) / float64(max(n, 1))
}
