package rectify

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/page"
)

// workSide is the largest side of the picture at working scale, in pixels.
const workSide = 1900

// workLimit is the most pixels at a working scale, and nodeLimit the most
// nodes of a map: an area of one square metre.
const (
	workLimit = 16 << 20
	nodeLimit = 160_000
)

// probes is the most candidates that are measured in full.
const probes = 6

// A search looks for the best candidate for the grid of a page.
type search struct {
	p       *page.Page
	workers int
	debug   func(string, ...any)
	best    *candidate
	probed  int
	widest  float64 // the largest share of the picture that was followed
}

// A candidate is a grid that was followed, judged by a first measurement with
// its own pattern.
type candidate struct {
	ground  *ground
	settler *settler
	score   float64
}

// run tries scales until a candidate is sure: where nothing sure is found, a
// coarser scale (dots, dither, only bold lines) and a finer one.
func (s *search) run(ctx context.Context) error {
	factor := 1
	for max(s.p.Width, s.p.Height)/factor > workSide {
		factor++
	}
	tried := map[int]bool{}
	for _, f := range []int{factor, 2 * factor, factor / 2, 4 * factor, 1} {
		// Long strips may be too low at their working scale.
		if f < 1 || tried[f] || min(s.p.Width, s.p.Height)/f < tileN || f == 1 && factor > 2 && s.probed > 0 {
			continue
		}
		if (s.p.Width/f)*(s.p.Height/f) > workLimit {
			continue
		}
		tried[f] = true
		sure, err := s.scale(ctx, f, false)
		if err != nil {
			return err
		}
		if sure && f > 1 && s.lame() {
			// Lines of the wrong distance, as reducing makes of sharp ones?
			s.debug("again with soft pixels")
			s.probed = 0
			_, err = s.scale(ctx, f, true)
		}
		if sure && err == nil && f > 1 && !tried[f/2] && s.fine() {
			// Lines of hardly more than two pixels are lost where they lie closer.
			s.debug("again with finer pixels")
			s.probed = 0
			_, err = s.scale(ctx, f/2, false)
		}
		if sure || err != nil {
			return err
		}
	}
	return nil
}

// fine tells whether the lines of the best candidate are so close at its working scale
// that those which the view narrows by a quarter would lie at two pixels.
func (s *search) fine() bool {
	const least = 2.6 // pixels
	g := s.best.ground
	for c := range g.line {
		if _, k := g.line[c].at(g.at.x, g.at.y); 1/k.norm() < least {
			return true
		}
	}
	return false
}

// lame tells whether the best candidate was followed over a part of the picture
// only, and by other lines than those one to two millimetres apart, or though
// something was followed much farther.
func (s *search) lame() bool {
	const (
		part    = 0.6
		farther = 1.5
	)
	if s.best == nil {
		return false
	}
	g := s.best.ground
	return g.share() < part && (!g.good() || s.widest > farther*g.share())
}

// scale looks for the grid at one working scale. It tells whether it found a
// sure one.
func (s *search) scale(ctx context.Context, factor int, soft bool) (sure bool, err error) {
	l, err := newLight(ctx, s.p, factor, soft, s.workers)
	if err != nil {
		return false, err
	}
	ss, all, err := seeds(ctx, l)
	if err != nil {
		return false, err
	}
	s.debug("factor %d work %dx%d", factor, l.w, l.h)
	for _, seed := range ss {
		found, err := s.seed(ctx, l, seed, all)
		if err != nil {
			return false, err
		}
		slices.SortStableFunc(found, func(a, b *ground) int { return cmp.Compare(b.merit()*(1-b.strays), a.merit()*(1-a.strays)) })
		for _, g := range found {
			if s.probe(l, g) {
				return true, nil
			}
			if err := ctx.Err(); err != nil {
				return false, err
			}
		}
	}
	return false, nil
}

// seed follows the lines of one seed. When something else than lines one to
// two millimetres apart was followed, or lines were lost on the way, other
// harmonics of the same lattice are followed too. Where the grid seems to go on
// beyond the part that was followed, a start is made there as well.
func (s *search) seed(ctx context.Context, l *light, seed pair, all []pair) ([]*ground, error) {
	s.debug("seed at %.0f,%.0f a %.4f,%.4f (%.2f px) b %.4f,%.4f (%.2f px) score %.0f", seed.at.x, seed.at.y, seed.a.x, seed.a.y, 1/seed.a.norm(), seed.b.x, seed.b.y, 1/seed.b.norm(), seed.score)
	first := track(l, seed)
	if first == nil {
		return nil, ctx.Err()
	}
	s.debug("  parts %d unit %.3f merit %.3f lines %.1f share %.2f slips %v/%v", first.parts, first.unit, first.merit(), first.lines, first.share(), first.slips, first.blocks)
	if p, ok := lost(all, seed, first); ok && ctx.Err() == nil {
		if g := track(l, p); g != nil && g.merit() > first.merit() {
			s.debug("  again from %.0f,%.0f: unit %.3f merit %.3f share %.2f", p.at.x, p.at.y, g.unit, g.merit(), g.share())
			first, seed = g, p
		}
	}
	found := []*ground{first}
	if first.good() {
		return found, ctx.Err()
	}
	s.widest = max(s.widest, first.share())
	for _, mm := range []float64{1, 5.0 / 3, 2.5, 5} {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		t := seed
		t.a, t.b = seed.a.scale(first.unit[0]/mm), seed.b.scale(first.unit[1]/mm)
		if d := 1 / max(t.a.norm(), t.b.norm()); d < 2.2 || d > 60 || first.unit == [2]float64{mm, mm} {
			continue
		}
		g := track(l, t)
		if g == nil {
			continue
		}
		s.debug("  at %.2f mm: unit %.3f merit %.3f lines %.1f share %.2f", mm, g.unit, g.merit(), g.lines, g.share())
		found = append(found, g)
		s.widest = max(s.widest, g.share())
		if g.good() && g.merit() > first.merit() {
			break
		}
	}
	return found, nil
}

// good tells whether lines one to two millimetres apart were followed and
// none lost. Four waves in 5 mm are no lines of any paper: where these were followed,
// those beside it are fainter than noise, and another harmonic may be clearer.
func (g *ground) good() bool {
	for _, u := range g.unit {
		if u < 1 || u >= 2 || u > 1 && u < 5.0/3 {
			return false
		}
	}
	return g.slip() < 0.02
}

// probe measures a candidate that could be better than the best, and tells
// whether it is sure.
func (s *search) probe(l *light, g *ground) bool {
	if g.merit() < leastScore || s.best != nil && g.merit() <= s.best.score || s.probed >= probes {
		return false
	}
	s.probed++
	c := s.measure(l, g)
	if c == nil {
		return false
	}
	if d := c.settler.diagonal(); d > slanted {
		s.debug("  the lines run across the diagonal (%.1f)", d)
		aslant := c
		for _, odd := range []bool{false, true} {
			t := s.measure(l, g.turned(odd))
			if t != nil && t.score > 0.5*aslant.score && t.settler.contrast() > 0.5*aslant.settler.contrast() && (c == aslant || t.score > c.score) {
				c = t
			}
		}
	}
	if s.best == nil || c.score > s.best.score {
		s.best = c
	}
	return c.score > sureScore
}

// Limits of the continuity of lines. Right maps of the development pictures
// had 0.97 and more, those of faint dots behind rows 0.7, beats mostly 0.1 and
// less.
const broken, unbroken = 0.3, 0.8

// usual is how likely a pitch is, in picture pixels a millimetre across and
// down, against the likeliest, and how much longer a square is one way than the other
// (see [Map.stretch]). Nobody lays paper across its picture's diagonal (see [Map.aslant]); dots
// have lines there. Of 50 scans and photographs the longest was 1.17; at 1.4 paper is
// seen from 45 degrees. Pictures have some 150 dpi give or take
// a factor of 1.6; those with many more that show no millimetre lines are
// seldom of millimetre paper.
func usual(px, py, stretch, turned float64, fine bool) float64 {
	lean := max(0, math.Log(stretch)-math.Log(1.2)) / 0.15
	aslant := max(0, turned-25) / 7
	far := 0.0
	if !fine {
		far = max(0, math.Log(math.Sqrt(px*py)/(150/25.4))/math.Log(1.6))
	}
	return math.Exp(-0.5 * (lean*lean + aslant*aslant + far*far))
}

// measure makes the map of a ground and measures it once. It returns nil where
// the sheet would be larger than any page.
func (s *search) measure(l *light, g *ground) *candidate {
	g.recolour(l)
	m := g.lattice(l.factor, nodeMM, s.workers)
	if m == nil {
		s.debug("  larger than any page")
		return nil
	}
	px, py := m.Pitch()
	st := newSettler(m, newPlane(s.p, l, g.weight, math.Sqrt(px*py)), g.depth, s.workers, s.debug)
	before := count(m.Seen)
	st.pass()
	st.trust = min(st.trust, float64(count(m.Seen))/float64(max(before, 1)))
	score := g.merit() * min(1, max(0.05, (st.trust-doubtful)/(trustful-doubtful)))
	whole := st.f.continuity()
	score *= min(1, max(0.02, (whole-broken)/(unbroken-broken)))
	score *= usual(px, py, m.stretch(), m.aslant(), min(st.comb[0].fine, st.comb[1].fine) > 0.1)
	s.debug("  trust %.2f continuity %.2f merit %.3f score %.3f", st.trust, whole, g.merit(), score)
	return &candidate{g, st, score}
}
