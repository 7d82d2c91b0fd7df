package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// window emits a loop over pixels and, within, over the taps of its window.
// Each slice moves on by its step (floats, a parameter, or 16) per pixel.
type window struct {
	name, portable, signature string
	moves                     map[string]string // slice -> step
	order                     []string          // of the slices
	// tapped is the slice that taps point into.
	tapped string
	begin  func(at map[string]reg.GPVirtual)
	// tap is called with the address of the tap and the register that counts taps.
	tap func(at map[string]reg.GPVirtual, in Mem, t reg.GPVirtual)
	end func(at map[string]reg.GPVirtual)
}

func (w window) emit() {
	TEXT(w.name, NOSPLIT, w.signature)
	Pragma("noescape")
	Doc(w.name + " is " + w.portable + " for AVX2.")
	at := map[string]reg.GPVirtual{}
	for _, s := range w.order {
		at[s] = GP64()
		Load(Param(s).Base(), at[s])
	}
	count, taps, n, t, offset := GP64(), GP64(), GP64(), GP64(), GP64()
	Load(Param("count"), count)
	Load(Param("taps").Base(), taps)
	Load(Param("taps").Len(), n)
	TESTQ(count, count)
	JZ(LabelRef(w.name + "end"))
	Label(w.name + "pixel")
	w.begin(at)
	XORQ(t, t)
	Label(w.name + "tap")
	MOVQ(Mem{Base: taps, Index: t, Scale: 8}, offset)
	w.tap(at, Mem{Base: at[w.tapped], Index: offset, Scale: 4}, t)
	INCQ(t)
	CMPQ(t, n)
	JLT(LabelRef(w.name + "tap"))
	w.end(at)
	for _, s := range w.order {
		step, moves := w.moves[s]
		if !moves {
			ADDQ(Imm(64), at[s])
			continue
		}
		if step != "" {
			v := GP64()
			Load(Param(step), v)
			LEAQ(Mem{Base: at[s], Index: v, Scale: 4}, at[s])
		}
	}
	DECQ(count)
	JNZ(LabelRef(w.name + "pixel"))
	Label(w.name + "end")
	VZEROUPPER()
	RET()
}

func half(base reg.GPVirtual, h int) Mem { return Mem{Base: base, Disp: 32 * h} }

func pool() {
	poolMax()
	poolMaxIndex()
	poolMaxGrad()
	poolSum()
	poolSumGrad()
}

func poolMax() {
	var best [2]reg.VecVirtual
	window{
		name: "poolMaxAVX2", portable: "poolMaxPortable", signature: "func(out, in []float32, taps []int, count, inStep int)",
		order: []string{"out", "in"}, moves: map[string]string{"in": "inStep"}, tapped: "in",
		begin: func(map[string]reg.GPVirtual) {
			best = [2]reg.VecVirtual{YMM(), YMM()}
			for h := range best {
				VMOVUPS(constant("least", leastFloat), best[h])
			}
		},
		tap: func(_ map[string]reg.GPVirtual, in Mem, _ reg.GPVirtual) {
			for h := range best {
				v := YMM()
				VMOVUPS(in.Offset(32*h), v)
				VMAXPS(best[h], v, best[h])
			}
		},
		end: func(at map[string]reg.GPVirtual) {
			for h := range best {
				VMOVUPS(best[h], half(at["out"], h))
			}
		},
	}.emit()
}

func poolMaxIndex() {
	var best, index [2]reg.VecVirtual
	window{
		name: "poolMaxIndexAVX2", portable: "poolMaxIndexPortable",
		signature: "func(out []float32, index []int32, in []float32, taps []int, ids []int32, count, inStep int)",
		order:     []string{"out", "index", "in", "ids"}, moves: map[string]string{"in": "inStep", "ids": ""}, tapped: "in",
		begin: func(at map[string]reg.GPVirtual) {
			best, index = [2]reg.VecVirtual{YMM(), YMM()}, [2]reg.VecVirtual{YMM(), YMM()}
			for h := range best {
				VMOVUPS(constant("least", leastFloat), best[h])
				VPBROADCASTD(Mem{Base: at["ids"]}, index[h])
			}
		},
		tap: func(at map[string]reg.GPVirtual, in Mem, t reg.GPVirtual) {
			id := YMM()
			VPBROADCASTD(Mem{Base: at["ids"], Index: t, Scale: 4}, id)
			for h := range best {
				v, mask := YMM(), YMM()
				VMOVUPS(in.Offset(32*h), v)
				VCMPPS(Imm(0x1e), best[h], v, mask) // v > best
				VBLENDVPS(mask, v, best[h], best[h])
				VBLENDVPS(mask, id, index[h], index[h])
			}
		},
		end: func(at map[string]reg.GPVirtual) {
			for h := range best {
				VMOVUPS(best[h], half(at["out"], h))
				VMOVDQU(index[h], half(at["index"], h))
			}
		},
	}.emit()
}

func poolMaxGrad() {
	var grad, index [2]reg.VecVirtual
	window{
		name: "poolMaxGradAVX2", portable: "poolMaxGradPortable",
		signature: "func(din, dout []float32, index []int32, taps []int, ids []int32, count, inStep int)",
		order:     []string{"din", "dout", "index", "ids"}, moves: map[string]string{"din": "inStep", "ids": ""}, tapped: "din",
		begin: func(at map[string]reg.GPVirtual) {
			grad, index = [2]reg.VecVirtual{YMM(), YMM()}, [2]reg.VecVirtual{YMM(), YMM()}
			for h := range grad {
				VMOVUPS(half(at["dout"], h), grad[h])
				VMOVDQU(half(at["index"], h), index[h])
			}
		},
		tap: func(at map[string]reg.GPVirtual, in Mem, t reg.GPVirtual) {
			id := YMM()
			VPBROADCASTD(Mem{Base: at["ids"], Index: t, Scale: 4}, id)
			for h := range grad {
				v := YMM()
				VPCMPEQD(index[h], id, v)
				VANDPS(grad[h], v, v)
				VADDPS(in.Offset(32*h), v, v)
				VMOVUPS(v, in.Offset(32*h))
			}
		},
		end: func(map[string]reg.GPVirtual) {},
	}.emit()
}

func poolSum() {
	var total [2]reg.VecVirtual
	window{
		name: "poolSumAVX2", portable: "poolSumPortable",
		signature: "func(out, in []float32, taps []int, count, inStep int, scale float32)",
		order:     []string{"out", "in"}, moves: map[string]string{"in": "inStep"}, tapped: "in",
		begin: func(map[string]reg.GPVirtual) { total = zeroed() },
		tap: func(_ map[string]reg.GPVirtual, in Mem, _ reg.GPVirtual) {
			for h := range total {
				VADDPS(in.Offset(32*h), total[h], total[h])
			}
		},
		end: func(at map[string]reg.GPVirtual) {
			scale := broadcast("scale")
			for h := range total {
				VMULPS(scale, total[h], total[h])
				VMOVUPS(total[h], half(at["out"], h))
			}
		},
	}.emit()
}

func poolSumGrad() {
	var grad [2]reg.VecVirtual
	window{
		name: "poolSumGradAVX2", portable: "poolSumGradPortable",
		signature: "func(din, dout []float32, taps []int, count, inStep int, scale float32)",
		order:     []string{"din", "dout"}, moves: map[string]string{"din": "inStep"}, tapped: "din",
		begin: func(at map[string]reg.GPVirtual) {
			scale := broadcast("scale")
			grad = [2]reg.VecVirtual{YMM(), YMM()}
			for h := range grad {
				VMULPS(half(at["dout"], h), scale, grad[h])
			}
		},
		tap: func(_ map[string]reg.GPVirtual, in Mem, _ reg.GPVirtual) {
			for h := range grad {
				v := YMM()
				VADDPS(in.Offset(32*h), grad[h], v)
				VMOVUPS(v, in.Offset(32*h))
			}
		},
		end: func(map[string]reg.GPVirtual) {},
	}.emit()
}
