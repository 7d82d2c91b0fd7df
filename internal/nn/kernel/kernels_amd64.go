//go:build amd64 && !noasm

package kernel

import "golang.org/x/sys/cpu"

//go:generate go run -C gen . -out ../kernel_amd64.s -stubs ../stub_amd64.go -pkg kernel

// available lists what this processor can run, the fastest first.
func available() []*Kernels {
	all := []*Kernels{Portable()}
	if cpu.X86.HasAVX2 && cpu.X86.HasFMA {
		all = append([]*Kernels{avx2()}, all...)
		if wide() {
			all = append([]*Kernels{avx512()}, all...)
		}
	}
	return all
}

// wide tells whether processor and system have what avx512 needs, and whether
// it pays. Servers before Ice Lake lower the clock for arithmetic of 512 bits,
// the more the more cores do it, down to half, and whatever else runs there is
// slowed down with it; Ice Lake lowers it by 100 MHz at most (T. Downs, Ice Lake
// AVX-512 Downclocking, 2020), and Zen 4 has no wider units than before, it
// takes two cycles (A. Yee, Zen4's AVX512 Teardown, 2022). VBMI2 is what Ice
// Lake and Zen 4 have and those before have not; VNNI alone Cascade Lake has.
// The flags are false where the system does not save the registers (XCR0).
func wide() bool {
	x := &cpu.X86
	return x.HasAVX512F && x.HasAVX512VNNI && x.HasAVX512VBMI2
}

// avx512 has convolutions, their gradients and Winograd's method for AVX-512,
// convolutions of 8 bits for VNNI; all else is for AVX2, what Winograd's
// transforms cost too: another choice of tiles would give other bits.
func avx512() *Kernels {
	k := avx2()
	k.Name, k.conv, k.convGrad, k.conv8 = "avx512", convAVX512, convGradAVX512, conv8AVX512
	k.convPair, k.convGradPair = convPairAVX512, convGradPairAVX512
	k.multiplyPair = multiplyPairAVX512
	k.multiply, k.spread4, k.spread2, k.spread7 = multiplyAVX512, spread4AVX512, spread2AVX512, spread7AVX512
	k.spreadHalves = [4]func(out, in []float32, inRow, outStep int){spread55AVX512, spread54AVX512, spread44AVX512, spread45AVX512}
	k.gather2, k.gather4, k.gather5, k.gather7 = gather2AVX512, gather4AVX512, gather5AVX512, gather7AVX512
	k.peak = peakAVX512
	return k
}

func avx2() *Kernels {
	return &Kernels{
		Name: "avx2", conv: convAVX2, convGrad: convGradAVX2, transpose: transposeAVX2,
		conv8: conv8AVX2, quantize: quantizeAVX2,
		multiply: multiplyAVX2, spread4: spread4AVX2, spread2: spread2AVX2, spread7: spread7AVX2, spreadHalves: [4]func(out, in []float32, inRow, outStep int){
			spread55AVX2, spread54AVX2, spread44AVX2, spread45AVX2},
		gather2: gather2AVX2, gather4: gather4AVX2, gather5: gather5AVX2, gather7: gather7AVX2,
		add: addAVX2, mul: mulAVX2, addScaled: addScaledAVX2, relu: reluAVX2, reluGrad: reluGradAVX2,
		exp: expAVX2, sigmoid: sigmoidAVX2, sigmoidGrad: sigmoidGradAVX2, silu: siluAVX2, siluGrad: siluGradAVX2,
		affine: affineAVX2, mix: mixAVX2, sum: sumAVX2, sumProduct: sumProductAVX2,
		poolMax: poolMaxAVX2, poolMaxIndex: poolMaxIndexAVX2, poolMaxGrad: poolMaxGradAVX2,
		poolSum: poolSumAVX2, poolSumGrad: poolSumGradAVX2, lerp: lerpAVX2, lerpGrad: lerpGradAVX2,
		transform: transformAVX2, peak: peakAVX2,
	}
}
