package trace

import (
	"math"

	"github.com/einthoven-ecg/einthoven/internal/par"
)

// A refit fits stretches of a fitter's curves again, as lines with other knots,
// while all else on the sheet stays as it is.
type refit struct {
	q      *fitter
	pieces []piece
	inner  fitter // its tracks are the stretches
}

// A piece is a chunk of one of the fitter's curves.
type piece struct{ track, chunk int }

// newRefit prepares for stretches; sum is the coverage by all curves, which the
// refit changes.
func (q *fitter) newRefit(pieces []piece, sum []float32) *refit {
	r := &refit{q: q, pieces: pieces}
	r.inner = fitter{f: q.f, pen: q.pen, noise: q.noise, workers: q.workers, sum: sum}
	r.inner.tracks = make([]*track, len(pieces))
	r.inner.chunks = make([][]chunk, len(pieces))
	r.inner.work = make([]*workspace, len(pieces))
	for a, p := range pieces {
		c := &q.chunks[p.track][p.chunk]
		for k := range c.touches {
			sum[c.touches[k].k] -= c.touches[k].c
		}
		n := c.k1 - c.k0
		r.inner.work[a] = newWorkspace(n)
		r.inner.tracks[a] = &track{y: make([]float64, n), sigma: make([]float64, n), hidden: make([]bool, n)}
		r.inner.chunks[a] = []chunk{{}}
	}
	return r
}

// fit starts from the present curves and fits lines with knots at offset,
// offset+step, ... of the page.
func (r *refit) fit(step, offset float64, rounds int) {
	r.wipe()
	r.inner.spacing = step
	for a, p := range r.pieces {
		t, c := r.q.tracks[p.track], &r.q.chunks[p.track][p.chunk]
		in := r.inner.tracks[a]
		first := r.q.first(p.track, step, offset)
		x0 := first + step*math.Ceil((float64(c.k0)-first)/step-1e-9)
		n := max(int((float64(c.k1-1)-x0)/step+1e-9)+1, 0)
		in.Window, in.lo, in.hi, in.c0, in.c1, in.cy, in.amp = t.Window, t.lo, t.hi, c.c0, c.c1, t.cy, t.amp
		t.resample(in, x0, step, n)
		d := &r.inner.chunks[a][0]
		*d = chunk{c0: c.c0, c1: c.c1, k1: n, touches: d.touches[:0], stale: math.Inf(1)}
	}
	for range rounds {
		r.inner.redraw()
		par.Each(r.inner.workers, len(r.pieces), func(a int) { r.inner.improve(a) })
	}
	r.inner.redraw()
}

// wipe takes what was drawn out of the sum.
func (r *refit) wipe() {
	for a := range r.pieces {
		c := &r.inner.chunks[a][0]
		for k := range c.touches {
			r.inner.sum[c.touches[k].k] -= c.touches[k].c
		}
		c.touches = c.touches[:0]
	}
}

// end puts the sum back as it was.
func (r *refit) end() {
	r.wipe()
	for _, p := range r.pieces {
		c := &r.q.chunks[p.track][p.chunk]
		for k := range c.touches {
			r.inner.sum[c.touches[k].k] += c.touches[k].c
		}
	}
}

// costs is half of chi squared over the samples that the present curves touch,
// by blocks of their knots.
func (r *refit) costs() []float64 {
	q := r.q
	inv := 1 / (q.noise * q.noise * oversample)
	limit := max(inkLimit, 3*q.noise)
	parts := make([][]float64, len(r.pieces))
	par.Each(q.workers, len(r.pieces), func(a int) {
		i := r.pieces[a].track
		c := &q.chunks[i][r.pieces[a].chunk]
		n := q.tracks[i].n
		out := make([]float64, (c.k1-c.k0)/clockBlock+1)
		for l := range c.touches {
			p := &c.touches[l]
			k := int(p.footA) + c.k0
			if p.cap || k < clockEnd || k > n-clockEnd {
				continue
			}
			e32, _ := q.residual(&touch{k: p.k}, r.inner.sum)
			e, g := float64(e32), float64(q.f.Grid[p.k])
			if e > 0 && p.text {
				e *= textPull
			}
			w := inv / (1 + gridDistrust*g*g)
			e = math.Abs(e)
			b := int(p.footA) / clockBlock
			if e > limit { // what weights of (limit/e)^2 stand for
				out[b] += 0.5 * w * limit * limit * (1 + 2*math.Log(e/limit))
			} else {
				out[b] += 0.5 * w * e * e
			}
		}
		parts[a] = out
	})
	var out []float64
	for _, p := range parts {
		out = append(out, p...)
	}
	return out
}

// at is the curve at position x in knots, by a cubic through the four knots
// about it (Catmull and Rom 1974).
func (t *track) at(x float64) float64 {
	k := min(max(int(math.Floor(x)), 0), t.n-1)
	f := min(max(x-float64(k), 0), 1)
	y := func(k int) float64 { return t.y[min(max(k, 0), t.n-1)] }
	a, b, c, d := y(k-1), y(k), y(k+1), y(k+2)
	return b + 0.5*f*(c-a+f*(2*a-5*b+4*c-d+f*(3*(b-c)+d-a)))
}

// resample gives out, which has room for them, n knots of the curve at x0, x0+step,
// ... in its own.
func (t *track) resample(out *track, x0, step float64, n int) {
	out.n, out.cx, out.dx = n, t.cx+x0*t.dx, step*t.dx
	out.y, out.sigma, out.hidden = out.y[:n], out.sigma[:n], out.hidden[:n]
	for k := range n {
		x := x0 + step*float64(k)
		out.y[k] = t.at(x)
		out.hidden[k] = t.hidden[min(int(x+0.5), t.n-1)]
	}
}

// follow puts all curves onto a recorder's clock. Where that is sure they are
// fitted once more, as lines that bend at the recorder's samples only.
func (q *fitter) follow(c clock) {
	var lines []*track
	if c.strength > clockDraw {
		lines = q.onClock(c)
	}
	first := make([]float64, len(q.tracks))
	for i := range first {
		first[i] = q.first(i, c.step, c.offset)
	}
	for i, t := range q.tracks {
		y := make([]float64, t.n)
		for k := range y {
			x := float64(k) + c.offset
			y[k] = t.at(x)
			if lines == nil {
				continue
			}
			l := lines[i]
			if v := (x - first[i]) / c.step; v >= 0 && v <= float64(l.n-1) && l.n > 1 {
				j := min(int(v), l.n-2)
				y[k] = l.y[j] + (v-float64(j))*(l.y[j+1]-l.y[j])
			}
		}
		t.y = y
		t.cx += c.offset * t.dx
	}
}

// onClock fits all curves as lines with knots at the recorder's samples.
func (q *fitter) onClock(c clock) []*track {
	step := c.step
	lines := make([]*track, len(q.tracks))
	for i, t := range q.tracks {
		l := *t
		first := q.first(i, step, c.offset)
		n := int((float64(t.n-1)-first)/step) + 1
		l.y, l.sigma, l.hidden = make([]float64, n), make([]float64, n), make([]bool, n)
		t.resample(&l, first, step, n)
		lines[i] = &l
	}
	inner := newFitter(q.f, lines, q.marks, q.workers)
	inner.pen, inner.noise, inner.spacing = q.pen, q.noise, step
	inner.forget()
	for range clockFollow {
		inner.redraw()
		par.Each(q.workers, len(lines), func(i int) { inner.improve(i) })
	}
	return lines
}

// first is the knot of a curve, from 0 and below step, at which the first of the
// page's places offset, offset+step, ... lies.
func (q *fitter) first(i int, step, offset float64) float64 {
	x0 := math.Inf(1)
	for _, t := range q.tracks {
		x0 = min(x0, t.cx)
	}
	t := q.tracks[i]
	x := math.Mod(offset-math.Round((t.cx-x0)/t.dx), step)
	if x < 0 {
		x += step
	}
	if x >= step {
		x = 0
	}
	return x
}
