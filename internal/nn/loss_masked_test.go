package nn

import (
	"math"
	"math/rand/v2"
	"testing"
)

// maskedCases are the losses of rows with gaps.
func maskedCases(t *testing.T) []lossCase {
	t.Helper()
	spectral, err := NewSpectral(lossLength, 8, 4)
	if err != nil {
		t.Fatal(err)
	}
	spectral.Log = 0.3
	return []lossCase{
		{"correlation", newLeads(t, 6, lossLength).Masked},
		{"spectral", spectral.Masked},
	}
}

// gaps hides the start of some rows, the middle of others and all of one.
func gaps() []float32 {
	m := make([]float32, lossLength*lossRows)
	for i := range m {
		row, at := i/lossLength, i%lossLength
		if !(row%3 == 0 && at < 5 || row%3 == 1 && at == 9 || row == 5) {
			m[i] = 1
		}
	}
	return m
}

func TestMaskedGradients(t *testing.T) {
	for _, l := range maskedCases(t) {
		t.Run(l.name, func(t *testing.T) {
			rng := rand.New(rand.NewPCG(7, 1))
			n := lossLength * lossRows
			p, target, m, g, none := random(rng, n), random(rng, n), gaps(), make([]float32, n), make([]float32, n)
			f := func() float64 { return l.f(none, p, target, m, 0.7) }
			if value := l.f(g, p, target, m, 0.7); value != f() || !(value > 0) {
				t.Fatalf("value is %g, then %g", value, f())
			}
			want := make([]float64, n)
			for i, v := range p {
				p[i] = v + 1e-4
				up, x := f(), float64(p[i])
				p[i] = v - 1e-4
				want[i] = (up - f()) / (x - float64(p[i]))
				p[i] = v
			}
			if e := relative(g, want); !(e < tolerance) {
				t.Errorf("gradient has a relative error of %g", e)
			}
			before := f()
			for i, v := range m {
				if v == 0 {
					p[i], target[i] = 5, -5
				}
			}
			if after := f(); after != before {
				t.Errorf("value is %g, and %g after what is masked has changed", before, after)
			}
		})
	}
}

// TestMaskedNothing wants a mask that hides nothing, or everything, to be no
// matter.
func TestMaskedNothing(t *testing.T) {
	n := lossLength * lossRows
	rng := rand.New(rand.NewPCG(8, 1))
	p, target, all, none := random(rng, n), random(rng, n), make([]float32, n), make([]float32, n)
	for i := range all {
		all[i] = 1
	}
	open := map[string]func(g, p, t, m []float32, weight float64) float64{}
	for _, l := range lossCases(t) {
		open[l.name] = l.f
	}
	for _, l := range maskedCases(t) {
		g, h := make([]float32, n), make([]float32, n)
		want := open[l.name](h, p, target, nil, 0.7)
		for _, m := range [][]float32{nil, all} {
			clear(g)
			if got := l.f(g, p, target, m, 0.7); math.Abs(got-want) > 1e-6*want {
				t.Errorf("%s: %g, want %g as without a mask", l.name, got, want)
			}
			for i := range g {
				if math.Abs(float64(g[i]-h[i])) > 1e-6 {
					t.Fatalf("%s: gradient %d is %g, want %g", l.name, i, g[i], h[i])
				}
			}
		}
		clear(g)
		if got := l.f(g, p, target, none, 0.7); got != 0 {
			t.Errorf("%s: %g where nothing counts", l.name, got)
		}
		for i, v := range g {
			if v != 0 {
				t.Fatalf("%s: gradient %d is %g where nothing counts", l.name, i, v)
			}
		}
	}
}

func TestMaskedAllocateNothing(t *testing.T) {
	n := lossLength * lossRows
	p, m, g := random(rand.New(rand.NewPCG(1, 1)), n), gaps(), make([]float32, n)
	for _, l := range maskedCases(t) {
		if n := testing.AllocsPerRun(3, func() { l.f(g, p, p, m, 1) }); n != 0 {
			t.Errorf("%s allocates %g times", l.name, n)
		}
	}
}
