package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// rule emits what parallel lines cover of pixels, eight by eight. All that
// stays the same is in memory: there are not registers enough.
func rule() {
	start("ruleAVX2", "func(row []uint8, at [][2]float64, axis int, perUnit [][2]float32, l *[2]float64, f *[6]float32)",
		"is Rules.coverPortable for AVX2, the length of row a multiple of 8: l has shift and inverse, f every, the larger of half and thick, one over each, half, thick and each.")
	row, n := slice("row")
	at, _ := slice("at")
	scales, _ := slice("perUnit")
	axis, l, f := pointer("axis"), pointer("l"), pointer("f")
	shift, inverse := YMM(), YMM()
	VBROADCASTSD(Mem{Base: l}, shift)
	VBROADCASTSD(Mem{Base: l, Disp: 8}, inverse)
	factor := func(k int) reg.VecVirtual {
		v := YMM()
		VBROADCASTSS(Mem{Base: f, Disp: 4 * k}, v)
		return v
	}
	every, widest, absolute := factor(0), factor(1), YMM()
	VMOVUPS(words("absolute", 0x7fffffff), absolute)
	half, farther := YMM(), YMM()
	VBROADCASTSD(double("doubleHalf", 0.5), half)
	VBROADCASTSD(double("doubleFar20", 1<<20), farther)
	LEAQ(Mem{Base: at, Index: axis, Scale: 8}, at)
	LEAQ(Mem{Base: scales, Index: axis, Scale: 4}, scales)
	i := GP64()
	loop("eight", i, n, 8, func() {
		var off, count [2]reg.VecVirtual
		for k := range 2 {
			off[k], count[k] = lineNumber(at, 64*k, [4]reg.VecVirtual{shift, inverse, farther, half})
		}
		d := YMM()
		VINSERTF128(Imm(1), off[1], off[0].AsY(), d)
		d = mul(d, every)
		VANDPS(absolute, d, d)
		scale := YMM()
		VBROADCASTSS(Mem{Base: scales}, scale)
		// Most pixels are far from all lines.
		some, mask := add(mul(scale, sub(widest, d)), number("half", 0.5)), GP32()
		none := YMM()
		VXORPS(none, none, none)
		VCMPPS(Imm(1), some, none, some) // below
		VMOVMSKPS(some, mask)
		TESTL(mask, mask)
		JZ(LabelRef("next"))
		numbers := YMM()
		VINSERTI128(Imm(1), count[1], count[0].AsY(), numbers)
		cover(Mem{Base: row, Index: i, Scale: 1}, d, scale, numbers, factor)
		Label("next")
		ADDQ(Imm(128), at)
		ADDQ(Imm(8), scales)
	})
	VZEROUPPER()
	RET()
}

// lineNumber emits which lines four places are nearest to, as float32 how far
// off in lines, and as whole numbers which; by has shift, inverse, far and half.
func lineNumber(at reg.GPVirtual, disp int, by [4]reg.VecVirtual) (d, n reg.VecVirtual) {
	v, u, wide, high := XMM(), XMM(), YMM(), YMM()
	VMOVSD(Mem{Base: at, Disp: disp}, v)
	VMOVHPD(Mem{Base: at, Disp: disp + 16}, v, v)
	VMOVSD(Mem{Base: at, Disp: disp + 32}, u)
	VMOVHPD(Mem{Base: at, Disp: disp + 48}, u, u)
	VINSERTF128(Imm(1), u, v.AsY(), wide)
	VSUBPD(by[0], wide, wide)
	VMULPD(by[1], wide, wide)
	VADDPD(by[2], wide, wide)
	VADDPD(by[3], wide, high)
	n, d = XMM(), XMM()
	VCVTTPD2DQY(high, n)
	VCVTDQ2PD(n, high)
	VSUBPD(high, wide, wide)
	VCVTPD2PSY(wide, d)
	return d, n
}

// cover emits what lines numbered n, at distances d, cover of eight pixels that
// they find partly covered.
func cover(row Mem, d, scale, n reg.VecVirtual, factor func(int) reg.VecVirtual) {
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
	most = mul(add(scale, scale), wide)
	VMINPS(one, most, most)
	share := add(mul(scale, sub(wide, d)), number("half", 0.5))
	zero := YMM()
	VPXOR(zero, zero, zero)
	VMAXPS(zero, share, share)
	VMINPS(most, share, share)
	was, rest := YMM(), YMM()
	VPMOVZXBD(row, was)
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
	VMOVQ(top, row)
}
