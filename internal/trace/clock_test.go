package trace

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"
)

// kept is a record of samples step mm apart, the first at x0, joined by straight
// lines: beats over noise, at page position x.
func kept(y0, step, x0, noise float64, seed uint64) func(x float64) float64 {
	rnd := rand.New(rand.NewPCG(seed, 1))
	v := make([]float64, int(80/step)+4)
	for i := range v {
		v[i] = beatsAt(float64(i)*step, y0, 8) + noise*rnd.NormFloat64()
	}
	return func(x float64) float64 {
		u := (x - x0 + 10*step) / step
		k := min(max(int(u), 0), len(v)-2)
		return v[k] + (u-float64(k))*(v[k+1]-v[k])
	}
}

func TestClockFindsTheRecordersSamples(t *testing.T) {
	for _, c := range []struct{ step, by float64 }{{2, 0}, {2, 0.6}, {2, -0.7}, {1, 0.3}} {
		// The second curve starts an odd number of knots after the first.
		x0 := 5 + c.by*testStep
		s := sheetWith(kept(20, c.step*testStep, x0, 0.05, 1), kept(40, c.step*testStep, x0, 0.05, 2))
		windows := []Window{{X0: 5, X1: 75, Y0: 20}, {X0: 5 + 301*testStep, X1: 75, Y0: 40}}
		got, err := Read(context.Background(), s, windows, nil, Options{Step: testStep})
		if err != nil {
			t.Fatal(err)
		}
		for w, g := range got {
			by := (g.X0 - windows[w].X0) / testStep
			if g.X0Sigma <= 0 || g.X0Sigma > 0.3*testStep || math.Abs(math.Remainder(by-c.by, c.step)) > 0.25 {
				t.Errorf("samples %g knots apart, %g after the window: curve %d is moved by %.2f, sigma %.3f mm", c.step, c.by, w, by, g.X0Sigma)
			}
		}
	}
}

// Lines of a slow recorder lose less in their best place than they do from place to
// place, those of hum more.
func TestLinesOfHumAreTooDear(t *testing.T) {
	var d tide
	for k := range d.costs {
		d.costs[k] = 100 + 10*float64(k)/float64(len(d.costs)-1)
	}
	for _, c := range []struct {
		fine float64
		dear bool
	}{{98, false}, {87, false}, {78, true}, {60, true}} {
		if got := d.tooDear(c.fine); got != c.dear {
			t.Errorf("100 to 110 against %g: too dear %v", c.fine, got)
		}
	}
}

func TestClockLeavesSmoothCurvesAlone(t *testing.T) {
	s := sheetWith(func(x float64) float64 { return beatsAt(x, 20, 12) })
	got, err := Read(context.Background(), s, []Window{{X0: 5, X1: 75, Y0: 20}}, nil, Options{Step: testStep})
	if err != nil {
		t.Fatal(err)
	}
	if g := got[0]; math.Abs(g.X0-5) > 0.3*testStep {
		t.Errorf("moved by %.2f knots", (g.X0-5)/testStep)
	}
}
