package layout

import (
	"math"
	"slices"
)

// A gap is a stretch of a row without a curve, page millimetres.
type gap struct {
	x0, x1 float64
	pulse  bool // a calibration pulse stands in it
}

func (g gap) long() float64 { return g.x1 - g.x0 }

// short tells whether it may part columns that follow each other without a
// space.
func (g gap) short() bool { return g.long() <= mostGap || g.pulse && g.long() <= pulseGap }

// Limits of the gaps that may part columns, in millimetres.
const (
	leastGap = 0.45
	mostGap  = 6.0
	pulseGap = 14.0 // with a pulse in it
	mostPart = 30.0 // of columns that stand apart, with names and pulses between them
	gapTol   = 0.8  // between a gap's end and the start of a column
)

// findGaps lists the stretches in which a row holds no part of a connected
// curve, between its ends. Pulses, the feet on which they stand, and upright
// strokes within a gap are part of it.
func (rs *runs) findGaps(row *Row, pulses []Pulse) []gap {
	const (
		reach  = 9.0 // mm from the row's line
		foot   = 3.0 // mm from a pulse
		stroke = 1.0 // mm: widest
	)
	rho := rs.s.Rho
	half := (rs.line/2 - 0.5) / rho
	i0, _ := rs.s.At(row.Begin, 0)
	i1, _ := rs.s.At(row.End, 0)
	var out []gap
	last, pulse := -1, false
	var left uint8 // the sides on which the curve leaves the band in column last
	for c := max(0, int(i0)); c < min(len(rs.col), int(i1)+1); c++ {
		x, _ := rs.s.MM(float64(c), 0)
		y := (row.YAt(x) - rs.s.Y0) * rho
		on, leaves := false, uint8(0)
		for _, r := range rs.col[c] {
			if (float64(r.wide) > pieceWide*rho || r.lattice) && float64(r.r1) > y-reach*rho && float64(r.r0) < y+reach*rho {
				on = true
				leaves |= r.leaves(y-reach*rho, y+reach*rho)
			}
		}
		if on && slices.ContainsFunc(pulses, func(p Pulse) bool { return x > p.Left-1.5 && x < p.Right+0.1 }) {
			pulse = true // which is no curve
			continue
		}
		if !on {
			continue
		}
		if last >= 0 && left&leaves == 0 { // else it is the tip of a tall wave
			a, _ := rs.s.MM(float64(last), 0)
			if g := (gap{a - half, x + half, pulse}); g.long() >= leastGap+2*half {
				out = append(out, g)
			}
		}
		last, left, pulse = c, leaves, false
	}
	// Join what only strokes and feet part.
	joined := out[:0]
	for _, g := range out {
		if n := len(joined); n > 0 {
			f := &joined[n-1]
			ink := g.x0 - f.x1 + 2*half
			if ink < stroke || ink < foot && (f.pulse || g.pulse) && slices.ContainsFunc(pulses, func(p Pulse) bool { return f.x1 > p.Left-foot-0.5 && g.x0 < p.Right+foot+0.5 }) {
				f.x1, f.pulse = g.x1, f.pulse || g.pulse
				continue
			}
		}
		joined = append(joined, g)
	}
	return slices.DeleteFunc(joined, func(g gap) bool { return g.long() > mostPart })
}

// leaves tells on which sides a run crosses the edge of a band of rows: 1 above,
// 2 below.
func (r run) leaves(top, bottom float64) (sides uint8) {
	if float64(r.r0) <= top {
		sides |= 1
	}
	if float64(r.r1) >= bottom {
		sides |= 2
	}
	return sides
}

// gapAt finds the gap of a row that ends where a column starts.
func (e *evidence) gapAt(row int, x float64) (gap, bool) {
	best, at := gapTol, -1
	for i, g := range e.gaps[row] {
		if d := math.Abs(g.x1 - x); g.short() && d < best {
			best, at = d, i
		}
	}
	if at < 0 {
		return gap{}, false
	}
	return e.gaps[row][at], true
}

// scoreGaps weighs the gaps at the edges of columns as scoreBars does the
// separators: a machine leaves them in all rows or in none, and thin steep
// strokes that are not seen leave them in several rows at once, because beats
// are simultaneous.
func (e *evidence) scoreGaps(a arrangement) float64 {
	if a.cols < 2 {
		return 0
	}
	sum := 0.0
	for k := 1; k < a.cols; k++ {
		x := a.start(k)
		if x > e.end-2 {
			continue
		}
		sum += e.scoreGap(a, func(row int) (float64, bool) {
			g, ok := e.gapAt(row, x)
			u := (g.x1 - x) / barSigma
			return min(u*u/2, 1), ok
		}, gap.short)
	}
	return min(max(0, sum), 15)
}

// scoreBefore weighs the gaps before the first column where the rows begin
// earlier: with pulses that were not seen as such, or text.
func (e *evidence) scoreBefore(a arrangement) float64 {
	const least = 2.0 // mm
	if a.x0 < e.start+least {
		return 0
	}
	return max(0, e.scoreGap(a, func(row int) (float64, bool) {
		g, ok := e.gapAt(row, a.x0)
		u := (g.x1 - a.x0) / barSigma
		return min(u*u/2, 1), ok
	}, gap.short))
}

// scoreGap is the log likelihood that columns part where at finds gaps,
// against gaps that are there by chance, one by one or in many rows. at also
// returns what it costs that a gap is not quite where it should be; like
// tells which gaps could have been there by chance.
func (e *evidence) scoreGap(a arrangement, at func(row int) (price float64, ok bool), like func(gap) bool) float64 {
	const found = 0.8
	yes, own, line, cost := 1.0, 1.0, 1.0, 0.0
	total, widest := 0.0, 0.0
	for i := range a.grid {
		n := 0.0
		for _, g := range e.gaps[i] {
			if like(g) {
				n++
			}
		}
		price, ok := at(i)
		if ok { // the others tell what there is by chance
			n--
		}
		l := e.rows[i].X1 - e.rows[i].X0
		chance := min(max(1-math.Exp(-n*2*gapTol/l), 0.02), 0.5)
		total, widest = total+n, max(widest, l)
		if ok {
			yes, own, line = yes*found, own*chance, line*found
			cost += price
		} else {
			yes, own, line = yes*(1-found), own*(1-chance), line*(1-found)
		}
	}
	// At most so many places have gaps in all rows at once.
	several := min(max(1-math.Exp(-total/float64(a.grid)*2*gapTol/widest), 0.005), 0.5)
	return math.Log(yes/((1-several)*own+several*line)) - cost
}

// gapPeaks are the places at which gaps of several rows (or the only one) end, none but long
// ones where they are so many that the lines are broken.
func (e *evidence) gapPeaks() []float64 {
	const long = 2.5 // mm: longer than a stroke that was not seen
	peaks := func(least float64) []float64 {
		var ends []float64
		for _, gs := range e.gaps {
			for _, g := range gs {
				if g.long() >= least {
					ends = append(ends, g.x1)
				}
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
			if j-i >= min(2, len(e.rows)) && 3*(j-i) >= len(e.rows) {
				out = append(out, sum/float64(j-i))
			}
			i = j
		}
		return out
	}
	out := peaks(long)
	if len(out) > maxPeaks/2 {
		return nil
	}
	if all := peaks(0); len(all) <= maxPeaks/2 {
		out = append(out, all...)
	}
	return distinct(out, gapTol)
}

// between is what parts column k from the one before: where the curves of most
// rows end and begin again. ok is false where they go on, and where the gap is
// one of few: a machine leaves them between all columns; a crease or a
// separator that has come off makes one.
func (e *evidence) between(a arrangement, k int) (end, start float64, ok bool) {
	x := a.start(k)
	parted := 0
	for j := 1; j < a.cols; j++ {
		if ends, _ := e.gapsAt(a, a.start(j)); len(ends) > 0 {
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

// beforeFeet is where the curves end before the feet of the pulses at the
// right, if most rows leave a gap there, or end there without a pulse.
func (e *evidence) beforeFeet(end float64, lo, hi int) (float64, bool) {
	return e.besideFeet(lo, hi, func(p Pulse) bool { return near(p.X0, end, 1.5) }, func(p Pulse, g gap) (float64, bool) {
		return g.x0, g.x1 < p.X0+0.5 && g.x1 > p.X0-foot
	}, func(r *Row) (float64, bool) { return r.End, r.End > end-foot-blank && r.End < end-leastGap })
}

// afterFeet is where the curves begin beyond the feet on which the pulses at
// the left stand, if most rows leave a gap there, or begin there without a pulse.
func (e *evidence) afterFeet(start float64, lo, hi int) (float64, bool) {
	return e.besideFeet(lo, hi, func(p Pulse) bool { return near(p.X1, start, 1.5) }, func(p Pulse, g gap) (float64, bool) {
		return g.x1, g.x0 > p.X1-0.5 && g.x0 < p.X1+foot
	}, func(r *Row) (float64, bool) { return r.Begin, r.Begin < start+foot+blank && r.Begin > start+leastGap })
}

const (
	foot  = 3.5 // mm: the longest that a pulse has
	blank = 2.5 // mm between it and the curve, at most
)

// besideFeet is the usual place at which rows lo to hi have a gap beside a
// pulse, or end where no pulse was seen.
func (e *evidence) besideFeet(lo, hi int, which func(Pulse) bool, at func(Pulse, gap) (float64, bool), bare func(*Row) (float64, bool)) (float64, bool) {
	const same = 0.5 // mm by which rows may differ
	var places []float64
	rows, feet := 0, 0
	for i := lo; i < hi; i++ {
		if !slices.ContainsFunc(e.pulses, func(p Pulse) bool { return p.Row == i && which(p) }) {
			rows++
			if x, ok := bare(&e.rows[i]); ok {
				places = append(places, x)
			}
			continue
		}
		for _, p := range e.pulses {
			if p.Row != i || !which(p) {
				continue
			}
			rows++
			for _, g := range e.gaps[i] {
				if x, ok := at(p, g); ok && g.long() < blank {
					places = append(places, x)
					feet++
					break
				}
			}
			break
		}
	}
	if feet == 0 {
		return 0, false
	}
	m := median(places)
	places = slices.DeleteFunc(places, func(x float64) bool { return !near(x, m, same) })
	return m, 2*len(places) > rows
}

// partedPrice is the log odds against columns that stand apart.
const partedPrice = 1.0

// scoreBlanks weighs the blanks between columns that stand apart: most rows
// have them, where the columns end and begin.
func (e *evidence) scoreBlanks(a arrangement) float64 {
	const (
		reach = 3.0 // mm by which an end may differ: curves end late, or names stand there
		sigma = 1.0
	)
	sum := 0.0
	for k := 1; k < a.cols; k++ {
		x, end := a.start(k), a.start(k-1)+a.width
		if x > e.end-2 {
			continue
		}
		sum += e.scoreGap(a, func(row int) (float64, bool) {
			g, ok := e.blankAt(row, x, end, reach)
			u, v := (g.x1-x)/barSigma, (g.x0-end)/sigma
			return min(u*u/2, 1) + min(v*v/2, 2), ok
		}, func(g gap) bool { return near(g.long(), a.pitch-a.width, reach) })
	}
	return min(max(-15, sum), 15)
}

// blankAt finds the gap of a row from where a column ends to where the next
// starts.
func (e *evidence) blankAt(row int, start, end, reach float64) (gap, bool) {
	for _, g := range e.gaps[row] {
		if near(g.x1, start, gapTol) && near(g.x0, end, reach) {
			return g, true
		}
	}
	return gap{}, false
}
