package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

var poolTable = []PoolParams{
	{In: Shape{1, 16, 8, 8}, KH: 2, KW: 2},
	{In: Shape{3, 17, 7, 9}, KH: 3, KW: 3, StrideH: 2, StrideW: 2, PadH: 1, PadW: 1},
	{In: Shape{1, 3, 5, 1}, KH: 3, KW: 3, StrideH: 1, StrideW: 1, PadH: 1, PadW: 1},
	{In: Shape{1, 1, 1, 1}, KH: 1, KW: 1},
	{In: Shape{3, 40, 1, 33}, KH: 1, KW: 4, StrideW: 3, PadW: 3},
	{In: Shape{1, 16, 6, 7}, KH: 6, KW: 7},
	{In: Shape{1, 16, 50, 5}, KH: 2, KW: 2, StrideH: 1, StrideW: 1},
}

// poolRef gives the output and its gradient to the input.
func poolRef(p PoolParams, out Shape, in, g []float64) (want, din []float64) {
	sh, sw := p.StrideH, p.StrideW
	if sh == 0 {
		sh = p.KH
	}
	if sw == 0 {
		sw = p.KW
	}
	din = make([]float64, len(in))
	for plane := range out.N * out.C {
		for y := range out.H {
			for x := range out.W {
				best, at, sum, places := math.Inf(-1), 0, 0.0, []int(nil)
				for ky := range p.KH {
					for kx := range p.KW {
						iy, ix := y*sh+ky-p.PadH, x*sw+kx-p.PadW
						if iy < 0 || ix < 0 || iy >= p.In.H || ix >= p.In.W {
							continue
						}
						i := (plane*p.In.H+iy)*p.In.W + ix
						places, sum = append(places, i), sum+in[i]
						if in[i] > best {
							best, at = in[i], i
						}
					}
				}
				d := g[len(want)]
				n := float64(len(places))
				if p.CountPad {
					n = float64(p.KH * p.KW)
				}
				if !p.Average {
					want, din[at] = append(want, best), din[at]+d
					continue
				}
				want = append(want, sum/n)
				for _, i := range places {
					din[i] += d / n
				}
			}
		}
	}
	return want, din
}

func TestPool(t *testing.T) {
	each(t, func(t *testing.T, k *Kernels) {
		for _, p := range poolTable {
			for i := range 3 {
				p.Average, p.CountPad = i > 0, i > 1
				t.Run(fmt.Sprintf("%+v", p), func(t *testing.T) { testPool(t, k, p) })
			}
		}
	})
}

func testPool(t *testing.T, k *Kernels, p PoolParams) {
	c, err := NewPool(k, p)
	must(t, err)
	s, rng, out := &arena{t: t}, rand.New(rand.NewPCG(1, uint64(p.KH))), c.OutShape()
	in, g := s.random(rng, p.In.N*p.In.C*p.In.H*p.In.W), s.random(rng, out.N*out.C*out.H*out.W)
	if len(in) > 1 {
		in[1] = in[0] // the first of equals wins
	}
	src, dDst, dst, dSrc := s.blocked(p.In, in), s.blocked(out, g), s.make(out.Size()), s.make(p.In.Size())
	// The index lies between guards too.
	whole := make([]int32, out.Size()+2*guard)
	for i := range whole {
		whole[i] = -7
	}
	index := whole[guard : guard+out.Size() : guard+out.Size()]
	want, din := poolRef(p, out, double(in), double(g))
	in64, g64 := double(in), double(g)
	if i := rng.IntN(len(in)); i > 1 { // the first two may be equal
		f := func() float64 { v, _ := poolRef(p, out, in64, g64); return dot(v, g64) }
		if d := slope(f, in64, i); math.Abs(d-din[i]) > 1e-3 {
			t.Errorf("reference: gradient %g, central difference %g", din[i], d)
		}
	}
	must(t, c.Forward(nil, dst, nil, src))
	near(t, "without index", s.plain(out, dst), want, tolerance)
	clear(dst)
	must(t, c.Forward(threads(3), dst, index, src))
	near(t, "forward", s.plain(out, dst), want, tolerance)
	must(t, c.Grad(threads(3), dSrc, dDst, index))
	near(t, "gradient", s.plain(p.In, dSrc), din, tolerance)
	s.check()
	for i := range guard {
		if whole[i] != -7 || whole[len(whole)-1-i] != -7 {
			t.Fatal("wrote beside the index")
		}
	}
}
