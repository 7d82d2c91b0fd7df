package ink

import (
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/par"
)

// Settings of the paper's level.
const (
	paperTileMM = 4.0
	paperRank   = 0.8 // quantile of a tile that counts as paper: more than half of it may be grid or ink
	darkFloor   = -0.5
	darkCeiling = 1.5
)

// flatten turns the projected picture into darkness: the paper's level is a
// high quantile of each tile, median filtered over three by three tiles and
// interpolated linearly. sum is the value of the axis on white paper. The
// darkness is returned in steps, too.
func (s *Sheet) flatten(sum float32, workers int) []uint8 {
	t := max(4, int(paperTileMM*s.Rho))
	nx, ny := (s.W+t-1)/t, (s.H+t-1)/t
	level := make([]float32, nx*ny) // 0 where too little is seen
	par.Strips(workers, ny, func(lo, hi int) {
		buf := make([]float32, 0, t*t)
		for b := lo; b < hi; b++ {
			for a := range nx {
				buf = buf[:0]
				for j := b * t; j < min(s.H, (b+1)*t); j += 2 {
					for i := a*t + j/2%2; i < min(s.W, (a+1)*t); i += 2 {
						if s.Valid[j*s.W+i] {
							buf = append(buf, s.Dark[j*s.W+i])
						}
					}
				}
				if len(buf) > 10 {
					level[b*nx+a] = quickselect(buf, int(paperRank*float64(len(buf))))
				}
			}
		}
	})
	smooth := make([]float32, nx*ny)
	var near [9]float32
	for b := range ny {
		for a := range nx {
			v := near[:0]
			for j := max(0, b-1); j <= min(ny-1, b+1); j++ {
				for i := max(0, a-1); i <= min(nx-1, a+1); i++ {
					if level[j*nx+i] > 0 {
						v = append(v, level[j*nx+i])
					}
				}
			}
			smooth[b*nx+a] = sum
			if len(v) > 0 {
				slices.Sort(v)
				smooth[b*nx+a] = max(v[len(v)/2], 0.02*sum)
			}
		}
	}
	type place struct {
		a, b int32
		e    float32
	}
	where := make([]place, s.W)
	for i := range where {
		a, b, e := between(i, t, nx)
		where[i] = place{int32(a), int32(b), e}
	}
	stepped := make([]uint8, len(s.Dark))
	par.Strips(workers, s.H, func(lo, hi int) {
		row := make([]float32, nx)
		for j := lo; j < hi; j++ {
			b0, b1, f := between(j, t, ny)
			for a := range row {
				row[a] = smooth[b0*nx+a] + f*(smooth[b1*nx+a]-smooth[b0*nx+a])
			}
			dark, valid, out := s.Dark[j*s.W:(j+1)*s.W], s.Valid[j*s.W:(j+1)*s.W], stepped[j*s.W:(j+1)*s.W]
			for i := range dark {
				if !valid[i] {
					dark[i] = 0
					out[i] = step(0)
					continue
				}
				w := &where[i]
				l := row[w.a] + w.e*(row[w.b]-row[w.a])
				d := sum * (1 - dark[i]/l)
				// Plain comparisons are three times as fast as min and max.
				if d < darkFloor {
					d = darkFloor
				} else if d > darkCeiling {
					d = darkCeiling
				}
				dark[i] = d
				out[i] = step(d)
			}
		}
	})
	return stepped
}

// between returns the two tiles of size t, out of n, whose centres enclose
// sample i, and the share of the second.
func between(i, t, n int) (a, b int, f float32) {
	v := (float32(i)+0.5)/float32(t) - 0.5
	a = min(max(int(v), 0), n-1)
	b = min(a+1, n-1)
	return a, b, min(max(v-float32(a), 0), 1)
}

// quickselect returns the value of a rank, reordering v.
func quickselect(v []float32, k int) float32 {
	k = min(max(k, 0), len(v)-1)
	for lo, hi := 0, len(v)-1; lo < hi; {
		// Median of three as pivot.
		a, b, c := v[lo], v[(lo+hi)/2], v[hi]
		p := max(min(a, b), min(max(a, b), c))
		i, j := lo, hi
		for i <= j {
			for v[i] < p {
				i++
			}
			for v[j] > p {
				j--
			}
			if i <= j {
				v[i], v[j] = v[j], v[i]
				i++
				j--
			}
		}
		switch {
		case k <= j:
			hi = j
		case k >= i:
			lo = i
		default:
			return v[k]
		}
	}
	return v[k]
}
