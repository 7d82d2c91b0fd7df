package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// conv8 emits conv8AVX2, whose meaning is that of conv8Portable. VPMADDUBSW
// sums pairs of products in 16 bits; with 7 bits on both sides two such sums
// fit, so that only every second one is widened by VPMADDWD.
func conv8() {
	TEXT("conv8AVX2", NOSPLIT, "func(out []float32, in []uint8, w []int8, start []int32, scale, bias, add []float32, taps []int, octets, count, inStep, outStep int, floor float32)")
	Pragma("noescape")
	Doc("conv8AVX2 is conv8Portable for processors with AVX2: tiles of 6 pixels x 16 channels.")
	out, in := GP64(), GP64()
	Load(Param("out").Base(), out)
	Load(Param("in").Base(), in)
	count := GP64()
	Load(Param("count"), count)
	var src rows
	src.base, src.base5 = GP64(), GP64()
	src.step, src.step3 = loadStep("inStep", 0)
	dispatch("conv8x", count, func(n int) {
		acc := accumulators(n)
		sums8(n, acc, in, src)
		toFloats(acc)
		finish("conv8x", n, acc, out)
		advance := GP64()
		IMUL3Q(Imm(uint64(n)), src.step, advance)
		ADDQ(advance, in)
	})
}

// sums8 emits the loops over taps and input channels, eight at a time.
func sums8(n int, acc [][2]reg.VecVirtual, in reg.GPVirtual, src rows) {
	name := func(s string) string { return fmt.Sprintf("conv8x%d%s", n, s) }
	start := GP64()
	Load(Param("start").Base(), start)
	for p := range acc {
		VMOVDQU(Mem{Base: start}, acc[p][0])
		VMOVDQU(Mem{Base: start, Disp: 32}, acc[p][1])
	}
	w, tap, taps, octets := GP64(), GP64(), GP64(), GP64()
	Load(Param("w").Base(), w)
	Load(Param("taps").Base(), tap)
	Load(Param("taps").Len(), taps)
	TESTQ(taps, taps)
	JZ(LabelRef(name("done")))
	Label(name("tap"))
	MOVQ(Mem{Base: tap}, src.base)
	ADDQ(in, src.base)
	src.place(n)
	Load(Param("octets"), octets)
	Label(name("octet"))
	ones := ones16()
	for p := range acc {
		x, y := YMM(), YMM()
		VPBROADCASTD(src.at(p, 0), x)
		VPBROADCASTD(src.at(p, 4), y)
		for h := range 2 {
			s, t := YMM(), YMM()
			VPMADDUBSW(Mem{Base: w, Disp: 32 * h}, x, s)
			VPMADDUBSW(Mem{Base: w, Disp: 64 + 32*h}, y, t)
			VPADDW(t, s, s)
			VPMADDWD(ones, s, s)
			VPADDD(s, acc[p][h], acc[p][h])
		}
	}
	SUBQ(I32(-128), w)
	ADDQ(Imm(8), src.base)
	if n == tile {
		ADDQ(Imm(8), src.base5)
	}
	DECQ(octets)
	JNZ(LabelRef(name("octet")))
	ADDQ(Imm(8), tap)
	DECQ(taps)
	JNZ(LabelRef(name("tap")))
	Label(name("done"))
}

// ones16 is the address of sixteen ones of 16 bits.
func ones16() Mem { return words("ones16", 0x00010001) }

// toFloats emits acc*scale + bias, rounded twice as in Go.
func toFloats(acc [][2]reg.VecVirtual) {
	scale, bias := GP64(), GP64()
	Load(Param("scale").Base(), scale)
	Load(Param("bias").Base(), bias)
	for h := range 2 {
		s, b := YMM(), YMM()
		VMOVUPS(Mem{Base: scale, Disp: 32 * h}, s)
		VMOVUPS(Mem{Base: bias, Disp: 32 * h}, b)
		for p := range acc {
			VCVTDQ2PS(acc[p][h], acc[p][h])
			VMULPS(s, acc[p][h], acc[p][h])
			VADDPS(b, acc[p][h], acc[p][h])
		}
	}
}

// quantize emits quantizeAVX2, 16 numbers at a time.
func quantize() {
	TEXT("quantizeAVX2", NOSPLIT, "func(dst []uint8, x []float32, factor, zero float32)")
	Pragma("noescape")
	Doc("quantizeAVX2 is quantizePortable for AVX2; the length of dst is a multiple of 16.")
	dst, x, n, at := GP64(), GP64(), GP64(), GP64()
	Load(Param("dst").Base(), dst)
	Load(Param("x").Base(), x)
	Load(Param("dst").Len(), n)
	factor, zero, least, most := broadcast("factor"), broadcast("zero"), YMM(), YMM()
	VXORPS(least, least, least)
	VMOVUPS(constant("most8", 127), most)
	XORQ(at, at)
	TESTQ(n, n)
	JZ(LabelRef("quantizeend"))
	Label("quantizeloop")
	var half [2]reg.VecVirtual
	for h := range half {
		v := YMM()
		VMULPS(Mem{Base: x, Index: at, Scale: 4, Disp: 32 * h}, factor, v)
		VADDPS(zero, v, v)
		// The order of the operands makes NaN zero.
		VMAXPS(least, v, v)
		VMINPS(most, v, v)
		VCVTPS2DQ(v, v)
		half[h] = v
	}
	// Packing works within halves of 128 bits: 0-3 8-11 | 4-7 12-15.
	VPACKSSDW(half[1], half[0], half[0])
	VPERMQ(Imm(0xd8), half[0], half[0])
	high := XMM()
	VEXTRACTI128(Imm(1), half[0], high)
	VPACKUSWB(high, half[0].AsX(), high)
	VMOVDQU(high, Mem{Base: dst, Index: at, Scale: 1})
	ADDQ(Imm(16), at)
	CMPQ(at, n)
	JLT(LabelRef("quantizeloop"))
	Label("quantizeend")
	VZEROUPPER()
	RET()
}
