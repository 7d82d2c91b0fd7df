package layout

import "testing"

// Many bars give many distances of columns; columns that stand apart must be
// tried all the same.
func TestSpacingsOfColumnsApart(t *testing.T) {
	const pitch, width = 71.5, 62.5
	e := clutter(6, 0, 0, 0)
	e.start, e.end = 10, 10+3*pitch+width
	for i := range e.gaps {
		for k := range 3 {
			x := e.start + float64(k)*pitch
			e.gaps[i] = append(e.gaps[i], gap{x + width, x + pitch, false})
		}
	}
	e.rows = e.all
	e.gapEnds = e.gapPeaks()
	for k := range maxPeaks {
		e.peaks = append(e.peaks, e.start+6.1*float64(k))
	}
	e.peaks = append(e.gapEnds, e.peaks...)
	all := e.spacings(4)
	for _, s := range all {
		if near(s.pitch, pitch, 0.2) && s.width == width {
			return
		}
	}
	t.Errorf("%.1f mm in %.1f is not among %d spacings", width, pitch, len(all))
}

// Where most rows have lost their end, the one that has not says how many columns
// there may be.
func TestSpacingsOfBrokenRows(t *testing.T) {
	e := clutter(4, 0, 0, 0)
	for i, end := range []float64{224, 277, 163, 188} {
		e.all[i].Begin, e.all[i].End = 31, end
	}
	e.rows, e.start, e.end = e.all, 31, 223
	for _, s := range e.spacings(4) {
		if s.pitch == 62.5 {
			return
		}
	}
	t.Error("columns of 62.5 mm are not tried")
}
