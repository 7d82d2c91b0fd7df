package trace

import (
	"math"
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/par"
)

// A beat may be led wrong without leaving much ink unexplained: where a name is
// printed over its tip, or where its strokes are faint. Such a beat is unlike the
// others of its window, while the curves above and below it are as they were.

// Settings of the search for unlike beats.
const (
	beatMM     = 3.0 // length of what is compared,
	beatStepMM = 1.5 // and its steps
	beatSteep  = 0.3 // of the steepest place of the column, from which it is one
	tipMM      = 0.5 // length of the shortest stretch,
	unlikeFrom = 8.0 // and by how many standard deviations it must be off, mean square; 5 to 12 find much the same
)

// unlike finds the beats of all curves that are not as expected.
func (q *fitter) unlike(before []*track) []trouble {
	found := make([][]trouble, len(q.tracks))
	par.Each(q.workers, len(q.tracks), func(j int) {
		found[j] = q.unlikeOf(before, j)
	})
	return slices.Concat(found...)
}

func (q *fitter) unlikeOf(before []*track, j int) []trouble {
	f, t := q.f, before[j]
	others := t.beside(before, func(k int) bool { return k != j })
	if len(others) == 0 {
		return nil // its sides alone do not tell of a beat
	}
	steep := steepness(t, others)
	step := t.dx / f.Rho
	n, by, m := int(beatMM/step), max(int(beatStepMM/step), 1), max(int(tipMM/step), 1)
	z := make([]float64, n)
	least := beatSteep * slices.Max(steep)
	u := t.clone()
	var out []trouble
	for k := by; n >= m && k+n+by < t.n; k += by {
		if slices.Max(steep[k+n/4:k+n*3/4]) < least {
			continue
		}
		for i := k; i < k+n; i++ {
			u.hidden[i] = true
		}
		p, ok := u.alike(f, k-1, k+n, others)
		copy(u.hidden[k:k+n], t.hidden[k:k+n])
		if !ok {
			continue
		}
		// The worst stretch counts: a tip is short.
		worst, sum := 0.0, 0.0
		r0, r1 := f.H, 0
		for i, y := range p.y {
			z[i] = (t.y[k+i] - y) / (p.sigma[i] + alikeNoise*f.Rho)
			z[i] *= z[i]
			if sum += z[i]; i >= m {
				sum -= z[i-m]
			}
			worst = max(worst, sum/float64(m))
			r0, r1 = min(r0, int(y), int(t.y[k+i])), max(r1, int(y)+1, int(t.y[k+i])+1)
		}
		if worst < unlikeFrom {
			continue
		}
		c0 := int(t.cx + float64(k)*t.dx)
		c := trouble{rect: rect{c0, c0 + int(float64(n)*t.dx), r0, r1}, cost: worst, tracks: []int{j}, unlike: true}
		if l := len(out); l > 0 && out[l-1].c1 > c.c0 {
			if out[l-1].cost < c.cost {
				out[l-1] = c
			}
			continue
		}
		out = append(out, c)
	}
	return out
}

// steepness is how steep the curves of a column are at the knots of one of
// them.
func steepness(t *track, others []*track) []float64 {
	out := make([]float64, t.n)
	for _, u := range append([]*track{t}, others...) {
		by := int(math.Round((t.cx - u.cx) / t.dx))
		for k := max(2, 2-by); k < min(t.n-2, u.n-by-2); k++ {
			out[k] = max(out[k], math.Abs(u.y[k+by+2]-u.y[k+by-2]))
		}
	}
	return out
}
