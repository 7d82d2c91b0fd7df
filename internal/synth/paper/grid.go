package paper

import (
	"fmt"

	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// GridKind says how the lines of a grid are drawn.
type GridKind uint8

// Kinds of grids.
const (
	GridLines    GridKind = iota // whole lines
	GridDotted                   // thin lines of dots, five to each FineMM; thick ones whole
	GridDashed                   // thin lines of dashes, half a FineMM long; thick ones whole
	GridPoints                   // a dot at each crossing of thin lines; thick ones of dots, each FineMM
	GridSpeckled                 // thick lines of dots five to each FineMM, and no thin ones but points
	GridStarred                  // a dot at each crossing of thin lines; thick ones whole
	numGridKinds
)

// A Grid is the printed millimetre paper. The zero value prints none.
type Grid struct {
	// FineMM and BoldMM are the distances of thin and of thick lines, usually
	// 1 and 5; 0 prints none of that kind.
	FineMM, BoldMM float64
	// FineWidthMM and BoldWidthMM are the widths of the lines, or of the dots.
	FineWidthMM, BoldWidthMM float64
	Fine, Bold               Colour
	// InsetMM leaves a margin of bare paper around the grid; MarginMM some
	// more left, above, right and below, up to 1000.
	InsetMM  float64
	MarginMM [4]float64
	// ShiftMM moves the lines right and down, against those through the
	// paper's corner. Aligned leads thick ones through the first sample and the
	// zero line of the first row instead, and moves them from there; the
	// [Sheet] then tells the shift against the corner.
	ShiftMM [2]float64
	Aligned bool

	// Kind of the lines.
	Kind GridKind
	// Scale is the size of the grid across and down against the measures
	// above, 0.95 to 1.05; 0 means 1. Paper that was printed beforehand and
	// a drive that is not quite right differ by less than one in a hundred.
	Scale [2]float64
	// BandMM prints the grid only behind the rows: so far up and down from
	// each zero line; 0 prints it everywhere.
	BandMM float64
	// BleedMM lets a third of the ink run so far out of the lines, up to 0.5.
	BleedMM float64
	// FrameMM draws a line of this width around the grid, up to 2; in the
	// colour of the thick lines.
	FrameMM float64
	// Machine says that the machine prints the grid together with the traces,
	// so that its pen's faults are the grid's too; Hard that it has pixels of
	// full ink only.
	Machine, Hard bool
}

// GridOf is the usual 1 mm and 5 mm paper in a named colour: red, pink,
// orange, green, blue, grey, black, brown, or none.
func GridOf(colour string) (*Grid, error) {
	g := &Grid{FineMM: 1, BoldMM: 5, FineWidthMM: 0.1, BoldWidthMM: 0.22}
	switch colour {
	case "red":
		g.Fine, g.Bold = Colour{248, 188, 184}, Colour{232, 104, 100}
	case "pink":
		g.Fine, g.Bold = Colour{252, 216, 220}, Colour{244, 164, 176}
	case "orange":
		g.Fine, g.Bold = Colour{250, 216, 184}, Colour{236, 160, 96}
	case "green":
		g.Fine, g.Bold = Colour{196, 226, 196}, Colour{120, 180, 124}
	case "blue":
		g.Fine, g.Bold = Colour{200, 214, 240}, Colour{120, 150, 212}
	case "grey":
		g.Fine, g.Bold = Colour{216, 216, 216}, Colour{160, 160, 160}
	case "black":
		g.Fine, g.Bold = Colour{150, 150, 150}, Colour{70, 70, 70}
	case "brown":
		g.Fine, g.Bold = Colour{220, 196, 180}, Colour{160, 112, 88}
	case "none":
		return &Grid{}, nil
	default:
		return nil, fmt.Errorf("paper: grid colour %q is unknown; want red, pink, orange, green, blue, grey, black, brown or none", colour)
	}
	return g, nil
}

// Spacing is how far apart the lines lie on the paper, across and down, thin
// and thick.
func (g *Grid) Spacing() (fine, bold [2]float64) {
	for i, s := range g.Scale {
		if s == 0 {
			s = 1
		}
		fine[i], bold[i] = s*g.FineMM, s*g.BoldMM
	}
	return fine, bold
}

func (g *Grid) check() error {
	if g.Kind >= numGridKinds {
		return fmt.Errorf("grid is of kind %d, which does not exist", g.Kind)
	}
	for _, s := range g.Scale {
		if s != 0 && !within(s, 0.95, 1.05) {
			return fmt.Errorf("scale of the grid is %g, want 0.95 to 1.05", s)
		}
	}
	for _, m := range g.MarginMM {
		if !within(m, 0, 1000) {
			return fmt.Errorf("margin of the grid is %g mm, want 0 to 1000", m)
		}
	}
	for _, d := range []float64{g.FineMM, g.BoldMM} {
		if d > 0 && d < 0.5 {
			return fmt.Errorf("grid lines %g mm apart, want 0 or at least 0.5", d)
		}
	}
	return nil
}

// area is where the grid may be on a sheet.
func (g *Grid) area(size [2]float64) raster.Box {
	i, m := g.InsetMM, g.MarginMM
	return raster.Box{i + m[0], i + m[1], size[0] - i - m[2], size[1] - i - m[3]}
}

// grid draws the paper's lines.
func (d *drawing) grid() {
	g := d.plan.Grid
	area := g.area(d.SizeMM)
	if area[0] >= area[2] || area[1] >= area[3] {
		return
	}
	areas := []raster.Box{area}
	if g.BandMM > 0 {
		areas = nil
		for _, y := range d.rows {
			areas = append(areas, raster.Box{area[0], max(area[1], y-g.BandMM), area[2], min(area[3], y+g.BandMM)})
		}
	}
	var marks []raster.Mark
	for _, a := range areas {
		if a[1] >= a[3] {
			continue
		}
		marks = append(marks, g.lines(a)...)
		if g.FineMM > 0 || g.BoldMM > 0 {
			d.GridAreas = append(d.GridAreas, a)
		}
	}
	if g.FrameMM > 0 {
		corners := [][2]float64{{area[0], area[1]}, {area[2], area[1]}, {area[2], area[3]}, {area[0], area[3]}, {area[0], area[1]}}
		marks = append(marks, raster.NewLine(corners, g.FrameMM, raster.Solid(g.Bold)))
	}
	if g.Machine {
		d.lined = marks
		return
	}
	d.Marks = append(d.Marks, marks...)
}

// lines are the thin and the thick lines in an area.
func (g *Grid) lines(area raster.Box) []raster.Mark {
	fine, bold := g.Spacing()
	thin := &raster.Weave{Area: area, EveryMM: fine, WidthMM: g.FineWidthMM, Shift: g.ShiftMM, BleedMM: g.BleedMM, Paint: raster.Solid(g.Fine)}
	thick := &raster.Weave{Area: area, EveryMM: bold, WidthMM: g.BoldWidthMM, Shift: g.ShiftMM, BleedMM: g.BleedMM, Paint: raster.Solid(g.Bold)}
	thin.Paint.Hard, thick.Paint.Hard = g.Hard, g.Hard
	share := func(of [2]float64, n float64) [2]float64 { return [2]float64{of[0] / n, of[1] / n} }
	switch g.Kind {
	case GridDotted:
		thin.DashMM, thin.PeriodMM = g.FineWidthMM, share(fine, 5)
	case GridDashed:
		thin.DashMM, thin.PeriodMM = g.FineMM/2, fine
	case GridPoints:
		thin.Cross = true
		thick.DashMM, thick.PeriodMM = g.BoldWidthMM, fine
	case GridStarred:
		thin.Cross = true
	case GridSpeckled:
		thin.Cross = true
		thick.DashMM, thick.PeriodMM = g.BoldWidthMM, share(fine, 5)
	}
	return []raster.Mark{thin, thick}
}
