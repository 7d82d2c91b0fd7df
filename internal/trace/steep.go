package trace

import (
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/par"
)

// Settings of the darkness of steep strokes.
const (
	steepMM     = 3.0  // length of a stroke that counts
	steepStepMM = 0.5  // between the places at which it must go on
	steepLeast  = 0.25 // of the ink of level lines: what is paler is no stroke
	steepEnough = 60   // places in strokes from which the median says something: about ten strokes of 3 mm
	steepGrid   = 0.08 // darkness of the grid from which what is left of it may be taken for a stroke
	// steepPale is the share of the ink of level lines below which steep strokes are
	// followed by their own. On nearly all pages they differ by less than a tenth
	// (docs/LEARNED.md); on photographs of few pixels to the millimetre by half, since
	// noise makes level lines wider, and not steep ones.
	steepPale = 0.75
)

// steepness is how dark the middle of steep strokes is against that of level lines of
// the given ink, if that is less than steepPale; else 1.
func (f *field) steepness(amp float32, workers int) float32 {
	step, n := int(steepStepMM*f.Rho), int(steepMM/steepStepMM)/2
	if step < 1 || f.W < 8 || amp <= 0 {
		return 1
	}
	least := uint8(min(max(steepLeast*amp*levels, 1), hiddenLevel-1))
	// ridge is the level of the middle of a stroke at row r within a column of c.
	ridge := func(c, r int) (uint8, int) {
		best, at := uint8(0), c
		for d := -1; d <= 1; d++ {
			q := c + d
			if q < 2 || q >= f.W-2 {
				continue
			}
			v := f.level[q*f.H+r]
			if v > best && v < hiddenLevel && v >= f.level[(q-2)*f.H+r] && v >= f.level[(q+2)*f.H+r] {
				best, at = v, q
			}
		}
		return best, at
	}
	found := make([][]uint8, f.W)
	par.Strips(workers, max(0, f.W-4), func(lo, hi int) {
		for c := lo + 2; c < hi+2; c++ {
			for r := n * step; r < f.H-n*step; r += step {
				v := f.level[c*f.H+r]
				if v < least || v == hiddenLevel || f.text[c*f.H+r] || f.Grid[r*f.W+c] > steepGrid ||
					v < f.level[(c-1)*f.H+r] || v <= f.level[(c+1)*f.H+r] || v <= f.level[(c-2)*f.H+r] || v <= f.level[(c+2)*f.H+r] {
					continue
				}
				steep := true
				for _, dir := range []int{-1, 1} {
					q := c
					for k := 1; k <= n && steep; k++ {
						var w uint8
						if w, q = ridge(q, r+dir*k*step); w < v/2 || w < least {
							steep = false
						}
					}
				}
				if steep {
					found[c] = append(found[c], v)
				}
			}
		}
	})
	all := slices.Concat(found...)
	if len(all) < steepEnough {
		return 1
	}
	slices.Sort(all)
	share := float32(all[len(all)/2]) / levels / amp
	if share >= steepPale {
		return 1
	}
	return share
}
