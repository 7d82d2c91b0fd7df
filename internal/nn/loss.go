package nn

import "math"

// The losses of this package take plain numbers, add weight times their
// gradient to g and return weight times their value, so that several are added
// up over one g. They calculate in float64. A mask (or weights) of nil counts
// everything; where it is zero, predictions and targets do not matter, as long
// as they are finite. Callers see to it that slices have the same length, a
// multiple of that of a row.

// tiny keeps quotients finite.
const tiny = 1e-12

// masked is m[i], or one without a mask.
func masked(m []float32, i int) float64 {
	if m == nil {
		return 1
	}
	return float64(m[i])
}

// MSE is the mean of squared differences under a mask,
// sum((p-t)^2 m) / (sum(m) + 1e-12).
func MSE(g, p, t, m []float32, weight float64) float64 {
	sum, count := 0.0, tiny
	for i, v := range p {
		d, w := float64(v)-float64(t[i]), masked(m, i)
		sum += d * d * w
		count += w
	}
	for i, v := range p {
		g[i] += float32(weight * 2 * (float64(v) - float64(t[i])) * masked(m, i) / count)
	}
	return weight * sum / count
}

// Difference is the mean of squared differences of the steps from one sample to
// the next of rows of length numbers; a step counts if both its ends do.
func Difference(g, p, t, m []float32, length int, weight float64) float64 {
	sum, count := 0.0, tiny
	step := func(i int) (d, w float64) {
		d = float64(p[i+1]) - float64(p[i]) - float64(t[i+1]) + float64(t[i])
		return d, masked(m, i) * masked(m, i+1)
	}
	for i := range len(p) - 1 {
		if (i+1)%length == 0 {
			continue
		}
		d, w := step(i)
		sum += d * d * w
		count += w
	}
	for i := range len(p) - 1 {
		if (i+1)%length == 0 {
			continue
		}
		d, w := step(i)
		s := float32(weight * 2 * d * w / count)
		g[i+1] += s
		g[i] -= s
	}
	return weight * sum / count
}

// Bounds is the mean square of how far predictions lie outside of lo to hi.
func Bounds(g, p, m []float32, lo, hi, weight float64) float64 {
	sum, count := 0.0, tiny
	for i := range p {
		count += masked(m, i)
	}
	for i, v := range p {
		d := max(float64(v)-hi, 0) + min(float64(v)-lo, 0)
		w := masked(m, i)
		sum += d * d * w
		g[i] += float32(weight * 2 * d * w / count)
	}
	return weight * sum / count
}

// SNR is the mean over rows of length numbers of 10 log10(noise/signal), the
// negative signal-to-noise ratio in decibels. Rows without signal do not count.
func SNR(g, p, t, m []float32, length int, weight float64) float64 {
	rows := 0
	for first := 0; first < len(p); first += length {
		if _, signal := powers(p, t, m, first, length); signal > tiny {
			rows++
		}
	}
	value := 0.0
	for first := 0; first < len(p); first += length {
		noise, signal := powers(p, t, m, first, length)
		if signal <= tiny {
			continue
		}
		noise += 1e-8 * signal
		value += 10 * math.Log10(noise/signal) / float64(rows)
		f := weight * 10 / math.Ln10 / noise / float64(rows)
		for i := first; i < first+length; i++ {
			g[i] += float32(f * 2 * (float64(p[i]) - float64(t[i])) * masked(m, i))
		}
	}
	return weight * value
}

// powers are the sums of squares of error and target of a row.
func powers(p, t, m []float32, first, length int) (noise, signal float64) {
	for i := first; i < first+length; i++ {
		d, w := float64(p[i])-float64(t[i]), masked(m, i)
		noise += d * d * w
		signal += float64(t[i]) * float64(t[i]) * w
	}
	return noise, signal
}
