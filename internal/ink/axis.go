package ink

import (
	"cmp"
	"math"
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/page"
	"github.com/einthoven-ecg/einthoven/internal/par"
	"github.com/einthoven-ecg/einthoven/internal/rectify"
)

// An axis turns a pixel into one scalar, the sum of w[c]*pixel[c], which is
// sum on white paper and falls by 1 from paper to full ink.
type axis struct {
	w   [3]float32
	sum float32
}

// Settings of the axis, measured on development pages.
const (
	axisProbes  = 60000 // pixels looked at
	inkShare    = 250   // the darkest one in this many pixels is ink
	inkCut      = 0.35  // of the way from ink to paper: above it a pixel is not ink
	probeNoise  = 0.02  // of the paper: keeps the axis finite on noiseless pictures
	colourNoise = 0.1   // what a change of colour must be worth where the file stores colour coarsely
)

// rec601 are the weights of lightness (ITU-R BT.601).
var rec601 = [3]float64{0.299, 0.587, 0.114}

// findAxis finds the weights along which ink differs most from paper while
// the grid and the noise change least: the linear discriminant of the darkest
// pixels against the differences of neighbouring pixels that are not ink. It
// needs no knowledge of where grid lines lie.
func findAxis(p *page.Page, m *rectify.Map, box [4]float64, workers int) axis {
	probes := probe(p, m, box, workers)
	if len(probes) < 100 {
		return axis{w: equal(p.Channels), sum: 1}
	}
	n := p.Channels
	light := rec601
	if n == 1 {
		light = [3]float64{1, 0, 0}
	}
	var paper [3]float64
	column := make([]float32, len(probes))
	for c := range n {
		for i := range probes {
			column[i] = float32(probes[i].a[c])
		}
		paper[c] = max(1, float64(quickselect(column, len(column)*8/10)))
	}
	luma := func(v *[3]float64) float64 {
		s := 0.0
		for c := range n {
			s += light[c] * v[c] / paper[c]
		}
		return s
	}
	for i := range probes {
		q := &probes[i]
		q.la, q.lb = luma(&q.a), luma(&q.b)
	}
	var ink [3]float64
	k := max(1, len(probes)/inkShare)
	for _, i := range darkest(probes, k) {
		for c := range n {
			ink[c] += probes[i].a[c] / paper[c] / float64(k)
		}
	}
	inkLuma := 0.0
	for c := range n {
		inkLuma += light[c] * ink[c]
	}
	cut := inkLuma + inkCut*(1-inkLuma)
	var cov [3][3]float64
	count := 0.0
	for i := range probes {
		q := &probes[i]
		if q.la < cut || q.lb < cut {
			continue
		}
		for a := range n {
			for b := range n {
				cov[a][b] += (q.a[a] - q.b[a]) / paper[a] * (q.a[b] - q.b[b]) / paper[b]
			}
		}
		count++
	}
	var target [3]float64
	for a := range 3 {
		for b := range 3 {
			cov[a][b] /= max(1, count)
		}
		cov[a][a] += probeNoise * probeNoise
		if a < n {
			target[a] = 1 - ink[a]
		}
	}
	if p.CoarseColour && n == 3 {
		// Colour is blurred and blocky there: keep to light unless colour
		// buys much. The added part is the covariance of a change of colour
		// at constant lightness.
		for a := range 3 {
			for b := range 3 {
				for c := range 3 {
					u, v := -light[c], -light[c]
					if c == a {
						u++
					}
					if c == b {
						v++
					}
					cov[a][b] += colourNoise * colourNoise * u * v
				}
			}
		}
	}
	w := solve3(cov, target)
	norm := 0.0
	for c := range n {
		norm += w[c] * target[c]
	}
	if !(norm > 1e-9) {
		return axis{w: equal(n), sum: 1}
	}
	var out axis
	for c := range n {
		out.w[c] = float32(w[c] / norm / paper[c])
		out.sum += float32(w[c] / norm)
	}
	return out
}

// equal is the axis of pictures on which no ink can be told from paper.
func equal(channels int) [3]float32 {
	var w [3]float32
	for c := range channels {
		w[c] = 1 / float32(channels) / 255
	}
	return w
}

// A pair is a pixel and one up to three pixels away, with their lightness.
type pair struct {
	a, b   [3]float64
	la, lb float64
}

// probe reads pixel pairs at the points of a two-dimensional low-discrepancy
// sequence (Roberts 2018, the R2 sequence), so that they neither cluster nor
// fall into step with the grid.
func probe(p *page.Page, m *rectify.Map, box [4]float64, workers int) []pair {
	const g1, g2 = 0.7548776662466927, 0.5698402909980532
	out := make([]pair, axisProbes)
	par.Strips(workers, len(out), func(lo, hi int) {
		for i := lo; i < hi; i++ {
			out[i].la = -1 // outside
			_, u := math.Modf(0.5 + g1*float64(i))
			_, v := math.Modf(0.5 + g2*float64(i))
			x, y := m.ToPixel(box[0]+u*(box[2]-box[0]), box[1]+v*(box[3]-box[1]))
			x0, y0 := int(math.Round(x)), int(math.Round(y))
			x1, y1 := x0+i*5%7-3, y0+i*3/7%7-3
			if inside(p, x0, y0) && inside(p, x1, y1) {
				out[i] = pair{a: pixel(p, x0, y0), b: pixel(p, x1, y1)}
			}
		}
	})
	return slices.DeleteFunc(out, func(q pair) bool { return q.la < 0 })
}

// darkest lists the k darkest probes, the earlier of equals first.
func darkest(probes []pair, k int) []int {
	list := make([]int, 0, 2*k)
	limit := math.Inf(1)
	tidy := func() {
		slices.SortStableFunc(list, func(a, b int) int { return cmp.Compare(probes[a].la, probes[b].la) })
		list = list[:min(k, len(list))]
	}
	for i := range probes {
		if probes[i].la >= limit {
			continue
		}
		if list = append(list, i); len(list) == cap(list) {
			tidy()
			limit = probes[list[k-1]].la
		}
	}
	tidy()
	return list
}

func inside(p *page.Page, x, y int) bool { return x >= 0 && y >= 0 && x < p.Width && y < p.Height }

func pixel(p *page.Page, x, y int) [3]float64 {
	k := (y*p.Width + x) * p.Channels
	if p.Channels == 1 {
		return [3]float64{float64(p.Pix[k])}
	}
	return [3]float64{float64(p.Pix[k]), float64(p.Pix[k+1]), float64(p.Pix[k+2])}
}

// solve3 solves a symmetric positive definite system by elimination.
func solve3(a [3][3]float64, b [3]float64) [3]float64 {
	for i := range 3 {
		for r := i + 1; r < 3; r++ {
			f := a[r][i] / a[i][i]
			for c := i; c < 3; c++ {
				a[r][c] -= f * a[i][c]
			}
			b[r] -= f * b[i]
		}
	}
	var x [3]float64
	for i := 2; i >= 0; i-- {
		x[i] = b[i]
		for c := i + 1; c < 3; c++ {
			x[i] -= a[i][c] * x[c]
		}
		x[i] /= a[i][i]
	}
	return x
}
