package trace

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"math/cmplx"
	"slices"
)

// A recorder keeps samples at a fixed rate and joins them by straight lines
// when it prints. The vertices of the drawn line then stand at even steps, and
// a line that may bend only there fits the picture best if its steps are those
// of the recorder: this tells where the record's samples lie to a fraction of
// a pixel, finer than the beginning of a line can be seen.

// Settings of the clock. Found on pages of known geometry: the offset is right
// to 0.05 ms on clean renders of 250 Hz and 100 Hz records, to 0.2 ms on scans
// at 150 dpi, and where it is not, its strength is low.
const (
	clockPhases = 5     // offsets tried over one step of the recorder
	clockRounds = 2     // of fitting at each
	clockBlock  = 25    // knots over which costs are summed before they are weighed
	clockCap    = 30.0  // half of chi squared that halves a block's weight: beyond it the fit had other troubles
	clockEnd    = 8     // knots at either end of a curve that say nothing
	clockParts  = 4     // the curves are asked in so many turns
	clockEnough = 20.0  // strength at which no more are asked
	clockVain   = 3.5   // and below which, half way, neither
	clockBend   = 2.0   // samples of the sheet: sharper bends tell no more
	clockLeast  = 2.5   // strength from which a rate is thought of at all,
	clockSlow   = 20.0  // and one whose bends other rates also have
	clockFollow = 3     // rounds of fitting on the recorder's own samples
	clockDraw   = 8.0   // strength from which the line of the recorder replaces the free one
	clockFine   = 0.38  // samples of the sheet between two knots, at least, for a step of one knot to show
	clockExact  = 0.05  // knots: no offset is known better
	clockStart  = 0.075 // mm: how well the first sample was placed before
)

// clockSteps are the steps of recorders in knots, which are 2 ms: 500, 250 and
// 100 samples a second.
var clockSteps = [...]float64{1, 2, 5}

// A clock is where a recorder's samples lie.
type clock struct {
	step     float64 // knots between two
	offset   float64 // of the one nearest to the first knot of the page, in knots
	sigma    float64 // of the offset, knots
	strength float64 // see tide
}

// A tide sums up how costs rise and fall with the offset. Blocks that know
// nothing point anywhere, so |sum|^2/power is distributed as exp(-x) by chance.
type tide struct {
	sum   complex128
	power float64
	// costs at even phases of what was asked last, and whether they say that
	// this is not the recorder's rate.
	costs [clockPhases]float64
	wrong bool
}

func (t *tide) strength() float64 {
	if t.power == 0 {
		return 0
	}
	return real(t.sum*cmplx.Conj(t.sum)) / t.power
}

// add takes in the costs of one block at even phases.
func (t *tide) add(costs []float64) {
	lo, hi := math.Inf(1), math.Inf(-1)
	var h complex128
	for k, c := range costs {
		lo, hi = min(lo, c), max(hi, c)
		h += complex(c, 0) * cmplx.Rect(1, 2*math.Pi*float64(k)/float64(len(costs)))
	}
	h /= complex(1+(hi-lo)/clockCap, 0)
	t.sum += h
	t.power += real(h * cmplx.Conj(h))
}

// tooDear tells whether lines of a slow recorder cost too much where they fit
// best. Mains hum at half its rate has a peak at each of its steps, too, and tells
// of a place for them, but there is much else between them that they do not
// explain. Lines of the right rate lose less in their best place against lines
// that bend more often, which cost fine, than they lose more in their worst one:
// 0.2 to 1.3 of it on pages of 100 Hz records, 2.3 and more on those with hum.
func (t *tide) tooDear(fine float64) bool {
	lo, hi := slices.Min(t.costs[:]), slices.Max(t.costs[:])
	const most = 1.75 // the geometric mean of 1.3 and 2.3
	return lo-fine > most*(hi-lo)
}

// findClock finds the recorder's clock. ok is false where the picture does not
// tell.
func (q *fitter) findClock(ctx context.Context) (c clock, ok bool, err error) {
	var tides [len(clockSteps)]tide
	pieces := q.telling()
	sum := slices.Clone(q.sum)
	for part := range clockParts {
		some := pieces[part*len(pieces)/clockParts : (part+1)*len(pieces)/clockParts]
		if len(some) == 0 {
			continue
		}
		r := q.newRefit(some, sum)
		fine := math.Inf(1) // costs of the lines that bend most often
		for s, step := range clockSteps {
			t := &tides[s]
			if step*q.tracks[0].dx < clockFine || t.wrong || step > 2 && part > 0 && t.strength() < clockSlow/2 {
				continue
			}
			if err := r.ask(ctx, step, t); err != nil {
				return c, false, err
			}
			if step <= 2 {
				fine = min(fine, slices.Min(t.costs[:]))
			} else if t.wrong = t.tooDear(fine); t.wrong {
				*t = tide{wrong: true}
			}
		}
		r.end()
		best, fast := 0.0, 0.0
		for s, step := range clockSteps {
			best = max(best, tides[s].strength())
			if step <= 2 {
				fast = max(fast, tides[s].strength())
			}
		}
		if best > clockEnough || part > 0 && fast < clockVain {
			break
		}
	}
	c, said := decide(tides[:])
	if said == nil {
		return c, false, nil
	}
	c.place(said, clockStart/(q.tracks[0].dx/q.f.Rho))
	return c, true, nil
}

// decide chooses the rate that shows most, and what is to be heard about its
// offset: of both fast rates, because records of 250 Hz also have vertices at every
// step of 500 Hz. tides are by clockSteps.
func decide(tides []tide) (c clock, said []hint) {
	for s, step := range clockSteps {
		z := tides[s].strength()
		h := hint{step, cmplx.Phase(-tides[s].sum) / (2 * math.Pi) * step, z - 1}
		switch slow := step > 2; {
		case slow && (z < clockSlow || z < c.strength), z < clockLeast:
			continue
		case slow:
			said = []hint{h}
		default:
			said = append(said, h)
		}
		if z > c.strength {
			c = clock{step: step, strength: z}
		}
	}
	return c, said
}

// ask hears what the pieces say of one rate.
func (r *refit) ask(ctx context.Context, step float64, t *tide) error {
	costs, err := r.try(ctx, step)
	if err != nil {
		return err
	}
	for k := range t.costs {
		t.costs[k] = 0
		for _, v := range costs[k] {
			t.costs[k] += v
		}
	}
	block := make([]float64, clockPhases)
	for b := range costs[0] {
		for k := range block {
			block[k] = costs[k][b]
		}
		t.add(block)
	}
	return nil
}

// try fits lines at even phases of a rate and returns their costs by phase and
// block.
func (r *refit) try(ctx context.Context, step float64) ([][]float64, error) {
	costs := make([][]float64, clockPhases)
	for k := range costs {
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("trace: stopped while looking for the recorder's samples: %w", err)
		}
		r.fit(step, step*float64(k)/clockPhases, clockRounds)
		costs[k] = r.costs()
	}
	return costs, nil
}

// telling lists the chunks of all curves by what they may tell of the
// recorder's samples for the time it takes to draw them, most first: bends tell,
// but what bends by more than a few samples does not fit at once.
func (q *fitter) telling() []piece {
	type worth struct {
		piece
		by float64
	}
	var all []worth
	for i, t := range q.tracks {
		for j := range q.chunks[i] {
			c := &q.chunks[i][j]
			if c.k1-c.k0 < 2*clockEnd {
				continue
			}
			bends, lo, hi := 0.0, math.Inf(1), math.Inf(-1)
			for k := c.k0; k < c.k1; k++ {
				lo, hi = min(lo, t.y[k]), max(hi, t.y[k])
				if k >= c.k0+2 && k+2 < c.k1 {
					d := t.y[k-2] - 2*t.y[k] + t.y[k+2]
					bends += min(d*d, clockBend*clockBend)
				}
			}
			all = append(all, worth{piece{i, j}, bends / (hi - lo + 4*float64(q.pen.reach))})
		}
	}
	slices.SortStableFunc(all, func(a, b worth) int { return cmp.Compare(b.by, a.by) })
	out := make([]piece, len(all))
	for i, w := range all {
		out[i] = w.piece
	}
	return out
}

// A hint is what the bends at one rate say of the offset: its log likelihood is
// a cosine about a place, as high as the strength above chance.
type hint struct{ step, at, height float64 }

// place weighs hints against the place that the first sample was given before,
// which is right to spread.
func (c *clock) place(said []hint, spread float64) {
	const n = 400
	likely := func(u float64) float64 {
		l := -u * u / (2 * spread * spread)
		for _, h := range said {
			l += 2 * h.height * math.Cos(2*math.Pi*(u-h.at)/h.step)
		}
		return l
	}
	best := math.Inf(-1)
	for k := range n {
		u := c.step * (float64(k)/n - 0.5)
		if l := likely(u); l > best {
			best, c.offset = l, u
		}
	}
	var sum, square float64
	for k := range n {
		d := c.step * (float64(k)/n - 0.5) // from the offset: it is known but for whole steps
		p := math.Exp(likely(c.offset+d) - best)
		sum += p
		square += p * d * d
	}
	c.sigma = math.Hypot(clockExact, math.Sqrt(square/sum))
}
