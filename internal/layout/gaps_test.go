package layout

import (
	"math"
	"testing"
)

// A wave that leaves the band in which gaps are looked for makes none, though
// the band is empty beneath its tip; where the curve ends and begins again, there
// is one.
func TestTipsAreNoGaps(t *testing.T) {
	tall := func(x float64) float64 { return 60 - 20*math.Exp(-(x-80)*(x-80)/0.5) }
	row := func() *Row {
		r := &Row{X0: 20, X1: 140, Begin: 20, End: 140, Path: make([]float64, 400)}
		for k := range r.Path {
			r.Path[k] = 60
		}
		return r
	}
	if g := drawnRuns(drawn{20, 140, tall}).findGaps(row(), nil); len(g) != 0 {
		t.Errorf("gaps %v in a curve with a wave 20 mm high", g)
	}
	level := func(float64) float64 { return 60 }
	if g := drawnRuns(drawn{20, 79.5, level}, drawn{81, 140, level}).findGaps(row(), nil); len(g) != 1 || !near(g[0].x0, 79.5, 0.5) || !near(g[0].x1, 81, 0.5) {
		t.Errorf("gaps %v between curves that end at 79.5 and begin at 81", g)
	}
	down := func(x float64) float64 { return 60 + 20*math.Exp(-(x-79)*(x-79)/0.1) }
	if g := drawnRuns(drawn{20, 79, down}, drawn{80.8, 140, tall}).findGaps(row(), nil); len(g) != 1 {
		t.Errorf("gaps %v between a curve that ends downwards and one that begins from above", g)
	}
}
