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
		{"half the usual width of pulses at a usual rate", pageOf(12, 2.5, 10), glyph.Legend{}, Options{}, 25, 1},
		{"and 25 mm/s printed", pageOf(12, 2.5, 10), glyph.Legend{SpeedMMS: 25, SpeedScore: 0.97}, Options{}, 25, 0},
		{"pulses of half the printed gain", pageOf(12, 5, 5), glyph.Legend{GainMMMV: 10, GainScore: 0.95}, Options{}, 25, 1},
		{"and the user knows better", pageOf(12, 5, 5), glyph.Legend{GainMMMV: 10, GainScore: 0.95}, Options{MMPerMV: 5}, 25, 0},
		{"a gain that is set says nothing of the speed", pageOf(28, 2.5, 10), glyph.Legend{}, Options{MMPerMV: 10}, 25, 1},
		{"a pair of gains", pageOf(12, 5, 10), glyph.Legend{GainMMMV: 10, ChestMMMV: 5, GainScore: 0.95}, Options{}, 25, 0},
		{"two gains of nobody knows what", pageOf(12, 5, 10), glyph.Legend{GainMMMV: 10, Torn: true, GainScore: 0.95}, Options{}, 25, 1},
		{"and the user knows", pageOf(12, 5, 10), glyph.Legend{GainMMMV: 10, Torn: true, GainScore: 0.95}, Options{MMPerMV: 5}, 25, 0},
		{"38 beats a minute, as at 50 mm/s on half the paper's time", pageOf(6, 7, 10), glyph.Legend{}, Options{}, 25, 1},
		{"the same with its speed printed", pageOf(6, 7, 10), glyph.Legend{SpeedMMS: 25, SpeedScore: 0.97}, Options{}, 25, 0},
		{"50 beats a minute", pageOf(8, 7, 10), glyph.Legend{}, Options{}, 25, 0},
		{"pulses of no usual height and no text", pageOf(12, 5, 7), glyph.Legend{}, Options{}, 25, 1},
		{"and the user knows", pageOf(12, 5, 7), glyph.Legend{}, Options{MMPerMV: 7}, 25, 0},
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

func TestGainByPulses(t *testing.T) {
	pulses := func(n int, wide, high float64) (out []Pulse) {
		for i := range n {
			out = append(out, Pulse{X0: 10, X1: 10 + wide, Top: 20, Foot: 20 + high, Row: i})
		}
		return out
	}
	for _, c := range []struct {
		name string
		ps   []Pulse
		want Setting
	}{
		{"none", nil, Setting{10, "usual"}},
		{"one of 5 mm", pulses(1, 5, 5), Setting{5, "pulse"}},
		{"one of 20 mm, of another width", pulses(1, 3, 20), Setting{20, "pulse"}},
		{"two small narrow ones, as noise draws", pulses(2, 1.5, 2.5), Setting{10, "usual"}},
		{"three of 2.5 mm", pulses(3, 5, 2.5), Setting{2.5, "pulse"}},
		{"of no usual height", pulses(3, 5, 7), Setting{10, "usual"}},
	} {
		l := &Layout{Speed: Setting{25, "usual"}}
		if got := l.pulsedGain(c.ps); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

// Pulses before the chest leads may be half as high as those before the limb
// leads, whatever one gain the page prints.
func TestGainOfLimbAndChest(t *testing.T) {
	l := &Layout{}
	for col, lead := range slices.Concat(limb, chest) {
		x, high := 71.5*float64(col), 10.0
		if isChest(lead) {
			high = 5
		}
		l.Cells = append(l.Cells, Cell{Lead: lead, Column: col, X0: x + 10, X1: x + 72})
		l.Pulses = append(l.Pulses, Pulse{X0: x, X1: x + 5, Top: 20, Foot: 20 + high})
	}
	l.calibrate(glyph.Legend{GainMMMV: 5, GainScore: 0.99}, Options{})
	for _, c := range l.Cells {
		want := 10.0
		if isChest(c.Lead) {
			want = 5
		}
		if c.Gain != want {
			t.Errorf("%s: %g mm/mV, want %g", c.Lead, c.Gain, want)
		}
	}
	if len(l.Doubts) > 0 {
		t.Errorf("doubts: %q", l.Doubts)
	}
	l.calibrate(glyph.Legend{GainMMMV: 10, ChestMMMV: 20, GainScore: 0.99}, Options{})
	if len(l.Doubts) != 1 {
		t.Errorf("doubts about a printed gain of 20 mm/mV that no pulse shows: %q", l.Doubts)
	}
}

// A speed that is printed beyond doubt outweighs the usual one; one that may be
// another number with a stroke before it does not.
func TestPrintedSpeed(t *testing.T) {
	for score, want := range map[float64]float64{0.999: 12.5, 0.9: 25} {
		l := pageOf(22, 5, 10) // 132 a minute, or half of that
		l.Pulses = nil
		if l.calibrate(glyph.Legend{SpeedMMS: 12.5, SpeedScore: score}, Options{}); l.Speed.Value != want {
			t.Errorf("12.5 mm/s read with %g: %g", score, l.Speed.Value)
		}
	}
}

func TestPulsesWithinACurveAreWaves(t *testing.T) {
	l := &Layout{Cells: []Cell{{X0: 20, X1: 82}, {X0: 82, X1: 145, Column: 1}}, Pulses: []Pulse{{X0: 12, X1: 17}, {X0: 50, X1: 53}, {X0: 78, X1: 83}, {X0: 147, X1: 152}, {X0: 50, X1: 53, Row: 1}}}
	l.dropWaves()
	if len(l.Pulses) != 4 || slices.ContainsFunc(l.Pulses, func(p Pulse) bool { return p.X0 == 50 && p.Row == 0 }) {
		t.Errorf("%v", l.Pulses)
	}
}
