package trace

import (
	"context"
	"math"
	"testing"
)

// offBy is the share of the samples of a curve, away from the ends of its window, that
// are more than 1 mm off the drawn one.
func offBy(c Curve, want func(x float64) float64) float64 {
	n, far := 0, 0
	for k, y := range c.Y {
		x := c.X0 + float64(k)*c.Step
		if x < 8 || x > 72 {
			continue
		}
		n++
		if math.IsNaN(y) || math.Abs(y-want(x)) > 1 {
			far++
		}
	}
	return float64(far) / float64(n)
}

// TestPathsLeaveDrawnLines has a path that took a drawn line for its curve: it is led
// back, and the line is gone but where the curve meets it. A path on a resting curve
// beside which nothing is left over stays.
func TestPathsLeaveDrawnLines(t *testing.T) {
	curve := func(x float64) float64 { return beatsAt(x, 30, 8) }
	line := func(x float64) float64 { return 24 + 0.02*x }
	for _, both := range []bool{true, false} {
		s := sheetWith(line)
		if both {
			s = sheetWith(curve, line)
		}
		f := newField(s, 1)
		tr := newTrack(f, Window{X0: 5, X1: 75, Y0: 30}, defaultStep)
		tr.measureInk(f)
		d := newReading(f, []*track{tr}, 1)
		var on []point
		for c := tr.c0; c < tr.c1; c++ {
			x, _ := f.MM(float64(c), 0)
			_, r := f.At(x, line(x))
			on = append(on, point{float64(c), r})
		}
		paths := [][]point{on}
		d.leaveWritings(paths, 1)
		far, left := 0, 0
		for i, y := range tr.heights(paths[0], f.Rho) {
			c := tr.c0 + i
			x, _ := f.MM(float64(c), 0)
			if _, r := f.At(x, curve(x)); !math.IsNaN(y) && math.Abs(y-r) > f.Rho {
				far++
			}
			if _, r := f.At(x, line(x)); f.darkest(c, int(math.Round(r)), 1) > levels/2 {
				left++
			}
		}
		n := tr.c1 - tr.c0
		if both && (far > n/10 || left > n/4) {
			t.Errorf("%d of %d columns are off the curve, %d of the line are left", far, n, left)
		}
		if !both && left < n*9/10 {
			t.Errorf("%d of %d columns of the only line are left", left, n)
		}
	}
}

// TestWritingsAreLinesThatNoCurveIs tells a drawn line from a curve that beats, and
// leaves a curve that rests where nothing else could be the curve.
func TestWritingsAreLinesThatNoCurveIs(t *testing.T) {
	curve := func(x float64) float64 { return beatsAt(x, 40, 6) }
	line := func(x float64) float64 { return 20 + 0.1*x }
	f := newField(sheetWith(curve, line), 1)
	got := f.writings(1, 0, f.W)
	found := false
	for _, w := range got {
		y := w.middle(len(w.mid)/2) / testRho
		x := (float64(w.c0) + float64(len(w.mid))/2) / testRho
		if near := math.Abs(y - line(x)); near < 0.5 && float64(w.c1-w.c0) > 50*testRho {
			found = true
		}
		if float64(w.c1-w.c0) > 25*testRho && math.Abs(y-40) < 4 {
			t.Errorf("a line along the curve from %.0f to %.0f mm", float64(w.c0)/testRho, float64(w.c1)/testRho)
		}
	}
	if !found {
		t.Error("the drawn line was not found")
	}
	rest := func(float64) float64 { return 30 }
	c, err := Read(context.Background(), sheetWith(rest), []Window{{X0: 5, X1: 75, Y0: 30}}, nil, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if far := offBy(c[0], rest); far > 0 {
		t.Errorf("%.0f %% of a resting curve are lost", 100*far)
	}
}
