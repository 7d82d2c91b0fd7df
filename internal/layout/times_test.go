package layout

import (
	"context"
	"math"
	"slices"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/layout/glyph"
	"github.com/einthoven-ecg/einthoven/internal/synth"
	"github.com/einthoven-ecg/einthoven/internal/synth/heart"
	"github.com/einthoven-ecg/einthoven/internal/synth/paper"
)

// TestStripsStartAtTheirPrintedTimes compares starts with the truth of rendered pages.
func TestStripsStartAtTheirPrintedTimes(t *testing.T) {
	pages := []struct {
		name, layout string
		rowSec       float64
	}{
		{"rows with pauses", "4x1:V5,V5,V5,V5 every=15", 7},
		{"rows without", "4x1:V5,V5,V5,V5 continued", 7},
		{"columns with pauses", "4x2:V5,V5,V5,V5,V5,V5,V5,V5 every=20", 7},
		{"twelve leads one after the other", "3x4 continued", 6.4},
		{"twelve leads with pauses", "3x4 every=10", 6.4},
	}
	if testing.Short() {
		pages = pages[:1]
	}
	for _, c := range pages {
		t.Run(c.name, func(t *testing.T) {
			s, m, truth := sheetOf(t, synth.Spec{Heart: heart.Heart{Seed: 11, RateBPM: 66, Variation: 0.05, MuscleMV: 0.005},
				Page: paper.Page{Layout: parse(t, c.layout), RowSec: c.rowSec, PaperMM: [2]float64{210, 297}, Times: true, DPI: 200, ColumnGapMM: 4}})
			l, err := Find(context.Background(), s, m, Options{})
			if err != nil {
				t.Fatal(err)
			}
			if !l.Timed {
				t.Errorf("not placed by times: %s %s, doubts %q", l.Name, l.Order, l.Doubts)
			}
			checkCells(t, l, truth)
			for _, c := range l.Cells {
				for i := range truth.Segments {
					// The places of columns without a separator are known to 0.8 mm.
					if g := &truth.Segments[i]; g.Row == c.Row && g.Col == c.Column && math.Abs(c.Start-g.T0) > 0.01 {
						t.Errorf("row %d column %d starts at %.3f s, want %.3f", c.Row, c.Column, c.Start, g.T0)
					}
				}
			}
		})
	}
}

func TestPagesWithoutTimesStayAsTheyAre(t *testing.T) {
	s, m, truth := sheetOf(t, synth.Spec{Heart: heart.Heart{Seed: 11, RateBPM: 66, Variation: 0.05, MuscleMV: 0.005},
		Page: paper.Page{Layout: parse(t, "4x1:V5,V5,V5,V5 continued"), RowSec: 7, PaperMM: [2]float64{210, 297}, DPI: 200}})
	l, err := Find(context.Background(), s, m, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if l.Timed || l.Order != OrderContinued {
		t.Errorf("timed %v, order %s", l.Timed, l.Order)
	}
	checkCells(t, l, truth)
	for k, c := range l.Cells {
		if !near(c.Start, 7*float64(k), 0.05) {
			t.Errorf("row %d starts at %.2f s", k, c.Start)
		}
	}
}

// marked are stamps with some seconds at strips counted from 0; below 0 none.
func marked(hours bool, seconds ...float64) []stamp {
	var out []stamp
	for k, v := range seconds {
		if v >= 0 {
			out = append(out, stamp{moment: moment{seconds: v, hours: hours}, strip: k})
		}
	}
	return out
}

func TestStartsOf(t *testing.T) {
	const none = -1
	for _, c := range []struct {
		name   string
		stamps []stamp
		strips int
		long   float64
		want   []float64
		odd    int
	}{
		{"even", marked(false, none, 15, 30, 45), 4, 7, []float64{0, 15, 30, 45}, 0},
		{"even, one not read", marked(false, none, 15, none, 45), 4, 7, []float64{0, 15, 30, 45}, 0},
		{"even, most not read", marked(false, none, 15, none, none, none, 75), 6, 7, nil, 0},
		{"one", marked(false, none, 15, none), 3, 7, nil, 0},
		{"the first is printed too", marked(false, 0, 20, 40), 3, 7, []float64{0, 20, 40}, 0},
		{"rounded, nothing left out", marked(false, none, 2, 4, 5, 7, 9), 6, 1.74, []float64{0, 1.75, 3.5, 5.25, 7, 8.75}, 0},
		{"one misread of six", marked(false, none, 7, 14, 21, 29, 35, 42), 7, 6.98, []float64{0, 7, 14, 21, 28, 35, 42}, 1},
		{"three misread of six", marked(false, none, 7, 11, 21, 29, 35, 41), 7, 6.98, nil, 0},
		{"one misread of three", marked(false, none, 11, 30, 45), 4, 7, []float64{0, 15, 30, 45}, 1},
		{"one starts before the other ended", marked(false, none, 5, 10, 15), 4, 7, nil, 0},
		{"back in time", marked(false, none, 30, 15, 45), 4, 7, nil, 0},
		{"uneven", marked(false, none, 20, 90, 100), 4, 7, []float64{0, 20, 90, 100}, 0},
		{"uneven, one not read", marked(false, none, 20, none, 100), 4, 7, nil, 0},
		{"uneven by rounding", marked(false, 0, 7, 33), 3, 7.4, []float64{0, 7.4, 33}, 0},
		{"time of the day", marked(true, 36000, 36060, 36120), 3, 7, []float64{0, 60, 120}, 0},
		{"time of the day, the first not read", marked(true, none, 36060, 36120), 3, 7, []float64{0, 60, 120}, 0},
		{"minutes or hours", marked(false, 600, 660, 720), 3, 7, nil, 0},
		{"hours apart", marked(true, 0, 7200, 14400), 3, 7, nil, 0},
	} {
		got, odd := startsOf(c.stamps, c.strips, c.long)
		if len(odd) != c.odd || !slices.EqualFunc(got, c.want, func(a, b float64) bool { return near(a, b, 0.005) }) {
			t.Errorf("%s: %v, %d do not agree; want %v, %d", c.name, got, len(odd), c.want, c.odd)
		}
	}
}

func TestTimesAreRead(t *testing.T) {
	s, _, _ := sheetOf(t, synth.Spec{Heart: heart.Heart{Seed: 2, RateBPM: 60}, Page: paper.Page{Layout: parse(t, "3x1:II,II,II every=75"), RowSec: 6,
		PaperMM: [2]float64{210, 200}, Times: true, DPI: 200}})
	text, err := glyph.Read(context.Background(), s, glyph.Options{})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]int{}
	for _, w := range text.Times() {
		got[w.Text] = w.Seconds
	}
	if got["1:15"] != 75 || got["2:30"] != 150 {
		t.Errorf("read %v", got)
	}
}
