package eval

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
)

// A Float is a figure of a result. In JSON it has six digits, and null stands
// for one that is not defined (NaN) or has no bound.
type Float float64

// MarshalJSON writes the figure.
func (f Float) MarshalJSON() ([]byte, error) {
	v := float64(f)
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return []byte("null"), nil
	}
	return strconv.AppendFloat(nil, v, 'g', 6, 64), nil
}

// UnmarshalJSON reads a figure; null is NaN.
func (f *Float) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*f = nan
		return nil
	}
	var v float64
	if err := json.Unmarshal(b, &v); err != nil {
		return err
	}
	*f = Float(v)
	return nil
}

var nan = Float(math.NaN())

// defined tells whether the figure is a finite number.
func (f Float) defined() bool { return !math.IsNaN(float64(f)) && !math.IsInf(float64(f), 0) }

func mean(v []float64) float64 {
	if len(v) == 0 {
		return math.NaN()
	}
	s := 0.0
	for _, x := range v {
		s += x
	}
	return s / float64(len(v))
}

// deviation is the standard deviation of a sample (n-1).
func deviation(v []float64) float64 {
	if len(v) < 2 {
		return math.NaN()
	}
	m, s := mean(v), 0.0
	for _, x := range v {
		s += (x - m) * (x - m)
	}
	return math.Sqrt(s / float64(len(v)-1))
}

func median(v []float64) float64 { return quantile(v, 0.5) }

// quantile is the q-quantile of v by linear interpolation, NaN of nothing.
func quantile(v []float64, q float64) float64 {
	if len(v) == 0 {
		return math.NaN()
	}
	return sortedQuantile(slices.Sorted(slices.Values(v)), q)
}

func sortedQuantile(v []float64, q float64) float64 {
	at := q * float64(len(v)-1)
	i := min(int(at), len(v)-1)
	if i+1 >= len(v) {
		return v[i]
	}
	return v[i] + (at-float64(i))*(v[i+1]-v[i])
}

func absolutes(v []float64) []float64 {
	out := make([]float64, len(v))
	for i, x := range v {
		out[i] = math.Abs(x)
	}
	return out
}

// share is the part of v that f accepts.
func share(v []float64, f func(float64) bool) float64 {
	n := 0
	for _, x := range v {
		if f(x) {
			n++
		}
	}
	return float64(n) / float64(len(v))
}

// ranks are the places of the values in order, ties sharing their mean.
func ranks(v []float64) []float64 {
	order := make([]int, len(v))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case v[a] < v[b]:
			return -1
		case v[a] > v[b]:
			return 1
		}
		return 0
	})
	out := make([]float64, len(v))
	for lo := 0; lo < len(order); {
		hi := lo + 1
		for hi < len(order) && v[order[hi]] == v[order[lo]] {
			hi++
		}
		for _, i := range order[lo:hi] {
			out[i] = float64(lo+hi-1)/2 + 1
		}
		lo = hi
	}
	return out
}

// pearson is the correlation of two series, NaN if one is flat.
func pearson(x, y []float64) float64 {
	mx, my := mean(x), mean(y)
	var xx, yy, xy float64
	for i := range x {
		xx += (x[i] - mx) * (x[i] - mx)
		yy += (y[i] - my) * (y[i] - my)
		xy += (x[i] - mx) * (y[i] - my)
	}
	if !(xx > 0 && yy > 0) {
		return math.NaN()
	}
	return xy / math.Sqrt(xx*yy)
}

// spearman is the correlation of ranks.
func spearman(x, y []float64) float64 { return pearson(ranks(x), ranks(y)) }

// auroc is the chance that e is higher for a good one than for a bad one,
// ties counting half; NaN if all are of one kind.
func auroc(e []float64, bad []bool) float64 {
	r := ranks(e)
	sum, nGood, nBad := 0.0, 0.0, 0.0
	for i := range e {
		if bad[i] {
			nBad++
		} else {
			nGood++
			sum += r[i]
		}
	}
	if nGood == 0 || nBad == 0 {
		return math.NaN()
	}
	return (sum - nGood*(nGood+1)/2) / (nGood * nBad)
}

// draws and level of the confidence intervals (docs: 1,000 draws, fixed seed).
const (
	bootstrapDraws = 1000
	bootstrapLevel = 0.95
	bootstrapSeed  = 20261124
)

// bootstrap returns the 95 % interval of each statistic over draws, with
// replacement, of whole clusters: cluster[i] names the patient of value i. f
// gets the indices of one draw, in no order, and may not keep them.
func bootstrap(cluster []string, statistics int, f func(draw []int, out []float64)) [][2]float64 {
	members := map[string][]int{}
	var names []string
	for i, c := range cluster {
		if members[c] == nil {
			names = append(names, c)
		}
		members[c] = append(members[c], i)
	}
	out := make([][2]float64, statistics)
	if len(names) < 2 {
		for k := range out {
			out[k] = [2]float64{math.NaN(), math.NaN()}
		}
		return out
	}
	rng := rand.New(rand.NewPCG(bootstrapSeed, 0))
	values := make([][]float64, statistics)
	draw := make([]int, 0, 2*len(cluster))
	stat := make([]float64, statistics)
	for range bootstrapDraws {
		draw = draw[:0]
		for range names {
			draw = append(draw, members[names[rng.IntN(len(names))]]...)
		}
		f(draw, stat)
		for k, v := range stat {
			values[k] = append(values[k], v)
		}
	}
	for k := range out {
		slices.Sort(values[k])
		out[k] = [2]float64{sortedQuantile(values[k], (1-bootstrapLevel)/2), sortedQuantile(values[k], (1+bootstrapLevel)/2)}
	}
	return out
}
