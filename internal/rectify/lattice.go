package rectify

import "math"

// margin is how far, in millimetres, the lattice goes beyond what was seen.
const margin = 10

// lattice reads the inverse map on a regular lattice of page millimetres that
// covers the seen area and a margin. Nodes not seen are continued smoothly. It
// returns nil where that area is larger than any page.
func (g *ground) lattice(factor int, step float64, workers int) *Map {
	var lo, hi [2]float64
	for c := range lo {
		lo[c], hi[c] = math.Inf(1), math.Inf(-1)
		for n, ok := range g.valid {
			if ok {
				v := (g.line[c].v[n] + g.off[c]) * g.unit[c]
				lo[c], hi[c] = min(lo[c], v), max(hi[c], v)
			}
		}
		lo[c], hi[c] = step*math.Floor((lo[c]-margin)/step), hi[c]+margin
	}
	m := &Map{X0: lo[0], Y0: lo[1], Step: step, Source: FromGrid,
		NX: min(1000, int((hi[0]-lo[0])/step)+2), NY: min(1000, int((hi[1]-lo[1])/step)+2)}
	n := m.NX * m.NY
	if n > nodeLimit {
		return nil
	}
	m.PX, m.PY, m.Seen, m.Sigma = make([]float64, n), make([]float64, n), make([]bool, n), make([]float64, n)
	g.invert(m)
	f := float64(factor)
	for k := range m.PX {
		m.PX[k], m.PY[k] = (m.PX[k]+0.5)*f-0.5, (m.PY[k]+0.5)*f-0.5
	}
	m.spread([2][]float64{m.PX, m.PY})
	m.extend(workers)
	for k := range m.Sigma {
		m.Sigma[k] = g.sigma * max(g.unit[0], g.unit[1])
		if !m.Seen[k] {
			m.Sigma[k] += 0.5
		}
	}
	return m
}

// invert finds the working pixel of every node it can reach, breadth first
// from the nodes of the field, and marks those seen.
func (g *ground) invert(m *Map) {
	type task struct {
		node  int
		guess vec
	}
	// Every place of the field where the grid was seen is a start.
	var front []task
	met := make([]bool, len(m.PX))
	field := g.line[0]
	for n, ok := range g.valid {
		p := vec{float64(n%field.nx) * field.step, float64(n/field.nx) * field.step}
		if !ok {
			continue
		}
		u, v := g.mm(p.x, p.y)
		i, j := int(math.Round((u-m.X0)/m.Step)), int(math.Round((v-m.Y0)/m.Step))
		if k := j*m.NX + i; i >= 0 && j >= 0 && i < m.NX && j < m.NY && !met[k] {
			met[k] = true
			front = append(front, task{k, p})
		}
	}
	for len(front) > 0 {
		var next []task
		for _, t := range front {
			i, j := t.node%m.NX, t.node/m.NX
			p, gu, gv, ok := g.newton(m.X0+float64(i)*m.Step, m.Y0+float64(j)*m.Step, t.guess)
			if !ok || !g.isValid(p.x, p.y) {
				continue
			}
			m.PX[t.node], m.PY[t.node], m.Seen[t.node] = p.x, p.y, true
			det := gu.x*gv.y - gu.y*gv.x
			ex := vec{gv.y, -gv.x}.scale(m.Step / g.unit[0] / det)
			ey := vec{-gu.y, gu.x}.scale(m.Step / g.unit[1] / det)
			for d, o := range [4][2]int{{1, 0}, {-1, 0}, {0, 1}, {0, -1}} {
				a, b := i+o[0], j+o[1]
				if a < 0 || b < 0 || a >= m.NX || b >= m.NY || met[b*m.NX+a] {
					continue
				}
				e := ex
				if d > 1 {
					e = ey
				}
				met[b*m.NX+a] = true
				next = append(next, task{b*m.NX + a, p.add(e.scale(float64(o[0] + o[1])))})
			}
		}
		front = next
	}
}
