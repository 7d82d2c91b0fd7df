package synth

import (
	"image"

	"github.com/einthoven-ecg/einthoven/internal/synth/lanes"
	"github.com/einthoven-ecg/einthoven/internal/synth/light"
)

// beamStep is the distance of places where light is worked out; it is linear
// between.
const beamStep = lanes.RampSteps

// shine lights the tile.
func (s *Scene) shine(d *desk, r image.Rectangle) {
	l := s.Truth.lattice
	i0, j0 := floorDiv(r.Min.X, beamStep), floorDiv(r.Min.Y, beamStep)
	nx, ny := floorDiv(r.Max.X-1, beamStep)+2-i0, floorDiv(r.Max.Y-1, beamStep)+2-j0
	if cap(d.beams) < nx*ny {
		d.beams = make([]light.Beam, nx*ny)
	}
	b := d.beams[:nx*ny]
	for j := range ny {
		v := (j0 + j) * beamStep
		l.Line(v, i0*beamStep, (i0+nx)*beamStep, &d.line)
		for i := range nx {
			u := (i0 + i) * beamStep
			sx, sy := d.line.Slope(u)
			b[j*nx+i] = s.field.At(float64(u), float64(v), sx, sy)
		}
	}
	for y := r.Min.Y; y < r.Max.Y; y++ {
		j := floorDiv(y, beamStep)
		f := float32(y-j*beamStep) / beamStep
		row := d.view.Row(y)
		if s.damage.Screen.On() {
			s.shade(d, r, y, b[(j-j0)*nx:], i0, f)
			continue
		}
		left := blend(&b[(j-j0)*nx], &b[(j-j0+1)*nx], f)
		for i := range nx - 1 {
			at := (j-j0)*nx + i
			right := blend(&b[at+1], &b[at+1+nx], f)
			from, to := max((i0+i)*beamStep, r.Min.X), min((i0+i+1)*beamStep, r.Max.X)
			if from < to {
				ramp(row[3*(from-r.Min.X):3*(to-r.Min.X)], &left, &right, float32(from-(i0+i)*beamStep)/beamStep)
			}
			left = right
		}
	}
}

// ramp lights pixels between two places, the first of them at the share g of
// the way.
func ramp(row []float32, left, right *light.Beam, g float32) {
	l := lanes.Light{Times: left.Times, Plus: left.Plus}
	for k := range l.Times {
		l.TimesChange[k], l.PlusChange[k] = right.Times[k]-left.Times[k], right.Plus[k]-left.Plus[k]
	}
	l.Ramp(row, g)
}

// shade lights row y before a screen: what shines is not lit, but mirrors
// lamps all the same. The beams are those of the row's upper nodes and, one
// row of nodes later, the lower ones; f is how far below the upper ones it
// lies.
func (s *Scene) shade(d *desk, r image.Rectangle, y int, beams []light.Beam, i0 int, f float32) {
	nx := floorDiv(r.Max.X-1, beamStep) + 2 - i0
	row, mm := d.view.Row(y), d.places(s.Truth.lattice, r, y)
	left := blend(&beams[0], &beams[nx], f)
	for i := range nx - 1 {
		right := blend(&beams[i+1], &beams[i+1+nx], f)
		at := (i0 + i) * beamStep
		for x := max(at, r.Min.X); x < min(at+beamStep, r.Max.X); x++ {
			g := float32(x-at) / beamStep
			p := mm[x-r.Min.X]
			shines := s.display.Lit(p[0], p[1])
			q := (*[3]float32)(row[3*(x-r.Min.X):])
			for k := range q {
				if !shines {
					q[k] *= left.Times[k] + g*(right.Times[k]-left.Times[k])
				}
				q[k] += left.Plus[k] + g*(right.Plus[k]-left.Plus[k])
			}
		}
		left = right
	}
}

func blend(a, b *light.Beam, f float32) (out light.Beam) {
	for k := range out.Times {
		out.Times[k] = a.Times[k] + f*(b.Times[k]-a.Times[k])
		out.Plus[k] = a.Plus[k] + f*(b.Plus[k]-a.Plus[k])
	}
	return out
}
