package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/ir"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// tile512 is the largest number of rows of accumulators of 16 numbers: more
// than the 8 that hide the time of an FMA on two ports, few enough for three
// base registers.
const tile512 = 12

// tall512 is the height of the tile of long rows of one block: its weights are
// loaded half as often.
const tall512 = 2 * tile512

// rows512 addresses up to 25 equally spaced places, five from each base.
type rows512 struct {
	bases       [5]reg.GPVirtual
	step, step3 reg.GPVirtual
}

func newRows512(param string, shift int) (r rows512) {
	for i := range r.bases {
		r.bases[i] = GP64()
	}
	r.step, r.step3 = loadStep(param, shift)
	return r
}

func (r rows512) at(row, disp int) Mem {
	return rows{base: r.bases[row/5], step: r.step, step3: r.step3}.at(row%5, disp)
}

// place sets the other bases for the first one when there are n rows.
func (r rows512) place(n int) {
	for i := 1; i <= (n-1)/5; i++ {
		LEAQ(Mem{Base: r.bases[i-1], Index: r.step, Scale: 4}, r.bases[i])
		ADDQ(r.step, r.bases[i])
	}
}

// forward moves all bases of n rows on.
func (r rows512) forward(n, bytes int) {
	for i := 0; i <= (n-1)/5; i++ {
		ADDQ(Imm(uint64(bytes)), r.bases[i])
	}
}

// dispatch512 is dispatch for tiles of up to 12 rows; if tall, of 24 where so many
// are left, and none so low after it that it has few chains.
func dispatch512(name string, count reg.GPVirtual, tall bool, emit func(n int)) {
	Label(name + "next")
	jump := func(least, tile int) {
		CMPQ(count, Imm(uint64(least)))
		JGE(LabelRef(fmt.Sprintf("%stile%d", name, tile)))
	}
	if tall {
		jump(tall512+tile512, tall512)
		CMPQ(count, Imm(tall512))
		JE(LabelRef(fmt.Sprintf("%stile%d", name, tall512)))
	}
	for n := tile512; n > tile512/2; n-- {
		jump(2*n-1, n)
	}
	for n := tile512; n >= 1; n-- {
		jump(n, n)
	}
	VZEROUPPER()
	RET()
	heights := []int{}
	if tall {
		heights = append(heights, tall512)
	}
	for n := tile512; n >= 1; n-- {
		heights = append(heights, n)
	}
	for _, n := range heights {
		Label(fmt.Sprintf("%stile%d", name, n))
		emit(n)
		SUBQ(Imm(uint64(n)), count)
		JMP(LabelRef(name + "next"))
	}
}

func accumulators512(n int) (acc []reg.VecVirtual) {
	for range n {
		acc = append(acc, ZMM())
	}
	return acc
}

// outer512 is outer for rows of one register.
func outer512(acc []reg.VecVirtual, weights Mem, in func(p int) Mem) {
	w := ZMM()
	VMOVUPS(weights, w)
	for p := range acc {
		VFMADD231PS_BCST(in(p), w, acc[p])
	}
}

// taps512 emits a loop over taps and, within, over steps of a run, whose number
// is a parameter. begin comes before each run; body gets the register of the weights.
func taps512(name string, n int, in reg.GPVirtual, src rows512, steps string, begin func(), body func(w reg.GPVirtual)) {
	w, tap, taps, left := GP64(), GP64(), GP64(), GP64()
	Load(Param("w").Base(), w)
	Load(Param("taps").Base(), tap)
	Load(Param("taps").Len(), taps)
	TESTQ(taps, taps)
	JZ(LabelRef(name + "done"))
	Label(name + "tap")
	scale := uint8(4)
	if steps == "octets" {
		scale = 1
	}
	MOVQ(Mem{Base: tap}, src.bases[0])
	LEAQ(Mem{Base: in, Index: src.bases[0], Scale: scale}, src.bases[0])
	src.place(n)
	begin()
	Load(Param(steps), left)
	Label(name + "step")
	body(w)
	DECQ(left)
	JNZ(LabelRef(name + "step"))
	ADDQ(Imm(8), tap)
	DECQ(taps)
	JNZ(LabelRef(name + "tap"))
	Label(name + "done")
}

// conv512 emits convAVX512, whose meaning is that of convPortable.
func conv512() {
	TEXT("convAVX512", NOSPLIT, "func(out, in, w, bias, add []float32, taps []int, quads, count, inStep, outStep int, floor float32)")
	Pragma("noescape")
	Doc("convAVX512 is convPortable for processors with AVX-512: tiles of 12 or 24 pixels x 16 channels.")
	out, in := GP64(), GP64()
	Load(Param("out").Base(), out)
	Load(Param("in").Base(), in)
	count := GP64()
	Load(Param("count"), count)
	src := newRows512("inStep", 2)
	dispatch512("wide", count, true, func(n int) {
		acc := accumulators512(n)
		bias := GP64()
		Load(Param("bias").Base(), bias)
		for p := range acc {
			VMOVUPS(Mem{Base: bias}, acc[p])
		}
		following := GP64() // the input of the next tile
		taps512(fmt.Sprintf("wide%d", n), n, in, src, "quads", func() {
			if n < tall512 {
				return
			}
			IMUL3Q(Imm(uint64(n)), src.step, following)
			ADDQ(src.bases[0], following)
		}, func(w reg.GPVirtual) {
			if n == tall512 {
				PREFETCHT0(Mem{Base: following})
				PREFETCHT0(Mem{Base: following, Index: src.step, Scale: 1})
				LEAQ(Mem{Base: following, Index: src.step, Scale: 2}, following)
			}
			for i := range 4 {
				outer512(acc, Mem{Base: w, Disp: 64 * i}, func(p int) Mem { return src.at(p, 4*i) })
			}
			ADDQ(I32(256), w)
			src.forward(n, 16)
		})
		finish512(fmt.Sprintf("wide%dfloor", n), n, acc, out)
		advance := GP64()
		IMUL3Q(Imm(uint64(n)), src.step, advance)
		ADDQ(advance, in)
	})
}

// outerPair is outer512 for two blocks of 16 weights: a number, once broadcast,
// serves both. A processor with two units for FMA loads two numbers a cycle; 12
// rows of one block need 13 for 6 cycles of FMA, those of two 14 for 12.
func outerPair(acc [2][]reg.VecVirtual, first, second Mem, in func(p int) Mem) {
	w, v := ZMM(), ZMM()
	VMOVUPS(first, w)
	VMOVUPS(second, v)
	for p := range acc[0] {
		x := ZMM()
		VBROADCASTSS(in(p), x)
		VFMADD231PS(w, x, acc[0][p])
		VFMADD231PS(v, x, acc[1][p])
	}
}

// convPair512 emits convPairAVX512, which see in [Kernels].
func convPair512() {
	TEXT("convPairAVX512", NOSPLIT, "func(out, in, w, bias, add []float32, taps []int, quads, count, inStep, outStep, outPair, wPair int, next []float32, floor float32)")
	Pragma("noescape")
	Doc("convPairAVX512 is convAVX512 for two blocks of output channels: tiles of 12 pixels x 32 channels.")
	out, in := GP64(), GP64()
	Load(Param("out").Base(), out)
	Load(Param("in").Base(), in)
	count := GP64()
	Load(Param("count"), count)
	src := newRows512("inStep", 2)
	pair, far, end := GP64(), GP64(), AllocLocal(8)
	Load(Param("next").Len(), pair)
	Load(Param("next").Base(), far)
	LEAQ(Mem{Base: far, Index: pair, Scale: 4}, pair)
	MOVQ(pair, end)
	dispatch512("pair", count, false, func(n int) {
		name := func(s string) string { return fmt.Sprintf("pair%d%s", n, s) }
		acc := [2][]reg.VecVirtual{accumulators512(n), accumulators512(n)}
		bias := GP64()
		Load(Param("bias").Base(), bias)
		for h := range acc {
			for _, v := range acc[h] {
				VMOVUPS(Mem{Base: bias, Disp: 64 * h}, v)
			}
		}
		pair := GP64()
		Load(Param("wPair"), pair)
		SHLQ(Imm(2), pair)
		taps512(name(""), n, in, src, "quads", func() {}, func(w reg.GPVirtual) {
			CMPQ(far, end)
			JAE(LabelRef(name("near")))
			PREFETCHT1(Mem{Base: far})
			PREFETCHT1(Mem{Base: far, Index: pair, Scale: 1})
			ADDQ(Imm(64), far)
			Label(name("near"))
			for i := range 4 {
				outerPair(acc, Mem{Base: w, Disp: 64 * i}, Mem{Base: w, Index: pair, Scale: 1, Disp: 64 * i}, func(p int) Mem { return src.at(p, 4*i) })
			}
			ADDQ(I32(256), w)
			src.forward(n, 16)
		})
		second := GP64()
		Load(Param("outPair"), second)
		LEAQ(Mem{Base: out, Index: second, Scale: 4}, second)
		finish512(name("second"), n, acc[1], second)
		finish512(name("floor"), n, acc[0], out)
		advance := GP64()
		IMUL3Q(Imm(uint64(n)), src.step, advance)
		ADDQ(advance, in)
	})
}

// finish512 emits out = max(acc + add, floor) and moves out on.
func finish512(name string, n int, acc []reg.VecVirtual, out reg.GPVirtual) {
	step, from, to := GP64(), GP64(), GP64()
	Load(Param("outStep"), step)
	SHLQ(Imm(2), step)
	Load(Param("add").Base(), from)
	TESTQ(from, from)
	JZ(LabelRef(name))
	first := GP64()
	Load(Param("out").Base(), first)
	SUBQ(first, from)
	ADDQ(out, from)
	for p := range acc {
		VADDPS(Mem{Base: from}, acc[p], acc[p])
		if p < n-1 {
			ADDQ(step, from)
		}
	}
	Label(name)
	floor := broadcastTo(ZMM(), "floor")
	MOVQ(out, to)
	for p := range acc {
		VMAXPS(acc[p], floor, acc[p])
		VMOVUPS(acc[p], Mem{Base: to})
		ADDQ(step, to)
	}
	MOVQ(to, out)
}

// convGrad512 emits convGradAVX512, whose meaning is that of convGradPortable.
func convGrad512() {
	TEXT("convGradAVX512", NOSPLIT, "func(dw, in, dout []float32, count, width, height, inStep, inRow, outRow int, more bool)")
	Pragma("noescape")
	Doc("convGradAVX512 is convGradPortable for processors with AVX-512: tiles of 12 or 24 x 16 channels.")
	dw, in := GP64(), GP64()
	Load(Param("dw").Base(), dw)
	Load(Param("in").Base(), in)
	count, inStep := GP64(), GP64()
	Load(Param("count"), count)
	Load(Param("inStep"), inStep)
	SHLQ(Imm(2), inStep)
	dispatch512("widegrad", count, true, func(n int) {
		name := func(s string) string { return fmt.Sprintf("widegrad%d%s", n, s) }
		acc := accumulators512(n)
		for p := range acc {
			VBROADCASTSS(constant("zero", 0), acc[p])
		}
		area(name, in, inStep, func(s, d reg.GPVirtual) {
			outer512(acc, Mem{Base: d}, func(p int) Mem { return Mem{Base: s, Disp: 4 * p} })
		})
		var sums []accumulator
		for p := range acc {
			sums = append(sums, accumulator{acc[p], Mem{Base: dw, Disp: 64 * p}})
		}
		addMore(name("store"), sums)
		ADDQ(I32(int32(64*n)), dw)
		ADDQ(Imm(uint64(4*n)), in)
	})
}

// convGradPair512 emits convGradPairAVX512, which see in [Kernels].
func convGradPair512() {
	TEXT("convGradPairAVX512", NOSPLIT, "func(dw, in, dout []float32, count, width, height, inStep, inRow, outRow, dwPair, doutPair int, more bool)")
	Pragma("noescape")
	Doc("convGradPairAVX512 is convGradAVX512 for two blocks of output channels: tiles of 12 x 32 channels.")
	dw, in := GP64(), GP64()
	Load(Param("dw").Base(), dw)
	Load(Param("in").Base(), in)
	count, inStep, doutPair := GP64(), GP64(), GP64()
	Load(Param("count"), count)
	Load(Param("inStep"), inStep)
	SHLQ(Imm(2), inStep)
	Load(Param("doutPair"), doutPair)
	SHLQ(Imm(2), doutPair)
	dispatch512("gradpair", count, false, func(n int) {
		name := func(s string) string { return fmt.Sprintf("gradpair%d%s", n, s) }
		acc := [2][]reg.VecVirtual{accumulators512(n), accumulators512(n)}
		for h := range acc {
			for _, v := range acc[h] {
				VBROADCASTSS(constant("zero", 0), v)
			}
		}
		area(name, in, inStep, func(s, d reg.GPVirtual) {
			outerPair(acc, Mem{Base: d}, Mem{Base: d, Index: doutPair, Scale: 1}, func(p int) Mem { return Mem{Base: s, Disp: 4 * p} })
		})
		pair := GP64()
		Load(Param("dwPair"), pair)
		var sums []accumulator
		for p := range acc[0] {
			sums = append(sums, accumulator{acc[0][p], Mem{Base: dw, Disp: 64 * p}}, accumulator{acc[1][p], Mem{Base: dw, Index: pair, Scale: 4, Disp: 64 * p}})
		}
		addMore(name("store"), sums)
		ADDQ(I32(int32(64*n)), dw)
		ADDQ(Imm(uint64(4*n)), in)
	})
}

// dot8 emits VPDPBUSD, which avo does not know: sum += four products of the
// unsigned bytes of x and the signed ones of w.
func dot8(w, x, sum reg.VecVirtual) {
	Instruction(&ir.Instruction{
		Opcode: "VPDPBUSD", Operands: []Op{w, x, sum},
		Inputs: []Op{w, x, sum}, Outputs: []Op{sum}, ISA: []string{"AVX512VNNI"},
	})
}

// conv8VNNI emits conv8AVX512, whose meaning is that of conv8Portable: one
// instruction adds four products in 32 bits.
func conv8VNNI() {
	TEXT("conv8AVX512", NOSPLIT, "func(out []float32, in []uint8, w []int8, start []int32, scale, bias, add []float32, taps []int, octets, count, inStep, outStep int, floor float32)")
	Pragma("noescape")
	Doc("conv8AVX512 is conv8Portable for processors with AVX-512 and VNNI: tiles of 12 pixels x 16 channels.")
	out, in := GP64(), GP64()
	Load(Param("out").Base(), out)
	Load(Param("in").Base(), in)
	count := GP64()
	Load(Param("count"), count)
	src := newRows512("inStep", 0)
	dispatch512("wide8", count, false, func(n int) {
		acc := accumulators512(n)
		start := GP64()
		Load(Param("start").Base(), start)
		for p := range acc {
			VMOVUPS(Mem{Base: start}, acc[p])
		}
		taps512(fmt.Sprintf("wide8x%d", n), n, in, src, "octets", func() {}, func(w reg.GPVirtual) {
			for i := range 2 {
				row := ZMM()
				VMOVUPS(Mem{Base: w, Disp: 64 * i}, row)
				for p := range acc {
					x := ZMM()
					VPBROADCASTD(src.at(p, 4*i), x)
					dot8(row, x, acc[p])
				}
			}
			SUBQ(I32(-128), w)
			src.forward(n, 8)
		})
		scale, bias, s, b := GP64(), GP64(), ZMM(), ZMM()
		Load(Param("scale").Base(), scale)
		Load(Param("bias").Base(), bias)
		VMOVUPS(Mem{Base: scale}, s)
		VMOVUPS(Mem{Base: bias}, b)
		for p := range acc {
			VCVTDQ2PS(acc[p], acc[p])
			VMULPS(s, acc[p], acc[p])
			VADDPS(b, acc[p], acc[p])
		}
		finish512(fmt.Sprintf("wide8x%dfloor", n), n, acc, out)
		advance := GP64()
		IMUL3Q(Imm(uint64(n)), src.step, advance)
		ADDQ(advance, in)
	})
}

// peak512 emits a loop of independent FMAs, the yardstick of the benchmarks.
func peak512() {
	TEXT("peakAVX512", NOSPLIT, "func(n int)")
	Doc("peakAVX512 does n times 192 multiplications and additions in registers, in 12 independent chains.")
	n := GP64()
	Load(Param("n"), n)
	acc := accumulators512(tile512)
	x := ZMM()
	for _, v := range append(acc, x) {
		VBROADCASTSS(constant("zero", 0), v)
	}
	Label("peakloop")
	for _, v := range acc {
		VFMADD231PS(x, x, v)
	}
	DECQ(n)
	JNZ(LabelRef("peakloop"))
	VZEROUPPER()
	RET()
}
