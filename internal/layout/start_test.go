package layout

import (
	"math"
	"testing"
)

// TestColumnsApartKeepTheirDistance gives the first column the end of a pulse
// for its start, and one column nothing: the others say where they begin.
func TestColumnsApartKeepTheirDistance(t *testing.T) {
	const x0, pitch, width = 12.0, 71.83, 62.5
	e := &evidence{stretch: stretch{start: x0 - 0.7, end: x0 + 3*pitch + width}}
	for range 3 {
		r := Row{Begin: x0 - 0.7}
		for _, k := range []float64{1, 3} {
			r.starts = append(r.starts, tip{x0 + k*pitch, 0.03, true})
		}
		r.stops = append(r.stops, tip{x0 + width - 25./500, 0.03, true})
		e.rows = append(e.rows, r)
		e.gaps = append(e.gaps, nil)
		e.pulses = append(e.pulses, Pulse{X0: x0 - 5.7, X1: x0 - 0.7, Row: len(e.rows) - 1})
	}
	a := arrangement{grid: 3, cols: 4, x0: x0 - 0.5, pitch: pitch + 0.2, width: width}
	for k, x := range e.placeColumns(a) {
		if want := x0 + float64(k)*pitch; math.Abs(x-want) > 0.03 {
			t.Errorf("column %d begins at %.3f mm, want %.3f", k, x, want)
		}
	}
}

// TestTwoStrokesAreOneSeparator: machines draw them half a millimetre to both
// sides of the edge; what is not alike, or far away, is something else.
func TestTwoStrokesAreOneSeparator(t *testing.T) {
	stroke := func(row int, x, y0, y1 float64) Bar {
		return Bar{X: x, Left: x - 0.15, Right: x + 0.15, Y0: y0, Y1: y1, Row: row}
	}
	bars := []Bar{
		stroke(0, 77.6, 20, 28), stroke(0, 76.6, 20, 28), stroke(1, 76.6, 50, 58), stroke(1, 77.6, 50, 58),
		stroke(0, 30, 20, 28), stroke(0, 31, 20, 24), stroke(0, 140, 20, 28), stroke(0, 142, 20, 28),
	}
	got := withoutPairs(bars)
	if len(got) != 6 {
		t.Fatalf("%d bars, want 6: %v", len(got), got)
	}
	pairs := 0
	for _, b := range got {
		if math.Abs(b.X-77.1) < 1e-9 {
			pairs++
		}
	}
	if pairs != 2 {
		t.Errorf("%d pairs at their middle, want 2: %v", pairs, got)
	}
	// Of a pair that is hidden in part, the middle counts as well.
	e := &evidence{rows: make([]Row, 3), strokes: []Bar{
		stroke(0, 76.6, 20, 28), stroke(1, 76.6, 50, 58), stroke(2, 76.6, 80, 88), stroke(0, 77.6, 20, 28),
		stroke(0, 139.1, 20, 28), stroke(1, 139.1, 50, 58), stroke(2, 139.1, 80, 88), stroke(1, 140.1, 50, 58),
		stroke(0, 201.6, 20, 28),
	}}
	e.bars = e.strokes
	a := arrangement{grid: 3, cols: 4, x0: 14.4, pitch: 62.5, width: 62.5}
	for _, x := range e.barStarts(a) {
		if math.Abs(x-14.6) > 0.01 {
			t.Errorf("a pair says that the first column starts at %.2f mm, want 14.60", x)
		}
	}
}
