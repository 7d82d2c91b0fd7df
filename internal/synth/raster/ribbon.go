package raster

import "math"

// A Ribbon is a polyline whose pen is not the same everywhere.
type Ribbon struct {
	MM [][2]float64
	// WideMM is the pen at each point, Ink the share of its ink; both change
	// linearly between. nil means PenMM, and all of it.
	WideMM, Ink []float32
	PenMM       float64
	Paint       Paint
	box         Box
}

// NewRibbon is a ribbon mark.
func NewRibbon(mm [][2]float64, penMM float64, wide, ink []float32, p Paint) *Ribbon {
	most := penMM
	for _, w := range wide {
		most = max(most, float64(w))
	}
	return &Ribbon{mm, wide, ink, penMM, p, boxAround([][][2]float64{mm}, most/2+1)}
}

// Box implements [Mark].
func (r *Ribbon) Box() Box { return r.box }

// Draw implements [Mark]. A pixel gets the most that any piece gives it, so
// that joints are not inked twice.
func (r *Ribbon) Draw(c *Canvas, k float64) {
	area := Pixels(r.box[0]*k-1, r.box[1]*k-1, r.box[2]*k+1, r.box[3]*k+1).Intersect(c.Rect)
	if area.Empty() || len(r.MM) == 0 {
		return
	}
	w := area.Dx()
	most := c.floats(w * area.Dy())
	clear(most)
	last := max(len(r.MM)-1, 1)
	for i := range last {
		j := min(i+1, len(r.MM)-1)
		a := [2]float64{r.MM[i][0]*k - 0.5, r.MM[i][1]*k - 0.5}
		b := [2]float64{r.MM[j][0]*k - 0.5, r.MM[j][1]*k - 0.5}
		ha, hb := r.half(i)*k, r.half(j)*k
		box := c.within([][2]float64{a, b}, max(ha, hb)+0.5)
		if box.Empty() {
			continue
		}
		ia, ib := r.share(i), r.share(j)
		dx, dy := b[0]-a[0], b[1]-a[1]
		inv := 0.0
		if l2 := dx*dx + dy*dy; l2 > 0 {
			inv = 1 / l2
		}
		for y := box.Min.Y; y < box.Max.Y; y++ {
			row := most[(y-area.Min.Y)*w+box.Min.X-area.Min.X:][:box.Dx()]
			ey := float64(y) - a[1]
			for x := range row {
				ex := float64(box.Min.X+x) - a[0]
				t := min(max((ex*dx+ey*dy)*inv, 0), 1)
				half := ha + t*(hb-ha)
				gx, gy := ex-t*dx, ey-t*dy
				d2 := gx*gx + gy*gy
				if d2 >= (half+0.5)*(half+0.5) {
					continue
				}
				d := math.Sqrt(d2)
				cover := min(d+0.5, half) - max(d-0.5, -half)
				row[x] = max(row[x], float32(cover*(ia+t*(ib-ia))))
			}
		}
	}
	for i, a := range most {
		if a > 0 {
			c.Put(area.Min.X+i%w, area.Min.Y+i/w, a, &r.Paint)
		}
	}
}

func (r *Ribbon) half(i int) float64 {
	if r.WideMM == nil {
		return r.PenMM / 2
	}
	return float64(r.WideMM[i]) / 2
}

func (r *Ribbon) share(i int) float64 {
	if r.Ink == nil {
		return 1
	}
	return float64(r.Ink[i])
}
