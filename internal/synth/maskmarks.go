package synth

import (
	"math"

	"github.com/einthoven-ecg/einthoven/internal/synth/paper"
	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// markStepMM is how far apart the points of a mark are located in the picture:
// paper bends over centimetres.
const markStepMM = 1.0

// drawMarks puts the strokes of pulses and separators into the mask.
func (m *inkMaps) drawMarks(t *Truth) {
	near := t.reach(m.r).Grown(1)
	m.near = make([]float32, m.r.Dx()*m.r.Dy())
	for i := range t.Boxes {
		b := &t.Boxes[i]
		if b.Kind != paper.BoxPulse && b.Kind != paper.BoxSeparator || !(raster.Box{b.X0, b.Y0, b.X1, b.Y1}).Meets(near) {
			continue
		}
		var points []trailPoint
		add := func(x, y float64) {
			p := t.trailPoint(t.lattice, x, y, nil, 0)
			if l := t.latticeFor(p.x, p.y); l != t.lattice {
				p = t.trailPoint(l, x, y, nil, 0)
			}
			p.penPx *= float32(b.PenMM / t.PenMM)
			points = append(points, p)
		}
		add(b.Way[0][0], b.Way[0][1])
		for k := 1; k < len(b.Way); k++ {
			p, q := b.Way[k-1], b.Way[k]
			n := int(math.Hypot(q[0]-p[0], q[1]-p[1])/markStepMM) + 1
			for s := 1; s <= n; s++ {
				e := float64(s) / float64(n)
				add(p[0]+e*(q[0]-p[0]), p[1]+e*(q[1]-p[1]))
			}
		}
		box := m.stroke(points)
		for y := box.Min.Y; y < box.Max.Y; y++ {
			near := m.near[(y-m.r.Min.Y)*m.r.Dx()+box.Min.X-m.r.Min.X:][:box.Dx()]
			cover(m.all[(y-m.r.Min.Y)*m.width+box.Min.X-m.r.Min.X:], near)
			clear(near)
		}
	}
}
