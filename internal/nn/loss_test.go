package nn

import (
	"math"
	"math/rand/v2"
	"testing"
)

// lossCase is a loss of 2 samples of 6 rows of 16 numbers.
type lossCase struct {
	name string
	f    func(g, p, t, m []float32, weight float64) float64
}

const lossLength, lossRows = 16, 12

func newHeat(t *testing.T, height, width int) *Heat {
	t.Helper()
	h, err := NewHeat(height, width)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func newLeads(t *testing.T, leads, length int) *Correlation {
	t.Helper()
	c, err := NewCorrelation(leads, length)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func lossCases(t *testing.T) []lossCase {
	spectral, err := NewSpectral(lossLength, 8, 4)
	if err != nil {
		t.Fatal(err)
	}
	spectral.Log = 0.3
	correlation, heat := newLeads(t, 6, lossLength), newHeat(t, 6, lossLength)
	return []lossCase{
		{"mse", MSE},
		{"difference", func(g, p, t, m []float32, w float64) float64 { return Difference(g, p, t, m, lossLength, w) }},
		{"bounds", func(g, p, _, m []float32, w float64) float64 { return Bounds(g, p, m, -0.5, 0.3, w) }},
		{"snr", func(g, p, t, m []float32, w float64) float64 { return SNR(g, p, t, m, lossLength, w) }},
		{"bce", func(g, p, t, m []float32, w float64) float64 { return BCE(g, p, unit(t), m, w) }},
		{"dice", func(g, p, t, m []float32, w float64) float64 { return Dice(g, p, unit(t), m, 6*lossLength, w) }},
		{"cross entropy", func(g, p, t, m []float32, w float64) float64 {
			return heat.CrossEntropy(g, p, distribution(t, heat), m[:2*lossLength], w)
		}},
		{"jensen shannon", func(g, p, t, m []float32, w float64) float64 {
			return heat.JensenShannon(g, p, distribution(t, heat), m[:2*lossLength], w)
		}},
		{"einthoven", func(g, p, _, m []float32, w float64) float64 { return Einthoven(g, p, m, 6, lossLength, w) }},
		{"correlation", func(g, p, t, _ []float32, w float64) float64 { return correlation.Loss(g, p, t, w) }},
		{"spectral", func(g, p, t, _ []float32, w float64) float64 { return spectral.Loss(g, p, t, w) }},
	}
}

// unit brings numbers to 0 to 1.
func unit(t []float32) []float32 {
	u := make([]float32, len(t))
	for i, v := range t {
		u[i] = (v + 1) / 2
	}
	return u
}

// distribution makes the columns sum to one, some of them with zeros.
func distribution(t []float32, h *Heat) []float32 {
	u := make([]float32, len(t))
	for c := range len(t) / h.height {
		first, sum := c/h.width*h.height*h.width+c%h.width, float32(0)
		for i := range h.height {
			u[first+i*h.width] = max(t[first+i*h.width], 0)
			sum += u[first+i*h.width]
		}
		for i := range h.height {
			u[first+i*h.width] /= max(sum, 1e-6)
		}
		if sum == 0 {
			u[first] = 1
		}
	}
	return u
}

func TestLosses(t *testing.T) {
	for _, l := range lossCases(t) {
		t.Run(l.name, func(t *testing.T) {
			rng := rand.New(rand.NewPCG(5, 1))
			n := lossLength * lossRows
			p, target, m, g, none := random(rng, n), random(rng, n), random(rng, n), make([]float32, n), make([]float32, n)
			for i, v := range m {
				m[i] = max(v, 0)
			}
			f := func() float64 { return l.f(none, p, target, m, 0.7) }
			if value := l.f(g, p, target, m, 0.7); value != f() || value == 0 || math.IsNaN(value) {
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
		})
	}
}

// TestLossZero wants perfect predictions to cost nothing.
func TestLossZero(t *testing.T) {
	p := random(rand.New(rand.NewPCG(1, 1)), lossLength*lossRows)
	g := make([]float32, len(p))
	for _, l := range lossCases(t) {
		switch l.name {
		case "mse", "difference", "correlation", "spectral":
			if v := l.f(g, p, p, nil, 1); v > 1e-12 {
				t.Errorf("%s is %g", l.name, v)
			}
		case "snr":
			if v := l.f(g, p, p, nil, 1); math.Abs(v+80) > 1e-6 {
				t.Errorf("snr is %g, want -80", v)
			}
		}
	}
	for i, v := range g {
		if math.Abs(float64(v)) > 1e-6 {
			t.Fatalf("gradient %d is %g", i, v)
		}
	}
}

// TestMaskedOut wants nothing from numbers that are masked.
func TestMaskedOut(t *testing.T) {
	p := random(rand.New(rand.NewPCG(1, 1)), lossLength*lossRows)
	g, m := make([]float32, len(p)), make([]float32, len(p))
	for _, l := range lossCases(t) {
		if l.name == "correlation" || l.name == "spectral" || l.name == "dice" {
			continue
		}
		if v := l.f(g, p, make([]float32, len(p)), m, 1); v != 0 {
			t.Errorf("%s is %g", l.name, v)
		}
	}
	for i, v := range g {
		if v != 0 {
			t.Fatalf("gradient %d is %g", i, v)
		}
	}
}

func TestLossSizes(t *testing.T) {
	if _, err := NewHeat(0, 3); err == nil {
		t.Error("maps without rows are no error")
	}
	if _, err := NewCorrelation(2, 0); err == nil {
		t.Error("leads without samples are no error")
	}
	for _, sizes := range [][]int{{}, {3}, {12}, {32}} {
		if _, err := NewSpectral(16, sizes...); err == nil {
			t.Errorf("windows of %v are no error", sizes)
		}
	}
}

// TestLossValues has values that are known without a formula or easy to work
// out by hand.
func TestLossValues(t *testing.T) {
	g := make([]float32, 12)
	heat := newHeat(t, 2, 1)
	sure := []float32{40, -40}
	leads := []float32{1, 4, 3, -2.5, -1, 3.5} // I = 1, II = 4
	pair := newLeads(t, 2, 3)
	for _, c := range []struct {
		name      string
		got, want float64
	}{
		{"mse", MSE(g, []float32{1, 2, 9}, []float32{0, 4, 0}, []float32{1, 1, 0}, 1), 2.5},
		{"mse weighted", MSE(g, []float32{1, 2}, []float32{0, 0}, []float32{3, 1}, 0.5), 0.875},
		{"difference", Difference(g, []float32{0, 1, 5, 5}, []float32{0, 0, 0, 3}, nil, 2, 1), 5},
		{"bounds", Bounds(g, []float32{-3, 0, 2, 5}, nil, -1, 2, 1), 13.0 / 4},
		{"snr", SNR(g, []float32{1.5, 0, 7, 7}, []float32{1, 0, 0, 0}, nil, 2, 1), 10 * math.Log10(0.25)},
		{"bce unsure", BCE(g, []float32{0, 0}, []float32{1, 0.3}, nil, 1), math.Ln2},
		{"bce wrong", BCE(g, []float32{-1000, 0}, []float32{1, 0}, []float32{1, 0}, 1), 1000},
		{"dice right", Dice(g, []float32{99, -99}, []float32{1, 0}, nil, 2, 1), 0},
		{"dice wrong", Dice(g, []float32{99, -99}, []float32{0, 1}, nil, 2, 1), 2.0 / 3},
		{"cross entropy unsure", heat.CrossEntropy(g, []float32{3, 3}, []float32{1, 0}, nil, 1), math.Ln2},
		{"cross entropy wrong", heat.CrossEntropy(g, sure, []float32{0, 1}, nil, 1), 80},
		{"divergence right", heat.JensenShannon(g, sure, []float32{1, 0}, nil, 1), 0},
		{"divergence wrong", heat.JensenShannon(g, sure, []float32{0, 1}, nil, 1), math.Ln2},
		{"einthoven", Einthoven(g, leads, nil, 6, 1, 1), 0},
		{"einthoven III", Einthoven(g, []float32{1, 4, 5, -2.5, -1, 3.5}, nil, 6, 1, 1), 1},
		{"correlation", pair.Loss(g, []float32{0, 1, 2, 5, 6, 7}, []float32{0, 1, 2, 2, 1, 0}, 1), 2},
	} {
		if math.Abs(c.got-c.want) > 1e-6 {
			t.Errorf("%s: %g, want %g", c.name, c.got, c.want)
		}
	}
}

// TestFourier compares the transform with its definition.
func TestFourier(t *testing.T) {
	s, err := NewSpectral(16, 16)
	if err != nil {
		t.Fatal(err)
	}
	x := random(rand.New(rand.NewPCG(1, 1)), 16)
	r := &s.all[0]
	r.transform(r.p, x)
	for k := range 16 {
		var re, im float64
		for i, v := range x {
			a, w := 2*math.Pi*float64(i*k)/16, 0.5-0.5*math.Cos(2*math.Pi*float64(i)/16)
			re += w * float64(v) * math.Cos(a)
			im -= w * float64(v) * math.Sin(a)
		}
		if math.Abs(real(r.p[k])-re)+math.Abs(imag(r.p[k])-im) > 1e-12 {
			t.Errorf("bin %d is %v, want %g and %g", k, r.p[k], re, im)
		}
	}
}
