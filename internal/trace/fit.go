package trace

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/par"
)

// Settings of the fit, found by trying on development pages.
const (
	fitRounds    = 14
	bendFloor    = 0.03  // mm: standard deviation of second differences at rest
	bendFollow   = 0.7   // and as a share of those found nearby
	bendLag      = 1.2   // what bends over two knots count for as a measure of those nearby
	bendEdge     = 2     // outermost knots whose own bends say nothing
	levelling    = 20.0  // weight of levelness where a curve is hidden
	gridDistrust = 25    // weight lost with the square of the grid's darkness
	inkLimit     = 0.3   // darkness beyond which a residual counts less
	textPull     = 0.1   // share of a residual that counts where a name explains it
	leastNoise   = 0.012 // of darkness: the fit trusts no picture more
	oversample   = 2.0   // samples of the sheet that carry one sample's worth of noise
	settled      = 0.02  // samples: a chunk whose knots moved less is not redrawn
	firstHalf    = 0.17  // mm: half width and blur of the pen before it is measured
	firstBlur    = 0.09
)

// A fitter fits all curves of a sheet to its samples: knots are moved until
// the drawn strokes, together, match the darkness (Gauss-Newton).
type fitter struct {
	f       *field
	tracks  []*track
	pen     *pen
	chunks  [][]chunk
	work    []*workspace
	sum     []float32 // coverage by all curves and marks
	marks   []mark
	drawn   []touch   // what the marks have added to sum
	noise   float64   // of a sample's darkness
	vain    []trouble // for which no better drawing was found
	workers int
	spacing float64 // of the knots, in steps of the curves: 1
}

// A workspace is what fitting knots of one track needs.
type workspace struct {
	drawer
	band
	all         band // its buffers at full length
	bend, scale []float64
}

func newWorkspace(n int) *workspace {
	return &workspace{all: *newBand(n), bend: make([]float64, n), scale: make([]float64, n)}
}

// size clears the system and gives it n knots.
func (s *workspace) size(n int) {
	s.band = band{s.all.a0[:n], s.all.a1[:n], s.all.a2[:n], s.all.b[:n]}
	s.band.clear()
}

func newFitter(f *field, tracks []*track, marks []mark, workers int) *fitter {
	q := &fitter{f: f, tracks: tracks, marks: marks, noise: 0.08, workers: workers, spacing: 1}
	q.sum = make([]float32, f.W*f.H)
	q.pen = newPen(firstHalf*f.Rho, firstBlur*f.Rho, meanInk(tracks))
	q.chunks = make([][]chunk, len(tracks))
	q.work = make([]*workspace, len(tracks))
	for i, t := range tracks {
		q.chunks[i] = t.chunks(f, halfMost+3*blurMost)
		q.work[i] = newWorkspace(t.n)
	}
	q.drawMarks()
	return q
}

// drawMarks draws the marks with the present pen.
func (q *fitter) drawMarks() {
	for _, p := range q.drawn {
		q.sum[p.k] -= p.c
	}
	q.drawn = q.drawn[:0]
	for _, m := range q.marks {
		m.blurred(q.f, q.pen.blur, func(k int, c float32) {
			q.drawn = append(q.drawn, touch{k: int32(k), c: c})
			q.sum[k] += c
		})
	}
}

// run fits all tracks.
func (q *fitter) run(ctx context.Context, d *reading) error {
	for round := range fitRounds {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("trace: stopped while fitting: %w", err)
		}
		q.redraw()
		if round < 4 || round%4 == 0 {
			q.measurePen()
		}
		if round == 0 {
			q.forget()
			q.redraw()
		}
		if round == 6 || round == 10 {
			if _, err := q.revise(ctx, d); err != nil {
				return err
			}
		}
		par.Each(q.workers, len(q.tracks), func(i int) { q.improve(i) })
	}
	return nil
}

// forget makes everything be drawn again: the pen has changed.
func (q *fitter) forget() {
	q.drawMarks()
	for i := range q.chunks {
		for j := range q.chunks[i] {
			q.chunks[i][j].stale = math.Inf(1)
		}
	}
}

// redraw draws the chunks whose knots have moved and keeps the sum of all
// coverages. Sums are changed by one goroutine, so that their rounding does
// not depend on the number of workers.
func (q *fitter) redraw() {
	for i := range q.chunks {
		for j := range q.chunks[i] {
			if c := &q.chunks[i][j]; c.stale > settled {
				for k := range c.touches {
					q.sum[c.touches[k].k] -= c.touches[k].c
				}
			}
		}
	}
	par.Each(q.workers, len(q.tracks), func(i int) {
		for j := range q.chunks[i] {
			if c := &q.chunks[i][j]; c.stale > settled {
				q.work[i].draw(q.f, q.tracks[i], q.pen, c)
				c.fresh = true
			}
		}
	})
	for i := range q.chunks {
		for j := range q.chunks[i] {
			if c := &q.chunks[i][j]; c.fresh {
				c.fresh = false
				for k := range c.touches {
					q.sum[c.touches[k].k] += c.touches[k].c
				}
			}
		}
	}
}

// measurePen finds darkness, width and blur of the strokes from the mean
// darkness against the distance to the centre line, and the noise about it.
func (q *fitter) measurePen() {
	const per = 8 // bins a sample
	n := int(q.pen.reach*per) + 1
	bins := make([][]float32, n)
	total := 0
	for i := range q.chunks {
		for j := range q.chunks[i] {
			total += len(q.chunks[i][j].touches)
		}
	}
	skip := 1 + total/60000
	at := 0
	for i := range q.chunks {
		for j := range q.chunks[i] {
			ts := q.chunks[i][j].touches
			for ; at < len(ts); at += skip {
				t := &ts[at]
				if t.d < 0 || q.f.Grid[t.k] > 0.35 || q.sum[t.k]-t.c > 0.02 {
					continue
				}
				if b := int(t.d * per); b < n {
					bins[b] = append(bins[b], q.f.ink[t.k])
				}
			}
			at -= len(ts)
		}
	}
	var p profile
	for b, x := range bins {
		if len(x) < 30 {
			continue
		}
		slices.Sort(x)
		s := 0.0
		x = x[len(x)/8 : len(x)-len(x)/8]
		for _, v := range x {
			s += float64(v)
		}
		p.d = append(p.d, (float64(b)+0.5)/per)
		p.v = append(p.v, s/float64(len(x)))
	}
	if len(p.d) < 6 {
		return
	}
	q.pen = newPen(p.fitPen())
	// Noise: the median absolute residual near the strokes.
	var res []float64
	for i := range q.chunks {
		for j := range q.chunks[i] {
			for k := 0; k < len(q.chunks[i][j].touches); k += 7 {
				e, _ := q.residual(&q.chunks[i][j].touches[k], q.sum)
				res = append(res, math.Abs(float64(e)))
			}
		}
	}
	if len(res) > 100 {
		slices.Sort(res)
		q.noise = max(leastNoise, 1.4826*res[len(res)/2])
	}
}

// residual returns observed minus drawn darkness, and how the drawn darkness
// follows the coverage by one curve.
func (q *fitter) residual(t *touch, sum []float32) (e, follow float32) {
	g := q.f.Grid[t.k]
	cover := max(t.c, sum[t.k])
	follow = (1 - g) * q.pen.amp
	if cover >= 1 {
		cover, follow = 1, 0
	}
	return q.f.Dark[t.k] - g - (1-g)*q.pen.amp*cover, follow
}

// improve takes one Gauss-Newton step for a track and sets its sigma.
func (q *fitter) improve(i int) {
	t, s := q.tracks[i], q.work[i]
	q.assemble(s, t, q.chunks[i], q.sum, 0, t.n)
	s.solve()
	for k, v := range s.a0 {
		t.sigma[k] = honest * math.Sqrt(v)
	}
	q.advance(s, t, 0)
	for j := range q.chunks[i] {
		c := &q.chunks[i][j]
		if c.k1 > c.k0 {
			c.stale += slices.Max(s.b[c.k0:c.k1])
		}
	}
}

// assemble sets up the normal equations of the knots k0 to k1 of a track from
// its drawn chunks; the other knots are held. sum is the coverage by all
// curves.
func (q *fitter) assemble(s *workspace, t *track, chunks []chunk, sum []float32, k0, k1 int) {
	n := k1 - k0
	s.size(n)
	a0, a1, rhs := s.a0, s.a1, s.b
	inv := 1 / (q.noise * q.noise * oversample)
	limit := max(inkLimit, 3*q.noise)
	for j := range chunks {
		c := &chunks[j]
		for l := range c.touches {
			p := &c.touches[l]
			e32, follow := q.residual(p, sum)
			e, g := float64(e32), float64(q.f.Grid[p.k])
			if e > 0 {
				if p.cap {
					continue // what lies beyond an end need not be explained
				}
				if p.text {
					e *= textPull
				}
			}
			w := inv / (1 + gridDistrust*g*g)
			if e > limit {
				w *= limit / e * limit / e // ink that is not of this curve
			}
			foot, slope := p.footA, p.gA
			for foot >= 0 {
				k := min(int(foot), c.k1-c.k0-2)
				u := float64(foot) - float64(k)
				k += c.k0 - k0
				d := float64(slope * follow)
				j0, j1 := d*(1-u), d*u
				if k >= 0 && k < n {
					a0[k] += w * j0 * j0
					rhs[k] += w * j0 * e
					if k+1 < n {
						a1[k] += w * j0 * j1
					}
				}
				if k++; k >= 0 && k < n {
					a0[k] += w * j1 * j1
					rhs[k] += w * j1 * e
				}
				if foot == p.footB {
					break
				}
				foot, slope = p.footB, p.gB
			}
		}
	}
	q.smooth(s, t, k0, k1)
	for k := range n {
		a0[k] *= 1 + 1e-3
		a0[k] += 1e-4
	}
}

// advance moves the knots from k0 on by the solved steps, which it replaces by
// how far each has moved. Steep knots may move farther.
func (q *fitter) advance(s *workspace, t *track, k0 int) {
	step := s.b
	for i := range step {
		k := i + k0
		steep := 0.0
		if k > 0 {
			steep = math.Abs(t.y[k] - t.y[k-1])
		}
		if k+1 < t.n {
			steep = max(steep, math.Abs(t.y[k+1]-t.y[k]))
		}
		m := 1 + 0.75*steep
		step[i] = min(max(step[i], -m), m)
	}
	for i := range step {
		k := i + k0
		y := min(max(t.y[k]+step[i], 0), float64(q.f.H-1))
		step[i] = math.Abs(y - t.y[k])
		t.y[k] = y
	}
}

// honest widens sigma to what was found against the truth.
const honest = 3.5

// smooth adds the prior: second differences are small where their neighbours
// are, and hidden stretches are level.
func (q *fitter) smooth(s *workspace, t *track, k0, k1 int) {
	n := t.n
	lo, hi := max(0, k0-6), min(n, k1+6) // knots whose bends matter
	bend, scale := s.bend[:hi-lo], s.scale[:hi-lo]
	for k := lo; k < hi; k++ {
		b, v := 0.0, 0.0
		if k >= 1 && k+1 < n {
			b = t.y[k-1] - 2*t.y[k] + t.y[k+1]
			v = b
		}
		if k >= 2 && k+2 < n {
			v = bendLag * (t.y[k-2] - 2*t.y[k] + t.y[k+2]) / 4
		}
		bend[k-lo], scale[k-lo] = b, v*v
	}
	floor := bendFloor * q.f.Rho * q.spacing * q.spacing
	add := func(v []float64, k int, by float64) {
		if k >= k0 && k < k1 {
			v[k-k0] += by
		}
	}
	for k := max(1, k0-1); k < min(n-1, k1+1); k++ {
		b, m := 0.0, 0
		// The bends of the outermost knots themselves do not count: nothing
		// beyond them would hold a curve back that runs off.
		for l := max(1+bendEdge, k-3); l <= min(n-2-bendEdge, max(k, 1+bendEdge)+3); l++ {
			if l < lo || l >= hi {
				continue
			}
			b += scale[l-lo]
			m++
		}
		w := 1 / (floor*floor + bendFollow*bendFollow*b/float64(max(m, 1)))
		if t.hidden[k] {
			// Nothing is seen here: level, and no sharper than at rest.
			w = 1 / (floor * floor)
			const level = levelling
			d := t.y[k] - t.y[k-1]
			add(s.a0, k-1, level)
			add(s.a0, k, level)
			add(s.b, k-1, level*d)
			add(s.b, k, -level*d)
			if k-1 >= k0 && k < k1 {
				s.a1[k-1-k0] -= level
			}
		}
		c := w * bend[k-lo]
		add(s.a0, k-1, w)
		add(s.a0, k, 4*w)
		add(s.a0, k+1, w)
		add(s.b, k-1, -c)
		add(s.b, k, 2*c)
		add(s.b, k+1, -c)
		if k-1 >= k0 && k < k1 {
			s.a1[k-1-k0] -= 2 * w
		}
		if k >= k0 && k+1 < k1 {
			s.a1[k-k0] -= 2 * w
		}
		if k-1 >= k0 && k+1 < k1 {
			s.a2[k-1-k0] += w
		}
	}
}
