package layout

import (
	"cmp"
	"context"
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
	beats            float64 // what of it the beats of the rows say
	known            float64 // what of it the network says of the rows
	// continued says that each row goes on where the one above it ended, and one
	// is then the name of all, "" if it was not read.
	continued bool
	one       string
}

// start is where column k begins; end is where the last one ends.
func (a *arrangement) start(k int) float64 { return a.x0 + float64(k)*a.pitch }
func (a *arrangement) end() float64        { return a.start(a.cols-1) + a.width }

// like tells whether two arrangements are the same but for their exact place.
func (a *arrangement) like(b *arrangement) bool {
	const off = 1.0 // mm
	return a.grid == b.grid && a.cols == b.cols && a.strips == b.strips && near(a.x0, b.x0, off) && near(a.end(), b.end(), off)
}

// better tells whether an arrangement makes more sense of its level of ink than
// another of another level. Where both are the same, what beats and the network say is no
// reason to prefer a level: it says nothing of where exactly columns begin.
func (a *arrangement) better(b *arrangement) bool {
	if a.like(b) {
		return a.score-a.beats-a.known > b.score-b.beats-b.known
	}
	return a.score > b.score
}

// parted says that nothing is printed between the columns.
func (a *arrangement) parted() bool { return a.width < a.pitch }

// lasts is how much of the paper's time a column stands for. Where columns stand
// apart, the blank may hide the end of each, but they last as long as columns do.
func (a *arrangement) lasts() float64 {
	const hidden = 0.06 // share of a column that a blank hides at most
	for _, usual := range usualPitches {
		if a.parted() && a.width < usual && a.width > (1-hidden)*usual && a.pitch >= usual {
			return usual
		}
	}
	return a.width
}

// evidence is all that bears on the arrangement of a choice of rows.
type evidence struct {
	rs      *runs
	rows    []Row // the chosen ones
	all     []Row
	ruled   []Row // straight lines
	bars    []Bar // pairs of strokes as one
	strokes []Bar // all
	// peaks are the positions at which bar candidates of several rows stand
	// one above the other, even those of them where they are alike.
	peaks, even []float64
	gapEnds     []float64     // places at which gaps of several rows end
	beside      [levels][]int // the row at which each word stands, if names stand so
	uprights    [][]float64   // where the bars of each row and the edges of its pulses stand, sorted
	pulses      []Pulse
	words       []Word
	repeats     []Word   // names read more often than they are printed on usual pages
	times       []moment // read on the sheet
	gaps        [][]gap  // of each row
	stretch              // of the columns
	strips      *stretch // of the rhythm strips, nil where it is the same
	changes     *changeMap
	skipped     int     // likely rows left out between others
	close       bool    // rows are so close that a name may be nearer to another's
	falseBar    float64 // chance of a bar candidate at any one place of a row
	aligned     float64 // chance of candidates one above the other there
}

// A shape is a number of rows and columns with the logarithm of how often it is met.
type shape struct {
	rows, cols int
	prior      float64
}

// common arrangements. Own estimate from the makers' usual pages
// (docs/ARCHITECTURE.md, layouts).
var common = []shape{
	{3, 4, 0}, {6, 2, -0.7}, {12, 1, -0.7}, {6, 1, -2}, {3, 2, -4}, {2, 2, -5}, {3, 5, -4}, {4, 3, -8},
	{1, 1, -0.5}, {2, 1, -2}, {3, 1, -3}, {4, 1, -5}, {5, 1, -5}, {8, 1, -4}, {1, 12, -5}, {5, 3, -9}, {8, 2, -8}, {15, 1, -4},
}

// shapes are the arrangements of so many rows worth trying: the common ones, and that
// of the columns in which times stand.
func shapes(rows, timed int) []shape {
	if timed > 1 && !slices.ContainsFunc(common, func(c shape) bool { return c.rows == rows && c.cols == timed }) {
		return append(slices.Clone(common), shape{rows, timed, 0})
	}
	return common
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
	out.bars, out.strokes, out.pulses = nil, nil, nil
	for _, b := range e.strokes {
		if b.Row = at[b.Row]; b.Row >= 0 {
			out.strokes = append(out.strokes, b)
		}
	}
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
	for l := range levels {
		out.beside[l] = out.besides(l)
	}
	out.uprights = make([][]float64, len(rows))
	for _, b := range out.bars {
		out.uprights[b.Row] = append(out.uprights[b.Row], b.X)
	}
	for _, p := range out.pulses { // a pulse at the start of each column
		out.uprights[p.Row] = append(out.uprights[p.Row], p.X0, p.X1)
	}
	for _, u := range out.uprights {
		slices.Sort(u)
	}
	out.peaks = out.barPeaks()
	for _, x := range out.peaks {
		if out.sameBars(x, len(out.rows)) {
			out.even = append(out.even, x)
		}
	}
	out.falseBar, out.aligned = out.chance()
	out.gapEnds = out.gapPeaks()
	out.peaks = append(slices.Clone(out.gapEnds), out.peaks...)
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
func arrange(ctx context.Context, e *evidence, want *wanted) []arrangement {
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
		if ctx.Err() != nil { // the caller asks, too
			return nil
		}
		sub := e.choose(choice)
		base, known := sub.scoreRows(), 0.0
		for i := range sub.rows {
			known += sub.rows[i].known
		}
		n := len(choice)
		some := false
		timed, bound := sub.timedColumns(), names
		if timed > 1 { // one name in all cells
			bound += sub.mostOfTimes()
		}
		var parts [maxStrips + 1]*evidence
		for _, c := range shapes(n, timed) {
			strips := n - c.rows
			if strips < 0 || strips > maxStrips || strips > 0 && (c.cols*c.rows < 6 || c.rows == 1) {
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
					a.known = known
					a.beats = part.scoreChanges(a) + part.scoreBeyond(a)
					a.score = base + c.prior + part.score(a) + a.beats
					if a.score+bound < best-reach {
						continue
					}
					part.name(&a)
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

// score is the log likelihood of an arrangement's separators, extent and width.
func (e *evidence) score(a arrangement) float64 {
	s := 0.0
	if a.parted() {
		s += e.scoreBlanks(a) + e.scoreBarsIn(a) - partedPrice
	} else {
		s += max(e.scoreBars(a, 0), e.scoreGaps(a))
	}
	s += e.scoreBefore(a)
	s -= e.priceOfBars(a)
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

// priceOfBars is what bars cost at places that the arrangement does not explain.
// Columns part at few places: of many more bars, as the strokes of noisy curves are,
// most stand there by chance, and each says the less.
func (e *evidence) priceOfBars(a arrangement) float64 {
	const (
		each  = 2.0
		parts = 6.0 // places at which columns part or end on a page, at most
	)
	n := 0
	for _, x := range e.even {
		// From the start of the column; what is printed between columns may be upright.
		d := x - a.start(int(math.Floor((x-a.x0)/a.pitch)))
		if d > 1.5 && d < a.width-1.5 && x > a.x0+5 && x < e.end-5 {
			n++
		}
	}
	return each * float64(n) * min(1, parts/float64(max(len(e.even), 1)))
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
