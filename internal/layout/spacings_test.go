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

// A few bars that stand above each other within the columns speak against these,
// many are the strokes of noise and say little more.
func TestManyBarsSayLittle(t *testing.T) {
	a := arrangement{grid: 6, cols: 2, x0: 10, pitch: 130, width: 125}
	price := func(n int) float64 {
		e := &evidence{stretch: stretch{start: 10, end: 265}}
		for k := range n {
			e.even = append(e.even, 20+110*float64(k)/float64(n))
		}
		return e.priceOfBars(a)
	}
	if few := price(3); few != 6 {
		t.Errorf("three bars cost %.1f, want 6", few)
	}
	if many := price(40); many > 15 {
		t.Errorf("forty bars cost %.1f", many)
	}
	if beside := (&evidence{stretch: stretch{start: 10, end: 265}, even: []float64{137}}).priceOfBars(a); beside != 0 {
		t.Errorf("a bar between the columns costs %.1f", beside)
	}
}
