package kernel

import "math"

// The slices of these functions have the length of dst, which may be the same
// memory as any of the others.

func addPortable(dst, a, b []float32) {
	for i := range dst {
		dst[i] = a[i] + b[i]
	}
}

func mulPortable(dst, a, b []float32) {
	for i := range dst {
		dst[i] = a[i] * b[i]
	}
}

func addScaledPortable(dst, a, b []float32, factor float32) {
	for i := range dst {
		dst[i] = a[i] + factor*b[i]
	}
}

// reluPortable lets NaN through.
func reluPortable(dst, x []float32) {
	for i, v := range x[:len(dst)] {
		if v < 0 {
			v = 0
		}
		dst[i] = v
	}
}

// reluGradPortable writes dy where y is positive, else zero.
func reluGradPortable(dst, y, dy []float32) {
	for i := range dst {
		v := float32(0)
		if y[i] > 0 {
			v = dy[i]
		}
		dst[i] = v
	}
}

// expPortable writes exp(x + shift), see exp32.
func expPortable(dst, x []float32, shift float32) {
	for i := range dst {
		dst[i] = exp32(x[i] + shift)
	}
}

func sigmoidPortable(dst, x []float32) {
	for i := range dst {
		dst[i] = sigmoid32(x[i])
	}
}

// sigmoidGradPortable takes the value y of the function: dy * y * (1-y).
func sigmoidGradPortable(dst, y, dy []float32) {
	for i := range dst {
		dst[i] = dy[i] * (y[i] * (1 - y[i]))
	}
}

func siluPortable(dst, x []float32) {
	for i := range dst {
		dst[i] = x[i] * sigmoid32(x[i])
	}
}

// siluGradPortable takes the argument x: dy * s * (1 + x*(1-s)) with s the
// sigmoid of x.
func siluGradPortable(dst, x, dy []float32) {
	for i := range dst {
		s := sigmoid32(x[i])
		dst[i] = dy[i] * (s * (1 + x[i]*(1-s)))
	}
}

func sigmoid32(x float32) float32 { return 1 / (1 + exp32(-x)) }

// exp32 is the exponential function with a relative error of some 1e-7, for
// arguments from -87.3 to 88, at which it stays outside. NaN gives NaN.
// Source: expf of S. L. Moshier's Cephes library, 1992: the power of two is
// split off, the rest is a polynomial.
func exp32(x float32) float32 {
	if x < -87.33654 {
		x = -87.33654
	}
	if x > 88 {
		x = 88
	}
	if x != x {
		return x
	}
	n := float32(math.RoundToEven(float64(x * math.Log2E)))
	x -= n * 0.693359375
	x -= n * -2.12194440e-4
	p := float32(1.9875691500e-4)
	p = p*x + 1.3981999507e-3
	p = p*x + 8.3334519073e-3
	p = p*x + 4.1665795894e-2
	p = p*x + 1.6666665459e-1
	p = p*x + 5.0000001201e-1
	p = p*x + 1
	p = p*x + 1
	return p * math.Float32frombits(uint32(int32(n)+127)<<23)
}

// affinePortable writes max(floor, x*scale + shift) for pixels of 16
// channels.
func affinePortable(dst, x, scale, shift []float32, floor float32) {
	for i := 0; i < len(dst); i += Block {
		d, v := dst[i:][:Block], x[i:][:Block]
		for c := range d {
			s := v[c]*scale[c] + shift[c]
			if s < floor {
				s = floor
			}
			d[c] = s
		}
	}
}

// mixPortable writes a*x + b*y + c for pixels of 16 channels.
func mixPortable(dst, x, y, a, b, c []float32) {
	for i := 0; i < len(dst); i += Block {
		d, v, w := dst[i:][:Block], x[i:][:Block], y[i:][:Block]
		for j := range d {
			d[j] = v[j]*a[j] + c[j] + w[j]*b[j]
		}
	}
}

// sumPortable writes the sums of each of 16 channels over pixels.
func sumPortable(total, x []float32) {
	total = total[:Block]
	clear(total)
	for i := 0; i < len(x); i += Block {
		for c, v := range x[i:][:Block] {
			total[c] += v
		}
	}
}

// sumProductPortable writes the sums of x*y of each of 16 channels.
func sumProductPortable(total, x, y []float32) {
	total = total[:Block]
	clear(total)
	for i := 0; i < len(x); i += Block {
		w := y[i:][:Block]
		for c, v := range x[i:][:Block] {
			total[c] += v * w[c]
		}
	}
}
