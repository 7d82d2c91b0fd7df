package layout

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/einthoven-ecg/einthoven/internal/ink"
	"github.com/einthoven-ecg/einthoven/internal/par"
	"github.com/einthoven-ecg/einthoven/internal/rectify"
	"github.com/einthoven-ecg/einthoven/internal/segment"
)

// ErrNoCurves says that no row of curves was found on a sheet.
var ErrNoCurves = errors.New("no curves found")

// A MismatchError says that a page does not have the arrangement that was
// asked for.
type MismatchError struct {
	Rows   int // of curves seen
	Layout string
}

func (e *MismatchError) Error() string {
	return fmt.Sprintf("%d rows of curves were seen, which is not %q", e.Rows, e.Layout)
}

// Options of Find. The zero value is the default.
type Options struct {
	// Layout fixes the arrangement: rows x columns, "+" and the number of
	// strips, and an order, such as "3x4+1", "6x2", "12x1:cabrera". Empty
	// reads it from the page.
	Layout string
	// MMPerSecond and MMPerMV fix speed and gain; 0 reads them.
	MMPerSecond, MMPerMV float64
	// See tells what the ink is. It takes as long as all the rest and is asked where
	// the ink alone leaves doubts; nil if nobody knows.
	See func() (*Seen, error)
	// Workers bounds the goroutines; 0 means GOMAXPROCS.
	Workers int
}

// Find reads the arrangement of a sheet that stands upright; m is its map.
func Find(ctx context.Context, s *ink.Sheet, m *rectify.Map, opt Options) (*Layout, error) {
	want, err := parseLayout(opt.Layout)
	if err != nil {
		return nil, err
	}
	text, err := readText(ctx, s, opt.Workers)
	if err != nil {
		return nil, err
	}
	found, err := survey(ctx, s, m, nil, text, want, opt)
	if err != nil {
		return nil, err
	}
	if opt.See != nil && !(found.sure() && legibleIn(text.words)) {
		if found, err = seen(ctx, s, m, text, want, opt); err != nil {
			return nil, err
		}
	}
	best, all, pale, rows := found.best, found.all, found.pale, found.rows
	switch {
	case best == nil && rows > 0:
		return nil, &MismatchError{Rows: rows, Layout: opt.Layout}
	case best == nil:
		return nil, fmt.Errorf("layout: %w", ErrNoCurves)
	}
	e := best.choose(all[0].rows).split(all[0].strips)
	columns := []float64{e.place0(all[0])}
	if all[0].cols > 1 && all[0].parted() {
		columns = e.placeColumns(all[0])
	}
	all[0].x0 = columns[0]
	l := &Layout{Rows: e.rows, Edges: e.edges(), Pulses: e.pulses, Words: text.words, Fade: pale}
	l.take(e, all, columns, want)
	l.Fade = e.fade(s, pale)
	l.dropWaves()
	l.Unread = l.unread()
	l.calibrate(text.legend, opt)
	l.placeByTimes(text.times)
	return l, nil
}

// clearly is the log odds, fifty to one, by which another arrangement must make
// more sense of a page to be believed by what is seen less well.
const clearly = 4.0

// An outcome is the best arrangement of one sheet, with all others.
type outcome struct {
	best *evidence
	all  []arrangement
	pale []float32
	rows int // most that any level showed
}

// margin is by how much an arrangement is likelier than the best of another kind, at
// most 10.
func margin(all []arrangement) float64 {
	a := all[0]
	for _, b := range all[1:] {
		if b.grid != a.grid || b.cols != a.cols || b.strips != a.strips {
			return min(a.score-b.score, 10)
		}
	}
	return 10
}

// Seen is what a network sees on a sheet: what its ink is, and a sheet on the same lattice
// with the curves and marks that it sees as ink.
type Seen struct {
	Parts   *segment.Parts
	Strokes *ink.Sheet
}

// seen is the outcome with what a network sees as evidence: of rows, and, where
// that is not sure, as ink of its own.
func seen(ctx context.Context, s *ink.Sheet, m *rectify.Map, text text, want *wanted, opt Options) (outcome, error) {
	see, err := opt.See()
	if err != nil {
		return outcome{}, err
	}
	found, err := survey(ctx, s, m, see.Parts, text, want, opt)
	if err != nil || found.sure() {
		return found, err
	}
	other, err := survey(ctx, see.Strokes, m, see.Parts, text, want, opt)
	if err != nil {
		return outcome{}, err
	}
	return found.or(other), nil
}

// sure tells whether an arrangement is clearly likelier than any other, of rows that
// the network, if it was asked, sees as well.
func (o outcome) sure() bool {
	if o.best == nil || margin(o.all) < clearly {
		return false
	}
	for _, i := range o.all[0].rows {
		if o.best.all[i].known < 0 {
			return false
		}
	}
	return true
}

// or is the better of two outcomes: the second, on a sheet of that in
// which the network sees strokes, only if it is another and makes clearly more
// sense. One row that the ink itself does not show is none.
func (o outcome) or(p outcome) outcome {
	if p.best != nil && (o.best == nil && len(p.all[0].rows) > 1 || o.best != nil && p.all[0].score > o.all[0].score+clearly && !p.all[0].like(&o.all[0])) {
		p.rows = max(o.rows, p.rows)
		return p
	}
	return o
}

// survey looks for the arrangement of the curves of a sheet.
func survey(ctx context.Context, s *ink.Sheet, m *rectify.Map, parts *segment.Parts, text text, want *wanted, opt Options) (outcome, error) {
	// Where the line runs between curves and what is left of the grid is not
	// known beforehand: the level that makes the most sense of the page wins.
	var o outcome
	levels, fade := thresholds(s, m)
	slices.Reverse(levels)
	found, upright := look(s, m, parts, levels, nil, opt.Workers)
	usual := len(levels)
	pulses := apart(slices.Concat(upright...))
	if faint, ok := found[usual-1].faintest(); ok {
		levels = append(levels, faint)
		more, faintest := look(s, m, parts, []float32{faint}, nil, opt.Workers)
		found, upright = append(found, more...), append(upright, faintest...)
	}
	faded := len(found)
	if fade != nil {
		levels = append(levels, levels[max(0, usual-2):usual]...)
		more, faint := look(s, m, parts, levels[faded:], fade, opt.Workers)
		found, upright = append(found, more...), append(upright, faint...)
	}
	allPulses := apart(slices.Concat(upright...))
	if err := ctx.Err(); err != nil {
		return o, fmt.Errorf("layout: %w", err)
	}
	seen := make([]*evidence, len(levels))
	ranked := make([][]arrangement, len(levels))
	par.Each(opt.Workers, len(levels), func(i int) {
		own := pulses
		if i >= usual {
			own = allPulses
		}
		seen[i] = gather(found[i], m, text.words, own)
		seen[i].times = text.times
		ranked[i] = arrange(ctx, seen[i], want)
	})
	if err := ctx.Err(); err != nil {
		return o, fmt.Errorf("layout: %w", err)
	}
	// Fainter levels show more noise, too: they must make clearly more sense. Of the
	// same arrangement the others know better where it begins, unless its lines
	// have faded.
	for i := range slices.Backward(levels[:usual]) {
		o.rows = max(o.rows, len(seen[i].all))
		if a := ranked[i]; len(a) > 0 && (o.best == nil || a[0].better(&o.all[0])) {
			o.best, o.all = seen[i], a
		}
	}
	for i := usual; i < len(levels); i++ {
		o.rows = max(o.rows, len(seen[i].all))
		if a := ranked[i]; len(a) > 0 && (o.best == nil || a[0].score > o.all[0].score+clearly && (i >= faded || !a[0].like(&o.all[0]))) {
			o.best, o.all = seen[i], a
			if i >= faded {
				o.pale = fade
			}
		}
	}
	return o, nil
}

// look finds the ink above some levels, less where it has faded, and the pulses in
// it: a thin pulse shows at the level of the faintest lines only.
func look(s *ink.Sheet, m *rectify.Map, parts *segment.Parts, levels, fade []float32, workers int) ([]*runs, [][]Pulse) {
	found := make([]*runs, len(levels))
	upright := make([][]Pulse, len(levels))
	par.Each(workers, len(levels), func(i int) {
		found[i] = findFaded(s, m, levels[i], fade, workers)
		found[i].parts = parts
		upright[i] = findPulses(found[i])
	})
	return found, upright
}

// gather collects the evidence that the ink above one level gives.
func gather(rs *runs, m *rectify.Map, words []Word, pulses []Pulse) *evidence {
	e := &evidence{rs: rs}
	e.all, e.ruled = findRows(rs)
	for _, w := range words {
		if w.odds = w.weight(); w.odds > 0 && !w.again {
			e.words = append(e.words, w)
		} else if !w.again {
			e.repeats = append(e.repeats, w)
		}
	}
	slices.SortFunc(e.all, func(a, b Row) int {
		return cmp.Compare(a.YAt((a.X0+a.X1)/2), b.YAt((b.X0+b.X1)/2))
	})
	judgeRows(rs, e.all, m)
	e.pulses = standing(offTable(slices.Clone(pulses), e.all, m), e.all)
	if rs.reach(e.all, e.pulses) {
		judgeRows(rs, e.all, m)
		e.pulses = standing(offTable(slices.Clone(pulses), e.all, m), e.all)
	}
	for i := range e.all {
		var own []Pulse
		for _, p := range e.pulses {
			if p.Row == i {
				own = append(own, p)
			}
		}
		rs.ownEnds(&e.all[i], own)
		e.all[i].starts, e.all[i].stops = rs.tips(&e.all[i], -1), rs.tips(&e.all[i], 1)
		e.gaps = append(e.gaps, rs.findGaps(&e.all[i], own))
	}
	e.changes = rs.changes(e.all)
	e.changes.judgeQuiet(e.all)
	e.changes.judgeOffGrid(e.all)
	for i := range e.all {
		if r := &e.all[i]; r.Beats < 4 {
			r.small = len(e.changes.sketches[i].beatsIn(r.X0, r.X1))
		}
	}
	e.strokes = withoutWords(withoutPulses(withoutGrid(findBars(rs, e.all), m.BoldMM[0]), e.pulses), words)
	e.bars = withoutPairs(e.strokes)
	return e
}

// offTable drops the pulses well off the grid that the rows are on, with none on it
// above or below them: squares of what the sheet lies on.
func offTable(ps []Pulse, rows []Row, m *rectify.Map) []Pulse {
	const (
		beside = 3.0 // mm: a margin without lines
		inLine = 1.5 // mm by which pulses above each other differ
	)
	on, n := 0, 0
	for i := range rows {
		if rows[i].LogOdds < 0 {
			continue
		}
		for x := rows[i].X0; x < rows[i].X1; x += PathStep {
			if n++; m.SeenAt(x, rows[i].YAt(x)) {
				on++
			}
		}
	}
	if 2*on < n { // no grid was seen to be on
		return ps
	}
	seen := func(p Pulse) bool {
		y := (p.Top + p.Foot) / 2
		return m.SeenAt(p.X0-beside, y) || m.SeenAt(p.X1+beside, y)
	}
	all := slices.Clone(ps)
	return slices.DeleteFunc(ps, func(p Pulse) bool {
		return !seen(p) && !slices.ContainsFunc(all, func(q Pulse) bool { return seen(q) && near(p.X1, q.X1, inLine) })
	})
}

// standing keeps the pulses that stand on a row, or beside it, and look like
// the others: all pulses of a page have the same width, and nearly all the
// same height.
func standing(ps []Pulse, rows []Row) []Pulse {
	const (
		foot   = 5.0  // mm between the foot and the row's resting line
		beside = 15.0 // mm from the ends of the rows
	)
	lo, hi := math.Inf(1), math.Inf(-1)
	for i := range rows {
		lo, hi = min(lo, rows[i].X0), max(hi, rows[i].X1)
	}
	var out []Pulse
	for _, p := range ps {
		if p.X1 < lo-beside || p.X0 > hi+beside {
			continue
		}
		best := foot
		for i := range rows {
			if d := math.Abs(p.Foot - rows[i].YAt((p.X0+p.X1)/2)); d < best {
				best, p.Row = d, i
			}
		}
		if p.Row >= 0 {
			out = append(out, p)
		}
	}
	// The family with the most members: as high and as wide. Members one above
	// the other count twice, since pulses stand where columns begin or end.
	alike := func(a, b Pulse) bool {
		return (a.Cut || b.Cut || math.Abs(a.Width()/b.Width()-1) < 0.2) && math.Abs(a.Height()/b.Height()-1) < 0.15
	}
	above := func(a, b Pulse) bool { return a.Row != b.Row && near(a.X1, b.X1, 1.5) }
	best, most := -1, 0.0
	for i, p := range out {
		n := 0.0
		for _, q := range out {
			if alike(p, q) {
				n++
				if above(p, q) {
					n++
				}
			}
		}
		// Waves of a heart that flutters stand in rows, too, but are not as high and wide
		// as pulses are.
		if _, usual := snap(p.Height(), []float64{5, 10}, 0.12); usual {
			n = 2*n + 1
		}
		if _, usual := snap(p.Width(), pulseWidths, 0.08); usual {
			n = 2*n + 1
		}
		if n > most {
			best, most = i, n
		}
	}
	if best < 0 {
		return nil
	}
	ref := out[best]
	family := slices.Clone(out)
	return slices.DeleteFunc(out, func(p Pulse) bool {
		// Chest leads at half gain have pulses of another height.
		_, usual := snap(p.Height(), gains, 0.06)
		if !alike(p, ref) && (!usual || math.Abs(p.Width()/ref.Width()-1) > 0.1) {
			return true
		}
		if slices.ContainsFunc(family, func(q Pulse) bool { return above(p, q) && alike(p, q) || evenly(p, q, family) }) {
			return false
		}
		// Alone, it must have the usual height, or another gain's and the usual
		// width, and stand at an end of its row.
		r := rows[p.Row]
		_, tall := snap(p.Height(), []float64{5, 10}, 0.06)
		_, wide := snap(p.Width(), pulseWidths, 0.06)
		return p.Cut || !tall && !(usual && wide) || p.X0 > r.X0+8 && p.X1 < r.X1-8
	})
}

// dropWaves drops the pulses that stand in the middle of a curve, which are waves
// of it: pulses are drawn before a curve, between two or behind the last.
func (l *Layout) dropWaves() {
	const edge = 12.0 // mm: what a column may seem to begin early or end late
	l.Pulses = slices.DeleteFunc(l.Pulses, func(p Pulse) bool {
		return slices.ContainsFunc(l.Cells, func(c Cell) bool {
			return c.Row == p.Row && p.X0 > c.X0+edge && p.X1 < c.X1-edge
		})
	})
}

// evenly tells whether two pulses are the first two of three as high and wide,
// or the last two, that stand as far from each other along one row as columns.
func evenly(p, q Pulse, all []Pulse) bool {
	const (
		least = 28.0 // mm: a column of 2.5 s at 12.5 mm/s with less than all of it
		even  = 1.5  // mm
	)
	alike := func(a, b Pulse) bool {
		return a.Row == b.Row && near(a.Width(), b.Width(), 0.05*a.Width()) && near(a.Height(), b.Height(), 0.1*a.Height())
	}
	d := q.X0 - p.X0
	return math.Abs(d) > least && alike(p, q) && slices.ContainsFunc(all, func(r Pulse) bool {
		return alike(p, r) && (near(r.X0, q.X0+d, even) || near(r.X0, p.X0-d, even))
	})
}

// withoutPulses drops bar candidates that are the edges of pulses.
func withoutPulses(bars []Bar, ps []Pulse) []Bar {
	return slices.DeleteFunc(bars, func(b Bar) bool {
		return slices.ContainsFunc(ps, func(p Pulse) bool {
			return (near(b.X, p.X0, 0.5) || near(b.X, p.X1, 0.5)) && b.Y0 < p.Foot && b.Y1 > p.Top && b.Height() > 0.6*p.Height() && b.Height() < 1.3*p.Height()
		})
	})
}

// withoutGrid drops the bar candidates on the bold lines of the grid where these
// were not taken away: where far more stand on them than by chance.
func withoutGrid(bars []Bar, bold float64) []Bar {
	const (
		off    = 0.25 // mm from a line
		leaky  = 3.0  // times what chance puts on lines
		enough = 8    // bars to tell
	)
	on := func(b Bar) bool { return near(b.X, bold*math.Round(b.X/bold), off) }
	n := 0
	for _, b := range bars {
		if bold > 0 && on(b) {
			n++
		}
	}
	if n < enough || float64(n) < leaky*2*off/bold*float64(len(bars)) {
		return bars
	}
	return slices.DeleteFunc(bars, on)
}

// withoutWords drops bar candidates that are strokes of letters.
func withoutWords(bars []Bar, words []Word) []Bar {
	const slack = 0.3 // mm
	return slices.DeleteFunc(bars, func(b Bar) bool {
		return slices.ContainsFunc(words, func(w Word) bool {
			return b.X > w.X0-slack && b.X < w.X1+slack && b.Y0 > w.Y0-1 && b.Y1 < w.Y1+1
		})
	})
}

// median sorts v and returns its upper median.
func median(v []float64) float64 {
	slices.Sort(v)
	return v[len(v)/2]
}

// take fills the layout from the best arrangement; columns are where those
// begin that stand apart.
func (l *Layout) take(e *evidence, all []arrangement, columns []float64, want *wanted) {
	a := all[0]
	l.Margin = margin(all)
	o, at, _ := e.bestOrder(a)
	if want != nil && want.order != "" {
		for _, c := range orders(a.grid * a.cols) {
			if c.name == want.order {
				o = c
				break
			}
		}
	}
	if a.continued {
		o = order{OrderContinued, slices.Repeat([]string{cmp.Or(a.one, "II")}, a.grid*a.cols)}
	}
	l.Order = o.name
	l.GridRows, l.Columns = a.grid, a.cols
	read := map[[2]int]Word{}
	rowOf := make([]int, len(e.words)) // of a word that names a cell, else -1
	for i, w := range e.words {
		rowOf[i] = -1
		if row, col, ok := e.place(a, i, at); ok {
			rowOf[i] = row
			if row >= a.grid && col == at.home(a) {
				col = 0
			}
			if old, had := read[[2]int{row, col}]; !had || w.Score > old.Score {
				read[[2]int{row, col}] = w
			}
		}
	}
	names := make([]int, a.cols) // read in the cells of a column
	for cell := range read {
		if cell[0] < a.grid {
			names[cell[1]]++
		}
	}
	named := 0
	seen := e.seenTo(a.end())
	for row := range e.rows {
		cols := a.cols
		strip := row >= a.grid
		if strip {
			cols = 1
		}
		for col := range cols {
			c := Cell{Row: row, Column: col, Strip: strip, X0: a.start(col), Zero: math.NaN(), NameFrom: NameUnknown}
			if !strip && a.parted() {
				c.X0 = columns[col]
			}
			at := c.X0 - float64(col)*a.lasts() // of the page's first second
			c.X1 = c.X0 + a.width
			if strip {
				c.X1 = a.end()
			}
			end := e.end
			if strip && e.strips != nil {
				c.X1, end = e.stripEnd(a), e.strips.end
			} else if x := a.x0 + float64(a.cols)*a.lasts(); strip && a.parted() && near(e.rows[row].X1, x, 2*barTol) {
				c.X1, end = x, x // where the time of all columns ends that follow each other
			}
			if !strip && col > 0 && !a.parted() {
				if _, x, ok := e.between(a, col); ok {
					c.X0 = x
				}
			}
			if !strip && col+1 < a.cols && !a.parted() {
				c.X1, _, _ = e.between(a, col+1)
			}
			// The curve's own ends cut the outer columns, but not by what is
			// within the error of finding them. A curve that seems to begin
			// later within the picture is broken there, and a column whose names
			// are read is there though its curves are too faint to be followed yet.
			begins := c.X0
			if c.X0 < e.start-barTol && e.openLeft {
				c.X0 = e.start
			}
			c.late = c.X0 - begins
			if end = max(end, seen); c.X1 > end+barTol && (strip || 2*names[col] < a.grid || c.X1 < end+0.25*a.width) {
				c.X1 = end
			}
			if c.X1-c.X0 < 5 {
				continue
			}
			c.along = c.X0 - at
			if a.continued {
				c.along += float64(row*a.cols+col)*rowLength(a.lasts()) - float64(col)*a.lasts()
			}
			c.Y0 = e.rs.rest(c.X0, c.X1, e.rows[row].middle(e.start, e.end), e.rows[row].middle(c.X0, c.X1), e.nextRow(row))
			w, ok := read[[2]int{row, col}]
			// Which leads a fifth column shows differs from machine to machine.
			unknown := a.grid == 3 && col == 4 && names[col] == 0 && want == nil
			if name := o.at(a, row, col); name != "" && !unknown {
				c.Lead, c.Inverted, c.NameFrom = base(name), strings.HasPrefix(name, "-"), NameFromOrder
			}
			if ok && (c.Lead == "" && (strip || !o.has(w.Text)) || c.Lead == base(w.Text)) {
				c.Lead, c.NameFrom, c.NameOdds = base(w.Text), NameFromText, w.weight()
				// A minus is printed where the order is not the standard one;
				// else it is a stroke beside the name.
				c.Inverted = c.Inverted || o.leads == nil && strings.HasPrefix(w.Text, "-")
				named++
			}
			for _, p := range e.pulses {
				if p.Row == row && (p.X1 <= c.X0+3 || math.IsNaN(c.Zero)) {
					c.Zero = p.Foot
				}
			}
			l.Cells = append(l.Cells, c)
		}
	}
	l.Named = float64(named) / float64(max(1, len(l.Cells)))
	l.LeftOut = e.leftOut(rowOf)
	l.Spare = e.spare(a)
	l.Bars = e.kept(a)
	l.Name = fmt.Sprintf("%dx%d", a.grid, a.cols)
	if a.strips > 0 {
		l.Name += fmt.Sprintf("+%dR", a.strips)
	}
}

// kept are the bar candidates at the edges of the columns.
func (e *evidence) kept(a arrangement) []Bar {
	var out []Bar
	for k := range a.cols + 1 {
		x := a.start(k)
		for _, b := range e.strokes {
			if b.X > x-(a.pitch-a.width)-barTol && b.X < x+barTol {
				out = append(out, b)
			}
		}
	}
	return out
}

// rest is the height, in page millimetres, at which the curve of a window
// rests: where most of its thin runs lie, within reach of the row as a whole
// (row) and rather near what the row's path says (path).
// gap is the distance to the next row.
func (rs *runs) rest(x0, x1, row, path, gap float64) float64 {
	const cell = 0.25
	reach := min(14, 0.6*gap) // mm
	sigma := min(8, 0.35*gap) // mm about the path
	s := rs.s
	i0, _ := s.At(x0, 0)
	i1, _ := s.At(x1, 0)
	hist := make([]float64, int(2*reach/cell))
	thin := 2*rs.stroke + 1
	full := pieceWide * s.Rho
	for c := max(0, int(i0)); c < min(s.W, int(i1)); c++ {
		for _, r := range rs.col[c] {
			if float64(r.height()) > thin {
				continue
			}
			_, y := s.MM(0, float64(r.y))
			k := int((y - row + reach) / cell)
			if y < row-reach || k >= len(hist) {
				continue
			}
			w := min(1, float64(r.wide)/full)
			if r.lattice {
				w *= latticeWeight
			}
			hist[k] += w
		}
	}
	smooth(hist, 3)
	best, at := 0.0, path
	for k, v := range hist {
		y := row - reach + (float64(k)+0.5)*cell
		u := (y - path) / sigma
		if v *= math.Exp(-u * u / 2); v > best {
			best, at = v, y
		}
	}
	return at
}

// nextRow is the distance of a row to the nearest other one.
func (e *evidence) nextRow(row int) float64 {
	d := math.Inf(1)
	for i := range e.rows {
		if i != row {
			d = min(d, e.rows[i].distance(&e.rows[row]))
		}
	}
	return d
}

// middle is the median height of the row between two page positions.
func (r *Row) middle(x0, x1 float64) float64 {
	var v []float64
	for x := x0; x <= x1; x += PathStep {
		v = append(v, r.YAt(x))
	}
	if len(v) == 0 {
		return r.YAt((x0 + x1) / 2)
	}
	slices.Sort(v)
	return v[len(v)/2]
}
