package kernel

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"
	"time"
)

// peak measures how many products and additions a second the processor does
// in registers, with the best kernels there are: the yardstick of the
// benchmarks, in GFLOP/s. It is the best of many short runs. Clocks change
// from minute to minute, so that each benchmark measures it anew.
func peak() (best float64) {
	k := Best()
	if k.peak == nil {
		return 0
	}
	for range 150 {
		const n = 20000
		took := locked(func() { k.peak(n) })
		best = max(best, n*192*2/took.Seconds()/1e9)
	}
	return best
}

// report gives GFLOP/s and the share of the peak.
func report(b *testing.B, flop float64, best, mean time.Duration) {
	b.ReportMetric(flop/best.Seconds()/1e9, "GFLOP/s")
	if p := peak(); p > 0 {
		b.ReportMetric(100*flop/best.Seconds()/1e9/p, "%peak")
		b.ReportMetric(100*flop/mean.Seconds()/1e9/p, "%peak-mean")
	}
}

// timed runs f b.N times on one thread and gives the processor time of the
// fastest run and the mean. A loaded machine disturbs the former least.
func timed(b *testing.B, f func()) (best, mean time.Duration) {
	f()
	best, sum := time.Hour, time.Duration(0)
	b.ReportAllocs()
	for b.Loop() {
		took := locked(f)
		best, sum = min(best, took), sum+took
	}
	return best, sum / time.Duration(b.N)
}

// locked gives the processor time of one run.
func locked(f func()) time.Duration {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	start := cpuTime()
	f()
	return cpuTime() - start
}

func BenchmarkPeak(b *testing.B) {
	k := Best()
	if k.peak == nil {
		b.Skip("no assembly")
	}
	best, mean := timed(b, func() { k.peak(20000) })
	report(b, 20000*192*2, best, mean)
}

var convBenches = []struct {
	name string
	p    ConvParams
}{
	{"3x3_64_128", ConvParams{In: Shape{1, 64, 128, 128}, Out: 64, KH: 3, KW: 3, PadH: 1, PadW: 1}},
	{"3x3_16_256", ConvParams{In: Shape{1, 16, 256, 256}, Out: 16, KH: 3, KW: 3, PadH: 1, PadW: 1}},
	{"3x3_256_16", ConvParams{In: Shape{1, 256, 16, 16}, Out: 256, KH: 3, KW: 3, PadH: 1, PadW: 1}},
	{"3x3_512_7", ConvParams{In: Shape{1, 512, 7, 7}, Out: 512, KH: 3, KW: 3, PadH: 1, PadW: 1}},
	{"1x1_64_128", ConvParams{In: Shape{1, 64, 128, 128}, Out: 64, KH: 1, KW: 1}},
	{"3x3s2_64_128", ConvParams{In: Shape{1, 64, 128, 128}, Out: 64, KH: 3, KW: 3, StrideH: 2, StrideW: 2, PadH: 1, PadW: 1}},
	{"7x7s2_3_256", ConvParams{In: Shape{1, 3, 256, 256}, Out: 64, KH: 7, KW: 7, StrideH: 2, StrideW: 2, PadH: 3, PadW: 3}},
	{"7x7s2_1_256", ConvParams{In: Shape{1, 1, 256, 256}, Out: 64, KH: 7, KW: 7, StrideH: 2, StrideW: 2, PadH: 3, PadW: 3}},
	{"1d9_64_4096", ConvParams{In: Shape{1, 64, 1, 4096}, Out: 64, KH: 1, KW: 9, PadW: 4}},
	{"up2x2s2_64_64", ConvParams{In: Shape{1, 64, 64, 64}, Out: 64, KH: 2, KW: 2, StrideH: 2, StrideW: 2, Transposed: true}},
}

// flop counts multiplications and additions, borders included.
func flop(c *Conv, p ConvParams) float64 {
	pixels := c.out.H * c.out.W
	if p.Transposed {
		pixels = c.in.H * c.in.W
	}
	return 2 * float64(c.in.N*pixels*c.WeightsSize())
}

func benchConv(b *testing.B, k *Kernels, run func(s *convCase) error) {
	for _, c := range convBenches {
		b.Run(c.name, func(b *testing.B) {
			s := newConvCase(b, k, c.p, 1)
			best, mean := timed(b, func() { must(b, run(s)) })
			report(b, flop(s.c, c.p), best, mean)
		})
	}
}

func BenchmarkForward(b *testing.B) {
	benchConv(b, Best(), func(s *convCase) error {
		return s.c.Forward(nil, s.dst, s.src, s.packed, Epilogue{ReLU: true}, s.scratch)
	})
}

func BenchmarkGradData(b *testing.B) {
	benchConv(b, Best(), func(s *convCase) error {
		return s.c.GradData(nil, s.dSrc, s.dDst, s.packedGrad, Epilogue{}, s.scratch)
	})
}

func BenchmarkGradWeights(b *testing.B) {
	benchConv(b, Best(), func(s *convCase) error {
		return s.c.GradWeights(nil, s.dw, s.src, s.dDst, s.scratch)
	})
}

func BenchmarkMatMul(b *testing.B) {
	for _, n := range []int{64, 256, 512} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			m, err := NewMatMul(nil, MatMulParams{M: n, K: n, N: n})
			must(b, err)
			x, y, dst, scratch := make([]float32, n*n), make([]float32, n*n), make([]float32, n*n), make([]float32, m.ScratchSize())
			best, mean := timed(b, func() { must(b, m.Run(nil, dst, x, y, nil, Epilogue{}, scratch)) })
			report(b, 2*float64(n)*float64(n)*float64(n), best, mean)
		})
	}
}

// BenchmarkPixels runs what is bound by memory rather than by arithmetic on 64
// channels of 128 x 128 and gives GB/s of tensors read and written, with the
// time that portable Go takes as a multiple.
func BenchmarkPixels(b *testing.B) {
	shape := Shape{1, 64, 128, 128}
	for _, name := range []string{"add", "silu", "siluGrad", "affine", "sumProduct", "maxPool", "maxPoolIndex", "maxPoolGrad", "avgPool", "nearest", "nearestGrad", "bilinear", "bilinearGrad"} {
		b.Run(name, func(b *testing.B) {
			bytes, f := pixelBench(b, Best(), shape, name)
			_, slow := pixelBench(b, Portable(), shape, name)
			best, _ := timed(b, f)
			portable := time.Hour
			for range 3 {
				portable = min(portable, locked(slow))
			}
			b.ReportMetric(float64(bytes)/best.Seconds()/1e9, "GB/s")
			b.ReportMetric(best.Seconds()*1e3, "ms")
			b.ReportMetric(portable.Seconds()/best.Seconds(), "portable/this")
		})
	}
}

func pixelBench(b *testing.B, k *Kernels, shape Shape, name string) (bytes int, f func()) {
	rng := rand.New(rand.NewPCG(1, 1))
	a := &arena{t: b}
	x, y := a.random(rng, shape.Size()), a.random(rng, shape.Size())
	pool, err := NewPool(k, PoolParams{In: shape, KH: 2, KW: 2, Average: name == "avgPool"})
	must(b, err)
	half := pool.OutShape()
	small, index := a.random(rng, half.Size()), make([]int32, half.Size())
	near, err := NewNearest(k, half, 2, 2)
	must(b, err)
	linear, err := NewBilinear(k, half, shape.H, shape.W)
	must(b, err)
	channels, err := NewChannels(k, shape)
	must(b, err)
	scale, sums := make([]float32, shape.Vector()), make([]float64, shape.Vector())
	one, quarter := 4*len(x), 4*len(small)
	switch name {
	case "add":
		return 3 * one, func() { must(b, k.Add(y, y, x)) }
	case "silu":
		return 2 * one, func() { must(b, k.SiLU(y, x)) }
	case "siluGrad":
		return 3 * one, func() { must(b, k.SiLUGrad(y, x, x)) }
	case "affine":
		return 2 * one, func() { must(b, channels.Affine(nil, y, x, scale, scale, true)) }
	case "sumProduct":
		return 2 * one, func() { must(b, channels.SumProduct(nil, sums, x, y)) }
	case "maxPool", "avgPool":
		return one + quarter, func() { must(b, pool.Forward(nil, small, nil, x)) }
	case "maxPoolIndex":
		return one + 2*quarter, func() { must(b, pool.Forward(nil, small, index, x)) }
	case "maxPoolGrad":
		return one + 2*quarter, func() { must(b, pool.Grad(nil, x, small, index)) }
	case "nearest":
		return one + quarter, func() { must(b, near.Forward(nil, x, small)) }
	case "nearestGrad":
		return one + quarter, func() { must(b, near.Grad(nil, small, x)) }
	case "bilinear":
		return one + quarter, func() { must(b, linear.Forward(nil, x, small)) }
	default:
		return one + quarter, func() { must(b, linear.Grad(nil, small, x)) }
	}
}

func BenchmarkPortable(b *testing.B) {
	benchConv(b, Portable(), func(s *convCase) error {
		return s.c.Forward(nil, s.dst, s.src, s.packed, Epilogue{ReLU: true}, s.scratch)
	})
}

func BenchmarkPortableGradWeights(b *testing.B) {
	benchConv(b, Portable(), func(s *convCase) error {
		return s.c.GradWeights(nil, s.dw, s.src, s.dDst, s.scratch)
	})
}
