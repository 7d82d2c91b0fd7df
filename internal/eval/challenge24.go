package eval

import (
	"cmp"
	"math"
	"slices"
)

// challenge24 is the ranking score of the PhysioNet Challenge 2024 for one
// lead in dB: mean x^2 over mean squared error where both are finite, times
// the share of the truth's samples that is. NaN without signal or error, or if
// nothing is printed; 0 if nothing was read.
//
// The alignment is that of the challenge: both leads drawn as binary pictures
// of 256 levels, smoothed by a Gaussian of half a sample, and laid over each
// other where their correlation is greatest; not used if that is more than 0.5
// s or 1 mV away. As each column holds one point, the correlation of the
// pictures is a count of level differences for each shift, and smoothing both
// is smoothing that once with a Gaussian of half a sample times root 2.
func challenge24(x, y []float64, fs float64) float64 {
	finite := 0
	for _, v := range x {
		if !math.IsNaN(v) {
			finite++
		}
	}
	if finite == 0 {
		return math.NaN()
	}
	if y == nil {
		return 0
	}
	shift, level := drawnShift(x, y)
	if abs(shift) > int(math.Round(0.5*fs)) || math.Abs(level) > 1 {
		shift, level = 0, 0
	}
	var signal, noise float64
	both := 0
	for i, v := range x {
		j := i - shift
		if math.IsNaN(v) || j < 0 || j >= len(y) || math.IsNaN(y[j]) {
			continue
		}
		d := v - (y[j] + level)
		signal += v * v
		noise += d * d
		both++
	}
	switch {
	case both == 0:
		return 0
	case signal == 0 || noise == 0:
		return math.NaN()
	}
	return 10 * math.Log10(signal/noise) * float64(both) / float64(finite)
}

const drawnLevels = 256

// drawnShift returns the shift in samples and in mV that lays y over x.
func drawnShift(x, y []float64) (shift int, level float64) {
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, s := range [][]float64{x, y} {
		for _, v := range s {
			if !math.IsNaN(v) {
				lo, hi = min(lo, v), max(hi, v)
			}
		}
	}
	if !(hi > lo) {
		return 0, 0
	}
	step := (hi - lo) / (drawnLevels - 1)
	px, py := drawn(x, lo, step), drawn(y, lo, step)
	if len(px) == 0 || len(py) == 0 {
		return 0, 0
	}
	// count[s][d] for shifts from first on; a border for the smoothing.
	const border = 3
	first := px[0].at - py[len(py)-1].at - border
	rows := px[len(px)-1].at - py[0].at - first + 1 + border
	const width = 2*drawnLevels - 1 + 2*border
	count := make([]float32, rows*width)
	for _, a := range px {
		for _, b := range py {
			count[(a.at-b.at-first)*width+a.level-b.level+drawnLevels-1+border]++
		}
	}
	best, bestRow, most := 0, 0, float32(-1)
	row := make([]float32, width)
	for _, r := range promising(count, rows, width) {
		if r.bound < most {
			break
		}
		smoothRow(count, rows, width, r.row, row)
		for d, v := range row {
			// Equal heights go to the smaller shift, so that the order of the
			// search decides nothing.
			if v > most || v == most && abs(r.row+first) < abs(bestRow+first) {
				best, bestRow, most = d, r.row, v
			}
		}
	}
	return bestRow + first, float64(best-drawnLevels+1-border) * step
}

// A point is a drawn sample.
type point struct{ at, level int }

func drawn(v []float64, lo, step float64) []point {
	var out []point
	for i, s := range v {
		if !math.IsNaN(s) {
			out = append(out, point{i, int(math.Round((s - lo) / step))})
		}
	}
	return out
}

// drawnKernel is a Gaussian of sigma root one half, three samples to each
// side, of sum 1.
func drawnKernel() (g [7]float32) {
	sum := float32(0)
	for i := range g {
		g[i] = float32(math.Exp(-float64((i - 3) * (i - 3)))) // exp(-d^2 / (2 * 0.5))
		sum += g[i]
	}
	for i := range g {
		g[i] /= sum
	}
	return g
}

// A bounded row cannot be higher, once smoothed, than its bound.
type bounded struct {
	row   int
	bound float32
}

// promising returns the rows by falling bound: the smoothed mean of the rows'
// highest counts. It saves smoothing all but a few of the rows.
func promising(count []float32, rows, width int) []bounded {
	top := make([]float32, rows)
	for r := range top {
		top[r] = slices.Max(count[r*width:][:width])
	}
	g := drawnKernel()
	out := make([]bounded, rows)
	for r := range out {
		out[r].row = r
		for k := max(0, 3-r); k < min(7, rows+3-r); k++ {
			out[r].bound += g[k] * top[r+k-3]
		}
		out[r].bound *= 1.0001 // above the rounding of single precision
	}
	slices.SortStableFunc(out, func(a, b bounded) int { return cmp.Compare(b.bound, a.bound) })
	return out
}

// smoothRow smooths one row of counts both ways into out.
func smoothRow(count []float32, rows, width, r int, out []float32) {
	g := drawnKernel()
	down := make([]float32, width)
	for k := max(0, 3-r); k < min(7, rows+3-r); k++ {
		for i, v := range count[(r+k-3)*width:][:width] {
			down[i] += g[k] * v
		}
	}
	for i := range out {
		out[i] = 0
		for k := max(0, 3-i); k < min(7, width+3-i); k++ {
			out[i] += g[k] * down[i+k-3]
		}
	}
}
