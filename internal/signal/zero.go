package signal

import (
	"math"
	"slices"
)

// isoelectric is the level at which a curve rests: the middle of the shortest
// interval that holds a third of its samples (a half-sample mode cut short).
// The long flat stretches between T and P lie within a fraction of a
// millimetre; beats spread over many.
func isoelectric(v []float64) float64 {
	s := make([]float64, 0, len(v))
	for _, x := range v {
		if !math.IsNaN(x) {
			s = append(s, x)
		}
	}
	if len(s) == 0 {
		return math.NaN()
	}
	slices.Sort(s)
	n := max(1, len(s)/3)
	best, at := math.Inf(1), 0
	for i := 0; i+n <= len(s); i++ {
		if w := s[i+n-1] - s[i]; w < best {
			best, at = w, i
		}
	}
	return s[at+n/2]
}

// mean is the mean of the finite values and their number.
func mean(v []float64) (m float64, n int) {
	for _, x := range v {
		if !math.IsNaN(x) {
			m += x
			n++
		}
	}
	if n == 0 {
		return math.NaN(), 0
	}
	return m / float64(n), n
}

// median is the median of the finite values.
func median(v []float64) float64 {
	s := make([]float64, 0, len(v))
	for _, x := range v {
		if !math.IsNaN(x) {
			s = append(s, x)
		}
	}
	if len(s) == 0 {
		return math.NaN()
	}
	slices.Sort(s)
	return s[len(s)/2]
}
