package kernel

import "fmt"

// Kernels is one implementation of the inner loops. Its parts have the
// meaning of the functions whose names end in Portable, and are replaced
// together. It is immutable and may be shared.
type Kernels struct {
	// Name is what [ByName] knows it by.
	Name string

	conv     func(out, in, w, bias, add []float32, taps []int, quads, count, inStep, outStep int, floor float32)
	convGrad func(dw, in, dout []float32, count, width, height, inStep, inRow, outRow int)
	// peak does n times 192 multiplications and additions as fast as the
	// machine can; nil if not known.
	peak func(n int)
}

// Portable is the implementation in plain Go, the specification of all
// others.
func Portable() *Kernels {
	return &Kernels{Name: "portable", conv: convPortable, convGrad: convGradPortable}
}

// Best is the fastest implementation that this processor can run.
func Best() *Kernels {
	all := available()
	return all[0]
}

// ByName is the implementation with this name: "portable", or "avx2" on
// processors that have AVX2 and FMA.
func ByName(name string) (*Kernels, error) {
	for _, k := range available() {
		if k.Name == name {
			return k, nil
		}
	}
	return nil, fmt.Errorf("kernel: no implementation %q on this processor", name)
}
