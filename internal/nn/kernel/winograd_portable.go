package kernel

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
func spreadRow2(a, b, c, d float32) [4]float32 { return [4]float32{a - c, b + c, c - b, d - b} }

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
