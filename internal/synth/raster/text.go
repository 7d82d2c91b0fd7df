package raster

import (
	"fmt"
	"math"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// A Font draws words by their outlines. It is not safe for use by several
// goroutines.
type Font struct {
	f   *sfnt.Font
	buf sfnt.Buffer
}

// ParseFont reads a TrueType or OpenType font.
func ParseFont(data []byte) (*Font, error) {
	f, err := sfnt.Parse(data)
	if err != nil {
		return nil, fmt.Errorf("raster: font: %w", err)
	}
	return &Font{f: f}, nil
}

// fontUnits is the size in which outlines are read; positions in a glyph are
// then right to 1/65536 em.
const fontUnits = 1024

// Outline is the outline of a line of words whose base line starts at the
// origin, letters one unit to the em, y down, and the distance by which the
// pen has moved. Characters that the font has not are left out.
func (f *Font) Outline(s string) (contours [][][2]float64, advance float64, err error) {
	ppem := fixed.I(fontUnits)
	scale := 1.0 / (fontUnits * 64)
	for _, r := range s {
		g, err := f.f.GlyphIndex(&f.buf, r)
		if err != nil {
			return nil, 0, fmt.Errorf("raster: font: %w", err)
		}
		if g == 0 {
			continue
		}
		segments, err := f.f.LoadGlyph(&f.buf, g, ppem, nil)
		if err != nil {
			return nil, 0, fmt.Errorf("raster: font: %w", err)
		}
		contours = append(contours, flatten(segments, scale, advance)...)
		step, err := f.f.GlyphAdvance(&f.buf, g, ppem, font.HintingNone)
		if err != nil {
			return nil, 0, fmt.Errorf("raster: font: %w", err)
		}
		advance += float64(step) * scale
	}
	return contours, advance, nil
}

// curveSteps is how many lines stand for a curve of a glyph: its outline is
// off by less than 0.002 em.
const curveSteps = 6

// flatten turns the segments of a glyph at pen position x into polygons.
func flatten(segments sfnt.Segments, scale, x float64) (out [][][2]float64) {
	var at [2]float64
	point := func(p fixed.Point26_6) [2]float64 {
		return [2]float64{x + float64(p.X)*scale, float64(p.Y) * scale}
	}
	add := func(p [2]float64) {
		out[len(out)-1] = append(out[len(out)-1], p)
		at = p
	}
	for _, s := range segments {
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			out = append(out, nil)
			add(point(s.Args[0]))
		case sfnt.SegmentOpLineTo:
			add(point(s.Args[0]))
		case sfnt.SegmentOpQuadTo:
			a, b, c := at, point(s.Args[0]), point(s.Args[1])
			for i := 1; i <= curveSteps; i++ {
				t := float64(i) / curveSteps
				u := 1 - t
				add([2]float64{u*u*a[0] + 2*u*t*b[0] + t*t*c[0], u*u*a[1] + 2*u*t*b[1] + t*t*c[1]})
			}
		case sfnt.SegmentOpCubeTo:
			a, b, c, d := at, point(s.Args[0]), point(s.Args[1]), point(s.Args[2])
			for i := 1; i <= curveSteps; i++ {
				t := float64(i) / curveSteps
				u := 1 - t
				add([2]float64{u*u*u*a[0] + 3*u*u*t*b[0] + 3*u*t*t*c[0] + t*t*t*d[0],
					u*u*u*a[1] + 3*u*u*t*b[1] + 3*u*t*t*c[1] + t*t*t*d[1]})
			}
		}
	}
	return out
}

// Bounds is the box of contours, zero if there are none.
func Bounds(contours [][][2]float64) (b [4]float64) {
	if len(contours) == 0 {
		return b
	}
	b = [4]float64{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}
	for _, t := range contours {
		for _, p := range t {
			b[0], b[1] = min(b[0], p[0]), min(b[1], p[1])
			b[2], b[3] = max(b[2], p[0]), max(b[3], p[1])
		}
	}
	return b
}
