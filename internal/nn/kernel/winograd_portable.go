package kernel

import "math"

// multiplyPortable computes count pixels of 16 output channels each, side by side:
//
//	out[p*16 + o] = sum over t, i of in[taps[t] + p*16 + i] * w[(t*4*quads + i)*16 + o]
//
// and, if there is more, what is in out besides. Steps and taps count floats. There
// are one tap and one quad at least.
func multiplyPortable(out, in, w []float32, taps []int, quads, count int, more bool) {
	multiplyWith(convPortable)(out, in, w, taps, quads, count, more)
}

// multiplyWith is multiplyPortable by means of a loop of convolutions.
func multiplyWith(conv func(out, in, w, bias, add []float32, taps []int, quads, count, inStep, outStep int, floor float32)) func(out, in, w []float32, taps []int, quads, count int, more bool) {
	return func(out, in, w []float32, taps []int, quads, count int, more bool) {
		var add []float32
		if more {
			add = out
		}
		conv(out, in, w, zeros[:], add, taps, quads, count, Block, Block, float32(math.Inf(-1)))
	}
}

// spread4Portable transforms a tile of 6x6 pixels of 16 channels: it writes
// Bᵀ d B, 16 numbers at out[(6*y+x)*outStep:], d being the pixels at
// in[y*inRow + 16*x:]. Steps count floats.
func spread4Portable(out, in []float32, inRow, outStep int) {
	for lane := range Block {
		var rows [6][6]float32
		for x := range 6 {
			d := in[x*Block+lane:]
			for y, v := range spreadRow4(d[0], d[inRow], d[2*inRow], d[3*inRow], d[4*inRow], d[5*inRow]) {
				rows[y][x] = v
			}
		}
		for y, r := range rows {
			for x, v := range spreadRow4(r[0], r[1], r[2], r[3], r[4], r[5]) {
				out[(6*y+x)*outStep+lane] = v
			}
		}
	}
}

// spreadRow4 is Bᵀ d for one row: interpolation at 0, 1, -1, 2, -2 and
// infinity.
func spreadRow4(a, b, c, d, e, f float32) [6]float32 {
	even, odd, even2, odd2 := e-4*c, d-4*b, e-c, 2*(d-b)
	return [6]float32{4*a - 5*c + e, even + odd, even - odd, even2 + odd2, even2 - odd2, 4*b - 5*d + f}
}

// gather4Portable transforms the products of a tile back and writes 4x4 pixels
// of 16 channels:
//
//	out[y*outRow + 16*x + o] = max(floor, bias[o] + add[y*outRow + 16*x + o] + (Aᵀ m A)[y][x][o])
//
// with m from in[(6*y+x)*inStep:], which may be spoilt. An empty add counts as
// zeros; out and add may be the same memory. NaN passes through.
func gather4Portable(out, in, bias, add []float32, inStep, outRow int, floor float32) {
	for lane := range Block {
		var rows [4][6]float32
		for x := range 6 {
			m := in[x*inStep+lane:]
			for y, v := range gatherRow4(m[0], m[6*inStep], m[12*inStep], m[18*inStep], m[24*inStep], m[30*inStep]) {
				rows[y][x] = v
			}
		}
		for y, r := range rows {
			for x, v := range gatherRow4(r[0], r[1], r[2], r[3], r[4], r[5]) {
				put(out, add, y*outRow+x*Block+lane, v+bias[lane], floor)
			}
		}
	}
}

// gatherRow4 is Aᵀ m for one row.
func gatherRow4(a, b, c, d, e, f float32) [4]float32 {
	sum, difference, sum2, difference2 := b+c, b-c, d+e, d-e
	return [4]float32{a + sum + sum2, difference + 2*difference2, sum + 4*sum2, difference + 8*difference2 + f}
}

// put writes one number after adding that of add, if any.
func put(out, add []float32, at int, v, floor float32) {
	if len(add) > 0 {
		v += add[at]
	}
	out[at] = max(v, floor)
}

// spread2Portable is [spread4Portable] for tiles of 4x4 pixels.
func spread2Portable(out, in []float32, inRow, outStep int) {
	for lane := range Block {
		var rows [4][4]float32
		for x := range 4 {
			d := in[x*Block+lane:]
			for y, v := range spreadRow2(d[0], d[inRow], d[2*inRow], d[3*inRow]) {
				rows[y][x] = v
			}
		}
		for y, r := range rows {
			for x, v := range spreadRow2(r[0], r[1], r[2], r[3]) {
				out[(4*y+x)*outStep+lane] = v
			}
		}
	}
}

// spreadRow2 interpolates at 0, 1, -1 and infinity.
func spreadRow2(a, b, c, d float32) [4]float32 { return [4]float32{c - a, b + c, c - b, d - b} }

// gather2Portable is [gather4Portable] for tiles of 2x2 pixels.
func gather2Portable(out, in, bias, add []float32, inStep, outRow int, floor float32) {
	for lane := range Block {
		var rows [2][4]float32
		for x := range 4 {
			m := in[x*inStep+lane:]
			for y, v := range gatherRow2(m[0], m[4*inStep], m[8*inStep], m[12*inStep]) {
				rows[y][x] = v
			}
		}
		for y, r := range rows {
			for x, v := range gatherRow2(r[0], r[1], r[2], r[3]) {
				put(out, add, y*outRow+x*Block+lane, v+bias[lane], floor)
			}
		}
	}
}

func gatherRow2(a, b, c, d float32) [2]float32 { return [2]float32{a + b + c, b - c + d} }

// spreadHalfPortable transforms the pixels of one phase of rows and columns of a
// tile of 9x9 pixels, which are two rows of inRow and two columns apart: 5 in rows
// or columns at which windows begin, else 4. It writes Bᵀ d B at
// out[(5*y+x)*outStep:].
func spreadHalfPortable(height, width int) func(out, in []float32, inRow, outStep int) {
	return func(out, in []float32, inRow, outStep int) {
		for lane := range Block {
			var rows [5][5]float32
			for x := range width {
				var d [5]float32
				for y := range height {
					d[y] = in[2*y*inRow+2*x*Block+lane]
				}
				for y, v := range spreadRow5(d) {
					rows[y][x] = v
				}
			}
			for y, r := range rows[:height] {
				row := spreadRow5(r)
				for x, v := range row[:width] {
					out[(5*y+x)*outStep+lane] = v
				}
			}
		}
	}
}

// spreadRow5 interpolates at 0, 1, -1, 2 and infinity; only the last needs the
// last number.
func spreadRow5(d [5]float32) [5]float32 {
	return [5]float32{2*(d[0]-d[2]) - d[1] + d[3], d[3] - d[2] - 2*d[1], d[3] - 3*d[2] + 2*d[1], d[3] - d[1], 2*(d[1]-d[3]) - d[2] + d[4]}
}

// gather5Portable is [gather4Portable] for 5x5 products.
func gather5Portable(out, in, bias, add []float32, inStep, outRow int, floor float32) {
	for lane := range Block {
		var rows [4][5]float32
		for x := range 5 {
			m := in[x*inStep+lane:]
			for y, v := range gatherRow5(m[0], m[5*inStep], m[10*inStep], m[15*inStep], m[20*inStep]) {
				rows[y][x] = v
			}
		}
		for y, r := range rows {
			for x, v := range gatherRow5(r[0], r[1], r[2], r[3], r[4]) {
				put(out, add, y*outRow+x*Block+lane, v+bias[lane], floor)
			}
		}
	}
}

func gatherRow5(a, b, c, d, e float32) [4]float32 {
	sum, difference := b+c, b-c
	return [4]float32{a + sum + d, difference + 2*d, sum + 4*d, difference + 8*d + e}
}

// spread7Portable is [spread4Portable] for tiles of 7x7 pixels.
func spread7Portable(out, in []float32, inRow, outStep int) {
	for lane := range Block {
		var rows [7][7]float32
		for x := range 7 {
			var d [7]float32
			for y := range d {
				d[y] = in[y*inRow+x*Block+lane]
			}
			for y, v := range spreadRow7(d) {
				rows[y][x] = v
			}
		}
		for y, r := range rows {
			for x, v := range spreadRow7(r) {
				out[(7*y+x)*outStep+lane] = v
			}
		}
	}
}

// spreadRow7 interpolates at 0, 1, -1, 2, -2, 1/2 and infinity: all but one share
// a factor, and are those of spreadRow4.
func spreadRow7(d [7]float32) [7]float32 {
	var e [6]float32
	for i := range e {
		e[i] = d[i+1] - 0.5*d[i]
	}
	r := spreadRow4(e[0], e[1], e[2], e[3], e[4], e[5])
	return [7]float32{r[0], r[1], r[2], r[3], r[4], 4*d[1] - 5*d[3] + d[5], r[5]}
}

// gather7Portable is [gather4Portable] for 7x7 products.
func gather7Portable(out, in, bias, add []float32, inStep, outRow int, floor float32) {
	for lane := range Block {
		var rows [4][7]float32
		for x := range 7 {
			var m [7]float32
			for y := range m {
				m[y] = in[(7*y+x)*inStep+lane]
			}
			for y, v := range gatherRow7(m) {
				rows[y][x] = v
			}
		}
		for y, r := range rows {
			for x, v := range gatherRow7(r) {
				put(out, add, y*outRow+x*Block+lane, v+bias[lane], floor)
			}
		}
	}
}

func gatherRow7(m [7]float32) [4]float32 {
	r := gatherRow4(m[0], m[1], m[2], m[3], m[4], m[6])
	return [4]float32{r[0] + m[5], r[1] + 0.5*m[5], r[2] + 0.25*m[5], r[3] + 0.125*m[5]}
}
