package layout

import (
	"math"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/ink"
	"github.com/einthoven-ecg/einthoven/internal/rectify"
)

// slanted is a sheet with one line that crosses four rows on its way, drawn by a
// pen of some width in samples: where a thin one falls between two rows, neither
// is dark.
func slanted(width float64) *ink.Sheet {
	s := &ink.Sheet{W: 240, H: 40, Rho: 4, Noise: 0.01}
	n := s.W * s.H
	s.Dark, s.Grid, s.Valid = make([]float32, n), make([]float32, n), make([]bool, n)
	for c := range s.W {
		y := 15 + 4*float64(c)/float64(s.W)
		for r := range s.H {
			k := r*s.W + c
			s.Valid[k] = true
			part := min(max((width+1)/2-math.Abs(float64(r)-y), 0), 1) // of the sample that is covered
			s.Dark[k] = float32(part * part)                           // printed dots spread less than their light
		}
	}
	return s
}

// widest is the width, in columns, of the longest connected piece.
func widest(rs *runs) int32 {
	w := int32(0)
	for _, col := range rs.col {
		for _, r := range col {
			w = max(w, r.wide)
		}
	}
	return w
}

func TestFaintestJoinsThinLines(t *testing.T) {
	const level = 0.33
	s := slanted(1)
	rs := findRuns(s, &rectify.Map{}, level, 1)
	if w := widest(rs); w > 80 {
		t.Fatalf("the line hangs together over %d columns at the usual level: the test tests nothing", w)
	}
	faint, ok := rs.faintest()
	if !ok {
		t.Fatalf("no fainter level for a line %.0f samples wide", rs.line)
	}
	if w := widest(findRuns(s, &rectify.Map{}, faint, 1)); int(w) != s.W {
		t.Errorf("at a level of %.2f the line hangs together over %d columns of %d", faint, w, s.W)
	}
	if _, ok := findRuns(slanted(3), &rectify.Map{}, level, 1).faintest(); ok {
		t.Error("a fainter level for a pen three samples wide: more of the grid, and nothing to join")
	}
	noisy := slanted(1)
	noisy.Noise = 0.08
	if faint, ok := findRuns(noisy, &rectify.Map{}, level, 1).faintest(); ok {
		t.Errorf("a level of %.2f on paper with noise of %.2f", faint, noisy.Noise)
	}
}
