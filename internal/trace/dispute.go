package trace

import (
	"cmp"
	"math"
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/par"
)

// When curves have been led along the same ink for centimetres, all of them
// but one have lost their own: rows that come near each other at a beat let a
// path change over, and a row without tall beats is cheaper to follow than one
// with many. The ink then belongs to the track whose resting line is nearest,
// and the others are led anew, at a price for ink that is not theirs. The price
// rises for a track each time that it loses, until nobody wants another's ink
// any more: an auction (Bertsekas, Ann. Oper. Res. 14, 1988).

// Settings of disputes, in millimetres unless said otherwise.
const (
	disputeNear  = 0.4 // rows by which two paths differ at most
	disputeLong  = 6.0 // of a common way that is no crossing: more than any wave's
	disputeEnd   = 1.0 // of one beside an end of the windows, where a path does not come back
	disputeGap   = 2.0 // without common columns inside of it
	disputeSteep = 1.0 // rows of one column from which a path is steep there
	disputeRaise = 2   // times the price of foreign ink when a path is led anew; it ends at that of no ink
	disputeTurns = 12  // that are made at most: as many as rows of a page
)

// heights are the middle rows of a path by column from track.c0, NaN where it
// is steep or does not pass.
func (t *track) heights(path []point, rho float64) []float64 {
	n := t.c1 - t.c0
	lo, hi := make([]float64, n), make([]float64, n)
	for i := range lo {
		lo[i], hi[i] = math.Inf(1), math.Inf(-1)
	}
	for _, q := range path {
		if c := int(math.Round(q.x)) - t.c0; c >= 0 && c < n {
			lo[c], hi[c] = min(lo[c], q.y), max(hi[c], q.y)
		}
	}
	for i := range lo {
		if hi[i]-lo[i] > disputeSteep*rho || lo[i] > hi[i] {
			lo[i] = math.NaN()
			continue
		}
		lo[i] = (lo[i] + hi[i]) / 2
	}
	return lo
}

// A stretch is a range of columns, half open.
type stretch struct{ c0, c1 int }

// common lists the long stretches in which two tracks run along the same ink.
func common(a, b *track, ya, yb []float64, rho float64) []stretch {
	var out []stretch
	c0, c1 := max(a.c0, b.c0), min(a.c1, b.c1)
	open := stretch{-1, -1}
	n := 0
	flush := func() {
		least := disputeLong
		if float64(open.c0-c0) < disputeGap*rho || float64(c1-open.c1) < disputeGap*rho {
			least = disputeEnd
		}
		if float64(n) > least*rho {
			out = append(out, open)
		}
		open, n = stretch{-1, -1}, 0
	}
	for c := c0; c < c1; c++ {
		if !(math.Abs(ya[c-a.c0]-yb[c-b.c0]) < disputeNear*rho) {
			continue
		}
		if open.c0 >= 0 && float64(c-open.c1) > disputeGap*rho {
			flush()
		}
		if open.c0 < 0 {
			open.c0 = c
		}
		open.c1 = c + 1
		n++
	}
	flush()
	return out
}

// A rivalry is a stretch of ink that two paths run along: the nearer of their
// tracks and the other.
type rivalry struct {
	stretch
	winner, loser int
	away          float64 // mean rows between the ink and the winner's resting line
}

// rivalries lists the stretches along which any two paths run together, those
// whose winner is nearest last.
func (d *reading) rivalries(ys [][]float64) []rivalry {
	var out []rivalry
	for i, a := range d.tracks {
		for j := i + 1; j < len(d.tracks); j++ {
			b := d.tracks[j]
			for _, s := range common(a, b, ys[i], ys[j], d.f.Rho) {
				change := disputeLong * d.f.Rho * math.Abs(a.cy-b.cy)
				for _, p := range divide(a, b, ys[i], s, change) {
					r := rivalry{stretch: p.stretch, winner: i, loser: j}
					if p.second {
						r.winner, r.loser = j, i
					}
					r.away = d.tracks[r.winner].away(ys[r.winner], p.stretch)
					out = append(out, r)
				}
			}
		}
	}
	slices.SortStableFunc(out, func(a, b rivalry) int { return cmp.Compare(b.away, a.away) })
	return out
}

// A share is a part of a stretch that belongs to the first or the second of
// two tracks.
type share struct {
	stretch
	second bool
}

// divide cuts a stretch that two paths have in common into parts that belong
// to one of them: the least sum of distances from the owner's resting line, if
// every change of the owner costs as much as given. Two paths may run together
// along one row for some beats and along another for the next.
func divide(a, b *track, y []float64, s stretch, change float64) []share {
	second := choose(s.c1-s.c0, func(i int) (float64, float64) {
		if v := y[s.c0-a.c0+i]; !math.IsNaN(v) {
			return math.Abs(v - a.cy), math.Abs(v - b.cy)
		}
		return 0, 0
	}, change)
	var out []share
	for i, v := range second {
		if i == 0 || v != second[i-1] {
			out = append(out, share{stretch{s.c0 + i, s.c0 + i}, v})
		}
		out[len(out)-1].c1++
	}
	return out
}

// away is the mean distance of a path from the track's resting line along a
// stretch.
func (t *track) away(y []float64, s stretch) float64 {
	sum, n := 0.0, 0
	for _, v := range y[s.c0-t.c0 : s.c1-t.c0] {
		if !math.IsNaN(v) {
			sum += math.Abs(v - t.cy)
			n++
		}
	}
	return sum / float64(max(n, 1))
}

// dispute gives ink that several paths run along to the nearest of them and
// leads the others anew.
func (d *reading) dispute(paths [][]point, workers int) {
	f, tracks := d.f, d.tracks
	ys := make([][]float64, len(tracks))
	var m *market
	for range disputeTurns {
		for i, t := range tracks {
			ys[i] = t.heights(paths[i], f.Rho)
		}
		all := d.rivalries(ys)
		if len(all) == 0 {
			return
		}
		if m == nil {
			m = &market{prize: make([]uint8, len(f.level)), owner: make([]uint8, len(f.level))}
		}
		lost := make([]bool, len(tracks))
		for _, r := range all {
			m.own(f, uint8(r.winner+1), tracks[r.winner], ys[r.winner], r.stretch)
			lost[r.loser] = true
		}
		par.Each(workers, len(tracks), func(i int) {
			if lost[i] {
				d.foreign[i] = min(disputeRaise*d.foreign[i], blankColumn)
				paths[i] = d.path(i, m.prize, m.owner)
			}
		})
	}
}

// own marks the ink along a stretch of a path as a track's.
func (m *market) own(f *field, me uint8, t *track, y []float64, s stretch) {
	reach := int(claimMM*f.Rho + 0.5)
	for c := s.c0; c < s.c1; c++ {
		v := y[c-t.c0]
		if math.IsNaN(v) {
			continue
		}
		for r := max(0, int(v)-reach); r <= min(f.H-1, int(v)+reach); r++ {
			m.owner[c*f.H+r] = me
		}
	}
}
