package nn

import (
	"math"
	"testing"
)

func paramOf(values ...float32) (*Params, *Param) {
	s := NewParams(1)
	p, _ := s.declare("w", []int{1, len(values)}, false, func(p *Param) { copy(p.Value, values) })
	s.needGrads()
	return s, p
}

// TestAdamW follows the formulas of the article in float64.
func TestAdamW(t *testing.T) {
	s, p := paramOf(0.5)
	o := NewAdamW(s, nil, 0.1)
	x, m, v := 0.5, 0.0, 0.0
	for n := 1; n <= 20; n++ {
		g := math.Sin(float64(n)) + x
		p.Grad[0] = float32(g)
		o.Step(0.01)
		m, v = 0.9*m+0.1*g, 0.999*v+0.001*g*g
		mh, vh := m/(1-math.Pow(0.9, float64(n))), v/(1-math.Pow(0.999, float64(n)))
		x = x - 0.01*0.1*x - 0.01*mh/(math.Sqrt(vh)+1e-8)
		if math.Abs(float64(p.Value[0])-x) > 1e-6 {
			t.Fatalf("step %d: %g, want %g", n, p.Value[0], x)
		}
	}
}

func TestSGD(t *testing.T) {
	s, p := paramOf(0.5)
	o := NewSGD(s, nil, 0.9, 0.1)
	x, v := 0.5, 0.0
	for n := range 20 {
		g := math.Sin(float64(n)) + x
		p.Grad[0] = float32(g)
		o.Step(0.01)
		v = 0.9*v + g + 0.1*x
		x -= 0.01 * v
		if math.Abs(float64(p.Value[0])-x) > 1e-6 {
			t.Fatalf("step %d: %g, want %g", n, p.Value[0], x)
		}
	}
}

func TestFrozenStays(t *testing.T) {
	s, p := paramOf(0.5)
	p.Frozen, p.Grad[0] = true, 1
	NewAdamW(s, nil, 0.1).Step(1)
	NewSGD(s, nil, 0, 0.1).Step(1)
	if p.Value[0] != 0.5 {
		t.Errorf("frozen parameter is %g", p.Value[0])
	}
}

func TestRestoreErrors(t *testing.T) {
	s, _ := paramOf(1, 2)
	o := NewAdamW(s, nil, 0)
	for _, st := range []State{{}, {Slices: []Slice{{"exp_avg/w", make([]float32, 2)}, {"exp_avg_sq/w", make([]float32, 3)}}}} {
		if err := o.Restore(st); err == nil {
			t.Errorf("state %v is no error", st)
		}
	}
}

func TestClip(t *testing.T) {
	s, p := paramOf(0, 0)
	copy(p.Grad, []float32{3, -4})
	if n := ClipNorm(s, 10); n != 5 || p.Grad[0] != 3 {
		t.Errorf("norm %g, gradient %v", n, p.Grad)
	}
	if n := ClipNorm(s, 1); n != 5 || math.Abs(float64(p.Grad[1])+0.8) > 1e-6 {
		t.Errorf("norm %g, gradient %v", n, p.Grad)
	}
	ClipValue(s, 0.7)
	if p.Grad[1] != -0.7 {
		t.Errorf("gradient %v", p.Grad)
	}
	p.Grad[0] = float32(math.NaN())
	if n := ClipNorm(s, 1e-3); !math.IsNaN(n) || p.Grad[1] != -0.7 {
		t.Errorf("norm %g, gradient %v", n, p.Grad)
	}
}

func TestSchedules(t *testing.T) {
	for _, c := range []struct {
		name string
		s    Schedule
		step int
		want float64
	}{
		{"constant", Constant(0.3), 7, 0.3},
		{"cosine begin", Cosine(1, 0.2, 10), 0, 1},
		{"cosine middle", Cosine(1, 0.2, 10), 5, 0.6},
		{"cosine end", Cosine(1, 0.2, 10), 12, 0.2},
		{"one-cycle begin", OneCycle(1, 100), 0, 0.04},
		{"one-cycle peak", OneCycle(1, 100), 29, 1},
		{"one-cycle end", OneCycle(1, 100), 99, 4e-6},
		{"warm-up", WarmUp(4, Constant(1)), 1, 0.5},
		{"after warm-up", WarmUp(4, Cosine(1, 0, 10)), 9, 0.5},
	} {
		if got := c.s(c.step); math.Abs(got-c.want) > 1e-9 {
			t.Errorf("%s: %g, want %g", c.name, got, c.want)
		}
	}
}

func TestPlateau(t *testing.T) {
	p := NewPlateau(1, 0.1, 0.05, 1)
	for i, c := range []struct{ loss, want float64 }{{5, 1}, {4, 1}, {4, 1}, {4.1, 0.1}, {3, 0.1}, {3, 0.1}, {3, 0.05}} {
		if got := p.Observe(c.loss); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("loss %d: %g, want %g", i, got, c.want)
		}
	}
}
