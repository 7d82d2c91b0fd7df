package rectify

import (
	"math"
	"slices"
)

// Settings for rows of ten seconds, in millimetres.
const (
	gapMM     = 0.4 // blank between the foot of a pulse and its row, at least
	footReach = 10  // and no farther from the pulse
	endSigma  = 0.4 // of where a curve begins or ends
)

// What is known of the length of rows beforehand: that of ten seconds, or any.
const (
	usualOdds   = 0.6
	rowRange    = 230.0 // mm, of lengths that others have
	usualEnough = 0.9
)

// isUsual tells whether a row that seems so long is one of 250 mm: Bayes' rule.
func isUsual(long, sigma float64) bool {
	z := (long - usualRow) / sigma
	usual := usualOdds * math.Exp(-z*z/2) / (sigma * math.Sqrt(2*math.Pi))
	other := (1 - usualOdds) / rowRange
	return usual > usualEnough*(usual+other)
}

// spans looks how long the rows are between the blank after their pulse and
// their end. Ten seconds at the usual speed make 250 mm: where rows may be that
// long, as far as the view can tell, that is taken for their length. All such
// rows begin and end at one distance across.
func (s *standing) spans() {
	var begins, ends []vec
	for i := range s.proof.marks {
		if s.proof.weight[i] < 0.3 {
			continue
		}
		if p, q, ok := s.row(&s.proof.marks[i]); ok {
			if q.x < p.x {
				p, q = q, p
			}
			begins, ends = append(begins, p), append(ends, q)
		}
	}
	begins, ends = s.aligned(begins, ends)
	if len(begins) == 0 || 2*len(begins) < len(s.proof.marks) {
		return
	}
	var long, sigma []float64
	for i := range begins {
		long = append(long, s.view.mm(ends[i]).x-s.view.mm(begins[i]).x)
		sigma = append(sigma, math.Hypot(endSigma, s.view.between(begins[i], ends[i], &s.cov)))
	}
	l, d := median(long), median(sigma)
	s.debug("%d rows of %.1f mm, sigma %.1f", len(long), l, d)
	if !isUsual(l, d) {
		return
	}
	n := float64(len(begins))
	for i := range begins {
		s.proof.spans = append(s.proof.spans, span{from: begins[i], to: ends[i], mm: usualRow, sigma: endSigma * math.Sqrt(n)})
	}
	if len(begins) > 1 {
		s.proof.uprights = append(s.proof.uprights, bundle{places: begins, sigma: endSigma}, bundle{places: ends, sigma: endSigma})
	}
}

// aligned leaves the rows that begin, and end, on one straight line of the
// sheet, whatever its direction: the line with the least median distance through
// two of them decides (Rousseeuw 1984).
func (s *standing) aligned(begins, ends []vec) (b, e []vec) {
	keep := make([]bool, len(begins))
	for i := range keep {
		keep[i] = true
	}
	for _, places := range [2][]vec{begins, ends} {
		for i, d := range s.offLine(places) {
			keep[i] = keep[i] && d < 1.5
		}
	}
	for i, ok := range keep {
		if ok {
			b, e = append(b, begins[i]), append(e, ends[i])
		}
	}
	return b, e
}

// offLine is how far places are across, in millimetres, from the straight line
// that most of them are on.
func (s *standing) offLine(places []vec) []float64 {
	out := make([]float64, len(places))
	q := make([]vec, len(places))
	for i, p := range places {
		q[i] = s.view.mm(p)
	}
	best := math.Inf(1)
	for i := range q {
		for j := range i {
			if math.Abs(q[i].y-q[j].y) < pulseHeight/2 {
				continue
			}
			slope := (q[i].x - q[j].x) / (q[i].y - q[j].y)
			d := make([]float64, len(q))
			for k := range q {
				d[k] = math.Abs(q[k].x - q[i].x - slope*(q[k].y-q[i].y))
			}
			if m := median(slices.Clone(d)); m < best {
				best = m
				copy(out, d)
			}
		}
	}
	return out
}

// row is where the curve beside a pulse has its nearer and its farther end; not
// ok where no blank parts the two.
func (s *standing) row(m *mark) (near, far vec, ok bool) {
	q := s.slope.at(m.foot())
	pitch := m.down().norm() / pulseHeight
	x0, x1 := s.reach(m)
	x, end, dir := m.br.x, x1, 1.0
	if m.bl.x-x0 > x1-m.br.x {
		x, end, dir = m.bl.x, x0, -1
	}
	gap := 0.0
	for ; math.Abs(x-end) > 20*pitch; x += dir {
		edge := m.br.x
		if dir < 0 {
			edge = m.bl.x
		}
		if math.Abs(x-edge) > footReach*pitch {
			// A curve that goes on from the foot of the only pulse.
			return s.slope.line(q, edge), s.slope.line(q, end), len(s.proof.marks) == 1
		}
		if s.rowInk(q, x, -3*pitch, 3*pitch) {
			if gap > gapMM*pitch {
				return s.slope.line(q, x), s.slope.line(q, end), true
			}
			gap = 0
			continue
		}
		gap++
	}
	return near, far, false
}
