package layout

import (
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/rectify"
)

// TestPaleLinesAreFoundAndLevelled looks for a row drawn by a pale pen: its level is
// tried, and the sheet is to be levelled; one drawn by a dark pen is left as it is.
func TestPaleLinesAreFoundAndLevelled(t *testing.T) {
	for _, c := range []struct {
		ink      float32
		levelled bool
	}{{0.18, true}, {0.9, false}} {
		rs := drawnRuns(drawn{20, 320, beating(70)})
		for k := range rs.s.Dark {
			rs.s.Dark[k] *= c.ink
		}
		m := rectify.Affine([2][3]float64{{4, 0, 0}, {0, 4, 0}}, 0, 0, 340, 150)
		levels, _ := thresholds(rs.s, m)
		if least := levels[0]; least > 0.7*c.ink {
			t.Errorf("ink of %.2f: the least level is %.2f", c.ink, least)
		}
		found := findRuns(rs.s, m, levels[0], 1)
		rows, _ := findRows(found)
		if len(rows) != 1 {
			t.Fatalf("ink of %.2f: %d rows", c.ink, len(rows))
		}
		found.ownEnds(&rows[0], nil)
		fade := found.pale(rows, nil)
		if (fade != nil) != c.levelled {
			t.Fatalf("ink of %.2f: levelled by %v", c.ink, fade != nil)
		}
		if fade != nil && !near(float64(fade[100]), float64(c.ink)/fullInk, 0.03) {
			t.Errorf("ink of %.2f is levelled by %.2f", c.ink, fade[100])
		}
	}
}

// TestPulsesLengthenRows has three rows of two columns, of which two were found over the
// first only: the pulse before the second tells that it is there. One such row is left.
func TestPulsesLengthenRows(t *testing.T) {
	for _, short := range []int{1, 2} {
		var all []drawn
		var rows []Row
		var pulses []Pulse
		for i := range 3 {
			y := 25 + 40*float64(i)
			all = append(all, drawn{20, 120, beating(y)}, drawn{150, 250, beating(y)})
			r := Row{X0: 20, X1: 250, From: 0}
			for range 341 {
				r.Path = append(r.Path, y)
			}
			if i < short {
				r.X1 = 120
			}
			rows = append(rows, r)
			pulses = append(pulses, Pulse{X0: 142, X1: 147, Top: y - 10, Foot: y, Row: i})
		}
		rs := drawnRuns(all...)
		longer := rs.reach(rows, pulses)
		if longer != (short > 1) {
			t.Errorf("%d short rows: became longer %v", short, longer)
		}
		if longer && (!near(rows[0].X1, 250, 1) || !near(rows[1].X1, 250, 1)) {
			t.Errorf("rows end at %.1f and %.1f mm", rows[0].X1, rows[1].X1)
		}
	}
}
