package layout

import (
	"math"
	"slices"
)

// A spacing is a distance of columns and how much of it is curve, mm.
type spacing struct{ pitch, width float64 }

// maxParted bounds the search on pages with many gaps: so many spacings of
// columns apart, besides those of columns one after another.
const maxParted = 40

// spacings are those worth trying: columns one after another, and apart by
// what a usual length or the gaps of the rows leave.
func (e *evidence) spacings(cols int) []spacing {
	var out []spacing
	pitches := e.pitches(cols)
	for _, p := range pitches {
		out = append(out, spacing{p, p})
	}
	if cols == 1 {
		return out
	}
	const (
		least  = 1.0  // mm: shortest blank that is no broken line
		narrow = 20.0 // mm: narrowest column
		off    = 4.0  // mm by which a blank may differ: names and ends of curves reach into it
	)
	var blanks []float64
	for _, x := range e.gapEnds {
		var long []float64
		for _, gs := range e.gaps {
			for _, g := range gs {
				if near(g.x1, x, gapTol) && g.long() > least {
					long = append(long, g.long())
				}
			}
		}
		if len(long) > 0 {
			blanks = append(blanks, median(long))
		}
	}
	add := func(p, w float64) {
		if !slices.ContainsFunc(out, func(s spacing) bool { return near(s.pitch, p, 0.15) && near(s.width, w, 0.15) }) {
			out = append(out, spacing{p, w})
		}
	}
	for _, blank := range distinct(blanks, 1) {
		for _, p := range pitches {
			if _, usual := snap(p-blank, usualPitches, 0.02); p-blank > narrow && !usual {
				add(p, p-blank)
			}
			for _, w := range usualPitches {
				if d := p - w; d > least && near(d, blank, off) {
					add(p, w)
				}
			}
			if len(out)-len(pitches) >= maxParted {
				return out
			}
		}
	}
	return out
}

// pitches are the column widths worth trying.
func (e *evidence) pitches(cols int) []float64 {
	total := e.end - e.start
	if cols == 1 {
		out := []float64{total}
		for _, usual := range []float64{125, 250, 500} {
			if math.Abs(total-usual) < 1 { // within the error of the ends
				return []float64{usual}
			}
			if total > usual && (total < usual+besideMM || e.endsAt(e.start+usual) || len(e.words) >= 3 && total < usual+overMM) {
				out = append(out, usual)
			}
		}
		return out
	}
	var out []float64
	longest := total
	for i := range e.rows {
		longest = max(longest, e.rows[i].End-e.start)
	}
	for _, usual := range []float64{31.25, 50, 62.5, 75, 125} {
		// A page may be cut at either side, but part of every column must be there,
		// in one row at least: others may be broken. What is left of the grid may
		// make rows look longer.
		if usual*(float64(cols)-0.9) < longest && total < usual*float64(cols)+overMM {
			out = append(out, usual)
		}
	}
	out = append(out, total/float64(cols))
	// Distances between bars met in several rows.
	peaks := e.peaks
	peaks = peaks[:min(len(peaks), 8)]
	for i := range peaks {
		for j := range i {
			d := math.Abs(peaks[i] - peaks[j])
			for k := 1; k < cols; k++ {
				p := d / float64(k)
				if p > 20 && p*(float64(cols)-0.9) < total && total < p*float64(cols)+overMM {
					out = append(out, p)
				}
			}
		}
	}
	for _, x := range peaks {
		for k := 1; k < cols; k++ {
			p := (x - e.start) / float64(k)
			if p > 20 && p*(float64(cols)-0.9) < total && total < p*float64(cols)+overMM {
				out = append(out, p)
			}
		}
	}
	// Names say how far columns are apart however long the rows seem to be: lines
	// of the paper may go on beside them, and pale curves be lost.
	if p, ok := e.namePitch(); ok {
		lo, hi := math.Inf(1), math.Inf(-1)
		for _, w := range e.words {
			lo, hi = min(lo, w.X0), max(hi, w.X0)
		}
		for k := 1; k < cols; k++ {
			if q := p / float64(k); q*(float64(cols)-0.9) < max(total, hi-lo+0.1*q) {
				if u, near := snap(q, usualPitches, 0.02); near {
					out = append(out, u)
				}
				out = append(out, q)
			}
		}
	}
	return distinct(out, 0.15)
}

// endsAt tells whether several rows end at x, where others go on into what
// lies beside the sheet.
func (e *evidence) endsAt(x float64) bool {
	n := 0
	for i := range e.rows {
		if near(e.rows[i].End, x, 1) {
			n++
		}
	}
	return n >= 2 && 4*n >= len(e.rows)
}

// besideMM is how much of a pulse that was not seen may stand beside a row.
const besideMM = 14.0

// overMM is how much longer than its columns a row may look.
const overMM = 65.0

// namePitch is the median distance of names that stand beside each other in
// one line.
func (e *evidence) namePitch() (float64, bool) {
	var d []float64
	for i, v := range e.words {
		next := math.Inf(1)
		for j, w := range e.words {
			if x := w.X0 - v.X0; i != j && near(v.Y1, w.Y1, 3) && x > 20 {
				next = min(next, x)
			}
		}
		if !math.IsInf(next, 1) {
			d = append(d, next)
		}
	}
	if len(d) < 3 {
		return 0, false
	}
	return median(d), true
}

// starts are the positions of the first column worth trying for a pitch.
func (e *evidence) starts(pitch float64, cols int) []float64 {
	out := []float64{e.start}
	for _, x := range e.gapEnds { // a pulse that was not seen may stand before it
		if x > e.start && x < e.start+besideMM {
			out = append(out, x)
		}
	}
	if cols == 1 {
		if x := e.end - pitch; x > e.start+6 { // the paper's own lines may go on to the left
			out = append(out, x)
		}
		return out
	}
	// Names of all columns place the first by the usual distance between name
	// and start, which is small.
	for _, w := range e.words {
		for k := range cols {
			if x := w.X0 - 0.5 - float64(k)*pitch; x > e.start-0.75*pitch && x < max(e.start+overMM, e.end-float64(cols)*pitch) {
				out = append(out, x)
			}
		}
	}
	out = distinct(out, 0.8)
	peaks := e.peaks
	for _, b := range peaks[:min(len(peaks), 8)] {
		for k := 1; k < cols; k++ {
			if x := b - float64(k)*pitch; x > e.start-0.75*pitch && x < e.start+overMM {
				out = append(out, x)
			}
		}
	}
	out = distinct(out, 0.3)
	return out[:min(len(out), 40)]
}

// distinct keeps the values that are not within tol of an earlier one.
func distinct(v []float64, tol float64) []float64 {
	var out []float64
	for _, x := range v {
		if !slices.ContainsFunc(out, func(y float64) bool { return near(x, y, tol) }) {
			out = append(out, x)
		}
	}
	return out
}
