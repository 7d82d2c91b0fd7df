package layout

import (
	"math"
	"slices"
)

// Some recorders print one lead row below row, each going on where the one
// above it ended. Such rows have one name or none, beats that look alike, and
// beats that do not stand above each other.

// mostContinued is the most rows that one lead is printed in.
const mostContinued = 8

// scoreContinued is the log likelihood that the rows of an arrangement continue
// one lead against their showing the same seconds of several, names apart.
func (e *evidence) scoreContinued(a arrangement) float64 {
	const (
		prior     = -3.0 // own estimate
		dependent = 0.5
		most      = 2.0 // of one pair of rows
		together  = 1.0 // mm between beats that stand above each other
		edge      = 4.0 // mm at the ends of rows, where one may have lost a beat
	)
	s := prior
	for k := 1; k < a.grid; k++ {
		above, below := &e.changes.sketches[a.rows[k-1]], &e.changes.sketches[a.rows[k]]
		lo, hi := max(e.rows[k-1].Begin, e.rows[k].Begin)+edge, min(e.rows[k-1].End, e.rows[k].End)-edge
		up, down := above.beatsIn(lo, hi), below.beatsIn(lo, hi)
		if len(up) < 2 || len(down) < 2 {
			continue
		}
		if v, ok := unlikeBeats(above, up, below, down); ok {
			s -= dependent * oddsOfChange(v)
		}
		odds := -above.beatTogether(below, up, down, hi-lo, 0, together)
		s += min(max(dependent*odds, -most), most)
	}
	return s
}

// beatTogether is the log likelihood that the beats down of another sketch show the
// same seconds as the beats up of this one, which are then nearly all above each
// other, shift mm further left and to within so many mm, against their meeting by
// chance over a width.
func (s *sketch) beatTogether(o *sketch, up, down []int, width, shift, within float64) float64 {
	const same = 0.85
	met := 0
	for _, b := range down {
		x := o.from + float64(b)*sketchStep + shift
		if slices.ContainsFunc(up, func(u int) bool { return near(s.from+float64(u)*sketchStep, x, within) }) {
			met++
		}
	}
	chance := min(2*within*float64(len(up))/width, 0.8)
	return float64(met)*math.Log(same/chance) + float64(len(down)-met)*math.Log((1-same)/(1-chance))
}

// columnAt is the column at a place, the first before it and the last behind it.
func (a *arrangement) columnAt(x float64) int {
	return min(max(int(math.Floor((x-a.x0)/a.pitch)), 0), a.cols-1)
}

// rowLength is the length of time that a row shows, in mm: half seconds at 25 mm/s
// where it is within the width of a pen of that, since the rows add up.
func rowLength(width float64) float64 {
	const (
		step = 12.5
		pen  = 0.3
	)
	if whole := math.Round(width/step) * step; near(width, whole, pen) {
		return whole
	}
	return width
}

// name adds to the score of an arrangement what the names on the page say, of
// rows that may continue one lead by whichever reading is the likelier.
func (e *evidence) name(a *arrangement) {
	several := e.scoreNames(*a)
	timed := 0.0
	if a.cols > 1 {
		timed = e.scoreTimes(*a)
	}
	if (a.cols == 1 || timed > 0) && a.strips == 0 && a.grid >= 2 && a.grid <= mostContinued {
		one, s := e.oneName(*a)
		s += timed
		if s += e.scoreContinued(*a); s > several {
			a.continued, a.one = true, one
			a.score += s
			return
		}
	}
	a.score += several
}

// oneName is the name that most rows of a page bear at their start, "" for
// none, and how much better all words agree with its being that of all rows than
// with nothing.
func (e *evidence) oneName(a arrangement) (name string, score float64) {
	const (
		before, after = 16.0, 24.0 // mm from the start of the rows
		away          = 22.0       // mm from the row
		line          = 2.0        // mm by which their places may differ
		other         = 0.7        // share that a name elsewhere counts against it
	)
	type mark struct {
		text   string
		dx, dy float64
		weight float64
		cell   [2]int
	}
	var marks []mark
	lost := 0.0
	for _, w := range slices.Concat(e.words, e.repeats) {
		x, y := (w.X0+w.X1)/2, (w.Y0+w.Y1)/2
		best, row := away, -1
		for i := range e.rows {
			if d := math.Abs(e.rows[i].YAt(x) - y); d < best {
				best, row = d, i
			}
		}
		x0 := a.start(a.columnAt(x + before))
		if row < 0 || x < x0-before || x > x0+after {
			lost += other * w.weight()
			continue
		}
		p := min(w.Score, 0.97)
		marks = append(marks, mark{w.Text, w.X0 - x0, y - e.rows[row].YAt(x), math.Log(p / (1 - p)), [2]int{row, a.columnAt(x + before)}})
	}
	for _, ref := range marks {
		s := 0.0
		seen := map[[2]int]bool{}
		for _, m := range marks {
			switch {
			case m.text != ref.text:
				s -= other * m.weight
			case seen[m.cell], !near(m.dx, ref.dx, line), !near(m.dy, ref.dy, line):
			default:
				seen[m.cell] = true
				s += max(m.weight, 0)
			}
		}
		if len(seen) > 1 && s > score {
			name, score = ref.text, s
		}
	}
	return base(name), score - lost
}
