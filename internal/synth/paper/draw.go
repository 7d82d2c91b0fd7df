package paper

import (
	"fmt"

	"github.com/einthoven-ecg/einthoven/internal/synth/heart"
	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// drawing is a page being drawn: the plan, and the sheet so far.
type drawing struct {
	*plan
	*Sheet
	faces map[string]*typeface
	keep  raster.Field  // the share of ink that the machine gets to the paper; nil means all
	lined []raster.Mark // the grid, where the machine prints it
	under []raster.Mark // patches between grid and ink
	inked []raster.Mark // what the machine writes
	// patches are the boxes of white patches below names.
	patches []raster.Box
}

// Print lays a signal out on the page. It fails where a field of the page is
// out of its range, or the signal too short.
func (p Page) Print(s *heart.Signal) (*Sheet, error) {
	if !(s.RateHz > 0) {
		return nil, fmt.Errorf("paper: signal has a rate of %g Hz", s.RateHz)
	}
	l, err := p.plan()
	if err != nil {
		return nil, err
	}
	d := &drawing{plan: l, faces: map[string]*typeface{}, keep: l.Pen.keep(l.PaperMM)}
	if _, err := d.face(""); err != nil {
		return nil, err
	}
	d.Sheet = &Sheet{Layout: l.Layout.String(), SpeedMMPerS: l.SpeedMMPerS, GainMMPerMV: l.GainMMPerMV, RateHz: s.RateHz,
		SizeMM: l.PaperMM, PxPerMM: l.DPI / 25.4, Grid: *l.Grid, PenMM: l.PenMM, Paper: l.Paper}
	d.PaperLight = l.Paper.Linear()
	d.TraceLight = l.Pen.paint(l.Ink).Over(l.Paper.Linear())
	d.grid()
	d.separators()
	for _, win := range l.Layout.windows(l.RowSec) {
		if err := d.trace(s, win); err != nil {
			return nil, err
		}
	}
	if err := d.names(); err != nil {
		return nil, err
	}
	d.pulses()
	for _, add := range []func(*heart.Signal) error{d.words, d.ticks, d.beats, d.times, d.items} {
		if err := add(s); err != nil {
			return nil, err
		}
	}
	d.edge()
	ink := append(append(d.lined, d.under...), d.inked...)
	if d.keep != nil && len(ink) > 0 {
		ink = []raster.Mark{raster.NewWorn(ink, d.keep)}
	}
	d.Marks = append(d.Marks, ink...)
	return d.Sheet, nil
}

// face is an open font; "" is that of the page.
func (d *drawing) face(name string) (*typeface, error) {
	if name == "" {
		name = d.Font
	}
	if f := d.faces[name]; f != nil {
		return f, nil
	}
	f, err := openFont(name)
	if err != nil {
		return nil, err
	}
	d.faces[name] = f
	return f, nil
}

// paint is the machine's ink in a colour.
func (d *drawing) paint(c Colour) raster.Paint { return d.Pen.paint(c) }

// polyline draws a line through page positions.
func (d *drawing) polyline(mm [][2]float64, penMM float64) {
	if len(mm) > 0 {
		d.inked = append(d.inked, d.Pen.draw(mm, penMM, d.paint(d.plan.Ink)))
	}
}

// words writes header and footer lines.
func (d *drawing) words(s *heart.Signal) error {
	f, err := d.face("")
	if err != nil {
		return err
	}
	put := func(line string, y float64) error {
		return d.put(text{kind: BoxText, row: -1, s: line, face: f, at: [2]float64{marginMM, y}, em: 3.5, ink: d.plan.Ink})
	}
	for i, line := range d.Header {
		if err := put(line, 8+headerLineMM*float64(i)); err != nil {
			return err
		}
	}
	if d.Footer == "-" {
		return nil
	}
	return put(d.Footer, d.SizeMM[1]-5)
}
