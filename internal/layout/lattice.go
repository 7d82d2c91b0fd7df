package layout

import "math"

// markLattice marks the thin runs that lie on the bold lines of the printed
// grid in those parts of the page where the grid was not taken away whole:
// where most of the bold lines nearby carry such runs.
func (rs *runs) markLattice() {
	const (
		blockMM = 12.0 // width of the parts of the page
		onLine  = 0.35 // mm from the line
		present = 0.6  // share of a block's columns that makes a line visible
		most    = 0.4  // share of the lines nearby that makes a part leaky
		around  = 4    // lines above and below that count as near
	)
	if rs.bold <= 0 {
		return
	}
	s := rs.s
	first := int(math.Ceil(s.Y0 / rs.bold))
	lines := int(math.Floor((s.Y0+float64(s.H)/s.Rho)/rs.bold)) - first + 1
	blocks := int(float64(s.W)/s.Rho/blockMM) + 1
	if lines < 3 {
		return
	}
	thin := 1.8*rs.stroke + 1
	line := func(r run) int { // the lattice line a run lies on, -1 for none
		if float64(r.height()) > thin {
			return -1
		}
		_, y := s.MM(0, float64(r.y))
		k := math.Round(y / rs.bold)
		if math.Abs(y-k*rs.bold) > onLine {
			return -1
		}
		if i := int(k) - first; i >= 0 && i < lines {
			return i
		}
		return -1
	}
	count := make([]float64, blocks*lines)
	width := make([]float64, blocks)
	for c, col := range rs.col {
		b := int(float64(c) / s.Rho / blockMM)
		width[b]++
		for _, r := range col {
			if k := line(r); k >= 0 {
				count[b*lines+k]++
			}
		}
	}
	leaky := make([]bool, blocks*lines)
	for b := range blocks {
		for k := range lines {
			seen, n := 0, 0
			for q := max(0, k-around); q <= min(lines-1, k+around); q++ {
				if q == k {
					continue // a curve on the line must not speak for the grid
				}
				n++
				if count[b*lines+q] > present*width[b] {
					seen++
				}
			}
			leaky[b*lines+k] = n > 0 && float64(seen) >= most*float64(n)
		}
	}
	for c, col := range rs.col {
		b := int(float64(c) / s.Rho / blockMM)
		for i, r := range col {
			if k := line(r); k >= 0 && leaky[b*lines+k] {
				rs.col[c][i].lattice = true
			}
		}
	}
}
