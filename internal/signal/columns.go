package signal

import (
	"slices"
)

// Columns that show the same seconds have their beats at the same places;
// columns that follow each other do so only by chance.
const (
	sameBeats = 0.55 // correlation of activity that says so
	clearly   = 0.15 // by how much it must exceed the other reading
)

// simultaneous decides whether the columns of a page show the same seconds.
// A rhythm strip tells by itself: the beats of column k lie either at the
// strip's start or k columns on. Without one the columns are compared with
// each other.
func simultaneous(parts []part) (same bool, from string) {
	cols := map[int][]int{}
	last := 0
	var strip []float64
	for i, p := range parts {
		if p.cell.Strip {
			strip = append(strip, 0)
			continue
		}
		cols[p.cell.Column] = append(cols[p.cell.Column], i)
		last = max(last, p.cell.Column)
	}
	if last == 0 {
		return false, "usual"
	}
	column := func(k int) []float64 {
		var vs [][]float64
		for _, i := range cols[k] {
			vs = append(vs, parts[i].v)
		}
		return activity(vs...)
	}
	if strip != nil {
		var vs [][]float64
		for i := range parts {
			if parts[i].cell.Strip {
				vs = append(vs, parts[i].v)
			}
		}
		ref := activity(vs...)
		var here, there []float64
		for k := 1; k <= last; k++ {
			if len(cols[k]) == 0 {
				continue
			}
			a := column(k)
			start := parts[cols[k][0]].start
			h, t := 0.0, 0.0
			for lag := -10; lag <= 10; lag++ {
				h = max(h, correlation(a, ref, lag))
				t = max(t, correlation(a, ref, start+lag))
			}
			here, there = append(here, h), append(there, t)
		}
		h, t := median(here), median(there)
		return h > sameBeats && h > t+clearly, "strip"
	}
	ref := column(0)
	var c []float64
	for k := 1; k <= last; k++ {
		if len(cols[k]) == 0 {
			continue
		}
		a := column(k)
		best := 0.0
		for lag := -10; lag <= 10; lag++ {
			best = max(best, correlation(a, ref, lag))
		}
		c = append(c, best)
	}
	if len(c) == 0 {
		return false, "usual"
	}
	// Every column must agree: regular rhythms match by chance now and then.
	return slices.Min(c) > sameBeats+clearly, "columns"
}
