package paper

import "github.com/einthoven-ecg/einthoven/internal/synth/raster"

// Separator says what stands between columns.
type Separator uint8

// Kinds of column separators.
const (
	SeparatorNone   Separator = iota
	SeparatorBar              // a thick upright bar across the trace
	SeparatorTicks            // two short strokes, above and below the trace
	SeparatorLine             // a thin line across the trace
	SeparatorFull             // one thin line through all rows of cells
	SeparatorDotted           // a dotted line across the trace
	SeparatorDouble           // two short strokes side by side
	SeparatorTop              // a short stroke above the trace, where names stand
	SeparatorCaret            // a small arrow head above the trace that points down
	SeparatorColon            // two dots, above and below the trace
	numSeparators
)

// Measures of separators, mm.
const (
	barPenMM    = 0.6
	dashMM      = 0.8
	doubleMM    = 1.0 // between the strokes
	nameLineMM  = 7.0 // from the zero line up to names
	caretMM     = 0.8
	colonDotMM  = 0.5
	separatorUp = 0.5 // share of a stroke's height above the zero line
)

// strokes are the lines of one separator about (x, y), h high, and their pen.
func (s Separator) strokes(x, y, h, pen float64) ([][][2]float64, float64) {
	up := func(dx, y0, y1 float64) [][2]float64 { return [][2]float64{{x + dx, y + y0}, {x + dx, y + y1}} }
	switch s {
	case SeparatorTicks:
		return [][][2]float64{up(0, -h, -h/2), up(0, h/2, h)}, pen
	case SeparatorLine:
		return [][][2]float64{up(0, -h, h)}, pen
	case SeparatorDotted:
		var out [][][2]float64
		for v := -1.5 * h; v < 1.5*h; v += 2 * dashMM {
			out = append(out, up(0, v, v+dashMM))
		}
		return out, pen
	case SeparatorDouble:
		return [][][2]float64{up(-doubleMM/2, -h/2, h/2), up(doubleMM/2, -h/2, h/2)}, pen
	case SeparatorTop:
		return [][][2]float64{up(0, -nameLineMM-h/2, -nameLineMM)}, pen
	case SeparatorCaret:
		return [][][2]float64{{{x - caretMM, y - nameLineMM/2 - 2*caretMM}, {x, y - nameLineMM/2}, {x + caretMM, y - nameLineMM/2 - 2*caretMM}}}, pen
	case SeparatorColon:
		return [][][2]float64{up(0, -h/2, -h/2), up(0, h/2, h/2)}, colonDotMM
	}
	return [][][2]float64{up(0, -h*separatorUp, h*separatorUp)}, barPenMM
}

// separators draws what stands between columns.
func (d *drawing) separators() {
	if d.Separator == SeparatorNone {
		return
	}
	l := d.plan.Layout
	first, last := 1, l.Cols-1
	if d.SeparatorEnds {
		first, last = 0, l.Cols
	}
	for c := first; c <= last; c++ {
		x := d.colX(c) - d.plan.zone
		switch {
		case c == 0:
			x = d.x0
		case c < l.Cols:
			x += d.ColumnGapMM / 2
		}
		if d.Separator == SeparatorFull {
			top, bottom := d.rows[0]-d.SeparatorMM, d.rows[l.Rows-1]+d.SeparatorMM
			d.strokes(BoxSeparator, -1, [][][2]float64{{{x, top}, {x, bottom}}}, d.PenMM, d.plan.Ink)
			continue
		}
		for r := range l.Rows {
			lines, pen := d.Separator.strokes(x, d.rows[r], d.SeparatorMM, d.PenMM)
			d.strokes(BoxSeparator, r, lines, pen, d.plan.Ink)
		}
	}
}

// strokes draws lines as one mark, with a box around each.
func (d *drawing) strokes(kind BoxKind, row int, lines [][][2]float64, pen float64, ink Colour) {
	if len(lines) == 0 {
		return
	}
	d.inked = append(d.inked, raster.NewStrokes(lines, pen, d.paint(ink)))
	for _, t := range lines {
		b := raster.Box(raster.Bounds([][][2]float64{t}))
		d.Boxes = append(d.Boxes, Box{Kind: kind, Row: row, X0: b[0] - pen/2, Y0: b[1] - pen/2, X1: b[2] + pen/2, Y1: b[3] + pen/2, Way: t, PenMM: pen})
	}
}
