// Package report shows what was read: overlays of the traced curves, windows and
// grid over the original picture. It draws plain layers in picture pixels and
// knows nothing of how they came about.
package report

import (
	"image"
	"math"
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/page"
)

// Layers is what an overlay draws over a picture, all positions in picture
// pixels ((0, 0) is the centre of the upper left pixel), or in points for a
// page of drawn paths.
type Layers struct {
	// Title is one line at the top, usually file and status.
	Title string
	// Curves are the traced leads.
	Curves []Curve
	// Boxes are lead windows, calibration pulses and names.
	Boxes []Box
	// Grid holds the lines of the printed lattice as polylines.
	Grid [][][2]float64
	// MaxSide bounds the longer side of the result in pixels; 0 means the
	// size of the picture. The picture shrinks by a whole factor.
	MaxSide int
}

// A Curve is one traced lead. A point with a NaN breaks the line.
type Curve struct {
	Name   string
	Points [][2]float64
	// Review marks a lead that a person has to look at: it is dashed and its
	// name carries a question mark.
	Review bool
}

// A Box is an area of the page, as a closed outline: windows on a photo are
// no rectangles.
type Box struct {
	// Name is written at the first point of the outline: a window takes the
	// name and colour of its lead.
	Name    string
	Outline [][2]float64
	Kind    BoxKind
}

// BoxKind says what a box shows.
type BoxKind uint8

// The kinds of boxes.
const (
	WindowBox BoxKind = iota // where a lead is printed
	PulseBox                 // a calibration pulse
	LabelBox                 // printed text
)

// zoomedSide is the width that a page of drawn paths is given in an overlay.
const zoomedSide = 2200

// Overlay draws the layers over the page and returns a picture of the page's
// size, divided by a whole number if MaxSide asks for it. It shows the page
// itself where nothing is drawn, so that the two can be compared by blinking.
func Overlay(p *page.Page, l Layers) *image.NRGBA {
	c := newCanvas(p, l.MaxSide)
	// Line width and text grow with the picture: 2 px and 16 px up to 1,500.
	unit := max(1, float64(max(c.img.Rect.Dx(), c.img.Rect.Dy()))/1500)
	for _, line := range l.Grid {
		c.polyline(line, 0.5*unit, nil)
	}
	c.paint(gridColour, 0.45)
	named := map[string]bool{}
	for _, b := range l.Boxes {
		col, alpha := boxColour(b, l.Curves), 0.7
		if b.Kind == WindowBox {
			named[b.Name], alpha = true, 0.5
		}
		if len(b.Outline) > 1 {
			c.polyline(append(slices.Clone(b.Outline), b.Outline[0]), 0.6*unit, nil)
			c.paint(col, alpha)
		}
	}
	for k, curve := range l.Curves {
		var dash *[2]float64
		if curve.Review {
			dash = &[2]float64{9 * unit, 6 * unit}
		}
		c.polyline(curve.Points, unit, dash)
		c.paint(leadColour(curve.Name, k), 0.8)
	}
	// Names last, so that no line runs through them.
	for _, b := range l.Boxes {
		if len(b.Outline) > 0 && b.Name != "" {
			c.text(caption(b.Name, l.Curves), b.Outline[0], unit, boxColour(b, l.Curves))
		}
	}
	for k, curve := range l.Curves {
		if at, ok := firstPoint(curve.Points); ok && curve.Name != "" && !named[curve.Name] {
			c.text(caption(curve.Name, l.Curves), at, unit, leadColour(curve.Name, k))
		}
	}
	if l.Title != "" {
		c.text(l.Title, [2]float64{0, 0}, 1.2*unit, titleColour)
	}
	return c.img
}

// caption is the name of a lead with a question mark if it needs review.
func caption(name string, curves []Curve) string {
	for _, c := range curves {
		if c.Name == name && c.Review {
			return name + " ?"
		}
	}
	return name
}

func firstPoint(points [][2]float64) (at [2]float64, ok bool) {
	for _, p := range points {
		if finite(p) {
			return p, true
		}
	}
	return at, false
}

func finite(p [2]float64) bool {
	return !math.IsNaN(p[0]+p[1]) && !math.IsInf(p[0]+p[1], 0)
}
