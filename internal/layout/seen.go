package layout

import "slices"

// seenTo is how far right the network sees the curves of rows go on without a
// gap beyond where their ink was followed, up to a place; the end of the rows
// where it knows nothing or pulses stand there. Pale and blurred ends of curves are lost to a level of ink
// before they are lost to the eye.
func (e *evidence) seenTo(most float64) float64 {
	const (
		step  = 0.25 // mm; a cell of what the network sees
		gap   = 1.0  // mm
		above = 20.0 // mm from where a row ends, in which its last wave is
		some  = 0.5  // probability
	)
	if e.rs == nil || e.rs.parts == nil || e.right {
		return e.end
	}
	var ends []float64
	for i := range e.rows {
		r := &e.rows[i]
		y := r.YAt(min(e.end, r.X1))
		reach := min(above, 0.9*e.nextRow(i))
		last := e.end
		for x := e.end; x <= most && x <= last+gap; x += step {
			if e.rs.parts.StrokeAt(x, y, reach) >= some {
				last = x
			}
		}
		ends = append(ends, last)
	}
	if len(ends) == 0 {
		return e.end
	}
	slices.Sort(ends)
	return ends[len(ends)-1-min((len(ends)+1)/4, 2)] // as of ends of rows: late, but not the latest
}
