package main

import (
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

var leastFloat = float32(math.Inf(-1))

// lerpRow emits the loop over pixels that both directions of the bilinear
// resampling share: left and right are the registers that hold the places of
// the two columns, weight the share of the right one.
func lerpRow(name, portable, signature string, body func(pixel, top, bottom, left, right reg.GPVirtual, weight, down reg.VecVirtual), slices [3]string) {
	TEXT(name, NOSPLIT, signature)
	Pragma("noescape")
	Doc(name + " is " + portable + " for AVX2.")
	var base [3]reg.GPVirtual
	for i, s := range slices {
		base[i] = GP64()
		Load(Param(s).Base(), base[i])
	}
	columns, shares, n := GP64(), GP64(), GP64()
	Load(Param("columns").Base(), columns)
	Load(Param("shares").Base(), shares)
	Load(Param("shares").Len(), n)
	down := broadcast("down")
	TESTQ(n, n)
	JZ(LabelRef(name + "end"))
	Label(name + "pixel")
	left, right, weight := GP64(), GP64(), YMM()
	MOVQ(Mem{Base: columns}, left)
	MOVQ(Mem{Base: columns, Disp: 8}, right)
	VBROADCASTSS(Mem{Base: shares}, weight)
	body(base[0], base[1], base[2], left, right, weight, down)
	ADDQ(Imm(64), base[0])
	ADDQ(Imm(16), columns)
	ADDQ(Imm(4), shares)
	DECQ(n)
	JNZ(LabelRef(name + "pixel"))
	Label(name + "end")
	VZEROUPPER()
	RET()
}

func lerp() {
	lerpRow("lerpAVX2", "lerpPortable", "func(out, top, bottom []float32, columns []int, shares []float32, down float32)",
		func(out, top, bottom, left, right reg.GPVirtual, weight, down reg.VecVirtual) {
			for h := range 2 {
				row := func(base reg.GPVirtual) reg.VecVirtual {
					a, b := YMM(), YMM()
					VMOVUPS(Mem{Base: base, Index: left, Scale: 4, Disp: 32 * h}, a)
					VMOVUPS(Mem{Base: base, Index: right, Scale: 4, Disp: 32 * h}, b)
					VSUBPS(a, b, b)
					VFMADD231PS(b, weight, a)
					return a
				}
				a, b := row(top), row(bottom)
				VSUBPS(a, b, b)
				VFMADD231PS(b, down, a)
				VMOVUPS(a, half(out, h))
			}
		}, [3]string{"out", "top", "bottom"})
	lerpRow("lerpGradAVX2", "lerpGradPortable", "func(dout, top, bottom []float32, columns []int, shares []float32, down float32)",
		func(dout, top, bottom, left, right reg.GPVirtual, weight, down reg.VecVirtual) {
			for h := range 2 {
				spread := func(base reg.GPVirtual, g reg.VecVirtual) {
					r, v := YMM(), YMM()
					VMULPS(g, weight, r)
					VSUBPS(r, g, g)
					at := Mem{Base: base, Index: left, Scale: 4, Disp: 32 * h}
					VADDPS(at, g, v)
					VMOVUPS(v, at)
					at.Index = right
					VADDPS(at, r, v)
					VMOVUPS(v, at)
				}
				g, b := YMM(), YMM()
				VMOVUPS(half(dout, h), g)
				VMULPS(g, down, b)
				VSUBPS(b, g, g)
				spread(top, g)
				spread(bottom, b)
			}
		}, [3]string{"dout", "top", "bottom"})
}
