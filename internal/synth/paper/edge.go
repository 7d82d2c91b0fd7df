package paper

import (
	"fmt"
	"math"

	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// EdgeKind says how the long edges of paper off a roll or stack look.
type EdgeKind uint8

// Kinds of edges.
const (
	EdgePlain  EdgeKind = iota
	EdgeHoles           // holes for the drive's sprockets, above and below
	EdgeArrows          // arrows at the lower edge that show the way of the paper
	EdgeTicks           // short strokes at the upper edge, three seconds of 25 mm/s apart
	numEdges
)

// An Edge is what the paper brings along.
type Edge struct {
	Kind EdgeKind
	// EveryMM is the distance of holes, arrows or strokes, 4 to 500; 0 means
	// 12.7, 100 or 75.
	EveryMM float64
	// FoldMM is the distance of the perforated folds of fan-fold paper, 20 to
	// 1000; 0 means none.
	FoldMM float64
	// Ink of arrows, strokes and folds; the zero value means that of the
	// grid's thick lines.
	Ink Colour
}

func (e *Edge) check() error {
	if e.EveryMM != 0 && !within(e.EveryMM, 4, 500) || e.FoldMM != 0 && !within(e.FoldMM, 20, 1000) {
		return fmt.Errorf("edge has marks every %g mm and folds every %g mm, want 4 to 500 and 20 to 1000", e.EveryMM, e.FoldMM)
	}
	return nil
}

// Measures of edges, mm.
const (
	holeMM     = 4.0 // across
	holeInMM   = 5.0 // centre from the edge
	arrowMM    = 2.5
	foldDotMM  = 0.4
	foldStepMM = 2.0
)

// edge draws what is on the paper before the machine writes.
func (d *drawing) edge() {
	e := d.Edge
	if e.Ink == (Colour{}) {
		if e.Ink = d.plan.Grid.Bold; e.Ink == (Colour{}) {
			e.Ink = Colour{150, 150, 150}
		}
	}
	w, h := d.SizeMM[0], d.SizeMM[1]
	every := e.EveryMM
	if every == 0 {
		every = [numEdges]float64{0, 12.7, 100, 75}[e.Kind]
	}
	if e.FoldMM > 0 {
		var dots [][2]float64
		for x := e.FoldMM; x < w-1; x += e.FoldMM {
			for y := foldStepMM / 2; y < h; y += foldStepMM {
				dots = append(dots, [2]float64{x, y})
			}
			d.box(BoxEdge, raster.Box{x, 0, x, h}.Grown(foldDotMM/2))
		}
		d.Marks = append(d.Marks, raster.NewDots(dots, foldDotMM, raster.Paint{Ink: e.Ink.Linear(), Alpha: 0.7}))
	}
	for x := every / 2; every > 0 && x < w-holeMM/2; x += every {
		switch e.Kind {
		case EdgeHoles:
			for _, y := range []float64{holeInMM, h - holeInMM} {
				d.hole(x, y)
			}
		case EdgeArrows:
			y := h - 2*arrowMM
			d.area(BoxEdge, [][][2]float64{{{x, y}, {x + arrowMM, y - arrowMM/2}, {x + arrowMM, y + arrowMM/2}}}, e.Ink)
		case EdgeTicks:
			d.area(BoxEdge, rect(raster.Box{x, 0.5, x + 0.4, 3.5}), e.Ink)
		}
	}
}

// hole punches a hole.
func (d *drawing) hole(x, y float64) {
	t := circle(x, y, holeMM/2)
	d.area(BoxEdge, [][][2]float64{t}, Colour{200, 200, 202}) // shade, where no table is seen through it
	d.Missing = append(d.Missing, raster.NewArea([][][2]float64{t}, raster.Paint{Alpha: 1}))
}

// area fills contours on the bare paper.
func (d *drawing) area(kind BoxKind, t [][][2]float64, ink Colour) {
	d.Marks = append(d.Marks, raster.NewArea(t, raster.Solid(ink)))
	d.box(kind, raster.Box(raster.Bounds(t)))
}

// box notes where ink is.
func (d *drawing) box(kind BoxKind, b raster.Box) {
	d.Boxes = append(d.Boxes, Box{Kind: kind, Row: -1, X0: b[0], Y0: b[1], X1: b[2], Y1: b[3]})
}

// circle is a polygon that is round to a hundredth of its radius.
func circle(x, y, r float64) (out [][2]float64) {
	for i := range 24 {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / 24)
		out = append(out, [2]float64{x + r*cos, y + r*sin})
	}
	return out
}
