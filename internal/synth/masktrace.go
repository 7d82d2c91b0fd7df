package synth

import (
	"image"
	"math"

	"github.com/einthoven-ecg/einthoven/internal/synth/bend"
	"github.com/einthoven-ecg/einthoven/internal/synth/heart"
	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// A trail is a piece of a trace near a part of the picture.
type trail struct {
	segment int // which of the sheet's
	first   int // the number of its first sample
	// joined says that the pen did not leave the paper between the trail before
	// and this one.
	joined bool
	points []trailPoint
}

// A trailPoint is a sample in the picture.
type trailPoint struct {
	x, y float64 // pixels
	// shown is the share of its ink that can be seen, seen the same but 0
	// outside of the picture.
	shown, seen float32
	penPx       float32
}

// reach is the part of the sheet that a part of the picture shows.
func (t *Truth) reach(r image.Rectangle) raster.Box {
	x0, y0, x1, y1 := t.lattice.Reach(r.Intersect(t.lattice.Rect))
	return raster.Box{x0, y0, x1, y1}
}

// trails are the traces near a part of the picture: all samples between which
// ink may lie in it.
func (t *Truth) trails(r image.Rectangle) (out []trail) {
	near := t.reach(r).Grown(t.PenMM + 1)
	for i := range t.Segments {
		s := &t.Segments[i]
		at := trail{segment: i}
		flush := func() {
			if len(at.points) > 0 {
				t.settle(r, &at)
				out = append(out, at)
				at.points, at.joined = nil, true
			}
		}
		from := max(int((near[0]-s.X0MM)/s.StepMM)-1, 0)
		to := min(int((near[2]-s.X0MM)/s.StepMM)+2, len(s.MV))
		touched := false // by the line to the sample before
		for k := from; k < to; k++ {
			x, y := s.Point(k)
			next := y
			if k+1 < to {
				if _, v := s.Point(k + 1); v == v {
					next = v
				}
			}
			touches := min(y, next) <= near[3] && max(y, next) >= near[1]
			if y != y || !touches && !touched {
				touched = false
				flush()
				at.joined = at.joined && y == y
				continue
			}
			touched = touches
			if len(at.points) == 0 {
				at.first = k
			}
			at.points = append(at.points, t.trailPoint(t.lattice, x, y, s.Inked, k))
		}
		flush()
	}
	return out
}

// settle finds the points again that the lattice of the part r has about right
// only, where they matter: at the outer ends of lines that cross its edge.
func (t *Truth) settle(r image.Rectangle, at *trail) {
	s := &t.Segments[at.segment]
	reach := t.PenMM*t.view.PxPerMM/2 + 4 // as far as a point may be off
	meets := func(a, b *trailPoint) bool {
		return raster.Pixels(min(a.x, b.x)-reach, min(a.y, b.y)-reach, max(a.x, b.x)+reach, max(a.y, b.y)+reach).Overlaps(r)
	}
	last := len(at.points) - 1
	for i := range at.points {
		p := &at.points[i]
		if !meets(p, &at.points[max(i-1, 0)]) && !meets(p, &at.points[min(i+1, last)]) {
			continue
		}
		if l := t.latticeFor(p.x, p.y); l != t.lattice {
			x, y := s.Point(at.first + i)
			*p = t.trailPoint(l, x, y, s.Inked, at.first+i)
		}
	}
}

func (t *Truth) trailPoint(l *bend.Lattice, x, y float64, inked []float32, k int) trailPoint {
	px, py, scale, _ := l.Locate(x, y)
	p := trailPoint{x: px, y: py, penPx: float32(t.PenMM * scale), shown: t.shown(l, x, y, px, py)}
	if inked != nil {
		p.shown *= inked[k]
	}
	if t.inPicture(px, py) {
		p.seen = p.shown
	}
	return p
}

// inkMaps are the masks of traces over r, in planes of a width; nil ones are
// not wanted.
type inkMaps struct {
	r     image.Rectangle
	width int
	all   []byte
	leads [heart.NumLeads][]byte
	near  []float32 // ink of one stroke of the pen
}

// draw puts trails into the masks. A stroke of the pen inks a place once, as
// far as it may have left the part in between; traces that cross share it.
func (m *inkMaps) draw(t *Truth, trails []trail) {
	names := heart.LeadNames()
	m.near = make([]float32, m.r.Dx()*m.r.Dy())
	for i := 0; i < len(trails); {
		segment := trails[i].segment
		box := m.stroke(trails[i].points)
		for i++; i < len(trails) && trails[i].joined; i++ {
			box = box.Union(m.stroke(trails[i].points))
		}
		var to [2][]byte
		to[0] = m.all
		for k, name := range names {
			if name == t.Segments[segment].Lead {
				to[1] = m.leads[k]
			}
		}
		for y := box.Min.Y; y < box.Max.Y; y++ {
			near := m.near[(y-m.r.Min.Y)*m.r.Dx()+box.Min.X-m.r.Min.X:][:box.Dx()]
			for _, plane := range to {
				if plane != nil {
					cover(plane[(y-m.r.Min.Y)*m.width+box.Min.X-m.r.Min.X:], near)
				}
			}
			clear(near)
		}
	}
}

// cover covers shares of pixels.
func cover(row []byte, share []float32) {
	for i, a := range share {
		if a > 0 {
			row[i] = byte(float32(row[i]) + a*float32(255-row[i]) + 0.5)
		}
	}
}

// faint is the share of ink below which a trace counts as not to be seen.
const faint = 0.02

// stroke draws a trail: a pixel gets the most that any piece gives it, by its
// distance from the piece's middle line ([raster.Canvas.Stroke]). Pen and ink
// are linear between samples. It tells where there is ink now.
func (m *inkMaps) stroke(points []trailPoint) (all image.Rectangle) {
	for i := range points {
		a, b := &points[i], &points[min(i+1, len(points)-1)]
		if a.shown < faint || b.shown < faint || i+1 == len(points) && i > 0 {
			continue
		}
		reach := float64(max(a.penPx, b.penPx))/2 + 0.5
		box := raster.Pixels(min(a.x, b.x)-reach, min(a.y, b.y)-reach, max(a.x, b.x)+reach, max(a.y, b.y)+reach).Intersect(m.r)
		if box.Empty() {
			continue
		}
		all = all.Union(box)
		m.piece(a, b, box)
	}
	return all
}

// piece draws one straight piece within a box.
func (m *inkMaps) piece(a, b *trailPoint, box image.Rectangle) {
	half, wider := float64(a.penPx)/2, float64(b.penPx-a.penPx)/2
	dx, dy := b.x-a.x, b.y-a.y
	inv := 0.0
	if l2 := dx*dx + dy*dy; l2 > 0 {
		inv = 1 / l2
	}
	for y := box.Min.Y; y < box.Max.Y; y++ {
		row := m.near[(y-m.r.Min.Y)*m.r.Dx()+box.Min.X-m.r.Min.X:][:box.Dx()]
		ey := float64(y) - a.y
		for x := range row {
			ex := float64(box.Min.X+x) - a.x
			t := min(max((ex*dx+ey*dy)*inv, 0), 1)
			h := half + t*wider
			gx, gy := ex-t*dx, ey-t*dy
			d2 := gx*gx + gy*gy
			if d2 >= (h+0.5)*(h+0.5) {
				continue
			}
			d := math.Sqrt(d2)
			share := min(d+0.5, h) - max(d-0.5, -h)
			row[x] = max(row[x], float32(share)*(a.shown+float32(t)*(b.shown-a.shown)))
		}
	}
}
