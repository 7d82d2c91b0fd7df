package weights

import (
	"math"
	"slices"
)

// Stats describes the values of a tensor. Mean, Std, Min and Max are of its
// finite values, NaN where it has none.
type Stats struct {
	Name      string
	DType     DType
	Shape     []int
	Elements  int
	Mean, Std float64 // Std is that of the values themselves: divided by n
	Min, Max  float64
	// Shares of all elements, 0 to 1.
	Zeros, NaNs, Infs float64
}

// Inspect describes every tensor of a set that passes [Set.Check], in order.
// Sums run in float64 along the data, so that equal sets give equal numbers.
func Inspect(s *Set) []Stats {
	out := make([]Stats, len(s.Tensors))
	for k, t := range s.Tensors {
		out[k] = inspect(t)
	}
	return out
}

func inspect(t Tensor) Stats {
	nan := math.NaN()
	st := Stats{Name: t.Name, DType: t.DType, Shape: slices.Clone(t.Shape), Elements: t.Len(), Mean: nan, Std: nan, Min: nan, Max: nan}
	var zeros, nans, infs, finite int
	low, high, sum := math.Inf(1), math.Inf(-1), 0.0
	for k := range st.Elements {
		v := t.At(k)
		switch {
		case math.IsNaN(v):
			nans++
			continue
		case math.IsInf(v, 0):
			infs++
			continue
		case v == 0:
			zeros++
		}
		finite++
		sum += v
		low, high = min(low, v), max(high, v)
	}
	if finite > 0 {
		st.Min, st.Max, st.Mean = low, high, sum/float64(finite)
		st.Std = math.Sqrt(spread(t, st.Mean) / float64(finite))
	}
	if n := float64(st.Elements); n > 0 {
		st.Zeros, st.NaNs, st.Infs = float64(zeros)/n, float64(nans)/n, float64(infs)/n
	}
	return st
}

// spread sums the squared distances of t's finite values from mean.
func spread(t Tensor, mean float64) float64 {
	sum := 0.0
	for k := range t.Len() {
		if d := t.At(k) - mean; !math.IsNaN(d) && !math.IsInf(d, 0) {
			sum += d * d
		}
	}
	return sum
}
