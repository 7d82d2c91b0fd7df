package nn

import (
	"testing"
	"time"

	"github.com/einthoven-ecg/einthoven/internal/nn/kernel"
	"github.com/einthoven-ecg/einthoven/internal/par"
)

// flop counts multiplications and additions of the convolutions of a step of
// training: forward, gradient of the weights and, where there is one, of the
// input.
func flop(g *Program) (sum float64) {
	for _, s := range g.steps {
		c, ok := s.op.(*conv)
		if !ok {
			continue
		}
		pixels := c.c.OutShape().H * c.c.OutShape().W
		if c.params.Transposed {
			pixels = c.params.In.H * c.params.In.W
		}
		passes := 2
		if s.dx[0].to != nil {
			passes = 3
		}
		sum += 2 * float64(passes*c.params.In.N*pixels*c.c.WeightsSize())
	}
	return sum
}

// BenchmarkStep is one step of training of a U-Net of base 16 and 4 levels on
// two images of 256x256, with one thread and with all.
func BenchmarkStep(b *testing.B) {
	for name, run := range map[string]kernel.Runner{"one": nil, "all": func(n int, f func(i int)) { par.Each(0, n, f) }} {
		b.Run(name, func(b *testing.B) {
			r := newTrainer(b, run, kernel.Shape{N: 2, C: 1, H: 256, W: 256}, 16, 4)
			r.step()
			best, start := time.Hour, time.Now()
			b.ReportAllocs()
			for b.Loop() {
				begin := time.Now()
				r.step()
				best = min(best, time.Since(begin))
			}
			mean := time.Since(start) / time.Duration(b.N)
			values, grads, scratch := r.program.Floats()
			b.ReportMetric(best.Seconds()*1e3, "ms")
			b.ReportMetric(flop(r.program)/best.Seconds()/1e9, "GFLOP/s")
			b.ReportMetric(flop(r.program)/mean.Seconds()/1e9, "GFLOP/s-mean")
			b.ReportMetric(float64(4*(values+grads+scratch))/(1<<20), "MiB")
		})
	}
}
