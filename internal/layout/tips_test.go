package layout

import (
	"math"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/ink"
	"github.com/einthoven-ecg/einthoven/internal/rectify"
)

// lineSheet draws a level line from x0 to x1 mm with ends that reach cap mm
// beyond, width mm wide, blurred by sampling eight by eight points a sample.
func lineSheet(x0, x1, width, beyond float64) *ink.Sheet {
	const rho, over = 8.0, 8
	s := &ink.Sheet{W: 640, H: 160, Rho: rho}
	n := s.W * s.H
	s.Dark, s.Grid, s.Valid = make([]float32, n), make([]float32, n), make([]bool, n)
	for j := range s.H {
		for i := range s.W {
			k := j*s.W + i
			s.Valid[k] = true
			hit := 0
			for b := range over {
				for a := range over {
					x, y := s.MM(float64(i)+(float64(a)+0.5)/over-0.5, float64(j)+(float64(b)+0.5)/over-0.5)
					if math.Abs(y-10.03) < width/2 && x > x0-beyond && x < x1+beyond {
						hit++
					}
				}
			}
			s.Dark[k] = float32(hit) / (over * over)
		}
	}
	return s
}

func TestTipsAreExact(t *testing.T) {
	m := rectify.FromFunc(func(x, y float64) (float64, float64) { return 8 * x, 8 * y }, 0, 0, 5, 17, 5)
	for _, x0 := range []float64{12.00, 12.03, 12.07, 12.11} {
		const width = 0.3
		x1 := x0 + 50
		s := lineSheet(x0, x1, width, width/2*tipCap)
		rs := findRuns(s, m, 0.5, 1)
		path := make([]float64, 80)
		for i := range path {
			path[i] = 10
		}
		row := &Row{X0: x0, X1: x1, Path: path}
		starts, stops := rs.tips(row, -1), rs.tips(row, 1)
		if len(starts) != 1 || len(stops) != 1 {
			t.Fatalf("start %.2f: %d starts, %d stops", x0, len(starts), len(stops))
		}
		if d := starts[0].x - x0; math.Abs(d) > 0.02 {
			t.Errorf("start %.2f: off by %.3f mm", x0, d)
		}
		if d := stops[0].x - x1; math.Abs(d) > 0.02 {
			t.Errorf("stop %.2f: off by %.3f mm", x1, d)
		}
	}
}
