package layout

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// An arrangement is a hypothesis of how the rows of a page are cut into
// cells: the first grid rows hold cols columns each, the rest are strips.
type arrangement struct {
	rows               []int // the rows that count, from the top
	grid, strips, cols int
	// x0 is the start of the first column, pitch the distance from one start to
	// the next, width how much of it is curve: the rest is blank or holds names
	// and pulses. All in mm.
	x0, pitch, width float64
	score            float64 // log likelihood against nothing known
}

// start is where column k begins; end is where the last one ends.
func (a *arrangement) start(k int) float64 { return a.x0 + float64(k)*a.pitch }
func (a *arrangement) end() float64        { return a.start(a.cols-1) + a.width }

// parted says that nothing is printed between the columns.
func (a *arrangement) parted() bool { return a.width < a.pitch }

// evidence is all that bears on the arrangement of a choice of rows.
type evidence struct {
	rs   *runs
	rows []Row // the chosen ones
	all  []Row
	bars []Bar
	// peaks are the positions at which bar candidates of several rows stand
	// one above the other, even those of them where they are alike.
	peaks, even []float64
	pulses      []Pulse
	words       []Word
	gaps        [][]gap  // of each row
	stretch              // of the columns
	strips      *stretch // of the rhythm strips, nil where it is the same
	skipped     int      // likely rows left out between others
	close       bool     // rows are so close that a name may be nearer to another's
	falseBar    float64  // chance of a bar candidate at any one place of a row
	aligned     float64  // chance of candidates one above the other there
}

// common arrangements, with the logarithm of how often they are met. Own
// estimate from the makers' usual pages (docs/ARCHITECTURE.md, layouts).
var common = []struct {
	rows, cols int
	prior      float64
}{
	{3, 4, 0}, {6, 2, -0.7}, {12, 1, -0.7}, {6, 1, -2}, {3, 2, -4}, {3, 5, -8}, {4, 3, -8},
	{1, 1, -0.5}, {2, 1, -2}, {3, 1, -3}, {8, 1, -4}, {5, 3, -9}, {8, 2, -8}, {15, 1, -4},
}

// choices are the subsets of rows worth trying: every stretch of neighbouring
// rows (what is wrong lies mostly above and below), and the most likely ones.
func choices(rows []Row) [][]int {
	seen := map[string]bool{}
	var out [][]int
	add := func(c []int) {
		if key := fmt.Sprint(c); len(c) > 0 && !seen[key] {
			seen[key] = true
			out = append(out, c)
		}
	}
	good := make([]int, 0, len(rows)) // without those that are surely wrong
	for i, r := range rows {
		if r.LogOdds > -3.5 {
			good = append(good, i)
		}
	}
	for _, pool := range [][]int{good, span(len(rows))} {
		for i := range pool {
			for j := i; j < len(pool); j++ {
				add(slices.Clone(pool[i : j+1]))
			}
		}
	}
	rank := span(len(rows))
	slices.SortStableFunc(rank, func(a, b int) int { return cmp.Compare(rows[b].LogOdds, rows[a].LogOdds) })
	for n := 1; n <= len(rank); n++ {
		c := slices.Clone(rank[:n])
		slices.Sort(c)
		add(c)
	}
	return out
}

// span is 0, 1, ... n-1.
func span(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// choose restricts the evidence to some of the rows.
func (e *evidence) choose(rows []int) *evidence {
	out := *e
	out.rows, out.peaks, out.even, out.gaps = nil, nil, nil, nil
	at := make([]int, len(e.all))
	for i := range at {
		at[i] = -1
	}
	for k, i := range rows {
		out.rows = append(out.rows, e.all[i])
		out.gaps = append(out.gaps, e.gaps[i])
		at[i] = k
	}
	out.skipped = 0
	for i := rows[0] + 1; i < rows[len(rows)-1]; i++ {
		if at[i] < 0 && e.all[i].LogOdds > -1 {
			out.skipped++
		}
	}
	out.bars, out.pulses = nil, nil
	for _, b := range e.bars {
		if b.Row = at[b.Row]; b.Row >= 0 {
			out.bars = append(out.bars, b)
		}
	}
	for _, p := range e.pulses {
		if p.Row = at[p.Row]; p.Row >= 0 {
			out.pulses = append(out.pulses, p)
		}
	}
	out.peaks = out.barPeaks()
	for _, x := range out.peaks {
		if out.sameBars(x, len(out.rows)) {
			out.even = append(out.even, x)
		}
	}
	out.falseBar, out.aligned = out.chance()
	out.peaks = append(out.gapPeaks(), out.peaks...)
	for i := 1; i < len(out.rows); i++ {
		out.close = out.close || out.rows[i].distance(&out.rows[i-1]) < closeRows
	}
	out.stretch = out.spanOf(0, len(out.rows))
	return &out
}

// scoreRows is the likelihood of the choice itself: its rows are rows, and
// nearly as far from each other everywhere.
func (e *evidence) scoreRows() float64 {
	s := -1.5 * float64(e.skipped)
	var gaps []float64
	for i := range e.rows {
		s += e.rows[i].LogOdds
		if i > 0 {
			gaps = append(gaps, e.rows[i].distance(&e.rows[i-1]))
		}
	}
	for i := range e.rows { // a pulse stands on most rows of the pages that have them
		if slices.ContainsFunc(e.pulses, func(p Pulse) bool { return p.Row == i }) {
			s += 1.5
		}
	}
	if len(gaps) < 2 {
		return s
	}
	sorted := slices.Sorted(slices.Values(gaps))
	mid := sorted[len(sorted)/2]
	for _, g := range gaps {
		switch d := math.Abs(g/mid - 1); {
		case d < 0.25:
			s += 0.5
		case d > 0.5:
			s -= 2
		}
	}
	return s
}

// arrange lists the arrangements, best first, only those that were asked for
// if any were.
func arrange(e *evidence, want *wanted) []arrangement {
	var out []arrangement
	// What cannot come within reach of the best any more is not weighed to the
	// end: names cost the most and are bounded.
	const reach = 12.0
	names := 3.0
	for _, w := range e.words {
		names += w.weight()
	}
	best := math.Inf(-1)
	for _, choice := range choices(e.all) {
		sub := e.choose(choice)
		base := sub.scoreRows()
		n := len(choice)
		some := false
		var parts [maxStrips + 1]*evidence
		for _, c := range common {
			strips := n - c.rows
			if strips < 0 || strips > maxStrips || strips > 0 && c.cols*c.rows < 6 {
				continue
			}
			some = true
			if want != nil && !want.fits(arrangement{grid: c.rows, cols: c.cols, strips: strips}) {
				continue
			}
			if parts[strips] == nil {
				parts[strips] = sub.split(strips)
			}
			part := parts[strips]
			for _, p := range part.spacings(c.cols) {
				for _, x0 := range part.starts(p.pitch, c.cols) {
					a := arrangement{rows: choice, grid: c.rows, strips: strips, cols: c.cols, x0: x0, pitch: p.pitch, width: p.width}
					a.score = base + c.prior + part.score(a)
					if a.score+names < best-reach {
						continue
					}
					a.score += part.scoreNames(a)
					best = max(best, a.score)
					out = append(out, a)
				}
			}
		}
		if !some { // a number of rows that nobody prints: each row for itself
			a := arrangement{rows: choice, grid: n, cols: 1, x0: sub.start, pitch: sub.end - sub.start, width: sub.end - sub.start, score: base - 8}
			if want == nil || want.fits(a) {
				out = append(out, a)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b arrangement) int { return cmp.Compare(b.score, a.score) })
	return out
}

// pitches are the column widths worth trying.
func (e *evidence) pitches(cols int) []float64 {
	total := e.end - e.start
	if cols == 1 {
		out := []float64{total}
		for _, usual := range []float64{125, 250, 500} {
			if math.Abs(total-usual) < 1 { // within the error of the ends
				return []float64{usual}
			}
			if total > usual && (total < usual+besideMM || e.endsAt(e.start+usual) || len(e.words) >= 3 && total < usual+overMM) {
				out = append(out, usual)
			}
		}
		return out
	}
	var out []float64
	for _, usual := range []float64{31.25, 50, 62.5, 75, 125} {
		// A page may be cut at either side, but part of every column must be
		// there; what is left of the grid may make rows look longer.
		if usual*(float64(cols)-0.9) < total && total < usual*float64(cols)+overMM {
			out = append(out, usual)
		}
	}
	out = append(out, total/float64(cols))
	// Distances between bars met in several rows.
	peaks := e.peaks
	peaks = peaks[:min(len(peaks), 8)]
	for i := range peaks {
		for j := range i {
			d := math.Abs(peaks[i] - peaks[j])
			for k := 1; k < cols; k++ {
				p := d / float64(k)
				if p > 20 && p*(float64(cols)-0.9) < total && total < p*float64(cols)+overMM {
					out = append(out, p)
				}
			}
		}
	}
	for _, x := range peaks {
		for k := 1; k < cols; k++ {
			p := (x - e.start) / float64(k)
			if p > 20 && p*(float64(cols)-0.9) < total && total < p*float64(cols)+overMM {
				out = append(out, p)
			}
		}
	}
	if p, ok := e.namePitch(); ok {
		for k := 1; k < cols; k++ {
			if q := p / float64(k); q*(float64(cols)-0.9) < total && total < q*float64(cols)+overMM {
				out = append(out, q)
			}
		}
	}
	return distinct(out, 0.15)
}

// endsAt tells whether several rows end at x, where others go on into what
// lies beside the sheet.
func (e *evidence) endsAt(x float64) bool {
	n := 0
	for i := range e.rows {
		if near(e.rows[i].End, x, 1) {
			n++
		}
	}
	return n >= 2 && 4*n >= len(e.rows)
}

// besideMM is how much of a pulse that was not seen may stand beside a row.
const besideMM = 14.0

// overMM is how much longer than its columns a row may look.
const overMM = 65.0

// namePitch is the median distance of names that stand beside each other in
// one line.
func (e *evidence) namePitch() (float64, bool) {
	var d []float64
	for i, v := range e.words {
		next := math.Inf(1)
		for j, w := range e.words {
			if x := w.X0 - v.X0; i != j && near(v.Y1, w.Y1, 3) && x > 20 {
				next = min(next, x)
			}
		}
		if !math.IsInf(next, 1) {
			d = append(d, next)
		}
	}
	if len(d) < 3 {
		return 0, false
	}
	return median(d), true
}

// starts are the positions of the first column worth trying for a pitch.
func (e *evidence) starts(pitch float64, cols int) []float64 {
	out := []float64{e.start}
	for _, x := range e.gapPeaks() { // a pulse that was not seen may stand before it
		if x > e.start && x < e.start+besideMM {
			out = append(out, x)
		}
	}
	if cols == 1 {
		if x := e.end - pitch; x > e.start+6 { // the paper's own lines may go on to the left
			out = append(out, x)
		}
		return out
	}
	// Names of all columns place the first by the usual distance between name
	// and start, which is small.
	for _, w := range e.words {
		for k := range cols {
			if x := w.X0 - 0.5 - float64(k)*pitch; x > e.start-0.75*pitch && x < e.start+overMM {
				out = append(out, x)
			}
		}
	}
	out = distinct(out, 0.8)
	peaks := e.peaks
	for _, b := range peaks[:min(len(peaks), 8)] {
		for k := 1; k < cols; k++ {
			if x := b - float64(k)*pitch; x > e.start-0.75*pitch && x < e.start+overMM {
				out = append(out, x)
			}
		}
	}
	out = distinct(out, 0.3)
	return out[:min(len(out), 40)]
}

// distinct keeps the values that are not within tol of an earlier one.
func distinct(v []float64, tol float64) []float64 {
	var out []float64
	for _, x := range v {
		if !slices.ContainsFunc(out, func(y float64) bool { return near(x, y, tol) }) {
			out = append(out, x)
		}
	}
	return out
}

// barPeaks are the positions at which bar candidates of at least two rows
// stand one above the other, most first.
func (e *evidence) barPeaks() []float64 {
	type peak struct {
		x float64
		n int
	}
	bars := slices.Clone(e.bars)
	slices.SortStableFunc(bars, func(a, b Bar) int { return cmp.Compare(a.X, b.X) })
	var ps []peak
	seen := make([]int, len(e.rows)) // the last bar, from 1, that met the row
	lo := 0
	for i, b := range bars {
		for bars[lo].X < b.X-barTol {
			lo++
		}
		rows, sum, n := 0, 0.0, 0
		for j := lo; j < len(bars) && bars[j].X <= b.X+barTol; j++ {
			if seen[bars[j].Row] != i+1 {
				seen[bars[j].Row] = i + 1
				rows++
			}
			sum += bars[j].X
			n++
		}
		if rows >= 2 {
			ps = append(ps, peak{sum / float64(n), rows})
		}
	}
	slices.SortStableFunc(ps, func(a, b peak) int { return cmp.Or(cmp.Compare(b.n, a.n), cmp.Compare(a.x, b.x)) })
	var out []float64
	for _, p := range ps {
		if !slices.ContainsFunc(out, func(x float64) bool { return near(x, p.x, 1) }) {
			out = append(out, p.x)
		}
		if len(out) == maxPeaks {
			break
		}
	}
	return out
}

// closeRows is how near rows must be, in mm, for a name above or below its
// curve to be nearer to another: names stand up to 12 mm from theirs.
const closeRows = 24.0

// maxPeaks bounds the search: pages with more upright lines have no use of
// them as separators.
const maxPeaks = 40

// barTol is how far from a column's edge a separator may stand, in mm: half
// the width of the broadest bars plus the error of the map.
const barTol = 0.9

// barSigma is the usual distance, in mm: most bars are centred on the edge or
// end at it.
const barSigma = 0.4

// score is the log likelihood of an arrangement's separators, extent and width.
func (e *evidence) score(a arrangement) float64 {
	s := 0.0
	if a.parted() {
		s += e.scoreBlanks(a) - partedPrice
	} else {
		s += max(e.scoreBars(a), e.scoreGaps(a))
	}
	s += e.scoreBefore(a)
	// Bars at places that the arrangement does not explain speak against it.
	for _, x := range e.even {
		k := math.Round((x - a.x0) / a.pitch)
		if d := x - a.start(int(k)); math.Abs(d) > 1.5 && !(d < 0 && d > a.width-a.pitch-1.5) && x > a.x0+5 && x < e.end-5 {
			s -= 2
		}
	}
	s -= e.priceOfEnds(a)
	// Columns last 2.5, 5 or 10 s: at 25 mm/s that is 62.5, 125, 250 mm, and
	// the map's scale is good to a few thousandths.
	for _, usual := range []float64{31.25, 62.5, 125, 250} {
		if d := math.Abs(a.width/usual - 1); d < 0.02 {
			u := d / 0.0015
			s += max(0.5, 4-u*u/2)
		}
	}
	// None is shorter than 2.5 s at 12.5 mm/s.
	const least = 28.0
	if a.cols > 1 && a.width < least {
		s -= min(least-a.width, 4)
	}
	if a.grid >= 12 { // which show all leads over the whole width as it is
		s -= 2 * float64(a.strips)
	}
	switch a.strips {
	case 0:
		s -= 0.3
	case 2:
		s--
	case 3:
		s -= 0.7
	}
	return s
}

// priceOfEnds is what it costs that the columns do not begin and end where the
// curves do. What is left of the grid may lengthen the rows, and a picture may
// be cut, so that this can be outvoted; curves that end well inside the picture
// are whole.
func (e *evidence) priceOfEnds(a arrangement) float64 {
	const (
		mostEdge  = 3.0
		mostStart = 5.0 // beside a pulse
		mostShort = 6.0 // of the last column, inside the picture
	)
	sharp := func(d, sigma float64) float64 { return min(0.5*d*d/(sigma*sigma), 1.5) }
	price := 0.0
	if e.strips != nil && a.strips > 0 {
		price += e.priceOfStrips(a)
	}
	if over := e.end - a.end(); over > 0 {
		price += min(sharp(over, 1)+max(0, over-2)/3, mostEdge)
	} else if e.open {
		price += 0.8*sharp(over, 1) - over/40
	} else {
		price += 0.8*sharp(over, 1) + min(max(0, -over-1), mostShort-1.2)
	}
	startSigma, most := 0.8, mostEdge
	if e.left {
		startSigma, most = 0.3, mostStart // the end of the pulses
	}
	switch d := a.x0 - e.start; {
	case d > 0:
		price += min(sharp(d, startSigma)+max(0, d-2)/3+max(0, d-2)*(most-mostEdge)/3, most)
	case e.openLeft:
		price += sharp(d, startSigma) - d/40
	default:
		price += sharp(d, startSigma) + min(max(0, -d-1), mostShort-1.5)
	}
	return price
}

// scoreBars weighs the separators: either the machine prints them, and most
// are found, or it does not, and candidates are there by chance.
func (e *evidence) scoreBars(a arrangement) float64 {
	if a.cols < 2 {
		return 0
	}
	sum := 0.0
	var off []float64
	for k := range a.cols + 1 {
		x := a.x0 + float64(k)*a.pitch
		if x > e.end+2 && k < a.cols {
			continue // cut off
		}
		l, found := e.edge(a, x)
		if k == 0 || k == a.cols {
			// Ticks or pulses may also stand at the outer edges.
			sum += max(0, l)
			continue
		}
		sum += l
		off = append(off, found...)
	}
	// Bars may all stand a little before or after the edge, but alike.
	if len(off) > 0 {
		m := slices.Sorted(slices.Values(off))[len(off)/2]
		sum -= m * m / (2 * barSigma * barSigma)
		for _, d := range off {
			u := (d - m) / barSigma
			sum -= min(u*u/2, 1)
		}
	}
	return max(0, sum)
}

// edge is the log likelihood that separators stand at x in the rows of the
// grid, against candidates there by chance: each row's own, or one upright
// line through many rows (lines of the paper, beats, which are simultaneous).
// It also returns how far right of x the bars stand.
func (e *evidence) edge(a arrangement, x float64) (float64, []float64) {
	const found = 0.8
	yes, own, line := 1.0, 1.0, 1.0
	var off []float64
	for i := range a.grid {
		if d, ok := e.barAt(i, x); ok {
			yes *= found
			own *= e.falseBar
			line *= found
			off = append(off, d)
		} else {
			yes *= 1 - found
			own *= 1 - e.falseBar
			line *= 1 - found
		}
	}
	return math.Log(yes / ((1-e.aligned)*own + e.aligned*line)), off
}

// barAt finds how far right of x the nearest bar candidate of a row stands.
func (e *evidence) barAt(row int, x float64) (d float64, ok bool) {
	d = barTol
	take := func(at float64) {
		if math.Abs(at-x) < math.Abs(d) {
			d, ok = at-x, true
		}
	}
	for _, b := range e.bars {
		if b.Row == row {
			take(b.X)
		}
	}
	for _, p := range e.pulses { // a pulse at the start of each column
		if p.Row == row {
			take(p.X0)
			take(p.X1)
		}
	}
	return d, ok
}

// sameBars tells whether the candidates at x are alike in three rows of the grid or more:
// as tall, and as high above the row's line.
func (e *evidence) sameBars(x float64, grid int) bool {
	for _, b := range e.bars {
		if !near(b.X, x, barTol) {
			continue
		}
		rows := map[int]bool{}
		for _, q := range e.bars {
			if q.Row < grid && near(q.X, x, barTol) && near(q.Height(), b.Height(), 0.6) {
				rows[q.Row] = true
			}
		}
		if len(rows) >= 3 {
			return true
		}
	}
	return false
}

// chance estimates how often bar candidates stand at a place by chance: in one
// row, from their number, and in several rows at once, from the number of
// places where they do.
func (e *evidence) chance() (one, several float64) {
	total, widest := 0.0, 0.0
	for i := range e.rows {
		l := e.rows[i].X1 - e.rows[i].X0
		total += l
		widest = max(widest, l)
	}
	if total <= 0 {
		return 0.1, 0.1
	}
	one = 1 - math.Exp(-float64(len(e.bars))/total*2*barTol)
	several = 1 - math.Exp(-float64(len(e.peaks))/widest*2*barTol)
	return min(max(one, 0.02), 0.5), min(max(several, 0.02), 0.5)
}
