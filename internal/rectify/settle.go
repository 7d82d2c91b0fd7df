package rectify

import (
	"context"
	"math"
	"slices"
)

// passes is the most often that a page is measured: flat pages settle after
// two, crumpled ones gain a little with each.
const passes = 4

// settle measures the map once more, node by node, with the page's own
// pattern, and fits it: each node's shift counts by its own uncertainty, the
// paper bends as little as that allows, and folds may be sharp. The grid is
// followed into parts where the first pass lost it.
func (m *Map) settle(ctx context.Context, g *plane, depth float64, workers int, debug func(string, ...any)) error {
	f := newFlat(m, g, workers)
	k := [2]*comb{newComb(f, 0), newComb(f, 1)}
	var found [2][]shift
	first := m.clone()
	ink := 4 * depth
	for pass := range passes {
		if err := ctx.Err(); err != nil {
			return err
		}
		f.sample()
		for range 2 {
			f.tidy(float32(ink))
			last := ink
			// Ink is what is clearly darker than two lines that cross.
			ink = depth + g.least
			for c := range k {
				if n := k[c].learn(f.profile(c)); n != 0 {
					debug("  family %d: bold lines %d mm further on", c, n)
					m.rename(c, n)
					first.rename(c, n)
				}
				ink -= 2 * k[c].deepest
			}
			if math.Abs(ink-last) < 0.2*last {
				break
			}
		}
		want := grown(m.Seen, m.NX, m.NY, 3)
		for c := range k {
			k[c].measure(want)
			found[c] = k[c].shifts()
			for k[c].wide < 2 && k[c].faint(found[c]) {
				k[c].widen()
				found[c] = k[c].shifts()
			}
			seen, covered, clear := k[c].tally(m.Seen, found[c])
			debug("  family %d: seen %d covered %d clear %d, ink %.3f, line %.4f, fine %.2f, wide %d", c, seen, covered, clear, ink, k[c].deepest, k[c].fine, k[c].wide)
		}
		r := newRelax(m, first, k, found)
		r.straighten()
		r.flexibility()
		r.solve(workers)
		moved, gained := r.adopt()
		debug("settle %d: moved %.4f mm, gained %d nodes, bend %.4f, sigma %.4f of %d, steps %d, printed %.4f", pass, moved, gained, median(r.bend), math.Sqrt(median(r.variance[0])), count(m.Seen), r.steps, r.printed)
		if pass == passes-1 || moved < 0.005 && gained < len(m.Seen)/100 {
			r.sigmas()
			break
		}
	}
	for c := range k {
		m.FineMM[c], m.BoldMM[c] = k[c].printed()
	}
	m.extend()
	return nil
}

// grown dilates a mask of nodes n times by a square.
func grown(v []bool, nx, ny, n int) []bool {
	out := slices.Clone(v)
	for range n {
		in := slices.Clone(out)
		for k, ok := range in {
			if !ok {
				continue
			}
			i, j := k%nx, k/nx
			for b := max(0, j-1); b <= min(ny-1, j+1); b++ {
				for a := max(0, i-1); a <= min(nx-1, i+1); a++ {
					out[b*nx+a] = true
				}
			}
		}
	}
	return out
}

// median is the middle of the values; it does not change them.
func median(v []float64) float64 {
	if len(v) == 0 {
		return 0
	}
	s := slices.Clone(v)
	slices.Sort(s)
	return s[len(s)/2]
}

func count(v []bool) int {
	n := 0
	for _, ok := range v {
		if ok {
			n++
		}
	}
	return n
}

// clone is a deep copy of the nodes.
func (m *Map) clone() *Map {
	c := *m
	c.PX, c.PY, c.Seen, c.Sigma = slices.Clone(m.PX), slices.Clone(m.PY), slices.Clone(m.Seen), slices.Clone(m.Sigma)
	return &c
}

// rename moves the origin of page coordinate c by whole millimetres.
func (m *Map) rename(c, mm int) {
	if c == 0 {
		m.X0 -= float64(mm)
	} else {
		m.Y0 -= float64(mm)
	}
}
