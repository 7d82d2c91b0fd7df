package ink

import (
	"math"
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/par"
	"github.com/einthoven-ecg/einthoven/internal/rectify"
)

// Settings of the grid, measured on development pages.
const (
	gridBlockMM = 12.0 // length of line over which a quantile is taken
	gridRank    = 0.4  // the quantile: less than half of a line's length is hidden by curves
	gridSpread  = 5    // neighbouring blocks of which the second lowest counts
	cellSlack   = 1.2  // a line may be this much darker than the same line of the other cells,
	cellFloor   = 0.03 // and this much darker in any case
)

// period returns the distance, in millimetres, at which the printed lines
// repeat across and down; 0 where there are none.
func period(m *rectify.Map) [2]float64 {
	var p [2]float64
	for i := range p {
		switch {
		case m.BoldMM[i] > 0:
			p[i] = m.BoldMM[i]
		case m.FineMM[i] > 0:
			// The stronger lines may be there without having been found.
			p[i] = 5 * m.FineMM[i]
		}
	}
	return p
}

// findGrid estimates what the grid alone shows. Every lattice column is a
// possible vertical line: a low quantile of its darkness over blocks, of which
// a low one among five neighbours is taken, and which may not exceed by much
// what the same place shows in all grid cells. The same goes for rows. The
// darker of the two is the grid. A curve that stays in one row, or mains hum,
// does not repeat in every cell and so stays ink. Blocks off the grid, beside
// the sheet or on its margins, say nothing about the lines of those on it.
// stepped is the darkness in steps; own says that the sheet has the picture's
// own lattice.
func (s *Sheet) findGrid(stepped []uint8, m *rectify.Map, own bool, workers int) {
	cells := period(m)
	if cells[0] <= 0 && cells[1] <= 0 {
		return
	}
	t := max(8, int(gridBlockMM*s.Rho))
	nb, na := max(1, s.H/t), max(1, s.W/t)
	across, down := make([][]float32, nb), make([][]float32, na) // of columns by block, of rows by block
	for b := range across {
		across[b] = make([]float32, s.W)
	}
	for a := range down {
		down[a] = make([]float32, s.H)
	}
	if cells[0] > 0 {
		s.columnLevels(stepped, across, workers)
		on := onGrid(nb, s.W, func(b, i float64) bool {
			return m.SeenAt(s.MM(i, b*float64(s.H)))
		})
		across = steady(across, on)
		periodic(across, on, s.X0, s.Rho, cells[0], own)
	}
	if cells[1] > 0 {
		s.rowLevels(stepped, down, workers)
		on := onGrid(na, s.H, func(a, j float64) bool {
			return m.SeenAt(s.MM(a*float64(s.W), j))
		})
		down = steady(down, on)
		periodic(down, on, s.Y0, s.Rho, cells[1], own)
	}
	type place struct {
		a, b int
		f    float32
	}
	where := make([]place, s.W)
	for i := range where {
		a, b, f := blockAt(i, s.W, na)
		where[i] = place{a, b, f}
	}
	par.Strips(workers, s.H, func(lo, hi int) {
		level := make([]float32, na)
		for j := lo; j < hi; j++ {
			b0, b1, f := blockAt(j, s.H, nb)
			q0, q1 := across[b0], across[b1]
			for a := range level {
				level[a] = down[a][j]
			}
			out := s.Grid[j*s.W : (j+1)*s.W]
			for i := range out {
				w := where[i]
				h := level[w.a] + w.f*(level[w.b]-level[w.a])
				v := q0[i] + f*(q1[i]-q0[i])
				if h > v {
					v = h
				}
				out[i] = v
			}
		}
	})
}

// blockAt returns the two of several blocks that cut n samples evenly whose
// centres enclose sample i, and the share of the second.
func blockAt(i, n, blocks int) (a, b int, f float32) {
	v := (float32(i)+0.5)*float32(blocks)/float32(n) - 0.5
	a = min(max(int(v), 0), blocks-1)
	b = min(a+1, blocks-1)
	return a, b, min(max(v-float32(a), 0), 1)
}

// Darkness is counted in this many steps a unit, from lowest on.
const (
	steps  = 160
	lowest = -0.3
)

type histogram [256]uint16

// step is the number of the step that holds a darkness.
func step(v float32) uint8 {
	v = (v - lowest) * steps
	if !(v > 0) {
		return 0
	} else if v > 255 {
		return 255
	}
	return uint8(v)
}

// quantile is the middle of the step that holds a rank.
func (h *histogram) quantile(rank int) float32 {
	for i, n := range h {
		if rank -= int(n); rank < 0 {
			return (float32(i)+0.5)/steps + lowest
		}
	}
	return 0
}

// columnLevels fills out[b][i] with the low quantile of column i in block b.
func (s *Sheet) columnLevels(stepped []uint8, out [][]float32, workers int) {
	// Columns are done 32 at a time, row by row, so that memory is read in
	// order and the histograms stay in the cache.
	const wide = 32
	groups := (s.W + wide - 1) / wide
	par.Each(workers, len(out), func(b int) {
		hist := new([wide]histogram)
		j0, j1 := s.H*b/len(out), s.H*(b+1)/len(out)
		for g := range groups {
			i0, i1 := g*wide, min(s.W, (g+1)*wide)
			*hist = [wide]histogram{}
			for j := j0; j < j1; j++ {
				row := stepped[j*s.W+i0 : j*s.W+i1]
				for i, v := range row[:min(len(row), wide)] {
					hist[i%wide][v]++
				}
			}
			rank := int(gridRank * float64(j1-j0))
			for i := i0; i < i1; i++ {
				out[b][i] = hist[i-i0].quantile(rank)
			}
		}
	})
}

// rowLevels fills out[a][j] with the low quantile of row j in block a.
func (s *Sheet) rowLevels(stepped []uint8, out [][]float32, workers int) {
	par.Strips(workers, s.H, func(lo, hi int) {
		hist := new(histogram)
		for j := lo; j < hi; j++ {
			for a := range out {
				i0, i1 := s.W*a/len(out), s.W*(a+1)/len(out)
				*hist = histogram{}
				for _, v := range stepped[j*s.W+i0 : j*s.W+i1] {
					hist[v]++
				}
				out[a][j] = hist.quantile(int(gridRank * float64(i1-i0)))
			}
		}
	})
}

// onGrid tells for n lines in each of several blocks whether the printed grid
// was seen along most of the line there. seen is asked at a share of the
// sheet's length along the lines and the number of a line.
func onGrid(blocks, n int, seen func(along, line float64) bool) [][]bool {
	const asked = 5 // places of a block
	out := make([][]bool, blocks)
	for b := range out {
		out[b] = make([]bool, n)
		for i := range out[b] {
			k := 0
			for q := range asked {
				if seen((float64(b)+(float64(q)+0.5)/asked)/float64(blocks), float64(i)) {
					k++
				}
			}
			out[b][i] = 5*k >= 4*asked
		}
	}
	return out
}

// steady replaces each block's value by a low one among the five blocks about
// it, so that a curve lying along the line does not count as grid. On the grid
// only blocks on it count.
func steady(q [][]float32, on [][]bool) [][]float32 {
	out := make([][]float32, len(q))
	var buf [gridSpread]float32
	for b := range q {
		out[b] = make([]float32, len(q[b]))
		lo := min(max(0, b-gridSpread/2), max(0, len(q)-gridSpread))
		hi := min(len(q), lo+gridSpread)
		for i := range q[b] {
			v := buf[:0]
			for k := lo; k < hi; k++ {
				if on[k][i] || !on[b][i] {
					v = append(v, q[k][i])
				}
			}
			slices.Sort(v)
			out[b][i] = v[(len(v)-1)/3]
		}
	}
	return out
}

// periodic limits each value to what the lines at the same place of all grid
// cells show, those on the grid where that was seen. origin is the page position of the first value, cell the
// distance of cells, both in millimetres. whole says that lines may have been
// drawn on whole samples, up to one off their place.
func periodic(q [][]float32, on [][]bool, origin, rho, cell float64, whole bool) {
	n := max(1, int(math.Round(cell*rho)))
	all := make([][]float32, n)
	at := func(i int) int {
		v := (origin + float64(i)/rho) / cell
		return min(int((v-math.Floor(v))*float64(n)), n-1)
	}
	some := slices.ContainsFunc(on, func(o []bool) bool { return slices.Contains(o, true) })
	for b := range q {
		for i, v := range q[b] {
			if some && !on[b][i] {
				continue
			}
			if whole {
				v = max(v, q[b][max(i-1, 0)], q[b][min(i+1, len(q[b])-1)])
			}
			k := at(i)
			all[k] = append(all[k], v)
		}
	}
	mid := make([]float32, n)
	for k, v := range all {
		if len(v) > 0 {
			mid[k] = quickselect(v, len(v)/2)
		}
	}
	for b := range q {
		for i := range q[b] {
			k := at(i)
			m := max(mid[k], mid[(k+1)%n], mid[(k+n-1)%n])
			q[b][i] = min(q[b][i], cellSlack*m+cellFloor)
		}
	}
}
