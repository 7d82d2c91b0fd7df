package paper

import (
	"fmt"
	"math"

	"github.com/einthoven-ecg/einthoven/internal/synth/heart"
	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// BeatMarks says how beats are marked above the last row.
type BeatMarks uint8

// Marks of beats.
const (
	BeatsUnmarked BeatMarks = iota
	BeatArrows              // filled arrow heads that point down
	BeatTicks               // short strokes
	BeatLetters             // N, V, A, P for normal, ventricular, atrial and paced ones
	BeatSpacing             // short strokes and the milliseconds between
	numBeatMarks
)

// Measures of annotations, mm.
const (
	beatUpMM   = 14.0 // from the zero line up to marks of beats
	beatMM     = 2.0
	beatTextMM = 2.4
	tickMM     = 2.0
	timeTextMM = 2.8
)

// beats marks beats.
func (d *drawing) beats(s *heart.Signal) error {
	if d.Beats == BeatsUnmarked {
		return nil
	}
	l := d.plan.Layout
	row := len(d.rows) - 1
	span, from := d.cellSec(), 0.0
	if len(l.Rhythm) > 0 {
		span = d.RowSec
	} else if l.Continued {
		from = l.every(span) * float64(row*l.Cols)
	} else if l.Cols > 1 && !l.Simultaneous {
		span = d.RowSec // columns go on where the last ended
	}
	y, last := d.rows[row]-min(beatUpMM, 0.5*d.pitch), math.Inf(-1)
	for _, b := range s.Beats {
		t := b.AtSec - from
		if t < 0 || t >= span || b.Kind == heart.AtrialBeat {
			continue
		}
		x := d.timeX(t, row)
		if err := d.beat(b, x, y, row, 1000*(b.AtSec-last), (x-d.timeX(max(last-from, 0), row))/2); err != nil {
			return err
		}
		last = b.AtSec
	}
	return nil
}

// cellSec is the time of one cell.
func (d *drawing) cellSec() float64 { return d.RowSec / float64(d.plan.Layout.Cols) }

// timeX is where a time of a row lies.
func (d *drawing) timeX(t float64, row int) float64 {
	x := d.x0 + t*d.plan.SpeedMMPerS
	if row < d.plan.Layout.Rows {
		x += d.plan.zone * math.Floor(t/d.cellSec())
	}
	return x
}

// beat marks one beat; since is the time from the last one in ms, which lies
// back mm before the middle between them.
func (d *drawing) beat(b heart.Beat, x, y float64, row int, since, back float64) error {
	switch d.Beats {
	case BeatArrows:
		d.solid(BoxMarker, row, [][][2]float64{{{x - beatMM/2, y - beatMM}, {x + beatMM/2, y - beatMM}, {x, y}}})
		return nil
	case BeatLetters:
		letter := map[heart.BeatKind]string{heart.PVC: "V", heart.VentricularBeat: "V", heart.PAC: "A", heart.PacedBeat: "P"}[b.Kind]
		if letter == "" {
			letter = "N"
		}
		return d.note(BoxMarker, row, letter, x-0.3*beatTextMM, y, beatTextMM)
	}
	d.strokes(BoxMarker, row, [][][2]float64{{{x, y - beatMM}, {x, y}}}, d.PenMM, d.plan.Ink)
	if d.Beats == BeatSpacing && since < 1e5 && back > 2*beatTextMM {
		return d.note(BoxMarker, row, fmt.Sprintf("%.0f", since), x-back-0.8*beatTextMM, y, beatTextMM)
	}
	return nil
}

// note writes words in the page's font.
func (d *drawing) note(kind BoxKind, row int, s string, x, y, em float64) error {
	f, err := d.face("")
	if err != nil {
		return err
	}
	return d.put(text{kind: kind, row: row, s: s, face: f, at: [2]float64{x, y}, em: em, ink: d.plan.Ink})
}

// solid fills contours with the machine's ink.
func (d *drawing) solid(kind BoxKind, row int, t [][][2]float64) {
	d.inked = append(d.inked, raster.NewArea(t, d.paint(d.plan.Ink)))
	b := raster.Bounds(t)
	d.Boxes = append(d.Boxes, Box{Kind: kind, Row: row, X0: b[0], Y0: b[1], X1: b[2], Y1: b[3]})
}

// ticks draws marks of time above the rows.
func (d *drawing) ticks(*heart.Signal) error {
	if d.TickSec == 0 {
		return nil
	}
	y := d.block()[1]
	var lines [][][2]float64
	for t := 0.0; t <= d.RowSec+1e-9; t += d.TickSec {
		x := d.x0 + t*d.plan.SpeedMMPerS
		lines = append(lines, [][2]float64{{x, y}, {x, y + tickMM}})
	}
	d.strokes(BoxTick, -1, lines, d.PenMM, d.plan.Ink)
	return nil
}

// times writes when rows start.
func (d *drawing) times(*heart.Signal) error {
	if !d.Times {
		return nil
	}
	for _, w := range d.plan.Layout.windows(d.RowSec) {
		if w.t0 == 0 {
			continue
		}
		sec := int(math.Round(w.t0))
		s := fmt.Sprintf("%d:%02d", sec/60, sec%60)
		if err := d.note(BoxText, w.row, s, d.colX(w.col)+12, d.rows[w.row]-min(8, 0.4*d.pitch), timeTextMM); err != nil {
			return err
		}
	}
	return nil
}
