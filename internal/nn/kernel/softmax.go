package kernel

import "math"

// Softmax writes exp(x) divided by its sum, for each of rows rows of plain
// numbers. dst may be x.
func (k *Kernels) Softmax(dst, x []float32, rows int) error {
	if err := checkRows(rows, dst, x); err != nil || len(dst) == 0 {
		return err
	}
	n := len(dst) / rows
	for r := range rows {
		k.softmax(dst[r*n:][:n], x[r*n:][:n])
	}
	return nil
}

func (k *Kernels) softmax(dst, x []float32) {
	most := float32(math.Inf(-1))
	for _, v := range x {
		most = max(most, v)
	}
	n := len(dst) &^ (Block - 1)
	for i := 0; i < n; i += stretch {
		j := min(i+stretch, n)
		k.exp(dst[i:j], x[i:j], -most)
	}
	expPortable(dst[n:], x[n:], -most)
	var sum float64
	for _, v := range dst {
		sum += float64(v)
	}
	factor := float32(1 / sum)
	for i := range dst {
		dst[i] *= factor
	}
}

// SoftmaxGrad writes the gradient of x, y * (dy - sum of y*dy), given the
// value y and the gradient of y. dst may be either.
func (k *Kernels) SoftmaxGrad(dst, y, dy []float32, rows int) error {
	if err := checkRows(rows, dst, y, dy); err != nil || len(dst) == 0 {
		return err
	}
	n := len(dst) / rows
	for r := range rows {
		v, g := y[r*n:][:n], dy[r*n:][:n]
		var sum float64
		for i, p := range v {
			sum += float64(p) * float64(g[i])
		}
		mean := float32(sum)
		for i, p := range v {
			dst[r*n+i] = p * (g[i] - mean)
		}
	}
	return nil
}

func checkRows(rows int, dst []float32, all ...[]float32) error {
	if rows < 1 || len(dst)%rows != 0 {
		return lengths(length{"destination", len(dst), max(rows, 1)})
	}
	return equal(dst, all...)
}
