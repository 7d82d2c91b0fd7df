package trace

import (
	"math"
	"slices"
)

// Costs of the path. The unit is one row of blank paper crossed vertically.
const (
	blankColumn = 8.0    // a column in which the trace has no ink
	blankRow    = 1.0    // a row without ink crossed while going up or down
	inkRow      = -0.006 // a row with ink, likewise: a little is gained by covering it
	farRow      = 0.006  // but lost where another curve's resting line is nearer
	hiddenRow   = 0.15   // a row under a separator
	textRow     = 0.0    // a row in the ink of a name: nothing to gain
	turn        = 1.5    // from flat to steep or back
	reverse     = 2.0    // from up to down at a peak
	stray       = 0.01   // per column and mm of distance from the resting line
	slope1      = 0.15   // a flat step of one row,
	slope2      = 0.5    // of two rows
)

// A span is a half-open range of rows.
type span struct{ lo, hi int32 }

// Settings of where the path may run.
const (
	nearInk    = 50  // level from which a sample is ink to run near
	nearRows   = 4   // rows about ink that count as near it
	nearMM     = 0.8 // across
	restRowsMM = 2.5 // rows about the resting line that are always open
)

// spans lists, by column of a track, the rows near ink, and those about the
// resting line through which gaps are crossed. Elsewhere the path may only
// jump straight up or down.
func (t *track) spans(f *field) [][]span {
	w := t.c1 - t.c0
	reach := max(2, int(nearMM*f.Rho))
	own := make([][]span, w+2*reach) // of column t.c0-reach+i alone
	flat := make([]span, 0, 8*len(own))
	for i := range own {
		c := t.c0 - reach + i
		if c < 0 || c >= f.W {
			continue
		}
		from := len(flat)
		col := f.column(c)[t.lo:t.hi]
		for r := 0; r < len(col); r++ {
			if col[r] < nearInk {
				continue
			}
			a := r
			for r < len(col) && col[r] >= nearInk {
				r++
			}
			s := span{int32(max(a-nearRows, 0)), int32(min(r+nearRows, len(col)))}
			if n := len(flat); n > from && flat[n-1].hi >= s.lo {
				flat[n-1].hi = s.hi
			} else {
				flat = append(flat, s)
			}
		}
		own[i] = flat[from:len(flat):len(flat)]
	}
	// The union over the columns within reach, by counting covers.
	h := t.hi - t.lo
	count := make([]int16, h+1) // change of the number of covers at a row
	add := func(s []span, by int16) {
		for _, q := range s {
			count[q.lo] += by
			count[q.hi] -= by
		}
	}
	rest := span{int32(min(max(int(t.cy-restRowsMM*f.Rho)-t.lo, 0), h-1)), int32(min(max(int(t.cy+restRowsMM*f.Rho)-t.lo+1, 1), h))}
	add([]span{rest}, 1)
	for i := range 2 * reach {
		add(own[i], 1)
	}
	out := make([][]span, w)
	all := make([]span, 0, 4*w)
	for c := range out {
		add(own[c+2*reach], 1)
		from := len(all)
		n, open := int16(0), false
		for r, d := range count {
			if d == 0 {
				continue
			}
			n += d
			if n > 0 && !open {
				if k := len(all); k > from && int(all[k-1].hi) == r {
					all[k-1].hi = -1
				} else {
					all = append(all, span{int32(r), -1})
				}
				open = true
			} else if n == 0 && open {
				all[len(all)-1].hi = int32(r)
				open = false
			}
		}
		out[c] = all[from:len(all):len(all)]
		add(own[c], -1)
	}
	return out
}

// How a state of the path was reached, in the bits of one byte: 0-3 flat (a
// step of -2..2 rows from the column before as 0-4, and 5 more if it was reached
// from up here, 10 from down), 4-5 up (0 up in the column before, 1 down in it, 2
// that flat step, 3 the row below), 6-7 down likewise.
const (
	flatSteps                = 5
	flatFromUp, flatFromDown = 1, 2 // times flatSteps
	upBits, downBits         = 4, 6
	flatMask                 = 15
	steepSame                = 0
	steepReversed            = 1
	steepFromFlat            = 2
	steepAlong               = 3
	unvisited                = 0xff
)

// A tariff says what a path pays beside the fixed costs, and where it runs.
type tariff struct {
	row []float32 // by row from track.lo: cost of a row with ink run along
	// The rest may be nil. By columns like field.level, from column col0 on:
	// what running along a sample gains, in steps of unit, and owner whose ink it
	// is (0 nobody's, own me).
	prize []uint8
	unit  float32
	owner []uint8
	me    uint8
	// foreign is what a column along another's ink costs.
	foreign float32
	col0    int
	// c0 and c1 are the columns to cross, half open; r0 and r1 the rows at
	// which to begin and end, negative for any.
	c0, c1, r0, r1 int
}

// whole is the tariff of a way through all columns of a track.
func (t *track) whole(row []float32) tariff {
	return tariff{row: row, c0: t.c0, c1: t.c1, r0: -1, r1: -1}
}

// A router holds the buffers of the path; one for each goroutine at work.
type router struct {
	grid []float32
	from []uint8
	runs []point
}

// path finds the cheapest way through the ink of a track. A state is a row and
// one of three directions. Flat moves change the row by up to two a column; up
// and down moves run along a column over any number of rows, so that a
// column's ink is a vertical run and not only a centre. The points it returns
// advance by less than a column each and are valid until the next call; nil
// if there is no way. open lists the rows to use by column from track.c0.
func (g *router) path(f *field, t *track, open [][]span, fee tariff) []point {
	h, w := t.hi-t.lo, fee.c1-fee.c0
	open = open[fee.c0-t.c0:]
	inf := float32(math.Inf(1))
	if cap(g.grid) < 8*h {
		g.grid = make([]float32, 8*h)
	}
	grid := g.grid[:8*h]
	flat, up, down := grid[:h], grid[h:2*h], grid[2*h:3*h]
	nf, nu, nd := grid[3*h:4*h], grid[4*h:5*h], grid[5*h:6*h]
	run, away := grid[6*h:7*h], grid[7*h:]
	for r := range 6 * h {
		grid[r] = inf
	}
	if cap(g.from) < w*h {
		g.from = make([]uint8, w*h)
	}
	from := g.from[:w*h]
	for i := range from {
		from[i] = unvisited
	}
	var missAt, missSteep [256]float32
	for v := range missAt {
		missAt[v] = 1 - min(max((float32(v)/levels/t.amp-0.2)/0.5, 0), 1)
		missSteep[v] = 1 - min(max((float32(v)/levels/t.amp/f.steep-0.2)/0.5, 0), 1)
	}
	missAt[hiddenLevel], missSteep[hiddenLevel] = 0, 0
	for r := range away {
		away[r] = stray * float32(math.Abs(float64(t.lo+r)-t.cy)/f.Rho)
	}
	if fee.r0 >= 0 {
		r := nearest(open[0], fee.r0-t.lo)
		if r < 0 {
			return nil
		}
		flat[r], up[r], down[r] = 0, 0, 0
	} else {
		for _, s := range open[0] {
			for r := s.lo; r < s.hi; r++ {
				flat[r] = 30 * away[r]
				up[r], down[r] = flat[r], flat[r]
			}
		}
	}
	for c := range w {
		back := from[c*h : (c+1)*h]
		col := f.column(fee.c0 + c)[t.lo:t.hi]
		left := f.column(max(fee.c0+c-1, 0))[t.lo:t.hi]
		right := f.column(min(fee.c0+c+1, f.W-1))[t.lo:t.hi]
		text := f.text[(fee.c0+c)*f.H+t.lo:][:h]
		var prize, owner []uint8
		if fee.prize != nil {
			k := (fee.c0+c-fee.col0)*f.H + t.lo
			prize, owner = fee.prize[k:k+h], fee.owner[k:k+h]
		}
		for _, s := range open[c] {
			for r := int(s.lo); r < int(s.hi); r++ {
				miss := missAt[col[r]]
				steep := missSteep[col[r]]
				if f.thin {
					steep = missSteep[across(left[r], col[r], right[r])]
				}
				step := fee.row[r] + blankRow*steep
				along := float32(0)
				if col[r] == hiddenLevel {
					step = hiddenRow
				} else if text[r] {
					step = max(step, textRow)
				}
				if prize != nil {
					step -= float32(prize[r]) * fee.unit
					if o := owner[r]; o != 0 && o != fee.me && o != shared {
						step += foreignRow
						along = fee.foreign
					}
				}
				run[r] = step
				cost := blankColumn*miss + away[r] + along
				best, arg := flat[r], uint8(2)
				if r >= 1 {
					if v := flat[r-1] + slope1; v < best {
						best, arg = v, 1
					}
				}
				if r+1 < h {
					if v := flat[r+1] + slope1; v < best {
						best, arg = v, 3
					}
				}
				if r >= 2 {
					if v := flat[r-2] + slope2; v < best {
						best, arg = v, 0
					}
				}
				if r+2 < h {
					if v := flat[r+2] + slope2; v < best {
						best, arg = v, 4
					}
				}
				b := arg
				u, d := up[r], down[r]
				vu, vd := u, d
				if v := d + reverse; v < u {
					vu = v
					b |= steepReversed << upBits
				}
				if v := u + reverse; v < d {
					vd = v
					b |= steepReversed << downBits
				}
				if v := best + turn; v < vu {
					vu = v
					b = b&^(3<<upBits) | steepFromFlat<<upBits
				}
				if v := best + turn; v < vd {
					vd = v
					b = b&^(3<<downBits) | steepFromFlat<<downBits
				}
				nf[r], nu[r], nd[r] = best+cost, vu+cost, vd+cost
				back[r] = b
			}
		}
		sweep(open[c], nf, nu, nd, run, back)
		// The rows of the column before are closed again.
		for _, s := range open[max(c-1, 0)] {
			for r := s.lo; r < s.hi; r++ {
				flat[r], up[r], down[r] = inf, inf, inf
			}
		}
		flat, nf = nf, flat
		up, nu = nu, up
		down, nd = nd, down
	}
	first, last := 0, h
	if fee.r1 >= 0 {
		if first = nearest(open[w-1], fee.r1-t.lo); first < 0 {
			return nil
		}
		last = first + 1
	}
	best, r, state := inf, 0, 0
	for i := first; i < last; i++ {
		for s, v := range [3]float32{flat[i], up[i], down[i]} {
			if v < best {
				best, r, state = v, i, s
			}
		}
	}
	if best == inf {
		return nil
	}
	g.follow(from, fee.c0, w, t, r, state)
	return g.runs
}

// across is the level of a line that runs along a column between two others.
// Such a line may share its ink with the column beside it; the one that has
// more of it counts for both, so that the blank beside a line stays blank.
func across(left, own, right uint8) uint8 {
	if own == hiddenLevel {
		return own
	}
	beside := uint8(0)
	if left <= own {
		beside = left
	}
	if right <= own {
		beside = max(beside, right)
	}
	return min(own, hiddenLevel-1-beside) + beside
}

// nearest is the open row nearest to r, -1 if none is open.
func nearest(open []span, r int) int {
	best := -1
	for _, s := range open {
		v := min(max(r, int(s.lo)), int(s.hi)-1)
		if best < 0 || abs(v-r) < abs(best-r) {
			best = v
		}
	}
	return best
}

// sweep lets the runs along one column continue: up from below, down from
// above, and from either to flat.
func sweep(open []span, nf, nu, nd, run []float32, back []uint8) {
	last := -1
	for k := len(open) - 1; k >= 0; k-- {
		for r := int(open[k].hi) - 1; r >= int(open[k].lo); r-- {
			if last >= 0 {
				// Rows jumped over are blank.
				if v := nu[last] + run[r] + blankRow*float32(last-r-1); v < nu[r] {
					nu[r] = v
					back[r] |= steepAlong << upBits
				}
			}
			last = r
		}
	}
	last = -1
	for _, s := range open {
		for r := int(s.lo); r < int(s.hi); r++ {
			if last >= 0 {
				if v := nd[last] + run[r] + blankRow*float32(r-last-1); v < nd[r] {
					nd[r] = v
					back[r] |= steepAlong << downBits
				}
			}
			last = r
			if v := nu[r] + turn; v < nf[r] {
				nf[r] = v
				back[r] += flatSteps * flatFromUp
			}
			if v := nd[r] + turn; v < nf[r] {
				nf[r] = v
				back[r] = back[r]&^flatMask | (back[r]&flatMask)%flatSteps + flatSteps*flatFromDown
			}
		}
	}
}

// follow reads the way back from its end, and spreads each column's run over
// the width of the column.
func (g *router) follow(from []uint8, c0, w int, t *track, r, state int) {
	h := t.hi - t.lo
	runs := g.runs[:0] // (column, row), from the last to the first
	for c := w - 1; c >= 0; {
		if n := len(runs); n == 0 || runs[n-1].x != float64(c) || runs[n-1].y != float64(r) {
			runs = append(runs, point{float64(c), float64(r)})
		}
		b := from[c*h+r]
		if b == unvisited { // inside a jump
			if state == 1 {
				r++
			} else {
				r--
			}
			continue
		}
		step := int(b&flatMask)%flatSteps - 2
		way, along := steepSame, 0
		switch state {
		case 0:
			switch b & flatMask / flatSteps {
			case flatFromUp:
				state = 1
			case flatFromDown:
				state = 2
			default:
				r += step
				c--
			}
			continue
		case 1:
			way, along = int(b>>upBits&3), 1
		case 2:
			way, along = int(b>>downBits&3), -1
		}
		switch way {
		case steepSame:
			c--
		case steepReversed:
			state = 3 - state
			c--
		case steepFromFlat:
			r += step
			state = 0
			c--
		case steepAlong:
			r += along
		}
	}
	slices.Reverse(runs)
	for i := 0; i < len(runs); {
		j := i
		for j < len(runs) && runs[j].x == runs[i].x {
			j++
		}
		x := runs[i].x
		for k := i; k < j; k++ {
			runs[k].x = float64(c0) + x - 0.5 + (float64(k-i)+0.5)/float64(j-i)
			runs[k].y += float64(t.lo)
		}
		i = j
	}
	g.runs = runs
}
