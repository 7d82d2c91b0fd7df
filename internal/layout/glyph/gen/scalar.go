//go:build !(goexperiment.simd && amd64)

package main

// The kernels of training in plain Go. They compute in the same order as the
// vector form, so that both give the same weights.

func axpy(y, x []float32, a float32) {
	for k, v := range x {
		y[k] += float32(a * v)
	}
}

func gather8(acc *[8]float32, in []float32, w [][8]float32) {
	for k, v := range in {
		axpy(acc[:], w[k][:], v)
	}
}

func gather24(acc *[24]float32, in []float32, w [][24]float32) {
	for k, v := range in {
		axpy(acc[:], w[k][:], v)
	}
}

func fold(q, w, e []float32, v float32) float32 {
	var s [8]float32
	for k, d := range e {
		q[k] += float32(v * d)
		s[k%8] += float32(w[k] * d)
	}
	return ((s[0] + s[1]) + (s[2] + s[3])) + ((s[4] + s[5]) + (s[6] + s[7]))
}

func fold24(q, w [][24]float32, e *[24]float32, in, d []float32) {
	for k, v := range in {
		if v != 0 {
			d[k] += fold(q[k][:], w[k][:], e[:], v)
		}
	}
}

func scatter8(q [][8]float32, e *[8]float32, in []float32) {
	for k, v := range in {
		if v != 0 {
			axpy(q[k][:], e[:], v)
		}
	}
}
