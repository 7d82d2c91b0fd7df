package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// lengthsTried are lengths of slices: whole blocks, tails, more than a
// stretch.
var lengthsTried = []int{0, 1, 15, 16, 17, 100, stretch + 33}

func sigmoid64(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

// TestElementwise compares each function with float64, also in place.
func TestElementwise(t *testing.T) {
	each(t, func(t *testing.T, k *Kernels) {
		for name, f := range map[string]struct {
			run  func(dst, a, b []float32) error
			want func(a, b float64) float64
		}{
			"add":       {k.Add, func(a, b float64) float64 { return a + b }},
			"mul":       {k.Mul, func(a, b float64) float64 { return a * b }},
			"addScaled": {func(dst, a, b []float32) error { return k.AddScaled(dst, a, b, 1.5) }, func(a, b float64) float64 { return a + 1.5*b }},
			"relu":      {func(dst, a, _ []float32) error { return k.ReLU(dst, a) }, func(a, _ float64) float64 { return max(0, a) }},
			"reluGrad":  {k.ReLUGrad, func(a, b float64) float64 { return map[bool]float64{true: b}[a > 0] }},
			"sigmoid":   {func(dst, a, _ []float32) error { return k.Sigmoid(dst, a) }, func(a, _ float64) float64 { return sigmoid64(a) }},
			"sigmoidGrad": {k.SigmoidGrad, func(a, b float64) float64 {
				return b * a * (1 - a)
			}},
			"silu": {func(dst, a, _ []float32) error { return k.SiLU(dst, a) }, func(a, _ float64) float64 { return a * sigmoid64(a) }},
			"siluGrad": {k.SiLUGrad, func(a, b float64) float64 {
				f := func(x float64) float64 { return x * sigmoid64(x) }
				return b * (f(a+1e-5) - f(a-1e-5)) / 2e-5
			}},
		} {
			for _, n := range lengthsTried {
				t.Run(fmt.Sprint(name, n), func(t *testing.T) { testElementwise(t, n, f.run, f.want) })
			}
		}
	})
}

func testElementwise(t *testing.T, n int, run func(dst, a, b []float32) error, f func(a, b float64) float64) {
	s, rng := &arena{t: t}, rand.New(rand.NewPCG(1, uint64(n)))
	a, b, dst := s.random(rng, n), s.random(rng, n), s.make(n)
	for i := range a {
		a[i] *= 10
	}
	want := make([]float64, n)
	for i := range want {
		want[i] = f(float64(a[i]), float64(b[i]))
	}
	must(t, run(dst, a, b))
	near(t, "result", dst, want, tolerance)
	must(t, run(a, a, b))
	same(t, "in place", a, dst)
	s.check()
}

// TestExp looks at the whole range, its ends and NaN.
func TestExp(t *testing.T) {
	each(t, func(t *testing.T, k *Kernels) {
		var x []float32
		for v := float32(-100); v < 100; v += 0.01 {
			x = append(x, v)
		}
		x = append(x, float32(math.Inf(1)), float32(math.Inf(-1)), float32(math.NaN()))
		for len(x)%Block > 0 {
			x = append(x, 0)
		}
		y := make([]float32, len(x))
		k.exp(y, x, 0)
		for i, v := range x {
			want := math.Exp(min(88, max(float64(float32(-87.33654)), float64(v))))
			if v != v {
				want = math.NaN()
			}
			if (y[i] == y[i]) != (want == want) || math.Abs(float64(y[i])-want) > 2e-7*want {
				t.Errorf("exp(%g) = %g, want %g", v, y[i], want)
			}
		}
	})
}

func TestSoftmax(t *testing.T) {
	each(t, func(t *testing.T, k *Kernels) {
		for _, n := range []int{1, 2, 17, 40} {
			const rows = 3
			s, rng := &arena{t: t}, rand.New(rand.NewPCG(1, uint64(n)))
			x, g, y, dx := s.random(rng, rows*n), s.random(rng, rows*n), s.make(rows*n), s.make(rows*n)
			x64, g64 := double(x), double(g)
			softmax := func() []float64 {
				out := make([]float64, rows*n)
				for r := range rows {
					var sum float64
					for i := range n {
						out[r*n+i] = math.Exp(x64[r*n+i])
						sum += out[r*n+i]
					}
					for i := range n {
						out[r*n+i] /= sum
					}
				}
				return out
			}
			must(t, k.Softmax(y, x, rows))
			near(t, "softmax", y, softmax(), tolerance)
			must(t, k.SoftmaxGrad(dx, y, g, rows))
			want := make([]float64, rows*n)
			for i := range want {
				want[i] = slope(func() float64 { return dot(softmax(), g64) }, x64, i)
			}
			near(t, "gradient", dx, want, 1e-4)
			s.check()
		}
	})
}

func TestChannels(t *testing.T) {
	each(t, func(t *testing.T, k *Kernels) {
		for _, shape := range []Shape{{1, 1, 1, 1}, {3, 17, 5, 7}, {2, 40, 20, 30}, {1, 16, 1, 1100}} {
			testChannels(t, k, shape)
		}
	})
}

func testChannels(t *testing.T, k *Kernels, shape Shape) {
	c, err := NewChannels(k, shape)
	must(t, err)
	s, rng := &arena{t: t}, rand.New(rand.NewPCG(1, uint64(shape.C)))
	x, y, dst := s.random(rng, shape.Size()), s.random(rng, shape.Size()), s.make(shape.Size())
	n := shape.Vector()
	a, b, d := s.random(rng, n), s.random(rng, n), s.random(rng, n)
	channel := func(i int) int { return i/shape.plane()%shape.Blocks()*Block + i%Block }
	sum, product := make([]float64, n), make([]float64, n)
	affine, mix := make([]float64, len(x)), make([]float64, len(x))
	for i := range x {
		j, v, w := channel(i), float64(x[i]), float64(y[i])
		sum[j] += v
		product[j] += v * w
		affine[i] = max(0, v*float64(a[j])+float64(b[j]))
		mix[i] = v*float64(a[j]) + w*float64(b[j]) + float64(d[j])
	}
	got := make([]float64, n)
	single := func() []float32 {
		f := make([]float32, n)
		for i, v := range got {
			f[i] = float32(v)
		}
		return f
	}
	must(t, c.Sum(nil, got, x))
	near(t, "sum", single(), sum, tolerance)
	must(t, c.SumProduct(nil, got, x, y))
	near(t, "sum of products", single(), product, tolerance)
	one := single()
	must(t, c.SumProduct(threads(3), got, x, y))
	same(t, "sum of products", single(), one)
	must(t, c.Affine(threads(3), dst, x, a, b, true))
	near(t, "linear function", dst, affine, tolerance)
	must(t, c.Mix(threads(3), dst, x, y, a, b, d))
	near(t, "mixture", dst, mix, tolerance)
	s.check()
}
