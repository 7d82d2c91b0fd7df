package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// resampled is a linear map of images, with its adjoint.
type resampler interface {
	OutShape() Shape
	Forward(run Runner, dst, src []float32) error
	Grad(run Runner, dSrc, dDst []float32) error
}

// testResampler compares with a plane-wise reference in float64, and the
// gradient with the central differences of that.
func testResampler(t *testing.T, r resampler, in Shape, ref func(plane []float64) []float64) {
	s, rng, out := &arena{t: t}, rand.New(rand.NewPCG(1, 2)), r.OutShape()
	plain, g := s.random(rng, in.N*in.C*in.H*in.W), s.random(rng, out.N*out.C*out.H*out.W)
	src, dDst, dst, dSrc := s.blocked(in, plain), s.blocked(out, g), s.make(out.Size()), s.make(in.Size())
	must(t, r.Forward(threads(3), dst, src), r.Grad(threads(3), dSrc, dDst))
	x, g64, n, m := double(plain), double(g), in.H*in.W, out.H*out.W
	var want []float64
	grad := s.plain(in, dSrc)
	for p := range in.N * in.C {
		plane := x[p*n:][:n]
		want = append(want, ref(plane)...)
		i := rng.IntN(n)
		closeTo(t, "resampling", float64(grad[p*n+i]), slope(func() float64 { return dot(ref(plane), g64[p*m:][:m]) }, plane, i))
	}
	near(t, "forward", s.plain(out, dst), want, tolerance)
	s.check()
}

func TestNearest(t *testing.T) {
	each(t, func(t *testing.T, k *Kernels) {
		for _, c := range []struct {
			in     Shape
			fh, fw int
		}{{Shape{1, 16, 3, 5}, 2, 2}, {Shape{3, 17, 1, 7}, 1, 2}, {Shape{1, 1, 1, 1}, 3, 4}, {Shape{1, 40, 4, 3}, 1, 1}} {
			u, err := NewNearest(k, c.in, c.fh, c.fw)
			must(t, err)
			w := c.in.W * c.fw
			testResampler(t, u, c.in, func(plane []float64) []float64 {
				out := make([]float64, len(plane)*c.fh*c.fw)
				for i := range out {
					out[i] = plane[i/w/c.fh*c.in.W+i%w/c.fw]
				}
				return out
			})
		}
	})
}

func TestBilinear(t *testing.T) {
	each(t, func(t *testing.T, k *Kernels) {
		for _, c := range []struct {
			in   Shape
			h, w int
		}{{Shape{1, 16, 3, 5}, 6, 10}, {Shape{3, 17, 1, 7}, 1, 14}, {Shape{1, 1, 1, 1}, 3, 4}, {Shape{1, 3, 9, 8}, 4, 11}} {
			t.Run(fmt.Sprint(c), func(t *testing.T) {
				b, err := NewBilinear(k, c.in, c.h, c.w)
				must(t, err)
				testResampler(t, b, c.in, func(plane []float64) []float64 { return bilinearRef(plane, c.in, c.h, c.w) })
			})
		}
	})
}

// bilinearRef is a sum over tents around the clamped centres.
func bilinearRef(plane []float64, in Shape, h, w int) (out []float64) {
	centre := func(o, n, to int) float64 {
		return min(float64(n-1), max(0, (float64(o)+0.5)*float64(n)/float64(to)-0.5))
	}
	for y := range h {
		for x := range w {
			cy, cx, sum := centre(y, in.H, h), centre(x, in.W, w), 0.0
			for i, v := range plane {
				sum += v * max(0, 1-math.Abs(float64(i/in.W)-cy)) * max(0, 1-math.Abs(float64(i%in.W)-cx))
			}
			out = append(out, sum)
		}
	}
	return out
}
