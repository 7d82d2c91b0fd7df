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
	x0, pitch          float64 // start of the first column and width of each, mm
	score              float64 // log likelihood against nothing known
}

// bounds are the page positions between columns.
func (a arrangement) bounds() []float64 {
	var b []float64
	for k := 1; k < a.cols; k++ {
		b = append(b, a.x0+float64(k)*a.pitch)
	}
	return b
}

// evidence is all that bears on the arrangement of a choice of rows.
type evidence struct {
	rows        []Row // the chosen ones
	all         []Row
	bars        []Bar
	pulses      []Pulse
	words       []Word
	start, end  float64 // where the curves of most rows begin and end
	falseBar    float64 // chance of a bar candidate at any one place
	left, right bool    // pulses at the start, at the end of the rows
}

// common arrangements, with the logarithm of how often they are met. Own
// estimate from the makers' usual pages (docs/ARCHITECTURE.md, layouts).
var common = []struct {
	rows, cols int
	prior      float64
}{
	{3, 4, 0}, {6, 2, -0.7}, {12, 1, -0.7}, {6, 1, -3}, {3, 2, -4}, {3, 5, -3}, {4, 3, -5},
	{1, 1, -0.5}, {2, 1, -3}, {3, 1, -3}, {8, 1, -4}, {5, 3, -6}, {8, 2, -6}, {15, 1, -5},
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
	out.rows = nil
	at := make([]int, len(e.all))
	for i := range at {
		at[i] = -1
	}
	for k, i := range rows {
		out.rows = append(out.rows, e.all[i])
		at[i] = k
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
	out.falseBar = out.chance()
	out.extent()
	return &out
}

// scoreRows is the likelihood of the choice itself: its rows are rows, and
// nearly as far from each other everywhere.
func (e *evidence) scoreRows() float64 {
	s := 0.0
	var gaps []float64
	for i := range e.rows {
		s += e.rows[i].LogOdds
		if i > 0 {
			gaps = append(gaps, e.rows[i].distance(&e.rows[i-1]))
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
			s += 0.3
		case d > 0.5:
			s -= 2
		}
	}
	return s
}

// arrange lists the arrangements, best first.
func arrange(e *evidence) []arrangement {
	var out []arrangement
	for _, choice := range choices(e.all) {
		sub := e.choose(choice)
		base := sub.scoreRows()
		n := len(choice)
		some := false
		for _, c := range common {
			strips := n - c.rows
			if strips < 0 || strips > 3 || strips > 0 && c.cols*c.rows < 6 {
				continue
			}
			some = true
			for _, p := range sub.pitches(c.cols) {
				for _, x0 := range sub.starts(p, c.cols) {
					a := arrangement{rows: choice, grid: c.rows, strips: strips, cols: c.cols, x0: x0, pitch: p}
					a.score = base + c.prior + sub.score(a)
					out = append(out, a)
				}
			}
		}
		if !some { // a number of rows that nobody prints: each row for itself
			out = append(out, arrangement{rows: choice, grid: n, cols: 1, x0: sub.start, pitch: sub.end - sub.start, score: base - 8})
		}
	}
	slices.SortStableFunc(out, func(a, b arrangement) int { return cmp.Compare(b.score, a.score) })
	return out
}

// pitches are the column widths worth trying.
func (e *evidence) pitches(cols int) []float64 {
	total := e.end - e.start
	out := []float64{total / float64(cols)}
	if cols == 1 {
		return out
	}
	for _, usual := range []float64{31.25, 50, 62.5, 75, 125} {
		// A page may be cut at either side: at least a quarter of the last
		// column must be there, and no more than is explained left over.
		if usual*(float64(cols)-0.9) < total && total < usual*(float64(cols)+0.15) {
			out = append(out, usual)
		}
	}
	// Distances between bars met in several rows.
	peaks := e.barPeaks()
	for i := range peaks {
		for j := range i {
			d := math.Abs(peaks[i] - peaks[j])
			for k := 1; k < cols; k++ {
				p := d / float64(k)
				if p > 20 && p*(float64(cols)-0.9) < total && total < p*(float64(cols)+0.15) {
					out = append(out, p)
				}
			}
		}
	}
	slices.Sort(out)
	return slices.CompactFunc(out, func(a, b float64) bool { return math.Abs(a-b) < 0.15 })
}

// starts are the positions of the first column worth trying for a pitch.
func (e *evidence) starts(pitch float64, cols int) []float64 {
	out := []float64{e.start}
	if cols == 1 {
		return out
	}
	for _, b := range e.barPeaks() {
		for k := 1; k < cols; k++ {
			if x := b - float64(k)*pitch; x > e.start-0.75*pitch && x < e.start+6 {
				out = append(out, x)
			}
		}
	}
	slices.Sort(out)
	return slices.CompactFunc(out, func(a, b float64) bool { return math.Abs(a-b) < 0.3 })
}

// barPeaks are the positions at which bar candidates of at least two rows
// stand one above the other, most first.
func (e *evidence) barPeaks() []float64 {
	type peak struct {
		x float64
		n int
	}
	var ps []peak
	for _, b := range e.bars {
		rows := map[int]bool{}
		sum, n := 0.0, 0
		for _, q := range e.bars {
			if near(q.X, b.X, barTol) {
				rows[q.Row] = true
				sum += q.X
				n++
			}
		}
		if len(rows) >= 2 {
			ps = append(ps, peak{sum / float64(n), len(rows)})
		}
	}
	slices.SortStableFunc(ps, func(a, b peak) int { return cmp.Or(cmp.Compare(b.n, a.n), cmp.Compare(a.x, b.x)) })
	var out []float64
	for _, p := range ps {
		if !slices.ContainsFunc(out, func(x float64) bool { return near(x, p.x, 1) }) {
			out = append(out, p.x)
		}
		if len(out) == 10 {
			break
		}
	}
	return out
}

// barTol is how far from a column's edge a separator may stand, in mm: half
// the width of the broadest bars plus the error of the map.
const barTol = 0.9

// score is the log likelihood of an arrangement's separators, extent, width
// and names.
func (e *evidence) score(a arrangement) float64 {
	s := 0.0
	// Separators: either the machine prints them, and most are found, or it
	// does not, and candidates are there by chance.
	if a.cols > 1 {
		const found = 0.8
		printed := 0.0
		for _, x := range a.bounds() {
			if x > e.end-2 {
				continue // cut off
			}
			for i := range a.grid {
				if e.barAt(i, x) {
					printed += math.Log(found / e.falseBar)
				} else {
					printed += math.Log((1 - found) / (1 - e.falseBar))
				}
			}
			for i := a.grid; i < a.grid+a.strips; i++ {
				if !e.barAt(i, x) {
					continue
				}
				printed -= 0.5 // some machines draw them through all rows
			}
		}
		s += max(0, printed)
	}
	// Bars at places that the arrangement does not explain speak against it.
	for _, x := range e.barPeaks() {
		if k := math.Round((x - a.x0) / a.pitch); math.Abs(x-a.x0-k*a.pitch) > 1.5 && x > a.x0+5 && x < e.end-5 && e.sameBars(x) {
			s -= 2
		}
	}
	// The columns should end where the curves do.
	if over := e.end - (a.x0 + float64(a.cols)*a.pitch); over > 1.5 {
		s -= 1 + over/4
	} else if over < -1.5 {
		s -= 0.7 - over/25
	}
	if d := math.Abs(a.x0 - e.start); d > 1.5 {
		s -= 0.7 + d/25
	}
	// Columns last 2.5, 5 or 10 s: at 25 mm/s that is 62.5, 125, 250 mm.
	for _, usual := range []float64{31.25, 62.5, 125, 250} {
		if math.Abs(a.pitch/usual-1) < 0.02 {
			s += 1.5
		}
	}
	switch a.strips {
	case 0:
		s -= 0.3
	case 2:
		s--
	case 3:
		s -= 0.7
	}
	return s + e.scoreNames(a)
}

// barAt tells whether a bar candidate of a row stands at x.
func (e *evidence) barAt(row int, x float64) bool {
	for _, b := range e.bars {
		if b.Row == row && near(b.X, x, barTol) {
			return true
		}
	}
	for _, p := range e.pulses { // a pulse at the start of each column
		if p.Row == row && (near(p.X1, x, barTol) || near(p.X0, x, barTol)) {
			return true
		}
	}
	return false
}

// sameBars tells whether the candidates at x are alike in three rows or more:
// as tall, and as high above the row's line.
func (e *evidence) sameBars(x float64) bool {
	for _, b := range e.bars {
		if !near(b.X, x, barTol) {
			continue
		}
		rows := map[int]bool{}
		for _, q := range e.bars {
			if near(q.X, x, barTol) && near(q.Height(), b.Height(), 0.6) {
				rows[q.Row] = true
			}
		}
		if len(rows) >= 3 {
			return true
		}
	}
	return false
}

// chance estimates how often a bar candidate stands at a place by chance,
// from their number by row.
func (e *evidence) chance() float64 {
	total := 0.0
	for i := range e.rows {
		total += e.rows[i].X1 - e.rows[i].X0
	}
	if total <= 0 {
		return 0.1
	}
	rate := float64(len(e.bars)) / total // per mm of row
	return min(max(1-math.Exp(-rate*2*barTol), 0.02), 0.5)
}
