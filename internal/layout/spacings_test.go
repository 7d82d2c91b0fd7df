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
