package trace

import (
	"context"
	"math"
	"testing"
)

// TestFramesAreNotFollowed draws a frame that is darker than the curve below
// it, and a lead that is off, which is as straight but rests where it should.
func TestFramesAreNotFollowed(t *testing.T) {
	curve := func(x float64) float64 { return beatsAt(x, 30, 8) }
	off := func(float64) float64 { return 52 }
	s := sheetWith(curve, off)
	for k := range s.Dark {
		s.Dark[k] *= 0.4
	}
	for c := range s.W {
		for r := range 3 {
			s.Dark[(int(18*testRho)+r)*s.W+c] = 1
		}
	}
	windows := []Window{{X0: 10, X1: 72, Y0: 30}, {X0: 10, X1: 72, Y0: 52}}
	curves, err := Read(context.Background(), s, windows, nil, Options{Step: testStep})
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range []func(float64) float64{curve, off} {
		sum, n := 0.0, 0
		for k, y := range curves[i].Y {
			if d := y - f(curves[i].X0+float64(k)*curves[i].Step); !math.IsNaN(d) {
				sum += d * d
				n++
			}
		}
		if rms := math.Sqrt(sum / float64(n)); n < len(curves[i].Y)*9/10 || rms > 0.15 {
			t.Errorf("curve %d: %d of %d samples read, %.2f mm off", i, n, len(curves[i].Y), rms)
		}
	}
}
