//go:build !(goexperiment.simd && amd64)

package main

// The kernels of training in plain Go. They compute in the same order as the
// vector form, so that both give the same weights.

func axpy(y, x []float32, a float32) {
	for k, v := range x {
		y[k] += float32(a * v)
	}
}

func gather(acc, in, w []float32) {
	n := len(acc)
	for k, v := range in {
		axpy(acc, w[k*n:][:n], v)
	}
}

func fold(q, w, e, in, d []float32) {
	n := len(e)
	for k, v := range in {
		if v == 0 {
			continue
		}
		var s [8]float32
		qr, wr := q[k*n:][:n], w[k*n:][:n]
		for c, x := range e {
			qr[c] += float32(v * x)
			s[c%8] += float32(wr[c] * x)
		}
		d[k] += ((s[0] + s[1]) + (s[2] + s[3])) + ((s[4] + s[5]) + (s[6] + s[7]))
	}
}
