package synth

import (
	"image"
	"math"

	"github.com/einthoven-ecg/einthoven/internal/synth/lanes"
	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// crossMM is the radius of the disc at a crossing of the grid.
const crossMM = 0.6

// rulings are parallel lines, some millimetres apart, of which some are thicker.
type rulings struct{ lanes.Rules }

func newRulings(shift, every, width float64) rulings {
	return rulings{lanes.Rules{Shift: shift, Inverse: 1 / every, Every: float32(every), Half: float32(width / 2)}}
}

// rulingsOf are the grid's lines along an axis: thin ones with thick ones among
// them, or both by themselves where these do not fall together.
func (t *Truth) rulingsOf(axis int) (out []rulings) {
	g := &t.Grid
	fine, bold := g.Spacing()
	if fine[axis] > 0 {
		out = append(out, newRulings(g.ShiftMM[axis], fine[axis], g.FineWidthMM))
	}
	if bold[axis] <= 0 {
		return out
	}
	if n := bold[axis] / fine[axis]; len(out) > 0 && math.Abs(n-math.Round(n)) < 1e-9 {
		out[0].Each, out[0].Thick = int32(math.Round(n)), float32(g.BoldWidthMM/2)
		return out
	}
	return append(out, newRulings(g.ShiftMM[axis], bold[axis], g.BoldWidthMM))
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

// clear tells whether a run of places keeps away from all lines: it begins and
// ends between the same two, far enough from both.
func (l *rulings) clear(mm [][2]float64, axis int, reach float32) bool {
	if len(mm) == 0 {
		return true
	}
	a, m := l.Off(mm[0][axis])
	b, n := l.Off(mm[len(mm)-1][axis])
	if max(a, -a) < reach || max(b, -b) < reach {
		return false
	}
	// Behind a line and before the next is the same room.
	if a < 0 {
		m--
	}
	if b < 0 {
		n--
	}
	return m == n
}

// rule covers a row with lines across an axis.
func (s *sheetRow) rule(row []byte, l *rulings, axis int) {
	part := min((scaleStep-s.off)%scaleStep, len(row))
	if part > 0 {
		l.Cover(row[:part], s.mm[:part], axis, s.perMM[:1])
	}
	if part < len(row) {
		l.Cover(row[part:], s.mm[part:], axis, s.perMM[(s.off+part)/scaleStep:])
	}
}

// gridPainter draws the lines of the grid.
func (t *Truth) gridPainter(r image.Rectangle, at func(y int) []byte) rowPainter {
	across, down := t.rulingsOf(0), t.rulingsOf(1)
	areas, all := t.gridAreas(r)
	return func(s *sheetRow) {
		if len(areas) == 0 {
			return
		}
		row := at(s.y)
		for k := range across {
			s.rule(row, &across[k], 0)
		}
		for k := range down {
			s.rule(row, &down[k], 1)
		}
		if all {
			return
		}
		s.eachBlock(func(from, to int, _ [2]float32) {
			for k := range areas {
				if from < to && s.within(from, to, &areas[k]) {
					return
				}
			}
			for i := from; i < to; i++ {
				if row[i] > 0 {
					row[i] = byte(int32(float32(row[i])*s.ruled(i, areas) + 0.5))
				}
			}
		})
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
		s.eachBlock(func(from, to int, perMM [2]float32) {
			px := (perMM[0] + perMM[1]) / 2
			reach := crossMM + 0.5/px
			far := reach + swing/px
			if mm := s.mm[from:to]; down.clear(mm, 1, far) || across.clear(mm, 0, far) {
				return
			}
			for i := from; i < to; i++ {
				p := &s.mm[i]
				dy, _ := down.Off(p[1])
				if max(dy, -dy) >= reach {
					continue
				}
				dx, _ := across.Off(p[0])
				if max(dx, -dx) >= reach {
					continue
				}
				d := float32(math.Sqrt(float64(dx*dx + dy*dy)))
				if d < reach && anyHas(areas, p[0]-float64(dx), p[1]-float64(dy)) {
					row[i] = level(min((crossMM-d)*px+0.5, 1))
				}
			}
		})
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
