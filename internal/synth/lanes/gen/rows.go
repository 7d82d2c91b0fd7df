package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// mix emits a weighted sum of n rows.
func mix(name string, n int, more bool) {
	portable := name[:len(name)-4]
	start(name, fmt.Sprintf("func(out []float32, taps *[%d]float32, from *[%d][]float32)", n, n),
		"is "+portable+" for AVX2; the length of out is a multiple of 8.")
	out, count := slice("out")
	taps, from, at := pointer("taps"), pointer("from"), GP64()
	var base []reg.GPVirtual
	var tap []reg.VecVirtual
	for i := range n {
		b, t := GP64(), YMM()
		MOVQ(Mem{Base: from, Disp: 24 * i}, b)
		VBROADCASTSS(Mem{Base: taps, Disp: 4 * i}, t)
		base, tap = append(base, b), append(tap, t)
	}
	loop(name, at, count, 8, func() {
		product := func(i int) reg.VecVirtual { return mul(tap[i], Mem{Base: base[i], Index: at, Scale: 4}) }
		var sum reg.VecVirtual
		for i := 0; i < n; i += 2 {
			p := product(i)
			if i+1 < n {
				p = add(p, product(i+1))
			}
			if sum != nil {
				p = add(sum, p)
			}
			sum = p
		}
		to := Mem{Base: out, Index: at, Scale: 4}
		if more {
			was := YMM()
			VMOVUPS(to, was)
			sum = add(was, sum)
		}
		VMOVUPS(sum, to)
	})
	VZEROUPPER()
	RET()
}

// bytes emits the way from values to the bytes of pixels, four pixels at a
// time.
func bytes() {
	start("bytesAVX2", "func(dst []uint8, row []float32, flip uint32)", "is bytesPortable for AVX2; row has a multiple of 12 values.")
	dst, _ := slice("dst")
	row, n := slice("row")
	at, flip := GP64(), XMM()
	word := GP32()
	Load(Param("flip"), word)
	VMOVD(word, flip)
	VPBROADCASTD(flip, flip)
	half, order, opaque := XMM(), XMM(), XMM()
	VMOVUPS(number("half", 0.5), half)
	VMOVDQU(data("spread", 0x80020100, 0x80050403, 0x80080706, 0x800b0a09), order)
	VMOVDQU(words("opaque", 0xff000000), opaque)
	loop("bytes", at, n, 12, func() {
		var v [3]reg.VecVirtual
		for i := range v {
			v[i] = XMM()
			VADDPS(Mem{Base: row, Index: at, Scale: 4, Disp: 16 * i}, half, v[i])
			VCVTTPS2DQ(v[i], v[i])
		}
		VPACKSSDW(v[1], v[0], v[0])
		VPACKSSDW(v[2], v[2], v[2])
		VPACKUSWB(v[2], v[0], v[0])
		VPSHUFB(order, v[0], v[0])
		VPXOR(flip, v[0], v[0])
		VPOR(opaque, v[0], v[0])
		VMOVDQU(v[0], Mem{Base: dst})
		ADDQ(Imm(16), dst)
	})
	RET()
}

// gather loads from a table at eight places.
func gather(table reg.GPVirtual, at reg.VecVirtual) reg.VecVirtual {
	out, all := YMM(), YMM()
	VPCMPEQD(all, all, all)
	VGATHERDPS(all, Mem{Base: table, Index: at, Scale: 4}, out)
	return out
}

// lookup emits the way through a table.
func lookup() {
	start("lookupAVX2", "func(row []float32, table []float32, steps float32)", "is lookupPortable for AVX2; the length of row is a multiple of 8.")
	row, n := slice("row")
	table, most := slice("table")
	at, steps, half, zero, top := GP64(), broadcast("steps"), YMM(), YMM(), YMM()
	DECQ(most)
	last := XMM()
	VMOVD(most.As32(), last)
	VPBROADCASTD(last, top)
	VCVTDQ2PS(top, top)
	VMOVUPS(number("half", 0.5), half)
	VPXOR(zero, zero, zero)
	loop("lookup", at, n, 8, func() {
		v := add(mul(steps, Mem{Base: row, Index: at, Scale: 4}), half)
		VMINPS(v, top, v)
		VCVTTPS2DQ(v, v)
		VPMAXSD(zero, v, v)
		VMOVUPS(gather(table, v), Mem{Base: row, Index: at, Scale: 4})
	})
	VZEROUPPER()
	RET()
}

// scatter emits noise whose size depends on the value.
func scatter() {
	start("scatterAVX2", "func(row []float32, noise []float32, size *[256]float32)", "is scatterPortable for AVX2; the length of row is a multiple of 8.")
	row, n := slice("row")
	noise, _ := slice("noise")
	size, at, half, low := pointer("size"), GP64(), YMM(), YMM()
	VMOVUPS(number("half", 0.5), half)
	VMOVDQU(words("lowbyte", 255), low)
	loop("scatter", at, n, 8, func() {
		v := YMM()
		VMOVUPS(Mem{Base: row, Index: at, Scale: 4}, v)
		i := add(v, half)
		VCVTTPS2DQ(i, i)
		VPAND(low, i, i)
		f := mul(gather(size, i), Mem{Base: noise, Index: at, Scale: 4})
		VMOVUPS(add(v, f), Mem{Base: row, Index: at, Scale: 4})
	})
	VZEROUPPER()
	RET()
}

// pairs emits the way from float64 to the bytes of float32.
func pairs() {
	start("pairsAVX2", "func(dst []uint8, mm [][2]float64)", "is pairsPortable for AVX2; the length of mm is a multiple of 2.")
	dst, _ := slice("dst")
	mm, n := slice("mm")
	at := GP64()
	loop("pairs", at, n, 2, func() {
		v := XMM()
		VCVTPD2PSY(Mem{Base: mm}, v)
		VMOVUPS(v, Mem{Base: dst})
		ADDQ(Imm(32), mm)
		ADDQ(Imm(16), dst)
	})
	VZEROUPPER()
	RET()
}
