package signal

import (
	"math"
)

// Columns that show the same seconds are sums of one another, sample by sample, since
// all leads see one heart; columns that follow each other are so only where their
// beats happen to meet. What such sums leave over of the power of the steepness tells
// them apart. Found on 441 recorded and 200 drawn hearts, cut into columns of 1.25 to
// 5 s with errors of 8 ms in their starts: with a strip, 6 in 1000 pages of columns at
// once and none of the others are misjudged; without one, 2 in 100 and 3 in 1000, of
// which one in six seems sure by [sureOfTime].
const (
	stripOdds, stripRatio = -1.0, 25.0 // log odds of columns at once where both ways leave over the same, and a unit of the logarithm of their ratio
	freeOdds              = 3.0        // without a strip: of two columns where nothing is left over, as where clocks meet
	freeLeft, freeRatio   = -14, 10    // a unit of what is left over, and of the logarithm of the ratio
	leastRatio, mostRatio = -0.3, 0.5  // between which that counts: waves of one size are as alike one wave on
	sharesNoise           = 0.1        // share that errors of reading leave over
	sureOfTime            = 3.0        // log odds either way: twenty to one
	nearby                = 3          // thin samples that starts of columns may be off, 24 ms
	elsewhere             = 8          // thin samples from which another alignment is another one, 64 ms
)

// atOnceOdds is the log odds that the columns of a page show the same seconds, and
// what they rest on. A rhythm strip tells by itself: column k is like the strip's
// start or like what it shows k columns on. Without one the columns are compared with
// each other, as they stand and moved against each other. One column says nothing,
// with odds of -Inf.
func atOnceOdds(parts []part) (odds float64, from string) {
	var columns [][][]float64
	var starts []int
	var strips [][]float64
	for i := range parts {
		p := &parts[i]
		if p.cell.Strip {
			strips = append(strips, steepness(p.v))
			continue
		}
		for len(columns) <= p.cell.Column {
			columns, starts = append(columns, nil), append(starts, 0)
		}
		k := p.cell.Column
		columns[k], starts[k] = append(columns[k], steepness(p.v)), p.start/thin
	}
	if len(columns) < 2 {
		return math.Inf(-1), "usual"
	}
	if len(strips) > 0 {
		if _, ratio, n := againstStrips(columns, starts, strips); n > 0 {
			return stripOdds + stripRatio*ratio, "strip"
		}
	} else if left, ratio, n := againstEachOther(columns); n > 0 {
		meet := math.Log(float64(len(columns) - 1)) // the more columns the less by chance
		return freeOdds + meet + freeLeft*left + freeRatio*min(max(ratio, leastRatio), mostRatio), "columns"
	}
	return stripOdds, "usual"
}

// againstStrips compares each column but the first with the strips' start and with
// what follows: the mean share left over at the start, and how much more is left over
// of what follows, the mean logarithm of the ratio. n is the number of comparisons.
func againstStrips(columns [][][]float64, starts []int, strips [][]float64) (left, ratio float64, n int) {
	for k := 1; k < len(columns); k++ {
		here, some := leastUnlike(columns[k], strips, -nearby, nearby)
		there, any := leastUnlike(columns[k], strips, starts[k]-nearby, starts[k]+nearby)
		if some && any {
			left, ratio, n = left+here, ratio+math.Log((there+sharesNoise)/(here+sharesNoise)), n+1
		}
	}
	return left / float64(n), ratio / float64(n), n
}

// againstEachOther compares each column with each other as they stand and moved by up
// to half their length: the mean share left over as they stand, and how much more is
// left over moved, the mean logarithm of the ratio. n is the number of comparisons.
func againstEachOther(columns [][][]float64) (left, ratio float64, n int) {
	for j, by := range columns {
		for k, of := range columns {
			if j == k || len(of) == 0 || len(by) == 0 {
				continue
			}
			half := min(len(of[0]), len(by[0])) / 2
			here, some := leastUnlike(of, by, -nearby, nearby)
			before, any := leastUnlike(of, by, -half, -elsewhere)
			after, more := leastUnlike(of, by, elsewhere, half)
			if some && (any || more) {
				left, ratio, n = left+here, ratio+math.Log((min(before, after)+sharesNoise)/(here+sharesNoise)), n+1
			}
		}
	}
	return left / float64(n), ratio / float64(n), n
}

// leastUnlike is the least of what is unlike at lags from..to, and whether any could
// be compared.
func leastUnlike(of, by [][]float64, from, to int) (least float64, ok bool) {
	least = 1
	for lag := from; lag <= to; lag++ {
		if share, some := unlike(of, by, lag); some {
			least, ok = min(least, share), true
		}
	}
	return least, ok
}

const (
	thin  = 4 // samples of Base a sample that is compared
	steep = 4 // samples of Base on each side of a difference
)

// steepness of a curve at Base/thin samples a second, 0 where it was not read: slow
// wander and the level of rest say nothing about the time.
func steepness(v []float64) []float64 {
	d := make([]float64, len(v))
	for i := steep; i+steep < len(v); i++ {
		if e := v[i+steep] - v[i-steep]; !math.IsNaN(e) {
			d[i] = e
		}
	}
	box(d, thin)
	out := make([]float64, len(v)/thin)
	for i := range out {
		out[i] = d[i*thin+thin/2]
	}
	return out
}

// unlike is the mean share, 0..1, of the power of some curves that no sum of others
// explains, where sample i of the first meets sample i+lag of the others. It needs
// some samples to compare, and curves that are not level there.
func unlike(of, by [][]float64, lag int) (share float64, ok bool) {
	const (
		least = 20
		ridge = 0.003 // share of power that noise has: the sum must not follow it
	)
	lo, hi := 0, math.MaxInt
	for _, v := range of {
		hi = min(hi, len(v))
	}
	for _, v := range by {
		lo, hi = max(lo, -lag), min(hi, len(v)-lag)
	}
	if len(of) == 0 || len(by) == 0 || hi-lo < least {
		return 1, false
	}
	r := len(by)
	g := make([][]float64, r) // the normal equations, one more column for each of the first
	trace := 0.0
	for a := range by {
		g[a] = make([]float64, r+len(of))
		for b := range a + 1 {
			g[a][b] = dot(by[a][lo+lag:hi+lag], by[b][lo+lag:hi+lag])
			g[b][a] = g[a][b]
		}
		trace += g[a][a]
	}
	if trace <= 0 {
		return 1, false
	}
	cross := make([][]float64, len(of))
	for k, v := range of {
		for a := range by {
			c := dot(v[lo:hi], by[a][lo+lag:hi+lag])
			cross[k] = append(cross[k], c)
			g[a][r+k] = c
		}
	}
	for a := range by {
		g[a][a] += ridge * trace / float64(r)
	}
	solve(g)
	n := 0
	for k, v := range of {
		power, explained := dot(v[lo:hi], v[lo:hi]), 0.0
		if power <= 0 {
			continue
		}
		for a := range by {
			explained += cross[k][a] * g[a][r+k]
		}
		share += max(0, 1-explained/power)
		n++
	}
	if n == 0 {
		return 1, false
	}
	return share / float64(n), true
}

// solve brings the first columns of g, a positive definite matrix with further
// columns, to the unit matrix.
func solve(g [][]float64) {
	for k := range g {
		p := 1 / g[k][k]
		for j := range g[k] {
			g[k][j] *= p
		}
		for i := range g {
			if i == k {
				continue
			}
			f := g[i][k]
			for j := range g[i] {
				g[i][j] -= f * g[k][j]
			}
		}
	}
}

func dot(a, b []float64) float64 {
	s := 0.0
	for i, x := range a {
		s += x * b[i]
	}
	return s
}
