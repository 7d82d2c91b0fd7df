package wear

import (
	"math"

	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// A crack is a straight piece of a fold: what it does is strongest in its
// middle and ends at half its width.
type crack struct {
	a, z        [2]float64
	half, depth float64    // millimetres; 0 to 1
	box         raster.Box // of what it may change; set by newCracks
}

// cracks are pieces of folds in one paint, broken up by grain.
type cracks struct {
	list  []crack
	paint raster.Paint
	grain *grain
	soft  float32
	box   raster.Box
}

// newCracks are cracks of which a patch, if there is one, makes some stronger
// than others.
func newCracks(list []crack, p raster.Paint, g *grain, soft float32, patch *grain) *cracks {
	c := &cracks{paint: p, grain: g, soft: soft}
	for _, o := range list {
		if patch != nil {
			o.depth *= rise(0.2, 0.75, patch.at((o.a[0]+o.z[0])/2, (o.a[1]+o.z[1])/2))
		}
		if o.depth > 0.005 {
			o.box = boxOf([][2]float64{o.a, o.z}, o.half+0.3)
			c.list = append(c.list, o)
		}
	}
	for i, o := range c.list {
		b := o.box
		if i == 0 {
			c.box = b
		}
		c.box = raster.Box{min(c.box[0], b[0]), min(c.box[1], b[1]), max(c.box[2], b[2]), max(c.box[3], b[3])}
	}
	return c
}

// Box implements [raster.Mark].
func (m *cracks) Box() raster.Box { return m.box }

// Draw implements [raster.Mark].
func (m *cracks) Draw(c *raster.Canvas, k float64) {
	here := raster.Box{float64(c.Rect.Min.X) / k, float64(c.Rect.Min.Y) / k, float64(c.Rect.Max.X) / k, float64(c.Rect.Max.Y) / k}
	specks := make([]float32, c.Rect.Dx())
	for i := range m.list {
		if o := &m.list[i]; o.box.Meets(here) {
			m.draw(c, k, o, specks)
		}
	}
}

func (m *cracks) draw(c *raster.Canvas, k float64, o *crack, specks []float32) {
	dx, dy := o.z[0]-o.a[0], o.z[1]-o.a[1]
	long := math.Hypot(dx, dy)
	if long == 0 {
		return
	}
	dx, dy = dx/long, dy/long
	// A crack thinner than a pixel keeps its area and is paler.
	half, depth := o.half, o.depth
	if least := 0.75 / k; half < least {
		half, depth = least, depth*half/least
	}
	r := pixels(boxOf([][2]float64{o.a, o.z}, half), k).Intersect(c.Rect)
	sharp := m.grain.contrast(k)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		v := (float64(y)+0.5)/k - o.a[1]
		lo, hi := r.Min.X, r.Max.X
		if math.Abs(dy) > 1e-6 {
			// Across the line: |u dy - v dx| < half.
			mid, wide := o.a[0]+v*dx/dy, half/math.Abs(dy)
			p := raster.Pixels((mid-wide)*k-0.5, 0, (mid+wide)*k-0.5, 0)
			lo, hi = max(lo, p.Min.X), min(hi, p.Max.X)
		}
		if lo >= hi {
			continue
		}
		m.grain.row(specks[:hi-lo], lo, y, k)
		row := c.Row(y)[3*(lo-c.Rect.Min.X):]
		cross := v * dx
		for x := range hi - lo {
			u := (float64(lo+x)+0.5)/k - o.a[0]
			along, off := u*dx+v*dy, math.Abs(u*dy-cross)
			if along < 0 || along >= long || off >= half {
				continue
			}
			t := 1 - off/half
			w := float32(depth * t * (2 - t))
			if w < 0.01 {
				continue
			}
			w += sharp * (broken(w, specks[x], m.soft) - w)
			m.put(row[3*x:3*x+3:3*x+3], w*m.paint.Alpha)
		}
	}
}

// put is the paint on a pixel.
func (m *cracks) put(q []float32, a float32) {
	ink := &m.paint.Ink
	if m.paint.Multiply {
		q[0], q[1], q[2] = q[0]*(1+a*(ink[0]-1)), q[1]*(1+a*(ink[1]-1)), q[2]*(1+a*(ink[2]-1))
		return
	}
	q[0], q[1], q[2] = q[0]+a*(ink[0]-q[0]), q[1]+a*(ink[1]-q[1]), q[2]+a*(ink[2]-q[2])
}
