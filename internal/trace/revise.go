package trace

import (
	"context"
	"fmt"
	"math"
	"slices"
	"sync"

	"github.com/einthoven-ecg/einthoven/internal/par"
)

// A trouble is tried in several ways: its curves are led through it anew, one
// after the other in every order and with more or less greed for ink that
// nobody explains, each way is fitted, and the one is kept whose joint drawing
// is nearest to the picture.

// Settings of the trials.
const (
	trialRounds = 4
	sameTrouble = 0.1  // part by which the cost of a trouble tried before may differ
	prizeEndMM  = 1.0  // from the ends of windows
	offerSteps  = 250  // steps of an offered prize to the unit of cost
	trialMargin = 3.0  // by how much a way must be better, in samples of full ink
	travelCost  = 0.02 // of a row gone up or down
	returnCost  = 1.0  // of a turning point
	unlikeCost  = 0.1  // of a knot one standard deviation from where it is expected; 0.05 to 0.2 are as good,
	unlikeMost  = 4.0  // times the square of the deviations, up to this: ink decides where there is any
	returnMM    = 0.4  // rows between turning points that count
)

// greed is by how much more than usual a path gains from unexplained ink.
var greed = [...]float32{0, 1, 3, 10}

// A bench is where trials are made; one for each goroutine at work.
type bench struct {
	router
	*workspace
	sum           []float32 // of the sheet; only the columns of the trial are used
	base          []float32 // coverage by all but the tried curves, block row by block row
	prize, owner  []uint8
	c0, c1        int // columns of the trial
	r0, r1        int // rows
	chunks        []chunk
	k0, k1        []int // free knots of each tried curve
	best, current [][]float64
	likely        []forecast
	led           []float64 // knots of all tried curves as led last
}

// revise goes through all troubles and returns how many curves were redrawn.
func (q *fitter) revise(ctx context.Context, d *reading) (int, error) {
	before := make([]*track, len(q.tracks))
	for i, t := range q.tracks {
		before[i] = t.clone()
	}
	list := slices.DeleteFunc(append(q.troubles(), q.unlike(before)...), q.tried)
	most := 0
	for _, t := range q.tracks {
		most = max(most, t.n)
	}
	benches := sync.Pool{New: func() any {
		return &bench{workspace: newWorkspace(most), sum: make([]float32, len(q.sum))}
	}}
	changed := 0
	for len(list) > 0 {
		var now []trouble
		now, list = q.apart(list)
		better := make([]bool, len(now))
		par.Each(q.workers, len(now), func(i int) {
			if ctx.Err() != nil {
				return
			}
			b := benches.Get().(*bench)
			defer benches.Put(b)
			better[i] = q.try(b, d, before, &now[i])
		})
		if err := ctx.Err(); err != nil {
			return 0, fmt.Errorf("trace: stopped while comparing ways: %w", err)
		}
		for i, ok := range better {
			if ok {
				changed++
			} else {
				q.vain = append(q.vain, now[i])
			}
		}
	}
	return changed, nil
}

// apart takes the troubles that can be dealt with at the same time because no
// two of them touch the same chunks, the first ones first, and leaves the others.
func (q *fitter) apart(list []trouble) (now, later []trouble) {
	var taken [][2]int // chunks, half open
	for _, t := range list {
		t.rim0, t.rim1 = q.rim(&t)
		a, b := max(0, t.rim0-chunkColumns/2)/chunkColumns, (t.rim1+chunkColumns/2)/chunkColumns+1
		if slices.ContainsFunc(taken, func(o [2]int) bool { return a < o[1] && o[0] < b }) {
			later = append(later, t)
			continue
		}
		taken = append(taken, [2]int{a, b})
		now = append(now, t)
	}
	return now, later
}

// tried tells whether a trouble is one for which no better drawing was found,
// and that is still as it was.
func (q *fitter) tried(t trouble) bool {
	return slices.ContainsFunc(q.vain, func(o trouble) bool {
		return o.unlike == t.unlike && o.c0 < t.c1 && t.c0 < o.c1 && o.r0 < t.r1 && t.r0 < o.r1 && math.Abs(t.cost-o.cost) < sameTrouble*o.cost && slices.Equal(t.tracks, o.tracks)
	})
}

// try looks for a better drawing of a trouble and takes it over.
func (q *fitter) try(b *bench, d *reading, before []*track, t *trouble) bool {
	b.set(q, t)
	for i, j := range t.tracks {
		copy(b.current[i], q.tracks[j].y[b.k0[i]:b.k1[i]])
	}
	b.foresee(q, before, t)
	start := b.judge(q, t)
	best, found := start-trialMargin, false
	trial := func(led bool) {
		// More greed may have led to nothing else.
		if !led || b.seen(q, t) {
			return
		}
		b.refine(q, t)
		if e := b.judge(q, t); e < best {
			best, found = e, true
			for i, j := range t.tracks {
				copy(b.best[i], q.tracks[j].y[b.k0[i]:b.k1[i]])
			}
		}
	}
	ways := orders(len(t.tracks))
	if t.unlike {
		ways = nil // there is no ink to be led to
	}
	for _, order := range ways {
		b.led = b.led[:0]
		for _, g := range greed {
			if g == 0 && len(order) == 1 && len(t.tracks) > 1 {
				continue
			}
			b.restore(q, t)
			trial(b.lead(q, d, t, order, g))
		}
	}
	b.led = b.led[:0]
	for i := range t.tracks {
		b.restore(q, t)
		trial(b.foretell(q, t, i))
	}
	b.restore(q, t)
	if !found {
		return false
	}
	for i, j := range t.tracks {
		u := q.tracks[j]
		copy(u.y[b.k0[i]:b.k1[i]], b.best[i])
		u.hide(q.f, b.k0[i], b.k1[i])
		q.renew(b, j)
	}
	return true
}

// seen tells whether the curves were led as just before, and remembers them.
func (b *bench) seen(q *fitter, t *trouble) bool {
	same, n := true, 0
	for i, j := range t.tracks {
		for _, y := range q.tracks[j].y[b.k0[i]:b.k1[i]] {
			if n == len(b.led) {
				b.led = append(b.led, math.NaN())
			}
			same = same && b.led[n] == y
			b.led[n] = y
			n++
		}
	}
	return same
}

// orders lists the orders in which n curves, or some of them, are led anew.
func orders(n int) [][]int {
	switch n {
	case 1:
		return [][]int{{0}}
	case 2:
		return [][]int{{0, 1}, {1, 0}, {0}, {1}}
	}
	return [][]int{{0, 1, 2}, {1, 0, 2}, {2, 0, 1}, {0, 1}, {1, 0}, {0, 2}, {2, 0}, {1, 2}, {2, 1}}
}

// set prepares the bench for a trouble.
func (b *bench) set(q *fitter, t *trouble) {
	f := q.f
	b.c0, b.c1 = t.rim0, t.rim1
	b.r0, b.r1 = f.H, 0
	n := len(t.tracks)
	b.chunks = slices.Grow(b.chunks[:0], n)[:n]
	b.k0, b.k1 = slices.Grow(b.k0[:0], n)[:n], slices.Grow(b.k1[:0], n)[:n]
	for len(b.best) < n {
		b.best, b.current = append(b.best, nil), append(b.current, nil)
	}
	reach := int(q.pen.reach) + 1
	for i, j := range t.tracks {
		u := q.tracks[j]
		b.r0, b.r1 = min(b.r0, u.lo), max(b.r1, u.hi)
		old := b.chunks[i].touches
		b.chunks[i] = u.chunk(b.c0, b.c1, float64(q.pen.reach))
		b.chunks[i].touches = old[:0]
		b.k0[i], b.k1[i] = u.knots(b.c0+reach, b.c1-reach)
		if b.c0 <= u.c0 {
			b.k0[i] = 0
		}
		if b.c1 >= u.c1 {
			b.k1[i] = u.n
		}
		m := b.k1[i] - b.k0[i]
		b.best[i], b.current[i] = slices.Grow(b.best[i][:0], m)[:m], slices.Grow(b.current[i][:0], m)[:m]
	}
	w := b.c1 - b.c0
	m := w * (b.r1 - b.r0)
	b.base = slices.Grow(b.base[:0], m)[:m]
	for r := b.r0; r < b.r1; r++ {
		copy(b.sum[r*f.W+b.c0:r*f.W+b.c1], q.sum[r*f.W+b.c0:])
	}
	for i, j := range t.tracks {
		b.draw(f, q.tracks[j], q.pen, &b.chunks[i])
		for _, p := range b.chunks[i].touches {
			b.sum[p.k] -= p.c
		}
	}
	for r := b.r0; r < b.r1; r++ {
		copy(b.base[(r-b.r0)*w:(r-b.r0+1)*w], b.sum[r*f.W+b.c0:])
	}
}

// restore puts the curves back to where they were.
func (b *bench) restore(q *fitter, t *trouble) {
	for i, j := range t.tracks {
		copy(q.tracks[j].y[b.k0[i]:b.k1[i]], b.current[i])
		q.tracks[j].hide(q.f, b.k0[i], b.k1[i])
	}
}

// clean leaves only the coverage by the other curves in the sum.
func (b *bench) clean(f *field) {
	w := b.c1 - b.c0
	for r := b.r0; r < b.r1; r++ {
		copy(b.sum[r*f.W+b.c0:r*f.W+b.c1], b.base[(r-b.r0)*w:(r-b.r0+1)*w])
	}
}

// add draws a tried curve into the sum.
func (b *bench) add(q *fitter, t *trouble, i int) {
	c := &b.chunks[i]
	b.draw(q.f, q.tracks[t.tracks[i]], q.pen, c)
	for l := range c.touches {
		b.sum[c.touches[l].k] += c.touches[l].c
	}
}

// refine fits the tried curves to the picture.
func (b *bench) refine(q *fitter, t *trouble) {
	for range trialRounds {
		b.clean(q.f)
		for i := range t.tracks {
			b.add(q, t, i)
		}
		for i, j := range t.tracks {
			if b.k1[i] <= b.k0[i] {
				continue
			}
			u := q.tracks[j]
			q.assemble(b.workspace, u, b.chunks[i:i+1], b.sum, b.k0[i], b.k1[i])
			b.solve()
			q.advance(b.workspace, u, b.k0[i])
		}
	}
}

// judge is the cost of the drawing as the curves lie now.
func (b *bench) judge(q *fitter, t *trouble) float64 {
	f := q.f
	b.clean(f)
	total := 0.0
	least := returnMM * f.Rho
	for i, j := range t.tracks {
		b.add(q, t, i)
		y := q.tracks[j].y[b.k0[i]:b.k1[i]]
		if len(y) == 0 {
			continue
		}
		for k, v := range b.likely[i].y {
			z := (y[k] - v) / (b.likely[i].sigma[k] + alikeNoise*f.Rho)
			total += unlikeCost * min(z*z, unlikeMost)
		}
		top, bottom, dir := y[0], y[0], 0
		for k := 1; k < len(y); k++ {
			total += travelCost * math.Abs(y[k]-y[k-1])
			top, bottom = min(top, y[k]), max(bottom, y[k])
			switch {
			case dir >= 0 && y[k] < bottom-least:
				if dir > 0 {
					total += returnCost
				}
				dir, top = -1, y[k]
			case dir <= 0 && y[k] > top+least:
				if dir < 0 {
					total += returnCost
				}
				dir, bottom = 1, y[k]
			}
		}
	}
	for r := b.r0; r < b.r1; r++ {
		for c := b.c0; c < b.c1; c++ {
			k := r*f.W + c
			if s := b.sum[k]; s == 0 && f.ink[k] < 0.05 || !f.seen[k] {
				continue
			} else {
				total += float64(q.wrong(k, f.text[c*f.H+r], s))
			}
		}
	}
	return total
}

// lead leads some of the tried curves through the trouble anew, in order: each
// one sees what those before it, and all others, leave unexplained.
func (b *bench) lead(q *fitter, d *reading, t *trouble, order []int, eager float32) bool {
	f := q.f
	b.clean(f)
	for i := range t.tracks {
		if !slices.Contains(order, i) {
			b.add(q, t, i)
		}
	}
	for _, i := range order {
		j := t.tracks[i]
		u := q.tracks[j]
		k0, k1 := b.k0[i], b.k1[i]
		if k1-k0 < 4 {
			return false
		}
		fee := tariff{row: d.fees[j], me: 1, foreign: foreignColumn, col0: b.c0, r0: -1, r1: -1}
		fee.c0, fee.c1 = max(u.c0, b.c0), min(u.c1, b.c1)
		if k0 > 0 {
			x := int(math.Round(u.cx + float64(k0)*u.dx))
			fee.c0, fee.r0 = x, int(math.Round(u.y[k0]))
		}
		if k1 < u.n {
			x := int(math.Round(u.cx + float64(k1-1)*u.dx))
			fee.c1, fee.r1 = x+1, int(math.Round(u.y[k1-1]))
		}
		if fee.c1-fee.c0 < 4 {
			return false
		}
		b.offer(q, u, eager)
		fee.prize, fee.unit, fee.owner = b.prize, 1./offerSteps, b.owner
		path := b.path(f, u, d.open[j], fee)
		if path == nil {
			return false
		}
		u.place(u.centre(f, path), k0, k1)
		u.hide(f, k0, k1)
		b.add(q, t, i)
	}
	return true
}

// foresee finds where the tried curves should be if this beat is like the
// others of their windows, as the curves show that are not tried.
func (b *bench) foresee(q *fitter, before []*track, t *trouble) {
	b.likely = b.likely[:0]
	for i, j := range t.tracks {
		u := before[j].clone()
		for k := b.k0[i]; k < b.k1[i]; k++ {
			u.hidden[k] = true
		}
		others := u.beside(before, func(k int) bool { return !slices.Contains(t.tracks, k) })
		p, _ := u.alike(q.f, b.k0[i]-1, b.k1[i], others)
		b.likely = append(b.likely, p)
	}
}

// foretell puts a tried curve where it should be.
func (b *bench) foretell(q *fitter, t *trouble, i int) bool {
	p := b.likely[i]
	if p.y == nil {
		return false
	}
	j := t.tracks[i]
	copy(q.tracks[j].y[b.k0[i]:b.k1[i]], p.y)
	q.tracks[j].hide(q.f, b.k0[i], b.k1[i])
	return true
}

// offer sets the prizes that a curve may win for the ink that the sum does not
// explain, and the owners of the ink that it does. At the ends of its window
// separators and pulses are not worth much.
func (b *bench) offer(q *fitter, t *track, eager float32) {
	f := q.f
	w, h := b.c1-b.c0, f.H
	b.prize = slices.Grow(b.prize[:0], w*h)[:w*h]
	b.owner = slices.Grow(b.owner[:0], w*h)[:w*h]
	amp := q.pen.amp
	left := func(c, r int) float32 { // unexplained ink
		k := r*f.W + c
		if c < b.c0 || c >= b.c1 || !f.seen[k] {
			return 0
		}
		return max(0, f.ink[k]-amp*min(b.sum[k], 1))
	}
	end := int(prizeEndMM * f.Rho)
	for r := b.r0; r < b.r1; r++ {
		v0, v1, v2, v3, v4, v5 := float32(0), float32(0), float32(0), left(b.c0, r), left(b.c0+1, r), left(b.c0+2, r)
		for c := b.c0; c < b.c1; c++ {
			v6 := left(c+3, r)
			m := (c-b.c0)*h + r
			b.prize[m], b.owner[m] = 0, 0
			if b.sum[r*f.W+c] > 0.5 {
				b.owner[m] = 2
			}
			s := v2 + 2*v3 + v4
			if eager > 0 && v3 > prizeInk*amp && !f.text[c*h+r] &&
				s > v1+2*v2+v3 && s > v0+2*v1+v2 && s >= v3+2*v4+v5 && s >= v4+2*v5+v6 {
				g := eager
				if c < t.c0+end || c >= t.c1-end {
					g = min(g, 1)
				}
				b.prize[m] = uint8(min(g*prizeRow*offerSteps*min(v3/amp, 1), 255))
			}
			v0, v1, v2, v3, v4, v5 = v1, v2, v3, v4, v5, v6
		}
	}
}

// renew draws the chunks of a track that a trial has changed, and puts them
// into the sum of the sheet.
func (q *fitter) renew(b *bench, j int) {
	for i := range q.chunks[j] {
		c := &q.chunks[j][i]
		if c.c1 <= b.c0 || c.c0 >= b.c1 {
			continue
		}
		for l := range c.touches {
			q.sum[c.touches[l].k] -= c.touches[l].c
		}
		b.draw(q.f, q.tracks[j], q.pen, c)
		for l := range c.touches {
			q.sum[c.touches[l].k] += c.touches[l].c
		}
	}
}
