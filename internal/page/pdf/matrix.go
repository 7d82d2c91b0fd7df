package pdf

import "math"

// matrix is [a b c d e f]: x' = a x + c y + e, y' = b x + d y + f (section
// 8.3.3).
type matrix [6]float64

var identity = matrix{1, 0, 0, 1, 0, 0}

// times applies m first and then n.
func (m matrix) times(n matrix) matrix {
	return matrix{
		m[0]*n[0] + m[1]*n[2], m[0]*n[1] + m[1]*n[3],
		m[2]*n[0] + m[3]*n[2], m[2]*n[1] + m[3]*n[3],
		m[4]*n[0] + m[5]*n[2] + n[4], m[4]*n[1] + m[5]*n[3] + n[5],
	}
}

func (m matrix) apply(x, y float64) [2]float64 {
	return [2]float64{m[0]*x + m[2]*y + m[4], m[1]*x + m[3]*y + m[5]}
}

// vector maps a direction, which has no place.
func (m matrix) vector(x, y float64) (float64, float64) {
	return m[0]*x + m[2]*y, m[1]*x + m[3]*y
}

// scale is the length of the side of a square of side 1 and the same area.
func (m matrix) scale() float64 { return math.Sqrt(math.Abs(m[0]*m[3] - m[1]*m[2])) }

// finite says whether all six numbers are usable.
func (m matrix) finite() bool {
	for _, v := range m {
		if !(math.Abs(v) < 1e9) {
			return false
		}
	}
	return true
}

// rect is left, top, right, bottom in points, y down.
type rect [4]float64

// cut is the part of r inside s; it is empty if they do not meet.
func (r rect) cut(s rect) rect {
	return rect{max(r[0], s[0]), max(r[1], s[1]), min(r[2], s[2]), min(r[3], s[3])}
}

func (r rect) empty() bool { return !(r[2] > r[0] && r[3] > r[1]) }

func (r rect) grow(d float64) rect { return rect{r[0] - d, r[1] - d, r[2] + d, r[3] + d} }

func (r rect) has(p [2]float64) bool {
	return p[0] >= r[0] && p[0] <= r[2] && p[1] >= r[1] && p[1] <= r[3]
}

func (r rect) holds(s rect) bool {
	return s[0] >= r[0] && s[1] >= r[1] && s[2] <= r[2] && s[3] <= r[3]
}

func (r rect) area() float64 {
	if r.empty() {
		return 0
	}
	return (r[2] - r[0]) * (r[3] - r[1])
}

// bounds is the smallest rectangle around points.
func bounds(points [][2]float64) rect {
	r := rect{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}
	for _, p := range points {
		r = rect{min(r[0], p[0]), min(r[1], p[1]), max(r[2], p[0]), max(r[3], p[1])}
	}
	return r
}
