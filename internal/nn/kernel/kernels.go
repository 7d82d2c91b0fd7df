package kernel

import "fmt"

// Kernels is one implementation of the inner loops. Its parts have the
// meaning of the functions whose names end in Portable, and are replaced
// together. It is immutable and may be shared.
type Kernels struct {
	// Name is what [ByName] knows it by.
	Name string

	conv func(out, in, w, bias, add []float32, taps []int, quads, count, inStep, outStep int, floor float32)
	// convPair, if there is one, is conv for two blocks of output channels, whose
	// outputs (and numbers to add) are outPair, whose weights are wPair numbers
	// apart; bias has 32. It has the bits of two calls of conv. Meanwhile it asks
	// memory for the weights next and those wPair after, to be read soon.
	convPair func(out, in, w, bias, add []float32, taps []int, quads, count, inStep, outStep, outPair, wPair int, next []float32, floor float32)
	convGrad func(dw, in, dout []float32, count, width, height, inStep, inRow, outRow int, more bool)
	// convGradPair, if there is one, is convGrad for two blocks of output channels,
	// dwPair and doutPair numbers apart, with the bits of two calls.
	convGradPair func(dw, in, dout []float32, count, width, height, inStep, inRow, outRow, dwPair, doutPair int, more bool)
	transpose    func(dst, src []float32, rows []int, step int)

	conv8    func(out []float32, in []uint8, w []int8, start []int32, scale, bias, add []float32, taps []int, octets, count, inStep, outStep int, floor float32)
	quantize func(dst []uint8, x []float32, factor, zero float32)

	// multiply is conv for pixels side by side, see multiplyPortable.
	multiply func(out, in, w []float32, taps []int, quads, count int, more bool)
	// multiplyPair, if there is one, is multiply for two blocks of output channels,
	// outPair and wPair numbers apart, with the bits of two calls. The weights to be
	// read after these are ahead numbers further.
	multiplyPair                       func(out, in, w []float32, taps []int, quads, count int, more bool, outPair, wPair, ahead int)
	spread4, spread2, spread7          func(out, in []float32, inRow, outStep int)
	spreadHalves                       [4]func(out, in []float32, inRow, outStep int) // in the order of halves
	gather2, gather4, gather5, gather7 func(out, in, bias, add []float32, inStep, outRow int, floor float32)

	add, mul, reluGrad, sigmoidGrad, siluGrad func(dst, a, b []float32)
	relu, sigmoid, silu                       func(dst, x []float32)
	addScaled                                 func(dst, a, b []float32, factor float32)
	exp                                       func(dst, x []float32, shift float32)

	affine     func(dst, x, scale, shift []float32, floor float32)
	mix        func(dst, x, y, a, b, c []float32)
	sum        func(total, x []float32)
	sumProduct func(total, x, y []float32)

	poolMax      func(out, in []float32, taps []int, count, inStep int)
	poolMaxIndex func(out []float32, index []int32, in []float32, taps []int, ids []int32, count, inStep int)
	poolMaxGrad  func(din, dout []float32, index []int32, taps []int, ids []int32, count, inStep int)
	poolSum      func(out, in []float32, taps []int, count, inStep int, scale float32)
	poolSumGrad  func(din, dout []float32, taps []int, count, inStep int, scale float32)
	lerp         func(out, top, bottom []float32, columns []int, shares []float32, down float32)
	lerpGrad     func(dout, top, bottom []float32, columns []int, shares []float32, down float32)

	// transform is what the transforms of [Winograd] cost, see transformAVX2.
	transform float64

	// peak does n times 192 multiplications and additions as fast as the
	// machine can; nil if not known.
	peak func(n int)
}

// Portable is the implementation in plain Go, the specification of all
// others.
func Portable() *Kernels {
	return &Kernels{
		Name: "portable", conv: convPortable, convGrad: convGradPortable, transpose: transposePortable,
		conv8: conv8Portable, quantize: quantizePortable,
		multiply: multiplyPortable, spread4: spread4Portable, spread2: spread2Portable, spread7: spread7Portable, spreadHalves: [4]func(out, in []float32, inRow, outStep int){
			spreadHalfPortable(5, 5), spreadHalfPortable(5, 4), spreadHalfPortable(4, 4), spreadHalfPortable(4, 5)},
		gather2: gather2Portable, gather4: gather4Portable, gather5: gather5Portable, gather7: gather7Portable,
		add: addPortable, mul: mulPortable, addScaled: addScaledPortable, relu: reluPortable, reluGrad: reluGradPortable,
		exp: expPortable, sigmoid: sigmoidPortable, sigmoidGrad: sigmoidGradPortable, silu: siluPortable, siluGrad: siluGradPortable,
		affine: affinePortable, mix: mixPortable, sum: sumPortable, sumProduct: sumProductPortable,
		poolMax: poolMaxPortable, poolMaxIndex: poolMaxIndexPortable, poolMaxGrad: poolMaxGradPortable,
		poolSum: poolSumPortable, poolSumGrad: poolSumGradPortable, lerp: lerpPortable, lerpGrad: lerpGradPortable,
		transform: transformPlain,
	}
}

// Best is the fastest implementation that this processor can run.
func Best() *Kernels { return available()[0] }

// orBest is k, or the best there is if k is nil.
func (k *Kernels) orBest() *Kernels {
	if k == nil {
		return Best()
	}
	return k
}

// ByName is the implementation with this name: "portable", "avx2" on amd64
// processors that have AVX2 and FMA, "avx512" on those from Ice Lake and Zen 4
// on, or "neon" on arm64.
func ByName(name string) (*Kernels, error) {
	for _, k := range available() {
		if k.Name == name {
			return k, nil
		}
	}
	return nil, fmt.Errorf("kernel: no implementation %q on this processor", name)
}
