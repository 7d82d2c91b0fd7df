package rectify

import (
	"context"
	"math"
	"slices"
)

// passes is the most often that a page is measured after the first time: flat
// pages need none or one, crumpled ones gain a little with each.
const passes = 3

// A settler measures a map once more, node by node, with the page's own
// pattern, and fits it: each node's shift counts by its own uncertainty, the
// paper bends as little as that allows, and folds may be sharp. The grid is
// followed into parts where the first pass lost it.
type settler struct {
	m, first *Map
	f        *flat
	comb     [2]*comb
	depth    float64 // the least darkness of ink
	ink      float64 // the present one
	workers  int
	debug    func(string, ...any)

	// trust is the smaller share, of the two families, of nodes seen by the
	// first pass in which the pattern was found by the first measurement.
	trust float64
	last  *relax
	// moved is the median move of the seen nodes in the last pass, mm, and
	// gained how many nodes became seen.
	moved  float64
	gained int
}

func newSettler(m *Map, g *plane, depth float64, workers int, debug func(string, ...any)) *settler {
	s := &settler{m: m, first: m.clone(), f: newFlat(m, g, workers), depth: depth + g.least, workers: workers, debug: debug}
	s.comb = [2]*comb{newComb(s.f, 0), newComb(s.f, 1)}
	s.ink = 4 * depth
	s.trust = 1
	return s
}

// pass measures and fits once.
func (s *settler) pass() {
	m := s.m
	s.f.sample()
	s.learn()
	want := grown(m.Seen, m.NX, m.NY, 3)
	var found [2][]shift
	for c, k := range s.comb {
		k.measure(want)
		found[c] = k.shifts()
		for k.wide < 2 && k.faint(found[c]) {
			k.widen()
			found[c] = k.shifts()
		}
		seen, covered, clear := k.tally(m.Seen, found[c])
		if s.last == nil {
			s.trust = min(s.trust, float64(clear)/float64(max(covered, 1)))
		}
		s.debug("  family %d: seen %d covered %d clear %d, ink %.3f, line %.4f, fine %.2f, wide %d", c, seen, covered, clear, s.ink, k.deepest, k.fine, k.wide)
	}
	r := newRelax(m, s.first, s.comb, found)
	r.straighten()
	r.flexibility()
	r.solve(s.workers)
	s.moved, s.gained = r.adopt()
	s.debug("  moved %.4f mm, gained %d nodes, bend %.4f, sigma %.4f of %d, steps %d, printed %.4f", s.moved, s.gained, median(r.bend), math.Sqrt(median(r.variance[0])), count(m.Seen), r.steps, r.printed)
	s.last = r
}

// learn takes the pattern from the present raster. Ink is what is clearly
// darker than two lines that cross; what that is shows only with the ink out.
func (s *settler) learn() {
	rows := 1
	if s.last == nil {
		rows = 4 // a first look
	}
	for {
		s.f.tidy(float32(s.ink), rows)
		s.ink = s.depth
		for c, k := range s.comb {
			if n := k.learn(s.f.profile(c, rows)); n != 0 {
				s.debug("  family %d: bold lines %d mm further on", c, n)
				s.m.rename(c, n)
				s.first.rename(c, n)
			}
			s.ink -= 2 * k.deepest
		}
		if rows == 1 {
			break
		}
		rows = 1
	}
}

// rest makes passes until the map stays.
func (s *settler) rest(ctx context.Context) error {
	for range passes {
		if err := ctx.Err(); err != nil {
			return err
		}
		still := 0.01 // mm
		if s.trust > 0.9 {
			still = 0.02
		}
		if s.moved < still && s.gained < len(s.m.Seen)/20 {
			break
		}
		s.pass()
	}
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
	k := len(s) / 2
	// Hoare's selection.
	for lo, hi := 0, len(s)-1; lo < hi; {
		p := max(min(s[lo], s[hi]), min(max(s[lo], s[hi]), s[(lo+hi)/2]))
		i, j := lo, hi
		for i <= j {
			for s[i] < p {
				i++
			}
			for s[j] > p {
				j--
			}
			if i <= j {
				s[i], s[j] = s[j], s[i]
				i++
				j--
			}
		}
		if k <= j {
			hi = j
		} else if k >= i {
			lo = i
		} else {
			break
		}
	}
	return s[k]
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
