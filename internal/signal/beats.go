package signal

import (
	"math"
	"slices"
)

// activity is how fast a signal moves, summed over leads: the root of the sum
// of squared differences over 8 ms, averaged over 60 ms. It peaks in each QRS
// whatever the lead. Samples at Base; NaN counts as rest.
func activity(leads ...[]float64) []float64 {
	n := 0
	for _, v := range leads {
		n = max(n, len(v))
	}
	a := make([]float64, n)
	const d = 4
	for _, v := range leads {
		for i := d; i < len(v); i++ {
			if e := v[i] - v[i-d]; !math.IsNaN(e) {
				a[i-d/2] += e * e
			}
		}
	}
	for i, x := range a {
		a[i] = math.Sqrt(x)
	}
	box(a, 15)
	return a
}

// box is a running mean over 2r+1 samples, cut at the ends.
func box(v []float64, r int) {
	sum := make([]float64, len(v)+1)
	for i, x := range v {
		sum[i+1] = sum[i] + x
	}
	for i := range v {
		a, b := max(0, i-r), min(len(v), i+r+1)
		v[i] = (sum[b] - sum[a]) / float64(b-a)
	}
}

// beats are the sample positions of the peaks of activity: higher than 35 %
// of the typical peak and at least 200 ms apart (300 beats a minute, the hard
// limit of references 5.3).
func beats(a []float64) []int {
	const apart = 100
	if len(a) < 2*apart {
		return nil
	}
	// The typical peak: the median over windows of 2 s of their maxima, but for those
	// of which nothing is printed.
	var peaks []float64
	for i := 0; i < len(a); i += 1000 {
		if w := a[i:min(i+1000, len(a))]; len(w) >= 500 {
			if top := slices.Max(w); top > 0 {
				peaks = append(peaks, top)
			}
		}
	}
	if len(peaks) == 0 {
		peaks = append(peaks, slices.Max(a))
	}
	slices.Sort(peaks)
	limit := 0.35 * peaks[len(peaks)/2]
	if limit <= 0 {
		return nil
	}
	var out []int
	for i := 1; i+1 < len(a); i++ {
		if a[i] < limit || a[i] < a[i-1] || a[i] <= a[i+1] {
			continue
		}
		if k := len(out); k > 0 && i-out[k-1] < apart {
			if a[i] > a[out[k-1]] {
				out[k-1] = i
			}
			continue
		}
		out = append(out, i)
	}
	return out
}

// intervals are the times from beat to beat, s, but for those over a second and more of
// which nothing is printed.
func intervals(a []float64, at []int) []float64 {
	const blank = Base
	var out []float64
	for k := 1; k < len(at); k++ {
		still, longest := 0, 0
		for _, v := range a[at[k-1]:at[k]] {
			if still++; v > 0 {
				still = 0
			}
			longest = max(longest, still)
		}
		if longest < blank {
			out = append(out, float64(at[k]-at[k-1])/Base)
		}
	}
	return out
}

// correlation of x[i] with y[i+lag] over the samples where both are finite,
// means removed; 0 where fewer than 20 are.
func correlation(x, y []float64, lag int) float64 {
	var sx, sy, sxx, syy, sxy float64
	n := 0.0
	for i := max(0, -lag); i < len(x) && i+lag < len(y); i++ {
		a, b := x[i], y[i+lag]
		if math.IsNaN(a) || math.IsNaN(b) {
			continue
		}
		sx += a
		sy += b
		sxx += a * a
		syy += b * b
		sxy += a * b
		n++
	}
	if n < 20 {
		return 0
	}
	vx, vy := sxx-sx*sx/n, syy-sy*sy/n
	if vx <= 0 || vy <= 0 {
		return 0
	}
	return (sxy - sx*sy/n) / math.Sqrt(vx*vy)
}
