package rectify

import "math"

// vec is a place in working pixels or a spatial frequency in cycles per
// working pixel.
type vec struct{ x, y float64 }

func (a vec) norm() float64       { return math.Hypot(a.x, a.y) }
func (a vec) dot(b vec) float64   { return a.x*b.x + a.y*b.y }
func (a vec) sub(b vec) vec       { return vec{a.x - b.x, a.y - b.y} }
func (a vec) add(b vec) vec       { return vec{a.x + b.x, a.y + b.y} }
func (a vec) scale(s float64) vec { return vec{a.x * s, a.y * s} }

// near tells whether a lies within the share t of b's length from b.
func (a vec) near(b vec, t float64) bool { return a.sub(b).norm() < t*b.norm() }
