package synth

import (
	"image"
	"math"

	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// crossMM is the radius of the disc at a crossing of the grid.
const crossMM = 0.6

// rulings are parallel lines, some millimetres apart.
type rulings struct {
	shift, inverse float64
	every, half    float32
}

func newRulings(shift, every, width float64) rulings {
	return rulings{shift: shift, inverse: 1 / every, every: float32(every), half: float32(width / 2)}
}

// off is how many millimetres a place lies behind the nearest line.
func (l *rulings) off(v float64) float32 {
	// Far enough to the right for whole numbers to be cut off downwards.
	const far = 1 << 20
	f := (v-l.shift)*l.inverse + far
	return float32(f-float64(int64(f+0.5))) * l.every
}

// gridAreas are where the grid is printed, as far as it is near, and whether
// one of them is all that the part of the picture shows.
func (t *Truth) gridAreas(r image.Rectangle) (out []raster.Box, all bool) {
	near := t.reach(r)
	for _, a := range t.GridAreas {
		if a.Meets(near) {
			out = append(out, a)
			all = all || holds(a, near, 2/t.view.PxPerMM)
		}
	}
	return out, all
}

// ruled is the most of a pixel that lies in one of some areas.
func (s *sheetRow) ruled(i int, areas []raster.Box) (most float32) {
	for k := range areas {
		most = max(most, s.share(i, &areas[k]))
	}
	return most
}

// gridPainter draws the lines of the grid.
func (t *Truth) gridPainter(r image.Rectangle, at func(y int) []byte) rowPainter {
	g := &t.Grid
	fine, bold := g.Spacing()
	var lines [2][]rulings
	for axis := range lines {
		if fine[axis] > 0 {
			lines[axis] = append(lines[axis], newRulings(g.ShiftMM[axis], fine[axis], g.FineWidthMM))
		}
		if bold[axis] > 0 {
			lines[axis] = append(lines[axis], newRulings(g.ShiftMM[axis], bold[axis], g.BoldWidthMM))
		}
	}
	areas, all := t.gridAreas(r)
	return func(s *sheetRow) {
		if len(areas) == 0 {
			return
		}
		row := at(s.y)
		for i := range row {
			p, scale := &s.mm[i], s.scale(i)
			bare := float32(1)
			for axis := range 2 {
				most := float32(0) // thick lines lie on thin ones
				for k := range lines[axis] {
					// A pen's overlap with a pixel ([raster.Canvas.Stroke]).
					l, f := &lines[axis][k], scale[axis]
					d := l.off(p[axis])
					most = max(most, min(f*(l.half-max(d, -d))+0.5, 2*f*l.half, 1))
				}
				bare -= bare * most
			}
			if bare == 1 {
				continue
			}
			if !all {
				bare = 1 - (1-bare)*s.ruled(i, areas)
			}
			row[i] = level(1 - bare)
		}
	}
}

// crossingPainter draws discs where lines of the grid cross.
func (t *Truth) crossingPainter(r image.Rectangle, at func(y int) []byte) rowPainter {
	fine, every := t.Grid.Spacing()
	if every[0] == 0 {
		every = fine
	}
	// All areas: the disc of a crossing reaches beyond its area.
	areas := t.GridAreas
	if !(every[0] > 0 && every[1] > 0) {
		areas = nil
	}
	across, down := newRulings(t.Grid.ShiftMM[0], every[0], 0), newRulings(t.Grid.ShiftMM[1], every[1], 0)
	return func(s *sheetRow) {
		if len(areas) == 0 {
			return
		}
		row := at(s.y)
		for i := range row {
			p := &s.mm[i]
			dx := across.off(p[0])
			if max(dx, -dx) > 2*crossMM {
				continue
			}
			dy := down.off(p[1])
			scale := s.scale(i)
			d := float32(math.Sqrt(float64(dx*dx + dy*dy)))
			if share := min((crossMM-d)*(scale[0]+scale[1])/2+0.5, 1); share > 0 && anyHas(areas, p[0]-float64(dx), p[1]-float64(dy)) {
				row[i] = level(share)
			}
		}
	}
}

// anyHas tells whether a crossing lies in one of some areas, or on its edge.
func anyHas(areas []raster.Box, x, y float64) bool {
	const hair = 1e-3
	for _, a := range areas {
		if x >= a[0]-hair && x <= a[2]+hair && y >= a[1]-hair && y <= a[3]+hair {
			return true
		}
	}
	return false
}
