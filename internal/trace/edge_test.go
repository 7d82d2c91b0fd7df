package trace

import (
	"context"
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
