//go:build arm64 && !noasm

package kernel

// available lists what this processor can run, the fastest first. All 64-bit
// ARM processors have NEON.
func available() []*Kernels { return []*Kernels{neon(), Portable()} }

// neon has assembly for convolutions and their gradients; all else is plain Go.
func neon() *Kernels {
	k := Portable()
	k.Name, k.conv, k.convGrad, k.multiply = "neon", convNEON, convGradOf(convGradNEON), multiplyWith(convNEON)
	return k
}

// convNEON is convPortable for NEON.
//
//go:noescape
func convNEON(out, in, w, bias, add []float32, taps []int, quads, count, inStep, outStep int, floor float32)

// convGradNEON is convGradPortable for NEON; there is always more.
//
//go:noescape
func convGradNEON(dw, in, dout []float32, count, width, height, inStep, inRow, outRow int)

// convGradOf is convGradPortable by means of a loop that adds to what is there.
func convGradOf(add func(dw, in, dout []float32, count, width, height, inStep, inRow, outRow int)) func(dw, in, dout []float32, count, width, height, inStep, inRow, outRow int, more bool) {
	return func(dw, in, dout []float32, count, width, height, inStep, inRow, outRow int, more bool) {
		if !more {
			clear(dw[:count*Block])
		}
		add(dw, in, dout, count, width, height, inStep, inRow, outRow)
	}
}
