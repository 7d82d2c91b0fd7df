package trace

import (
	"math"

	"github.com/einthoven-ecg/einthoven/internal/par"
)

// When two curves have been led along the same ink for centimetres, one of
// them has lost its own: rows that come near each other at a beat let a path
// change over. The ink then belongs to the track whose resting line is
// nearer, and the other is led anew, at a price for ink that is not its own.

// Settings of disputes, in millimetres.
const (
	disputeNear  = 0.4 // rows by which two paths differ at most
	disputeLong  = 6.0 // of a common way that is no crossing: more than any wave's
	disputeGap   = 2.0 // without common columns inside of it
	disputeSteep = 1.0 // rows of one column from which a path is steep there
	disputeTurns = 3   // times that disputes are settled
)

// heights are the middle rows of a path by column from track.c0, NaN where it
// is steep or does not pass.
func (t *track) heights(path []point, rho float64) []float64 {
	n := t.c1 - t.c0
	lo, hi := make([]float64, n), make([]float64, n)
	for i := range lo {
		lo[i], hi[i] = math.Inf(1), math.Inf(-1)
	}
	for _, q := range path {
		if c := int(math.Round(q.x)) - t.c0; c >= 0 && c < n {
			lo[c], hi[c] = min(lo[c], q.y), max(hi[c], q.y)
		}
	}
	for i := range lo {
		if hi[i]-lo[i] > disputeSteep*rho || lo[i] > hi[i] {
			lo[i] = math.NaN()
			continue
		}
		lo[i] = (lo[i] + hi[i]) / 2
	}
	return lo
}

// A stretch is a range of columns, half open.
type stretch struct{ c0, c1 int }

// common lists the long stretches in which two tracks run along the same ink.
func common(a, b *track, ya, yb []float64, rho float64) []stretch {
	var out []stretch
	open := stretch{-1, -1}
	n := 0
	flush := func() {
		if float64(n) > disputeLong*rho {
			out = append(out, open)
		}
		open, n = stretch{-1, -1}, 0
	}
	for c := max(a.c0, b.c0); c < min(a.c1, b.c1); c++ {
		if !(math.Abs(ya[c-a.c0]-yb[c-b.c0]) < disputeNear*rho) {
			continue
		}
		if open.c0 >= 0 && float64(c-open.c1) > disputeGap*rho {
			flush()
		}
		if open.c0 < 0 {
			open.c0 = c
		}
		open.c1 = c + 1
		n++
	}
	flush()
	return out
}

// dispute gives ink that several paths run along to one of them and leads the
// others anew.
func (d *reading) dispute(paths [][]point, workers int) {
	f, tracks := d.f, d.tracks
	var m *market
	for range disputeTurns {
		ys := make([][]float64, len(tracks))
		for i, t := range tracks {
			ys[i] = t.heights(paths[i], f.Rho)
		}
		lost := make([]bool, len(tracks))
		any := false
		for i, a := range tracks {
			for j := i + 1; j < len(tracks); j++ {
				b := tracks[j]
				for _, s := range common(a, b, ys[i], ys[j], f.Rho) {
					var ra, rb float64
					for c := s.c0; c < s.c1; c++ {
						if y := ys[i][c-a.c0]; !math.IsNaN(y) {
							ra, rb = ra+math.Abs(y-a.cy), rb+math.Abs(y-b.cy)
						}
					}
					w, l := i, j
					if rb < ra {
						w, l = j, i
					}
					if m == nil {
						m = &market{prize: make([]uint8, len(f.level)), owner: make([]uint8, len(f.level))}
					}
					m.own(f, uint8(w+1), tracks[w], ys[w], s)
					lost[l], any = true, true
				}
			}
		}
		if !any {
			return
		}
		par.Each(workers, len(tracks), func(i int) {
			if lost[i] {
				paths[i] = d.path(i, m.prize, m.owner)
			}
		})
	}
}

// own marks the ink along a stretch of a path as a track's.
func (m *market) own(f *field, me uint8, t *track, y []float64, s stretch) {
	reach := int(claimMM*f.Rho + 0.5)
	for c := s.c0; c < s.c1; c++ {
		v := y[c-t.c0]
		if math.IsNaN(v) {
			continue
		}
		for r := max(0, int(v)-reach); r <= min(f.H-1, int(v)+reach); r++ {
			m.owner[c*f.H+r] = me
		}
	}
}
