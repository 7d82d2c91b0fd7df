package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// pixels emits a function over pixels of 16 channels; counter names the slice
// whose length counts.
func pixels(name, portable, signature, counter string, slices []string, prepare func(), body func(h int, at func(slice string) Mem), end func()) {
	TEXT(name, NOSPLIT, signature)
	Pragma("noescape")
	Doc(name + " is " + portable + " for AVX2.")
	n, i := GP64(), GP64()
	Load(Param(counter).Len(), n)
	base := map[string]reg.GPVirtual{}
	for _, s := range slices {
		base[s] = GP64()
		Load(Param(s).Base(), base[s])
	}
	prepare()
	XORQ(i, i)
	TESTQ(n, n)
	JZ(LabelRef(name + "end"))
	Label(name + "loop")
	for h := range 2 {
		body(h, func(s string) Mem { return Mem{Base: base[s], Index: i, Scale: 4, Disp: 32 * h} })
	}
	ADDQ(Imm(16), i)
	CMPQ(i, n)
	JLT(LabelRef(name + "loop"))
	Label(name + "end")
	end()
	VZEROUPPER()
	RET()
}

// pair loads the 16 numbers of a slice.
func pair(slice string) (v [2]reg.VecVirtual) {
	base := GP64()
	Load(Param(slice).Base(), base)
	for h := range v {
		v[h] = YMM()
		VMOVUPS(Mem{Base: base, Disp: 32 * h}, v[h])
	}
	return v
}

func channels() {
	affine()
	mix()
	sum()
	sumProduct()
}

func affine() {
	var scale, shift [2]reg.VecVirtual
	var floor reg.VecVirtual
	pixels("affineAVX2", "affinePortable", "func(dst, x, scale, shift []float32, floor float32)", "dst", []string{"dst", "x"},
		func() { scale, shift, floor = pair("scale"), pair("shift"), broadcast("floor") },
		func(h int, at func(string) Mem) {
			v := YMM()
			VMOVUPS(at("x"), v)
			VFMADD213PS(shift[h], scale[h], v)
			VMAXPS(v, floor, v)
			VMOVUPS(v, at("dst"))
		}, func() {})
}

func mix() {
	var a, b, c [2]reg.VecVirtual
	pixels("mixAVX2", "mixPortable", "func(dst, x, y, a, b, c []float32)", "dst", []string{"dst", "x", "y"},
		func() { a, b, c = pair("a"), pair("b"), pair("c") },
		func(h int, at func(string) Mem) {
			v, w := YMM(), YMM()
			VMOVUPS(at("x"), v)
			VMOVUPS(at("y"), w)
			VFMADD213PS(c[h], a[h], v)
			VFMADD231PS(b[h], w, v)
			VMOVUPS(v, at("dst"))
		}, func() {})
}

// zeroed gives two registers that are zero.
func zeroed() (v [2]reg.VecVirtual) {
	for h := range v {
		v[h] = YMM()
		VXORPS(v[h], v[h], v[h])
	}
	return v
}

func store(slice string, v [2]reg.VecVirtual) {
	base := GP64()
	Load(Param(slice).Base(), base)
	for h := range v {
		VMOVUPS(v[h], Mem{Base: base, Disp: 32 * h})
	}
}

func sum() {
	var total [2]reg.VecVirtual
	pixels("sumAVX2", "sumPortable", "func(total, x []float32)", "x", []string{"x"},
		func() { total = zeroed() },
		func(h int, at func(string) Mem) { VADDPS(at("x"), total[h], total[h]) },
		func() { store("total", total) })
}

func sumProduct() {
	var total [2]reg.VecVirtual
	pixels("sumProductAVX2", "sumProductPortable", "func(total, x, y []float32)", "x", []string{"x", "y"},
		func() { total = zeroed() },
		func(h int, at func(string) Mem) {
			v := YMM()
			VMOVUPS(at("x"), v)
			VFMADD231PS(at("y"), v, total[h])
		},
		func() { store("total", total) })
}
