package checkpoint

import "math"

// alike is how little two activations may differ to count as the same answer: a
// distance of 0.1 is a correlation of 0.99 of numbers whose mean is zero.
// The prototype that gave one answer for everything, with a correlation of
// 0.9987, had 0.036.
const alike = 0.1

// distance is |a-b| / sqrt(|a|^2 + |b|^2): 0 for the same numbers, about 1 for
// those that have nothing to do with each other, root 2 for opposite ones. Two
// times nothing are the same.
func distance(a, b []float32) float64 {
	far, size := 0.0, 0.0
	for i, v := range a {
		x, y := float64(v), float64(b[i])
		far += (x - y) * (x - y)
		size += x*x + y*y
	}
	if size == 0 {
		return 0
	}
	return math.Sqrt(far / size)
}

// correlation is Pearson's, 1 if neither side varies and NaN if one does not.
func correlation(a, b []float32) float64 {
	ma, mb := mean(a), mean(b)
	var aa, bb, ab float64
	for i, v := range a {
		x, y := float64(v)-ma, float64(b[i])-mb
		aa += x * x
		bb += y * y
		ab += x * y
	}
	if aa == 0 && bb == 0 {
		return 1
	}
	return ab / math.Sqrt(aa*bb)
}

func mean(v []float32) float64 {
	sum := 0.0
	for _, x := range v {
		sum += float64(x)
	}
	return sum / float64(len(v))
}

// rms is the root of the mean square.
func rms(v []float32) float64 {
	sum := 0.0
	for _, x := range v {
		sum += float64(x) * float64(x)
	}
	return math.Sqrt(sum / float64(len(v)))
}

// deviation is the standard deviation, divided by n.
func deviation(v []float32) float64 {
	m, sum := mean(v), 0.0
	for _, x := range v {
		sum += (float64(x) - m) * (float64(x) - m)
	}
	return math.Sqrt(sum / float64(len(v)))
}

// finite counts the numbers that are neither NaN nor infinite.
func finite(v []float32) (n int) {
	for _, x := range v {
		if f := float64(x); !math.IsNaN(f) && !math.IsInf(f, 0) {
			n++
		}
	}
	return n
}
