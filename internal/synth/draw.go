package synth

import (
	"fmt"
	"math"
	"strings"

	"golang.org/x/image/font/opentype"

	"github.com/einthoven-ecg/einthoven/internal/synth/heart"
)

// drawing is a page being drawn: the plan, the canvas, the truth so far.
type drawing struct {
	*plan
	*canvas
	font  *opentype.Font
	ink   [3]float32
	k     float64 // pixels a millimetre
	truth *Truth
}

// draw prints a signal on the page.
func (l *plan) draw(s *heart.Signal) (*canvas, *Truth, error) {
	f, err := parseFont(l.Font)
	if err != nil {
		return nil, nil, err
	}
	w, h := l.size()
	d := &drawing{plan: l, canvas: newCanvas(w, h, l.Paper), font: f, ink: l.Ink.linear(), k: l.DPI / 25.4}
	d.truth = &Truth{Layout: l.Layout.String(), SpeedMMPerS: l.SpeedMMPerS, GainMMPerMV: l.GainMMPerMV,
		PaperMM: l.PaperMM, RateHz: s.RateHz, Labels: s.Labels, Beats: s.Beats}
	d.grid()
	d.separators()
	for _, win := range l.Layout.windows(l.RowSec) {
		if err := d.trace(s, win); err != nil {
			return nil, nil, err
		}
		if err := d.name(win); err != nil {
			return nil, nil, err
		}
	}
	d.pulses()
	if err := d.words(); err != nil {
		return nil, nil, err
	}
	d.truth.printed()
	return d.canvas, d.truth, nil
}

// flat is the map of the undamaged print: the paper's corner is the corner of
// the first pixel, whose centre is (0, 0).
func (l *plan) flat() homography {
	k := l.DPI / 25.4
	return homography{{k, 0, -0.5}, {0, k, -0.5}, {0, 0, 1}}
}

func (d *drawing) grid() {
	g := d.Grid
	area := [4]float64{g.InsetMM, g.InsetMM, d.PaperMM[0] - g.InsetMM, d.PaperMM[1] - g.InsetMM}
	if area[0] >= area[2] || area[1] >= area[3] {
		return
	}
	d.lines(d.k, g.FineMM, g.FineWidthMM, g.ShiftMM, area, g.Fine.linear())
	d.lines(d.k, g.BoldMM, g.BoldWidthMM, g.ShiftMM, area, g.Bold.linear())
}

// polyline draws a line through page positions.
func (d *drawing) polyline(mm [][2]float64, penMM float64) {
	px := make([][2]float64, len(mm))
	for i, p := range mm {
		px[i] = [2]float64{p[0]*d.k - 0.5, p[1]*d.k - 0.5}
	}
	d.stroke(px, penMM*d.k, d.ink)
}

func (d *drawing) trace(s *heart.Signal, w window) error {
	lead := heart.LeadIndex(w.lead)
	if !w.rhythm && w.col+1 < d.Layout.Cols {
		w.t1 -= d.GapMM / d.SpeedMMPerS
	}
	lo, hi := int(math.Round(w.t0*s.RateHz)), int(math.Round(w.t1*s.RateHz))
	if hi > len(s.MV[lead]) {
		return fmt.Errorf("synth: page shows lead %s until %g s; the signal has %g s of it",
			w.lead, w.t1, float64(len(s.MV[lead]))/s.RateHz)
	}
	seg := Segment{Lead: w.lead, Inverted: w.inverted, Row: w.row, Col: w.col, Rhythm: w.rhythm, T0: w.t0, T1: w.t1,
		X0MM: d.x0 + d.width/float64(d.Layout.Cols)*float64(w.col), Y0MM: d.rows[w.row],
		StepMM: d.SpeedMMPerS / s.RateHz, MMPerMV: d.GainMMPerMV, MV: s.MV[lead][lo:hi]}
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
			run = run[:0]
			continue
		}
		x, y := seg.Point(k)
		run = append(run, [2]float64{x, y})
	}
	d.polyline(run, d.PenMM)
	d.truth.Segments = append(d.truth.Segments, seg)
	return nil
}

func (d *drawing) name(w window) error {
	if d.NoNames {
		return nil
	}
	x := d.x0 + d.width/float64(d.Layout.Cols)*float64(w.col) + 1
	y := d.rows[w.row] - 7
	if d.NameBelow {
		y = d.rows[w.row] + 5 + d.NameMM*0.7
	}
	return d.write(BoxName, w.row, w.label, x, y, d.NameMM)
}

// write puts words with the start of their base line at a page position.
func (d *drawing) write(kind BoxKind, row int, s string, x, y, emMM float64) error {
	b, err := d.text(d.font, s, x*d.k-0.5, y*d.k-0.5, emMM*d.k, d.ink)
	if err != nil {
		return err
	}
	mm := func(px float64) float64 { return (px + 0.5) / d.k }
	if b != ([4]float64{}) {
		d.truth.Boxes = append(d.truth.Boxes,
			Box{Kind: kind, Text: s, Row: row, X0: mm(b[0]), Y0: mm(b[1]), X1: mm(b[2]), Y1: mm(b[3])})
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
	return d.write(BoxText, -1, d.Footer, marginMM, d.PaperMM[1]-5, 3.5)
}

func (d *drawing) separators() {
	if d.Separator == SeparatorNone {
		return
	}
	for r := range d.Layout.Rows {
		for c := 1; c < d.Layout.Cols; c++ {
			x, y := d.x0+d.width/float64(d.Layout.Cols)*float64(c), d.rows[r]
			pieces := [][2]float64{{-barMM / 2, barMM / 2}}
			pen := 0.6
			if d.Separator == SeparatorTicks {
				pieces, pen = [][2]float64{{-barMM, -barMM / 2}, {barMM / 2, barMM}}, d.PenMM
			}
			for _, p := range pieces {
				d.polyline([][2]float64{{x, y + p[0]}, {x, y + p[1]}}, pen)
				d.truth.Boxes = append(d.truth.Boxes,
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
		up, down := x0+pulseFootMM, x0+pulseFootMM+pulseSec*d.SpeedMMPerS
		end, top := down+pulseFootMM, y-d.GainMMPerMV
		d.polyline([][2]float64{{x0, y}, {up, y}, {up, top}, {down, top}, {down, y}, {end, y}}, d.PenMM)
		d.truth.Boxes = append(d.truth.Boxes, Box{Kind: BoxPulse, Row: r, X0: x0, Y0: top, X1: end, Y1: y})
	}
}
