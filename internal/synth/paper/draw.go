package paper

import (
	"fmt"
	"math"
	"strings"

	"github.com/einthoven-ecg/einthoven/internal/synth/heart"
	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// drawing is a page being drawn: the plan, and the sheet so far.
type drawing struct {
	*plan
	*Sheet
	font *raster.Font
	ink  raster.Paint
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
	f, err := openFont(l.Font)
	if err != nil {
		return nil, err
	}
	d := &drawing{plan: l, font: f, ink: raster.Solid(l.Ink)}
	d.Sheet = &Sheet{Layout: l.Layout.String(), SpeedMMPerS: l.SpeedMMPerS, GainMMPerMV: l.GainMMPerMV, RateHz: s.RateHz,
		SizeMM: l.PaperMM, PxPerMM: l.DPI / 25.4, Grid: *l.Grid, PenMM: l.PenMM, Paper: l.Paper}
	d.grid()
	d.separators()
	for _, win := range l.Layout.windows(l.RowSec) {
		if err := d.trace(s, win); err != nil {
			return nil, err
		}
		if err := d.name(win); err != nil {
			return nil, err
		}
	}
	d.pulses()
	if err := d.words(); err != nil {
		return nil, err
	}
	return d.Sheet, nil
}

func (d *drawing) grid() {
	g := d.plan.Grid
	area := raster.Box{g.InsetMM, g.InsetMM, d.SizeMM[0] - g.InsetMM, d.SizeMM[1] - g.InsetMM}
	if area[0] >= area[2] || area[1] >= area[3] {
		return
	}
	d.Marks = append(d.Marks,
		&raster.Lines{Area: area, EveryMM: g.FineMM, WidthMM: g.FineWidthMM, Shift: g.ShiftMM, Paint: raster.Solid(g.Fine)},
		&raster.Lines{Area: area, EveryMM: g.BoldMM, WidthMM: g.BoldWidthMM, Shift: g.ShiftMM, Paint: raster.Solid(g.Bold)})
}

// polyline draws a line through page positions.
func (d *drawing) polyline(mm [][2]float64, penMM float64) {
	if len(mm) > 0 {
		d.Marks = append(d.Marks, raster.NewLine(mm, penMM, d.ink))
	}
}

func (d *drawing) trace(s *heart.Signal, w window) error {
	lead := heart.LeadIndex(w.lead)
	if !w.rhythm && w.col+1 < d.plan.Layout.Cols {
		w.t1 -= d.GapMM / d.plan.SpeedMMPerS
	}
	lo, hi := int(math.Round(w.t0*s.RateHz)), int(math.Round(w.t1*s.RateHz))
	if hi > len(s.MV[lead]) {
		return fmt.Errorf("paper: page shows lead %s until %g s; the signal has %g s of it",
			w.lead, w.t1, float64(len(s.MV[lead]))/s.RateHz)
	}
	seg := Segment{Lead: w.lead, Inverted: w.inverted, Row: w.row, Col: w.col, Rhythm: w.rhythm, T0: w.t0, T1: w.t1,
		X0MM: d.x0 + d.width/float64(d.plan.Layout.Cols)*float64(w.col), Y0MM: d.rows[w.row],
		StepMM: d.plan.SpeedMMPerS / s.RateHz, MMPerMV: d.plan.GainMMPerMV, MV: s.MV[lead][lo:hi]}
	if strings.HasPrefix(w.lead, "V") {
		seg.MMPerMV = d.ChestMMPerMV
	}
	if w.inverted {
		seg.MMPerMV = -seg.MMPerMV
	}
	// A sample that was not recorded leaves a gap.
	var run [][2]float64
	for k, v := range seg.MV {
		if math.IsNaN(v) {
			d.polyline(run, d.PenMM)
			run = nil
			continue
		}
		x, y := seg.Point(k)
		run = append(run, [2]float64{x, y})
	}
	d.polyline(run, d.PenMM)
	d.Segments = append(d.Segments, seg)
	return nil
}

func (d *drawing) name(w window) error {
	if d.NoNames {
		return nil
	}
	x := d.x0 + d.width/float64(d.plan.Layout.Cols)*float64(w.col) + 1
	y := d.rows[w.row] - 7
	if d.NameBelow {
		y = d.rows[w.row] + 5 + d.NameMM*0.7
	}
	return d.write(BoxName, w.row, w.label, x, y, d.NameMM)
}

// write puts words with the start of their base line at a page position.
func (d *drawing) write(kind BoxKind, row int, s string, x, y, emMM float64) error {
	a, _, err := raster.Words(d.font, s, x, y, emMM, 0, d.ink)
	if err != nil {
		return err
	}
	if b := raster.Bounds(a.MM); b != ([4]float64{}) {
		d.Marks = append(d.Marks, a)
		d.Boxes = append(d.Boxes, Box{Kind: kind, Text: s, Row: row, X0: b[0], Y0: b[1], X1: b[2], Y1: b[3]})
	}
	return nil
}

func (d *drawing) words() error {
	for i, line := range d.Header {
		if err := d.write(BoxText, -1, line, marginMM, 8+headerLineMM*float64(i), 3.5); err != nil {
			return err
		}
	}
	if d.Footer == "-" {
		return nil
	}
	return d.write(BoxText, -1, d.Footer, marginMM, d.SizeMM[1]-5, 3.5)
}

func (d *drawing) separators() {
	if d.Separator == SeparatorNone {
		return
	}
	for r := range d.plan.Layout.Rows {
		for c := 1; c < d.plan.Layout.Cols; c++ {
			x, y := d.x0+d.width/float64(d.plan.Layout.Cols)*float64(c), d.rows[r]
			pieces := [][2]float64{{-barMM / 2, barMM / 2}}
			pen := 0.6
			if d.Separator == SeparatorTicks {
				pieces, pen = [][2]float64{{-barMM, -barMM / 2}, {barMM / 2, barMM}}, d.PenMM
			}
			for _, p := range pieces {
				d.polyline([][2]float64{{x, y + p[0]}, {x, y + p[1]}}, pen)
				d.Boxes = append(d.Boxes,
					Box{Kind: BoxSeparator, Row: r, X0: x - pen/2, Y0: y + p[0], X1: x + pen/2, Y1: y + p[1]})
			}
		}
	}
}

func (d *drawing) pulses() {
	if d.Pulse == PulseNone {
		return
	}
	for r, y := range d.rows {
		if r > 0 && d.OnePulse {
			break
		}
		x0 := d.pulse
		up, down := x0+pulseFootMM, x0+pulseFootMM+pulseSec*d.plan.SpeedMMPerS
		end, top := down+pulseFootMM, y-d.plan.GainMMPerMV
		d.polyline([][2]float64{{x0, y}, {up, y}, {up, top}, {down, top}, {down, y}, {end, y}}, d.PenMM)
		d.Boxes = append(d.Boxes, Box{Kind: BoxPulse, Row: r, X0: x0, Y0: top, X1: end, Y1: y})
	}
}
