package lanes

// FallFactors are what [fall] leaves out of a discrete cosine transform: the
// square root of 2 times the cosine of k pi / 16, and 1 for the first.
func FallFactors() [8]float32 {
	return [8]float32{1, 1.387039845, 1.306562965, 1.175875602, 1, 0.785694958, 0.541196100, 0.275899379}
}

// fall is the discrete cosine transform of eight values, a step apart, but for
// a factor of each. Source: Arai, Agui and Nakajima, "A fast DCT-SQ scheme for
// images", 1988, as in the Independent JPEG Group's jfdctflt.c.
func fall(b []float32, step int) {
	b = b[: 7*step+1 : 7*step+1]
	d0, d1, d2, d3 := b[0], b[step], b[2*step], b[3*step]
	d4, d5, d6, d7 := b[4*step], b[5*step], b[6*step], b[7*step]
	t0, t7, t1, t6 := d0+d7, d0-d7, d1+d6, d1-d6
	t2, t5, t3, t4 := d2+d5, d2-d5, d3+d4, d3-d4

	t10, t13, t11, t12 := t0+t3, t0-t3, t1+t2, t1-t2
	z1 := float32((t12 + t13) * 0.707106781)
	b[0], b[4*step] = t10+t11, t10-t11
	b[2*step], b[6*step] = t13+z1, t13-z1

	t10, t11, t12 = t4+t5, t5+t6, t6+t7
	z5 := float32((t10 - t12) * 0.382683433)
	z2, z4, z3 := float32(0.541196100*t10)+z5, float32(1.306562965*t12)+z5, float32(t11*0.707106781)
	z11, z13 := t7+z3, t7-z3
	b[5*step], b[3*step] = z13+z2, z13-z2
	b[step], b[7*step] = z11+z4, z11-z4
}

// rise is the way back, of values with the factors. Source: the same, as in
// jidctflt.c.
func rise(b []float32, step int) {
	b = b[: 7*step+1 : 7*step+1]
	t0, t1, t2, t3 := b[0], b[2*step], b[4*step], b[6*step]
	t10, t11, t13 := t0+t2, t0-t2, t1+t3
	t12 := float32((t1-t3)*1.414213562) - t13
	t0, t3, t1, t2 = t10+t13, t10-t13, t11+t12, t11-t12

	t4, t5, t6, t7 := b[step], b[3*step], b[5*step], b[7*step]
	z13, z10, z11, z12 := t6+t5, t6-t5, t4+t7, t4-t7
	t7 = z11 + z13
	t11 = float32((z11 - z13) * 1.414213562)
	z5 := float32((z10 + z12) * 1.847759065)
	t10 = float32(z12*1.082392200) - z5
	t12 = z5 - float32(z10*2.613125930)
	t6 = t12 - t7
	t5 = t11 - t6
	t4 = t10 + t5
	b[0], b[7*step] = t0+t7, t0-t7
	b[step], b[6*step] = t1+t6, t1-t6
	b[2*step], b[5*step] = t2+t5, t2-t5
	b[4*step], b[3*step] = t3+t4, t3-t4
}
