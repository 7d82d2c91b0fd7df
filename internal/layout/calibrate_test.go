package layout

import (
	"slices"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/layout/glyph"
)

// pageOf is a layout of one row of 250 mm with beats and pulses.
func pageOf(beats int, wide, high float64) *Layout {
	l := &Layout{Rows: []Row{{X0: 0, X1: 250, Beats: beats}}, Cells: []Cell{{X0: 0, X1: 250, Lead: "II"}}}
	for i := range 3 {
		l.Pulses = append(l.Pulses, Pulse{X0: -8, X1: -8 + wide, Top: 20, Foot: 20 + high, Row: i})
	}
	return l
}

func TestContradictionsAreDoubts(t *testing.T) {
	for _, c := range []struct {
		name   string
		page   *Layout
		text   glyph.Legend
		opt    Options
		speed  float64
		doubts int
	}{
		{"usual", pageOf(12, 5, 10), glyph.Legend{}, Options{}, 25, 0},
		{"fast heart, no text", pageOf(28, 5, 10), glyph.Legend{}, Options{}, 25, 0},
		{"half the usual width of pulses and twice the rate", pageOf(28, 2.5, 10), glyph.Legend{}, Options{}, 25, 1},
		{"the same with its speed printed", pageOf(28, 2.5, 10), glyph.Legend{SpeedMMS: 12.5, SpeedScore: 0.97}, Options{}, 12.5, 0},
		{"pulses of half the printed gain", pageOf(12, 5, 5), glyph.Legend{GainMMMV: 10, GainScore: 0.95}, Options{}, 25, 1},
		{"and the user knows better", pageOf(12, 5, 5), glyph.Legend{GainMMMV: 10, GainScore: 0.95}, Options{MMPerMV: 5}, 25, 0},
		{"pulses as high as printed", pageOf(12, 5, 10), glyph.Legend{GainMMMV: 10, GainScore: 0.95}, Options{}, 25, 0},
	} {
		c.page.calibrate(c.text, c.opt)
		if c.page.Speed.Value != c.speed || len(c.page.Doubts) != c.doubts {
			t.Errorf("%s: %g mm/s with doubts %q, want %g with %d", c.name, c.page.Speed.Value, c.page.Doubts, c.speed, c.doubts)
		}
	}
}

func TestNamesWithoutCurves(t *testing.T) {
	l := &Layout{
		Cells: []Cell{{Lead: "V1"}, {Lead: "V2"}},
		Words: []Word{{Text: "V1", Score: 0.99}, {Text: "-aVR", Score: 0.97}, {Text: "aVR", Score: 0.95}, {Text: "V5", Score: 0.6}, {Text: "III", Score: 0.99}, {Text: "V3", Score: 0.93}},
	}
	if got := l.unread(); !slices.Equal(got, []string{"V3", "aVR"}) {
		t.Errorf("names without curves: %v, want V3 and aVR", got)
	}
}
