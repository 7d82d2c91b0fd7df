package rectify

import (
	"context"
	"slices"
)

// A map is made for what was followed first and a margin. Where a pass has followed
// the lines up to its edge and the picture goes on, the paper goes on as well: the
// map is made wider there and measured again.

const (
	// widened is the most often that a map is made wider, and wider by how many
	// nodes each time: passes follow the grid by three nodes each.
	widened, wider = 6, 8
	// atEdge is the share of an edge's nodes inside the picture that must be seen:
	// a corner of a turned page, or a table that looks like a grid, is less.
	atEdge = 0.25
)

// settle makes passes until the map stays, widens it for as long as the grid goes
// on beyond it, and ends the map.
func (s *settler) settle(ctx context.Context) error {
	for range widened {
		if err := s.rest(ctx); err != nil {
			return err
		}
		if m := s.m.widen(s.f.g.w*s.f.g.factor, s.f.g.h*s.f.g.factor); m != nil {
			s.debug("  the grid goes on: %d x %d nodes from %d x %d", m.NX, m.NY, s.m.NX, s.m.NY)
			s.over(m)
			continue
		}
		break
	}
	if err := s.rest(ctx); err != nil {
		return err
	}
	s.last.sigmas()
	for c, k := range s.comb {
		s.m.FineMM[c], s.m.BoldMM[c] = k.printed()
	}
	s.m.extend(s.workers)
	return nil
}

// over goes on with another map of the same page.
func (s *settler) over(m *Map) {
	n := newSettler(m, s.f.g, 0, s.workers, s.debug)
	n.depth, n.ink, n.trust = s.depth, s.ink, s.trust
	*s = *n
	s.pass()
}

// edgesSeen tells for the upper, right, lower and left edge of the lattice whether
// the grid was seen there and the picture of w x h pixels goes on beyond.
func (m *Map) edgesSeen(w, h int) (out [4]bool) {
	inside := func(k, in int) bool { // the place one step beyond node k, away from node in
		x, y := 2*m.PX[k]-m.PX[in], 2*m.PY[k]-m.PY[in]
		return x > 0 && y > 0 && x < float64(w) && y < float64(h)
	}
	if m.NX < 2 || m.NY < 2 {
		return out
	}
	for e := range out {
		n, seen := 0, 0
		count := m.NX
		if e%2 == 1 {
			count = m.NY
		}
		for i := range count {
			k, in := i, i+m.NX
			switch e {
			case 1:
				k = i*m.NX + m.NX - 1
				in = k - 1
			case 2:
				k = (m.NY-1)*m.NX + i
				in = k - m.NX
			case 3:
				k = i * m.NX
				in = k + 1
			}
			if !inside(k, in) {
				continue
			}
			n++
			if m.Seen[k] {
				seen++
			}
		}
		out[e] = n > 0 && float64(seen) >= atEdge*float64(n)
	}
	return out
}

// widen is the map with more nodes on the sides at which the grid goes on, nil
// where it does so nowhere or the sheet would be larger than any page.
func (m *Map) widen(w, h int) *Map {
	e := m.edgesSeen(w, h)
	if e == [4]bool{} {
		return nil
	}
	var add [4]int
	for i, on := range e {
		if on {
			add[i] = wider
		}
	}
	return m.larger(add)
}

// larger is the map with so many more nodes above, at the right, below and at the left,
// nil where the sheet would be larger than any page.
func (m *Map) larger(add [4]int) *Map {
	out := *m
	out.NX, out.NY = m.NX+add[1]+add[3], m.NY+add[0]+add[2]
	n := out.NX * out.NY
	if n > nodeLimit || out.NX > 1000 || out.NY > 1000 {
		return nil
	}
	out.X0 -= float64(add[3]) * m.Step
	out.Y0 -= float64(add[0]) * m.Step
	out.PX, out.PY, out.Seen, out.Sigma = make([]float64, n), make([]float64, n), make([]bool, n), make([]float64, n)
	unseen := slices.Max(m.Sigma)
	for k := range n {
		i, j := k%out.NX-add[3], k/out.NX-add[0]
		if i >= 0 && j >= 0 && i < m.NX && j < m.NY {
			q := j*m.NX + i
			out.PX[k], out.PY[k], out.Seen[k], out.Sigma[k] = m.PX[q], m.PY[q], m.Seen[q], m.Sigma[q]
			continue
		}
		out.Sigma[k] = unseen
	}
	out.spread([2][]float64{out.PX, out.PY})
	out.extend(1)
	return &out
}
