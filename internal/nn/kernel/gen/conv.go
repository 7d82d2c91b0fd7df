package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// tile is the largest number of rows of accumulators: 6 rows of 16 numbers
// take 12 of the 16 vector registers, 2 hold the 16 weights, 2 are left for
// the broadcast numbers.
const tile = 6

// rows addresses up to seven equally spaced places: base, step and 3*step reach
// five of them without further registers, base5 the others.
type rows struct {
	base, base5, step, step3 reg.GPVirtual
}

func (r rows) at(row, disp int) Mem {
	switch row {
	case 0:
		return Mem{Base: r.base, Disp: disp}
	case 1:
		return Mem{Base: r.base, Index: r.step, Scale: 1, Disp: disp}
	case 2:
		return Mem{Base: r.base, Index: r.step, Scale: 2, Disp: disp}
	case 3:
		return Mem{Base: r.base, Index: r.step3, Scale: 1, Disp: disp}
	case 4:
		return Mem{Base: r.base, Index: r.step, Scale: 4, Disp: disp}
	case 5:
		return Mem{Base: r.base5, Disp: disp}
	default:
		return Mem{Base: r.base5, Index: r.step, Scale: 1, Disp: disp}
	}
}

// place sets base5 for the present base when there are n rows.
func (r rows) place(n int) {
	if n > 5 {
		LEAQ(Mem{Base: r.base, Index: r.step, Scale: 4}, r.base5)
		ADDQ(r.step, r.base5)
	}
}

// loadStep loads a parameter that counts numbers of 1<<shift bytes as a step
// in bytes, and its triple.
func loadStep(name string, shift int) (step, step3 reg.GPVirtual) {
	step, step3 = GP64(), GP64()
	Load(Param(name), step)
	if shift > 0 {
		SHLQ(Imm(uint64(shift)), step)
	}
	LEAQ(Mem{Base: step, Index: step, Scale: 2}, step3)
	return step, step3
}

// dispatch emits the choice of the next tile for count rows that are left:
// 6 while 12 or more are left, then two tiles of nearly equal height, because
// low ones do not hide the time that an FMA takes.
func dispatch(name string, count reg.GPVirtual, emit func(n int)) {
	Label(name + "next")
	for _, c := range []struct{ least, tile int }{{11, 6}, {9, 5}, {7, 4}, {6, 6}, {5, 5}, {4, 4}, {3, 3}, {2, 2}, {1, 1}} {
		CMPQ(count, Imm(uint64(c.least)))
		JGE(LabelRef(fmt.Sprintf("%stile%d", name, c.tile)))
	}
	VZEROUPPER()
	RET()
	for n := tile; n >= 1; n-- {
		Label(fmt.Sprintf("%stile%d", name, n))
		emit(n)
		SUBQ(Imm(uint64(n)), count)
		JMP(LabelRef(name + "next"))
	}
}

// accumulators gives n rows of two vector registers.
func accumulators(n int) (acc [][2]reg.VecVirtual) {
	for range n {
		acc = append(acc, [2]reg.VecVirtual{YMM(), YMM()})
	}
	return acc
}

// outer emits acc[p] += in(p) * w for all rows, w being 16 numbers at weights.
func outer(acc [][2]reg.VecVirtual, weights Mem, in func(p int) Mem) {
	w0, w1 := YMM(), YMM()
	VMOVUPS(weights, w0)
	VMOVUPS(weights.Offset(32), w1)
	for p := range acc {
		b := YMM()
		VBROADCASTSS(in(p), b)
		VFMADD231PS(w0, b, acc[p][0])
		VFMADD231PS(w1, b, acc[p][1])
	}
}

// conv emits convAVX2, whose meaning is that of convPortable.
func conv() {
	TEXT("convAVX2", NOSPLIT, "func(out, in, w, bias, add []float32, taps []int, quads, count, inStep, outStep int, floor float32)")
	Pragma("noescape")
	Doc("convAVX2 is convPortable for processors with AVX2 and FMA: tiles of 6 pixels x 16 channels.")
	out, in := GP64(), GP64()
	Load(Param("out").Base(), out)
	Load(Param("in").Base(), in)
	count := GP64()
	Load(Param("count"), count)
	var src rows
	src.base, src.base5 = GP64(), GP64()
	src.step, src.step3 = loadStep("inStep", 2)
	dispatch("conv", count, func(n int) {
		acc := accumulators(n)
		sums(n, acc, in, src)
		finish("conv", n, acc, out)
		advance := GP64()
		IMUL3Q(Imm(uint64(n)), src.step, advance)
		ADDQ(advance, in)
	})
}

// sums emits the loops over taps and input channels.
func sums(n int, acc [][2]reg.VecVirtual, in reg.GPVirtual, src rows) {
	name := func(s string) string { return fmt.Sprintf("conv%d%s", n, s) }
	bias := GP64()
	Load(Param("bias").Base(), bias)
	for p := range acc {
		VMOVUPS(Mem{Base: bias}, acc[p][0])
		VMOVUPS(Mem{Base: bias, Disp: 32}, acc[p][1])
	}
	w, tap, taps, quads := GP64(), GP64(), GP64(), GP64()
	Load(Param("w").Base(), w)
	Load(Param("taps").Base(), tap)
	Load(Param("taps").Len(), taps)
	TESTQ(taps, taps)
	JZ(LabelRef(name("done")))
	Label(name("tap"))
	MOVQ(Mem{Base: tap}, src.base)
	LEAQ(Mem{Base: in, Index: src.base, Scale: 4}, src.base)
	src.place(n)
	Load(Param("quads"), quads)
	Label(name("quad"))
	for i := range 4 {
		outer(acc, Mem{Base: w, Disp: 64 * i}, func(p int) Mem { return src.at(p, 4*i) })
	}
	ADDQ(I32(256), w)
	ADDQ(Imm(16), src.base)
	if n == tile {
		ADDQ(Imm(16), src.base5)
	}
	DECQ(quads)
	JNZ(LabelRef(name("quad")))
	ADDQ(Imm(8), tap)
	DECQ(taps)
	JNZ(LabelRef(name("tap")))
	Label(name("done"))
}

// finish emits out = max(acc + add, floor) and moves out and add on. The
// order of the operands of the maximum lets NaN through.
func finish(prefix string, n int, acc [][2]reg.VecVirtual, out reg.GPVirtual) {
	name := fmt.Sprintf("%s%dfloor", prefix, n)
	dst := rows{base: out, base5: GP64()}
	dst.step, dst.step3 = loadStep("outStep", 2)
	more := rows{base: GP64(), base5: GP64(), step: dst.step, step3: dst.step3}
	Load(Param("add").Base(), more.base)
	TESTQ(more.base, more.base)
	JZ(LabelRef(name))
	// add moves along with out: its distance to the first out stays.
	first := GP64()
	Load(Param("out").Base(), first)
	SUBQ(first, more.base)
	ADDQ(out, more.base)
	more.place(n)
	for p := range acc {
		VADDPS(more.at(p, 0), acc[p][0], acc[p][0])
		VADDPS(more.at(p, 32), acc[p][1], acc[p][1])
	}
	Label(name)
	floor := YMM()
	at, err := Param("floor").Resolve()
	if err != nil {
		panic(err)
	}
	VBROADCASTSS(at.Addr, floor)
	dst.place(n)
	for p := range acc {
		for h := range 2 {
			VMAXPS(acc[p][h], floor, acc[p][h])
			VMOVUPS(acc[p][h], dst.at(p, 32*h))
		}
	}
	advance := GP64()
	IMUL3Q(Imm(uint64(n)), dst.step, advance)
	ADDQ(advance, out)
}

// peak emits a loop of independent FMAs, the yardstick of the benchmarks.
func peak() {
	TEXT("peakAVX2", NOSPLIT, "func(n int)")
	Doc("peakAVX2 does n times 192 multiplications and additions in registers, in 12 independent chains.")
	n := GP64()
	Load(Param("n"), n)
	acc := accumulators(tile)
	a, b := YMM(), YMM()
	VXORPS(a, a, a)
	VXORPS(b, b, b)
	for p := range acc {
		VXORPS(acc[p][0], acc[p][0], acc[p][0])
		VXORPS(acc[p][1], acc[p][1], acc[p][1])
	}
	Label("peakloop")
	for range 2 {
		for p := range acc {
			VFMADD231PS(a, b, acc[p][0])
			VFMADD231PS(a, b, acc[p][1])
		}
	}
	DECQ(n)
	JNZ(LabelRef("peakloop"))
	VZEROUPPER()
	RET()
}
