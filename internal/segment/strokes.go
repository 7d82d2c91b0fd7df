package segment

import (
	"github.com/einthoven-ecg/einthoven/internal/ink"
	"github.com/einthoven-ecg/einthoven/internal/par"
)

// Strokes is a sheet on the lattice of s whose ink is what the network sees: the
// greater of the probabilities of a curve and of a mark. Pale pens are as dark on
// it as others, and there is no grid; where strokes lie is known to a part of a cell only.
func (p *Parts) Strokes(s *ink.Sheet, workers int) *ink.Sheet {
	out := *s
	out.Dark, out.Grid = make([]float32, len(s.Dark)), make([]float32, len(s.Dark))
	out.Bilevel, out.Noise = false, strokesNoise
	type place struct {
		a int32
		e float32
	}
	at := func(n int, to func(i float64) float64, cells int) []place {
		out := make([]place, n)
		for i := range out {
			u := min(max(to(float64(i)), 0), float64(cells-1))
			a := min(int(u), max(cells-2, 0))
			out[i] = place{int32(a), float32(u - float64(a))}
		}
		return out
	}
	x := at(s.W, func(i float64) float64 { v, _ := s.MM(i, 0); return (v - p.X0) * p.Rho }, p.W)
	y := at(s.H, func(j float64) float64 { _, v := s.MM(0, j); return (v - p.Y0) * p.Rho }, p.H)
	par.Strips(workers, s.H, func(lo, hi int) {
		mixed := make([]float32, p.W+1)
		for j := lo; j < hi; j++ {
			k := int(y[j].a) * p.W
			f := y[j].e / 255
			e := 1/float32(255) - f
			below := min(p.W, len(p.Trace)-k-p.W)
			for i := range p.W {
				v := e * float32(max(p.Trace[k+i], p.Marks[k+i]))
				if i < below {
					v += f * float32(max(p.Trace[k+p.W+i], p.Marks[k+p.W+i]))
				}
				mixed[i] = v
			}
			to := out.Dark[j*s.W : (j+1)*s.W]
			for i, q := range x {
				to[i] = mixed[q.a] + q.e*(mixed[q.a+1]-mixed[q.a])
			}
		}
	})
	return &out
}

// strokesNoise is the noise of what the network sees where there is nothing.
const strokesNoise = 0.01
