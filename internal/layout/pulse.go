package layout

import (
	"cmp"
	"math"
	"slices"
)

// A Pulse is a calibration pulse: a rectangle of 1 mV, 0.2 s long on nearly
// every machine.
type Pulse struct {
	// X0 is the middle of the rising edge, X1 of the falling one; Top is the
	// middle of the plateau's line, Foot of the line it stands on. All in page
	// millimetres.
	X0, X1, Top, Foot float64
	// Left and Right are the outer sides of the ink of both edges.
	Left, Right float64
	// End is where the curve after the pulse may begin: the falling edge, a
	// little before it where the curve's first stroke reaches under the pulse,
	// or where the tail of a rounded pulse ends.
	End float64
	// Row is the index of the row it stands on, -1 for none.
	Row int
	// Cut says that the picture begins within the pulse: X0 and Left are where
	// it does.
	Cut bool
}

// Height is the height of the pulse in millimetres: the gain, if it shows
// 1 mV.
func (p Pulse) Height() float64 { return p.Foot - p.Top }

// Width is the length of the pulse in millimetres: a fifth of the paper
// speed, if it lasts 0.2 s.
func (p Pulse) Width() float64 { return p.X1 - p.X0 }

// plateau is a level stretch of thin runs in sample units.
type plateau struct {
	c0, c1   int
	sum      float64
	mean     float64
	n        int
	lastSeen int
}

func (p *plateau) y() float64 { return p.mean }

// plateauLevel is how much a plateau may rise or fall, mm.
const plateauLevel = 0.30

// findPulses looks for plateaus with a vertical edge at each end and nothing
// beneath.
func findPulses(rs *runs) []Pulse {
	const (
		minWide, maxWide = 0.7, 14.0 // mm
		minTall, maxTall = 2.0, 23.0 // mm: 2.5 to 20 mm/mV
		gap              = 0.4       // mm without ink that a broken line may have
	)
	rho := rs.s.Rho
	var open, done []plateau
	thin := 2*rs.stroke + 1
	for c, col := range rs.col {
		keep := open[:0]
		for _, p := range open {
			if float64(c-p.lastSeen) > gap*rho+1 {
				done = append(done, p)
			} else {
				keep = append(keep, p)
			}
		}
		open = keep
		for _, r := range col {
			if float64(r.height()) > thin {
				continue
			}
			y := float64(r.y)
			hit := false
			for i := range open {
				p := &open[i]
				if math.Abs(y-p.mean) < plateauLevel*rho {
					p.c1, p.lastSeen = c, c
					p.sum += y
					p.n++
					p.mean = p.sum / float64(p.n)
					hit = true
					break
				}
			}
			if !hit {
				open = append(open, plateau{c0: c, c1: c, sum: y, mean: y, n: 1, lastSeen: c})
			}
		}
	}
	done = append(done, open...)
	var out []Pulse
	for _, p := range done {
		wide := float64(p.c1-p.c0) / rho
		if wide < minWide || wide > maxWide || float64(p.n) < 0.6*float64(p.c1-p.c0) {
			continue
		}
		rb, r0, r1, okR := rs.edge(p, +1)
		lb, l0, l1, okL := rs.edge(p, -1)
		cut := okR && !okL && rs.outside(p.c0-1, p.y())
		if !cut && !(okR && okL) {
			if q, ok := rs.rounded(p); ok && q.Width() > minWide && q.Width() < maxWide && q.Height() > minTall && q.Height() < maxTall {
				out = append(out, q)
			}
			continue
		}
		if cut {
			lb, l0, l1 = rb, p.c0, p.c0
		}
		foot := min(lb, rb)
		tall := (foot - rs.stroke/2 - p.y()) / rho
		if tall < minTall || tall > maxTall || math.Abs(lb-rb) > max(0.25*tall, 1)*rho {
			continue
		}
		if rs.busyBelow(p, foot) > 0.25 {
			continue
		}
		x := func(c float64) float64 { return rs.s.X0 + c/rho }
		a, b := int(p.y()+0.25*(foot-p.y())), int(p.y()+0.75*(foot-p.y()))
		fall := rs.centre(r0, r1, a, b)
		rise := float64(l0)
		if !cut {
			rise = rs.centre(l0, l1, a, b)
		}
		if fall-rise < minWide*rho { // one stroke seen from both sides
			continue
		}
		out = append(out, Pulse{Cut: cut, End: x(rs.nub(fall, foot)), X0: x(rise), X1: x(fall), Left: x(float64(l0)), Right: x(float64(r1)),
			Top: rs.s.Y0 + p.y()/rho, Foot: rs.s.Y0 + (foot-rs.stroke/2)/rho, Row: -1})
	}
	return apart(out)
}

// apart drops what was seen twice: where a plateau is broken, or at another
// level of ink. The first of the list stays.
func apart(ps []Pulse) []Pulse {
	var out []Pulse
	for _, p := range ps {
		if !slices.ContainsFunc(out, func(q Pulse) bool { return near(p.X1, q.X1, 1) && near(p.Top, q.Top, 1) }) {
			out = append(out, p)
		}
	}
	slices.SortStableFunc(out, func(a, b Pulse) int { return cmp.Or(cmp.Compare(a.X0, b.X0), cmp.Compare(a.Top, b.Top)) })
	return out
}

// outside tells whether the picture ends at a column and a row of the sheet.
func (rs *runs) outside(c int, row float64) bool {
	s := rs.s
	for k := range 3 {
		if c-k < 0 || row < 0 || int(row) >= s.H || !s.Valid[int(row)*s.W+c-k] {
			return true
		}
	}
	return false
}

// edge looks at one end of a plateau (dir -1 left, +1 right) for a stroke that
// starts at its height and goes steeply down: upright, or leaning outwards as
// slow recorders and the feet of thermal heads draw it. It returns where the
// stroke ends below, in rows, and its columns.
func (rs *runs) edge(p plateau, dir int) (bottom float64, c0, c1 int, ok bool) {
	const (
		inside = 0.5  // mm of the plateau's end at which the stroke may start
		reach  = 1.0  // mm beyond it
		lean   = 0.9  // mm that the foot may stand further out than the top
		broken = 0.35 // mm without ink that the stroke may have
	)
	rho := rs.s.Rho
	start := p.c0
	if dir > 0 {
		start = p.c1
	}
	// The stroke: the deepest chain of runs, each joining the one before.
	for k := -int(inside * rho); k <= int(reach*rho); k++ {
		first := start + dir*k
		if first < 0 || first >= len(rs.col) {
			continue
		}
		for _, r := range rs.col[first] {
			if math.Abs(float64(r.r0)+rs.stroke/2-p.y()) > 0.45*rho {
				continue
			}
			low, last, tall := float64(r.r1), first, 1
			for {
				c, grew := last+dir, false
				if c < 0 || c >= len(rs.col) || math.Abs(float64(c-first)) > lean*rho {
					break
				}
				for _, q := range rs.col[c] {
					if float64(q.r0) <= low+broken*rho && float64(q.r1) > low+rs.stroke {
						low, grew = float64(q.r1), true
					}
				}
				if !grew {
					break
				}
				last = c
				tall++
			}
			// Further runs of the same stroke in this column, where it is broken.
			for _, q := range rs.col[last] {
				if float64(q.r0) <= low+broken*rho && float64(q.r1) > low {
					low = float64(q.r1)
				}
			}
			if low <= bottom {
				continue
			}
			bottom, c0, c1, ok = low, min(first, last), max(first, last), true
		}
	}
	if !ok || bottom-p.y() < 1.8*rho {
		return bottom, c0, c1, false
	}
	// The stroke's own width: its neighbours that are as deep.
	for _, step := range []int{-1, 1} {
		edge := &c0
		if step > 0 {
			edge = &c1
		}
		for n := 0; n < int(rs.stroke+0.5*rho); n++ {
			c := *edge + step
			if c < 0 || c >= len(rs.col) || !slices.ContainsFunc(rs.col[c], func(q run) bool {
				return float64(q.height()) > 0.4*(bottom-p.y()) && float64(q.r1) > p.y()+0.5*(bottom-p.y()) && float64(q.r0) > p.y()-rs.stroke
			}) {
				break
			}
			*edge = c
		}
	}
	// The flank of a wave is wider than a stroke.
	if float64(c1-c0+1) > 1.5*rs.stroke+(lean+0.4)*rho {
		ok = false
	}
	return bottom, c0, c1, ok
}

// centre is the middle of the ink of an upright stroke found in columns c0 to
// c1, weighted by darkness between two rows well away from its ends, where
// other lines join it.
func (rs *runs) centre(c0, c1, r0, r1 int) float64 {
	s := rs.s
	rim := int(0.3*s.Rho) + 1
	var sum, mass float64
	for r := max(r0, 0); r < min(r1, s.H); r++ {
		for c := max(c0-rim, 0); c <= min(c1+rim, s.W-1); c++ {
			if v := float64(s.Ink(r*s.W + c)); v > 0.1 {
				sum += v * float64(c)
				mass += v
			}
		}
	}
	if mass == 0 {
		return float64(c0+c1) / 2
	}
	return sum / mass
}

// nub looks inside a pulse, near its foot, for ink that ends in the falling
// edge: some recorders begin the curve before the pulse has come down. It
// returns the column of the curve's first point.
func (rs *runs) nub(fall, foot float64) float64 {
	const reach = 1.2 // mm
	rho := rs.s.Rho
	half := rs.stroke / 2
	start := fall
	misses := 0
	for k := 0; k <= int(reach*rho); k++ {
		c := int(fall - half - float64(k))
		if c < 0 || misses > 1 {
			break
		}
		hit := false
		for _, r := range rs.col[c] {
			// Not the edge itself, which is as tall as the pulse.
			if float64(r.height()) < 3*rs.stroke+1 && math.Abs(float64(r.y)-foot) < 3*rho {
				hit = true
				break
			}
		}
		if !hit {
			misses++
			continue
		}
		start = float64(c) - 0.5 + half
	}
	if fall-start < 0.5 { // within the edge's own width
		return fall
	}
	return start
}

// busyBelow is the share of a plateau's columns that hold ink between it and
// its foot.
func (rs *runs) busyBelow(p plateau, foot float64) float64 {
	const dot = 0.8 // mm: widest of what a grid of dots leaves
	rho := rs.s.Rho
	busy, n := 0, 0
	for c := p.c0 + int(0.5*rho); c <= p.c1-int(0.5*rho); c++ {
		n++
		for _, r := range rs.col[c] {
			if float64(r.wide) > dot*rho && float64(r.r0) > p.y()+0.7*rho && float64(r.r1) < foot+0.5*rho {
				busy++
				break
			}
		}
	}
	if n == 0 {
		return 1
	}
	return float64(busy) / float64(n)
}
