package ink

import (
	"github.com/einthoven-ecg/einthoven/internal/par"
	"github.com/einthoven-ecg/einthoven/internal/rectify"
)

const (
	// thickMM is the side of the squares that no recorder's line fills: their
	// pens are up to 0.8 mm wide, markers 1.5 mm and more.
	thickMM = 1.4
	// thickInk is the ink that every sample of such a square has.
	thickInk = 0.7
	// thickArea is the least area of what is hidden, in mm2: a stroke of 8 mm.
	// Fat letters and knots of noisy curves have less.
	thickArea = 12.0
	// insideMM is how far inside of the seen grid it must lie: tables are dark, too.
	insideMM = 4.0
)

// hideThick takes strokes of markers and black bars for paper that cannot be
// seen: connected squares all of ink that no line fills, inside of the printed
// grid. They are darker than any curve and would be followed as such.
func (s *Sheet) hideThick(m *rectify.Map, workers int) {
	n := int(thickMM*s.Rho + 0.5)
	if n < 3 || s.W < n || s.H < n {
		return
	}
	thick := s.squares(n, workers)
	var blob []int
	for k := range thick {
		if !thick[k] {
			continue
		}
		blob = s.flood(thick, k, blob[:0])
		if float64(len(blob)) >= thickArea*s.Rho*s.Rho && s.inside(blob, m) {
			s.hide(blob)
		}
	}
}

// squares marks the samples of all squares of n by n samples that are all of ink.
func (s *Sheet) squares(n, workers int) []bool {
	mask := make([]bool, s.W*s.H)
	par.Strips(workers, s.H, func(y0, y1 int) {
		for k := y0 * s.W; k < y1*s.W; k++ {
			mask[k] = s.Valid[k] && s.Ink(k) > thickInk
		}
	})
	// Opening by a square is opening along rows and along columns in turn:
	// both erosions, then both dilations.
	for _, grow := range []bool{false, true} {
		par.Strips(workers, s.H, func(y0, y1 int) {
			for y := y0; y < y1; y++ {
				runs(mask, y*s.W, 1, s.W, n, grow)
			}
		})
		par.Strips(workers, s.W, func(x0, x1 int) {
			for x := x0; x < x1; x++ {
				runs(mask, x, s.W, s.H, n, grow)
			}
		})
	}
	return mask
}

// runs erodes one line of a mask by runs of n, each to its first sample, or
// grows each sample back to such a run.
func runs(mask []bool, from, by, length, n int, grow bool) {
	count := 0
	if grow {
		for i := range length {
			k := from + i*by
			if count = max(0, count-1); mask[k] {
				count = n
			}
			mask[k] = count > 0
		}
		return
	}
	for i := length - 1; i >= 0; i-- {
		k := from + i*by
		if count++; !mask[k] {
			count = 0
		}
		mask[k] = count >= n
	}
}

// flood takes a connected part out of the mask and adds its samples to blob.
func (s *Sheet) flood(mask []bool, k int, blob []int) []int {
	mask[k] = false
	blob = append(blob, k)
	for at := len(blob) - 1; at < len(blob); at++ {
		k := blob[at]
		x, y := k%s.W, k/s.W
		for _, o := range [4]struct {
			ok bool
			k  int
		}{{x > 0, k - 1}, {x+1 < s.W, k + 1}, {y > 0, k - s.W}, {y+1 < s.H, k + s.W}} {
			if o.ok && mask[o.k] {
				mask[o.k] = false
				blob = append(blob, o.k)
			}
		}
	}
	return blob
}

// inside tells whether the grid was seen all around a part of the sheet.
func (s *Sheet) inside(blob []int, m *rectify.Map) bool {
	for i := 0; i < len(blob); i += 16 {
		x, y := s.MM(float64(blob[i]%s.W), float64(blob[i]/s.W))
		if !m.SeenAt(x-insideMM, y) || !m.SeenAt(x+insideMM, y) || !m.SeenAt(x, y-insideMM) || !m.SeenAt(x, y+insideMM) {
			return false
		}
	}
	return true
}

// hide makes a part of the sheet, with its blurred rim, paper that was not
// seen.
func (s *Sheet) hide(blob []int) {
	const rim = 2
	for _, k := range blob {
		x, y := k%s.W, k/s.W
		for j := max(0, y-rim); j <= min(s.H-1, y+rim); j++ {
			for i := max(0, x-rim); i <= min(s.W-1, x+rim); i++ {
				s.Valid[j*s.W+i], s.Dark[j*s.W+i] = false, s.Grid[j*s.W+i]
			}
		}
	}
}
