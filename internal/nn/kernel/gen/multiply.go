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
	TEXT("multiplyAVX2", NOSPLIT, "func(out, in, w []float32, taps []int, quads, count int, more bool)")
	Pragma("noescape")
	Doc("multiplyAVX2 is multiplyPortable for AVX2.")
	m := multiplier{out: GP64(), in: GP64(), w: GP64(), first: GP64(), last: GP64(), quads: GP64(), more: GP64()}
	Load(Param("out").Base(), m.out)
	Load(Param("in").Base(), m.in)
	Load(Param("w").Base(), m.w)
	Load(Param("taps").Base(), m.first)
	Load(Param("taps").Len(), m.last)
	LEAQ(Mem{Base: m.first, Index: m.last, Scale: 8}, m.last)
	Load(Param("quads"), m.quads)
	Load(Param("more"), m.more)
	count := GP64()
	Load(Param("count"), count)
	dispatch("multiply", count, m.rows)
}

// ahead is how many bytes of weights are asked for before they are needed: those
// of 512 channels come from memory, and all are read once for few pixels.
const ahead = 4096

type multiplier struct {
	out, in, w, first, last, quads, more reg.GPVirtual
}

// rows emits n pixels.
func (m multiplier) rows(n int) {
	name := func(s string) string { return fmt.Sprintf("multiply%d%s", n, s) }
	acc := accumulators(n)
	TESTQ(m.more, m.more)
	JZ(LabelRef(name("zero")))
	for p := range acc {
		VMOVUPS(Mem{Base: m.out, Disp: 64 * p}, acc[p][0])
		VMOVUPS(Mem{Base: m.out, Disp: 64*p + 32}, acc[p][1])
	}
	JMP(LabelRef(name("begin")))
	Label(name("zero"))
	for p := range acc {
		VXORPS(acc[p][0], acc[p][0], acc[p][0])
		VXORPS(acc[p][1], acc[p][1], acc[p][1])
	}
	Label(name("begin"))
	w, tap := GP64(), GP64()
	MOVQ(m.w, w)
	MOVQ(m.first, tap)
	Label(name("tap"))
	src, left := GP64(), GP64()
	MOVQ(Mem{Base: tap}, src)
	LEAQ(Mem{Base: m.in, Index: src, Scale: 4}, src)
	MOVQ(m.quads, left)
	Label(name("quad"))
	for i := range 4 {
		PREFETCHT0(Mem{Base: w, Disp: ahead + 64*i})
		outer(acc, Mem{Base: w, Disp: 64 * i}, func(p int) Mem { return Mem{Base: src, Disp: 64*p + 4*i} })
	}
	ADDQ(I32(256), w)
	ADDQ(Imm(16), src)
	DECQ(left)
	JNZ(LabelRef(name("quad")))
	ADDQ(Imm(8), tap)
	CMPQ(tap, m.last)
	JNE(LabelRef(name("tap")))
	for p := range acc {
		VMOVUPS(acc[p][0], Mem{Base: m.out, Disp: 64 * p})
		VMOVUPS(acc[p][1], Mem{Base: m.out, Disp: 64*p + 32})
	}
	ADDQ(I32(int32(64*n)), m.out)
	ADDQ(I32(int32(64*n)), m.in)
}
