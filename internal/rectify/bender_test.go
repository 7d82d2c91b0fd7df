package rectify

import (
	"math"
	"math/rand/v2"
	"testing"
)

// uneven is a lattice with data in places, soft and stiff regions.
func uneven(nx, ny int) (b *bender, data []float64) {
	rng := rand.New(rand.NewPCG(3, 4))
	b = newBender(nx, ny)
	data = make([]float64, nx*ny)
	for k := range data {
		i, j := k%nx, k/nx
		data[k] = math.Sin(float64(i)/9) + 0.01*float64(i*j)/float64(nx) + 0.05*rng.NormFloat64()
		if i < 3*nx/4 {
			b.w[k] = 0.5 + rng.Float64()
		}
		stiff := 400.0
		if j < ny/3 {
			stiff = 0.05
		}
		b.vx[k], b.vy[k], b.vc[k] = stiff, stiff, stiff
	}
	return b, data
}

func TestBenderReachesTheMinimumInFewSteps(t *testing.T) {
	b, data := uneven(90, 71)
	x := make([]float64, len(data))
	steps := b.solve(x, data, 100, 1e-3)
	far := append([]float64(nil), x...)
	b.solve(far, data, 3000, 1e-9)
	worst := 0.0
	for k := range x {
		if b.w[k] > 0 {
			worst = max(worst, math.Abs(x[k]-far[k]))
		}
	}
	t.Logf("%d steps, %.5f from the minimum", steps, worst)
	if steps > 60 || worst > 0.01 {
		t.Errorf("%d steps, %.4f from the minimum", steps, worst)
	}
	// At the minimum the gradient vanishes.
	g := make([]float64, len(x))
	b.apply(far, g)
	for k := range g {
		if math.Abs(g[k]-b.w[k]*data[k]) > 1e-4 {
			t.Fatalf("gradient %g at %d", g[k]-b.w[k]*data[k], k)
		}
	}
}

func TestBenderPreconditionerIsSymmetric(t *testing.T) {
	b, _ := uneven(37, 23)
	b.prepare()
	rng := rand.New(rand.NewPCG(5, 6))
	n := len(b.w)
	u, v := make([]float64, n), make([]float64, n)
	for k := range u {
		u[k], v[k] = rng.NormFloat64(), rng.NormFloat64()
	}
	b.precondition(u)
	a := dot(b.out, v)
	b.precondition(v)
	c := dot(b.out, u)
	if math.Abs(a-c) > 1e-9*math.Abs(a) {
		t.Errorf("%g and %g", a, c)
	}
}
