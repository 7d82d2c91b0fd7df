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
	fitRounds  = 14
	bendFloor  = 0.03  // mm: standard deviation of second differences at rest
	bendFollow = 0.7   // and as a share of those found nearby
	inkLimit   = 0.3   // darkness beyond which a residual counts less
	leastNoise = 0.012 // of darkness: the fit trusts no picture more
	oversample = 2.0   // samples of the sheet that carry one sample's worth of noise
	settled    = 0.02  // samples: a chunk whose knots moved less is not redrawn
	firstHalf  = 0.17  // mm: half width and blur of the pen before it is measured
	firstBlur  = 0.09
)

// A fitter fits all curves of a sheet to its samples: knots are moved until
// the drawn strokes, together, match the darkness (Gauss-Newton).
type fitter struct {
	f       *field
	tracks  []*track
	blind   [][]bool // by track and column: nothing is to be learned there
	pen     *pen
	chunks  [][]chunk
	work    []*workspace
	sum     []float32 // coverage by all curves
	noise   float64   // of a sample's darkness
	workers int
}

// A workspace is what fitting one track needs.
type workspace struct {
	drawer
	band
	bend []float64
}

func newFitter(f *field, tracks []*track, blind [][]bool, workers int) *fitter {
	amp := float32(0)
	for _, t := range tracks {
		amp += t.amp / float32(len(tracks))
	}
	q := &fitter{f: f, tracks: tracks, blind: blind, noise: 0.08, workers: workers}
	q.sum = make([]float32, f.W*f.H)
	q.pen = newPen(firstHalf*f.Rho, firstBlur*f.Rho, amp)
	q.chunks = make([][]chunk, len(tracks))
	q.work = make([]*workspace, len(tracks))
	for i, t := range tracks {
		q.chunks[i] = t.chunks(f, halfMost+3*blurMost)
		q.work[i] = &workspace{band: *newBand(t.n), bend: make([]float64, t.n)}
	}
	return q
}

// run fits all tracks.
func (q *fitter) run(ctx context.Context) error {
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
		par.Each(q.workers, len(q.tracks), func(i int) { q.improve(i) })
	}
	return nil
}

// forget makes every chunk be drawn again: the pen has changed.
func (q *fitter) forget() {
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
				q.work[i].draw(q.f, q.tracks[i], q.pen, q.blind[i], c)
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
				e, _ := q.residual(&q.chunks[i][j].touches[k])
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
func (q *fitter) residual(t *touch) (e, follow float32) {
	g := q.f.Grid[t.k]
	cover := max(t.c, q.sum[t.k])
	follow = (1 - g) * q.pen.amp
	if cover >= 1 {
		cover, follow = 1, 0
	}
	return q.f.Dark[t.k] - g - (1-g)*q.pen.amp*cover, follow
}

// improve takes one Gauss-Newton step for a track and sets its sigma.
func (q *fitter) improve(i int) {
	t, s := q.tracks[i], q.work[i]
	n := t.n
	s.band.clear()
	a0, a1, rhs := s.a0, s.a1, s.b
	inv := 1 / (q.noise * q.noise * oversample)
	limit := max(inkLimit, 3*q.noise)
	for j := range q.chunks[i] {
		c := &q.chunks[i][j]
		for l := range c.touches {
			p := &c.touches[l]
			e32, follow := q.residual(p)
			e, g := float64(e32), float64(q.f.Grid[p.k])
			w := inv / (1 + 25*g*g)
			if e > limit {
				w *= limit / e * limit / e // ink that is not of this curve
			} else if e < -2*limit {
				w *= -2 * limit / e
			}
			foot, slope := p.footA, p.gA
			for foot >= 0 {
				k := min(int(foot), c.k1-c.k0-2)
				u := float64(foot) - float64(k)
				k += c.k0
				d := float64(slope * follow)
				j0, j1 := d*(1-u), d*u
				a0[k] += w * j0 * j0
				a0[k+1] += w * j1 * j1
				a1[k] += w * j0 * j1
				rhs[k] += w * j0 * e
				rhs[k+1] += w * j1 * e
				if foot == p.footB {
					break
				}
				foot, slope = p.footB, p.gB
			}
		}
	}
	q.smooth(i)
	for k := range n {
		a0[k] *= 1 + 1e-3
		a0[k] += 1e-4
	}
	s.solve()
	for k := range n {
		steep := 0.0
		if k > 0 {
			steep = math.Abs(t.y[k] - t.y[k-1])
		}
		if k+1 < n {
			steep = max(steep, math.Abs(t.y[k+1]-t.y[k]))
		}
		m := 1 + 0.75*steep
		t.sigma[k] = honest * math.Sqrt(a0[k])
		rhs[k] = min(max(rhs[k], -m), m)
	}
	for k := range n {
		y := min(max(t.y[k]+rhs[k], 0), float64(q.f.H-1))
		rhs[k] = math.Abs(y - t.y[k])
		t.y[k] = y
	}
	for j := range q.chunks[i] {
		c := &q.chunks[i][j]
		if c.k1 > c.k0 {
			c.stale += slices.Max(rhs[c.k0:c.k1])
		}
	}
}

// honest widens sigma to what was found against the truth.
const honest = 3.5

// smooth adds the prior: second differences are small where their neighbours
// are, and hidden stretches are level.
func (q *fitter) smooth(i int) {
	t, s := q.tracks[i], q.work[i]
	n := t.n
	a0, a1, a2, rhs, bend := s.a0, s.a1, s.a2, s.b, s.bend
	for k := 1; k+1 < n; k++ {
		bend[k] = t.y[k-1] - 2*t.y[k] + t.y[k+1]
	}
	floor := bendFloor * q.f.Rho
	for k := 1; k+1 < n; k++ {
		b := 0.0
		m := 0
		for l := max(1, k-3); l <= min(n-2, k+3); l++ {
			b += bend[l] * bend[l]
			m++
		}
		w := 1 / (floor*floor + bendFollow*bendFollow*b/float64(m))
		if q.blind[i][t.knotColumn(q.f, k)] {
			// Nothing is seen here: level, and no sharper than at rest.
			w = 1 / (floor * floor)
			const level = 4.0
			d := t.y[k] - t.y[k-1]
			a0[k-1] += level
			a0[k] += level
			a1[k-1] -= level
			rhs[k-1] += level * d
			rhs[k] -= level * d
		}
		a0[k-1] += w
		a0[k] += 4 * w
		a0[k+1] += w
		a1[k-1] -= 2 * w
		a1[k] -= 2 * w
		a2[k-1] += w
		rhs[k-1] -= w * bend[k]
		rhs[k] += 2 * w * bend[k]
		rhs[k+1] -= w * bend[k]
	}
}
