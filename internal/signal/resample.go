package signal

import "math"

// Resample converts samples from one rate to another with exact phase: sample
// k of the result is the value at time k/to. A windowed sinc (Kaiser, beta 8,
// 16 zero crossings a side: more than 80 dB) limits the band to the lower of
// the two rates; near gaps, where the kernel would reach over them, the value
// is interpolated linearly, and in gaps it is NaN.
func Resample(v []float64, from, to float64) []float64 {
	if len(v) == 0 {
		return nil
	}
	n := int(math.Floor(float64(len(v)-1)/from*to+1e-9)) + 1
	out := make([]float64, n)
	const crossings, beta = 16, 8.0
	cut := min(1, to/from)
	half := crossings / cut
	i0beta := bessel0(beta)
	for k := range out {
		t := float64(k) * from / to
		lo, hi := int(math.Ceil(t-half)), int(math.Floor(t+half))
		whole := lo >= 0 && hi < len(v)
		var sum, norm float64
		for i := max(lo, 0); whole && i <= hi; i++ {
			x := t - float64(i)
			w := cut * sinc(cut*x) * bessel0(beta*math.Sqrt(max(0, 1-x*x/(half*half)))) / i0beta
			if math.IsNaN(v[i]) {
				whole = false
				break
			}
			sum += w * v[i]
			norm += w
		}
		if whole {
			out[k] = sum / norm
			continue
		}
		i := int(math.Floor(t))
		f := t - float64(i)
		switch {
		case f < 1e-9 || i+1 >= len(v):
			out[k] = v[min(i, len(v)-1)]
		default:
			out[k] = v[i] + f*(v[i+1]-v[i])
		}
	}
	return out
}

func sinc(x float64) float64 {
	if math.Abs(x) < 1e-12 {
		return 1
	}
	return math.Sin(math.Pi*x) / (math.Pi * x)
}

// bessel0 is the modified Bessel function of the first kind of order zero, by
// its power series.
func bessel0(x float64) float64 {
	s, t := 1.0, 1.0
	for k := 1; k < 40; k++ {
		t *= (x / 2) * (x / 2) / float64(k*k)
		s += t
		if t < 1e-14*s {
			break
		}
	}
	return s
}
