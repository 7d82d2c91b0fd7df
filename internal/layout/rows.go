package layout

import (
	"math"
	"slices"
)

// A Row is one line of curves across the page.
type Row struct {
	// X0 and X1 are the page millimetres between which a curve was seen.
	X0, X1 float64
	// Path is the height of the resting line in page millimetres at From +
	// k*PathStep, smooth over a centimetre, over the whole width of the sheet.
	Path []float64
	From float64
	// Fill is the share of the columns in which ink lies on the path, 0..1.
	Fill float64
	mass float64 // of the ink on the path, as mm of a full line
	// Begin and End are where the curve itself begins and ends, pulses left
	// out.
	Begin, End float64
	// starts and stops are where drawn curves begin and end, by their tips.
	starts, stops []tip
	// Beats is the number of steep strokes that leave the line.
	Beats int
	// small is their number where they are too small to be strokes that leave it.
	small int
	// LogOdds is the log likelihood that this is a row of curves.
	LogOdds float64
	// known is what of LogOdds the network says.
	known float64
	// offGrid is what of it is lost because the grid was not seen about the row.
	offGrid float64
	// shadow says that it looks like the waves of another row.
	shadow bool
}

// PathStep is the distance of two values of Row.Path in millimetres.
const PathStep = 1.0

// YAt is the height of the resting line at page position x.
func (r *Row) YAt(x float64) float64 {
	if len(r.Path) == 0 {
		return math.NaN()
	}
	u := min(max((x-r.From)/PathStep, 0), float64(len(r.Path)-1))
	i := min(int(u), max(len(r.Path)-2, 0))
	if i+1 >= len(r.Path) {
		return r.Path[i]
	}
	f := u - float64(i)
	return r.Path[i]*(1-f) + r.Path[i+1]*f
}

// density is how much of a curve's ink lies near each place of the page:
// 1 where every column has one run of ink exactly there. Cells are PathStep
// wide and rowCell high.
type density struct {
	nx, ny int
	v      []float32
}

const (
	rowCell  = 0.5 // mm
	rowSigma = 1.0 // mm over which ink counts towards a path
	rowApart = 3.5 // mm about a path that belong to its own curve
	// latticeWeight is what a run counts that is probably a grid line: a
	// resting curve may lie on one.
	latticeWeight = 0.2
	pieceWide     = 5.0 // mm from which a connected piece counts fully as a curve
)

func newDensity(rs *runs) *density {
	s := rs.s
	d := &density{nx: int(float64(s.W)/s.Rho/PathStep) + 1, ny: int(float64(s.H)/s.Rho/rowCell) + 1}
	raw := make([]float32, d.nx*d.ny)
	perCol := float32(1 / (s.Rho * PathStep))
	perRow := 1 / (s.Rho * rowCell)
	full := float32(pieceWide * s.Rho)
	for c, col := range rs.col {
		x := min(int(float64(c)/s.Rho/PathStep), d.nx-1)
		for _, r := range col {
			w := perCol * min(1, float32(r.wide)/full)
			if r.lattice {
				w *= latticeWeight
			}
			if float64(r.height()) < 2.5*rs.stroke+1 {
				raw[min(int(float64(r.y)*perRow), d.ny-1)*d.nx+x] += w
				continue
			}
			// A steep stroke: its ink lies anywhere between its ends.
			a, b := int(float64(r.r0)*perRow), min(int(float64(r.r1-1)*perRow), d.ny-1)
			w /= float32(b - a + 1)
			for y := a; y <= b; y++ {
				raw[y*d.nx+x] += w
			}
		}
	}
	// Blur down by a Gaussian of height 1, across by a box of 5 cells.
	reach := int(math.Ceil(3 * rowSigma / rowCell))
	kernel := make([]float32, 2*reach+1)
	for i := range kernel {
		u := float64(i-reach) * rowCell / rowSigma
		kernel[i] = float32(math.Exp(-u * u / 2))
	}
	down := make([]float32, len(raw))
	for y := range d.ny {
		for k, w := range kernel {
			q := y + k - reach
			if q < 0 || q >= d.ny {
				continue
			}
			for x, v := range raw[q*d.nx : (q+1)*d.nx] {
				down[y*d.nx+x] += w * v
			}
		}
	}
	d.v = raw
	const box = 2
	for y := range d.ny {
		row, out := down[y*d.nx:(y+1)*d.nx], d.v[y*d.nx:(y+1)*d.nx]
		for x := range out {
			var sum float32
			n := 0
			for q := max(0, x-box); q <= min(d.nx-1, x+box); q++ {
				sum += row[q]
				n++
			}
			out[x] = min(sum/float32(n), 1.2)
		}
	}
	return d
}

// ridge is the best way from the left to the right edge, as a cell row for
// each cell column: the sum of the densities less a price for every change of
// height.
func (d *density) ridge() []int {
	const price = 0.25
	best := make([]float32, d.ny)
	next := make([]float32, d.ny)
	from := make([]int8, d.nx*d.ny)
	for x := range d.nx {
		for y := range d.ny {
			b, arg := best[y], int8(0)
			if y > 0 && best[y-1]-price > b {
				b, arg = best[y-1]-price, -1
			}
			if y+1 < d.ny && best[y+1]-price > b {
				b, arg = best[y+1]-price, 1
			}
			next[y] = b + d.v[y*d.nx+x]
			from[x*d.ny+y] = arg
		}
		best, next = next, best
	}
	y := 0
	for i, v := range best {
		if v > best[y] {
			y = i
		}
	}
	path := make([]int, d.nx)
	for x := d.nx - 1; x >= 0; x-- {
		path[x] = y
		y += int(from[x*d.ny+y])
	}
	return path
}

// findRows takes the best ridges one after another, for as long as they hold
// a fair share of the ink of the best. Straight ruled lines are no rows and are
// listed apart.
func findRows(rs *runs) (rows, ruled []Row) {
	const (
		maxRows  = 30
		maxLines = 100 // a sheet of A4 has 60 bold lines of a grid
		minMM    = 20.0
		minShare = 0.40 // of the mass of the best row
	)
	s := rs.s
	d := newDensity(rs)
	all := density{d.nx, d.ny, slices.Clone(d.v)}
	bestMass := 0.0
	for len(rows) < maxRows && len(ruled) < maxLines {
		path := d.ridge()
		mass := 0.0
		for x, y := range path {
			mass += min(float64(d.v[y*d.nx+x]), 1)
		}
		if mass*PathStep < minMM || mass < minShare*bestMass {
			break
		}
		row := Row{From: s.X0}
		for _, y := range path {
			row.Path = append(row.Path, s.Y0+(float64(y)+0.5)*rowCell)
		}
		reach := int(rowApart / rowCell)
		for x, y := range path {
			for q := max(0, y-reach); q <= min(d.ny-1, y+reach); q++ {
				d.v[q*d.nx+x] = 0
			}
		}
		smooth(row.Path, 5)
		if rs.ruled(&row) {
			ruled = append(ruled, row)
			continue
		}
		bestMass = max(bestMass, mass)
		row.mass = mass * PathStep
		rows = append(rows, row)
	}
	uncross(rows, &all, s.Y0)
	rows = rs.extents(rows)
	for i := range rows {
		rows[i].Fill = min(rows[i].mass/(rows[i].X1-rows[i].X0), 1)
	}
	return rows, ruled
}

// uncross parts rows that change places. The resting lines of a page never cross, but
// the best ridge may begin on one row and end on the next where there is a gap between
// columns. Where both rows have a curve on both sides, each keeps to its own.
func uncross(rows []Row, d *density, y0 float64) {
	for turn := 0; turn < len(rows); turn++ { // each turn mends a crossing of every pair
		crossed := false
		for i := range rows {
			for j := i + 1; j < len(rows); j++ {
				crossed = part(&rows[i], &rows[j], d, y0) || crossed
			}
		}
		if !crossed {
			return
		}
	}
}

// part exchanges what lies behind the first place at which two rows cross, and leads
// both straight on over it. It tells whether it did.
func part(a, b *Row, d *density, y0 float64) bool {
	const (
		curve = 0.4 // ink a column, at least, on both sides of both rows
		wide  = 15  // columns a side, at least
		near  = 0.8 // of their usual distance, below which rows are about to cross
	)
	n := len(a.Path)
	at := 0
	for k := 1; k < n; k++ {
		if (a.Path[k]-b.Path[k])*(a.Path[0]-b.Path[0]) < 0 {
			at = k
			break
		}
	}
	if at < wide || at > n-wide {
		return false
	}
	apart := make([]float64, 0, n)
	for k := range n {
		apart = append(apart, math.Abs(a.Path[k]-b.Path[k]))
	}
	usual := median(slices.Clone(apart))
	lo, hi := at-1, at
	for lo > 0 && apart[lo] < near*usual {
		lo--
	}
	for hi < n-1 && apart[hi] < near*usual {
		hi++
	}
	if lo < wide || hi > n-wide || usual < rowApart {
		return false
	}
	for _, r := range []*Row{a, b} {
		if d.along(r.Path[:lo], 0, y0) < curve || d.along(r.Path[hi:], hi, y0) < curve {
			return false
		}
	}
	for k := hi; k < n; k++ {
		a.Path[k], b.Path[k] = b.Path[k], a.Path[k]
	}
	for _, r := range []*Row{a, b} {
		for k := lo + 1; k < hi; k++ {
			r.Path[k] = r.Path[lo] + (r.Path[hi]-r.Path[lo])*float64(k-lo)/float64(hi-lo)
		}
	}
	a.mass, b.mass = d.along(a.Path, 0, y0)*float64(n)*PathStep, d.along(b.Path, 0, y0)*float64(n)*PathStep
	return true
}

// along is the mean ink on a path that begins at column x.
func (d *density) along(path []float64, x int, y0 float64) float64 {
	sum := 0.0
	for k, y := range path {
		q := min(max(int((y-y0)/rowCell), 0), d.ny-1)
		sum += min(float64(d.v[q*d.nx+min(x+k, d.nx-1)]), 1)
	}
	return sum / float64(max(len(path), 1))
}

// ruled tells whether the ink along a row is a straight line: frames, rules
// and edges of sheets. The middles of its thin runs within rowApart are
// compared with their own straight line; an ECG leaves it with every beat. A
// row goes on over the table beside the sheet: that is asked only where hardly
// any of the row lies on the grid.
func (rs *runs) ruled(row *Row) bool {
	if xs, ys := rs.middles(row, true); len(xs) >= leastMiddles {
		return straight(xs, ys)
	}
	xs, ys := rs.middles(row, false)
	return len(xs) < leastMiddles || straight(xs, ys)
}

// leastMiddles is from how many columns a line is judged.
const leastMiddles = 20

// middles lists the middles of the thin runs nearest to a row, within
// rowApart, in page millimetres, on the seen grid alone or anywhere.
func (rs *runs) middles(row *Row, seen bool) (xs, ys []float64) {
	for c := 0; c < len(rs.col); c += 2 {
		x, _ := rs.s.MM(float64(c), 0)
		y := row.YAt(x)
		if seen && !rs.m.SeenAt(x, y) {
			continue
		}
		best, at := rowApart, math.NaN()
		for _, r := range rs.col[c] {
			_, m := rs.s.MM(0, float64(r.y))
			if e := math.Abs(m - y); e < best {
				best, at = e, m
			}
		}
		if !math.IsNaN(at) {
			xs, ys = append(xs, x), append(ys, at)
		}
	}
	return xs, ys
}

// straight tells whether nearly all points, in order from the left, lie on a
// line, or all but a few on one that bends as slowly as a map may be wrong
// beside the grid.
func straight(xs, ys []float64) bool {
	const (
		within = 0.25 // mm: ninety per cent of a ruled line's columns lie closer
		slowly = 10.0 // mm to both sides over which a bent line is straight
		bent   = 0.2  // mm: nearly all of its columns lie closer
	)
	a, b := theilSen(xs, ys)
	off := make([]float64, len(xs))
	for i := range xs {
		off[i] = math.Abs(ys[i] - a - b*xs[i])
	}
	if quantile(off, 0.9) < within {
		return true
	}
	lo, hi := 0, 0
	for i, x := range xs {
		for xs[lo] < x-slowly {
			lo++
		}
		for hi < len(xs) && xs[hi] <= x+slowly {
			hi++
		}
		off[i] = math.Abs(ys[i] - median(slices.Clone(ys[lo:hi])))
	}
	return quantile(off, 0.97) < bent
}

// quantile sorts v and returns the value above a share of it, 0..1.
func quantile(v []float64, share float64) float64 {
	slices.Sort(v)
	return v[min(int(share*float64(len(v))), len(v)-1)]
}

// theilSen fits y = a + b x by medians, from pairs half the data apart.
func theilSen(xs, ys []float64) (a, b float64) {
	n := len(xs)
	slopes := make([]float64, 0, n/2)
	for i := 0; i+n/2 < n; i++ {
		if dx := xs[i+n/2] - xs[i]; dx != 0 {
			slopes = append(slopes, (ys[i+n/2]-ys[i])/dx)
		}
	}
	if len(slopes) == 0 {
		return ys[0], 0
	}
	slices.Sort(slopes)
	b = slopes[len(slopes)/2]
	off := make([]float64, n)
	for i := range xs {
		off[i] = ys[i] - b*xs[i]
	}
	slices.Sort(off)
	return off[n/2], b
}

// ownEnds sets where the curve of a row begins and ends: beside its pulses if
// it has some. A curve may begin at once where a pulse ends, or after a gap.
func (rs *runs) ownEnds(row *Row, pulses []Pulse) {
	// The drawn line reaches half its width beyond its first and last point,
	// and the outermost sample half its own width beyond its middle; where
	// the picture ends, the line is cut instead.
	half := (rs.line/2 - 0.5) / rs.s.Rho
	row.Begin, row.End = row.X0+half, row.X1-half
	if rs.cut(row, row.X0, -1) {
		row.Begin = row.X0 - 0.5/rs.s.Rho
	}
	if rs.cut(row, row.X1, +1) {
		row.End = row.X1 + 0.5/rs.s.Rho
	}
	middle := (row.X0 + row.X1) / 2
	for _, p := range pulses {
		switch {
		case p.X1 < middle && (p.X0 < row.X0+8 || rs.bareBefore(row, p.X0)):
			row.Begin = p.End
			from, blank := p.X1, 0.8
			if p.End > p.X1 { // a rounded one, whose tail ends there
				from, blank = p.End, 0.1
			}
			if x, ok := rs.inkFrom(row, from+half, +1); ok && x > from+blank {
				row.Begin = x + half
			}
		case p.X1 > row.X1-8 && p.X0 > middle:
			row.End = p.X0
			if x, ok := rs.inkFrom(row, p.X0-half, -1); ok && x < p.X0-0.8 {
				row.End = x - half
			}
		}
	}
}

// bareBefore tells whether a row shows hardly anything before x but the foot of a
// pulse: its ink there is the frame of the page.
func (rs *runs) bareBefore(row *Row, x float64) bool {
	const (
		near  = 8.0 // mm from the path
		foot  = 4.0 // mm of ink that a foot is long
		share = 0.3 // of what is before it
	)
	rho := rs.s.Rho
	from, _ := rs.s.At(row.X0, 0)
	to, _ := rs.s.At(x-foot, 0)
	n, inked := 0, 0
	for c := max(0, int(from)); c < min(len(rs.col), int(to)); c++ {
		at, _ := rs.s.MM(float64(c), 0)
		y := (row.YAt(at) - rs.s.Y0) * rho
		n++
		if slices.ContainsFunc(rs.col[c], func(r run) bool {
			return math.Abs(float64(r.y)-y) < near*rho && !r.lattice && float64(r.height()) < 2.5*rs.stroke+1
		}) {
			inked++
		}
	}
	return float64(inked) < share*float64(n)
}

// cut tells whether the picture ends beside the curve's end at x.
func (rs *runs) cut(row *Row, x float64, dir int) bool {
	const beside = 3 // samples
	s := rs.s
	i, j := s.At(x, row.YAt(x))
	for k := range beside {
		c, r := int(i)+dir*(k+1), int(j)
		if c < 0 || c >= s.W || r < 0 || r >= s.H || !s.Valid[r*s.W+c] {
			return true
		}
	}
	return false
}

// inkFrom finds where the curve of a row begins, going right (dir 1) or left
// (-1) from x: the first column with part of a connected curve near the row's
// path, or the first after a gap of at least gapMM that begins in the next footMM,
// since a pulse may stand on a foot of its own.
func (rs *runs) inkFrom(row *Row, x float64, dir int) (float64, bool) {
	const (
		near   = 8.0 // mm from the path
		gapMM  = 2.0
		footMM = 6.0 // within which a foot ends; thin curves have gaps of their own
		lookMM = 25.0
	)
	rho := rs.s.Rho
	on := func(c int) bool {
		if c < 0 || c >= len(rs.col) {
			return false
		}
		at, _ := rs.s.MM(float64(c), 0)
		y := (row.YAt(at) - rs.s.Y0) * rho
		for _, r := range rs.col[c] {
			if float64(r.r1) > y-near*rho && float64(r.r0) < y+near*rho && !r.lattice && float64(r.wide) > pieceWide*rho {
				return true
			}
		}
		return false
	}
	i, _ := rs.s.At(x, 0)
	start, gap := -1, 0
	for k := range int(lookMM * rho) {
		c := int(math.Round(i)) + dir*k
		if !on(c) {
			gap++
			continue
		}
		if start < 0 || float64(gap) >= gapMM*rho && float64(k-gap) < footMM*rho {
			start = c
		}
		gap = 0
	}
	if start < 0 {
		return x, false
	}
	at, _ := rs.s.MM(float64(start), 0)
	return at, true
}

// smooth is a running mean over 2r+1 values, cut at the ends.
func smooth(v []float64, r int) {
	sum := make([]float64, len(v)+1)
	for i, x := range v {
		sum[i+1] = sum[i] + x
	}
	for i := range v {
		a, b := max(0, i-r), min(len(v), i+r+1)
		v[i] = (sum[b] - sum[a]) / float64(b-a)
	}
}
