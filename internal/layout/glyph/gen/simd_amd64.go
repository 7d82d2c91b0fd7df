//go:build goexperiment.simd && amd64

package main

import "simd/archsimd"

type v8 = archsimd.Float32x8

// axpy adds a times x to y. Both have the same length, a multiple of 8.
func axpy(y, x []float32, a float32) {
	v := archsimd.BroadcastFloat32x8(a)
	for len(y) >= 8 && len(x) >= 8 {
		archsimd.LoadFloat32x8Slice(y).Add(archsimd.LoadFloat32x8Slice(x).Mul(v)).StoreSlice(y)
		y, x = y[8:], x[8:]
	}
}

func at8(x []float32, k int) v8 { return archsimd.LoadFloat32x8((*[8]float32)(x[k:])) }

// gather8, gather24 and gather80 add to acc the rows of w times the numbers
// of in.
func gather8(acc *[8]float32, in []float32, w [][8]float32) {
	w = w[:len(in)]
	a := archsimd.LoadFloat32x8(acc)
	for k, v := range in {
		a = a.Add(archsimd.LoadFloat32x8(&w[k]).Mul(archsimd.BroadcastFloat32x8(v)))
	}
	a.Store(acc)
}

func gather24(acc *[24]float32, in []float32, w [][24]float32) {
	w = w[:len(in)]
	a0, a1, a2 := at8(acc[:], 0), at8(acc[:], 8), at8(acc[:], 16)
	for k, v := range in {
		b := archsimd.BroadcastFloat32x8(v)
		r := &w[k]
		a0 = a0.Add(at8(r[:], 0).Mul(b))
		a1 = a1.Add(at8(r[:], 8).Mul(b))
		a2 = a2.Add(at8(r[:], 16).Mul(b))
	}
	a0.Store((*[8]float32)(acc[0:]))
	a1.Store((*[8]float32)(acc[8:]))
	a2.Store((*[8]float32)(acc[16:]))
}

// fold adds v times e to q and returns the product of w and e, summed in
// eight strands. All have the same length, a multiple of 8.
func fold(q, w, e []float32, v float32) float32 {
	a := archsimd.BroadcastFloat32x8(v)
	sum := archsimd.BroadcastFloat32x8(0)
	for len(q) >= 8 && len(w) >= 8 && len(e) >= 8 {
		d := archsimd.LoadFloat32x8Slice(e)
		archsimd.LoadFloat32x8Slice(q).Add(d.Mul(a)).StoreSlice(q)
		sum = sum.Add(archsimd.LoadFloat32x8Slice(w).Mul(d))
		q, w, e = q[8:], w[8:], e[8:]
	}
	var s [8]float32
	sum.Store(&s)
	return ((s[0] + s[1]) + (s[2] + s[3])) + ((s[4] + s[5]) + (s[6] + s[7]))
}

// fold24 does fold for the rows of q and w and the numbers of in that are not
// 0, and adds the products to d.
func fold24(q, w [][24]float32, e *[24]float32, in, d []float32) {
	q, w, d = q[:len(in)], w[:len(in)], d[:len(in)]
	e0, e1, e2 := at8(e[:], 0), at8(e[:], 8), at8(e[:], 16)
	var s [8]float32
	for k, v := range in {
		if v == 0 {
			continue
		}
		b := archsimd.BroadcastFloat32x8(v)
		r, t := &q[k], &w[k]
		at8(r[:], 0).Add(e0.Mul(b)).Store((*[8]float32)(r[0:]))
		at8(r[:], 8).Add(e1.Mul(b)).Store((*[8]float32)(r[8:]))
		at8(r[:], 16).Add(e2.Mul(b)).Store((*[8]float32)(r[16:]))
		sum := at8(t[:], 0).Mul(e0).Add(at8(t[:], 8).Mul(e1)).Add(at8(t[:], 16).Mul(e2))
		sum.Store(&s)
		d[k] += ((s[0] + s[1]) + (s[2] + s[3])) + ((s[4] + s[5]) + (s[6] + s[7]))
	}
}

// scatter8 adds the numbers of in times e to the rows of q.
func scatter8(q [][8]float32, e *[8]float32, in []float32) {
	q = q[:len(in)]
	d := archsimd.LoadFloat32x8(e)
	for k, v := range in {
		if v != 0 {
			archsimd.LoadFloat32x8(&q[k]).Add(d.Mul(archsimd.BroadcastFloat32x8(v))).Store(&q[k])
		}
	}
}
