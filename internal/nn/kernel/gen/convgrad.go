package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// convGrad emits convGradAVX2, whose meaning is that of convGradPortable. Its
// tile is 6 input channels x 16 output channels, summed over a rectangle of
// pixels in registers.
func convGrad() {
	TEXT("convGradAVX2", NOSPLIT, "func(dw, in, dout []float32, count, width, height, inStep, inRow, outRow int, more bool)")
	Pragma("noescape")
	Doc("convGradAVX2 is convGradPortable for processors with AVX2 and FMA: tiles of 6 x 16 channels.")
	dw, in := GP64(), GP64()
	Load(Param("dw").Base(), dw)
	Load(Param("in").Base(), in)
	count := GP64()
	Load(Param("count"), count)
	inStep := GP64()
	Load(Param("inStep"), inStep)
	SHLQ(Imm(2), inStep)
	dispatch("grad", count, func(n int) {
		name := func(s string) string { return fmt.Sprintf("grad%d%s", n, s) }
		acc := accumulators(n)
		for p := range acc {
			VXORPS(acc[p][0], acc[p][0], acc[p][0])
			VXORPS(acc[p][1], acc[p][1], acc[p][1])
		}
		area(name, in, inStep, func(s, d reg.GPVirtual) {
			outer(acc, Mem{Base: d}, func(p int) Mem { return Mem{Base: s, Disp: 4 * p} })
		})
		var sums []accumulator
		for p := range acc {
			sums = append(sums, accumulator{acc[p][0], Mem{Base: dw, Disp: 64 * p}}, accumulator{acc[p][1], Mem{Base: dw, Disp: 64*p + 32}})
		}
		addMore(name("store"), sums)
		ADDQ(I32(int32(64*n)), dw)
		ADDQ(Imm(uint64(4*n)), in)
	})
}

// addMore emits the addition of what is at the places of sums, if there is more,
// and writes them there.
func addMore(name string, sums []accumulator) {
	more := GP64()
	Load(Param("more"), more.As8())
	TESTB(more.As8(), more.As8())
	JZ(LabelRef(name))
	for _, s := range sums {
		VADDPS(s.at, s.v, s.v)
	}
	Label(name)
	for _, s := range sums {
		VMOVUPS(s.v, s.at)
	}
}

// area emits a loop over a rectangle of pixels; pixel gets the places of input
// and gradient.
func area(name func(string) string, in, inStep reg.GPVirtual, pixel func(s, d reg.GPVirtual)) {
	src, dst := GP64(), GP64()
	MOVQ(in, src)
	Load(Param("dout").Base(), dst)
	height := GP64()
	Load(Param("height"), height)
	Label(name("row"))
	s, d, width, step := GP64(), GP64(), GP64(), GP64()
	MOVQ(src, s)
	MOVQ(dst, d)
	Load(Param("width"), width)
	Label(name("pixel"))
	pixel(s, d)
	ADDQ(inStep, s)
	ADDQ(Imm(64), d)
	DECQ(width)
	JNZ(LabelRef(name("pixel")))
	Load(Param("inRow"), step)
	LEAQ(Mem{Base: src, Index: step, Scale: 4}, src)
	Load(Param("outRow"), step)
	LEAQ(Mem{Base: dst, Index: step, Scale: 4}, dst)
	DECQ(height)
	JNZ(LabelRef(name("row")))
}
