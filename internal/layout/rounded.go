package layout

import "math"

// Recorders that pass the calibration through their low-pass draw it rounded:
// the rise is steep at its foot and flat at its top, the fall steep at its top
// and flat at its foot, both as 1-exp(-t/tau). A wave is steep in its middle.
const (
	roundReach = 4.5  // mm beside the plateau within which the line must have come down
	roundSteep = 0.9  // mm in which the steep part of an edge is done
	roundPart  = 0.6  // share of the height that is the steep part
	roundBlank = 0.4  // mm without ink that the line may have, along the paper
	roundBreak = 0.35 // and down it, where a thin stroke is steep
	roundSlack = 0.2  // mm by which the parts of an edge are known
	roundRest  = 0.45 // mm without coming lower that end an edge
)

// flank follows the line from one end of a plateau outwards (dir -1 left, +1
// right) for as long as it comes down. It returns how low the ink reaches, in
// rows, for each column from the plateau on; empty columns repeat the last.
func (rs *runs) flank(p plateau, dir int) []float64 {
	rho := rs.s.Rho
	c := p.c0
	if dir > 0 {
		c = p.c1
	}
	top, low := p.y()-rs.stroke, p.y()+rs.stroke/2
	out := []float64{low}
	if c >= 0 && c < len(rs.col) { // the line's own end, which has begun to come down
		for _, r := range rs.col[c] {
			if math.Abs(float64(r.y)-p.y()) < plateauLevel*rho {
				low = max(low, float64(r.r1))
			}
		}
	}
	blank, rest := 0, 0
	for k := 1; k <= int(roundReach*rho); k++ {
		q := c + dir*k
		if q < 0 || q >= len(rs.col) {
			break
		}
		hit, lower := false, low
		for _, r := range rs.col[q] {
			if float64(r.r0) <= low+1+roundBreak*rho && float64(r.r1) >= top-1 && float64(r.r0) > p.y()-2*rs.stroke {
				hit, lower, top = true, float64(r.r1), float64(r.r0)
				break
			}
		}
		if !hit {
			if blank++; float64(blank) > roundBlank*rho+1 {
				break
			}
			out = append(out, low)
			continue
		}
		blank = 0
		if lower < low-rs.stroke-0.3*rho { // goes up again
			break
		}
		if lower > low+0.5 {
			rest = 0
		} else if rest++; float64(rest) > roundRest*rho && low > p.y()+1.8*rho {
			break
		}
		low = max(low, lower)
		out = append(out, low)
	}
	return out
}

// rounded tells whether a plateau is the top of a rounded pulse.
func (rs *runs) rounded(p plateau) (Pulse, bool) {
	rho := rs.s.Rho
	left, right := rs.flank(p, -1), rs.flank(p, +1)
	lf, rf := left[len(left)-1], right[len(right)-1]
	foot := min(lf, rf) - rs.stroke/2
	tall := foot - p.y()
	if tall < 1.8*rho || math.Abs(lf-rf) > max(0.2*tall, rho) {
		return Pulse{}, false
	}
	// The column, counted from the plateau, at which a flank has come down by
	// a share of the height.
	at := func(flank []float64, share float64) float64 {
		for k, y := range flank {
			if y-rs.stroke/2-p.y() >= share*tall {
				return float64(k)
			}
		}
		return float64(len(flank))
	}
	flat, rise := at(left, 1-roundPart), at(left, 0.95)-at(left, 1-roundPart)
	if at(right, roundPart) > roundSteep*rho || rise > roundSteep*rho {
		return Pulse{}, false
	}
	// Of an exponential the steep part takes half as long as the flat one, of a wave
	// twice as long.
	if rise > flat+roundSlack*rho {
		return Pulse{}, false
	}
	if rs.busyBelow(p, foot) > 0.25 {
		return Pulse{}, false
	}
	x := func(c float64) float64 { return rs.s.X0 + c/rho }
	out := Pulse{X0: x(float64(p.c0) - at(left, 0.5)), X1: x(float64(p.c1) + at(right, 0.5)),
		Left: x(float64(p.c0-len(left)) - 0.5), Right: x(float64(p.c1+len(right)) + 0.5),
		Top: rs.s.Y0 + p.y()/rho, Foot: rs.s.Y0 + foot/rho, Row: -1}
	out.End = out.Right
	return out, true
}
