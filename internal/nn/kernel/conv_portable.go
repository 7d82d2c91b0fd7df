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
	for p := 0; p < count; p += 2 {
		second := min(p+1, count-1)
		for o := 0; o < 16; o += 4 {
			b0, b1, b2, b3 := bias[o], bias[o+1], bias[o+2], bias[o+3]
			c0, c1, c2, c3 := b0, b1, b2, b3
			for t, tap := range taps {
				x, y := in[tap+p*inStep:][:4*quads], in[tap+second*inStep:][:4*quads]
				// The weights of four channels in each of four rows of 16.
				rows := w[t*quads*64+o:]
				for q := range quads {
					u, v, r := (*[4]float32)(x[4*q:]), (*[4]float32)(y[4*q:]), (*[52]float32)(rows[64*q:])
					b0, b1, b2, b3 = b0+u[0]*r[0], b1+u[0]*r[1], b2+u[0]*r[2], b3+u[0]*r[3]
					c0, c1, c2, c3 = c0+v[0]*r[0], c1+v[0]*r[1], c2+v[0]*r[2], c3+v[0]*r[3]
					b0, b1, b2, b3 = b0+u[1]*r[16], b1+u[1]*r[17], b2+u[1]*r[18], b3+u[1]*r[19]
					c0, c1, c2, c3 = c0+v[1]*r[16], c1+v[1]*r[17], c2+v[1]*r[18], c3+v[1]*r[19]
					b0, b1, b2, b3 = b0+u[2]*r[32], b1+u[2]*r[33], b2+u[2]*r[34], b3+u[2]*r[35]
					c0, c1, c2, c3 = c0+v[2]*r[32], c1+v[2]*r[33], c2+v[2]*r[34], c3+v[2]*r[35]
					b0, b1, b2, b3 = b0+u[3]*r[48], b1+u[3]*r[49], b2+u[3]*r[50], b3+u[3]*r[51]
					c0, c1, c2, c3 = c0+v[3]*r[48], c1+v[3]*r[49], c2+v[3]*r[50], c3+v[3]*r[51]
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
	if len(add) > 0 {
		a := (*[4]float32)(add[at:])
		v0, v1, v2, v3 = v0+a[0], v1+a[1], v2+a[2], v3+a[3]
	}
	d := (*[4]float32)(out[at:])
	d[0], d[1], d[2], d[3] = max(v0, floor), max(v1, floor), max(v2, floor), max(v3, floor)
}

// convGradPortable writes to count rows of 16 numbers the products of input
// and gradient summed over a rectangle of pixels, and adds, if there is more,
// what is there:
//
//	dw[j*16 + o] = sum over y, x of in[y*inRow + x*inStep + j] * dout[y*outRow + x*16 + o]
//
// with j < count, o < 16, y < height and x < width; width and height must be
// positive. Steps count floats.
func convGradPortable(dw, in, dout []float32, count, width, height, inStep, inRow, outRow int, more bool) {
	if !more {
		clear(dw[:count*Block])
	}
	for j := 0; j < count; j += 2 {
		second := min(1, count-1-j)
		for o := 0; o < 16; o += 4 {
			var b0, b1, b2, b3, c0, c1, c2, c3 float32
			for y := range height {
				row, grad := in[y*inRow+j:], dout[y*outRow+o:]
				for x := range width {
					u, v, g := row[x*inStep], row[x*inStep+second], (*[4]float32)(grad[x*16:])
					b0, b1, b2, b3 = b0+u*g[0], b1+u*g[1], b2+u*g[2], b3+u*g[3]
					c0, c1, c2, c3 = c0+v*g[0], c1+v*g[1], c2+v*g[2], c3+v*g[3]
				}
			}
			d := (*[4]float32)(dw[j*16+o:])
			d[0], d[1], d[2], d[3] = d[0]+b0, d[1]+b1, d[2]+b2, d[3]+b3
			if second > 0 {
				d = (*[4]float32)(dw[(j+1)*16+o:])
				d[0], d[1], d[2], d[3] = d[0]+c0, d[1]+c1, d[2]+c2, d[3]+c3
			}
		}
	}
}

// transposePortable writes rows of 16 numbers as columns: dst[o*step + i] =
// src[rows[i] + o] with o < 16.
func transposePortable(dst, src []float32, rows []int, step int) {
	transposeSome(dst, src, rows, step, 16)
}

// transposeSome is transposePortable for the first columns.
func transposeSome(dst, src []float32, rows []int, step, columns int) {
	for o := range columns {
		to := dst[o*step:][:len(rows)]
		for i, r := range rows {
			to[i] = src[r+o]
		}
	}
}
