package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// rule emits what parallel lines cover of eight pixels.
func rule() {
	start("ruleAVX2", "func(row *[8]uint8, at *[8][2]float64, axis int, l *[2]float64, f *[6]float32)",
		"is Rules.coverPortable for AVX2: l has shift and inverse, f every, scale, one over each, half, thick and each.")
	row, at, axis, l, f := pointer("row"), pointer("at"), pointer("axis"), pointer("l"), pointer("f")
	shift, inverse, half := YMM(), YMM(), YMM()
	VBROADCASTSD(Mem{Base: l}, shift)
	VBROADCASTSD(Mem{Base: l, Disp: 8}, inverse)
	VBROADCASTSD(double("doubleHalf", 0.5), half)
	farther := YMM()
	VBROADCASTSD(double("doubleFar20", 1<<20), farther)
	LEAQ(Mem{Base: at, Index: axis, Scale: 8}, at)
	var off, count [2]reg.VecVirtual
	for k := range 2 {
		v, wide, high := XMM(), YMM(), YMM()
		// The axis of four places.
		VMOVSD(Mem{Base: at, Disp: 64 * k}, v)
		VMOVHPD(Mem{Base: at, Disp: 64*k + 16}, v, v)
		u := XMM()
		VMOVSD(Mem{Base: at, Disp: 64*k + 32}, u)
		VMOVHPD(Mem{Base: at, Disp: 64*k + 48}, u, u)
		VINSERTF128(Imm(1), u, v.AsY(), wide)
		VSUBPD(shift, wide, wide)
		VMULPD(inverse, wide, wide)
		VADDPD(farther, wide, wide)
		VADDPD(half, wide, high)
		n, d := XMM(), XMM()
		VCVTTPD2DQY(high, n)
		VCVTDQ2PD(n, high)
		VSUBPD(high, wide, wide)
		VCVTPD2PSY(wide, d)
		off[k], count[k] = d, n
	}
	d, n := YMM(), YMM()
	VINSERTF128(Imm(1), off[1], off[0].AsY(), d)
	VINSERTI128(Imm(1), count[1], count[0].AsY(), n)
	factor := func(k int) reg.VecVirtual {
		v := YMM()
		VBROADCASTSS(Mem{Base: f, Disp: 4 * k}, v)
		return v
	}
	d = mul(d, factor(0))
	VANDPS(words("absolute", 0x7fffffff), d, d)
	// Thick are the lines that a whole number of steps leads to.
	VPSUBD(words("far20", 1<<20), n, n)
	steps, each := YMM(), YMM()
	VCVTDQ2PS(n, steps)
	steps = mul(steps, factor(2))
	VCVTPS2DQ(steps, steps)
	VCVTDQ2PS(steps, steps)
	VCVTDQ2PS(n, each)
	thick := YMM()
	back := mul(steps, factor(5))
	VCMPPS(Imm(0), each, back, thick)
	wide, most := YMM(), YMM()
	VBLENDVPS(thick, factor(4), factor(3), wide)
	one := YMM()
	VMOVUPS(number("one", 1), one)
	scale := factor(1)
	most = mul(add(scale, scale), wide)
	VMINPS(one, most, most)
	share := add(mul(scale, sub(wide, d)), number("half", 0.5))
	zero := YMM()
	VPXOR(zero, zero, zero)
	VMAXPS(zero, share, share)
	VMINPS(most, share, share)
	was, rest := YMM(), YMM()
	VPMOVZXBD(Mem{Base: row}, was)
	VMOVDQU(words("lowbyte", 255), rest)
	VPSUBD(was, rest, rest)
	VCVTDQ2PS(rest, rest)
	rest = add(mul(share, rest), number("half", 0.5))
	VCVTTPS2DQ(rest, rest)
	VPADDD(rest, was, was)
	top := XMM()
	VEXTRACTI128(Imm(1), was, top)
	VPACKUSDW(top, was.AsX(), top)
	VPACKUSWB(top, top, top)
	VMOVQ(top, Mem{Base: row})
	VZEROUPPER()
	RET()
}
