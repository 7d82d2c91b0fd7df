package trace

import (
	"cmp"
	"math"
	"slices"
)

// Beats of one lead are alike, and all leads of a column show the same beats.
// What a curve does where it is not seen, or not seen well, is foretold from
// that: it goes as it went at other places of its window where it came from and
// went on as it does here, and where the curves above and below it looked as they
// do here. That is a forecast by analogues (Lorenz, J. Atmos. Sci. 26, 1969),
// averaged with a Gaussian kernel. The constants were chosen on columns of 2.5 s of
// 102 recorded ECGs at 25 mm/s with 0.1 mm of noise.
const (
	pastMM      = 1.6  // length of the curve beside a gap that is compared
	pastFades   = 0.25 // distance from the gap in which its weight falls to 1/e
	aroundMM    = 1.0  // of other curves, beside the gap
	levelShare  = 0.85 // of the difference in level between two places that is taken over
	joinMM      = 0.3  // distance in which the step between curve and forecast fades
	alikeNoise  = 0.1  // noise of the curve as traced, mm
	alikeWidth  = 0.1  // variance of the kernel over that of the best match
	leastWeight = 9.0  // widths of the kernel that count
	alikeMM     = 60.0 // distance within which places are compared
	fewest      = 100  // knots that a window must have over those of a place
	subKnots    = 4    // places between knots that are compared
	othersMost  = 4    // other curves that are compared
	otherStride = 3    // knots from which other curves are compared
)

// The standard deviation of a forecast over the rms difference at the best
// place: 0.8 with other curves; without them 1.4, 2.0 and 2.8 at 0.15, 0.3 and 0.5 mm
// from what is seen, in two cases of three.
const (
	aheadSigma  = 0.8
	aheadGrowth = 4.0 // per mm
)

// A forecast is the way of a curve through knots that are not seen: rows and
// standard deviations, in samples of the sheet.
type forecast struct{ y, sigma []float64 }

// A side is what is seen on one side of a gap: m knots from knot k away from
// the gap.
type side struct{ k, dir, m int }

// A pattern is what is compared: knots of a curve with their weights, and
// stretches of other curves.
type pattern struct {
	at     []int
	weight []float64
	lo, hi int // all knots of the curve that a place needs, the gap too
	others []other
}

// An other is a stretch of another curve beside the pattern: knots k0 to k1 of
// it, half open.
type other struct {
	t      *track
	k0, k1 int
}

// sides returns what is seen beside the gap between a and b.
func (t *track) sides(a, b, most int) []side {
	var out []side
	for _, s := range []side{{k: a, dir: -1}, {k: b, dir: 1}} {
		for s.m < most && s.k+s.dir*s.m >= 0 && s.k+s.dir*s.m < t.n && !t.hidden[s.k+s.dir*s.m] {
			s.m++
		}
		if s.m > 0 {
			out = append(out, s)
		}
	}
	return out
}

// beside returns the curves of other rows nearest to one, without those that do
// not count.
func (t *track) beside(all []*track, count func(k int) bool) []*track {
	var out []*track
	for k, u := range all {
		common := min(t.c1, u.c1) - max(t.c0, u.c0)
		if 2*common > min(t.c1-t.c0, u.c1-u.c0) && count(k) {
			out = append(out, u)
		}
	}
	slices.SortStableFunc(out, func(a, b *track) int {
		return cmp.Compare(math.Abs(a.cy-t.cy), math.Abs(b.cy-t.cy))
	})
	return out[:min(len(out), othersMost)]
}

// alike foretells the knots between a and b, which are seen or lie beyond the
// ends of the window. others are curves of the same time. ok is false where too
// little is seen to compare with.
func (t *track) alike(f *field, a, b int, others []*track) (_ forecast, ok bool) {
	step := t.dx / f.Rho // mm between knots
	most := max(2, int(pastMM/step+0.5))
	sides := t.sides(a, b, most)
	if len(sides) == 0 || slices.MaxFunc(sides, func(p, q side) int { return p.m - q.m }).m < most/2 {
		return forecast{}, false
	}
	p := pattern{lo: max(a, 0), hi: min(b, t.n-1)}
	sum := 0.0
	for _, s := range sides {
		for i := range s.m {
			k, w := s.k+s.dir*i, math.Exp(-float64(i)*step/pastFades)
			p.at, p.weight = append(p.at, k), append(p.weight, w)
			p.lo, p.hi = min(p.lo, k), max(p.hi, k)
			sum += w
		}
	}
	for i := range p.weight {
		p.weight[i] /= sum
	}
	around := int(aroundMM / step)
	for _, u := range others {
		by := int(math.Round((t.cx - u.cx) / t.dx))
		o := other{u, a + by - around, b + by + around}
		if o.k0 >= 0 && o.k1 <= u.n && !slices.Contains(u.hidden[o.k0:o.k1], true) {
			p.others = append(p.others, o)
		}
	}
	if p.hi-p.lo+fewest > t.n {
		return forecast{}, false
	}
	noise := alikeNoise * f.Rho
	places, best := t.places(&p, int(alikeMM/step), noise)
	if len(places) == 0 {
		return forecast{}, false
	}
	width := kernel(best, noise)
	n := b - a - 1
	out := forecast{y: make([]float64, n), sigma: make([]float64, n)}
	total := 0.0
	join := make([]float64, len(sides))
	for i := range places {
		q := &places[i]
		if q.apart > countsTo(best, noise) {
			continue
		}
		w := math.Exp(-(q.apart - best) / width)
		total += w
		for j, s := range sides {
			join[j] = t.y[s.k] - t.shifted(s.k, q) - q.off
		}
		for j := range n {
			y := t.shifted(a+1+j, q) + q.off
			for i, s := range sides {
				y += join[i] * math.Exp(-math.Abs(float64(a+1+j-s.k))*step/joinMM)
			}
			out.y[j] += w * y
		}
	}
	for j := range n {
		d := math.Inf(1)
		for _, s := range sides {
			d = min(d, math.Abs(float64(a+1+j-s.k))*step)
		}
		out.y[j] /= total
		out.sigma[j] = math.Sqrt(best) * aheadSigma
		if len(p.others) == 0 {
			out.sigma[j] += math.Sqrt(best) * aheadGrowth * d
		}
	}
	return out, true
}

// A place is a shift of a pattern, in knots and a part of a knot, the level
// that is taken over and the mean square difference.
type place struct {
	by            int
	u, off, apart float64
}

// shifted is the curve at knot k, shifted.
func (t *track) shifted(k int, p *place) float64 {
	y := t.y[k+p.by]
	return y + p.u*(t.y[k+p.by+1]-y)
}

// places compares a pattern with the places about it at which all of the curve
// is seen, and returns those that count and the least difference found.
func (t *track) places(p *pattern, far int, noise float64) (out []place, best float64) {
	best = math.Inf(1)
	// Over a whole beat the best place need not be found to a part of a knot.
	steps := subKnots
	if len(p.others) > 0 {
		steps = 1
	}
	seen := 0
	for q := max(0, p.lo-far); q < min(t.n, p.hi+far); q++ {
		if t.hidden[q] {
			seen = 0
			continue
		}
		if seen++; seen < p.hi-p.lo+2 {
			continue
		}
		by := q - 1 - p.hi
		apart, ok := p.apart(by, countsTo(best, noise))
		if !ok {
			continue
		}
		for s := range steps {
			c := place{by: by, u: float64(s) / float64(steps)}
			var m, mm float64
			for i, w := range p.weight {
				k := p.at[i]
				y := t.y[k+by]
				d := t.y[k] - y - c.u*(t.y[k+by+1]-y)
				m += w * d
				mm += w * d * d
			}
			// The mean square of d - levelShare*m.
			c.off = levelShare * m
			c.apart = apart + mm - levelShare*(2-levelShare)*m*m
			if c.apart < countsTo(best, noise) {
				out = append(out, c)
				best = min(best, c.apart)
			}
		}
	}
	return out, best
}

// countsTo is the difference beyond which a place has no weight to speak of.
func countsTo(best, noise float64) float64 {
	return best + leastWeight*kernel(best, noise)
}

// kernel is twice the variance of the kernel.
func kernel(best, noise float64) float64 { return 2 * alikeWidth * (best + noise*noise) }

// apart is the mean square difference of the other curves from themselves by
// knots later, each about its mean. ok is false where one ends before, or where
// they differ by more than most.
func (p *pattern) apart(by int, most float64) (apart float64, ok bool) {
	if len(p.others) == 0 {
		return 0, true
	}
	most *= float64(len(p.others))
	for _, o := range p.others {
		if o.k0+by < 0 || o.k1+by > o.t.n {
			return 0, false
		}
		var s, ss, n float64
		here, there := o.t.y[o.k0:o.k1], o.t.y[o.k0+by:o.k1+by]
		for i := 0; i < len(here); i += otherStride {
			d := here[i] - there[i]
			s += d
			ss += d * d
			n++
		}
		if apart += (ss - levelShare*(2-levelShare)*s*s/n) / n; apart > most {
			return 0, false
		}
	}
	return apart / float64(len(p.others)), true
}
