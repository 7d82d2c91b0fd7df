package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// curve emits places on a cubic; a vector holds both coordinates.
func curve() {
	start("curveAVX2", "func(out [][2]float64, weights [][4]float64, x *[4]float64, y *[4]float64)", "is curvePortable for AVX2.")
	out, n := slice("out")
	weights, _ := slice("weights")
	x, y := pointer("x"), pointer("y")
	var node [4]reg.VecVirtual
	for k := range node {
		node[k] = XMM()
		VMOVSD(Mem{Base: x, Disp: 8 * k}, node[k])
		VMOVHPD(Mem{Base: y, Disp: 8 * k}, node[k], node[k])
	}
	at := GP64()
	loop("curve", at, n, 1, func() {
		var sum reg.VecVirtual
		for k := range node {
			w := XMM()
			VMOVDDUP(Mem{Base: weights, Disp: 8 * k}, w)
			VMULPD(node[k], w, w)
			if sum == nil {
				sum = w
			} else {
				VADDPD(w, sum, sum)
			}
		}
		VMOVUPD(sum, Mem{Base: out})
		ADDQ(Imm(32), weights)
		ADDQ(Imm(16), out)
	})
	RET()
}

// glide emits numbers between those of a line, eight by eight.
func glide() {
	start("glideAVX2", "func(out []float32, line *[129]float32, at int64, step int64)",
		"is glidePortable for AVX2; the length of out is a multiple of 8.")
	out, n := slice("out")
	line := pointer("line")
	// In this order their halves come out in a row.
	var place [2]reg.VecVirtual
	step, first, far := YMM(), YMM(), YMM()
	broadcast64("step", step)
	broadcast64("at", first)
	for k, order := range [2][4]uint32{{0, 1, 4, 5}, {2, 3, 6, 7}} {
		times, high := YMM(), YMM()
		name := [2]string{"early", "late"}[k]
		VMOVDQU(data(name, order[0], 0, order[1], 0, order[2], 0, order[3], 0), times)
		place[k] = YMM()
		// The product of 64 bits by a small number.
		VPMULUDQ(step, times, place[k])
		VPSRLQ(Imm(32), step, high)
		VPMULUDQ(high, times, high)
		VPSLLQ(Imm(32), high, high)
		VPADDQ(high, place[k], place[k])
		VPADDQ(first, place[k], place[k])
	}
	VPSLLQ(Imm(3), step, far)
	mask := YMM()
	VMOVDQU(words("period", 127), mask)
	next, i := GP64(), GP64()
	LEAQ(Mem{Base: line, Disp: 4}, next)
	loop("glide", i, n, 8, func() {
		whole, part := YMM(), YMM()
		VSHUFPS(Imm(0xdd), place[1], place[0], whole)
		VSHUFPS(Imm(0x88), place[1], place[0], part)
		VPAND(mask, whole, whole)
		VPSRLD(Imm(8), part, part)
		VCVTDQ2PS(part, part)
		part = mul(part, number("fraction24", 1.0/(1<<24)))
		a, b := gather(line, whole), gather(next, whole)
		VMOVUPS(add(a, mul(part, sub(b, a))), Mem{Base: out, Index: i, Scale: 4})
		VPADDQ(far, place[0], place[0])
		VPADDQ(far, place[1], place[1])
	})
	VZEROUPPER()
	RET()
}

// broadcast64 fills a register with a parameter.
func broadcast64(param string, to reg.VecVirtual) {
	at, err := Param(param).Resolve()
	if err != nil {
		panic(err)
	}
	VPBROADCASTQ(at.Addr, to)
}

// ramp emits light that changes evenly from pixel to pixel. Three vectors hold
// eight pixels; each of the three is gone through by itself.
func ramp() {
	start("rampAVX2", "func(row []float32, l *[12]float32, share float32, step float32)",
		"is rampPortable for AVX2; row has a multiple of 24 values.")
	row, n := slice("row")
	l, first, step, eight, i := pointer("l"), broadcast("share"), broadcast("step"), YMM(), GP64()
	VMULPS(number("eight", 8), step, eight)
	for k := range 3 {
		var colours, pixels [8]uint32
		for j := range 8 {
			colours[j], pixels[j] = uint32(8*k+j)%3, uint32(8*k+j)/3
		}
		part := func(of uint32) reg.VecVirtual {
			index, v := YMM(), YMM()
			from := min(of&^3, 4) // not to read beyond the last
			order := colours
			for j := range order {
				order[j] += of - from
			}
			VMOVDQU(data(fmt.Sprintf("ramp%d%d", k, of), order[:]...), index)
			VPERMPS(Mem{Base: l, Disp: 4 * int(from)}, index, v)
			return v
		}
		times, plus, moreTimes, morePlus := part(0), part(3), part(6), part(9)
		g := YMM()
		VCVTDQ2PS(data(fmt.Sprintf("rampPixels%d", k), pixels[:]...), g)
		VMULPS(step, g, g)
		VADDPS(first, g, g)
		loop(fmt.Sprintf("ramp%d", k), i, n, 24, func() {
			at := Mem{Base: row, Index: i, Scale: 4, Disp: 32 * k}
			v := mul(add(times, mul(g, moreTimes)), at)
			VMOVUPS(add(v, add(plus, mul(g, morePlus))), at)
			VADDPS(eight, g, g)
		})
	}
	VZEROUPPER()
	RET()
}
