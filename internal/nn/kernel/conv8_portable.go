package kernel

import "math"

// conv8Portable computes count pixels of 16 output channels each from numbers
// of 7 bits:
//
//	acc = start[o] + sum over t, i of in[taps[t] + p*inStep + i] * weight(t*8*octets + i, o)
//	out[p*outStep + o] = max(floor, acc*scale[o] + bias[o] + add[p*outStep + o])
//
// with p < count, o < 16, t < len(taps) and i < 8*octets. Weight (r, o) is
// w[r/4*64 + o*4 + r%4]. The sum is exact, product and sums of float32 are
// rounded one by one, so that all implementations give the same bits. An
// empty add counts as zeros; out and add may be the same memory. Steps count
// numbers. Numbers are from 0 to 127, weights from -63 to 63.
func conv8Portable(out []float32, in []uint8, w []int8, start []int32, scale, bias, add []float32, taps []int, octets, count, inStep, outStep int, floor float32) {
	for p := range count {
		var acc [Block]int32
		copy(acc[:], start)
		rows := w
		for _, tap := range taps {
			x := in[tap+p*inStep:][:8*octets]
			for ; len(x) >= 4; x = x[4:] {
				quad := (*[4 * Block]int8)(rows)
				a, b, c, d := int32(x[0]), int32(x[1]), int32(x[2]), int32(x[3])
				for o := range acc {
					v := quad[4*o:][:4]
					acc[o] += a*int32(v[0]) + b*int32(v[1]) + c*int32(v[2]) + d*int32(v[3])
				}
				rows = rows[4*Block:]
			}
		}
		to := out[p*outStep:][:Block]
		for o, v := range acc {
			y := float32(float32(v)*scale[o]) + bias[o]
			if len(add) > 0 {
				y += add[p*outStep+o]
			}
			to[o] = max(y, floor)
		}
	}
}

// quantizePortable writes x*factor + zero, rounded to the nearest number from
// 0 to 127, of two the even one. NaN gives 0.
func quantizePortable(dst []uint8, x []float32, factor, zero float32) {
	for i := range dst {
		v := float32(x[i]*factor) + zero
		if !(v > 0) {
			v = 0
		}
		// From 1<<23 on, float32 has no fractions: the sum is rounded and ends
		// with the number.
		dst[i] = uint8(math.Float32bits(min(v, 127) + 3<<22))
	}
}
