package notecg

import (
	"image"
	"image/color"
	"math"
)

// penTile is the side of the squares in which strokes are drawn.
const penTile = 64

// stroke draws a polyline with a round pen, all of it at once: what a pixel
// gets follows from its distance to the nearest piece, so that joints of thin
// colours are not inked twice.
func (p *pad) stroke(c color.NRGBA, pen float64, t ...point) {
	t = p.m.all(t)
	half := max(pen*p.m.scale(), 0.1) / 2
	by := half + 0.5
	box := p.reach(t, by)
	if box.Empty() {
		return
	}
	// Which pieces touch which tile.
	cols := (box.Dx() + penTile - 1) / penTile
	rows := (box.Dy() + penTile - 1) / penTile
	pieces := make([][]int32, cols*rows)
	for k := range t {
		a, b := t[max(k-1, 0)], t[k]
		if k == 0 && len(t) > 1 {
			continue
		}
		r := p.reach([]point{a, b}, by).Sub(box.Min)
		if r.Empty() {
			continue
		}
		for j := r.Min.Y / penTile; j <= (r.Max.Y-1)/penTile; j++ {
			for i := r.Min.X / penTile; i <= (r.Max.X-1)/penTile; i++ {
				x, y := float64(box.Min.X+i*penTile), float64(box.Min.Y+j*penTile)
				if _, _, ok := within(a, b, x-by, y-by, x+penTile+by, y+penTile+by); ok {
					pieces[j*cols+i] = append(pieces[j*cols+i], int32(k))
				}
			}
		}
	}
	for i, list := range pieces {
		if len(list) > 0 {
			o := box.Min.Add(image.Pt(i%cols*penTile, i/cols*penTile))
			p.strokeTile(c, half, t, list, image.Rectangle{o, o.Add(image.Pt(penTile, penTile))}.Intersect(box))
		}
	}
}

func (p *pad) strokeTile(c color.NRGBA, half float64, t []point, list []int32, r image.Rectangle) {
	var near [penTile * penTile]float32 // squared distance
	by := half + 0.5
	far := float32(by * by)
	for i := range near {
		near[i] = far
	}
	for _, k := range list {
		a, b := t[max(k-1, 0)], t[k]
		// Only about the part of the piece that lies here.
		qa, qb, _ := within(a, b, float64(r.Min.X)-by, float64(r.Min.Y)-by, float64(r.Max.X)+by, float64(r.Max.Y)+by)
		area := p.reach([]point{qa, qb}, by).Intersect(r)
		dx, dy := b[0]-a[0], b[1]-a[1]
		inv := 0.0
		if l2 := dx*dx + dy*dy; l2 > 0 {
			inv = 1 / l2
		}
		for y := area.Min.Y; y < area.Max.Y; y++ {
			row := near[(y-r.Min.Y)*penTile:]
			ey := float64(y) + 0.5 - a[1]
			for x := area.Min.X; x < area.Max.X; x++ {
				ex := float64(x) + 0.5 - a[0]
				f := min(max((ex*dx+ey*dy)*inv, 0), 1)
				gx, gy := ex-f*dx, ey-f*dy
				row[x-r.Min.X] = min(row[x-r.Min.X], float32(gx*gx+gy*gy))
			}
		}
	}
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			d2 := near[(y-r.Min.Y)*penTile+x-r.Min.X]
			if d2 >= far {
				continue
			}
			d := math.Sqrt(float64(d2))
			if cover := min(d+0.5, half) - max(d-0.5, -half); cover > 0 {
				p.blend(x, y, min(cover, 1), c)
			}
		}
	}
}

// within is the part of the piece from a to b inside a box, and whether there
// is one.
func within(a, b point, x0, y0, x1, y1 float64) (qa, qb point, ok bool) {
	lo, hi := 0.0, 1.0
	for k, lim := range [2][2]float64{{x0, x1}, {y0, y1}} {
		d := b[k] - a[k]
		if d == 0 {
			if a[k] < lim[0] || a[k] > lim[1] {
				return a, b, false
			}
			continue
		}
		f, g := (lim[0]-a[k])/d, (lim[1]-a[k])/d
		lo, hi = max(lo, min(f, g)), min(hi, max(f, g))
	}
	if lo > hi {
		return a, b, false
	}
	at := func(f float64) point { return point{a[0] + f*(b[0]-a[0]), a[1] + f*(b[1]-a[1])} }
	return at(lo), at(hi), true
}

// dashed draws a polyline in dashes of on pixels with gaps of off.
func (p *pad) dashed(c color.NRGBA, pen, on, off float64, t ...point) {
	on, off = max(on, 1), max(off, 1)
	var piece []point
	down, left := true, on
	for i := range max(len(t)-1, 0) {
		a, b := t[i], t[i+1]
		long := math.Hypot(b[0]-a[0], b[1]-a[1])
		if down && piece == nil {
			piece = []point{a}
		}
		for done := 0.0; done < long; {
			step := min(left, long-done)
			done += step
			left -= step
			q := point{a[0] + done/long*(b[0]-a[0]), a[1] + done/long*(b[1]-a[1])}
			if down {
				piece = append(piece, q)
			}
			if left > 1e-9 {
				continue
			}
			if down {
				p.stroke(c, pen, piece...)
				piece, left = nil, off
			} else {
				piece, left = []point{q}, on
			}
			down = !down
		}
	}
	if len(piece) > 1 {
		p.stroke(c, pen, piece...)
	}
}
