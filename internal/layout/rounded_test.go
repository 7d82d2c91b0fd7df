package layout

import (
	"math"
	"testing"
)

// The waves of a fast heart are as steep as a slow pen and level at their tops, but
// on both sides of the middle alike.
func TestWavesAreNoRoundedPulses(t *testing.T) {
	for wide := 3.6; wide < 4.8; wide += 0.1 {
		wave := func(x float64) float64 {
			u := math.Mod(x, 8) / wide
			if u > 1 {
				return 50
			}
			return 50 - 1.5*(1-math.Cos(2*math.Pi*u))
		}
		if ps := findPulses(drawnRuns(drawn{20, 270, wave})); len(ps) > 0 {
			t.Errorf("%d pulses found in waves %.1f mm wide", len(ps), wide)
		}
	}
}
