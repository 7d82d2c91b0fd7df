package rectify

import (
	"context"
	"math"
	"slices"
)

// A standing is how a page without a grid lies in a picture, turned upright: the
// view of it and what that rests on.
type standing struct {
	*inked
	sheet *sheet // nil where its edges do not show
	ink   []vec  // a share of the pixels of ink
	proof evidence
	slope levelling
	view  *view
	cov   [viewParams][viewParams]float64
	flat  bool // seen from straight above
	// x0, x1 is how far the rows reach in the picture, y0, y1 the first and
	// the last foot.
	x0, x1, y0, y1 float64
	debug          func(string, ...any)
}

// stand finds how a page lies that has these marks; nil if they are no proof.
func stand(ctx context.Context, k *inked, found []mark, paper func(set []mark) *sheet, debug func(string, ...any)) (*standing, error) {
	set := group(found)
	if len(set) == 0 {
		return nil, nil
	}
	s := &standing{inked: k, debug: debug}
	s.proof.marks, s.proof.weight = set, make([]float64, len(set))
	for i := range set {
		s.proof.weight[i] = 1
	}
	if s.sheet = paper(set); s.sheet != nil {
		s.inked = k.on(s.sheet)
	}
	s.start()
	s.levels()
	s.sides()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	s.settle()
	s.spans()
	s.settle()
	return s, nil
}

// start makes the first view, and lists the ink about the rows.
func (s *standing) start() {
	var foot vec
	n := float64(len(s.proof.marks))
	var ax, ay, dx, dy []float64
	for i := range s.proof.marks {
		m := &s.proof.marks[i]
		foot = foot.add(m.foot().scale(1 / n))
		a, d := m.across(), m.down()
		ax, ay, dx, dy = append(ax, a.x), append(ay, a.y), append(dx, d.x), append(dy, d.y)
	}
	across, down := vec{median(ax), median(ay)}, vec{median(dx), median(dy)}
	s.view = viewOf(foot, float64(max(s.w, s.h))/2, across, down)
	var xs, ys []float64
	for i := range s.proof.marks {
		p := s.proof.marks[i].foot()
		xs, ys = append(xs, p.x), append(ys, p.y)
	}
	s.x0, s.x1 = slices.Min(xs), slices.Max(xs)
	s.y0, s.y1 = slices.Min(ys), slices.Max(ys)
	s.slope = levelling{cx: foot.x, cy: (s.y0 + s.y1) / 2, half: float64(s.h) / 2, mid: across.y / across.x}
	top, bottom := -math.Inf(1), math.Inf(1)
	if len(s.proof.marks) > 1 {
		top, bottom = -1.5*pulseHeight, pulseHeight
		var above, below float64
		for i := range s.proof.marks {
			y := s.view.mm(s.proof.marks[i].foot()).y
			above, below = min(above, y), max(below, y)
		}
		top, bottom = top+above, bottom+below
	}
	for y := range s.h {
		for x := range s.w {
			if p := (vec{float64(x), float64(y)}); s.inked.ink(x, y) {
				if q := s.view.mm(p); q.y > top && q.y < bottom {
					s.ink = append(s.ink, p)
				}
			}
		}
	}
}

// on is the ink on a sheet alone.
func (k *inked) on(s *sheet) *inked {
	out := *k
	out.dark = make([]float32, len(k.dark))
	for y := range k.h {
		for x := range k.w {
			if s.holds(x, y) {
				out.dark[y*k.w+x] = k.dark[y*k.w+x]
			}
		}
	}
	return &out
}

// sides makes evidence of the sides of the sheet.
func (s *standing) sides() {
	if s.sheet == nil {
		return
	}
	upright, level := s.sheet.sides()
	s.debug("sheet with %d upright and %d level sides", len(upright), len(level))
	for _, p := range upright {
		s.proof.uprights = append(s.proof.uprights, bundle{places: p, sigma: sideSigma})
	}
	for _, p := range level {
		s.proof.levels = append(s.proof.levels, bundle{places: p, sigma: sideSigma})
	}
}

// levels finds the slopes of the rows and makes evidence of them.
func (s *standing) levels() {
	var mid float64
	for _, p := range s.ink {
		mid += p.x / float64(len(s.ink))
	}
	s.slope.cy += s.slope.mid * (mid - s.slope.cx)
	s.slope.cx = mid
	s.slope = levelled(s.ink, s.slope.mid, s.slope)
	var left, right []float64
	for i := range s.proof.marks {
		a, b := s.reach(&s.proof.marks[i])
		left, right = append(left, a), append(right, b)
	}
	s.x0, s.x1 = median(left), median(right)
	pitch := s.pitch()
	pad := 5 * pitch
	s.proof.levels = s.slope.levels(s.x0, s.x1, s.y0-pad, s.y1+pad, pitch, len(s.proof.marks))
	for i := range s.proof.marks {
		m := &s.proof.marks[i]
		s.debug("mark at %.1f,%.1f: across %.1f,%.1f and %.1f,%.1f, down %.1f,%.1f and %.1f,%.1f", m.tl.x, m.tl.y, m.tr.x-m.tl.x, m.tr.y-m.tl.y,
			m.br.x-m.bl.x, m.br.y-m.bl.y, m.bl.x-m.tl.x, m.bl.y-m.tl.y, m.br.x-m.tr.x, m.br.y-m.tr.y)
	}
	s.debug("rows from %.0f to %.0f, slope %.4f, turning %.4f", s.x0, s.x1, s.slope.mid, s.slope.turn)
}

// pitch is the number of working pixels a millimetre down at the marks.
func (s *standing) pitch() float64 {
	var h []float64
	for i := range s.proof.marks {
		h = append(h, s.proof.marks[i].down().norm())
	}
	return median(h) / pulseHeight
}

// reach is how far ink goes from a mark along its row, to the left and to the
// right, in working pixels.
func (s *standing) reach(m *mark) (x0, x1 float64) {
	q := s.slope.at(m.foot())
	high := 0.6 * m.down().norm()
	far := func(x float64, dir int) float64 {
		last, gap := x, 0.0
		for ; x >= 0 && x < float64(s.w) && gap < 2.5*m.down().norm(); x += float64(dir) {
			gap++
			if s.rowInk(q, x, -high, 0.5*high) {
				last, gap = x, 0
			}
		}
		return last
	}
	return far(m.bl.x, -1), far(m.br.x, 1)
}

// rowInk tells whether there is ink at x between so many pixels above and below
// a level line.
func (s *standing) rowInk(q, x, up, down float64) bool {
	p := s.slope.line(q, x)
	for y := int(p.y + up); y <= int(p.y+down+0.5); y++ {
		if s.inked.ink(int(x+0.5), y) {
			return true
		}
	}
	return false
}

// Cost of perspective: four numbers more, each worth the logarithm of about
// twenty independent corners (Schwarz's criterion).
const asideCost = 12

// settle fits the view to the evidence, from above unless perspective explains
// more than by chance; marks that do not fit lose their weight.
func (s *standing) settle() {
	above, aside := *s.view, *s.view
	s.proof.stance = fromAbove()
	covA, costA := s.proof.robust(&above)
	s.proof.stance = fromAside()
	cov, cost := s.proof.robust(&aside)
	n := float64(len(s.proof.residuals(&aside, nil)) - viewParams)
	s.flat = costA < cost+asideCost
	s.debug("from above %.1f, aside %.1f, of %.0f: %v", costA, cost, n, s.flat)
	s.view, s.cov = &aside, cov
	if s.flat {
		s.view, s.cov, cost = &above, covA, costA
		s.proof.stance = fromAbove()
		s.proof.robust(s.view)
	}
	if f := cost / max(1, n); f > 1 {
		for i := range s.cov {
			for j := range s.cov {
				s.cov[i][j] *= f
			}
		}
	}
}

// robust fits a view with weights of marks after Geman and McClure: one that is
// three sigma off at each corner counts a sixteenth.
func (e *evidence) robust(v *view) (cov [viewParams][viewParams]float64, cost float64) {
	for i := range e.weight {
		e.weight[i] = 1
	}
	for range 8 {
		cov, cost = e.fit(v)
		one := *e
		one.levels, one.uprights, one.spans = nil, nil, nil
		for i := range e.marks {
			one.marks, one.weight = e.marks[i:i+1], []float64{1}
			c := squares(one.residuals(v, nil)) - squares(v.prior(e.stance))
			w := 1 / (1 + c/24)
			e.weight[i] = w * w
		}
	}
	// What lost its weight costs as much as a bound says.
	for i := range e.marks {
		cost += 24 * (1 - math.Sqrt(e.weight[i]))
	}
	return cov, cost
}
