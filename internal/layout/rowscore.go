package layout

import (
	"math"
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/rectify"
)

// judge gives every row the log likelihood that it is a row of curves, against
// a line of text, an edge of the sheet or the shadow of another row's waves.
// The figures are set by the shares seen among right and wrong rows of the
// development pages, rounded.
func judgeRows(rs *runs, rows []Row, m *rectify.Map) {
	var starts, ends, fills []float64
	for _, r := range rows {
		starts, ends = append(starts, r.X0), append(ends, r.X1)
		fills = append(fills, r.Fill*(r.X1-r.X0))
	}
	if len(rows) == 0 {
		return
	}
	slices.Sort(starts)
	slices.Sort(ends)
	slices.Sort(fills)
	a, b := starts[len(starts)/2], ends[len(ends)/2]
	const (
		longer = 4.0 // mm
		alike  = 4.0
	)
	const shadow = 9.0 // mm: farther away lies no wave for long
	agree := 0
	for _, r := range rows {
		if near(r.X0, a, alike) && near(r.X1, b, alike) {
			agree++
		}
	}
	typical := fills[len(fills)*2/3]
	for i := range rows {
		r := &rows[i]
		r.offGrid, r.shadow = 0, false
		s := 0.0
		// As long as the others.
		switch l := (min(r.X1, b) - max(r.X0, a)) / (b - a); {
		case l > 0.85:
			s++
		case l < 0.6:
			s -= 2
		}
		// The sheet's edge is longer at both ends, where the others agree.
		if agree >= 3 && r.X0 < a-longer && r.X1 > b+longer {
			s -= 4
		}
		// As much ink on its line.
		if r.Fill*(r.X1-r.X0) < 0.55*typical {
			s--
		}
		// Beats: steep strokes that leave the line, spread along it.
		r.Beats = rs.beats(r)
		switch {
		case r.Beats >= 4:
			s += 2
		case r.Beats >= 2:
			s += 0.5
		default:
			s -= 1.5
		}
		// On the grid, with grid on both sides.
		in := 0
		n := 0
		for x := r.X0; x < r.X1; x += 2 {
			y := r.YAt(x)
			n++
			if m.SeenAt(x, y-3) && m.SeenAt(x, y+3) {
				in++
			}
		}
		switch share := float64(in) / float64(max(n, 1)); {
		case share > 0.9:
			s += 0.5
		case share < 0.5:
			r.offGrid = 3
		}
		// Edges of sheets and grain of tables go on beyond the grid at both ends.
		const beyond = 6.0 // mm
		if !m.SeenAt(r.X0+beyond, r.YAt(r.X0+beyond)) && !m.SeenAt(r.X1-beyond, r.YAt(r.X1-beyond)) {
			r.offGrid += 3
		}
		// The waves of a row leave a weaker line beside it.
		for j := range rows {
			o := &rows[j]
			if i == j || o.distance(r) > shadow || o.X1-o.X0 < 0.8*(r.X1-r.X0) || r.mass > o.mass {
				continue
			}
			if r.Fill < 0.75*o.Fill || r.mass < 0.65*o.mass || rs.together(r, o) < 0.5*o.Fill {
				s -= 4
				r.shadow = true
				break
			}
		}
		s -= r.offGrid
		alone := min(max(s, -6), 4)
		r.LogOdds = min(max(s+rs.partOdds(r), -6), 4)
		r.known = r.LogOdds - alone
	}
}

// distance is the median distance of two rows over the width they share.
func (r *Row) distance(o *Row) float64 {
	var d []float64
	for x := max(r.X0, o.X0); x < min(r.X1, o.X1); x += 4 {
		d = append(d, math.Abs(r.YAt(x)-o.YAt(x)))
	}
	if len(d) == 0 {
		return math.Inf(1)
	}
	slices.Sort(d)
	return d[len(d)/2]
}

// together is the share of the columns with a row's ink on its line in which
// the other row has ink on its own: two curves are there at once, while a wave
// is where its own row is not.
func (rs *runs) together(r, o *Row) float64 {
	mine, both := 0, 0
	for c := range rs.col {
		if x, _ := rs.s.MM(float64(c), 0); x < max(r.X0, o.X0) || x > min(r.X1, o.X1) || !rs.onLine(r, c) {
			continue
		}
		mine++
		if rs.onLine(o, c) {
			both++
		}
	}
	return float64(both) / float64(max(mine, 1))
}

// onLine tells whether a level piece of a connected curve lies on a row's line
// in a column.
func (rs *runs) onLine(r *Row, c int) bool {
	const off = 1.5 // mm
	x, _ := rs.s.MM(float64(c), 0)
	y := r.YAt(x)
	return slices.ContainsFunc(rs.col[c], func(q run) bool {
		_, at := rs.s.MM(0, float64(q.y))
		return near(at, y, off) && float64(q.height()) < 2.5*rs.stroke+1 && float64(q.wide) > pieceWide*rs.s.Rho
	})
}

// beats counts the steep strokes of a connected curve that start or end on
// the row's line, at least refractory millimetres apart.
func (rs *runs) beats(r *Row) int {
	const (
		tall       = 2.2 // mm
		touch      = 2.5 // mm between the stroke and the line
		refractory = 4.0 // mm: 0.16 s at 25 mm/s
	)
	rho := rs.s.Rho
	n, last := 0, math.Inf(-1)
	for c, col := range rs.col {
		x, _ := rs.s.MM(float64(c), 0)
		if x < r.X0 || x > r.X1 || x-last < refractory {
			continue
		}
		y := (r.YAt(x) - rs.s.Y0) * rho
		for _, q := range col {
			if float64(q.height()) < tall*rho || float64(q.wide) < pieceWide*rho {
				continue
			}
			if float64(q.r0) < y+touch*rho && float64(q.r1) > y-touch*rho {
				n++
				last = x
				break
			}
		}
	}
	return n
}

// What the network says of a row: of rows of curves it knows nearly all nearly
// all over, of others hardly any of the way. It may fail on a row as a whole (noise
// of mains that fills a band), so it is believed at twenty to one at most, and
// less for a row, which other evidence knows by the same ink.
const (
	partAgainst = -3.0
	partFor     = 1.5
	partReach   = 0.75 // mm beside the row's path
)

// partOdds is what the network says of a row, as log odds; 0 without one.
func (rs *runs) partOdds(r *Row) float64 {
	if rs.parts == nil {
		return 0
	}
	n, sum := 0, 0.0
	for x := r.X0 + PathStep/2; x < r.X1; x += PathStep {
		n++
		sum += rs.parts.TraceAt(x, r.YAt(x), partReach)
	}
	share := sum / float64(max(n, 1))
	return partAgainst + (partFor-partAgainst)*min(max((share-0.1)/0.6, 0), 1)
}
