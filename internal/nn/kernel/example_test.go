package kernel_test

import (
	"fmt"

	"github.com/einthoven-ecg/einthoven/internal/nn/kernel"
	"github.com/einthoven-ecg/einthoven/internal/par"
)

// A convolution is planned once; then nothing is allocated.
func ExampleConv() {
	conv, err := kernel.NewConv(kernel.Best(), kernel.ConvParams{
		In: kernel.Shape{N: 1, C: 1, H: 1, W: 6}, Out: 1, KH: 1, KW: 3, PadW: 1,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	in, out := conv.InShape(), conv.OutShape()
	src, dst := make([]float32, in.Size()), make([]float32, out.Size())
	weights, scratch := make([]float32, conv.PackedSize()), make([]float32, conv.ScratchSize())
	signal := []float32{0, 1, 4, 9, 16, 25}
	slope := make([]float32, len(signal))
	workers := func(n int, f func(i int)) { par.Each(2, n, f) }
	for _, err := range []error{
		in.Pack(src, signal),
		conv.Pack(weights, []float32{-0.5, 0, 0.5}, []float32{0}),
		conv.Forward(workers, dst, src, weights, kernel.Epilogue{}, scratch),
		out.Unpack(slope, dst),
	} {
		if err != nil {
			fmt.Println(err)
			return
		}
	}
	fmt.Println(slope)
	// Output: [0.5 2 4 6 8 -8]
}
