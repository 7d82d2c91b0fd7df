package layout

import (
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/ink"
)

// What follows layout expects lines nearly as dark as ink can be. A pen is paler
// where the light was bright, the picture blurred or the print worn, all over the
// sheet: the sheet is then levelled as one is whose lines fade along it.

const (
	// paleInk is the darkness of lines below which a sheet is levelled: below it
	// tracing takes nothing for a line. All development pages have 0.45 and more.
	paleInk = 0.25
	// fullInk is how dark lines become then: the median of the development pages.
	fullInk = 0.7
)

// pale is how dark the lines of some rows are for each column of a sheet, as a share of
// fullInk, with fade as in findFaded; fade itself where they are dark enough.
func (rs *runs) pale(rows []Row, fade []float32) []float32 {
	line := rs.darkness(rows, fade)
	if line <= 0 || line >= paleInk {
		return fade
	}
	out := slices.Repeat([]float32{line / fullInk}, rs.s.W)
	for c := range fade {
		out[c] *= fade[c]
	}
	return out
}

// fade is [runs.pale] on the sheet that is traced: where the rows were found on what a
// network sees, it is as dark all over, and says nothing of the ink.
func (e *evidence) fade(s *ink.Sheet, fade []float32) []float32 {
	lines := *e.rs
	if lines.s != s {
		lines.s, fade = s, nil
	}
	return lines.pale(e.rows, fade)
}

// darkness is the typical ink of the middle of the lines of some rows: the median
// over their columns of the darkest ink about the row.
func (rs *runs) darkness(rows []Row, fade []float32) float32 {
	const about = 8.0 // mm
	s := rs.s
	var v []float32
	for i := range rows {
		r := &rows[i]
		i0, _ := s.At(r.Begin, 0)
		i1, _ := s.At(r.End, 0)
		for c := max(0, int(i0)); c < min(s.W, int(i1)); c += 2 {
			x, _ := s.MM(float64(c), 0)
			_, j0 := s.At(x, r.YAt(x)-about)
			_, j1 := s.At(x, r.YAt(x)+about)
			best := float32(0)
			for j := max(0, int(j0)); j < min(s.H, int(j1)); j++ {
				best = max(best, s.Ink(j*s.W+c))
			}
			if fade != nil {
				best /= fade[c]
			}
			v = append(v, best)
		}
	}
	if len(v) == 0 {
		return 0
	}
	slices.Sort(v)
	return v[len(v)/2]
}
