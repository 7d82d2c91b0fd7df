package vector

import (
	"cmp"
	"math"
	"slices"
)

// A curve is one drawn stretch of one lead, in mm.
type curve struct {
	points [][2]float64
	joints []int // as in line
	gaps   []int
	base   float64 // y of its commonest level
	row    int
	column int
	name   string
	from   string // as Lead.NameFrom
	rhythm bool
	pulse  *pulse // of its row, or nil
}

func (c *curve) x0() float64 { return c.points[0][0] }
func (c *curve) x1() float64 { return c.points[len(c.points)-1][0] }

// Limits that tell the curve of a lead from other drawings, in mm.
const (
	shortestCurve = 12.0 // half a second at 25 mm/s
	fewestPoints  = 24
	widestStep    = 3.0 // middle step between points; a machine draws many
	highestCurve  = 160.0
)

// curvesOf picks the lines that can be the curve of a lead.
func curvesOf(lines []*line) []*curve {
	var out []*curve
	for _, l := range lines {
		n := len(l.points)
		if n < fewestPoints {
			continue
		}
		length := l.points[n-1][0] - l.points[0][0]
		if length < shortestCurve || length/float64(n-1) > widestStep {
			continue
		}
		lo, hi, sloping, places := math.Inf(1), math.Inf(-1), 0, 1
		for i, p := range l.points {
			lo, hi = min(lo, p[1]), max(hi, p[1])
			if i > 0 {
				if p[0] != l.points[i-1][0] {
					places++
					if p[1] != l.points[i-1][1] {
						sloping++
					}
				}
			}
		}
		// Ticks of an axis go up and down without going on; a frame has few
		// places; a flat line says nothing of a heart.
		if places < fewestPoints || sloping < 8 || hi-lo > highestCurve || hi-lo < 0.2 {
			continue
		}
		out = append(out, &curve{points: l.points, joints: l.joints, gaps: l.gaps, base: level(l.points)})
	}
	return out
}

// level is the commonest height of a polyline, weighted by the time it spends
// there: for an ECG the isoelectric line. It is the peak of the distribution
// of heights smoothed by sharpness.
func level(points [][2]float64) float64 {
	const (
		bin       = 0.05 // mm
		sharpness = 0.4  // mm, standard deviation
	)
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, p := range points {
		lo, hi = min(lo, p[1]), max(hi, p[1])
	}
	if !(hi-lo < 10_000) || hi == lo {
		return lo
	}
	lo -= 3 * sharpness
	n := int((hi+3*sharpness-lo)/bin) + 1
	time := make([]float64, n+1)
	for i := 1; i < len(points); i++ {
		a, b := points[i-1], points[i]
		dx := b[0] - a[0]
		if dx <= 0 {
			continue
		}
		parts := int(math.Abs(b[1]-a[1])/bin) + 1
		for k := range parts {
			y := a[1] + (float64(k)+0.5)/float64(parts)*(b[1]-a[1])
			time[int((y-lo)/bin)] += dx / float64(parts)
		}
	}
	reach := int(3 * sharpness / bin)
	kernel := make([]float64, 2*reach+1)
	for i := range kernel {
		d := float64(i-reach) * bin / sharpness
		kernel[i] = math.Exp(-d * d / 2)
	}
	best, most := 0, -1.0
	smooth := make([]float64, n)
	for i := range n {
		for k, w := range kernel {
			if j := i + k - reach; j >= 0 && j < n {
				smooth[i] += w * time[j]
			}
		}
		if smooth[i] > most {
			best, most = i, smooth[i]
		}
	}
	at := float64(best)
	if best > 0 && best < n-1 { // the top of a parabola through three bins
		a, b, c := smooth[best-1], smooth[best], smooth[best+1]
		if d := a - 2*b + c; d < 0 {
			at += 0.5 * (a - c) / d
		}
	}
	return lo + (at+0.5)*bin
}

// overlap is the length along x that two curves share.
func overlap(a, b *curve) float64 {
	return min(a.x1(), b.x1()) - max(a.x0(), b.x0())
}

// rowsOf sorts curves into rows from the top; within a row they stand from
// left to right. spacing is the usual distance of two rows, 0 for one row.
func rowsOf(curves []*curve) (rows [][]*curve, spacing float64) {
	order := slices.Clone(curves)
	slices.SortStableFunc(order, func(a, b *curve) int { return cmp.Compare(a.base, b.base) })
	// Curves over the same stretch of paper are in different rows: the next
	// one below is one row away.
	var gaps []float64
	for i, a := range order {
		for _, b := range order[i+1:] {
			if overlap(a, b) > 0.3*min(a.x1()-a.x0(), b.x1()-b.x0()) {
				gaps = append(gaps, b.base-a.base)
				break
			}
		}
	}
	spacing = median(gaps)
	near := 0.4 * spacing
	if spacing == 0 {
		near = 15
	}
	for _, c := range order {
		best := -1
		for i := len(rows) - 1; i >= 0; i-- {
			if c.base-meanBase(rows[i]) > near {
				break
			}
			clash := false
			for _, d := range rows[i] {
				clash = clash || overlap(c, d) > 0.1*min(c.x1()-c.x0(), d.x1()-d.x0())
			}
			if !clash {
				best = i
			}
		}
		if best < 0 {
			rows = append(rows, []*curve{c})
			continue
		}
		rows[best] = append(rows[best], c)
	}
	slices.SortStableFunc(rows, func(a, b []*curve) int { return cmp.Compare(meanBase(a), meanBase(b)) })
	for i, r := range rows {
		slices.SortStableFunc(r, func(a, b *curve) int { return cmp.Compare(a.x0(), b.x0()) })
		for _, c := range r {
			c.row = i
		}
	}
	return rows, spacing
}

func meanBase(row []*curve) float64 {
	sum := 0.0
	for _, c := range row {
		sum += c.base
	}
	return sum / float64(len(row))
}

// median of values, 0 for none. It sorts them.
func median(v []float64) float64 {
	if len(v) == 0 {
		return 0
	}
	slices.Sort(v)
	m := len(v) / 2
	if len(v)%2 == 1 {
		return v[m]
	}
	return (v[m-1] + v[m]) / 2
}
