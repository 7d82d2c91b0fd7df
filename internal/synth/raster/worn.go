package raster

import "math"

// A Field is the share of something at a place (page millimetres), 0 to 1.
type Field func(x, y float64) float64

// Worn is a group of marks of which only a share reached the paper: what they
// change is taken back where Keep is less than 1.
type Worn struct {
	Marks []Mark
	Keep  Field
	box   Box
}

// NewWorn groups marks.
func NewWorn(marks []Mark, keep Field) *Worn {
	box := Box{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}
	for _, m := range marks {
		b := m.Box()
		box = Box{min(box[0], b[0]), min(box[1], b[1]), max(box[2], b[2]), max(box[3], b[3])}
	}
	return &Worn{marks, keep, box}
}

// Box implements [Mark].
func (w *Worn) Box() Box { return w.box }

// Draw implements [Mark].
func (w *Worn) Draw(c *Canvas, k float64) {
	r := Pixels(w.box[0]*k-1, w.box[1]*k-1, w.box[2]*k+1, w.box[3]*k+1).Intersect(c.Rect)
	if r.Empty() {
		return
	}
	n := 3 * r.Dx()
	before := make([]float32, 0, n*r.Dy())
	for y := r.Min.Y; y < r.Max.Y; y++ {
		before = append(before, c.Row(y)[3*(r.Min.X-c.Rect.Min.X):][:n]...)
	}
	box := Box{float64(c.Rect.Min.X) / k, float64(c.Rect.Min.Y) / k, float64(c.Rect.Max.X) / k, float64(c.Rect.Max.Y) / k}
	for _, m := range w.Marks {
		if m.Box().Meets(box) {
			m.Draw(c, k)
		}
	}
	for y := r.Min.Y; y < r.Max.Y; y++ {
		row, old := c.Row(y)[3*(r.Min.X-c.Rect.Min.X):][:n], before[n*(y-r.Min.Y):][:n]
		for i := 0; i < len(row); i += 3 {
			if row[i] == old[i] && row[i+1] == old[i+1] && row[i+2] == old[i+2] {
				continue
			}
			x := r.Min.X + i/3
			keep := float32(min(max(w.Keep((float64(x)+0.5)/k, (float64(y)+0.5)/k), 0), 1))
			for j := i; j < i+3; j++ {
				row[j] = old[j] + keep*(row[j]-old[j])
			}
		}
	}
}
