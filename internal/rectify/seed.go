package rectify

import (
	"context"

	"github.com/einthoven-ecg/einthoven/internal/par"
)

// seeds returns candidate starting points, best first, and the guesses of all
// tiles. Each seed is the strongest tile of a group of tiles that agree on the
// two carriers.
func seeds(ctx context.Context, l *light) (best, all []pair, err error) {
	step := tileN / 2
	for (l.w/step)*(l.h/step) > 80 {
		step += 16
	}
	var at []vec
	for y := tileN / 2; y+tileN/2 <= l.h; y += step {
		for x := tileN / 2; x+tileN/2 <= l.w; x += step {
			at = append(at, vec{float64(x), float64(y)})
		}
	}
	found := make([][]pair, len(at))
	par.Strips(l.workers, len(at), func(i0, i1 int) {
		s := newSpectrum()
		for i := i0; i < i1 && ctx.Err() == nil; i++ {
			found[i] = s.pairs(l, at[i])
		}
	})
	if err := ctx.Err(); err != nil {
		return nil, nil, err
	}
	for _, f := range found {
		all = append(all, f...)
	}
	return consensus(all), all, nil
}

// consensus scores every pair by the tiles that agree with it and keeps the
// strongest of each group, at most six.
func consensus(all []pair) []pair {
	votes := make([]float64, len(all))
	for i, p := range all {
		for _, q := range all {
			if q.a.near(p.a, 0.15) && q.b.near(p.b, 0.15) {
				votes[i] += q.score
			}
		}
	}
	var out []pair
	used := make([]bool, len(all))
	for len(out) < 6 {
		best := -1
		for i := range all {
			if !used[i] && (best < 0 || votes[i] > votes[best]) {
				best = i
			}
		}
		if best < 0 {
			break
		}
		// The strongest tile of the group is the start.
		top := best
		for i, q := range all {
			if !used[i] && q.a.near(all[best].a, 0.25) && q.b.near(all[best].b, 0.25) {
				used[i] = true
				if q.score > all[top].score && votes[i] > 0.5*votes[best] {
					top = i
				}
			}
		}
		s := all[top]
		s.score = votes[best]
		out = append(out, s)
	}
	return out
}

// lost returns the strongest of the tiles that agree with a seed but lie
// outside of the part where the lines were followed from it, if there are
// several: the printed grid goes on there.
func lost(all []pair, seed pair, g *ground) (p pair, ok bool) {
	const several = 4
	tiles := map[vec]bool{}
	for _, q := range all {
		if !q.a.near(seed.a, 0.1) || !q.b.near(seed.b, 0.1) || g.isValid(q.at.x, q.at.y) {
			continue
		}
		tiles[q.at] = true
		if q.score > p.score {
			p = q
		}
	}
	return p, len(tiles) >= several
}
