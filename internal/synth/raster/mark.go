package raster

import "math"

// A Box is a rectangle of page millimetres: x0, y0, x1, y1.
type Box [4]float64

// Meets tells whether two boxes share anything.
func (b Box) Meets(o Box) bool { return b[0] <= o[2] && o[0] <= b[2] && b[1] <= o[3] && o[1] <= b[3] }

// Grown is the box with a margin.
func (b Box) Grown(mm float64) Box { return Box{b[0] - mm, b[1] - mm, b[2] + mm, b[3] + mm} }

// Everywhere is the box of marks that touch all of a sheet.
func Everywhere() Box { return Box{math.Inf(-1), math.Inf(-1), math.Inf(1), math.Inf(1)} }

// A Mark is something on a sheet of paper.
type Mark interface {
	// Box is the part of the sheet outside of which the mark changes nothing.
	Box() Box
	// Draw puts the mark on a canvas of k pixels a millimetre. It must not
	// depend on where the canvas ends.
	Draw(c *Canvas, k float64)
}

// A Far is a mark whose effect on a place depends on what lies up to ReachMM
// around it, as a blur does.
type Far interface {
	Mark
	ReachMM() float64
}

// boxAround is the box around points and a margin. That of none meets nothing.
func boxAround(mm [][][2]float64, margin float64) Box {
	for _, t := range mm {
		if len(t) > 0 {
			return Box(Bounds(mm)).Grown(margin)
		}
	}
	return Box{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}
}

// A Line is a polyline through page positions drawn by a round pen.
type Line struct {
	MM    [][2]float64
	PenMM float64
	Paint Paint
	box   Box
}

// NewLine is a line mark.
func NewLine(mm [][2]float64, penMM float64, p Paint) *Line {
	return &Line{mm, penMM, p, boxAround([][][2]float64{mm}, penMM/2+1)}
}

// Box implements [Mark].
func (l *Line) Box() Box { return l.box }

// Draw implements [Mark].
func (l *Line) Draw(c *Canvas, k float64) {
	// Only the part that can touch the canvas, with a point more on each side.
	reach := l.PenMM/2 + 1/k
	x0, x1 := (float64(c.Rect.Min.X))/k-reach, (float64(c.Rect.Max.X))/k+reach
	y0, y1 := (float64(c.Rect.Min.Y))/k-reach, (float64(c.Rect.Max.Y))/k+reach
	lo, hi := len(l.MM), -1
	for i := 1; i < len(l.MM); i++ {
		a, b := l.MM[i-1], l.MM[i]
		if max(a[0], b[0]) < x0 || min(a[0], b[0]) > x1 || max(a[1], b[1]) < y0 || min(a[1], b[1]) > y1 {
			continue
		}
		lo, hi = min(lo, i-1), i
	}
	if len(l.MM) == 1 {
		lo, hi = 0, 0
	}
	if hi < lo {
		return
	}
	c.Stroke(ToPixels(l.MM[lo:hi+1], k), l.PenMM*k, l.Paint)
}

// An Area is the inside of closed contours.
type Area struct {
	MM    [][][2]float64
	Paint Paint
	box   Box
}

// NewArea is an area mark.
func NewArea(mm [][][2]float64, p Paint) *Area { return &Area{mm, p, boxAround(mm, 1)} }

// Box implements [Mark].
func (a *Area) Box() Box { return a.box }

// Draw implements [Mark].
func (a *Area) Draw(c *Canvas, k float64) {
	px := make([][][2]float64, len(a.MM))
	for i, t := range a.MM {
		px[i] = ToPixels(t, k)
	}
	c.Fill(px, a.Paint)
}

// ToPixels takes page positions to pixels.
func ToPixels(mm [][2]float64, k float64) [][2]float64 {
	out := make([][2]float64, len(mm))
	for i, p := range mm {
		out[i] = [2]float64{p[0]*k - 0.5, p[1]*k - 0.5}
	}
	return out
}

// Words lays out a line of words as an area: the start of its base line at
// (x, y) millimetres, emMM high letters, turned clockwise by radians about
// that start. Its width is the pen's way.
func Words(f *Font, s string, x, y, emMM, turn float64, p Paint) (a *Area, widthMM float64, err error) {
	contours, advance, err := f.Outline(s)
	if err != nil {
		return nil, 0, err
	}
	sin, cos := math.Sincos(turn)
	for _, t := range contours {
		for i, q := range t {
			u, v := q[0]*emMM, q[1]*emMM
			t[i] = [2]float64{x + cos*u - sin*v, y + sin*u + cos*v}
		}
	}
	return NewArea(contours, p), advance * emMM, nil
}
