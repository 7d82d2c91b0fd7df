package rectify

// Covers lists the places of the sheet, as the page positions of nodes, at
// which something opaque lies on the paper, a sticker or a finger: where over
// more than a few millimetres all around, inside of the seen grid, none was
// seen. What is drawn hides single nodes, and the sheet's margins are outside.
// The rim of such a place, over which the pattern was measured with the grid
// about it, is part of it.
func (m *Map) Covers() [][2]float64 {
	const (
		least = 12 // nodes, each without grid on all sides: more than a beat with its name hides
		rim   = 2  // nodes
	)
	bare := make([]bool, len(m.Seen)) // no grid there and about it
	for k := range bare {
		i, j := k%m.NX, k/m.NX
		bare[k] = true
		for b := max(0, j-1); b <= min(m.NY-1, j+1); b++ {
			for a := max(0, i-1); a <= min(m.NX-1, i+1); a++ {
				bare[k] = bare[k] && !m.Seen[b*m.NX+a]
			}
		}
	}
	covered := make([]bool, len(bare))
	done := make([]bool, len(bare))
	for k := range bare {
		if !bare[k] || done[k] {
			continue
		}
		// One connected part, which must not reach the outside.
		part, outside := []int{k}, false
		done[k] = true
		for n := 0; n < len(part); n++ {
			i, j := part[n]%m.NX, part[n]/m.NX
			outside = outside || i == 0 || j == 0 || i == m.NX-1 || j == m.NY-1
			for b := max(0, j-1); b <= min(m.NY-1, j+1); b++ {
				for a := max(0, i-1); a <= min(m.NX-1, i+1); a++ {
					if q := b*m.NX + a; bare[q] && !done[q] {
						done[q] = true
						part = append(part, q)
					}
				}
			}
		}
		if !outside && len(part) >= least {
			for _, q := range part {
				covered[q] = true
			}
		}
	}
	var out [][2]float64
	for k, ok := range grown(covered, m.NX, m.NY, rim) {
		if ok {
			x, y := m.pos(k)
			out = append(out, [2]float64{x, y})
		}
	}
	return out
}
