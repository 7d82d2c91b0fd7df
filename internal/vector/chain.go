package vector

import (
	"math"

	"github.com/einthoven-ecg/einthoven/internal/page"
)

// A line is a polyline put together from strokes.
type line struct {
	points [][2]float64
	style  style
	joints []int // indices of points where one stroke ended and the next began
	gaps   []int // indices of points after which a piece is missing
}

// sameEnd is how near two strokes must end to be one line, in points.
const sameEnd = 0.02

// chains joins strokes of one pen that begin where another ended, in the order
// in which they were drawn. Machines cut a curve into strokes of some hundred
// points, or draw every step between two samples as a stroke of its own, also
// of several leads in turn.
func chains(v *page.Vector) []*line {
	type end struct {
		style style
		x, y  int64
	}
	place := func(p [2]float64) (int64, int64) {
		return int64(math.Round(p[0] / sameEnd)), int64(math.Round(p[1] / sameEnd))
	}
	open := map[end]*line{}
	key := func(l *line) end {
		x, y := place(l.points[len(l.points)-1])
		return end{l.style, x, y}
	}
	var out []*line
	for _, p := range v.Paths {
		if !p.Stroked || p.Filled || len(p.Points) < 2 {
			continue
		}
		st := style{p.RGB, p.Width}
		points := p.Points
		if p.Closed {
			points = append(points[:len(points):len(points)], points[0])
		}
		var found *line
		x, y := place(points[0])
		for _, d := range [9][2]int64{{0, 0}, {1, 0}, {-1, 0}, {0, 1}, {0, -1}, {1, 1}, {-1, -1}, {1, -1}, {-1, 1}} {
			l := open[end{st, x + d[0], y + d[1]}]
			if l == nil {
				continue
			}
			last := l.points[len(l.points)-1]
			if math.Abs(last[0]-points[0][0]) <= sameEnd && math.Abs(last[1]-points[0][1]) <= sameEnd {
				found = l
				break
			}
		}
		if found != nil {
			delete(open, key(found))
			found.joints = append(found.joints, len(found.points)-1)
			found.points = append(found.points, points[1:]...)
		} else {
			found = &line{points: append([][2]float64(nil), points...), style: st}
			out = append(out, found)
		}
		open[key(found)] = found
	}
	return out
}

// forward cuts a line where it runs back, so that time only goes on within
// each piece, and leaves out points that repeat the one before. back is how
// far it may step back all the same, for rounding.
func (l *line) forward(back float64) []*line {
	var out []*line
	start, joint := 0, 0
	flush := func(end int) {
		piece := &line{style: l.style}
		for i := start; i < end; i++ {
			if n := len(piece.points); n == 0 || piece.points[n-1] != l.points[i] {
				piece.points = append(piece.points, l.points[i])
			}
			for joint < len(l.joints) && l.joints[joint] <= i {
				if l.joints[joint] == i && i > start && i < end-1 {
					piece.joints = append(piece.joints, len(piece.points)-1)
				}
				joint++
			}
		}
		if len(piece.points) >= 2 {
			out = append(out, piece)
		}
		start = end
	}
	for i := 1; i < len(l.points); i++ {
		if l.points[i][0] < l.points[i-1][0]-back {
			flush(i)
		}
	}
	flush(len(l.points))
	return out
}

// inMM gives the line in millimetres of paper.
func (l *line) inMM(s scale) *line {
	out := &line{points: make([][2]float64, len(l.points)), style: l.style, joints: l.joints}
	for i, p := range l.points {
		out.points[i] = [2]float64{p[0] * s.mm[0], p[1] * s.mm[1]}
	}
	return out
}

// within gives the indices from (without) to (without), counted from from.
func within(indices []int, from, to int) []int {
	var out []int
	for _, i := range indices {
		if i > from && i < to-1 {
			out = append(out, i-from)
		}
	}
	return out
}

// bridgeClipped puts together lines that a frame cut off: where a tall wave
// leaves its field, the line ends at the edge of the field, which no other part
// of it passes, and goes on there a little later. What lies between stays
// missing.
func bridgeClipped(lines []*line) []*line {
	const (
		widest = 8.0 // mm along x; a wave that is wider is cut for good
		same   = 0.1 // mm
	)
	var out []*line
	for _, l := range lines {
		if len(out) > 0 && out[len(out)-1].style == l.style {
			a := out[len(out)-1]
			end, start := a.points[len(a.points)-1], l.points[0]
			gap := start[0] - end[0]
			if gap > 0 && gap < widest && math.Abs(start[1]-end[1]) < same && (atEdge(a.points, end[1], same) && atEdge(l.points, end[1], same)) {
				shift := len(a.points)
				a.gaps = append(a.gaps, shift-1)
				for _, j := range l.joints {
					a.joints = append(a.joints, j+shift)
				}
				for _, g := range l.gaps {
					a.gaps = append(a.gaps, g+shift)
				}
				a.points = append(a.points[:shift:shift], l.points...)
				continue
			}
		}
		out = append(out, l)
	}
	return out
}

// atEdge says whether y is about the highest or the lowest of points.
func atEdge(points [][2]float64, y, same float64) bool {
	above, below := false, false
	for _, p := range points {
		above = above || p[1] < y-same
		below = below || p[1] > y+same
	}
	return above != below
}
