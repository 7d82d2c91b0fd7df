package paper

import (
	"image"
	"math"

	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// A Sheet is a printed page: its marks in the order in which they came to the
// paper, and the truth about them.
type Sheet struct {
	// Layout as [Layout.String] writes it; SpeedMMPerS and GainMMPerMV are the
	// printed scales; RateHz is the sampling rate of the printed samples.
	Layout                           string
	SpeedMMPerS, GainMMPerMV, RateHz float64
	// SizeMM is the size of the paper, PxPerMM the resolution of the print.
	SizeMM  [2]float64
	PxPerMM float64
	// Grid of the paper, its lines [Grid.Spacing] apart; GridAreas are where it
	// lies. PenMM is the width of the traces.
	Grid      Grid
	GridAreas []raster.Box
	PenMM     float64
	// Paper is the colour below the marks; PaperLight the light of bare paper, and
	// TraceLight that of a trace on it where all of its ink is: of a copy's paper
	// and toner, where the sheet is a copy.
	Paper                  Colour
	PaperLight, TraceLight raster.Ink
	Marks                  []raster.Mark
	// Missing are parts of the sheet that are no longer there.
	Missing []*raster.Area
	// Hidden says which share of the ink at a place (millimetres) has gone or is
	// covered, 0 to 1, one function for each thing that hides.
	Hidden []func(x, y float64) float64
	// Segments are the printed traces, row by row; Boxes the other things in
	// ink.
	Segments []Segment
	Boxes    []Box
}

// Size is that of the print in pixels.
func (s *Sheet) Size() (w, h int) {
	return int(math.Round(s.SizeMM[0] * s.PxPerMM)), int(math.Round(s.SizeMM[1] * s.PxPerMM))
}

// Draw prints the sheet at k pixels a millimetre on a canvas, which it makes
// the rectangle r.
func (s *Sheet) Draw(c *raster.Canvas, r image.Rectangle, k float64) {
	reach := 0.0
	for _, m := range s.Marks {
		if f, ok := m.(raster.Far); ok {
			reach += f.ReachMM()
		}
	}
	if reach == 0 {
		s.draw(c, r, k)
		return
	}
	s.draw(c, r.Inset(-int(math.Ceil(reach*k))), k)
	c.Crop(r)
}

func (s *Sheet) draw(c *raster.Canvas, r image.Rectangle, k float64) {
	c.Reset(r)
	c.Clear(s.Paper.Linear())
	box := raster.Box{float64(r.Min.X) / k, float64(r.Min.Y) / k, float64(r.Max.X) / k, float64(r.Max.Y) / k}
	for _, m := range s.Marks {
		if m.Box().Meets(box) {
			m.Draw(c, k)
		}
	}
}

// Printed is a lead over the time of the page, NaN where no ink shows it: where
// it is not printed, is cut off at its border, or the pen left it out.
func (s *Sheet) Printed(lead string) []float64 {
	n := 0
	for i := range s.Segments {
		g := &s.Segments[i]
		n = max(n, int(math.Round(g.T0*s.RateHz))+len(g.MV))
	}
	mv := make([]float64, n)
	for i := range mv {
		mv[i] = math.NaN()
	}
	for i := range s.Segments {
		g := &s.Segments[i]
		if g.Lead != lead {
			continue
		}
		at := int(math.Round(g.T0 * s.RateHz))
		for k, v := range g.MV {
			if g.Inked == nil || g.Inked[k] > 0 {
				mv[at+k] = v
			}
		}
	}
	return mv
}
