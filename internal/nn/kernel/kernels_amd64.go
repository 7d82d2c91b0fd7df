//go:build amd64 && !noasm

package kernel

import "golang.org/x/sys/cpu"

//go:generate go run -C gen . -out ../kernel_amd64.s -stubs ../stub_amd64.go -pkg kernel

// available lists what this processor can run, the fastest first.
func available() []*Kernels {
	all := []*Kernels{Portable()}
	if cpu.X86.HasAVX2 && cpu.X86.HasFMA {
		all = append([]*Kernels{avx2()}, all...)
	}
	return all
}

func avx2() *Kernels {
	return &Kernels{
		Name: "avx2", conv: convAVX2, convGrad: convGradAVX2,
		conv8: conv8AVX2, quantize: quantizeAVX2,
		multiply: multiplyAVX2, spread4: spread4AVX2, spread2: spread2AVX2, spreadHalves: [4]func(out, in []float32, inRow, outStep int){
			spread55AVX2, spread54AVX2, spread44AVX2, spread45AVX2},
		gather2: gather2AVX2, gather3: gather3AVX2, gather4: gather4AVX2, gather5: gather5AVX2,
		add: addAVX2, mul: mulAVX2, addScaled: addScaledAVX2, relu: reluAVX2, reluGrad: reluGradAVX2,
		exp: expAVX2, sigmoid: sigmoidAVX2, sigmoidGrad: sigmoidGradAVX2, silu: siluAVX2, siluGrad: siluGradAVX2,
		affine: affineAVX2, mix: mixAVX2, sum: sumAVX2, sumProduct: sumProductAVX2,
		poolMax: poolMaxAVX2, poolMaxIndex: poolMaxIndexAVX2, poolMaxGrad: poolMaxGradAVX2,
		poolSum: poolSumAVX2, poolSumGrad: poolSumGradAVX2, lerp: lerpAVX2, lerpGrad: lerpGradAVX2,
		transform: transformAVX2, peak: peakAVX2,
	}
}
