package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// multiply emits multiplyAVX2, the loop of conv for what Winograd's method
// needs: pixels side by side and nothing to add but what is there. Sums of few
// numbers leave no time for more.
func multiply() {
	m := newMultiplier("multiplyAVX2", tile, nil)
	dispatch("multiply", m.count, func(n int) {
		acc := accumulators(n)
		var sums []accumulator
		for p := range acc {
			sums = append(sums, accumulator{acc[p][0], Mem{Base: m.out, Disp: 64 * p}}, accumulator{acc[p][1], Mem{Base: m.out, Disp: 64*p + 32}})
		}
		m.pixels(n, sums, func(v reg.VecVirtual) { VXORPS(v, v, v) },
			func(w Mem, in func(p int) Mem) { outer(acc, w, in) })
	})
}

// multiply512 emits multiplyAVX512.
func multiply512() {
	m := newMultiplier("multiplyAVX512", tile512, nil)
	dispatch512("multiply", m.count, true, func(n int) {
		acc := accumulators512(n)
		m.pixels(n, m.sums(acc, nil), zero512, func(w Mem, in func(p int) Mem) { outer512(acc, w, in) })
	})
}

// multiplyPair512 emits multiplyPairAVX512, which see in [Kernels].
func multiplyPair512() {
	outPair := GP64()
	m := newMultiplier("multiplyPairAVX512", tile512, outPair)
	dispatch512("multiply", m.count, false, func(n int) {
		acc := [2][]reg.VecVirtual{accumulators512(n), accumulators512(n)}
		sums := append(m.sums(acc[0], nil), m.sums(acc[1], outPair)...)
		m.pixels(n, sums, zero512, func(w Mem, in func(p int) Mem) {
			second := w
			second.Index, second.Scale = m.pair, 1
			outerPair(acc, w, second, in)
		})
	})
}

func zero512(v reg.VecVirtual) { VBROADCASTSS(constant("zero", 0), v) }

// sums gives the places of accumulators, pair bytes after the first.
func (m multiplier) sums(acc []reg.VecVirtual, pair reg.GPVirtual) (all []accumulator) {
	for p, v := range acc {
		at := Mem{Base: m.out, Disp: 64 * p}
		if pair != nil {
			at.Index, at.Scale = pair, 1
		}
		all = append(all, accumulator{v, at})
	}
	return all
}

// ahead is how many bytes of weights are asked for before they are needed where all
// are read once: those of 512 channels come from memory.
const ahead = 4096

type multiplier struct {
	out, in, w, first, last, count reg.GPVirtual
	step                           reg.GPVirtual // bytes from tap to tap
	far, pace                      reg.GPVirtual // weights to ask for; bytes a quad
	pair                           reg.GPVirtual // bytes from weights to the second ones, if any
}

// accumulator is a register of sums and where they belong.
type accumulator struct {
	v  reg.VecVirtual
	at Mem
}

// newMultiplier emits what comes before all pixels, of which height are done at a
// time. A call that goes over its weights several times asks meanwhile, at an even
// pace, for as many that follow, those of the next call: two processors that ask for
// all at once wait for memory.
func newMultiplier(name string, height int, outPair reg.GPVirtual) multiplier {
	signature, meaning := "func(out, in, w []float32, taps []int, quads, count int, more bool)", "multiplyPortable"
	if outPair != nil {
		signature, meaning = "func(out, in, w []float32, taps []int, quads, count int, more bool, outPair, wPair, ahead int)", "multiplyPortable for two blocks of output channels"
	}
	TEXT(name, NOSPLIT, signature)
	Pragma("noescape")
	Doc(name + " is " + meaning + ".")
	m := multiplier{out: GP64(), in: GP64(), w: GP64(), first: GP64(), last: GP64(), count: GP64(), step: GP64(), far: GP64(), pace: GP64()}
	Load(Param("out").Base(), m.out)
	Load(Param("in").Base(), m.in)
	Load(Param("w").Base(), m.w)
	Load(Param("taps").Base(), m.first)
	Load(Param("taps").Len(), m.last)
	// Taps are equally far from each other, but for few; one has no next.
	XORQ(m.step, m.step)
	CMPQ(m.last, Imm(1))
	JE(LabelRef("multiplystep"))
	MOVQ(Mem{Base: m.first, Disp: 8}, m.step)
	SUBQ(Mem{Base: m.first}, m.step)
	SHLQ(Imm(2), m.step)
	Label("multiplystep")
	LEAQ(Mem{Base: m.first, Index: m.last, Scale: 8}, m.last)
	if outPair != nil {
		m.pair = GP64()
		Load(Param("wPair"), m.pair)
		SHLQ(Imm(2), m.pair)
		Load(Param("outPair"), outPair)
		SHLQ(Imm(2), outPair)
	}
	Load(Param("count"), m.count)
	LEAQ(Mem{Base: m.w, Disp: ahead}, m.far)
	MOVQ(U64(256), m.pace)
	CMPQ(m.count, Imm(uint64(height)))
	JLE(LabelRef("multiplypaced"))
	if outPair != nil {
		Load(Param("ahead"), m.far)
		LEAQ(Mem{Base: m.w, Index: m.far, Scale: 4}, m.far)
	} else {
		quads := GP64()
		Load(Param("quads"), quads)
		MOVQ(m.last, m.far)
		SUBQ(m.first, m.far)
		IMULQ(quads, m.far)
		SHLQ(Imm(5), m.far)
		ADDQ(m.w, m.far)
	}
	for _, most := range []int{2 * height, 4 * height} {
		SHRQ(Imm(1), m.pace)
		CMPQ(m.count, Imm(uint64(most)))
		JLE(LabelRef("multiplypaced"))
	}
	SHRQ(Imm(1), m.pace)
	Label("multiplypaced")
	return m
}

// pixels emits n pixels. outer adds the products of a number of each with 16
// weights to the sums.
func (m multiplier) pixels(n int, sums []accumulator, zero func(v reg.VecVirtual), outer func(w Mem, in func(p int) Mem)) {
	name := func(s string) string { return fmt.Sprintf("multiply%d%s", n, s) }
	more := GP64()
	Load(Param("more"), more.As8())
	TESTB(more.As8(), more.As8())
	JZ(LabelRef(name("zero")))
	for _, s := range sums {
		VMOVUPS(s.at, s.v)
	}
	JMP(LabelRef(name("begin")))
	Label(name("zero"))
	for _, s := range sums {
		zero(s.v)
	}
	Label(name("begin"))
	w, tap := GP64(), GP64()
	MOVQ(m.w, w)
	MOVQ(m.first, tap)
	Label(name("tap"))
	src, left := GP64(), GP64()
	MOVQ(Mem{Base: tap}, src)
	LEAQ(Mem{Base: m.in, Index: src, Scale: 4}, src)
	Load(Param("quads"), left)
	// The input of the next tap; runs of four numbers follow each other.
	CMPQ(left, Imm(1))
	JE(LabelRef(name("quad")))
	for p := range n {
		PREFETCHT0(Mem{Base: src, Index: m.step, Scale: 1, Disp: 64 * p})
	}
	Label(name("quad"))
	for i := range 4 {
		PREFETCHT0(Mem{Base: m.far, Disp: 64 * i})
		if m.pair != nil {
			PREFETCHT0(Mem{Base: m.far, Index: m.pair, Scale: 1, Disp: 64 * i})
		}
		outer(Mem{Base: w, Disp: 64 * i}, func(p int) Mem { return Mem{Base: src, Disp: 64*p + 4*i} })
	}
	ADDQ(I32(256), w)
	ADDQ(m.pace, m.far)
	ADDQ(Imm(16), src)
	DECQ(left)
	JNZ(LabelRef(name("quad")))
	ADDQ(Imm(8), tap)
	CMPQ(tap, m.last)
	JNE(LabelRef(name("tap")))
	for _, s := range sums {
		VMOVUPS(s.v, s.at)
	}
	ADDQ(I32(int32(64*n)), m.out)
	ADDQ(I32(int32(64*n)), m.in)
}
