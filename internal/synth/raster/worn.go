package raster

import (
	"image"
	"math"
)

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

// Draw implements [Mark]: square by square, so that what was there before takes
// little memory.
func (w *Worn) Draw(c *Canvas, k float64) {
	r := Pixels(w.box[0]*k-1, w.box[1]*k-1, w.box[2]*k+1, w.box[3]*k+1).Intersect(c.Rect)
	var inked Canvas
	for ty := floorTo(r.Min.Y, fillTile); ty < r.Max.Y; ty += fillTile {
		for tx := floorTo(r.Min.X, fillTile); tx < r.Max.X; tx += fillTile {
			w.square(c, &inked, image.Rect(tx, ty, tx+fillTile, ty+fillTile).Intersect(r), k)
		}
	}
}

// square draws a part; inked is a canvas to work on.
func (w *Worn) square(c, inked *Canvas, r image.Rectangle, k float64) {
	box := Box{float64(r.Min.X) / k, float64(r.Min.Y) / k, float64(r.Max.X) / k, float64(r.Max.Y) / k}
	drawn := false
	for _, m := range w.Marks {
		if !m.Box().Meets(box) {
			continue
		}
		if !drawn {
			drawn = true
			inked.Reset(r)
			for y := r.Min.Y; y < r.Max.Y; y++ {
				copy(inked.Row(y), c.Row(y)[3*(r.Min.X-c.Rect.Min.X):])
			}
		}
		m.Draw(inked, k)
	}
	for y := r.Min.Y; drawn && y < r.Max.Y; y++ {
		row, now := c.Row(y)[3*(r.Min.X-c.Rect.Min.X):][:3*r.Dx()], inked.Row(y)
		for i := 0; i < len(row); i += 3 {
			if row[i] == now[i] && row[i+1] == now[i+1] && row[i+2] == now[i+2] {
				continue
			}
			keep := float32(min(max(w.Keep((float64(r.Min.X+i/3)+0.5)/k, (float64(y)+0.5)/k), 0), 1))
			for j := i; j < i+3; j++ {
				row[j] += keep * (now[j] - row[j])
			}
		}
	}
}
