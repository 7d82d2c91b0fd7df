package vector

import (
	"cmp"
	"math"
	"slices"
)

// markRhythm finds the strips that run along several columns: beside one in
// another row stand at least two curves, one after the other.
func markRhythm(rows [][]*curve) {
	for i, r := range rows {
		for _, c := range r {
			for k, other := range rows {
				n := 0
				for _, d := range other {
					if overlap(c, d) > 0.6*(d.x1()-d.x0()) && d.x1()-d.x0() < 0.7*(c.x1()-c.x0()) {
						n++
					}
				}
				if k != i && n >= 2 {
					c.rhythm = true
				}
			}
		}
	}
}

// columnsOf numbers the columns by where curves begin and gives the x at which
// each begins; rhythm strips are in the first.
func columnsOf(curves []*curve) (starts []float64) {
	var lengths []float64
	var plain []*curve
	for _, c := range curves {
		if !c.rhythm {
			plain = append(plain, c)
			lengths = append(lengths, c.x1()-c.x0())
		}
	}
	slices.SortStableFunc(plain, func(a, b *curve) int { return cmp.Compare(a.x0(), b.x0()) })
	near := 0.3 * median(lengths)
	for _, c := range plain {
		if n := len(starts); n == 0 || c.x0()-starts[n-1] > near {
			starts = append(starts, c.x0())
		}
		c.column = len(starts) - 1
	}
	return starts
}

// together says whether several columns show the same seconds: their beats
// fall on the same places. A strip along all columns says that they follow
// each other, and so does a beat that comes where the next was due.
func together(curves []*curve, starts []float64, speed float64) (same, unsure bool) {
	if len(starts) < 2 {
		return false, false
	}
	length := math.Inf(1) // that all columns have
	for _, c := range curves {
		if c.rhythm {
			return false, false
		}
		length = min(length, c.x1()-starts[c.column])
	}
	var beats [][]float64 // of each column, seconds from its start
	for k, start := range starts {
		var own []*curve
		for _, c := range curves {
			if c.column == k {
				own = append(own, c)
			}
		}
		beats = append(beats, beatsOf(own, start, length, speed))
	}
	const close = 0.025 // s; the QRS peaks of two leads are that near
	first := beats[0]
	if len(first) < 3 {
		return false, false
	}
	for _, b := range beats[1:] {
		if math.Abs(float64(len(b)-len(first))) > 1 {
			return false, false
		}
		hits := 0
		for _, t := range first {
			if slices.ContainsFunc(b, func(u float64) bool { return math.Abs(u-t) < close }) {
				hits++
			}
		}
		if hits < len(first)-1 || hits < 3 {
			return false, false
		}
	}
	var intervals []float64
	for i := 1; i < len(first); i++ {
		intervals = append(intervals, first[i]-first[i-1])
	}
	pitch := length / speed // the columns may stand apart
	due := first[len(first)-1] + median(intervals)
	if math.Abs(pitch+beats[1][0]-due) < 2*close {
		return false, true
	}
	return true, false
}

// beatsOf finds the steepest places of some curves of one column, one for each
// beat, in seconds from start.
func beatsOf(curves []*curve, start, length, speed float64) []float64 {
	const rate = 250.0
	n := int(length / speed * rate)
	if n < 10 || n > 1e6 {
		return nil
	}
	activity := make([]float64, n)
	for _, c := range curves {
		last := math.NaN()
		for i := range n {
			y := heightAt(c.points, start+float64(i)/rate*speed)
			if d := math.Abs(y - last); !math.IsNaN(d) {
				activity[i] += d
			}
			last = y
		}
	}
	const half = 6 // about 50 ms, the width of a QRS
	smooth := make([]float64, n)
	top := 0.0
	for i := range n {
		for k := max(0, i-half); k <= min(n-1, i+half); k++ {
			smooth[i] += activity[k]
		}
		top = max(top, smooth[i])
	}
	var out []float64
	const rest = int(0.28 * rate) // no two beats are nearer
	for i := 0; i < n; i++ {
		if smooth[i] < 0.4*top {
			continue
		}
		best := i
		for k := i; k < min(n, i+rest); k++ {
			if smooth[k] > smooth[best] {
				best = k
			}
		}
		out = append(out, float64(best)/rate)
		i = best + rest
	}
	return out
}

// columnTimes gives for each column the x of its first sample and the time
// there. Time 0 is the first sample of the page.
//
// On paper that ran through a machine the place along x is the time. Columns
// that are drawn apart from each other, with nothing running along all of them,
// follow each other without a pause; and columns of the same seconds all begin
// at 0.
func columnTimes(curves []*curve, tracks []track, columns int, speed, rate float64, same bool) (begin, offset []float64) {
	const apart = 3.0 // mm
	columns = max(columns, 1)
	begin, offset = make([]float64, columns), make([]float64, columns)
	end := make([]float64, columns)
	for i := range begin {
		begin[i], end[i] = math.Inf(1), math.Inf(-1)
	}
	origin, strip := math.Inf(1), false
	for i, c := range curves {
		t := tracks[i]
		origin = min(origin, t.start)
		if c.rhythm {
			strip = true
			continue
		}
		begin[c.column] = min(begin[c.column], t.start)
		end[c.column] = max(end[c.column], t.start+float64(len(t.y))/rate*speed)
	}
	if math.IsInf(begin[0], 1) {
		begin[0] = origin // nothing but strips
	}
	for k := range columns {
		switch {
		case same:
		case k > 0 && !strip && begin[k]-end[k-1] > apart:
			offset[k] = offset[k-1] + (end[k-1]-begin[k-1])/speed
		case k > 0:
			offset[k] = offset[k-1] + (begin[k]-begin[k-1])/speed
		default:
			offset[k] = (begin[k] - origin) / speed
		}
	}
	return begin, offset
}
