package layout

import (
	"math"
	"slices"
)

// A gap is a stretch of a row without a curve, page millimetres.
type gap struct{ x0, x1 float64 }

// Limits of the gaps that may part columns, in millimetres.
const (
	leastGap = 0.45
	mostGap  = 6.0
	pulseGap = 14.0 // with a pulse in it
	gapTol   = 0.8  // between a gap's end and the start of a column
)

// findGaps lists the stretches in which a row holds no part of a connected
// curve, between its ends.
func (rs *runs) findGaps(row *Row, pulses []Pulse) []gap {
	const reach = 9.0 // mm from the row's line
	rho := rs.s.Rho
	half := (rs.line/2 - 0.5) / rho
	i0, _ := rs.s.At(row.Begin, 0)
	i1, _ := rs.s.At(row.End, 0)
	var out []gap
	last, pulse := -1, false
	for c := max(0, int(i0)); c < min(len(rs.col), int(i1)+1); c++ {
		x, _ := rs.s.MM(float64(c), 0)
		y := (row.YAt(x) - rs.s.Y0) * rho
		on := slices.ContainsFunc(rs.col[c], func(r run) bool {
			return (float64(r.wide) > pieceWide*rho || r.lattice) && float64(r.r1) > y-reach*rho && float64(r.r0) < y+reach*rho
		})
		if on && slices.ContainsFunc(pulses, func(p Pulse) bool { return x > p.Left-1.5 && x < p.Right+0.1 }) {
			pulse = true // which is no curve
			continue
		}
		if !on {
			continue
		}
		if last >= 0 {
			a, _ := rs.s.MM(float64(last), 0)
			most := mostGap
			if pulse {
				most = pulseGap
			}
			if g := (gap{a - half, x + half}); g.x1-g.x0 >= leastGap+2*half && g.x1-g.x0 <= most {
				out = append(out, g)
			}
		}
		last, pulse = c, false
	}
	return out
}

// gapAt finds the gap of a row that ends where a column starts.
func (e *evidence) gapAt(row int, x float64) (gap, bool) {
	best, at := gapTol, -1
	for i, g := range e.gaps[row] {
		if d := math.Abs(g.x1 - x); d < best {
			best, at = d, i
		}
	}
	if at < 0 {
		return gap{}, false
	}
	return e.gaps[row][at], true
}

// scoreGaps weighs the gaps at the edges of columns as scoreBars does the
// separators: a machine leaves them in all rows or in none.
func (e *evidence) scoreGaps(a arrangement) float64 {
	const found = 0.8
	if a.cols < 2 {
		return 0
	}
	chance := make([]float64, a.grid)
	for i := range chance {
		n := float64(len(e.gaps[i]))
		chance[i] = min(max(1-math.Exp(-n*2*gapTol/(e.rows[i].X1-e.rows[i].X0)), 0.02), 0.5)
	}
	sum := 0.0
	for k := 1; k < a.cols; k++ {
		x := a.x0 + float64(k)*a.pitch
		if x > e.end-2 {
			continue
		}
		l := 0.0
		for i := range chance {
			if g, ok := e.gapAt(i, x); ok {
				u := (g.x1 - x) / barSigma
				l += math.Log(found/chance[i]) - min(u*u/2, 1)
			} else {
				l += math.Log((1 - found) / (1 - chance[i]))
			}
		}
		sum += l
	}
	return min(max(0, sum), 15)
}

// gapPeaks are the places at which gaps of several rows end.
func (e *evidence) gapPeaks() []float64 {
	var ends []float64
	for _, gs := range e.gaps {
		for _, g := range gs {
			ends = append(ends, g.x1)
		}
	}
	slices.Sort(ends)
	var out []float64
	for i := 0; i < len(ends); {
		j, sum := i, 0.0
		for j < len(ends) && ends[j] < ends[i]+gapTol {
			sum += ends[j]
			j++
		}
		if j-i >= 2 && 3*(j-i) >= len(e.rows) {
			out = append(out, sum/float64(j-i))
		}
		i = j
	}
	if len(out) > maxPeaks/2 { // a broken line, not columns
		return nil
	}
	return out
}

// between is what parts column k from the one before: where the curves of most
// rows end and begin again. ok is false where they go on, and where the gap is
// one of few: a machine leaves them between all columns; a crease or a
// separator that has come off makes one.
func (e *evidence) between(a arrangement, k int) (end, start float64, ok bool) {
	x := a.x0 + float64(k)*a.pitch
	parted := 0
	for j := 1; j < a.cols; j++ {
		if ends, _ := e.gapsAt(a, a.x0+float64(j)*a.pitch); len(ends) > 0 {
			parted++
		}
	}
	ends, starts := e.gapsAt(a, x)
	if len(ends) == 0 || 3*parted < 2*(a.cols-1) {
		return x, x, false
	}
	return median(ends), median(starts), true
}

// gapsAt lists the ends of the gaps about the start of a column, none unless
// most rows have one.
func (e *evidence) gapsAt(a arrangement, x float64) (ends, starts []float64) {
	for i := range a.grid {
		if g, ok := e.gapAt(i, x); ok {
			ends, starts = append(ends, g.x0), append(starts, g.x1)
		}
	}
	if len(ends) < 2 && len(ends) < a.grid || 2*len(ends) < a.grid {
		return nil, nil
	}
	return ends, starts
}

// afterFeet is where the curves begin beyond the feet on which the pulses at
// the left stand, if most rows with a pulse leave a gap there.
func (e *evidence) afterFeet() (float64, bool) {
	const (
		foot  = 2.5 // mm: longest
		blank = 2.5 // mm between foot and curve, at most
		same  = 0.5 // mm by which rows may differ
	)
	var starts []float64
	rows := 0
	for i := range e.rows {
		for _, p := range e.pulses {
			if p.Row != i || !near(p.X1, e.start, 1.5) {
				continue
			}
			rows++
			for _, g := range e.gaps[i] {
				if g.x0 > p.X1-0.5 && g.x0 < p.X1+foot && g.x1-g.x0 < blank {
					starts = append(starts, g.x1)
					break
				}
			}
			break
		}
	}
	if len(starts) == 0 {
		return 0, false
	}
	m := median(starts)
	starts = slices.DeleteFunc(starts, func(x float64) bool { return !near(x, m, same) })
	return m, 2*len(starts) > rows
}
