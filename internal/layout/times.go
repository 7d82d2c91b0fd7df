package layout

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/layout/glyph"
)

// Strips out of a long recording have the times printed at which they start:
// "0:15", "0:30". A machine prints them all at one place of their strip, and the
// strips follow each other as text does, from left to right and row by row.

// A moment is a time that was read on the sheet.
type moment struct {
	Word
	seconds float64
	hours   bool // hours, minutes and seconds are printed
}

const (
	// timeSure is the probability from which a time is believed, and timeAlone that from
	// which one is noticed that stands alone.
	timeSure, timeAlone = 0.95, 0.999
	// timeAway is how far from the resting line of its strip, and timeAhead how far
	// before its start, a time stands at most, mm.
	timeAway, timeAhead = 22.0, 16.0
	// timeLine is by how much the places of the times may differ against their
	// strips, mm: to the start, and to where curves rest that wander.
	timeLine, timeHigh = 2.5, 5.0
	// timeRounded is how far a printed time is from what it stands for, since whole
	// seconds are printed, and timeLoose a little more: the width of strips is
	// measured, s.
	timeRounded, timeLoose = 0.5, 0.6
	// timeFarthest is the longest time from one strip to the next that is believed, s.
	// What reads as hours between strips may be the times of the day at which they were
	// printed.
	timeFarthest = 600.0
	// timeStep is what strips last a multiple of where that is within timeShort, s: the
	// last of their samples is drawn one sample before they end.
	timeStep, timeShort = 0.05, 0.02
)

// moments are the times of a text that are sure.
func moments(t *glyph.Text) []moment {
	var out []moment
	for _, w := range t.Times() {
		if w.Score >= timeSure {
			out = append(out, moment{Word{Text: w.Text, X0: w.X0, Y0: w.Y0, X1: w.X1, Y1: w.Y1, Score: w.Score}, float64(w.Seconds), w.Hours})
		}
	}
	return out
}

// A stamp is a time that is printed at a strip.
type stamp struct {
	moment
	strip  int     // counted from 0 as the strips follow each other
	dx, dy float64 // mm from its start and its resting line
}

// alike keeps the stamps at the place at which most stand, one a strip.
func alike(all []stamp) []stamp {
	var best []stamp
	for _, ref := range all {
		var own []stamp
		for _, s := range all {
			if near(s.dx, ref.dx, timeLine) && near(s.dy, ref.dy, timeHigh) && !slices.ContainsFunc(own, func(o stamp) bool { return o.strip == s.strip }) {
				own = append(own, s)
			}
		}
		if len(own) > len(best) {
			best = own
		}
	}
	slices.SortFunc(best, func(a, b stamp) int { return cmp.Compare(a.strip, b.strip) })
	return best
}

// stamps are the times printed at the strips of the layout.
func (l *Layout) stamps(times []moment) []stamp {
	var all []stamp
	for _, t := range times {
		x, y := (t.X0+t.X1)/2, (t.Y0+t.Y1)/2
		best, strip := timeAway, -1
		for k, c := range l.Cells {
			if d := math.Abs(c.Y0 - y); x > c.X0-timeAhead && x < c.X1 && d < best {
				best, strip = d, k
			}
		}
		if strip >= 0 {
			c := &l.Cells[strip]
			all = append(all, stamp{t, strip, t.X0 - (c.X0 - c.late), y - c.Y0})
		}
	}
	return alike(all)
}

// stampsIn are the times that stand at the rows, as if each were one strip.
func (e *evidence) stampsIn() []stamp {
	var all []stamp
	for _, t := range e.times {
		x, y := (t.X0+t.X1)/2, (t.Y0+t.Y1)/2
		best, row := timeAway, -1
		for i := range e.rows {
			if d := math.Abs(e.rows[i].YAt(x) - y); x > e.start-timeAhead && x < e.end && d < best {
				best, row = d, i
			}
		}
		if row >= 0 {
			all = append(all, stamp{t, row, t.X0 - e.start, y - e.rows[row].YAt(x)})
		}
	}
	return all
}

// timedColumns is in how many columns times stand in the rows: two at least above
// each other, at even distances. It is 1 where they do not.
func (e *evidence) timedColumns() int {
	all := e.stampsIn()
	var xs []float64
	for _, ref := range all {
		above := 0
		for _, s := range all {
			if near(s.dx, ref.dx, timeLine) {
				above++
			}
		}
		if above >= 2 {
			xs = append(xs, ref.dx)
		}
	}
	slices.Sort(xs)
	xs = distinct(xs, timeLine)
	for k := 2; k < len(xs); k++ {
		if !near(xs[k]-xs[k-1], xs[1]-xs[0], timeLine) {
			return 1
		}
	}
	return max(len(xs), 1)
}

// timeOdds is what each time behind the first column adds to the log odds that columns
// are strips with times: one would hardly stand in the middle of a row. Own estimate.
const timeOdds = 1.5

// mostOfTimes is the most that times and one name in all cells add to the score of an
// arrangement.
func (e *evidence) mostOfTimes() float64 {
	most := timeOdds * float64(len(e.times))
	for _, w := range slices.Concat(e.words, e.repeats) {
		p := min(w.Score, 0.97)
		most += max(0, math.Log(p/(1-p)))
	}
	return most
}

// scoreTimes is the log likelihood that the columns of an arrangement are strips with
// the times at which they start: 0 unless times stand at one place of half of
// them.
func (e *evidence) scoreTimes(a arrangement) float64 {
	const off = 1.0 // deviation of the place, mm
	cells := a.grid * a.cols
	if 2*len(e.times) < cells-1 {
		return 0
	}
	var all []stamp
	for _, s := range e.stampsIn() {
		col := a.columnAt(s.X0)
		s.strip = s.strip*a.cols + col
		s.dx = s.X0 - a.start(col)
		all = append(all, s)
	}
	all = alike(all)
	if 2*len(all) < cells-1 {
		return 0
	}
	var dx []float64
	for _, s := range all {
		dx = append(dx, s.dx)
	}
	score, mid := 0.0, median(dx)
	for _, s := range all {
		if u := (s.dx - mid) / off; s.strip%a.cols > 0 {
			score += timeOdds - min(u*u/2, timeOdds)
		}
	}
	return score
}

// A pace is when strips start: from is what would be printed at the first, s.
type pace struct {
	from, step float64
	fit        int // times that agree, but for that of the first
}

// evenPace is the even pace with which most of the times agree; whole is how long a
// strip lasts, s. Where nothing was left out between the strips that is the pace, since
// printed seconds are rounded.
func evenPace(stamps []stamp, whole float64) pace {
	var best pace
	try := func(from, step float64) {
		p := pace{from: from, step: step}
		for _, s := range stamps {
			if s.strip > 0 && near(s.seconds, from+float64(s.strip)*step, timeLoose) {
				p.fit++
			}
		}
		if p.fit > best.fit {
			best = p
		}
	}
	if at := math.Round(whole/timeStep) * timeStep; near(at, whole, timeShort) {
		try(0, at)
	}
	try(0, whole)
	for i, s := range stamps {
		if s.strip > 0 {
			try(0, s.seconds/float64(s.strip))
		}
		for _, o := range stamps[:i] {
			step := (s.seconds - o.seconds) / float64(s.strip-o.strip)
			try(s.seconds-float64(s.strip)*step, step)
		}
	}
	return best
}

// strangers are the stamps that do not agree with a pace.
func (p pace) strangers(stamps []stamp) []stamp {
	return slices.DeleteFunc(slices.Clone(stamps), func(s stamp) bool {
		return near(s.seconds, p.from+float64(s.strip)*p.step, timeLoose)
	})
}

// placeByTimes places the strips of a page at the times that are printed at them, the first
// at 0. Where these are read in part only, or contradict each other or the length
// of the strips, all is left as it is, and that is a doubt.
func (l *Layout) placeByTimes(times []moment) {
	if len(l.Cells) < 2 || slices.ContainsFunc(l.Cells, func(c Cell) bool { return c.Strip }) {
		return
	}
	stamps := l.stamps(times)
	var lasts []float64
	for _, c := range l.Cells {
		lasts = append(lasts, (c.X1-c.X0)/l.Speed.Value)
	}
	long := median(lasts)
	if len(stamps) < 2 {
		for _, s := range stamps {
			// One alone may be no time at all; of strips that go on it says what they
			// leave out.
			if l.Order == OrderContinued && s.Score >= timeAlone && !near(s.seconds, l.Cells[s.strip].Start, 1) {
				l.doubtTimes(stamps)
			}
		}
		return
	}
	starts, strange := startsOf(stamps, len(l.Cells), long)
	if starts == nil {
		l.doubtTimes(stamps)
		return
	}
	if len(strange) > 0 {
		l.Doubts = append(l.Doubts, fmt.Sprintf("the time %s does not agree with those of the other strips", strange[0].Text))
	}
	for k := range l.Cells {
		c := &l.Cells[k]
		c.Start = max(0, starts[k]+c.late/l.Speed.Value)
	}
	l.Timed = true
}

// doubtTimes says that times were read and not believed, where strips go on or half of
// them have one. A few beside other leads may be anything.
func (l *Layout) doubtTimes(stamps []stamp) {
	if l.Order != OrderContinued && 2*len(stamps) < len(l.Cells)-1 {
		return
	}
	l.Doubts = append(l.Doubts, fmt.Sprintf("times are printed at the strips (%s), but they do not tell surely when each starts; the strips are taken to follow each other", stamps[0].Text))
}

// startsOf is when each of so many strips starts after the first, s, and the times that
// do not agree; nil where the times do not tell. long is how long strips last.
func startsOf(stamps []stamp, strips int, long float64) (starts []float64, strange []stamp) {
	const (
		short = 0.97 // of a strip's length: what may be missing of the time to the next
		odd   = 5    // of so many times that agree one more may be misread
	)
	p := evenPace(stamps, long)
	if p.fit < 2 || !fromStart(p.from, stamps) {
		return unevenStarts(stamps, strips, long), nil
	}
	strange = p.strangers(stamps)
	if p.step < short*long-0.1 || p.step > timeFarthest || 2*p.fit < strips-1 || len(strange) > 1+p.fit/odd {
		// Two that agree say nothing against steps of any length, more do.
		if p.fit > 2 {
			return nil, nil
		}
		return unevenStarts(stamps, strips, long), nil
	}
	for k := range strips {
		starts = append(starts, float64(k)*p.step)
	}
	return starts, strange
}

// fromStart tells whether times count from the first strip, where from would be
// printed, or are times of the day with hours, minutes and seconds: two numbers may be
// hours and minutes.
func fromStart(from float64, stamps []stamp) bool {
	return math.Abs(from) <= timeLoose || from > 0 && !slices.ContainsFunc(stamps, func(s stamp) bool { return !s.hours })
}

// unevenStarts are the starts of strips whose times are all printed, but for the
// first that may begin at 0, and increase; nil where they do not, or one starts before
// that before it has ended.
func unevenStarts(stamps []stamp, strips int, long float64) []float64 {
	out := make([]float64, strips)
	first := 0.0
	switch {
	case len(stamps) == strips:
		first = stamps[0].seconds
	case len(stamps) != strips-1 || stamps[0].strip != 1 || stamps[0].hours || stamps[0].seconds > long+60:
		return nil
	}
	if !fromStart(first, stamps) {
		return nil
	}
	for _, s := range stamps {
		out[s.strip] = s.seconds - first
	}
	for k := 1; k < strips; k++ {
		d := out[k] - out[k-1]
		if d < long-2*timeRounded || d > timeFarthest {
			return nil
		}
		out[k] = max(out[k], out[k-1]+long)
	}
	return out
}
