package trace

import (
	"math"

	"github.com/einthoven-ecg/einthoven/internal/par"
)

// Frames and rules are printed lines through all windows, dead straight, where
// no curve rests. A path that may run along one never comes back to a curve
// that is paler, so they are hidden from paths.

// What a ruled line looks like.
const (
	ruleLong   = 60.0 // mm from the first window to the last, at least
	ruleFilled = 0.95 // share of the columns, from the first window to the last, in which it is dark
	ruleInk    = 0.4  // of a line's ink, from which a sample counts as dark
	ruleAway   = 6.0  // mm from any resting line at least: a lead that is off is as straight
	ruleThick  = 1.0  // mm at most
)

// hideRules blanks ruled lines for the paths; it tells whether there are any.
func (f *field) hideRules(tracks []*track, amp float32, workers int) bool {
	c0, c1 := f.W, 0
	for _, t := range tracks {
		c0, c1 = min(c0, t.c0), max(c1, t.c1)
	}
	if float64(c1-c0) < ruleLong*f.Rho {
		return false
	}
	dark := uint8(ruleInk * amp * levels)
	counts := make([][]int, par.Workers(workers))
	chunk := (c1 - c0 + len(counts) - 1) / len(counts)
	par.Each(workers, len(counts), func(i int) {
		n := make([]int, f.H)
		for c := c0 + i*chunk; c < min(c1, c0+(i+1)*chunk); c++ {
			col := f.column(c)
			for r, v := range col {
				// A line may rise by a sample over the width of a page.
				if v >= dark && v != hiddenLevel || r > 0 && col[r-1] >= dark || r+1 < f.H && col[r+1] >= dark {
					n[r]++
				}
			}
		}
		counts[i] = n
	})
	full := int(math.Ceil(ruleFilled * float64(c1-c0)))
	line := func(r int) bool {
		n := 0
		for _, q := range counts {
			n += q[r]
		}
		return n >= full
	}
	some := false
	for r := 0; r < f.H; r++ {
		if !line(r) {
			continue
		}
		r0 := r
		for r+1 < f.H && line(r+1) {
			r++
		}
		if float64(r-r0) > ruleThick*f.Rho+2 || f.rests(tracks, r0, r) {
			continue
		}
		some = true
		for c := range f.W {
			for q := max(0, r0-1); q <= min(f.H-1, r+1); q++ {
				f.level[c*f.H+q] = 0
			}
		}
	}
	return some
}

// rests tells whether a curve rests near rows r0 to r1.
func (f *field) rests(tracks []*track, r0, r1 int) bool {
	away := ruleAway * f.Rho
	for _, t := range tracks {
		if t.cy > float64(r0)-away && t.cy < float64(r1)+away {
			return true
		}
	}
	return false
}
