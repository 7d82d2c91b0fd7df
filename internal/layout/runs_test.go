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

// Lines that fade to a third along a sheet are seen to do so, and are found with
// less ink there; on even ones nothing is to be levelled.
func TestFadedLines(t *testing.T) {
	sheet := func(dark func(x float64) float32) (*ink.Sheet, *rectify.Map) {
		const rho = 4.0
		s := &ink.Sheet{W: 260 * rho, H: 60 * rho, Rho: rho, Noise: 0.01}
		s.Dark, s.Grid, s.Valid = make([]float32, s.W*s.H), make([]float32, s.W*s.H), make([]bool, s.W*s.H)
		for c := range s.W {
			for r := range s.H {
				s.Valid[r*s.W+c] = true
			}
			row := s.H/2 + int(8*math.Sin(float64(c)/15))
			s.Dark[row*s.W+c], s.Dark[(row+1)*s.W+c] = dark(float64(c)/rho), 0.9*dark(float64(c)/rho)
		}
		return s, rectify.Affine([2][3]float64{{rho, 0, 0}, {0, rho, 0}}, 0, 0, 260, 60)
	}
	fades := func(x float64) float32 { return float32(1 - 0.67*min(max((x-120)/30, 0), 1)) }
	s, m := sheet(fades)
	levels, fade := thresholds(s, m)
	if fade == nil {
		t.Fatal("fading was not seen")
	}
	for _, x := range []float64{60, 220} {
		if got, want := fade[int(x*s.Rho)], fades(x); math.Abs(float64(got-want)) > 0.1 {
			t.Errorf("at %g mm lines have %.2f of their darkness, want %.2f", x, got, want)
		}
	}
	seen := func(rs *runs) (n int) {
		for _, col := range rs.col[int(200*s.Rho):int(250*s.Rho)] {
			n += len(col)
		}
		return n
	}
	half := levels[len(levels)-1]
	if n := seen(findRuns(s, m, half, 1)); n != 0 {
		t.Errorf("%d runs seen in what has faded", n)
	}
	if n := seen(findFaded(s, m, half, fade, 1)); n != int(50*s.Rho) {
		t.Errorf("%d columns seen of %g", n, 50*s.Rho)
	}
	if _, fade := thresholds(sheet(func(float64) float32 { return 0.8 })); fade != nil {
		t.Error("even lines seem to fade")
	}
}
