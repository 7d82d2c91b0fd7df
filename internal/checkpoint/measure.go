package checkpoint

import "math"

// alike is how little two activations may differ to count as the same answer: a
// cosine of 0.995. The prototype that gave one answer for everything, with a
// correlation of 0.9987, had 0.036; networks with first weights by chance have 0.1
// to 0.3, since what ReLU leaves is never negative.
const alike = 0.07

// distance is sqrt(1 - cosine of the angle between a and b): 0 for numbers that
// are the same but for their size, 1 for those that have nothing to do with each
// other, root 2 for opposite ones. Sizes do not count, as the same curve twice as
// high is no other answer. Two times nothing are the same, nothing and something
// are not.
func distance(a, b []float32) float64 {
	var aa, bb float64
	for i, v := range a {
		aa += float64(v) * float64(v)
		bb += float64(b[i]) * float64(b[i])
	}
	if aa == 0 && bb == 0 {
		return 0
	}
	if aa == 0 || bb == 0 {
		return 1
	}
	// Half the squared chord between unit vectors, which keeps its digits where
	// the cosine is near 1.
	fa, fb, chord := 1/math.Sqrt(aa), 1/math.Sqrt(bb), 0.0
	for i, v := range a {
		d := float64(v)*fa - float64(b[i])*fb
		chord += d * d
	}
	return math.Sqrt(chord / 2)
}

// centred is v without its mean, or zeros where v is a constant but for rounding:
// what outputs share by lying at one height is no likeness.
func centred(v []float32) []float32 {
	const rounding = 1e-5 // of the size of v
	out, m := make([]float32, len(v)), mean(v)
	if deviation(v) <= rounding*math.Abs(m) {
		return out
	}
	for i, x := range v {
		out[i] = float32(float64(x) - m)
	}
	return out
}

// allCentred is all of these centred.
func allCentred(all [][]float32) [][]float32 {
	out := make([][]float32, len(all))
	for i, v := range all {
		out[i] = centred(v)
	}
	return out
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
