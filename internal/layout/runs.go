package layout

import (
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/ink"
	"github.com/einthoven-ecg/einthoven/internal/par"
)

// A run is a vertical stretch of ink in one column of a sheet: rows R0 to R1,
// half open. Y is its middle weighted by darkness, in rows.
type run struct {
	r0, r1 int32
	y      float32
	// wide is the width, in columns, of the connected stretch of runs it
	// belongs to: a drawn curve is connected over centimetres, a letter is not.
	wide int32
}

func (r run) height() int { return int(r.r1 - r.r0) }

// runs lists the ink of a sheet column by column.
type runs struct {
	s   *ink.Sheet
	col [][]run
	// threshold is the ink above which a sample counts, stroke the median
	// height of the runs in samples: the width of a drawn line.
	threshold float32
	stroke    float64
}

// findRuns cuts every column of a sheet into runs of ink.
func findRuns(s *ink.Sheet, workers int) *runs {
	out := &runs{s: s, col: make([][]run, s.W), threshold: inkThreshold(s)}
	// Bands of columns are read row by row, as the samples lie in memory.
	par.Strips(workers, s.W, func(lo, hi int) {
		open := make([]run, hi-lo) // r1 == 0: none
		mass := make([]float32, hi-lo)
		on := make([]bool, hi-lo)
		for r := range s.H {
			base := r * s.W
			for c := lo; c < hi; c++ {
				v := s.Ink(base + c)
				o := c - lo
				if v > out.threshold {
					if !on[o] {
						on[o] = true
						open[o], mass[o] = run{r0: int32(r)}, 0
					}
					open[o].r1 = int32(r + 1)
					open[o].y += v * float32(r)
					mass[o] += v
				} else if on[o] {
					on[o] = false
					open[o].y /= mass[o]
					out.col[c] = append(out.col[c], open[o])
				}
			}
		}
		for o := range on {
			if on[o] {
				open[o].y /= mass[o]
				out.col[lo+o] = append(out.col[lo+o], open[o])
			}
		}
	})
	out.measure()
	out.link()
	return out
}

// inkThreshold is half of the typical darkness of drawn lines: the median
// over the columns of the sheet of the darkest sample, but well above the
// noise.
func inkThreshold(s *ink.Sheet) float32 {
	var peak []float32
	for c := 0; c < s.W; c += max(1, s.W/400) {
		var best float32
		for r := range s.H {
			best = max(best, s.Ink(r*s.W+c))
		}
		peak = append(peak, best)
	}
	if len(peak) == 0 {
		return 0.5
	}
	slices.Sort(peak)
	return max(0.5*min(peak[len(peak)/2], 1), 0.2, float32(4*s.Noise))
}

// measure finds the height of a line drawn across: the median of the runs.
func (rs *runs) measure() {
	var count [256]int
	n := 0
	for _, col := range rs.col {
		for _, r := range col {
			if h := r.height(); h > 1 && h < len(count) {
				count[h]++
				n++
			}
		}
	}
	half := 0
	for h, k := range count {
		if half += k; half*2 >= n && n > 0 {
			rs.stroke = float64(h)
			return
		}
	}
	rs.stroke = 0.4 * rs.s.Rho
}

// link joins runs that touch in neighbouring columns (empty columns up to
// linkMM are bridged: thresholded and dithered lines are broken) and notes how
// wide each connected piece is.
func (rs *runs) link() {
	const linkMM = 0.35
	reach := 1 + int(linkMM*rs.s.Rho)
	type piece struct{ c0, c1, parent int }
	var pieces []piece
	find := func(i int) int {
		for pieces[i].parent != i {
			pieces[i].parent = pieces[pieces[i].parent].parent
			i = pieces[i].parent
		}
		return i
	}
	id := make([][]int32, len(rs.col))
	for c, col := range rs.col {
		id[c] = make([]int32, len(col))
		for i, r := range col {
			me := -1
			for back := 1; back <= reach && c-back >= 0; back++ {
				for k, q := range rs.col[c-back] {
					if q.r0 > r.r1 {
						break
					}
					if q.r1 < r.r0 {
						continue
					}
					o := find(int(id[c-back][k]))
					switch {
					case me < 0:
						me = o
					case me != o:
						pieces[o].parent = me
						pieces[me].c0 = min(pieces[me].c0, pieces[o].c0)
						pieces[me].c1 = max(pieces[me].c1, pieces[o].c1)
					}
				}
			}
			if me < 0 {
				me = len(pieces)
				pieces = append(pieces, piece{c, c, me})
			}
			pieces[me].c1 = max(pieces[me].c1, c)
			id[c][i] = int32(me)
		}
	}
	for c, col := range rs.col {
		for i := range col {
			p := pieces[find(int(id[c][i]))]
			col[i].wide = int32(p.c1 - p.c0 + 1)
		}
	}
}
