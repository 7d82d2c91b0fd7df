package layout

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/ink"
	"github.com/einthoven-ecg/einthoven/internal/segment"
	"github.com/einthoven-ecg/einthoven/internal/synth"
	"github.com/einthoven-ecg/einthoven/internal/synth/paper"
)

// inkless is a sheet without its ink.
func inkless(s *ink.Sheet) *ink.Sheet {
	out := *s
	out.Dark = slices.Clone(s.Grid)
	return &out
}

// nothing are parts of a sheet of which the network sees nothing.
func nothing(s *ink.Sheet) *segment.Parts {
	p := &segment.Parts{Raster: ink.Raster{X0: s.X0, Y0: s.Y0, Rho: segment.Rho, W: int(float64(s.W)/s.Rho*segment.Rho) + 1, H: int(float64(s.H)/s.Rho*segment.Rho) + 1}}
	n := p.W * p.H
	p.Trace, p.Marks, p.Text = make([]uint8, n), make([]uint8, n), make([]uint8, n)
	return p
}

// seeing are options with what a network sees.
func seeing(p *segment.Parts, strokes *ink.Sheet) Options {
	return Options{See: func() (*Seen, error) { return &Seen{p, strokes}, nil }}
}

// fill sets an area of a plane, in millimetres.
func fill(p *segment.Parts, plane []uint8, x0, y0, x1, y1 float64, v uint8) {
	for j := max(int((y0-p.Y0)*p.Rho), 0); j < min(int((y1-p.Y0)*p.Rho), p.H); j++ {
		for i := max(int((x0-p.X0)*p.Rho), 0); i < min(int((x1-p.X0)*p.Rho), p.W); i++ {
			plane[j*p.W+i] = v
		}
	}
}

// Where the ink shows nothing, what the network sees is arranged; but one row alone
// is not believed.
func TestStrokesStandForInk(t *testing.T) {
	for layout, want := range map[string]bool{"6x2": true, "1x1:II": false} {
		s, m, _ := sheetOf(t, synth.Spec{Page: paper.Page{Layout: parse(t, layout)}})
		pale := inkless(s)
		if _, err := Find(context.Background(), pale, m, Options{}); !errors.Is(err, ErrNoCurves) {
			t.Fatalf("%s: a sheet without ink gives %v", layout, err)
		}
		l, err := Find(context.Background(), pale, m, seeing(nothing(s), s))
		switch {
		case !want && !errors.Is(err, ErrNoCurves):
			t.Errorf("%s: %v, want none", layout, err)
		case want && err != nil:
			t.Errorf("%s: %v", layout, err)
		case want && (l.GridRows != 6 || l.Columns != 2):
			t.Errorf("%s: read as %dx%d", layout, l.GridRows, l.Columns)
		}
	}
}

// Rows on which the network sees no curve lose, others win; without a network nothing
// changes.
func TestRowsThatTheNetworkSees(t *testing.T) {
	s, m, truth := sheetOf(t, synth.Spec{Page: paper.Page{Layout: parse(t, "3x4")}})
	levels, _ := thresholds(s, m)
	odds := func(p *segment.Parts) (known []float64) {
		found, _ := look(s, m, p, levels[:1], nil, 2)
		rows, _ := findRows(found[0])
		judgeRows(found[0], rows, m)
		for _, r := range rows {
			if r.LogOdds > 0 || r.known < 0 {
				known = append(known, r.known)
			}
		}
		return known
	}
	all := nothing(s)
	for i := range truth.Segments {
		g := &truth.Segments[i]
		_, y := g.X0MM, g.Y0MM
		fill(all, all.Trace, g.X0MM, y-4, g.X0MM+g.StepMM*float64(len(g.MV)), y+4, 255)
	}
	if v := odds(nil); len(v) < 3 || slices.Max(v) != 0 || slices.Min(v) != 0 {
		t.Errorf("without a network: %v", v)
	}
	if v := odds(nothing(s)); len(v) < 3 || slices.Max(v) > -1 {
		t.Errorf("of which nothing is seen: %v", v)
	}
	if v := odds(all); len(v) < 3 || slices.Min(v) < 0 {
		t.Errorf("all seen: %v", v)
	}
}

// Columns end where the network sees their curves end, if the ink was lost before.
func TestCurvesGoOnWhereTheNetworkSeesThem(t *testing.T) {
	s, _, truth := sheetOf(t, synth.Spec{Page: paper.Page{Layout: parse(t, "3x4"), Pulse: paper.PulseLeft}})
	p := nothing(s)
	e := &evidence{rs: &runs{s: s, parts: p}}
	end := 0.0
	for _, g := range truth.Segments {
		end = max(end, g.X0MM+g.StepMM*float64(len(g.MV)))
	}
	for _, y := range []float64{40, 70, 100} {
		e.rows = append(e.rows, Row{X0: 20, X1: end - 6, From: 20, Path: slices.Repeat([]float64{y}, int((end-26)/PathStep)+1)})
		fill(p, p.Trace, end-7, y-9, end-2, y-8.5, 200)
	}
	e.end = end - 6
	if x := e.seenTo(end); !near(x, end-2, 0.5) {
		t.Errorf("rows end at %.1f and are seen to %.1f, want %.1f", e.end, x, end-2)
	}
	if x := e.seenTo(end - 4); !near(x, end-4, 0.5) {
		t.Errorf("no farther than asked: %.1f, want %.1f", x, end-4)
	}
	e.right = true // pulses follow
	if x := e.seenTo(end); x != e.end {
		t.Errorf("with pulses behind: %.1f, want %.1f", x, e.end)
	}
}

// Lines of text that run down a sheet tell that it lies on its side, and pulses which way.
func TestTurnedWithoutReading(t *testing.T) {
	s, m, _ := sheetOf(t, synth.Spec{Page: paper.Page{Layout: parse(t, "12x1"), NoNames: true, Footer: "-", PulseForm: paper.PulseForm{WidthMM: 5}}})
	for quarters := range 4 {
		side := s.Turned(quarters)
		p := nothing(side)
		x0, y0 := side.MM(float64(side.W)/2, float64(side.H)/2)
		if quarters%2 == 1 {
			fill(p, p.Text, x0, y0-30, x0+3, y0+30, 255)
		} else {
			fill(p, p.Text, x0-30, y0, x0+30, y0+3, 255)
		}
		got, err := Turned(context.Background(), inkless(side), m.Turned(quarters), nil, seeing(p, side))
		want := quarters
		if quarters == 2 {
			want = 0 // upside down is told by letters only
		}
		if err != nil || got.Quarters != want || got.Guessed {
			t.Errorf("turned by %d: %+v, %v", quarters, got, err)
		}
		got, err = Turned(context.Background(), inkless(side), m.Turned(quarters), nil, Options{})
		if err != nil || got.Quarters != 0 {
			t.Errorf("turned by %d, with nothing to tell: %+v, %v", quarters, got, err)
		}
	}
}

// Pages that are clear are read without asking the network.
func TestClearPagesAskNobody(t *testing.T) {
	s, m, _ := sheetOf(t, synth.Spec{Page: paper.Page{Layout: parse(t, "6x2"), Separator: paper.SeparatorFull}})
	asked := 0
	see := func() (*Seen, error) { asked++; return &Seen{nothing(s), s}, nil }
	l, err := Find(context.Background(), s, m, Options{See: see})
	if err != nil || l.GridRows != 6 || l.Columns != 2 || asked != 0 {
		t.Errorf("%v, the network was asked %d times", err, asked)
	}
	if _, err := Find(context.Background(), inkless(s), m, Options{See: see}); err != nil || asked != 1 {
		t.Errorf("without ink: %v, the network was asked %d times", err, asked)
	}
}

// How pale the lines are is measured on the ink that is traced, though rows were found on
// what the network sees.
func TestPaleLinesUnderStrokes(t *testing.T) {
	s, m, _ := sheetOf(t, synth.Spec{Page: paper.Page{Layout: parse(t, "6x2")}})
	pale := inkless(s)
	for k := range pale.Dark {
		pale.Dark[k] += 0.15 * (s.Dark[k] - s.Grid[k])
	}
	levels, _ := thresholds(s, m)
	found, _ := look(s, m, nil, levels[:1], nil, 2)
	rows, _ := findRows(found[0])
	for i := range rows {
		rows[i].Begin, rows[i].End = rows[i].X0, rows[i].X1
	}
	e := &evidence{rs: found[0], rows: rows}
	if v := e.fade(s, nil); v != nil {
		t.Errorf("dark lines fade to %.2f", v[0])
	}
	if v := e.fade(pale, nil); len(v) != s.W || !near(float64(v[0])*fullInk, 0.15, 0.05) {
		t.Errorf("lines of 0.15 fade to %v", v[:min(len(v), 1)])
	}
}
