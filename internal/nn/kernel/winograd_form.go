package kernel

import "math"

// form is a way to cut a convolution into tiles: how many pixels of the output
// they have, how many products along an axis, and what is multiplied.
//
// With stride 2, input rows of odd and of even number are apart: each are
// correlated with every other weight, with stride 1, and the results are added.
// These sums have the same products, so that inputs of the four phases of rows and
// columns count as so many more channels. Weights that one phase lacks make some
// products zero; they are left out. 3x3 with tiles of 4x4 needs 81 products of 144
// in this way, 7x7 with tiles of 4x4 169 of 784. The latter is for few
// channels: one block of 16 numbers holds all phases of a pixel.
type form struct {
	size, points int // of a tile; products along an axis
	// maps give the numbers along an axis that the products multiply the input
	// with: [phase][product][weight]; nil products are zero.
	maps [][][]float64
	// spread transforms the input of a tile, of the phases in their order.
	spread []func(out, in []float32, inRow, outStep int)
	gather func(out, in, bias, add []float32, inStep, outRow int, floor float32)
	few    bool // channels: phases lie side by side
}

// halves are the phases of stride 2: rows and columns, 0 for those at which
// windows begin.
var halves = [][2]int{{0, 0}, {0, 1}, {1, 1}, {1, 0}}

// form is that of tiles of a size, and whether there is one.
func (p ConvParams) form(k *Kernels, tile int) (form, bool) {
	switch stride := p.winograd(); {
	case stride == 1 && tile == 4:
		return form{size: 4, points: 6, maps: [][][]float64{evaluation(5, 3, 0, 1, 2)},
			spread: []func(out, in []float32, inRow, outStep int){k.spread4}, gather: k.gather4}, true
	case stride == 1 && tile == 2:
		return form{size: 2, points: 4, maps: [][][]float64{evaluation(3, 3, 0, 1, 2)},
			spread: []func(out, in []float32, inRow, outStep int){k.spread2}, gather: k.gather2}, true
	case stride == 2 && p.KH == 3 && tile == 4:
		return form{size: 4, points: 5, maps: [][][]float64{evaluation(4, 3, 0, 2), evaluation(4, 3, 1, none)},
			spread: k.spreadHalves[:], gather: k.gather5}, true
	case stride == 2 && p.KH == 7 && tile == 4:
		return form{size: 4, points: 7, maps: [][][]float64{evaluation(6, 7, 0, 2, 4, 6), evaluation(6, 7, none, 1, 3, 5)},
			spread: []func(out, in []float32, inRow, outStep int){k.spread7}, gather: k.gather7, few: true}, true
	}
	return form{}, false
}

// none stands for a weight that there is not.
const none = -1

// evaluation gives the products of a row of weights, some of size, as
// polynomial: at the first finite of the points 0, 1, -1, 2, -2, 1/2, divided by the
// product of the distances to the others, and at infinity (Toom and Cook).
func evaluation(finite, size int, weights ...int) [][]float64 {
	points := []float64{0, 1, -1, 2, -2, 0.5}[:finite]
	all := make([][]float64, finite+1)
	for i := range all {
		row, any := make([]float64, size), false
		for power, w := range weights {
			factor := 0.0
			if i == finite && power == len(weights)-1 {
				factor = 1
			} else if i < finite {
				factor = math.Pow(points[i], float64(power))
				for j, other := range points {
					if j != i {
						factor /= points[i] - other
					}
				}
			}
			if w != none && factor != 0 {
				row[w], any = factor, true
			}
		}
		if any {
			all[i] = row
		}
	}
	return all
}

// winograd gives the stride for which Winograd's method can do the convolution,
// 0 if it can not.
func (p ConvParams) winograd() int {
	one := func(v int) bool { return v == 0 || v == 1 }
	if p.Transposed || p.KH != p.KW || p.PadH != p.KH/2 || p.PadW != p.KH/2 || !one(p.DilH) || !one(p.DilW) {
		return 0
	}
	two := p.StrideH == 2 && p.StrideW == 2
	switch {
	case p.KH == 3 && one(p.StrideH) && one(p.StrideW):
		return 1
	case p.KH == 3 && two, p.KH == 7 && two && 4*p.In.C <= Block:
		return 2
	}
	return 0
}
