//go:build goexperiment.simd && amd64

package main

import "simd/archsimd"

func at8(x []float32, k int) archsimd.Float32x8 {
	return archsimd.LoadFloat32x8((*[8]float32)(x[k:]))
}

// axpy adds a times x to y. Both have the same length, a multiple of 8.
func axpy(y, x []float32, a float32) {
	v := archsimd.BroadcastFloat32x8(a)
	for len(y) >= 8 && len(x) >= 8 {
		archsimd.LoadFloat32x8Slice(y).Add(archsimd.LoadFloat32x8Slice(x).Mul(v)).StoreSlice(y)
		y, x = y[8:], x[8:]
	}
}

// gather adds to acc the rows of w, each as long as acc, times the numbers of
// in.
func gather(acc, in, w []float32) {
	n := len(acc)
	for b := 0; b+8 <= n; b += 8 {
		a := at8(acc, b)
		for k, v := range in {
			a = a.Add(at8(w, k*n+b).Mul(archsimd.BroadcastFloat32x8(v)))
		}
		a.Store((*[8]float32)(acc[b:]))
	}
}

// fold adds the numbers of in times e to the rows of q and the products of e
// with the rows of w, each summed in eight strands, to d, where in is not 0.
func fold(q, w, e, in, d []float32) {
	n := len(e)
	var s [8]float32
	for k, v := range in {
		if v == 0 {
			continue
		}
		a := archsimd.BroadcastFloat32x8(v)
		sum := archsimd.BroadcastFloat32x8(0)
		qr, wr, er := q[k*n:][:n], w[k*n:][:n], e
		for len(qr) >= 8 && len(wr) >= 8 && len(er) >= 8 {
			x := archsimd.LoadFloat32x8Slice(er)
			archsimd.LoadFloat32x8Slice(qr).Add(x.Mul(a)).StoreSlice(qr)
			sum = sum.Add(archsimd.LoadFloat32x8Slice(wr).Mul(x))
			qr, wr, er = qr[8:], wr[8:], er[8:]
		}
		sum.Store(&s)
		d[k] += ((s[0] + s[1]) + (s[2] + s[3])) + ((s[4] + s[5]) + (s[6] + s[7]))
	}
}
