package vector

import "math"

// A pulse is a calibration pulse of 1 mV: the y of its two levels and the
// length of the upper, in mm.
type pulse struct{ foot, top, width float64 }

func (p pulse) height() float64 { return p.foot - p.top }

// A pulse is a flat top between two edges that rise from and fall to the same
// level. Curves of hearts have no such thing: no QRS is flat to a hundredth of
// a millimetre for two.
const (
	shortestTop = 1.5  // mm along x
	longestTop  = 16.0 // 200 ms at 50 mm/s is 10 mm
	lowestTop   = 2.0  // mm high
	highestTop  = 25.0
	widestEdge  = 0.9  // mm along x
	flat        = 0.03 // mm
	longestFoot = 10.0 // mm along x, a foot of constant height
)

// takePulses finds calibration pulses in lines and cuts them out; what is left
// of the lines comes back with them.
func takePulses(lines []*line) (rest []*line, pulses []pulse) {
	for _, l := range lines {
		for l != nil {
			first, last, p, ok := findPulse(l.points)
			if !ok {
				rest = append(rest, l)
				break
			}
			pulses = append(pulses, p)
			if before := l.cut(0, first+1); before != nil {
				rest = append(rest, before)
			}
			l = l.cut(last, len(l.points))
		}
	}
	return rest, pulses
}

// cut gives the piece of points from to (without) to, nil if it is no line.
func (l *line) cut(from, to int) *line {
	if to-from < 2 {
		return nil
	}
	return &line{points: l.points[from:to], style: l.style, joints: within(l.joints, from, to), gaps: within(l.gaps, from, to)}
}

// findPulse gives the first pulse of a polyline, the last point of the curve
// before it and the first of the curve after it.
func findPulse(points [][2]float64) (first, last int, p pulse, ok bool) {
	n := len(points)
	for i := 0; i < n; {
		// A flat run of points i to j.
		j := i
		for j+1 < n && math.Abs(points[j+1][1]-points[i][1]) <= flat {
			j++
		}
		if top := points[j][0] - points[i][0]; top >= shortestTop && top <= longestTop {
			y := points[i][1]
			a, okA := edge(points, i, -1, y)
			b, okB := edge(points, j, 1, y)
			if okA && okB && math.Abs(points[a][1]-points[b][1]) <= 2*flat {
				foot := (points[a][1] + points[b][1]) / 2
				if h := math.Abs(foot - y); h >= lowestTop && h <= highestTop && foot > y {
					first, last = beyond(points, a, -1), beyond(points, b, 1)
					return first, last, pulse{foot: foot, top: y, width: top}, true
				}
			}
		}
		i = j + 1
	}
	return 0, 0, pulse{}, false
}

// edge follows a steep edge from point i away from the flat top at y, and
// gives the point at its foot.
func edge(points [][2]float64, i, step int, y float64) (foot int, ok bool) {
	k := i
	for {
		next := k + step
		if next < 0 || next >= len(points) || math.Abs(points[next][0]-points[i][0]) > widestEdge {
			break
		}
		away := math.Abs(points[next][1] - y)
		if away <= math.Abs(points[k][1]-y)+flat && k != i {
			break // no higher: the edge ended at k
		}
		k = next
	}
	return k, k != i
}

// beyond gives the point at which the curve goes on beside a pulse whose foot
// is at point i, in the direction of step: past the lines of the foot and the
// line that leads from it to the curve, which are longer than the steps of a
// curve, or past a level foot drawn in such steps.
func beyond(points [][2]float64, i, step int) int {
	var steps []float64
	for k := i; len(steps) < 200; k += step {
		if k+step < 0 || k+step >= len(points) {
			break
		}
		if d := math.Abs(points[k+step][0] - points[k][0]); d > 0 {
			steps = append(steps, d)
		}
	}
	long := 3 * median(steps)
	const same = 0.002 // mm
	passed := false
	k := i
	for k+step >= 0 && k+step < len(points) {
		next := points[k+step]
		switch {
		case math.Abs(next[0]-points[k][0]) > long && math.Abs(next[0]-points[i][0]) < longestFoot:
			passed = true
		case !passed && math.Abs(next[1]-points[i][1]) <= same && math.Abs(next[0]-points[i][0]) < longestFoot:
		default:
			return k
		}
		k += step
	}
	return k
}
