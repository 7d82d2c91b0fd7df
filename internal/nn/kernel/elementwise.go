package kernel

// The functions of this file work on slices of equal length, number by
// number; dst may be the same memory as any of the others. They use one
// thread: callers cut long slices. Without an error they write all of dst.

// stretch is how many numbers one call of the assembly does: it cannot be
// interrupted, so that it must be short.
const stretch = 1 << 14

// Add writes a + b.
func (k *Kernels) Add(dst, a, b []float32) error { return binary(k.add, addPortable, dst, a, b) }

// Mul writes a * b.
func (k *Kernels) Mul(dst, a, b []float32) error { return binary(k.mul, mulPortable, dst, a, b) }

// AddScaled writes a + factor*b.
func (k *Kernels) AddScaled(dst, a, b []float32, factor float32) error {
	if err := equal(dst, a, b); err != nil {
		return err
	}
	n := len(dst) &^ (Block - 1)
	for i := 0; i < n; i += stretch {
		j := min(i+stretch, n)
		k.addScaled(dst[i:j], a[i:j], b[i:j], factor)
	}
	addScaledPortable(dst[n:], a[n:], b[n:], factor)
	return nil
}

// ReLU writes x, but zero where x is negative.
func (k *Kernels) ReLU(dst, x []float32) error { return unary(k.relu, reluPortable, dst, x) }

// ReLUGrad writes the gradient of x, given the value y of the function (or x
// itself) and the gradient of y.
func (k *Kernels) ReLUGrad(dst, y, dy []float32) error {
	return binary(k.reluGrad, reluGradPortable, dst, y, dy)
}

// Sigmoid writes 1/(1+exp(-x)).
func (k *Kernels) Sigmoid(dst, x []float32) error { return unary(k.sigmoid, sigmoidPortable, dst, x) }

// SigmoidGrad writes the gradient of x, given the value y of the function and
// the gradient of y.
func (k *Kernels) SigmoidGrad(dst, y, dy []float32) error {
	return binary(k.sigmoidGrad, sigmoidGradPortable, dst, y, dy)
}

// SiLU writes x times the sigmoid of x, also known as swish.
func (k *Kernels) SiLU(dst, x []float32) error { return unary(k.silu, siluPortable, dst, x) }

// SiLUGrad writes the gradient of x, given x and the gradient of the value.
func (k *Kernels) SiLUGrad(dst, x, dy []float32) error {
	return binary(k.siluGrad, siluGradPortable, dst, x, dy)
}

func equal(dst []float32, all ...[]float32) error {
	for _, s := range all {
		if len(s) != len(dst) {
			return lengths(length{"operand", len(s), len(dst)})
		}
	}
	return nil
}

func unary(fast, portable func(dst, x []float32), dst, x []float32) error {
	if err := equal(dst, x); err != nil {
		return err
	}
	n := len(dst) &^ (Block - 1)
	for i := 0; i < n; i += stretch {
		j := min(i+stretch, n)
		fast(dst[i:j], x[i:j])
	}
	portable(dst[n:], x[n:])
	return nil
}

func binary(fast, portable func(dst, a, b []float32), dst, a, b []float32) error {
	if err := equal(dst, a, b); err != nil {
		return err
	}
	n := len(dst) &^ (Block - 1)
	for i := 0; i < n; i += stretch {
		j := min(i+stretch, n)
		fast(dst[i:j], a[i:j], b[i:j])
	}
	portable(dst[n:], a[n:], b[n:])
	return nil
}
