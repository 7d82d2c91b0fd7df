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
	var bars []float64
	for k := range a.cols + 1 {
		for _, b := range e.bars {
			if x := b.X - float64(k)*a.pitch; near(x, a.x0, barTol) {
				bars = append(bars, x)
			}
		}
	}
	if len(bars) >= 2 {
		add(median(bars), startBar, min(float64(len(bars))/3, 2))
	}
	return place(votes, a.x0)
}

// place is the position near x on which most votes agree.
func place(votes []vote, x0 float64) float64 {
	if len(votes) == 0 {
		return x0
	}
	best, at := math.Inf(-1), x0
	for x := x0 - startReach; x <= x0+startReach; x += startStep {
		s := 0.0
		for _, v := range votes {
			u, w := (x-v.at)/v.width, (x-v.or)/v.width
			s += v.weight * math.Log(0.5/(1+u*u)+0.5/(1+w*w))
		}
		if s > best {
			best, at = s, x
		}
	}
	return at
}

// placeColumn places the first sample of a column that stands apart from the
// one before: by the beginnings of its curves and the pulses before them.
func (e *evidence) placeColumn(a arrangement, k int) float64 {
	x := a.start(k)
	var votes []vote
	add := func(at, width, weight float64) {
		if near(at, x, 2*startReach) {
			votes = append(votes, vote{at, at, width, weight})
		}
	}
	for i := range a.grid {
		for _, t := range e.rows[i].starts {
			add(t.x, t.sigma, 1)
		}
		for _, g := range e.gaps[i] {
			add(g.x1, startInk, 0.5)
		}
	}
	for _, p := range e.pulses {
		add(p.X1, startPulse, 0.5)
	}
	return place(votes, x)
}
