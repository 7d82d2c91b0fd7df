package layout

import (
	"math"
	"slices"
)

// Beats of one lead look like each other, those of two leads mostly do not. That
// tells whether a row goes on in the same lead beyond some place, even where
// nothing is printed there.

// change is how much less the beats of a row on the two sides of a place are
// like each other than those of one side ([unlikeBeats]).
func (s *sketch) change(x float64) (float64, bool) {
	const (
		side  = 62.5 // mm to both sides: a column of 2.5 s at 25 mm/s
		apart = 1.0  // mm from the place: what is printed there
	)
	return unlikeBeats(s, s.beatsIn(x-side, x-apart), s, s.beatsIn(x+apart, x+side))
}

// unlikeBeats is how much less the beats of two sketches are like each other
// than those of one are, the logarithm of the ratio of their
// differences. It is false where there are too few beats to say.
func unlikeBeats(s *sketch, mine []int, o *sketch, others []int) (float64, bool) {
	const (
		fine = 0.15 // mm: what a sketch is worth
		most = 8    // beats of each
	)
	mine, others = mine[max(0, len(mine)-most):], others[:min(len(others), most)]
	n, sum := 0, 0.0
	for _, own := range []struct {
		s     *sketch
		beats []int
	}{{s, mine}, {o, others}} {
		var within []float64
		for i := range own.beats {
			for j := range i {
				if d, ok := own.s.unlike(own.beats[j], own.s, own.beats[i]); ok {
					within = append(within, d)
				}
			}
		}
		if len(within) > 0 {
			d := median(within) + fine
			n++
			sum += d * d
		}
	}
	var across []float64
	for _, a := range mine {
		for _, b := range others {
			if d, ok := s.unlike(a, o, b); ok {
				across = append(across, d)
			}
		}
	}
	if n == 0 || len(across) < 2 {
		return 0, false
	}
	// Of one lead, noisy in one of them, they differ by half the noise of both.
	return math.Log((median(across) + fine) / math.Sqrt(sum/float64(n))), true
}

// oddsOfChange is the log likelihood ratio of another lead against the same one
// given what change returns. On 70 pages (rendered ones, clean and scanned) it
// was normal with a mean of 0.6 and a deviation of 0.7 in 377 changes of lead;
// of 228 places without one six in seven lay within 0.14 of -0.05, the rest
// anywhere (extrasystoles, noise).
func oddsOfChange(v float64) float64 {
	const most = 2.0
	normal := func(mean, sigma float64) float64 {
		u := (v - mean) / sigma
		return math.Exp(-u*u/2) / sigma
	}
	v = max(v, -0.05) // more alike than those of one side is by chance
	same := 0.85*normal(-0.05, 0.14) + 0.15*normal(0.1, 0.6)
	return min(max(math.Log(normal(0.6, 0.7)/same), -most), most)
}

// A changeMap is what the beats of each row say of a change of lead at places
// changeStep mm apart; NaN where it was not asked for yet.
type changeMap struct {
	sketches []sketch
	odds     [][]float64
}

// changeStep is in mm. Where columns begin exactly is told by other signs, so
// that between these places the odds may run straight.
const changeStep = 10.0

func (rs *runs) changes(rows []Row) *changeMap {
	const (
		most  = 15.0 // mm from its resting line that a curve is followed
		share = 0.8  // of the way to the next row
	)
	out := &changeMap{sketches: make([]sketch, len(rows)), odds: make([][]float64, len(rows))}
	for i := range rows {
		reach := most
		for j := range rows {
			if j != i {
				reach = min(reach, share*rows[i].distance(&rows[j]))
			}
		}
		out.sketches[i] = rs.sketch(&rows[i], reach)
	}
	return out
}

// at is the log likelihood ratio of a change of lead in a row at a place.
func (c *changeMap) at(row int, x float64) float64 {
	s := &c.sketches[row]
	if c.odds[row] == nil {
		c.odds[row] = slices.Repeat([]float64{math.NaN()}, int(float64(len(s.y))*sketchStep/changeStep)+2)
	}
	odds := c.odds[row]
	u := (x - s.from) / changeStep
	if u < 0 || u >= float64(len(odds)-1) {
		return 0
	}
	i := int(u)
	for k := i; k < i+2; k++ {
		if math.IsNaN(odds[k]) {
			odds[k] = 0
			if v, ok := s.change(s.from + float64(k)*changeStep); ok {
				odds[k] = oddsOfChange(v)
			}
		}
	}
	f := u - float64(i)
	return odds[i]*(1-f) + odds[i+1]*f
}

// scoreChanges is the log likelihood that the lead changes from column to column
// against its being one all along, by the beats of all rows.
func (e *evidence) scoreChanges(a arrangement) float64 {
	const (
		dependent = 0.5 // weight: what disturbs one row disturbs all
		most      = 5.0 // of one boundary
	)
	total := 0.0
	for k := 1; k < a.cols; k++ {
		s := 0.0
		for _, row := range a.rows[:a.grid] {
			s += e.changes.at(row, a.start(k)-(a.pitch-a.width)/2)
		}
		total += min(max(dependent*s, -most), most)
	}
	return total
}

// scoreBeyond is what it costs that rows have beats beyond the end of the last
// column: the edge of a sheet and a table go on there, too, but do not beat.
func (e *evidence) scoreBeyond(a arrangement) float64 {
	const (
		slack = 5.0 // mm
		least = 2   // beats
		each  = 2.0 // for each row
		most  = 8.0
	)
	s := 0.0
	for _, row := range a.rows[:a.grid] {
		k := &e.changes.sketches[row]
		n := 0
		for _, b := range k.beatsIn(a.x0, math.Inf(1)) {
			if k.from+float64(b)*sketchStep > a.end()+slack {
				n++
			}
		}
		if n >= least {
			s -= each
		}
	}
	return max(s, -most)
}

// mostBeats is the row that has the most beats, false where none has clear ones.
func mostBeats(rows []Row) (best int, ok bool) {
	const clear = 4
	for i := range rows {
		if rows[i].Beats > rows[best].Beats {
			best = i
		}
	}
	return best, len(rows) > 0 && rows[best].Beats >= clear
}

// together is the log likelihood that the beats of a row stand below those of
// another, against their meeting by chance, false where there are too few. lost
// says that the map may be off by millimetres there.
func (c *changeMap) together(rows []Row, i, other int, lost bool) (odds float64, ok bool) {
	const (
		enough    = 3   // beats
		dependent = 0.5 // weight
		exact     = 1.0 // mm within which beats stand above each other
		loose     = 2.0 // where the map is lost, and bends
		most      = 8   // mm by which it may be off as a whole
	)
	lo, hi := max(rows[i].Begin, rows[other].Begin), min(rows[i].End, rows[other].End)
	if hi <= lo {
		return 0, false
	}
	own, others := c.sketches[i].beatsIn(lo, hi), c.sketches[other].beatsIn(lo, hi)
	if len(own) < enough || len(others) < enough {
		return 0, false
	}
	up, down := &c.sketches[other], &c.sketches[i]
	if !lost {
		return dependent * up.beatTogether(down, others, own, hi-lo, 0, exact), true
	}
	odds = math.Inf(-1)
	for d := -most; d <= most; d++ {
		odds = max(odds, up.beatTogether(down, others, own, hi-lo, float64(d), loose))
	}
	return dependent * (odds - math.Log(2*most+1)), true
}

// judgeQuiet gives the rows without clear beats what their small ones say: they
// stand below those of the row that has the most, or they are lines and letters.
func (c *changeMap) judgeQuiet(rows []Row) {
	const (
		clear = 4 // beats
		least = -3.0
		most  = 1.5 // no more than clear ones give
	)
	best, ok := mostBeats(rows)
	if !ok {
		return
	}
	for i := range rows {
		if rows[i].Beats >= clear {
			continue
		}
		if odds, ok := c.together(rows, i, best, false); ok {
			rows[i].LogOdds = min(max(rows[i].LogOdds+min(max(odds, least), most), -6), 4)
		}
	}
}

// judgeOffGrid gives the rows about which the grid was not seen back what that
// costs them, as far as they beat with the row that has the most beats on the
// grid: edges of sheets and grain of tables do not, and a map may have lost the
// grid under a curve.
func (c *changeMap) judgeOffGrid(rows []Row) {
	ref := slices.Clone(rows)
	for i := range ref {
		if ref[i].offGrid > 0 {
			ref[i].Beats = 0
		}
	}
	best, ok := mostBeats(ref)
	if !ok {
		return
	}
	for i := range rows {
		if r := &rows[i]; r.offGrid > 0 && !r.shadow {
			if odds, ok := c.together(rows, i, best, true); ok && odds > 0 {
				r.LogOdds = min(r.LogOdds+min(odds, r.offGrid), 4)
			}
		}
	}
}
