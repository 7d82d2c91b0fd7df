package kernel

import "math"

// The functions of this file go over count pixels of 16 channels. The window
// of pixel p begins at p*inStep; taps are the places of its members from
// there. There is at least one.

// poolMaxPortable writes the greatest number of each window. NaN never wins.
func poolMaxPortable(out, in []float32, taps []int, count, inStep int) {
	for p := range count {
		for c := range Block {
			best := float32(math.Inf(-1))
			for _, t := range taps {
				if v := in[p*inStep+t+c]; v > best {
					best = v
				}
			}
			out[p*Block+c] = best
		}
	}
}

// poolMaxIndexPortable writes also the id of the tap that has the number, the
// first if there are several.
func poolMaxIndexPortable(out []float32, index []int32, in []float32, taps []int, ids []int32, count, inStep int) {
	for p := range count {
		for c := range Block {
			best, id := float32(math.Inf(-1)), ids[0]
			for i, t := range taps {
				if v := in[p*inStep+t+c]; v > best {
					best, id = v, ids[i]
				}
			}
			out[p*Block+c], index[p*Block+c] = best, id
		}
	}
}

// poolMaxGradPortable adds dout to din at the tap whose id index has.
func poolMaxGradPortable(din, dout []float32, index []int32, taps []int, ids []int32, count, inStep int) {
	for p := range count {
		for i, t := range taps {
			to := din[p*inStep+t:][:Block]
			for c := range to {
				if index[p*Block+c] == ids[i] {
					to[c] += dout[p*Block+c]
				}
			}
		}
	}
}

// poolSumPortable writes scale times the sum of each window.
func poolSumPortable(out, in []float32, taps []int, count, inStep int, scale float32) {
	for p := range count {
		for c := range Block {
			var total float32
			for _, t := range taps {
				total += in[p*inStep+t+c]
			}
			out[p*Block+c] = total * scale
		}
	}
}

// poolSumGradPortable adds scale times dout to all places of each window.
func poolSumGradPortable(din, dout []float32, taps []int, count, inStep int, scale float32) {
	for p := range count {
		for _, t := range taps {
			to := din[p*inStep+t:][:Block]
			for c := range to {
				to[c] += dout[p*Block+c] * scale
			}
		}
	}
}

// lerpPortable writes len(shares) pixels between two rows: pixel p lies
// between columns[2*p] and columns[2*p+1] (places in the rows), shares[p] of
// the way to the latter, and down of the way from top to bottom.
func lerpPortable(out, top, bottom []float32, columns []int, shares []float32, down float32) {
	for p, share := range shares {
		left, right := columns[2*p], columns[2*p+1]
		for c := range Block {
			a := top[left+c] + (top[right+c]-top[left+c])*share
			b := bottom[left+c] + (bottom[right+c]-bottom[left+c])*share
			out[p*Block+c] = a + (b-a)*down
		}
	}
}

// lerpGradPortable adds the gradient of the pixels to the two rows, which may
// be the same.
func lerpGradPortable(dout, top, bottom []float32, columns []int, shares []float32, down float32) {
	for p, share := range shares {
		left, right := columns[2*p], columns[2*p+1]
		for c := range Block {
			g := dout[p*Block+c]
			b := g * down
			spread(top, left+c, right+c, g-b, share)
			spread(bottom, left+c, right+c, b, share)
		}
	}
}

func spread(row []float32, left, right int, g, share float32) {
	r := g * share
	row[left] += g - r
	row[right] += r
}
