package layout

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/ink"
	"github.com/einthoven-ecg/einthoven/internal/page"
	"github.com/einthoven-ecg/einthoven/internal/rectify"
	"github.com/einthoven-ecg/einthoven/internal/synth"
	"github.com/einthoven-ecg/einthoven/internal/synth/bend"
	"github.com/einthoven-ecg/einthoven/internal/synth/capture"
	"github.com/einthoven-ecg/einthoven/internal/synth/heart"
	"github.com/einthoven-ecg/einthoven/internal/synth/light"
	"github.com/einthoven-ecg/einthoven/internal/synth/paper"
)

// sheetOf renders a specification and flattens it by its true map.
func sheetOf(t *testing.T, spec synth.Spec) (*ink.Sheet, *rectify.Map, *synth.Truth) {
	t.Helper()
	if spec.Page.DPI == 0 {
		spec.Page.DPI = 150
	}
	img, truth, err := synth.Render(spec)
	if err != nil {
		t.Fatal(err)
	}
	p, err := page.FromImage(img, page.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	m := truth.Map()
	s, err := ink.Sample(context.Background(), p, m, ink.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return s, m, truth
}

// parse reads a layout of internal/synth.
func parse(t *testing.T, s string) paper.Layout {
	t.Helper()
	l, err := paper.ParseLayout(s)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// placeTol is how far the windows may be off: columns are settled to a few
// hundredths of a millimetre where separators or pulses show them and to half
// a stroke's joint with its neighbour where nothing does.
const placeTol = 0.8

// checkCells compares windows, names and scales with the truth.
func checkCells(t *testing.T, l *Layout, truth *synth.Truth) {
	t.Helper()
	if len(l.Cells) != len(truth.Segments) {
		t.Errorf("%d cells, want %d", len(l.Cells), len(truth.Segments))
	}
	for i := range truth.Segments {
		s := &truth.Segments[i]
		found := false
		for _, c := range l.Cells {
			if c.Row != s.Row || c.Column != s.Col {
				continue
			}
			found = true
			x1 := s.X0MM + float64(len(s.MV))*s.StepMM
			if math.Abs(c.X0-s.X0MM) > placeTol || math.Abs(c.X1-x1) > placeTol {
				t.Errorf("row %d column %d: window %.2f-%.2f, want %.2f-%.2f", s.Row, s.Col, c.X0, c.X1, s.X0MM, x1)
			}
			// Strips are named for good by their curves, in signal.
			if c.Lead != s.Lead && !s.Rhythm || c.Inverted != s.Inverted {
				t.Errorf("row %d column %d: lead %q inverted %v, want %q %v", s.Row, s.Col, c.Lead, c.Inverted, s.Lead, s.Inverted)
			}
			if c.Gain != math.Abs(s.MMPerMV) && !s.Rhythm {
				t.Errorf("row %d column %d: gain %g, want %g", s.Row, s.Col, c.Gain, math.Abs(s.MMPerMV))
			}
			if math.Abs(c.Y0-s.Y0MM) > 3 {
				t.Errorf("row %d column %d: rests at %.1f, want %.1f", s.Row, s.Col, c.Y0, s.Y0MM)
			}
		}
		if !found {
			t.Errorf("row %d column %d: no cell", s.Row, s.Col)
		}
	}
}

func TestFind(t *testing.T) {
	every := 1
	if testing.Short() {
		every = 4
	}
	heart := heart.Heart{Seed: 3, MuscleMV: 0.005, WanderMV: 0.05, Variation: 0.04}
	for i, c := range []struct {
		name   string
		layout string
		page   paper.Page
		damage synth.Damage
		order  string
	}{
		{name: "3x4", layout: "3x4"},
		{name: "3x4+1", layout: "3x4+1R:II"},
		{name: "3x4+1 of V1", layout: "3x4+1R:V1"},
		{name: "3x4+2", layout: "3x4+2R:V1,II"},
		{name: "3x4+3", layout: "3x4+3R:V1,II,V5"},
		{name: "6x2", layout: "6x2"},
		{name: "6x2+1", layout: "6x2+1R:II"},
		{name: "12x1", layout: "12x1"},
		{name: "6x1", layout: "6x1"},
		{name: "6x1 chest", layout: "6x1:V1,V2,V3,V4,V5,V6"},
		{name: "3x2", layout: "3x2"},
		{name: "strip", layout: "1x1:II"},
		{name: "Cabrera", layout: "3x4+1R:II cabrera", order: "cabrera"},
		{name: "Cabrera 6x2", layout: "6x2 cabrera", order: "cabrera"},
		{name: "Cabrera 12x1", layout: "12x1 cabrera", order: "cabrera"},
		{name: "pulse right", layout: "3x4+1R:II", page: paper.Page{Pulse: paper.PulseRight}},
		{name: "pulse once", layout: "3x4+1R:II", page: paper.Page{OnePulse: true}},
		{name: "pulse once, 6x2", layout: "6x2", page: paper.Page{OnePulse: true}},
		{name: "no pulse", layout: "3x4+1R:II", page: paper.Page{Pulse: paper.PulseNone}},
		{name: "no pulse, separators", layout: "6x2", page: paper.Page{Pulse: paper.PulseNone, Separator: paper.SeparatorBar}},
		{name: "no names", layout: "3x4+1R:II", page: paper.Page{NoNames: true, Separator: paper.SeparatorTicks}},
		{name: "no names, 6x2", layout: "6x2", page: paper.Page{NoNames: true, Separator: paper.SeparatorBar}},
		{name: "no names, 12x1", layout: "12x1", page: paper.Page{NoNames: true}},
		{name: "bars", layout: "3x4+1R:II", page: paper.Page{Separator: paper.SeparatorBar}},
		{name: "ticks", layout: "3x4+1R:II", page: paper.Page{Separator: paper.SeparatorTicks, NameBelow: true}},
		{name: "gaps", layout: "3x4+1R:II", page: paper.Page{GapMM: 2, Pulse: paper.PulseNone}},
		{name: "gaps, 6x2", layout: "6x2", page: paper.Page{GapMM: 3, NameBelow: true}},
		{name: "columns apart", layout: "6x2", page: paper.Page{ColumnGapMM: 11, PaperMM: [2]float64{310, 210}}},
		{name: "columns apart, strip of 10 s", layout: "3x4+1R:II", page: paper.Page{ColumnGapMM: 8, PaperMM: [2]float64{310, 210}}},
		{name: "columns apart, strips", layout: "3x4+3R:V1,II,V5", page: paper.Page{ColumnGapMM: 5, PaperMM: [2]float64{310, 210}, Pulse: paper.PulseNone}},
		{name: "pulse before each column", layout: "3x4", page: paper.Page{Pulse: paper.PulseColumns, PaperMM: [2]float64{330, 210}}},
		{name: "rounded pulse before each column", layout: "3x4", page: paper.Page{Pulse: paper.PulseColumns, PaperMM: [2]float64{330, 210},
			PulseForm: paper.PulseForm{RoundMM: 0.5}}},
		{name: "names at the end", layout: "6x1:V1,V2,V3,V4,V5,V6", page: paper.Page{Names: paper.Names{At: paper.NameAtEnd}}},
		{name: "names at the end, close rows", layout: "12x1", page: paper.Page{Names: paper.Names{At: paper.NameAtEnd}, PitchMM: 13}},
		{name: "names at the end of columns", layout: "3x4+1R:II", page: paper.Page{Names: paper.Names{At: paper.NameAtEnd}}},
		{name: "three strips of any leads", layout: "3x1:II,V1,V5"},
		{name: "8x1", layout: "8x1"},
		{name: "strip named in each column", layout: "3x4+1R:III", page: paper.Page{Names: paper.Names{Again: true}}},
		{name: "low gain", layout: "3x4+1R:II", page: paper.Page{GainMMPerMV: 5}},
		{name: "low gain from the pulse", layout: "3x4+1R:II", page: paper.Page{GainMMPerMV: 5, Footer: "-"}},
		{name: "high gain", layout: "3x4+1R:II", page: paper.Page{GainMMPerMV: 20, PaperMM: [2]float64{297, 260}}},
		{name: "half gain for the chest", layout: "3x4+1R:II", page: paper.Page{ChestMMPerMV: 5}},
		{name: "gain from the text", layout: "3x4+1R:II", page: paper.Page{GainMMPerMV: 5, Pulse: paper.PulseNone}},
		{name: "fast", layout: "6x2", page: paper.Page{SpeedMMPerS: 50, RowSec: 5}},
		{name: "slow", layout: "3x4+1R:II", page: paper.Page{SpeedMMPerS: 12.5, RowSec: 20}},
		{name: "turned", layout: "3x4+1R:II", damage: synth.Damage{Pose: bend.Pose{RotateDeg: 2.5}}},
		{name: "photo", layout: "3x4+1R:II", page: paper.Page{DPI: 200}, damage: synth.Damage{
			Capture: capture.Capture{BlurPx: 0.7, Noise: 4}, Light: light.Light{Shade: 0.4},
			Pose: bend.Pose{RotateDeg: 2, Camera: &bend.Camera{TiltDeg: 22, AzimuthDeg: 50, WidthPx: 2800, HeightPx: 2100}}}},
		{name: "noisy grey scan", layout: "6x2+1R:II", damage: synth.Damage{Capture: capture.Capture{Grey: true, Noise: 8, BlurPx: 0.6}, Pose: bend.Pose{RotateDeg: -1}}},
		{name: "black and white", layout: "3x4+1R:II", page: paper.Page{DPI: 200}, damage: synth.Damage{Capture: capture.Capture{Threshold: 128}}},
		{name: "leads of its own", layout: "3x2:I,II,III,V1,V3,V5"},
		{name: "digits for names", layout: "3x2:I,II,III,V1,V3,V5", page: paper.Page{Names: paper.Names{Kind: paper.NamesDigits, At: paper.NameBelow}}},
		{name: "digits and a strip", layout: "3x4+1R:II", page: paper.Page{Names: paper.Names{Kind: paper.NamesDigits}}},
		{name: "2x2", layout: "2x2:I,II,V1,V5"},
	} {
		if i%every != 0 {
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.page.Layout = parse(t, c.layout)
			s, m, truth := sheetOf(t, synth.Spec{Heart: heart, Page: c.page, Damage: c.damage, Seed: 7})
			l, err := Find(context.Background(), s, m, Options{})
			if err != nil {
				t.Fatal(err)
			}
			want, _, _ := strings.Cut(strings.Fields(c.layout)[0], ":")
			if l.Name != want {
				t.Errorf("layout %s, want %s", l.Name, want)
			}
			if c.order == "" {
				c.order = "standard"
			}
			if n := len(l.Cells); n >= 12 && l.Order != c.order {
				t.Errorf("order %s, want %s", l.Order, c.order)
			}
			if l.Speed.Value != truth.SpeedMMPerS {
				t.Errorf("speed %g (%s), want %g", l.Speed.Value, l.Speed.From, truth.SpeedMMPerS)
			}
			checkCells(t, l, truth)
		})
	}
}

// Narrow pulses of a slow pen are seen on a picture of few samples, where their
// tops are level for a millimetre and their edges fall apart into dots.
func TestNarrowRoundedPulses(t *testing.T) {
	s, m, truth := sheetOf(t, synth.Spec{Page: paper.Page{Layout: parse(t, "3x4"), Pulse: paper.PulseColumns, PaperMM: [2]float64{301, 232}, DPI: 139, PenMM: 0.2,
		PulseForm: paper.PulseForm{RoundMM: 0.5, WidthMM: 2.5}}})
	levels, _ := thresholds(s, m)
	_, found := look(s, m, nil, levels, nil, 2)
	ps := apart(slices.Concat(found...))
	n := 0
	for _, b := range truth.Boxes {
		if b.Kind == paper.BoxPulse && slices.ContainsFunc(ps, func(p Pulse) bool {
			return p.X0 > b.X0 && p.X1 < b.X1 && near(p.Height(), 10, 1.2) && near(p.Width(), 2.5, 0.5)
		}) {
			n++
		}
	}
	if n < 12 {
		t.Errorf("%d of 12 pulses found", n)
	}
}

func TestFindOverrides(t *testing.T) {
	s, m, _ := sheetOf(t, synth.Spec{Heart: heart.Heart{Seed: 5}, Page: paper.Page{Layout: parse(t, "3x4+1R:II"), Footer: "-"}})
	ctx := context.Background()
	l, err := Find(ctx, s, m, Options{Layout: "3x4", MMPerSecond: 50, MMPerMV: 20})
	if err != nil {
		t.Fatal(err)
	}
	if l.Name != "3x4" || l.Speed != (Setting{50, "user"}) || l.Gain != (Setting{20, "user"}) || l.ChestGain != (Setting{20, "user"}) {
		t.Errorf("layout %s, speed %v, gain %v, chest %v", l.Name, l.Speed, l.Gain, l.ChestGain)
	}
	for _, c := range l.Cells {
		if c.Gain != 20 {
			t.Errorf("lead %s has gain %g", c.Lead, c.Gain)
		}
		if want := float64(c.Column) * 62.5 / 50; math.Abs(c.Start-want) > placeTol/50 {
			t.Errorf("lead %s starts at %.3f s, want %.3f", c.Lead, c.Start, want)
		}
	}
	l, err = Find(ctx, s, m, Options{Layout: "3x4+1:cabrera"})
	if err != nil {
		t.Fatal(err)
	}
	if l.Order != "cabrera" {
		t.Errorf("order %s", l.Order)
	}
	for _, c := range l.Cells {
		if inverted := c.Lead == "aVR"; c.Inverted != inverted {
			t.Errorf("lead %s inverted %v", c.Lead, c.Inverted)
		}
	}
	var mismatch *MismatchError
	if _, err = Find(ctx, s, m, Options{Layout: "12x1"}); !errors.As(err, &mismatch) {
		t.Errorf("12x1 on a page of four rows: %v", err)
	}
	if _, err = Find(ctx, s, m, Options{Layout: "threexfour"}); err == nil || errors.As(err, &mismatch) {
		t.Errorf("threexfour: %v", err)
	}
}

func TestFindNothing(t *testing.T) {
	blank := &heart.Signal{RateHz: 500}
	for i := range blank.MV {
		blank.MV[i] = make([]float64, 5000)
		for k := range blank.MV[i] {
			blank.MV[i][k] = math.NaN()
		}
	}
	s, m, _ := sheetOf(t, synth.Spec{Signal: blank, Page: paper.Page{Pulse: paper.PulseNone, NoNames: true, Footer: "-"}})
	if _, err := Find(context.Background(), s, m, Options{}); !errors.Is(err, ErrNoCurves) {
		t.Errorf("a bare grid: %v", err)
	}
}

func TestFindStops(t *testing.T) {
	s, m, _ := sheetOf(t, synth.Spec{Page: paper.Page{Layout: parse(t, "3x2")}})
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Find(ctx, s, m, Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}
