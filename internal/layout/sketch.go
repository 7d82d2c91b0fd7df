package layout

import (
	"math"
	"slices"
)

// A sketch is roughly the curve of a row: its height above the resting line in
// mm, every sketchStep from x = from on; NaN where there is no ink.
type sketch struct {
	from float64
	y    []float64
	// beats are the places, in values of y, at which it is steepest, and steep
	// how much it moves there.
	beats []int
	steep []float64
}

const sketchStep = 0.25 // mm

// sketch follows a row through its runs, from each to one that is near it in
// the next column with ink, at the least cost over the whole row. What is
// farther than reach mm from the resting line belongs to others.
func (rs *runs) sketch(r *Row, reach float64) sketch {
	const leave = 0.02 // price of a mm from the resting line, in mm of jump
	type state struct {
		top, bottom, cost float64 // mm above the resting line
		from              int
	}
	c0, _ := rs.s.At(r.Begin, 0)
	c1, _ := rs.s.At(r.End, 0)
	var cols []int
	var states [][]state
	for c := max(0, int(c0)); c < min(rs.s.W, int(c1)+1); c++ {
		x, _ := rs.s.MM(float64(c), 0)
		base := r.YAt(x)
		var now, last []state
		if len(states) > 0 {
			last = states[len(states)-1]
		}
		for _, q := range rs.col[c] {
			_, y0 := rs.s.MM(0, float64(q.r0))
			_, y1 := rs.s.MM(0, float64(q.r1))
			s := state{top: base - y0, bottom: base - y1, from: -1}
			off := max(s.bottom, -s.top, 0)
			if off > reach || q.lattice || float64(q.wide) < pieceWide/2*rs.s.Rho {
				continue
			}
			if len(last) > 0 {
				s.cost = math.Inf(1)
			}
			for k, p := range last {
				if v := p.cost + max(s.bottom-p.top, p.bottom-s.top, 0); v < s.cost {
					s.cost, s.from = v, k
				}
			}
			s.cost += leave * off
			now = append(now, s)
		}
		if now != nil {
			cols, states = append(cols, c), append(states, now)
		}
	}
	out := sketch{from: r.Begin}
	if len(states) == 0 {
		return out
	}
	out.y = make([]float64, int((r.End-r.Begin)/sketchStep)+1)
	for i := range out.y {
		out.y[i] = math.NaN()
	}
	at, k := len(states)-1, 0
	for i, s := range states[at] {
		if s.cost < states[at][k].cost {
			k = i
		}
	}
	thin := 2 * rs.stroke / rs.s.Rho
	for ; at >= 0 && k >= 0; at-- {
		s := states[at][k]
		k = s.from
		// A limb of a wave is one tall run: what counts is how far it goes.
		v := (s.top + s.bottom) / 2
		switch {
		case s.top-s.bottom < thin:
		case s.top > -s.bottom:
			v = s.top
		default:
			v = s.bottom
		}
		x, _ := rs.s.MM(float64(cols[at]), 0)
		i := min(max(int((x-out.from)/sketchStep), 0), len(out.y)-1)
		if old := out.y[i]; math.IsNaN(old) || math.Abs(v) > math.Abs(old) {
			out.y[i] = v
		}
	}
	out.findBeats()
	return out
}

// findBeats lists the places that are steeper than all within refractory of
// them.
func (s *sketch) findBeats() {
	const (
		width      = 3.0 // mm
		refractory = 5.0 // mm
		least      = 0.8 // mm
	)
	half := int(width / 2 / sketchStep)
	steep := make([]float64, len(s.y))
	for i := range s.y {
		lo, hi := math.Inf(1), math.Inf(-1)
		for k := max(0, i-half); k <= min(len(s.y)-1, i+half); k++ {
			if v := s.y[k]; !math.IsNaN(v) {
				lo, hi = min(lo, v), max(hi, v)
			}
		}
		steep[i] = max(hi-lo, 0)
	}
	near := int(refractory / sketchStep)
	for i, v := range steep {
		if v < least {
			continue
		}
		lo, hi := max(0, i-near), min(len(steep), i+near+1)
		if slices.Max(steep[lo:hi]) > v || i > lo && slices.Max(steep[lo:i]) == v {
			continue
		}
		end := i // of a place as steep all along
		for end+1 < hi && steep[end+1] == v {
			end++
		}
		s.beats, s.steep = append(s.beats, s.middle(i-half, end+half)), append(s.steep, v)
	}
}

// middle is the centre of all movement between two values.
func (s *sketch) middle(lo, hi int) int {
	lo, hi = max(lo, 0), min(hi, len(s.y)-1)
	sum, at := 0.0, 0.0
	for k := lo; k < hi; k++ {
		if d := math.Abs(s.y[k+1] - s.y[k]); !math.IsNaN(d) {
			sum += d
			at += d * (float64(k) + 0.5)
		}
	}
	if sum == 0 {
		return (lo + hi) / 2
	}
	return int(math.Round(at / sum))
}

// beatsIn are those of the beats between two places, in mm, that are about as
// steep as the steepest of them.
func (s *sketch) beatsIn(x0, x1 float64) []int {
	const share = 0.5
	i0, i1 := (x0-s.from)/sketchStep, (x1-s.from)/sketchStep
	var most []float64
	for k, b := range s.beats {
		if float64(b) >= i0 && float64(b) <= i1 {
			most = append(most, s.steep[k])
		}
	}
	if len(most) == 0 {
		return nil
	}
	least := share * quantile(most, 0.75)
	var out []int
	for k, b := range s.beats {
		if float64(b) >= i0 && float64(b) <= i1 && s.steep[k] >= least {
			out = append(out, b)
		}
	}
	return out
}

// unlike is the root mean square difference in mm of two beats, of this sketch
// and another, at the shift and the height at which it is least; false where too
// little of them is to be seen.
func (s *sketch) unlike(a int, o *sketch, b int) (float64, bool) {
	const (
		before, after = 5.0, 8.0 // mm of a beat about its steepest place
		shift         = 1.0      // mm
	)
	n0, n1, reach := int(before/sketchStep), int(after/sketchStep), int(shift/sketchStep)
	best := math.Inf(1)
	for d := -reach; d <= reach; d++ {
		n, sum, squares := 0, 0.0, 0.0
		for k := -n0; k <= n1; k++ {
			i, j := a+k, b+k+d
			if i < 0 || j < 0 || i >= len(s.y) || j >= len(o.y) {
				continue
			}
			if v := s.y[i] - o.y[j]; !math.IsNaN(v) {
				n++
				sum += v
				squares += v * v
			}
		}
		if n < (n0+n1)*2/3 {
			continue
		}
		mean := sum / float64(n)
		best = min(best, math.Sqrt(max(squares/float64(n)-mean*mean, 0)))
	}
	return best, !math.IsInf(best, 1)
}
