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
	return &Kernels{Name: "avx2", conv: convAVX2, convGrad: convGradAVX2, peak: peakAVX2}
}
