package trace

import (
	"math"
	"slices"
)

// Separators and the edges of calibration pulses stand at the ends of windows
// and hide what lies under them, but nothing beside them: their outlines are
// measured to the sample.

// A rect is a half-open range of columns and rows.
type rect struct{ c0, c1, r0, r1 int }

func (r rect) empty() bool { return r.c1 <= r.c0 || r.r1 <= r.r0 }

// What a separator looks like, in millimetres.
const (
	barFromEnd  = 1.2 // how far from the end of a window it may stand
	barReach    = 9.0 // how far from the resting line its ends may lie
	barShortest = 3.0
	barNarrow   = 0.4
	barBroad    = 1.5
	barStrokes  = 1.35 // and how much broader than a drawn line it is at least
	barStraight = 0.25 // by how much the ends of its columns may differ
	barInk      = 0.5  // of a line's ink, from which a sample counts as dark
	barQuorum   = 0.5  // share of the ends that must have one that is narrower
	barFilled   = 0.87 // share of its samples that are dark
	frameLong   = 30.0 // how long a frame is at least: no wave is in one column
)

// What the edge of a pulse looks like, in millimetres.
const (
	pulseLowest  = 4.0
	pulseHighest = 25.0
	pulseBroad   = 0.9
	pulseTop     = 2.0 // length of its top that must be seen
	pulseFoot    = 3.0 // how far from the resting line its foot may lie
)

// An end is one end of a track: where a separator or pulse may stand.
type end struct {
	track int
	col   int // column of the end
	row   int // row of the resting line
	side  int // -1 left, 1 right
}

// A finder looks for marks at the ends of tracks.
type finder struct {
	f      *field
	dark   uint8 // level from which a sample counts as dark
	stroke int   // width of a drawn line, samples
}

// findMarks returns the outlines of separators and pulse edges at the ends of
// the tracks.
func findMarks(f *field, tracks []*track, amp float32, stroke float64) []rect {
	d := &finder{f: f, dark: uint8(barInk * amp * levels), stroke: int(math.Round(stroke * f.Rho))}
	var ends []end
	for i, t := range tracks {
		row := int(t.cy)
		ends = append(ends, end{i, t.c0, row, -1}, end{i, t.c1, row, 1})
	}
	var out []rect
	pulses := make([]rect, len(ends))
	free := make([]bool, len(ends)) // where no pulse stands
	for i, e := range ends {
		pulses[i] = d.pulse(e)
		free[i] = pulses[i].empty()
	}
	d.agree(ends, pulses, nil, 0)
	bars := d.separators(ends, free)
	// The end of one window and the start of the next share a separator.
	add := func(q rect) {
		for i, o := range out {
			if q.c0 < o.c1 && o.c0 < q.c1 && q.r0 < o.r1 && o.r0 < q.r1 {
				if d.filled(q) > d.filled(o) {
					out[i] = q
				}
				return
			}
		}
		out = append(out, q)
	}
	for _, e := range ends {
		if q := d.frame(e); !q.empty() {
			add(q)
		}
	}
	for _, q := range bars {
		if !q.empty() {
			add(d.whole(q))
		}
	}
	for _, q := range pulses {
		if !q.empty() {
			add(q)
		}
	}
	return out
}

// separators finds the separators at the ends without a pulse. Strokes hardly
// broader than the line of a curve are separators only if half of the ends have
// them.
func (d *finder) separators(ends []end, free []bool) []rect {
	far := int(barReach * d.f.Rho)
	// Where pieces are looked for, what runs through the resting line is none.
	find := func(thin, piece bool, up, down int) []rect {
		out := make([]rect, len(ends))
		for i, e := range ends {
			without := -1
			if piece {
				without = e.row
			}
			if free[i] {
				out[i] = d.bar(e, thin, e.row+up, e.row+down, without)
			}
		}
		return out
	}
	for _, k := range []struct {
		thin   bool
		quorum float64
	}{{false, 0}, {true, barQuorum}} {
		// One stroke, or one above and one below the curve.
		whole := find(k.thin, false, -far, far)
		d.agree(ends, whole, nil, k.quorum)
		above, below := find(k.thin, true, -far, 1), find(k.thin, true, 0, far)
		d.agree(ends, above, below, k.quorum)
		d.agree(ends, below, above, k.quorum)
		pieces := slices.Concat(above, below)
		w, p := count(whole), count(pieces)
		switch {
		case p > w:
			return pieces
		case w > 0:
			return whole
		}
	}
	return nil
}

// longest returns the longest run of dark samples of a column between two
// rows; single paler samples do not end it. Runs through the row without do not
// count; -1 is no row.
func (d *finder) longest(c, r0, r1, without int) (a, b int) {
	if c < 0 || c >= d.f.W {
		return 0, 0
	}
	col := d.f.column(c)
	r0, r1 = max(0, r0), min(d.f.H, r1)
	start, last := r0, r0-9
	end := func() {
		if last+1-start > b-a && (without < start || without > last) {
			a, b = start, last+1
		}
	}
	for r := r0; r < r1; r++ {
		if col[r] < d.dark {
			continue
		}
		if r-last > 2 {
			end()
			start = r
		}
		last = r
	}
	end()
	return a, b
}

// whole lengthens a separator over rows that are dark across all of it: it was
// looked for near the resting line only.
func (d *finder) whole(q rect) rect {
	across := func(r int) bool {
		for c := q.c0; c < q.c1; c++ {
			if !d.isDark(c, r) {
				return false
			}
		}
		return true
	}
	for across(q.r0 - 1) {
		q.r0--
	}
	for across(q.r1) {
		q.r1++
	}
	return q
}

// count counts the marks found.
func count(marks []rect) int {
	n := 0
	for _, q := range marks {
		if !q.empty() {
			n++
		}
	}
	return n
}

// frame finds a straight line at the end of a window, longer than any wave: the
// frame or the edge of the picture, or a separator of several rows.
func (d *finder) frame(e end) rect {
	rho := d.f.Rho
	reach, long := int(barFromEnd*rho), int(frameLong*rho)
	var out rect
	for c := e.col - reach; c <= e.col+reach; c++ {
		a, b := d.longest(c, 0, d.f.H, -1)
		if b-a < long || a > e.row || b <= e.row {
			if !out.empty() {
				break
			}
			continue
		}
		if out.empty() {
			out = rect{c, c, a, b}
		}
		out.c1, out.r0, out.r1 = c+1, min(out.r0, a), max(out.r1, b)
	}
	if float64(out.c1-out.c0) > barBroad*rho {
		return rect{}
	}
	return out
}

// bar finds a separator at an end, between two rows: neighbouring columns with
// long dark runs that begin and end in the same rows. without is as in longest.
func (d *finder) bar(e end, thin bool, r0, r1, without int) rect {
	rho := d.f.Rho
	reach := int(barFromEnd * rho)
	n := 2*reach + 1
	from, to := make([]int, n), make([]int, n)
	for i := range n {
		from[i], to[i] = d.longest(e.col-reach+i, r0, r1, without)
	}
	least := int(math.Round(barNarrow * rho))
	if !thin {
		least = max(least, int(math.Ceil(barStrokes*float64(d.stroke))))
	}
	tol := max(1, int(math.Round(barStraight*rho)))
	best, score := rect{}, 0
	for i := range n {
		if to[i]-from[i] < int(barShortest*rho) {
			continue
		}
		// The columns about i that begin and end as it does.
		l, r := i, i
		for l > 0 && abs(from[l-1]-from[i]) <= tol && abs(to[l-1]-to[i]) <= tol {
			l--
		}
		for r+1 < n && abs(from[r+1]-from[i]) <= tol && abs(to[r+1]-to[i]) <= tol {
			r++
		}
		w := r + 1 - l
		if w < least || float64(w) > barBroad*rho {
			continue
		}
		if s := w * (to[i] - from[i]); s > score {
			best, score = rect{e.col - reach + l, e.col - reach + r + 1, from[i], to[i]}, s
		}
	}
	return best
}

// agree gives all marks of a kind the outline that most of them have, and
// looks for it at the other ends of the same columns, where none was found
// because a curve runs into it. A page with several rows has several marks.
// also are marks of another kind in the same columns. Nothing is left if fewer
// than a share quorum of the ends have one.
func (d *finder) agree(ends []end, bars, also []rect, quorum float64) {
	var wide, high, above, beside []int
	for i, b := range bars {
		if !b.empty() {
			wide, high = append(wide, b.c1-b.c0), append(high, b.r1-b.r0)
			above, beside = append(above, b.r0-ends[i].row), append(beside, b.c0-ends[i].col)
		}
	}
	if len(wide) == 0 {
		return
	}
	// A curve that runs into a mark makes it higher, never lower.
	slices.Sort(high)
	w, h, up, aside := middle(wide), high[len(high)/4], middle(above), middle(beside)
	tol := max(2, int(0.6*d.f.Rho))
	usual := func(b rect) bool { return abs(b.c1-b.c0-w) <= tol/2+1 && abs(b.r1-b.r0-h) <= tol }
	like := 0
	for _, b := range bars {
		if !b.empty() && usual(b) {
			like++
		}
	}
	rows := 0
	for i, e := range ends {
		if i == 0 || abs(e.row-ends[i-1].row) > int(d.f.Rho) {
			rows++
		}
	}
	if like < min(2, rows) || 2*like < len(wide) || float64(like) < quorum*float64(len(ends)) {
		clear(bars)
		return
	}
	reach, drift := int(barFromEnd*d.f.Rho), int(2.5*d.f.Rho)
	found := make([]rect, len(ends))
	for i, e := range ends {
		// Separators of one row stand at one height, those of one column
		// boundary below each other.
		var rows, cols []int
		for k, b := range bars {
			if b.empty() || !usual(b) {
				continue
			}
			if abs(ends[k].row-e.row) <= drift {
				rows = append(rows, b.r0)
			}
			if abs(ends[k].col-e.col) <= reach {
				cols = append(cols, b.c0)
			}
		}
		for k, b := range also {
			if !b.empty() && abs(b.c1-b.c0-w) <= tol/2+1 && abs(ends[k].col-e.col) <= reach {
				cols = append(cols, b.c0)
			}
		}
		if len(cols) == 0 {
			// At a boundary where beats hide them all they stand as at the others.
			if !slices.ContainsFunc(ends, func(o end) bool { return o.side != e.side && abs(o.col-e.col) <= reach }) {
				continue
			}
			cols = append(cols, e.col+aside)
		}
		r0, c0 := e.row+up, middle(cols)
		if len(rows) > 0 {
			r0 = middle(rows)
		}
		best := barFilled
		if b := bars[i]; !b.empty() && abs(b.c1-b.c0-w) <= 1 && abs(b.r1-b.r0-h) <= tol {
			found[i] = b
			best = max(best, d.filled(b)+0.02)
		}
		for dc := -reach; dc <= reach; dc++ {
			for dr := -drift; dr <= drift; dr++ {
				q := rect{c0 + dc, c0 + dc + w, r0 + dr, r0 + dr + h}
				// The middle of the ends first: most places fail there.
				if m := (q.c0 + q.c1) / 2; !d.isDark(m, q.r0+1) || !d.isDark(m, q.r1-2) {
					continue
				}
				s := d.filled(q) - 0.01*float64(abs(dr)) - 0.02*float64(abs(dc)) + 0.02
				if s > best {
					best, found[i] = s, q
				}
			}
		}
	}
	copy(bars, found)
}

func (d *finder) isDark(c, r int) bool {
	return c >= 0 && c < d.f.W && r >= 0 && r < d.f.H && d.f.level[c*d.f.H+r] >= d.dark
}

// filled is the share of dark samples in an outline.
func (d *finder) filled(q rect) float64 {
	n, s := 0, 0
	for c := max(0, q.c0); c < min(d.f.W, q.c1); c++ {
		for _, v := range d.f.column(c)[min(max(0, q.r0), d.f.H):min(max(0, q.r1), d.f.H)] {
			n++
			if v >= d.dark {
				s++
			}
		}
	}
	if n == 0 {
		return 0
	}
	return float64(s) / float64(n)
}

// pulse finds the edge of a calibration pulse at an end: a high vertical line
// from the resting line upward, from whose upper end a level line leads away
// from the window.
func (d *finder) pulse(e end) rect {
	rho := d.f.Rho
	reach := int(barFromEnd * rho)
	foot := int(pulseFoot * rho)
	top := int(pulseTop * rho)
	best, score := rect{}, 0
	for c := e.col - reach; c <= e.col+reach; c++ {
		a, b := d.longest(c, e.row-int(pulseHighest*rho), e.row+foot, -1)
		if h := float64(b-a) / rho; h < pulseLowest || b < e.row-foot {
			continue
		}
		// The top: dark samples away from the window within a stroke's width.
		seen := 0
		for k := 1; k <= top; k++ {
			for r := a; r < a+max(2, d.stroke); r++ {
				if d.isDark(c+e.side*k, r) {
					seen++
					break
				}
			}
		}
		// And none on the other side, beyond the line's own width.
		beyond := 0
		for k := d.stroke + 2; k <= d.stroke+1+top/2; k++ {
			if d.isDark(c-e.side*k, a+d.stroke/2) {
				beyond++
			}
		}
		if seen*10 < top*9 || beyond*3 > top/2 {
			continue
		}
		l, r := c, c
		same := func(q int) bool {
			a2, b2 := d.longest(q, e.row-int(pulseHighest*rho), e.row+foot, -1)
			return b2-a2 >= (b-a)*3/4
		}
		for same(l-1) && c-l < reach {
			l--
		}
		for same(r+1) && r-c < reach {
			r++
		}
		if float64(r+1-l) > pulseBroad*rho {
			continue
		}
		if b-a > score {
			best, score = rect{l, r + 1, a, b}, b-a
		}
	}
	return best
}

// A mark is a separator or pulse edge with its edges measured to fractions of
// a sample: left, right, top and bottom.
type mark struct {
	rect
	x0, x1, y0, y1 float64
}

// outline measures the edges of a mark. Along each row the ink between a place
// outside and the middle, divided by full ink, is the distance of the edge
// from the middle; the median row is not one that a curve crosses.
func (f *field) outline(q rect, amp float32) mark {
	m := mark{rect: q}
	xm, ym := (q.c0+q.c1)/2, (q.r0+q.r1)/2
	var v []float64
	out := max(2, int(0.3*f.Rho))
	half := func(c, r, dc, dr, n int) {
		s := 0.0
		for k := range n {
			u, w := c+k*dc, r+k*dr
			if u < 0 || w < 0 || u >= f.W || w >= f.H {
				break
			}
			s += float64(min(max(f.ink[w*f.W+u]/amp, 0), 1))
		}
		v = append(v, s)
	}
	low := func() float64 {
		slices.Sort(v)
		s := v[len(v)*2/5] // curves only add ink
		v = v[:0]
		return s
	}
	for r := q.r0 + 1; r < q.r1-1; r++ {
		half(xm, r, -1, 0, xm-q.c0+out)
	}
	m.x0 = float64(xm) + 0.5 - low()
	for r := q.r0 + 1; r < q.r1-1; r++ {
		half(xm+1, r, 1, 0, q.c1-xm-1+out)
	}
	m.x1 = float64(xm) + 0.5 + low()
	// Its outer columns are not covered in full.
	c0, c1 := q.c0, q.c1
	if c1-c0 > 2 {
		c0, c1 = c0+1, c1-1
	}
	for c := c0; c < c1; c++ {
		half(c, ym, 0, -1, ym-q.r0+out)
	}
	m.y0 = float64(ym) + 0.5 - low()
	for c := c0; c < c1; c++ {
		half(c, ym+1, 0, 1, q.r1-ym-1+out)
	}
	m.y1 = float64(ym) + 0.5 + low()
	return m
}

// cover hides the samples inside a mark.
func (f *field) cover(m mark) {
	c0, c1 := max(0, int(math.Ceil(m.x0))), min(f.W, int(math.Floor(m.x1))+1)
	r0, r1 := max(0, int(math.Ceil(m.y0))), min(f.H, int(math.Floor(m.y1))+1)
	for c := c0; c < c1; c++ {
		for r := r0; r < r1; r++ {
			f.level[c*f.H+r] = hiddenLevel
			f.seen[r*f.W+c] = false
		}
	}
}

// blurred calls add with the coverage that a mark leaves on the samples about
// its edges when blurred by a Gaussian.
func (m mark) blurred(f *field, blur float64, add func(k int, c float32)) {
	reach := 3 * blur
	c0, c1 := max(0, int(m.x0-reach)), min(f.W, int(m.x1+reach)+2)
	r0, r1 := max(0, int(m.y0-reach)), min(f.H, int(m.y1+reach)+2)
	step := func(d float64) float64 { return 0.5 * (1 + math.Erf(d/(blur*math.Sqrt2))) }
	across := make([]float64, max(0, c1-c0))
	for c := c0; c < c1; c++ {
		across[c-c0] = step(float64(c)-m.x0) - step(float64(c)-m.x1)
	}
	for r := r0; r < r1; r++ {
		v := step(float64(r)-m.y0) - step(float64(r)-m.y1)
		for c := c0; c < c1; c++ {
			if w := v * across[c-c0]; w > 0.004 {
				add(r*f.W+c, float32(w))
			}
		}
	}
}

func abs(v int) int {
	if v < 0 {
		return -v
	}
	return v
}

// middle is the median of v.
func middle(v []int) int {
	v = slices.Clone(v)
	slices.Sort(v)
	return v[len(v)/2]
}
