package layout

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/einthoven-ecg/einthoven/internal/ink"
	"github.com/einthoven-ecg/einthoven/internal/layout/glyph"
)

// An Order is a sequence in which makers print the leads, column by column.
type order struct {
	name  string
	leads []string // "-aVR" is aVR upside down, "" one that nothing tells
}

var (
	limb    = []string{"I", "II", "III", "aVR", "aVL", "aVF"}
	cabrera = []string{"aVL", "I", "-aVR", "II", "aVF", "III"}
	chest   = []string{"V1", "V2", "V3", "V4", "V5", "V6"}
)

// orders are the sequences that fill a number of cells, the usual one first.
func orders(cells int) []order {
	join := func(parts ...[]string) []string { return slices.Concat(parts...) }
	switch cells {
	case 12:
		return []order{{"standard", join(limb, chest)}, {"cabrera", join(cabrera, chest)}}
	case 6:
		return []order{{"standard", limb}, {"chest", chest}, {"cabrera", cabrera}}
	case 15:
		return []order{
			{"standard", join(limb, chest, []string{"V7", "V8", "V9"})},
			{"standard", join(limb, chest, []string{"V3R", "V4R", "V5R"})},
			{"standard", join(limb, chest, []string{"V4R", "V8", "V9"})},
			{"cabrera", join(cabrera, chest, []string{"V7", "V8", "V9"})},
		}
	case 8:
		return []order{{"standard", join([]string{"I", "II"}, chest)}}
	case 3:
		return []order{{"standard", limb[:3]}, {"augmented", limb[3:]}, {"chest", chest[:3]}, {"chest", chest[3:]}}
	}
	return nil
}

// A text is what was read on a sheet.
type text struct {
	words  []Word // names of leads
	legend glyph.Legend
	times  []moment
}

// readText reads the lead names, the legend and the times on a sheet.
func readText(ctx context.Context, s *ink.Sheet, workers int) (text, error) {
	t, err := glyph.Read(ctx, s, glyph.Options{Workers: workers})
	if err != nil {
		return text{}, fmt.Errorf("layout: read the text: %w", err)
	}
	legend := t.Legend()
	var out []Word
	for _, w := range t.Names() {
		inLegend := slices.ContainsFunc(legend.Words, func(l glyph.Word) bool {
			return w.X0 < l.X1 && l.X0 < w.X1 && w.Y0 < l.Y1 && l.Y0 < w.Y1
		})
		if w.Score >= leastScore && !inLegend {
			out = append(out, Word{Text: w.Text, X0: w.X0, Y0: w.Y0, X1: w.X1, Y1: w.Y1, Score: w.Score})
		}
	}
	out = ofOneSize(out)
	markAgain(out)
	often := map[string]int{}
	for _, w := range out {
		if !w.again {
			often[w.Text]++
		}
	}
	for i := range out {
		out[i].often = often[out[i].Text]
	}
	return text{out, legend, moments(t)}, nil
}

// markAgain marks the names by which a rhythm strip is called once more in each
// column: in one line and evenly spaced, farther apart than beats are.
func markAgain(ws []Word) {
	const (
		line  = 2.0  // mm by which their heights may differ
		apart = 45.0 // mm: least
		even  = 1.5  // mm by which distances may differ
	)
	for i := range ws {
		if ws[i].again {
			continue
		}
		same := []int{}
		for j := range ws {
			if ws[j].Text == ws[i].Text && near(ws[j].Y0, ws[i].Y0, line) && !ws[j].again {
				same = append(same, j)
			}
		}
		if len(same) < 3 {
			continue
		}
		slices.SortFunc(same, func(a, b int) int { return cmp.Compare(ws[a].X0, ws[b].X0) })
		step := ws[same[1]].X0 - ws[same[0]].X0
		regular := step > apart
		for k := 1; k < len(same); k++ {
			regular = regular && near(ws[same[k]].X0-ws[same[k-1]].X0, step, even)
		}
		if !regular {
			continue
		}
		for _, k := range same[1:] {
			ws[k].again = true
		}
	}
}

// ofOneSize drops the words whose letters are far smaller or larger than the
// others': a machine prints all names in one size. The size is that of the
// surest words of two letters and more, since a lone bar is easily seen in
// separators and flanks.
func ofOneSize(ws []Word) []Word {
	const most = 1.4
	var h []float64
	for _, least := range []float64{0.9, 0.5} {
		for _, w := range ws {
			if w.Score >= least && strings.Trim(w.Text, "I") != "" {
				h = append(h, w.Y1-w.Y0)
			}
		}
		if len(h) >= 4 {
			break
		}
		h = nil
	}
	if len(h) == 0 {
		return ws
	}
	size := median(h)
	return slices.DeleteFunc(ws, func(w Word) bool {
		return w.Y1-w.Y0 > most*size || size > most*(w.Y1-w.Y0)
	})
}

// leastScore is the probability from which a word bears on the arrangement.
const leastScore = 0.5

// base is the lead's name without the sign of an inverted one.
func base(name string) string { return strings.TrimPrefix(name, "-") }

// A side is where the names stand against the curves they belong to.
type side struct {
	level  level
	behind bool // at the end of their curve instead of its start
}

// home is the column in which the name of a strip stands.
func (s side) home(a arrangement) int {
	if s.behind {
		return a.cols - 1
	}
	return 0
}

// A level is how high the names stand.
type level uint8

const (
	nearest level = iota // whichever row is nearest
	above                // above their row
	below
	levels
)

// place finds the cell to which a word at a lead's usual place belongs: names
// stand near the start of their curve, above or below it.
func (e *evidence) place(a arrangement, word int, at side) (row, col int, ok bool) {
	const before, after = 16.0, 24.0 // mm from the start of a column; before it at least, and in all of a blank
	if row = e.beside[at.level][word]; row < 0 {
		return 0, 0, false
	}
	w := &e.words[word]
	x := (w.X0 + w.X1) / 2
	if at.behind && a.cols == 1 {
		return row, 0, x > e.end-before && x < e.end+before
	}
	best := math.Inf(1)
	blank := a.pitch - a.width
	if at.behind { // up to where the curve ends, as others stand from where it begins
		for k := range a.cols {
			if d := a.start(k) + a.width - x; d > -max(before, blank) && d < min(after, 0.6*a.pitch) && math.Abs(d) < best {
				best, col, ok = math.Abs(d), k, true
			}
		}
		return row, col, ok
	}
	for k := range a.cols {
		// Where the picture is cut, or the curves begin later than they should.
		for _, x0 := range [2]float64{a.start(k), max(a.start(k), e.start)} {
			if d := x - x0; d > -max(before, blank) && d < min(after, 0.6*a.pitch) && math.Abs(d) < best {
				best, col, ok = math.Abs(d), k, true
			}
		}
	}
	return row, col, ok
}

// besides finds the row beside which each word stands, -1 for none, if names
// stand at a level. A machine prints them all at one height over their rows: one
// that is far from the others' has another row, which was not found.
func (e *evidence) besides(at level) []int {
	const (
		away  = 22.0 // mm from the row
		touch = 1.5  // mm that a name above its curve may reach below it
		alike = 8.0  // mm by which the heights of names may differ, curves that wander included
		tells = 4    // names that tell the height
	)
	out := make([]int, len(e.words))
	high := make([]float64, len(e.words))
	var all []float64
	for k, w := range e.words {
		x, y := (w.X0+w.X1)/2, (w.Y0+w.Y1)/2
		best, row := away, -1
		for i := range e.rows {
			d := e.rows[i].YAt(x) - y
			if at == above && d < -touch || at == below && d > touch {
				continue
			}
			if math.Abs(d) < best {
				best, row, high[k] = math.Abs(d), i, d
			}
		}
		if out[k] = row; row >= 0 {
			all = append(all, high[k])
		}
	}
	if len(all) < tells {
		return out
	}
	usual := median(all)
	for k := range out {
		if out[k] >= 0 && !near(high[k], usual, alike) {
			out[k] = -1
		}
	}
	return out
}

// weight is the log odds of a word, bounded: no single word decides all. A name
// is printed once, and once more beside a strip; of what is read more often at
// most two are right.
func (w *Word) weight() float64 {
	if w.odds > 0 {
		return w.odds
	}
	const printed = 2
	p := min(w.Score, 0.97)
	if w.often > printed {
		p = min(p, printed/float64(w.often))
	}
	return max(0, math.Log(p/(1-p)))
}

// scoreNames is the agreement of the words with the best order of names.
func (e *evidence) scoreNames(a arrangement) float64 {
	if len(e.words) == 0 {
		return 0
	}
	_, at, s := e.bestOrder(a)
	return s + e.scoreNamePlaces(a, at)
}

// scoreNamePlaces weighs where the names stand: a machine prints them all at
// the same distance from the start of their column. Names above each other
// share their error, so that each column counts once.
func (e *evidence) scoreNamePlaces(a arrangement, at side) float64 {
	const (
		sigma  = 1.2 // mm
		column = 1.2 // weight
	)
	cols := make([][]float64, a.cols)
	n := 0
	for i, w := range e.words {
		if row, col, ok := e.place(a, i, at); ok && row < a.grid {
			if at.behind { // mirrored
				cols[col] = append(cols[col], a.start(col)+a.width-w.X1)
			} else {
				cols[col] = append(cols[col], w.X0-a.start(col))
			}
			n++
		}
	}
	if n < 3 {
		return 0
	}
	var off []float64
	for _, c := range cols {
		if len(c) > 0 {
			off = append(off, median(c))
		}
	}
	m := median(slices.Clone(off))
	s := 0.0
	for _, d := range off {
		u := (d - m) / sigma
		s += column * (0.5 - min(u*u/2, 2))
	}
	// Near the start, above or below it; in the margin before it on pages of
	// one column.
	if a.cols > 1 {
		if m < 0 {
			m = min(0, m+a.pitch-a.width)
		}
		u := max(0, math.Abs(m-1)-3) / 3
		s -= min(u*u/2, 4)
	} else if !at.behind {
		u := max(0, m-4) / 3
		s -= min(u*u/2, 4)
	}
	return s
}

const (
	// freeName is what a name counts, of its weight, that may be any.
	freeName = 0.4
	// bareColumn is the price of a column without names where another has
	// them: nearly all machines name all cells or none, and most names are read.
	bareColumn = 4.0
)

const (
	// ownOrder is the price of an order that no maker is known for: more than one
	// misread name costs, less than two do.
	ownOrder = 9.0
	// ownBare is what each cell without a name adds to it: nothing says then what the
	// cell shows (own estimate).
	ownBare = 1.5
)

// A placed is a word in the cell that it stands at.
type placed struct {
	row, col int
	w        *Word
}

// ownOrderOf is the order that names in cells of the grid give, the surest of each
// cell and each name once, and its price. The other cells have no name; there must
// be few.
func ownOrderOf(a arrangement, words []placed) (o order, price float64, ok bool) {
	cells := a.grid * a.cols
	if 3*len(words) < 2*cells {
		return o, 0, false
	}
	surest := slices.Clone(words)
	slices.SortStableFunc(surest, func(p, q placed) int { return cmp.Compare(q.w.weight(), p.w.weight()) })
	o = order{name: "read", leads: make([]string, cells)}
	bare := cells
	for _, p := range surest {
		if k := p.col*a.grid + p.row; o.leads[k] == "" && !o.has(p.w.Text) {
			o.leads[k] = p.w.Text
			bare--
		}
	}
	o.complete(a.grid)
	return o, ownOrder + ownBare*float64(bare), 3*bare <= cells
}

// at is the lead of a cell of the grid, "" where the order says nothing of it.
func (o *order) at(a arrangement, row, col int) string {
	if o.leads == nil || row >= a.grid {
		return ""
	}
	return o.leads[col*a.grid+row]
}

// has tells whether a lead is among those of an order.
func (o *order) has(name string) bool {
	return slices.ContainsFunc(o.leads, func(l string) bool { return base(l) == base(name) })
}

// complete names cells without a name from the known order of a column with which its
// other cells agree: one cell of any order, and up to two in three of limb leads.
// Makers choose among the chest leads and leave limb leads in their order.
func (o *order) complete(rows int) {
	for from := 0; from+rows <= len(o.leads); from += rows {
		col := o.leads[from : from+rows]
		for _, known := range orders(rows) {
			agree, lacks := 0, []string{}
			for i, lead := range known.leads {
				switch col[i] {
				case lead:
					agree++
				case "":
					lacks = append(lacks, lead)
				}
			}
			enough := len(lacks) == 1 || 3*agree >= rows && slices.Contains(limb, base(known.leads[0]))
			if agree+len(lacks) == rows && agree > 0 && enough && !slices.ContainsFunc(lacks, o.has) {
				copy(col, known.leads)
				break
			}
		}
	}
}

// bareColumns counts the columns without a name, if most cells of another have one.
func bareColumns(a arrangement, named map[[2]int]bool) int {
	count := make([]int, a.cols)
	for cell := range named {
		count[cell[1]]++
	}
	if most := slices.Max(count); most < 2 || 3*most < 2*a.grid {
		return 0
	}
	n := 0
	for _, c := range count {
		if c == 0 {
			n++
		}
	}
	return n
}

// priceOfBare is what it costs that cells bear no name: where most of them bear one,
// a cell without speaks against it, and so does a column where another has names.
func priceOfBare(a arrangement, words []placed) float64 {
	named := map[[2]int]bool{}
	for _, p := range words {
		if p.row < a.grid {
			named[[2]int{p.row, p.col}] = true
		}
	}
	price := 0.0
	if cells := a.grid * a.cols; 2*len(named) >= cells {
		price = 0.8 * float64(cells-len(named))
	}
	return max(price, bareColumn*float64(bareColumns(a, named)))
}

// bestOrder picks the order of names and the side of their curves on which they
// stand that agree best with the words. Where rows are close a name may be
// nearer to the curve that it does not belong to.
func (e *evidence) bestOrder(a arrangement) (o order, at side, score float64) {
	const (
		usual  = 0.5 // by how much a side must be better than the nearest row
		seldom = 3.0 // and names at the ends of columns: one machine in twenty
	)
	o, score = e.orderAt(a, side{})
	some := []level{nearest, above, below}
	if !e.close {
		some = some[:1]
	}
	for _, behind := range []bool{false, true} {
		more := usual
		if behind && a.cols > 1 {
			more = seldom
		}
		for _, l := range some {
			s := side{l, behind}
			if s == at {
				continue
			}
			if p, v := e.orderAt(a, s); v > score+more {
				o, at, score = p, s, v
				if more == seldom {
					score -= seldom
				}
			}
		}
	}
	return o, at, score
}

// orderAt is the order of names that agrees best with the words if these stand
// on one side of their curves.
func (e *evidence) orderAt(a arrangement, where side) (order, float64) {
	words := make([]placed, 0, len(e.words))
	lost := 0.0
	for i := range e.words {
		w := &e.words[i]
		row, col, ok := e.place(a, i, where)
		if !ok {
			// Names of the twelve may stand elsewhere, too, in a table or beside a
			// strip; those beyond them stand beside their curve only.
			share := 1.0
			if slices.Contains(limb, base(w.Text)) || slices.Contains(chest, w.Text) {
				share = 0.7
			}
			lost += share * w.weight()
			continue
		}
		words = append(words, placed{row, col, w})
	}
	// Any name may stand anywhere, but in one cell and only once.
	free := 0.0
	cells, names := map[[2]int]string{}, map[string]bool{}
	for _, p := range words {
		cell := [2]int{p.row, p.col}
		had, ok := cells[cell]
		switch {
		case ok && had != p.w.Text || !ok && names[p.w.Text] && p.row < a.grid:
			free -= 0.8 * p.w.weight()
		case !ok && p.row < a.grid:
			free += freeName * p.w.weight()
		}
		cells[cell], names[p.w.Text] = p.w.Text, true
	}
	candidates := orders(a.grid * a.cols)
	if len(candidates) == 0 {
		return order{name: "read"}, free - lost
	}
	best, bestScore := candidates[0], math.Inf(-1)
	if a.cols == 1 && a.grid <= 3 { // strips of any leads
		best, bestScore = order{name: "read"}, free-0.7
	}
	lost += priceOfBare(a, words)
	grid, all := words[:0], 0.0 // those of the grid, and what all of these count
	for _, p := range words {
		switch {
		case p.row < a.grid:
			grid = append(grid, p)
			all += p.w.weight()
		case p.col == where.home(a): // strips may be any lead
			lost -= 0.5 * p.w.weight()
		default:
			lost += 0.3 * p.w.weight()
		}
	}
	weigh := func(o order, s float64) {
		for _, p := range grid {
			if base(o.at(a, p.row, p.col)) == base(p.w.Text) {
				s += p.w.weight()
			} else {
				s -= 0.8 * p.w.weight()
			}
		}
		if s > bestScore {
			best, bestScore = o, s
		}
	}
	for i, o := range candidates {
		weigh(o, -0.7*float64(min(i, 1))) // the usual one unless the words say so
	}
	if all-ownOrder > bestScore {
		if o, price, ok := ownOrderOf(a, grid); ok {
			weigh(o, -price)
		}
	}
	return best, bestScore - lost
}
