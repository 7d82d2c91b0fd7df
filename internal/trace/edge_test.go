package trace

import (
	"context"
	"math"
	"testing"
)

// TestReadKeepsOffEdges reads a broken curve below the dark edge of a sheet,
// which is easier to follow.
func TestReadKeepsOffEdges(t *testing.T) {
	curve := func(x float64) float64 { return beatsAt(x, 40, 6) }
	edge := func(x float64) float64 { return 18 + 0.02*x }
	s := sheetWith(curve, edge)
	for i := range s.W {
		if i/4%4 != 0 { // only a quarter of the curve is left
			for j := 30 * testRho; j < 50*testRho; j++ {
				s.Dark[int(j)*s.W+i] *= 0.1
			}
		}
	}
	boxes := make([]Box, 0, 80)
	for x := range 80 {
		y := edge(float64(x))
		boxes = append(boxes, Box{X0: float64(x), X1: float64(x) + 1, Y0: y - 2, Y1: y + 2, Kind: Edge})
	}
	got, err := Read(context.Background(), s, []Window{{X0: 5, X1: 75, Y0: 40}}, boxes, Options{})
	if err != nil {
		t.Fatal(err)
	}
	far := 0
	for _, y := range got[0].Y {
		if y < 25 {
			far++
		}
	}
	if far > 0 {
		t.Errorf("%d of %d samples run along the edge", far, len(got[0].Y))
	}
}

// TestReadLeavesOutWhatIsCovered reads a curve that runs below a sticker with
// a line of print on it.
func TestReadLeavesOutWhatIsCovered(t *testing.T) {
	curve := func(x float64) float64 { return beatsAt(x, 40, 6) }
	print := func(x float64) float64 {
		if x < 30 || x > 44 {
			return math.Inf(1)
		}
		return 33
	}
	s := sheetWith(curve)
	for j := 28 * testRho; j < 48*testRho; j++ {
		for i := 28 * testRho; i < 46*testRho; i++ {
			s.Dark[int(j)*s.W+int(i)] = 0
			if _, y := s.MM(i, j); math.Abs(y-print(i/testRho)) < 0.3 {
				s.Dark[int(j)*s.W+int(i)] = 1
			}
		}
	}
	sticker := Box{X0: 28, X1: 46, Y0: 28, Y1: 48, Kind: Cover}
	got, err := Read(context.Background(), s, []Window{{X0: 5, X1: 75, Y0: 40}}, []Box{sticker}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for k, y := range got[0].Y {
		x := got[0].X0 + float64(k)*got[0].Step
		if below := x > 28.2 && x < 45.8; below != math.IsNaN(y) && math.Abs(x-28) > 0.2 && math.Abs(x-46) > 0.2 {
			t.Fatalf("at %.1f mm: %v", x, y)
		} else if !below && x < 27 && math.Abs(y-curve(x)) > 0.8 {
			t.Errorf("at %.1f mm: %.2f, want %.2f", x, y, curve(x))
		}
	}
}
