package rectify

import (
	"math"
)

// Bounds on what counts as proof.
const (
	leastRow = 50.0 // mm, of the rows beside the pulses
	mostCost = 4.0  // mean square of the residuals of a page's pulses
	// Pulses of one row stand before columns of a second and more, with gaps;
	// beats and the cells of tables come closer.
	leastApart, sameRow = 30.0, 5.0 // mm
	leastShare          = 0.5       // of the pulses that fit together
	mostDoubt           = 0.03      // share of the width of the rows by which their ends are uncertain
)

// believable tells whether the pulses are pulses, and show enough.
func (s *standing) believable() error {
	var weight float64
	for _, w := range s.proof.weight {
		weight += w
	}
	var rows []float64
	for i := range s.proof.marks {
		x0, x1 := s.reach(&s.proof.marks[i])
		q := s.slope.at(s.proof.marks[i].foot())
		rows = append(rows, s.view.mm(s.slope.line(q, x1)).x-s.view.mm(s.slope.line(q, x0)).x)
	}
	row := median(rows)
	one := s.proof
	one.levels, one.uprights, one.spans = nil, nil, nil
	misfit := squares(one.residuals(s.view, nil)) / (6 * weight)
	s.debug("weight %.1f of %d marks, misfit %.2f, rows of %.0f mm, %d spans", weight, len(s.proof.marks), misfit, row, len(s.proof.spans))
	if s.crowded() || misfit > mostCost || row < leastRow || weight < leastShare*float64(len(s.proof.marks)) {
		return ErrNoPulse
	}
	if weight < 1.3 && len(s.proof.spans) == 0 && !s.usualSheet() {
		return ErrNoPulse
	}
	// The farther ends of the first and the last row.
	for _, y := range [2]float64{s.y0, s.y1} {
		for _, x := range [2]float64{s.x0, s.x1} {
			p := s.slope.line(s.slope.at(vec{s.slope.cx, y}), x)
			if !s.view.faces(p) {
				return ErrAslant
			}
			if d := s.view.sigma(p, &s.cov); d > mostDoubt*row {
				s.debug("sigma %.1f mm at %.0f,%.0f", d, p.x, p.y)
				return ErrAslant
			}
		}
	}
	return nil
}

// crowded tells whether most marks have another beside them.
func (s *standing) crowded() bool {
	n := 0
	for i := range s.proof.marks {
		p := s.view.mm(s.proof.marks[i].foot())
		for j := range s.proof.marks {
			if q := s.view.mm(s.proof.marks[j].foot()).sub(p); i != j && math.Abs(q.x) < leastApart && math.Abs(q.y) < sameRow {
				n++
				break
			}
		}
	}
	return 2*n > len(s.proof.marks)
}

// usualSheet tells whether the pulses make a usual sheet of the paper, or of the
// whole picture.
func (s *standing) usualSheet() bool {
	x0, y0, x1, y1 := s.bounds()
	w, h := x1-x0, y1-y0
	if s.sheet != nil {
		upright, level := s.sheet.sides()
		switch {
		case len(upright)+len(level) == 0: // the picture is the sheet
			return isSheet(w, h)
		case len(upright) < 2 || len(level) < 2:
			return false
		}
		w = s.view.mm(upright[1][1]).x - s.view.mm(upright[0][1]).x
		h = s.view.mm(level[1][1]).y - s.view.mm(level[0][1]).y
	}
	s.debug("sheet of %.1f by %.1f mm", w, h)
	return isSheet(w, h)
}
