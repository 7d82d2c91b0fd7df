package trace

import (
	"math"
	"testing"
)

// Two windows whose paths share the lower row's ink: the upper one must be led
// back to its own curve.
func TestDisputePartsPaths(t *testing.T) {
	const rho = 8.0
	a := &track{c0: 0, c1: 800, cy: 100}
	b := &track{c0: 0, c1: 800, cy: 180}
	flat := func(y float64) []point {
		var p []point
		for c := range 800 {
			p = append(p, point{float64(c), y})
		}
		return p
	}
	ya, yb := a.heights(flat(181), rho), b.heights(flat(180), rho)
	got := common(a, b, ya, yb, rho)
	if len(got) != 1 || got[0] != (stretch{0, 800}) {
		t.Fatalf("common stretches: %v", got)
	}
	// A crossing is no dispute.
	cross := flat(100)
	for i := range cross {
		cross[i].y = 140 + 0.4*float64(i-400)
	}
	if got := common(a, b, a.heights(cross, rho), yb, rho); len(got) != 0 {
		t.Errorf("a crossing is disputed: %v", got)
	}
	// Steep columns have no height.
	steep := append(flat(100), point{10, 140})
	if y := a.heights(steep, rho); !math.IsNaN(y[10]) || y[11] != 100 {
		t.Errorf("heights %v %v", y[10], y[11])
	}
}
