package paper

import (
	"fmt"
	"strings"

	"codeberg.org/go-fonts/liberation/liberationsansbold"
	"codeberg.org/go-fonts/liberation/liberationsansregular"
	"codeberg.org/go-fonts/liberation/liberationserifbold"
	"codeberg.org/go-fonts/liberation/liberationserifregular"
	"github.com/go-fonts/dejavu/dejavusans"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goitalic"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/gofont/goregular"

	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// Fonts lists the names of fonts: the Go fonts (regular, bold, mono, italic),
// Liberation (sans, sans-bold, serif, serif-bold) and DejaVu, the letters of a
// plotter, and those of a needle printer.
func Fonts() []string {
	return []string{"regular", "bold", "mono", "italic",
		"sans", "sans-bold", "serif", "serif-bold", "dejavu", "plotter", "needles"}
}

// fontData is the file of an outline font, nil for the other names.
func fontData(name string) []byte {
	switch name {
	case "regular":
		return goregular.TTF
	case "bold":
		return gobold.TTF
	case "mono":
		return gomono.TTF
	case "italic":
		return goitalic.TTF
	case "sans":
		return liberationsansregular.TTF
	case "sans-bold":
		return liberationsansbold.TTF
	case "serif":
		return liberationserifregular.TTF
	case "serif-bold":
		return liberationserifbold.TTF
	case "dejavu":
		return dejavusans.TTF
	}
	return nil
}

// A typeface writes words in one font.
type typeface struct {
	outlines *raster.Font // nil for plotter and needles
	needles  bool
	wide     float64 // width of letters against the font's own
	slant    float64 // how far letters lean to the right, mm for each mm up
}

// openFont reads a font's name, which may be followed by "condensed",
// "narrow" or "wide", and by "slanted".
func openFont(name string) (*typeface, error) {
	words := strings.Fields(name)
	if len(words) == 0 {
		return nil, fmt.Errorf("paper: font has no name; want one of %s", strings.Join(Fonts(), ", "))
	}
	f := &typeface{wide: 1}
	for _, w := range words[1:] {
		switch w {
		case "condensed":
			f.wide = 0.8
		case "narrow":
			f.wide = 0.62
		case "wide":
			f.wide = 1.2
		case "slanted":
			f.slant = 0.2
		default:
			return nil, fmt.Errorf("paper: font %q: %q is unknown; want condensed, narrow, wide or slanted after its name", name, w)
		}
	}
	switch data := fontData(words[0]); {
	case data != nil:
		var err error
		f.outlines, err = raster.ParseFont(data)
		return f, err
	case words[0] == "plotter":
	case words[0] == "needles":
		f.needles = true
	default:
		return nil, fmt.Errorf("paper: font %q is unknown; want one of %s", name, strings.Join(Fonts(), ", "))
	}
	return f, nil
}

// lettering is a line of words laid out.
type lettering struct {
	mark  raster.Mark // nil if there is no ink
	ink   raster.Box  // what it covers
	width float64     // the pen's way, mm
}

// moved is a place of the font's own coordinates (in em, y down, the base line
// at 0) on the page: leaning, stretched, turned about the start.
func (f *typeface) moved(t [][][2]float64, x, y, em, sin, cos float64) {
	for _, l := range t {
		for i, q := range l {
			u, v := (q[0]*f.wide-q[1]*f.slant)*em, q[1]*em
			l[i] = [2]float64{x + cos*u - sin*v, y + sin*u + cos*v}
		}
	}
}

// Sizes of the drawn fonts as shares of an em.
const (
	plotterPen = 0.09
	needleDot  = 0.115
)

// lay lays out words whose base line starts at (x, y), turned clockwise.
func (f *typeface) lay(s string, x, y, em, sin, cos float64, p raster.Paint) (*lettering, error) {
	var t [][][2]float64
	var advance, pen float64
	switch {
	case f.outlines != nil:
		var err error
		if t, advance, err = f.outlines.Outline(s); err != nil {
			return nil, err
		}
	case f.needles:
		t, advance = needleDots(s)
		pen = needleDot * em
	default:
		t, advance = plotted(s)
		pen = plotterPen * em
	}
	l := &lettering{width: advance * f.wide * em}
	if len(t) == 0 {
		return l, nil
	}
	f.moved(t, x, y, em, sin, cos)
	l.ink = raster.Box(raster.Bounds(t)).Grown(pen / 2)
	switch {
	case f.outlines != nil:
		l.mark = raster.NewArea(t, p)
	case f.needles:
		l.mark = raster.NewDots(t[0], pen, p)
	default:
		l.mark = raster.NewStrokes(t, pen, p)
	}
	return l, nil
}

// width is how far words reach.
func (f *typeface) width(s string, em float64) (float64, error) {
	l, err := f.lay(s, 0, 0, em, 0, 1, raster.Paint{})
	if err != nil {
		return 0, err
	}
	return l.width, nil
}
