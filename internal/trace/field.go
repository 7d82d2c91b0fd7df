package trace

import (
	"math"
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/ink"
	"github.com/einthoven-ecg/einthoven/internal/par"
)

// A field is a sheet prepared for reading: the ink of every sample, computed
// once, by rows for the fit and by columns in coarse steps for the path.
type field struct {
	*ink.Sheet
	// ink is Sheet.Ink by sample.
	ink []float32
	// level is the ink in steps of 1/levels, by columns: column i starts at
	// i*H. 0 is no ink or not seen, hiddenLevel something that hides curves.
	level []uint8
	// seen tells, by sample, where there is something to learn about curves.
	seen []bool
	// text tells, by columns like level, which samples belong to names.
	text []bool
	// thin says that lines are so thin that a steep one shares its ink between
	// two columns.
	thin bool
	// steep is how dark steep strokes are against level ones, where they are much
	// paler; else 1. See [field.steepness].
	steep float32
}

// thinLine is the width in samples, as strokeWidth measures it, below which a
// line may leave no column to itself: one 1.4 samples wide whose middle lies
// between two columns has 0.7 of its ink in each, where a path begins to miss ink,
// and measures 1.65 on the average of its places.
const thinLine = 1.65

// hiddenLevel stands for a sample under a separator or pulse.
const hiddenLevel = 255

// levels is the number of steps of field.level to the unit of ink.
const levels = 200

// tile is the edge of the squares in which the sheet is transposed.
const tile = 32

func newField(s *ink.Sheet, workers int) *field {
	f := &field{Sheet: s, ink: make([]float32, s.W*s.H), level: make([]uint8, s.W*s.H), seen: slices.Clone(s.Valid), text: make([]bool, s.W*s.H), steep: 1}
	bands := (s.H + tile - 1) / tile
	par.Each(workers, bands, func(b int) {
		j0, j1 := b*tile, min(s.H, (b+1)*tile)
		for k := j0 * s.W; k < j1*s.W; k++ {
			if s.Valid[k] {
				f.ink[k] = s.Ink(k)
			}
		}
		for i0 := 0; i0 < s.W; i0 += tile {
			for i := i0; i < min(s.W, i0+tile); i++ {
				out := f.level[i*s.H+j0 : i*s.H+j1]
				for r := range out {
					out[r] = uint8(min(max(f.ink[(j0+r)*s.W+i]*levels, 0), hiddenLevel-1))
				}
			}
		}
	})
	return f
}

// wipe takes the ink of edges away: there is nothing to follow and nothing to
// learn from.
func (f *field) wipe(boxes []Box) {
	for _, b := range boxes {
		if b.Kind != Edge {
			continue
		}
		i0, j0 := f.At(b.X0, b.Y0)
		i1, j1 := f.At(b.X1, b.Y1)
		for i := max(0, int(i0)); i < min(f.W, int(math.Ceil(i1))); i++ {
			for j := max(0, int(j0)); j < min(f.H, int(math.Ceil(j1))); j++ {
				f.ink[j*f.W+i], f.level[i*f.H+j], f.seen[j*f.W+i] = 0, 0, false
			}
		}
	}
}

// column returns the levels of a column.
func (f *field) column(i int) []uint8 { return f.level[i*f.H : (i+1)*f.H] }

// A track is a window being read. Positions are in samples of the sheet:
// columns across and rows down. Its knots are the points of the polyline that
// stands for the curve.
type track struct {
	Window
	n      int     // knots
	cx, dx float64 // column of knot 0, and between knots
	cy     float64 // row of the resting line
	lo, hi int     // rows that the curve may use, half open
	c0, c1 int     // columns, half open
	amp    float32 // ink of the middle of a line
	y      []float64
	sigma  []float64
	hidden []bool // knots that lie under a mark
}

// How far a curve may lie above and below its resting line: 4.2 and 3.2 mV at
// the usual 10 mm/mV; farMM where it is seen to go on beyond.
const (
	reachUpMM   = 42.0
	reachDownMM = 32.0
	farMM       = 80.0
)

func newTrack(f *field, w Window, step float64) *track {
	t := &track{Window: w, dx: step * f.Rho}
	t.cx, t.cy = f.At(w.X0, w.Y0)
	t.n = max(0, int(math.Ceil((w.X1-w.X0)/step-1e-6)))
	t.reach(f, reachUpMM, reachDownMM)
	t.c0 = min(max(0, int(math.Round(t.cx))), f.W)
	t.c1 = max(t.c0, min(f.W, int(math.Round(t.cx+float64(t.n-1)*t.dx))+1))
	t.y, t.sigma, t.hidden = make([]float64, t.n), make([]float64, t.n), make([]bool, t.n)
	return t
}

// reach sets the rows that a curve may use, in mm above and below its resting
// line.
func (t *track) reach(f *field, up, down float64) {
	t.lo, t.hi = max(0, int(t.cy-up*f.Rho)), min(f.H, int(t.cy+down*f.Rho))
}

// reachOn gives a track whose path runs into the end of its rows more of them on
// that side, and tells whether it did.
func (t *track) reachOn(f *field, path []point) bool {
	up, down := reachUpMM, reachDownMM
	for _, q := range path {
		if q.y < float64(t.lo+1) {
			up = farMM
		}
		if q.y > float64(t.hi-2) {
			down = farMM
		}
	}
	lo, hi := t.lo, t.hi
	t.reach(f, up, down)
	return t.lo < lo || t.hi > hi
}

// readable tells whether there is anything of a window on the sheet.
func (t *track) readable() bool { return t.n >= 8 && t.c1-t.c0 >= 8 && t.hi-t.lo >= 8 }

// clone is a copy of a track that may be changed.
func (t *track) clone() *track {
	c := *t
	c.y, c.sigma, c.hidden = slices.Clone(t.y), slices.Clone(t.sigma), slices.Clone(t.hidden)
	return &c
}

// knotSample is the sample nearest to knot k.
func (t *track) knotSample(f *field, k int) int {
	c := min(max(int(math.Round(t.cx+float64(k)*t.dx)), 0), f.W-1)
	r := min(max(int(math.Round(t.y[k])), 0), f.H-1)
	return r*f.W + c
}

// hide finds which of the knots k0 to k1 lie under marks now.
func (t *track) hide(f *field, k0, k1 int) {
	for k := k0; k < k1; k++ {
		t.hidden[k] = !f.seen[t.knotSample(f, k)]
	}
}

// rest is the median row of the curve as it lies now.
func (t *track) rest() float64 {
	v := slices.Clone(t.y)
	slices.Sort(v)
	return v[len(v)/2]
}

// measureInk sets the ink of the middle of a thin line in this window: the
// median over its columns of the darkest ink within 15 mm of the resting line.
func (t *track) measureInk(f *field) {
	var hist [256]int
	n := 0
	lo, hi := max(t.lo, int(t.cy-15*f.Rho)), min(t.hi, int(t.cy+15*f.Rho))
	for c := t.c0; c < t.c1; c += 2 {
		best := uint8(0)
		for _, v := range f.column(c)[lo:max(lo, hi)] {
			best = max(best, v)
		}
		hist[best]++
		n++
	}
	for v, m := range hist {
		if n -= 2 * m; n <= 0 {
			t.amp = min(max(float32(v)/levels, 0.25), 1.2)
			return
		}
	}
}

// strokeWidth is the typical width of the drawn lines, in millimetres.
func (f *field) strokeWidth(tracks []*track, amp float32) float64 {
	var v []float64
	for _, t := range tracks {
		if w := f.StrokeWidth(float64(amp), t.X0, t.Y0-10, t.X1, t.Y0+10); w > 0 {
			v = append(v, w)
		}
	}
	if len(v) == 0 {
		return 2 * firstHalf
	}
	slices.Sort(v)
	return v[len(v)/2]
}

// A point is a position in samples of the sheet.
type point struct{ x, y float64 }
