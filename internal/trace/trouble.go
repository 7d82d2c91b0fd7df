package trace

import (
	"math"
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/par"
)

// Where the joint drawing leaves ink unexplained, or draws over paper, the
// path was wrong. Such places are found as clusters of cells of the sheet.

// Settings of troubles, in samples of full ink wrongly drawn unless said
// otherwise.
const (
	troubleCellMM = 1.0
	troubleCell   = 1.5  // a cell with more belongs to a cluster
	troubleLeast  = 4.0  // a cluster with less is left alone
	troubleMost   = 60   // clusters looked at on a page
	troubleInk    = 0.35 // ink by which a sample must be wrong to count
	troubleNearMM = 1.0  // a curve within this distance may be the cause
	troubleTracks = 3    // curves redrawn together
	calmSlope     = 1.5  // a curve flatter than this may be held at the rim of a trouble
	rimMM         = 1.2  // between a trouble and its rim at least,
	rimMostMM     = 2.7  // and at most
)

// A trouble is a place where drawing and picture differ.
type trouble struct {
	rect
	cost   float64
	tracks []int // the curves that may be the cause
	// rim0 and rim1 are the columns, half open, between which it is dealt with.
	rim0, rim1 int
	unlike     bool // found because the beat is not as expected
}

// wrong is what a sample costs where the drawing covers it by c: the square of
// the ink wrongly drawn, or of the ink not drawn where there is more.
func (q *fitter) wrong(k int, text bool, c float32) float32 {
	e := q.f.ink[k] - q.pen.amp*min(c, 1)
	if e < 0 {
		return min(e*e, 1)
	}
	if text {
		return 0
	}
	return min(e*e, unexplainedMost)
}

// unexplainedMost limits the cost of a sample that nobody draws: it may be
// ink of something else.
const unexplainedMost = 0.6

// troubles finds the clusters, worst first.
func (q *fitter) troubles() []trouble {
	f := q.f
	cs := max(4, int(math.Round(troubleCellMM*f.Rho)))
	nx, ny := (f.W+cs-1)/cs, (f.H+cs-1)/cs
	cost := make([]float32, nx*ny)
	least := float32(max(troubleInk, 4*q.noise))
	least *= least
	par.Each(q.workers, ny, func(b int) {
		row := cost[b*nx : (b+1)*nx]
		for r := b * cs; r < min(f.H, (b+1)*cs); r++ {
			for c := range f.W {
				k := r*f.W + c
				// Most samples are paper that nobody draws on.
				if q.sum[k] == 0 && f.ink[k] < troubleInk || !f.seen[k] {
					continue
				}
				if w := q.wrong(k, f.text[c*f.H+r], q.sum[k]); w > least {
					row[c/cs] += w
				}
			}
		}
	})
	var out []trouble
	var todo []int
	for k := range cost {
		if cost[k] < troubleCell {
			continue
		}
		t := trouble{rect: rect{f.W, 0, f.H, 0}}
		todo = append(todo[:0], k)
		t.cost, cost[k] = float64(cost[k]), 0
		for len(todo) > 0 {
			m := todo[len(todo)-1]
			todo = todo[:len(todo)-1]
			x, y := m%nx, m/nx
			t.rect = rect{min(t.c0, x*cs), min(max(t.c1, (x+1)*cs), f.W), min(t.r0, y*cs), min(max(t.r1, (y+1)*cs), f.H)}
			for v := max(0, y-1); v <= min(ny-1, y+1); v++ {
				for u := max(0, x-1); u <= min(nx-1, x+1); u++ {
					if l := v*nx + u; cost[l] >= troubleCell {
						t.cost += float64(cost[l])
						cost[l] = 0
						todo = append(todo, l)
					}
				}
			}
		}
		if t.cost < troubleLeast || float64(t.c1-t.c0) > 12*f.Rho {
			continue
		}
		if q.blame(&t); len(t.tracks) > 0 {
			out = append(out, t)
		}
	}
	out = q.merge(out)
	slices.SortStableFunc(out, func(a, b trouble) int {
		if a.cost != b.cost {
			if a.cost > b.cost {
				return -1
			}
			return 1
		}
		return a.c0 - b.c0
	})
	return out[:min(len(out), troubleMost)]
}

// blame finds the curves that pass near a trouble, those that travel most
// first.
func (q *fitter) blame(t *trouble) {
	near := int(troubleNearMM * q.f.Rho)
	type suspect struct {
		i      int
		travel float64
	}
	var s []suspect
	for i, u := range q.tracks {
		k0, k1 := u.knots(t.c0-near, t.c1+near)
		if k1-k0 < 2 {
			continue
		}
		lo, hi, way := u.y[k0], u.y[k0], 0.0
		for k := k0 + 1; k < k1; k++ {
			lo, hi = min(lo, u.y[k]), max(hi, u.y[k])
			way += math.Abs(u.y[k] - u.y[k-1])
		}
		if int(hi) >= t.r0-near && int(lo) <= t.r1+near {
			s = append(s, suspect{i, way})
		}
	}
	slices.SortStableFunc(s, func(a, b suspect) int {
		if a.travel > b.travel {
			return -1
		}
		if a.travel < b.travel {
			return 1
		}
		return 0
	})
	t.tracks = nil
	for _, v := range s[:min(len(s), troubleTracks)] {
		t.tracks = append(t.tracks, v.i)
	}
}

// knots is the half-open range of knots between two columns.
func (t *track) knots(c0, c1 int) (k0, k1 int) {
	k0 = int(math.Ceil((float64(c0) - t.cx) / t.dx))
	k1 = int(math.Floor((float64(c1)-t.cx)/t.dx)) + 1
	k0 = min(max(k0, 0), t.n)
	return k0, min(max(k1, k0), t.n)
}

// merge joins troubles that lie over each other and share a curve.
func (q *fitter) merge(in []trouble) []trouble {
	gap := int(0.5 * q.f.Rho)
	for again := true; again; {
		again = false
		for i := 0; i < len(in); i++ {
			for j := i + 1; j < len(in); j++ {
				a, b := &in[i], &in[j]
				if a.c0 > b.c1+gap || b.c0 > a.c1+gap || !slices.ContainsFunc(a.tracks, func(k int) bool { return slices.Contains(b.tracks, k) }) {
					continue
				}
				u := trouble{rect: rect{min(a.c0, b.c0), max(a.c1, b.c1), min(a.r0, b.r0), max(a.r1, b.r1)}, cost: a.cost + b.cost}
				if float64(u.c1-u.c0) > 12*q.f.Rho {
					continue
				}
				q.blame(&u)
				in[i] = u
				in = slices.Delete(in, j, j+1)
				j--
				again = true
			}
		}
	}
	return in
}

// rim widens the columns of a trouble until the curves are calm there.
func (q *fitter) rim(t *trouble) (c0, c1 int) {
	rho := q.f.Rho
	calm := func(c int) bool {
		for _, i := range t.tracks {
			u := q.tracks[i]
			k := int(math.Round((float64(c) - u.cx) / u.dx))
			if k < 2 || k > u.n-3 {
				continue
			}
			if math.Abs(u.y[k+2]-u.y[k-2]) > calmSlope*4*u.dx {
				return false
			}
		}
		return true
	}
	c0, c1 = t.c0-int(rimMM*rho), t.c1+int(rimMM*rho)
	for c0 > t.c0-int(rimMostMM*rho) && !calm(c0) {
		c0--
	}
	for c1 < t.c1+int(rimMostMM*rho) && !calm(c1) {
		c1++
	}
	return max(0, c0), min(q.f.W, c1)
}
