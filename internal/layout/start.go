package layout

import (
	"math"
)

// How well each kind of evidence places the first sample of a page, as the
// width of a Cauchy distribution in millimetres (0.025 mm is 1 ms at 25 mm/s):
// what was found on renders, scans and photos whose geometry is known. All but
// the tips are drawn whole pixels off by some renderers.
const (
	startBar   = 0.08 // the separators together
	startPulse = 0.25 // the falling edge of each pulse
	startInk   = 0.2  // the first column with ink
	startReach = 0.8  // from where the search has put the start
	startStep  = 0.005
)

// A vote is what one piece of evidence says of the place of a first sample.
type vote struct {
	at, or        float64 // either of two places
	width, weight float64
}

// place0 places the first sample of an arrangement exactly: where the
// evidence of tips, separators and pulses agrees best. Errors of 2 ms show in
// steep waves, so this matters more than anything else about the layout.
func (e *evidence) place0(a arrangement) float64 {
	var votes []vote
	either := func(at, or, width, weight float64) {
		if math.Abs(at-a.x0) < 2*startReach {
			votes = append(votes, vote{at, or, width, weight})
		}
	}
	add := func(at, width, weight float64) { either(at, at, width, weight) }
	total := a.end() - a.x0
	_, usual := snap(a.width, usualPitches, 0.001)
	for i := range e.rows {
		r := &e.rows[i]
		for _, t := range r.starts {
			add(t.x, t.sigma, 1)
		}
		for _, t := range r.stops {
			if !usual { // then the width is known from these ends only
				break
			}
			// The last sample is drawn one sample before the end of the page:
			// recorders keep 500 or 250 a second, on paper mostly at 25 mm/s.
			either(t.x-total+25./500, t.x-total+25./250, t.sigma, 1)
		}
		add(r.Begin, startInk, 0.5)
	}
	for _, p := range e.pulses {
		add(p.X1, startPulse, 0.5)
	}
	if e.afterFoot {
		add(e.start, startInk, 1)
	}
	bars := e.barStarts(a)
	if len(bars) >= 2 {
		add(median(bars), startBar, min(float64(len(bars))/3, 2))
	}
	return place(votes, a.x0)
}

// barStarts is where each separator near an edge says that the first column
// starts. Of two strokes side by side the middle counts, and where one page has
// them, what looks like a single one is half of a pair.
func (e *evidence) barStarts(a arrangement) []float64 {
	const pair = 0.5 // mm between two strokes at least
	var one, two []float64
	for k := range a.cols + 1 {
		lo, hi := math.Inf(1), math.Inf(-1)
		for _, b := range e.strokes {
			if x := b.X - float64(k)*a.pitch; near(x, a.x0, barTol) {
				one = append(one, x)
				lo, hi = min(lo, x), max(hi, x)
			}
		}
		if hi-lo > pair && e.sameBars(lo+float64(k)*a.pitch, len(e.rows)) {
			two = append(two, (lo+hi)/2)
		}
	}
	if 2*len(two) > a.cols-1 {
		return two
	}
	return one
}

// place is the position near x on which most votes agree.
func place(votes []vote, x0 float64) float64 {
	if len(votes) == 0 {
		return x0
	}
	best, at := math.Inf(-1), x0
	for x := x0 - startReach; x <= x0+startReach; x += startStep {
		if s := agree(votes, x); s > best {
			best, at = s, x
		}
	}
	return at
}

// agree is the log likelihood of the votes where the first sample is at x.
func agree(votes []vote, x float64) float64 {
	s := 0.0
	for _, v := range votes {
		u, w := (x-v.at)/v.width, (x-v.or)/v.width
		s += v.weight * math.Log(0.5/(1+u*u)+0.5/(1+w*w))
	}
	return s
}

// How exactly columns that stand apart keep their distance: machines print
// whole dots, of which they have 8 to a millimetre, so that each is off by up
// to half of one. It counts as much as two ends of curves.
const (
	startDot    = 0.06
	startSpaced = 2.0
	pitchReach  = 0.6 // from what the search has found, mm
)

// placeColumns places the first samples of columns that stand apart from each
// other: all at one distance, on which the evidence of all of them agrees best,
// and each of them where its own evidence says, close to that.
func (e *evidence) placeColumns(a arrangement) []float64 {
	votes := make([][]vote, a.cols)
	for k := range votes {
		votes[k] = e.columnVotes(a, k)
	}
	x0, pitch := a.x0, a.pitch
	for _, step := range []float64{8 * startStep, 2 * startStep, startStep / 2} {
		n := int(math.Round(startReach / (8 * startStep)))
		m := int(math.Round(pitchReach / (8 * startStep)))
		best, atX, atPitch := math.Inf(-1), x0, pitch
		for i := -n; i <= n; i++ {
			for j := -m; j <= m; j++ {
				x, p := x0+float64(i)*step, pitch+float64(j)*step
				s := 0.0
				for k, vs := range votes {
					s += agree(vs, x+float64(k)*p)
				}
				if s > best {
					best, atX, atPitch = s, x, p
				}
			}
		}
		x0, pitch = atX, atPitch
	}
	out := make([]float64, a.cols)
	for k := range out {
		x := x0 + float64(k)*pitch
		out[k] = place(append(votes[k], vote{x, x, startDot, startSpaced}), x)
	}
	return out
}

// columnVotes is what the beginnings and ends of its curves and the pulses
// before them say of the first sample of a column.
func (e *evidence) columnVotes(a arrangement, k int) []vote {
	x := a.start(k)
	var votes []vote
	weight := func(t tip) float64 { // a stroke across the end hides it
		if t.sigma >= tipBeside {
			return 0.5
		}
		return 1
	}
	either := func(at, or, width, weight float64) {
		if near(at, x, 2*startReach) {
			votes = append(votes, vote{at, or, width, weight})
		}
	}
	_, usual := snap(a.width, usualPitches, 0.001)
	for i := range a.grid {
		for _, t := range e.rows[i].starts {
			either(t.x, t.x, t.sigma, weight(t))
		}
		for _, t := range e.rows[i].stops {
			if usual { // the last sample is one before the end, as in place0
				either(t.x-a.width+25./500, t.x-a.width+25./250, t.sigma, weight(t))
			}
		}
		if k == 0 {
			either(e.rows[i].Begin, e.rows[i].Begin, startInk, 0.5)
		}
		for _, g := range e.gaps[i] {
			either(g.x1, g.x1, startInk, 0.5)
		}
	}
	for _, p := range e.pulses {
		either(p.X1, p.X1, startPulse, 0.5)
	}
	if k == 0 && e.afterFoot {
		either(e.start, e.start, startInk, 1)
	}
	return votes
}
