package layout

import (
	"cmp"
	"math"
	"slices"
)

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

// scoreBars weighs the separators: either the machine prints them, and most
// are found, or it does not, and candidates are there by chance.
// before is how far before the starts of the columns they stand.
func (e *evidence) scoreBars(a arrangement, before float64) float64 {
	if a.cols < 2 {
		return 0
	}
	sum := 0.0
	var off []float64
	for k := 1; k < a.cols; k++ {
		x := a.start(k) - before
		if x > e.end+2 {
			continue // cut off
		}
		l, found := e.edge(a, x)
		sum += l
		off = append(off, found...)
	}
	// Bars may all stand a little before or after the edge, but alike.
	m := 0.0
	if len(off) > 0 {
		m = slices.Sorted(slices.Values(off))[len(off)/2]
		sum -= m*m/(2*barSigma*barSigma) + unlike(off, m)
	}
	// Ticks or pulses may also stand at the outer edges.
	for _, k := range []int{0, a.cols} {
		l, found := e.edge(a, a.start(k)-before)
		sum += max(0, l-unlike(found, m))
	}
	return max(0, sum)
}

// unlike is what it costs that bars do not all stand as far from their edges.
func unlike(off []float64, m float64) float64 {
	price := 0.0
	for _, d := range off {
		u := (d - m) / barSigma
		price += min(u*u/2, 1)
	}
	return price
}

// scoreBarsIn weighs separators in the blanks of columns that stand apart:
// at any one distance before the columns.
func (e *evidence) scoreBarsIn(a arrangement) float64 {
	const most = 6 // distances tried
	var before []float64
	for i := range a.grid {
		for _, x := range e.uprights[i] {
			for k := 1; k < a.cols; k++ {
				if d := a.start(k) - x; d > 0 && d < a.pitch-a.width {
					before = append(before, d)
				}
			}
		}
	}
	slices.Sort(before)
	best := 0.0
	places := distinct(before, barSigma)
	for _, d := range places[:min(len(places), most)] {
		best = max(best, e.scoreBars(a, d)-math.Log(1+(a.pitch-a.width)/(2*barTol)))
	}
	return best
}

// withoutPairs puts one bar in the place of two strokes side by side, alike and
// at one height, which some machines draw between columns.
func withoutPairs(bars []Bar) []Bar {
	const (
		apart = 1.6 // mm between them at most
		alike = 0.6 // mm by which their ends may differ
	)
	out := slices.Clone(bars)
	slices.SortStableFunc(out, func(a, b Bar) int { return cmp.Or(cmp.Compare(a.Row, b.Row), cmp.Compare(a.X, b.X)) })
	kept := out[:0]
	for _, b := range out {
		pair := -1
		for k := len(kept) - 1; k >= 0 && kept[k].Row == b.Row && b.X-kept[k].X < apart; k-- {
			if q := kept[k]; near(q.Y0, b.Y0, alike) && near(q.Y1, b.Y1, alike) && q.Right < b.Left {
				pair = k
				break
			}
		}
		if pair < 0 {
			kept = append(kept, b)
			continue
		}
		q := &kept[pair]
		q.X, q.Right = (q.X+b.X)/2, b.Right
	}
	return kept
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
	at := e.uprights[row]
	k, _ := slices.BinarySearch(at, x)
	d = barTol
	for _, i := range []int{k - 1, k} {
		if i >= 0 && i < len(at) && math.Abs(at[i]-x) < math.Abs(d) {
			d, ok = at[i]-x, true
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
