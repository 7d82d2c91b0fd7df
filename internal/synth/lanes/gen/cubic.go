package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// cubic emits sampling between pixels. A vector holds the colours of a pixel,
// and a fourth number that is dropped.
func cubic() {
	start("cubicAVX2", "func(out []float32, at [][2]float64, pix []float32, w int, h int, weight *[256][4]float32, perUnit float64, origin *[2]float64) (done int)",
		"is Cubic.portable for AVX2, but stops a pixel earlier at the right edge. The picture has at least 5 pixels across and 4 down.")
	out, _ := slice("out")
	places, n := slice("at")
	pix, _ := slice("pix")
	wide, high, weight := pointer("w"), pointer("h"), pointer("weight")
	stride := GP64()
	LEAQ(Mem{Base: wide, Index: wide, Scale: 2}, stride)
	SHLQ(Imm(2), stride) // 12 bytes a pixel
	right, bottom := GP64(), GP64()
	LEAQ(Mem{Base: wide, Disp: -5}, right)
	LEAQ(Mem{Base: high, Disp: -4}, bottom)
	k, origin := XMM(), XMM()
	perUnit, err := Param("perUnit").Resolve()
	if err != nil {
		panic(err)
	}
	VMOVDDUP(perUnit.Addr, k)
	VMOVUPD(Mem{Base: pointer("origin")}, origin)
	i := GP64()
	XORQ(i, i)
	Label("pixel")
	CMPQ(i, n)
	JGE(LabelRef("end"))
	v := XMM()
	VMULPD(Mem{Base: places}, k, v)
	VSUBPD(double("doubleHalf", 0.5), v, v)
	VSUBPD(origin, v, v)
	VADDPD(double("doubleFar", 1<<12), v, v)
	VMULPD(double("doublePhases", 256), v, v)
	VADDPD(double("doubleHalf", 0.5), v, v)
	VCVTTPD2DQX(v, v)
	x, y := GP64(), GP64()
	VMOVQ(v, y)
	MOVL(y.As32(), x.As32())
	SHRQ(Imm(32), y)
	wx, wy := phase(x, weight), phase(y, weight)
	step := func(a, most reg.GPVirtual) {
		SHRL(Imm(8), a.As32())
		SUBL(U32(1<<12+1), a.As32())
		CMPL(a.As32(), most.As32())
		JHI(LabelRef("end"))
	}
	step(x, right)
	step(y, bottom)
	IMULQ(stride, y)
	LEAQ(Mem{Base: x, Index: x, Scale: 2}, x)
	LEAQ(Mem{Base: y, Index: x, Scale: 4}, y)
	ADDQ(pix, y)
	var across [4]reg.VecVirtual
	for j := range across {
		across[j] = XMM()
		VBROADCASTSS(Mem{Base: wx, Disp: 4 * j}, across[j])
	}
	var sum reg.VecVirtual
	for j := range 4 {
		var row reg.VecVirtual
		for t := range 4 {
			p := XMM()
			VMULPS(Mem{Base: y, Disp: 12 * t}, across[t], p)
			if row == nil {
				row = p
				continue
			}
			VADDPS(p, row, row)
		}
		down := XMM()
		VBROADCASTSS(Mem{Base: wy, Disp: 4 * j}, down)
		VMULPS(row, down, row)
		if sum == nil {
			sum = row
		} else {
			VADDPS(row, sum, sum)
		}
		if j < 3 {
			ADDQ(stride, y)
		}
	}
	VMOVQ(sum, Mem{Base: out})
	VEXTRACTPS(Imm(2), sum, Mem{Base: out, Disp: 8})
	ADDQ(Imm(12), out)
	ADDQ(Imm(16), places)
	INCQ(i)
	JMP(LabelRef("pixel"))
	Label("end")
	Store(i, ReturnIndex(0))
	RET()
}

// phase is the address of the weights of a place.
func phase(place, weight reg.GPVirtual) reg.GPVirtual {
	p := GP64()
	MOVBQZX(place.As8(), p)
	SHLQ(Imm(4), p)
	ADDQ(weight, p)
	return p
}
