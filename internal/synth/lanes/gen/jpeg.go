package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

type rows [8]reg.VecVirtual

func (r *rows) load(from reg.GPVirtual) {
	for i := range r {
		r[i] = YMM()
		VMOVUPS(Mem{Base: from, Disp: 32 * i}, r[i])
	}
}

func (r *rows) store(to reg.GPVirtual) {
	for i := range r {
		VMOVUPS(r[i], Mem{Base: to, Disp: 32 * i})
	}
}

// turned swaps rows and columns.
func (r rows) turned() (out rows) {
	var a, b rows
	for i := 0; i < 8; i += 2 {
		a[i], a[i+1] = YMM(), YMM()
		VUNPCKLPS(r[i+1], r[i], a[i])
		VUNPCKHPS(r[i+1], r[i], a[i+1])
	}
	for i := 0; i < 8; i += 4 {
		for k := range 4 {
			b[i+k] = YMM()
			half := uint64(0x44) // the lower two of each four
			if k&1 == 1 {
				half = 0xee
			}
			VSHUFPS(Imm(half), a[i+2+k/2], a[i+k/2], b[i+k])
		}
	}
	for k := range 4 {
		out[k], out[k+4] = YMM(), YMM()
		VPERM2F128(Imm(0x20), b[k+4], b[k], out[k])
		VPERM2F128(Imm(0x31), b[k+4], b[k], out[k+4])
	}
	return out
}

// fall emits lanes.fall over eight rows.
func fall(d rows) (b rows) {
	half := number("cos707", 0.707106781)
	t0, t7, t1, t6 := add(d[0], d[7]), sub(d[0], d[7]), add(d[1], d[6]), sub(d[1], d[6])
	t2, t5, t3, t4 := add(d[2], d[5]), sub(d[2], d[5]), add(d[3], d[4]), sub(d[3], d[4])

	t10, t13, t11, t12 := add(t0, t3), sub(t0, t3), add(t1, t2), sub(t1, t2)
	z1 := mul(add(t12, t13), half)
	b[0], b[4] = add(t10, t11), sub(t10, t11)
	b[2], b[6] = add(t13, z1), sub(t13, z1)

	t10, t11, t12 = add(t4, t5), add(t5, t6), add(t6, t7)
	z5 := mul(sub(t10, t12), number("cos382", 0.382683433))
	z2, z4 := add(mul(t10, number("cos541", 0.541196100)), z5), add(mul(t12, number("cos1306", 1.306562965)), z5)
	z3 := mul(t11, half)
	z11, z13 := add(t7, z3), sub(t7, z3)
	b[5], b[3] = add(z13, z2), sub(z13, z2)
	b[1], b[7] = add(z11, z4), sub(z11, z4)
	return b
}

// rise emits lanes.rise over eight rows.
func rise(c rows) (b rows) {
	root := number("cos1414", 1.414213562)
	t10, t11, t13 := add(c[0], c[4]), sub(c[0], c[4]), add(c[2], c[6])
	t12 := sub(mul(sub(c[2], c[6]), root), t13)
	t0, t3, t1, t2 := add(t10, t13), sub(t10, t13), add(t11, t12), sub(t11, t12)

	z13, z10, z11, z12 := add(c[5], c[3]), sub(c[5], c[3]), add(c[1], c[7]), sub(c[1], c[7])
	t7 := add(z11, z13)
	t11 = mul(sub(z11, z13), root)
	z5 := mul(add(z10, z12), number("cos1847", 1.847759065))
	t10 = sub(mul(z12, number("cos1082", 1.082392200)), z5)
	t12 = sub(z5, mul(z10, number("cos2613", 2.613125930)))
	t6 := sub(t12, t7)
	t5 := sub(t11, t6)
	t4 := add(t10, t5)
	b[0], b[7] = add(t0, t7), sub(t0, t7)
	b[1], b[6] = add(t1, t6), sub(t1, t6)
	b[2], b[5] = add(t2, t5), sub(t2, t5)
	b[4], b[3] = add(t3, t4), sub(t3, t4)
	return b
}

// whole emits the nearest whole number as lanes.whole finds it, not yet a
// float.
func whole(v reg.VecVirtual) reg.VecVirtual {
	v = add(add(v, number("far", 1<<16)), number("half", 0.5))
	VCVTTPS2DQ(v, v)
	VPSUBD(words("farWhole", 1<<16), v, v)
	return v
}

// round emits what rounding coefficients does to a block.
func round() {
	start("roundAVX2", "func(b *[64]float32, steps *[2][64]float32)", "is roundPortable for AVX2.")
	at, steps := pointer("b"), pointer("steps")
	var r rows
	r.load(at)
	r = fall(fall(r.turned()).turned())
	for i, v := range r {
		q := mul(v, Mem{Base: steps, Disp: 32 * i})
		low, high := YMM(), YMM()
		VCMPPS(Imm(0x1e), number("minus049", -0.49), q, low) // greater
		VCMPPS(Imm(0x11), number("plus049", 0.49), q, high)  // less
		VANDPS(low, high, low)
		q = whole(q)
		VCVTDQ2PS(q, q)
		q = mul(q, Mem{Base: steps, Disp: 256 + 32*i})
		r[i] = YMM()
		VANDNPS(q, low, r[i])
	}
	r = rise(rise(r).turned()).turned()
	for i := range r {
		r[i] = whole(r[i])
		VPMAXSD(words("minus128", 1<<32-128), r[i], r[i])
		VPMINSD(words("plus127", 127), r[i], r[i])
		VCVTDQ2PS(r[i], r[i])
	}
	r.store(at)
	VZEROUPPER()
	RET()
}

// pair are two factors of 16 bits, for the lower and the upper half of words.
func pair(low, high int16) Mem {
	return words(fmt.Sprintf("pair%04x%04x", uint16(low), uint16(high)), uint32(uint16(low))|uint32(uint16(high))<<16)
}

// eachPair emits a body for each two rows of a block of 16 by 16 pixels: at
// counts the 32 bytes of colour, luma points to the rows' left halves.
func eachPair(name string, block reg.GPVirtual, body func(luma, colour reg.GPVirtual)) {
	luma, colour, end, middle := GP64(), GP64(), GP64(), GP64()
	MOVQ(block, luma)
	LEAQ(Mem{Base: block, Disp: 1024}, colour)
	LEAQ(Mem{Base: colour, Disp: 128}, middle)
	LEAQ(Mem{Base: colour, Disp: 256}, end)
	Label(name + "rows")
	body(luma, colour)
	ADDQ(Imm(64), luma)
	ADDQ(Imm(32), colour)
	CMPQ(colour, middle)
	JNE(LabelRef(name + "same"))
	ADDQ(U32(256), luma) // past the block on the right
	Label(name + "same")
	CMPQ(colour, end)
	JNE(LabelRef(name + "rows"))
}

// take emits the way from pixels to luma and colours. Products of 16 bits are
// added in pairs, so that 38470 and 32768 are two halves each.
func take() {
	start("takeAVX2", "func(b *[6][64]float32, pix *uint8, stride int)", "is takePortable for AVX2.")
	block, pix, stride := pointer("b"), pointer("pix"), pointer("stride")
	bytes := words("evenBytes", 0x00ff00ff)
	madd := func(v reg.VecVirtual, low, high int16) reg.VecVirtual {
		r := YMM()
		VPMADDWD(pair(low, high), v, r)
		return r
	}
	sum := func(all ...reg.VecVirtual) reg.VecVirtual {
		for _, v := range all[1:] {
			VPADDD(v, all[0], all[0])
		}
		VPADDD(words("rounding", 1<<15), all[0], all[0])
		return all[0]
	}
	eachPair("take", block, func(luma, colour reg.GPVirtual) {
		var total [2]reg.VecVirtual
		for y := range 2 {
			var parts [2][2]reg.VecVirtual // colour, half
			for half := range 2 {
				p, even, odd := YMM(), YMM(), YMM()
				VMOVDQU(Mem{Base: pix, Disp: 32 * half}, p)
				VPAND(bytes, p, even) // red and blue
				VPSRLD(Imm(8), p, p)
				VPAND(words("lowbyte", 255), p, odd)
				VPSLLD(Imm(16), odd, p)
				VPOR(p, odd, odd) // green twice
				l := sum(madd(even, 19595, 7471), madd(odd, 19235, 19235))
				VPSRAD(Imm(16), l, l)
				VPSUBD(words("plus128", 128), l, l)
				VCVTDQ2PS(l, l)
				VMOVUPS(l, Mem{Base: luma, Disp: 256*half + 32*y})
				u := sum(madd(even, -11058, 16384), madd(even, 0, 16384), madd(odd, -21710, 0))
				VPSRAD(Imm(16), u, u)
				v := sum(madd(even, 16384, -5329), madd(even, 16384, 0), madd(odd, -27439, 0))
				VPSRAD(Imm(16), v, v)
				parts[0][half], parts[1][half] = u, v
			}
			for c := range total {
				VPHADDD(parts[c][1], parts[c][0], parts[c][0])
				if y == 0 {
					total[c] = parts[c][0]
					continue
				}
				VPADDD(parts[c][0], total[c], total[c])
			}
			ADDQ(stride, pix)
		}
		for c, v := range total {
			VPERMQ(Imm(0xd8), v, v)
			VPADDD(words("two", 2), v, v)
			VPSRAD(Imm(2), v, v)
			VCVTDQ2PS(v, v)
			VMOVUPS(v, Mem{Base: colour, Disp: 256 * c})
		}
	})
	VZEROUPPER()
	RET()
}

// put emits the way back.
func put() {
	start("putAVX2", "func(b *[6][64]float32, pix *uint8, stride int)", "is putPortable for AVX2.")
	block, pix, stride := pointer("b"), pointer("pix"), pointer("stride")
	below := GP64()
	level := func(v reg.VecVirtual) reg.VecVirtual {
		v = add(v, number("half", 0.5))
		VCVTTPS2DQ(v, v)
		VPMAXSD(words("zero", 0), v, v)
		VPMINSD(words("lowbyte", 255), v, v)
		return v
	}
	twice := data("twice", 0, 0, 1, 1, 2, 2, 3, 3)
	eachPair("put", block, func(luma, colour reg.GPVirtual) {
		LEAQ(Mem{Base: pix, Index: stride, Scale: 1}, below)
		for half := range 2 {
			cb, cr, order := YMM(), YMM(), YMM()
			VMOVDQU(twice, order)
			VBROADCASTF128(Mem{Base: colour, Disp: 16 * half}, cb)
			VBROADCASTF128(Mem{Base: colour, Disp: 256 + 16*half}, cr)
			VPERMPS(cb, order, cb)
			VPERMPS(cr, order, cr)
			red, blue := mul(cr, number("red", 1.402)), mul(cb, number("blue", 1.772))
			green1, green2 := mul(cb, number("green1", 0.344136)), mul(cr, number("green2", 0.714136))
			for y, at := range []reg.GPVirtual{pix, below} {
				l := YMM()
				VMOVUPS(Mem{Base: luma, Disp: 256*half + 32*y}, l)
				l = add(l, number("light", 128))
				r, g, b := level(add(l, red)), level(sub(sub(l, green1), green2)), level(add(l, blue))
				VPSLLD(Imm(8), g, g)
				VPSLLD(Imm(16), b, b)
				VPOR(g, r, r)
				VPOR(b, r, r)
				alpha := YMM()
				VMOVDQU(words("opaque", 0xff000000), alpha)
				VPAND(Mem{Base: at, Disp: 32 * half}, alpha, alpha)
				VPOR(alpha, r, r)
				VMOVDQU(r, Mem{Base: at, Disp: 32 * half})
			}
		}
		LEAQ(Mem{Base: below, Index: stride, Scale: 1}, pix)
	})
	VZEROUPPER()
	RET()
}
