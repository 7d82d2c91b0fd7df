package main

import (
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// loop emits a function over slices of floats, 16 at a time. The first slice
// is the destination, and its length, a multiple of 16, counts. body gives
// the 8 results from the 8 numbers of each source.
func loop(name, portable string, sources []string, scalars string, prepare func(), body func(in []reg.VecVirtual) reg.VecVirtual) {
	signature := "func(dst"
	for _, s := range sources {
		signature += ", " + s
	}
	TEXT(name, NOSPLIT, signature+" []float32"+scalars+")")
	Pragma("noescape")
	Doc(name + " is " + portable + " for AVX2; the length of dst is a multiple of 16.")
	n, at := GP64(), GP64()
	dst := GP64()
	Load(Param("dst").Base(), dst)
	Load(Param("dst").Len(), n)
	var bases []reg.GPVirtual
	for _, s := range sources {
		b := GP64()
		Load(Param(s).Base(), b)
		bases = append(bases, b)
	}
	prepare()
	XORQ(at, at)
	TESTQ(n, n)
	JZ(LabelRef(name + "end"))
	Label(name + "loop")
	for h := range 2 {
		var in []reg.VecVirtual
		for _, b := range bases {
			v := YMM()
			VMOVUPS(Mem{Base: b, Index: at, Scale: 4, Disp: 32 * h}, v)
			in = append(in, v)
		}
		VMOVUPS(body(in), Mem{Base: dst, Index: at, Scale: 4, Disp: 32 * h})
	}
	ADDQ(Imm(16), at)
	CMPQ(at, n)
	JLT(LabelRef(name + "loop"))
	Label(name + "end")
	VZEROUPPER()
	RET()
}

// broadcast fills a register with a parameter.
func broadcast(param string) reg.VecVirtual { return broadcastTo(YMM(), param) }

func broadcastTo(v reg.VecVirtual, param string) reg.VecVirtual {
	at, err := Param(param).Resolve()
	if err != nil {
		panic(err)
	}
	VBROADCASTSS(at.Addr, v)
	return v
}

// constant is the address of eight copies of a number.
func constant(name string, v float32) Mem {
	return words(name, math.Float32bits(v))
}

var constants = map[string]Mem{}

func words(name string, bits uint32) Mem {
	if m, ok := constants[name]; ok {
		return m
	}
	m := GLOBL(name, RODATA|NOPTR)
	for i := range 8 {
		DATA(4*i, U32(bits))
	}
	constants[name] = m
	return m
}

func elementwise() {
	none := func() {}
	loop("addAVX2", "addPortable", []string{"a", "b"}, "", none, func(in []reg.VecVirtual) reg.VecVirtual {
		VADDPS(in[1], in[0], in[0])
		return in[0]
	})
	loop("mulAVX2", "mulPortable", []string{"a", "b"}, "", none, func(in []reg.VecVirtual) reg.VecVirtual {
		VMULPS(in[1], in[0], in[0])
		return in[0]
	})
	var factor reg.VecVirtual
	loop("addScaledAVX2", "addScaledPortable", []string{"a", "b"}, ", factor float32", func() { factor = broadcast("factor") },
		func(in []reg.VecVirtual) reg.VecVirtual {
			VFMADD231PS(in[1], factor, in[0])
			return in[0]
		})
	var zero reg.VecVirtual
	clear := func() {
		zero = YMM()
		VXORPS(zero, zero, zero)
	}
	loop("reluAVX2", "reluPortable", []string{"x"}, "", clear, func(in []reg.VecVirtual) reg.VecVirtual {
		VMAXPS(in[0], zero, in[0])
		return in[0]
	})
	loop("reluGradAVX2", "reluGradPortable", []string{"y", "dy"}, "", clear, func(in []reg.VecVirtual) reg.VecVirtual {
		mask := YMM()
		VCMPPS(Imm(0x1e), zero, in[0], mask) // y > 0
		VANDPS(mask, in[1], in[1])
		return in[1]
	})
	exponentials(none)
}

func exponentials(none func()) {
	var shift reg.VecVirtual
	loop("expAVX2", "expPortable", []string{"x"}, ", shift float32", func() { shift = broadcast("shift") },
		func(in []reg.VecVirtual) reg.VecVirtual {
			VADDPS(shift, in[0], in[0])
			return exp(in[0])
		})
	loop("sigmoidAVX2", "sigmoidPortable", []string{"x"}, "", none, func(in []reg.VecVirtual) reg.VecVirtual {
		return sigmoid(in[0])
	})
	loop("sigmoidGradAVX2", "sigmoidGradPortable", []string{"y", "dy"}, "", none, func(in []reg.VecVirtual) reg.VecVirtual {
		rest := YMM()
		VMOVUPS(constant("one", 1), rest)
		VSUBPS(in[0], rest, rest)
		VMULPS(in[0], rest, rest)
		VMULPS(in[1], rest, rest)
		return rest
	})
	loop("siluAVX2", "siluPortable", []string{"x"}, "", none, func(in []reg.VecVirtual) reg.VecVirtual {
		s := sigmoid(in[0])
		VMULPS(in[0], s, s)
		return s
	})
	loop("siluGradAVX2", "siluGradPortable", []string{"x", "dy"}, "", none, func(in []reg.VecVirtual) reg.VecVirtual {
		// dy * s * (1 + x*(1-s))
		s, rest, one := sigmoid(in[0]), YMM(), YMM()
		VMOVUPS(constant("one", 1), one)
		VSUBPS(s, one, rest)
		VFMADD213PS(one, in[0], rest)
		VMULPS(s, rest, rest)
		VMULPS(in[1], rest, rest)
		return rest
	})
}

// sigmoid emits 1/(1+exp(-x)).
func sigmoid(x reg.VecVirtual) reg.VecVirtual {
	e := YMM()
	VXORPS(constant("sign", float32(math.Copysign(0, -1))), x, e)
	e = exp(e)
	one := YMM()
	VMOVUPS(constant("one", 1), one)
	VADDPS(one, e, e)
	VDIVPS(e, one, e)
	return e
}

// exp emits the exponential of x, as exp32 computes it, in a new register.
func exp(x reg.VecVirtual) reg.VecVirtual {
	v, n, p := YMM(), YMM(), YMM()
	// The order of operands lets NaN through.
	VMOVUPS(constant("expleast", -87.33654), v)
	VMAXPS(x, v, v)
	VMOVUPS(constant("expmost", 88), n)
	VMINPS(v, n, v)
	VMULPS(constant("log2e", math.Log2E), v, n)
	VROUNDPS(Imm(0), n, n)
	VFNMADD231PS(constant("ln2high", 0.693359375), n, v)
	VFNMADD231PS(constant("ln2low", -2.12194440e-4), n, v)
	VMOVUPS(constant("exp0", 1.9875691500e-4), p)
	for i, c := range []float32{1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1, 1, 1} {
		VFMADD213PS(constant("exp"+string(rune('1'+i)), c), v, p)
	}
	VCVTPS2DQ(n, n)
	VPADDD(words("exponent", 127), n, n)
	VPSLLD(Imm(23), n, n)
	VMULPS(n, p, p)
	return p
}
