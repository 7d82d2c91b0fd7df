package vector

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/page"
)

// check compares all leads of a sheet with what was drawn, sample by sample.
// tolerance is in mV.
func (s sheet) check(t *testing.T, r *Reading, tolerance float64) {
	t.Helper()
	var names []string
	columns := map[string]int{}
	for _, row := range s.rows {
		for c, n := range row {
			names = append(names, n)
			columns[n] = c
		}
	}
	if want := len(names) + len(s.strips); len(r.Leads) != want {
		t.Errorf("%d leads, want %d", len(r.Leads), want)
	}
	seen := map[string]bool{}
	for _, l := range r.Leads {
		long := len(s.strips) > 0 && l.Rhythm
		if !long {
			if seen[l.Name] || !slices.Contains(names, l.Name) {
				t.Errorf("lead %q (%s)", l.Name, l.NameFrom)
				continue
			}
			seen[l.Name] = true
		}
		from, seconds := 0.0, s.seconds
		if !long && !s.together {
			from = float64(columns[l.Name]) * s.seconds
		}
		if long {
			seconds *= float64(len(s.rows[0]))
		}
		if math.Abs(l.T0-from) > 1e-3 {
			t.Errorf("lead %s begins at %.4f s, want %.4f", l.Name, l.T0, from)
			continue
		}
		if got := float64(len(l.MV)) / l.RateHz; math.Abs(got-seconds) > 1.5/min(s.fs, l.RateHz) {
			t.Errorf("lead %s is %.4f s long, want %.4f", l.Name, got, seconds)
		}
		sum, worst := 0.0, 0.0
		for i, v := range l.MV {
			// Between two samples the machine drew a line.
			u := (from + float64(i)/l.RateHz) * s.fs
			k := math.Floor(u + 1e-9)
			if k >= math.Round((from+seconds)*s.fs)-1 {
				break
			}
			a, b := s.at(l.Name, k/s.fs), s.at(l.Name, (k+1)/s.fs)
			e := v - (a + (u-k)*(b-a))
			sum += e * e
			worst = max(worst, math.Abs(e))
		}
		if rms := math.Sqrt(sum / float64(len(l.MV))); rms > tolerance || worst > 8*tolerance {
			t.Errorf("lead %s: rms error %.4f mV, worst %.4f mV", l.Name, rms, worst)
		}
	}
}

func TestRead(t *testing.T) {
	for name, change := range map[string]func(s *sheet){
		"standard":              func(*sheet) {},
		"rhythm strip":          func(s *sheet) { s.strips = []string{"II"} },
		"three strips":          func(s *sheet) { s.strips = []string{"V1", "II", "V5"} },
		"50 mm/s":               func(s *sheet) { s.speed, s.seconds, s.words = 50, 1.25, []string{"50mm/s  10mm/mV  0.05-150Hz"} },
		"5 mm/mV chest":         func(s *sheet) { s.chest, s.words = 5, []string{"25 mm/sec", "Limb: 10 mm/mV Chest: 5.0 mm/mV"} },
		"slash gain":            func(s *sheet) { s.limb, s.chest, s.words = 20, 10, []string{"25 mm/s 20/10 mm/mV"} },
		"gain by pulse":         func(s *sheet) { s.limb, s.chest, s.words = 5, 5, []string{"25,0 mm/s"} },
		"bold grid only":        func(s *sheet) { s.grid = "bold" },
		"grid of bars":          func(s *sheet) { s.grid = "bars" },
		"grid of dots":          func(s *sheet) { s.grid = "dots" },
		"fit to the page":       func(s *sheet) { s.zoom = 0.94 },
		"a large figure":        func(s *sheet) { s.zoom = 2.3 },
		"turned page":           func(s *sheet) { s.turn = 1 },
		"turned page 270":       func(s *sheet) { s.turn = 3 },
		"drawn sideways":        func(s *sheet) { s.turn, s.sideway = 1, true },
		"drawn sideways 3":      func(s *sheet) { s.turn, s.sideway = 3, true },
		"upside down":           func(s *sheet) { s.turn, s.sideway = 2, true },
		"strokes of 100":        func(s *sheet) { s.strokes = "hundred" },
		"strokes of 1":          func(s *sheet) { s.strokes = "steps" },
		"leads in turn":         func(s *sheet) { s.strokes = "mixed steps" },
		"rows in one stroke":    func(s *sheet) { s.strokes = "rows" },
		"rows with names above": func(s *sheet) { s.strokes, s.names, s.strips = "rows", "above", []string{"II"} },
		"rows, pulse joined":    func(s *sheet) { s.strokes, s.pulse = "rows", "joined" },
		"pulse joined":          func(s *sheet) { s.pulse = "joined" },
		"pulse after":           func(s *sheet) { s.pulse = "after" },
		"names above":           func(s *sheet) { s.names = "above" },
		"names on the left":     func(s *sheet) { s.names = "left"; s.rows = column(twelve...); s.seconds = 10 },
		"names in pieces":       func(s *sheet) { s.names = "pieces" },
		"twelve rows":           func(s *sheet) { s.rows = column(twelve...); s.seconds = 10 },
		"Cabrera": func(s *sheet) {
			s.rows = column("aVL", "I", "-aVR", "II", "aVF", "III", "V1", "V2", "V3", "V4", "V5", "V6")
			s.seconds = 10
		},
		"six by two":        func(s *sheet) { s.rows = sixByTwo; s.seconds = 5 },
		"same seconds":      func(s *sheet) { s.rows = sixByTwo; s.seconds = 5; s.together = true },
		"one row":           func(s *sheet) { s.rows = column("II"); s.seconds = 10; s.pulse = "own" },
		"two leads":         func(s *sheet) { s.rows = column("II", "V5"); s.seconds = 10 },
		"128 Hz":            func(s *sheet) { s.fs = 128 },
		"250 Hz":            func(s *sheet) { s.fs = 250 },
		"no names":          func(s *sheet) { s.names = "" },
		"no names, a strip": func(s *sheet) { s.names = ""; s.strips = []string{"V1"} },
		"no grid":           func(s *sheet) { s.grid = "none" },
	} {
		t.Run(name, func(t *testing.T) {
			s := standardSheet()
			change(&s)
			r, err := s.reading(t, Options{})
			if err != nil {
				t.Fatal(err)
			}
			s.check(t, r, 0.0005)
			if r.SpeedMMS != s.speed || r.GainMMMV != (Gain{s.limb, s.chest}) {
				t.Errorf("%g mm/s (%s), %v mm/mV (%s)", r.SpeedMMS, r.SpeedFrom, r.GainMMMV, r.GainFrom)
			}
			layout := fmt.Sprintf("%dx%d", len(s.rows), len(s.rows[0]))
			if len(s.strips) > 0 {
				layout += fmt.Sprintf("+%dR", len(s.strips))
			}
			if r.LayoutName != layout {
				t.Errorf("layout %s, want %s", r.LayoutName, layout)
			}
			for _, l := range r.Leads {
				if l.NativeHz != s.fs {
					t.Errorf("lead %s has samples at %g Hz, want %g", l.Name, l.NativeHz, s.fs)
				}
			}
		})
	}
}

var twelve = standard

var sixByTwo = [][]string{{"I", "V1"}, {"II", "V2"}, {"III", "V3"}, {"aVR", "V4"}, {"aVL", "V5"}, {"aVF", "V6"}}

func column(names ...string) [][]string {
	var out [][]string
	for _, n := range names {
		out = append(out, []string{n})
	}
	return out
}

// TestRounded checks a page that went through a printer driver of 600 dots an
// inch: errors stay below a dot.
func TestRounded(t *testing.T) {
	s := standardSheet()
	s.rounded, s.speed, s.seconds = 600, 50, 1.25
	s.words = []string{"50 mm/s", "10 mm/mV"}
	r, err := s.reading(t, Options{})
	if err != nil {
		t.Fatal(err)
	}
	s.check(t, r, 0.003)
}

// TestErrors checks that pages which are no ECG are refused.
func TestErrors(t *testing.T) {
	s := standardSheet()
	s.grid, s.words = "none", nil
	if _, err := s.reading(t, Options{}); !errors.Is(err, ErrNoGrid) {
		t.Errorf("no grid and no scale: %v", err)
	}
	s = standardSheet()
	s.rows = nil
	if _, err := s.reading(t, Options{}); !errors.Is(err, ErrNoCurves) {
		t.Errorf("only a grid: %v", err)
	}
	if _, err := Read(context.Background(), nil, Options{}); !errors.Is(err, ErrNoCurves) {
		t.Errorf("no pages: %v", err)
	}
	if _, err := Read(context.Background(), []*page.Vector{nil, {}}, Options{}); !errors.Is(err, ErrNoCurves) {
		t.Errorf("empty pages: %v", err)
	}
	if _, err := Read(context.Background(), nil, Options{RateHz: -1}); err == nil {
		t.Error("a negative rate is allowed")
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Read(ctx, []*page.Vector{{}}, Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// TestPages checks which pages make one record.
func TestPages(t *testing.T) {
	draw := func(names ...string) *page.Vector {
		s := standardSheet()
		s.rows, s.seconds = column(names...), 5
		return drawings(t, s.file())[0]
	}
	limb, chest := draw(twelve[:6]...), draw(twelve[6:]...)
	r, err := Read(context.Background(), []*page.Vector{limb, {}, chest}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Leads) != 12 || r.LayoutName != "12x1" || r.Leads[6].Page != 2 || r.Leads[6].T0 != 0 || r.Leads[6].Row != 6 {
		t.Errorf("%d leads, layout %s, %+v", len(r.Leads), r.LayoutName, r.Leads[len(r.Leads)-1].Page)
	}
	r, err = Read(context.Background(), []*page.Vector{limb, limb}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Leads) != 6 || len(r.Warnings) != 1 || !strings.Contains(r.Warnings[0], "page 2") {
		t.Errorf("the same leads twice: %d leads, %q", len(r.Leads), r.Warnings)
	}
}

// TestOptions checks rates, speed and gain from outside.
func TestOptions(t *testing.T) {
	s := standardSheet()
	s.words = nil
	for _, rate := range []float64{250, 500, 1000, 128} {
		r, err := s.reading(t, Options{RateHz: rate})
		if err != nil {
			t.Fatal(err)
		}
		s.check(t, r, 0.003)
	}
	r, err := s.reading(t, Options{SpeedMMS: 50, GainMMMV: 20})
	if err != nil {
		t.Fatal(err)
	}
	if l := r.Leads[0]; r.SpeedFrom != "option" || r.GainFrom != "option" || math.Abs(slices.Max(l.MV)-0.35) > 0.02 || len(l.MV) != 625 {
		t.Errorf("speed from %s, gain from %s, R of %.3f mV, %d samples", r.SpeedFrom, r.GainFrom, slices.Max(l.MV), len(l.MV))
	}
}

// TestDeterministic reads one page twice.
func TestDeterministic(t *testing.T) {
	s := standardSheet()
	v := drawings(t, s.file())
	a, err := Read(context.Background(), v, Options{})
	if err != nil {
		t.Fatal(err)
	}
	b, err := Read(context.Background(), v, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(a) != fmt.Sprint(b) {
		t.Error("two readings differ")
	}
}
