package layout

import (
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/ink"
	"github.com/einthoven-ecg/einthoven/internal/par"
	"github.com/einthoven-ecg/einthoven/internal/rectify"
	"github.com/einthoven-ecg/einthoven/internal/segment"
)

// A run is a vertical stretch of ink in one column of a sheet: rows R0 to R1,
// half open. Y is its middle weighted by darkness, in rows.
type run struct {
	r0, r1 int32
	y      float32
	// lattice says that it may be a grid line that was not taken away.
	lattice bool
	// wide is the width, in columns, of the connected stretch of runs it
	// belongs to: a drawn curve is connected over centimetres, a letter is not.
	wide int32
}

func (r run) height() int { return int(r.r1 - r.r0) }

// runs lists the ink of a sheet column by column.
type runs struct {
	s   *ink.Sheet
	m   *rectify.Map
	col [][]run
	// threshold is the ink above which a sample counts, stroke the median
	// height of the runs in samples: the width of a drawn line.
	threshold float32
	stroke    float64
	// line is the width of the pen in samples: the lower quarter of the runs,
	// where curves run level.
	line float64
	// bold is the distance of the bold grid lines down the page in mm.
	bold float64
	// parts tell what the ink is, if that is known.
	parts *segment.Parts
}

// findRuns cuts every column of a sheet into runs of ink.
func findRuns(s *ink.Sheet, m *rectify.Map, threshold float32, workers int) *runs {
	return findFaded(s, m, threshold, nil, workers)
}

// findFaded is findRuns with a threshold that is less, by a factor for each
// column, where lines are paler; nil means alike all over. What is no more than
// the noise of the paper is left out everywhere.
func findFaded(s *ink.Sheet, m *rectify.Map, threshold float32, fade []float32, workers int) *runs {
	out := &runs{s: s, m: m, col: make([][]run, s.W), threshold: threshold, bold: m.BoldMM[1]}
	least := slices.Repeat([]float32{threshold}, s.W)
	floor := min(threshold, leastInk(s))
	for c := range fade {
		least[c] = max(threshold*fade[c], floor)
	}
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
				if v > least[c] {
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
	out.markLattice()
	out.link()
	return out
}

// thresholds are the levels of ink worth trying to part drawn lines from what
// is left of the grid. Lines are about as dark as the darkest sample of a
// typical column well inside the grid (beside the sheet lie tables and black
// scanner lids): half and a third of that, and the valley between the two
// kinds where the local maxima down the columns show one.
func thresholds(s *ink.Sheet, m *rectify.Map) (out, fade []float32) {
	const (
		cell   = 16   // samples between two questions to the map
		inside = 7.0  // mm from the edge of the grid
		bins   = 64   // from 0 to span
		span   = 1.25 // darkness
		rise   = 1.25 // by how much the lines must outnumber the valley
	)
	var top []float32 // darkest of some columns
	var at []int      // which they are
	var hist [bins]float64
	for c := 0; c < s.W; c += max(1, s.W/400) {
		var best float32
		for r0 := 1; r0 < s.H-1; r0 += cell {
			x, y := s.MM(float64(c), float64(r0+cell/2))
			if !m.SeenAt(x, y) || !m.SeenAt(x-inside, y) || !m.SeenAt(x+inside, y) || !m.SeenAt(x, y-inside) || !m.SeenAt(x, y+inside) {
				continue
			}
			for r := r0; r < min(r0+cell, s.H-1); r++ {
				v := s.Ink(r*s.W + c)
				if v > 0.1 && v > s.Ink((r-1)*s.W+c) && v >= s.Ink((r+1)*s.W+c) {
					hist[min(int(v/span*bins), bins-1)]++
					best = max(best, v)
				}
			}
		}
		if best > 0 {
			top, at = append(top, best), append(at, c)
		}
	}
	if len(top) == 0 {
		return []float32{0.5}, nil
	}
	fade = fading(s, top, at)
	slices.Sort(top)
	line := min(top[len(top)/2], 1)
	floor := leastInk(s)
	// The valley, between a third and four fifths of a line's darkness.
	h := hist[:]
	box := func(i int) float64 { // mean of three bins
		return (h[max(i-1, 0)] + h[i] + h[min(i+1, bins-1)]) / 3
	}
	lo, hi := int(line*0.35/span*bins), int(line*0.82/span*bins)
	low := lo
	for i := lo; i <= hi; i++ {
		if box(i) < box(low) {
			low = i
		}
	}
	after := 0.0
	for i := low; i < bins; i++ {
		after = max(after, box(i))
	}
	out = []float32{max(0.5*line, floor), max(0.33*line, floor)}
	if after > rise*box(low) {
		out = append(out, max((float32(low)+0.5)*span/bins, floor))
	}
	slices.Sort(out)
	return slices.CompactFunc(out, func(a, b float32) bool { return max(a-b, b-a) < otherLevel }), fade
}

// fading is how dark the lines are along a sheet, for each of its columns, against
// the darkest part: 1 there. It is nil where they are nearly as dark all over.
func fading(s *ink.Sheet, top []float32, at []int) []float32 {
	const (
		slab  = 30.0 // mm over which lines are as dark
		pale  = 0.6  // share of the darkest slabs' from which lines have faded
		least = 20   // columns of a slab that tell
	)
	wide := slab * s.Rho
	var xs, v []float64 // middles of slabs and the median of each
	for i := 0; i < len(at); {
		j := i
		for j < len(at) && float64(at[j]-at[i]) < wide {
			j++
		}
		if j-i >= least {
			xs = append(xs, float64(at[i]+at[j-1])/2)
			slabTop := slices.Clone(top[i:j])
			slices.Sort(slabTop)
			v = append(v, float64(slabTop[len(slabTop)/2]))
		}
		i = j
	}
	if len(v) < 4 {
		return nil
	}
	// One dark slab is a table or a stamp, one pale one has few curves.
	sorted := slices.Sorted(slices.Values(v))
	dark := sorted[len(v)-2]
	if sorted[1] > pale*dark {
		return nil
	}
	out := make([]float32, s.W)
	k := 0
	for c := range out {
		for k+2 < len(xs) && float64(c) > xs[k+1] {
			k++
		}
		f := min(max((float64(c)-xs[k])/(xs[k+1]-xs[k]), 0), 1)
		out[c] = float32(min((v[k]*(1-f)+v[k+1]*f)/dark, 1))
	}
	return out
}

// thinPen is the width of lines, in samples, up to which strokes fall between
// two columns and look half as dark there.
const thinPen = 2.0

// otherLevel is the least difference, in darkness, of two levels worth trying.
const otherLevel = 0.06

// faintest is one level below the least of the others for lines of a thin pen:
// half of such a line may fall into the next column, and more than a third of its
// darkness is asked for by them all. ok is false where lines are wider or the
// paper's noise leaves no room.
func (rs *runs) faintest() (level float32, ok bool) {
	level = max(2*rs.threshold/3, leastInk(rs.s))
	return level, rs.line <= thinPen && level <= rs.threshold-otherLevel
}

// leastInk is the level above which ink is not the noise of the paper: four times its
// standard deviation, and what the most even paper has of dots and dust.
func leastInk(s *ink.Sheet) float32 { return max(0.08, float32(4*s.Noise)) }

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
	rs.stroke, rs.line = 0.4*rs.s.Rho, 0.4*rs.s.Rho
	below := 0
	for h, k := range count {
		if below*4 < n && (below+k)*4 >= n {
			rs.line = float64(h)
		}
		if below*2 < n && (below+k)*2 >= n {
			rs.stroke = float64(h)
		}
		below += k
	}
}

// link joins runs that touch in neighbouring columns (empty columns up to
// linkMM are bridged: thresholded and dithered lines are broken) and notes how
// wide each connected piece is.
func (rs *runs) link() {
	const linkMM = 0.35
	reach := 1 + int(linkMM*rs.s.Rho)
	type linked struct{ c0, c1, parent int }
	var pieces []linked
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
			if r.lattice { // would tie the curves to each other
				id[c][i] = -1
				continue
			}
			for back := 1; back <= reach && c-back >= 0; back++ {
				for k, q := range rs.col[c-back] {
					if q.r0 > r.r1 {
						break
					}
					if q.lattice {
						continue
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
				pieces = append(pieces, linked{c, c, me})
			}
			pieces[me].c1 = max(pieces[me].c1, c)
			id[c][i] = int32(me)
		}
	}
	for c, col := range rs.col {
		for i := range col {
			if id[c][i] < 0 {
				col[i].wide = int32(pieceWide*rs.s.Rho) + 1
				continue
			}
			p := pieces[find(int(id[c][i]))]
			col[i].wide = int32(p.c1 - p.c0 + 1)
		}
	}
}
