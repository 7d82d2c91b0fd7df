package kernel

// convPortable computes count pixels of 16 output channels each:
//
//	out[p*outStep + o] = max(floor, bias[o] + add[p*outStep + o] +
//	    sum over t, i of in[taps[t] + p*inStep + i] * w[(t*4*quads + i)*16 + o])
//
// with p < count, o < 16, t < len(taps) and i < 4*quads. An empty add counts
// as zeros; out and add may be the same memory. NaN passes through. Steps and
// taps count floats. quads must be positive.
func convPortable(out, in, w, bias, add []float32, taps []int, quads, count, inStep, outStep int, floor float32) {
	run := 4 * quads
	for p := 0; p < count; p += 2 {
		second := min(p+1, count-1)
		for o := 0; o < 16; o += 4 {
			b0, b1, b2, b3 := bias[o], bias[o+1], bias[o+2], bias[o+3]
			c0, c1, c2, c3 := b0, b1, b2, b3
			for t, tap := range taps {
				x, y := in[tap+p*inStep:][:run], in[tap+second*inStep:][:run]
				v := w[t*run*16+o:]
				for i, xi := range x {
					q := v[i*16:][:4]
					yi := y[i]
					b0, c0 = b0+xi*q[0], c0+yi*q[0]
					b1, c1 = b1+xi*q[1], c1+yi*q[1]
					b2, c2 = b2+xi*q[2], c2+yi*q[2]
					b3, c3 = b3+xi*q[3], c3+yi*q[3]
				}
			}
			store(out, add, p*outStep+o, floor, b0, b1, b2, b3)
			// With an odd count the last pixel was computed twice; add may be
			// out, so it is stored once.
			if second != p {
				store(out, add, second*outStep+o, floor, c0, c1, c2, c3)
			}
		}
	}
}

// store writes four numbers at out[at:] after adding those of add, if any,
// and raising them to floor.
func store(out, add []float32, at int, floor float32, v0, v1, v2, v3 float32) {
	v := [4]float32{v0, v1, v2, v3}
	for i := range v {
		s := v[i]
		if len(add) > 0 {
			s += add[at+i]
		}
		if s < floor {
			s = floor
		}
		out[at+i] = s
	}
}

// convGradPortable adds to count rows of 16 numbers the products of input
// and gradient summed over a rectangle of pixels:
//
//	dw[j*16 + o] += sum over y, x of in[y*inRow + x*inStep + j] * dout[y*outRow + x*16 + o]
//
// with j < count, o < 16, y < height and x < width; width and height must be
// positive. Steps count floats.
func convGradPortable(dw, in, dout []float32, count, width, height, inStep, inRow, outRow int) {
	for j := 0; j < count; j++ {
		for o := 0; o < 16; o += 8 {
			var s [8]float32
			for y := range height {
				row, grad := in[y*inRow+j:], dout[y*outRow+o:]
				for x := range width {
					v, g := row[x*inStep], grad[x*16:][:8]
					for i := range s {
						s[i] += v * g[i]
					}
				}
			}
			d := dw[j*16+o:][:8]
			for i := range s {
				d[i] += s[i]
			}
		}
	}
}
