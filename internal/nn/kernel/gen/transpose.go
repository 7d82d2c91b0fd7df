package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// transpose emits transposeAVX2, whose meaning is that of transposePortable:
// eight rows at a time, four columns of them in four registers.
func transpose() {
	TEXT("transposeAVX2", NOSPLIT, "func(dst, src []float32, rows []int, step int)")
	Pragma("noescape")
	Doc("transposeAVX2 is transposePortable for AVX2.")
	dst, src, row, left := GP64(), GP64(), GP64(), GP64()
	Load(Param("dst").Base(), dst)
	Load(Param("src").Base(), src)
	Load(Param("rows").Base(), row)
	Load(Param("rows").Len(), left)
	step, step3 := loadStep("step", 2)
	Label("transposeeight")
	CMPQ(left, Imm(8))
	JL(LabelRef("transposeone"))
	eightRows(dst, src, row, step, step3)
	ADDQ(Imm(64), row)
	ADDQ(Imm(32), dst)
	SUBQ(Imm(8), left)
	JMP(LabelRef("transposeeight"))
	Label("transposeone")
	TESTQ(left, left)
	JZ(LabelRef("transposedone"))
	at, to, v := GP64(), GP64(), XMM()
	MOVQ(Mem{Base: row}, at)
	LEAQ(Mem{Base: src, Index: at, Scale: 4}, at)
	MOVQ(dst, to)
	for o := range 16 {
		VMOVSS(Mem{Base: at, Disp: 4 * o}, v)
		VMOVSS(v, Mem{Base: to})
		ADDQ(step, to)
	}
	ADDQ(Imm(8), row)
	ADDQ(Imm(4), dst)
	DECQ(left)
	JMP(LabelRef("transposeone"))
	Label("transposedone")
	VZEROUPPER()
	RET()
}

// eightRows writes 16 columns of eight rows.
func eightRows(dst, src, row, step, step3 reg.GPVirtual) {
	var at [8]reg.GPVirtual
	for i := range at {
		at[i] = GP64()
		MOVQ(Mem{Base: row, Disp: 8 * i}, at[i])
	}
	to := GP64()
	MOVQ(dst, to)
	// The same for all quarters: avo takes a register whose lower half is written
	// for one in use before.
	r := [4]reg.VecVirtual{YMM(), YMM(), YMM(), YMM()}
	for quarter := range 4 {
		var t [4]reg.VecVirtual
		for i := range r {
			t[i] = YMM()
			VMOVUPS(Mem{Base: src, Index: at[i], Scale: 4, Disp: 16 * quarter}, r[i].AsX())
			VINSERTF128(Imm(1), Mem{Base: src, Index: at[i+4], Scale: 4, Disp: 16 * quarter}, r[i], r[i])
		}
		VUNPCKLPS(r[1], r[0], t[0])
		VUNPCKHPS(r[1], r[0], t[1])
		VUNPCKLPS(r[3], r[2], t[2])
		VUNPCKHPS(r[3], r[2], t[3])
		for i, m := range []Mem{{Base: to}, {Base: to, Index: step, Scale: 1}, {Base: to, Index: step, Scale: 2}, {Base: to, Index: step3, Scale: 1}} {
			column := YMM()
			VSHUFPS(Imm([]uint64{0x44, 0xee}[i%2]), t[i/2+2], t[i/2], column)
			VMOVUPS(column, m)
		}
		if quarter < 3 {
			LEAQ(Mem{Base: to, Index: step, Scale: 4}, to)
		}
	}
}
