package kernel

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

var matMulTable = []MatMulParams{
	{M: 1, K: 1, N: 1}, {M: 7, K: 5, N: 3}, {M: 16, K: 16, N: 16}, {M: 13, K: 40, N: 17}, {M: 3, K: 700, N: 33},
	{M: 200, K: 8, N: 40}, {M: 12, K: 301, N: 32}, {M: 6, K: 4, N: 100},
}

func TestMatMul(t *testing.T) {
	each(t, func(t *testing.T, k *Kernels) {
		for _, p := range matMulTable {
			for i := range 4 {
				p.TransA, p.TransB = i&1 > 0, i&2 > 0
				t.Run(fmt.Sprintf("%+v", p), func(t *testing.T) { testMatMul(t, k, p) })
			}
		}
	})
}

func testMatMul(t *testing.T, k *Kernels, p MatMulParams) {
	m, err := NewMatMul(k, p)
	must(t, err)
	s, rng := &arena{t: t}, rand.New(rand.NewPCG(1, uint64(p.M)))
	a, b, bias, add := s.random(rng, p.M*p.K), s.random(rng, p.K*p.N), s.random(rng, p.N), s.random(rng, p.M*p.N)
	dst, scratch := s.make(p.M*p.N), s.make(m.ScratchSize())
	want := make([]float64, p.M*p.N)
	for i := range p.M {
		for j := range p.N {
			for l := range p.K {
				ia, ib := i*p.K+l, l*p.N+j
				if p.TransA {
					ia = l*p.M + i
				}
				if p.TransB {
					ib = j*p.K + l
				}
				want[i*p.N+j] += float64(a[ia]) * float64(b[ib])
			}
		}
	}
	must(t, m.Run(nil, dst, a, b, nil, Epilogue{}, scratch))
	near(t, "product", dst, want, tolerance)
	one := append([]float32(nil), dst...)
	must(t, m.Run(threads(3), dst, a, b, nil, Epilogue{}, scratch))
	same(t, "product", dst, one)
	for i := range want {
		want[i] = max(0, want[i]+float64(bias[i%p.N])+float64(add[i]))
	}
	copy(dst, add)
	must(t, m.Run(threads(3), dst, a, b, bias, Epilogue{Add: dst, ReLU: true}, scratch))
	near(t, "product, sum, bias, ReLU", dst, want, tolerance)
	s.check()
}

// TestMatMulSlope takes the gradients of a product by products with
// transposes and compares them with central differences.
func TestMatMulSlope(t *testing.T) {
	const m, k, n = 7, 22, 19
	each(t, func(t *testing.T, kernels *Kernels) {
		s, rng := &arena{t: t}, rand.New(rand.NewPCG(5, 6))
		a, b, g, da, db := s.random(rng, m*k), s.random(rng, k*n), s.random(rng, m*n), s.make(m*k), s.make(k*n)
		for _, c := range []struct {
			p         MatMulParams
			dst, x, y []float32
		}{{MatMulParams{M: m, K: n, N: k, TransB: true}, da, g, b}, {MatMulParams{M: k, K: m, N: n, TransA: true}, db, a, g}} {
			plan, err := NewMatMul(kernels, c.p)
			must(t, err)
			must(t, plan.Run(nil, c.dst, c.x, c.y, nil, Epilogue{}, s.make(plan.ScratchSize())))
		}
		a64, b64 := double(a), double(b)
		f := func() (sum float64) {
			for i := range m {
				for j := range n {
					for l := range k {
						sum += a64[i*k+l] * b64[l*n+j] * float64(g[i*n+j])
					}
				}
			}
			return sum
		}
		for range 10 {
			i, j := rng.IntN(m*k), rng.IntN(k*n)
			closeTo(t, "left", float64(da[i]), slope(f, a64, i))
			closeTo(t, "right", float64(db[j]), slope(f, b64, j))
		}
		s.check()
	})
}
