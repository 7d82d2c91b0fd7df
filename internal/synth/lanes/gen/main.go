// Command gen writes the AVX2 assembly of package lanes and the Go declarations
// that belong to it. Run it through "go generate" in the folder of package
// lanes. No instruction here fuses a product and a sum: the portable code does
// not either, and both have to give the same bits.
package main

import (
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

func main() {
	ConstraintExpr("amd64,!noasm")
	mix("setSevenAVX2", 7, false)
	mix("setFiveAVX2", 5, false)
	mix("setThreeAVX2", 3, false)
	mix("addFourAVX2", 4, true)
	mix("addOneAVX2", 1, true)
	cubic()
	round()
	take()
	put()
	bytes()
	lookup()
	scatter()
	pairs()
	rule()
	curve()
	glide()
	ramp()
	Generate()
}

// start begins a function.
func start(name, signature, doc string) {
	TEXT(name, NOSPLIT, signature)
	Pragma("noescape")
	Doc(name + " " + doc)
}

// loop emits a body for each step of at from 0 to before n.
func loop(name string, at, n reg.GPVirtual, step int, body func()) {
	XORQ(at, at)
	JMP(LabelRef(name + "test"))
	Label(name + "loop")
	body()
	ADDQ(Imm(uint64(step)), at)
	Label(name + "test")
	CMPQ(at, n)
	JLT(LabelRef(name + "loop"))
}

var constants = map[string]Mem{}

// words is the address of eight copies of a word.
func words(name string, bits uint32) Mem {
	return data(name, bits, bits, bits, bits, bits, bits, bits, bits)
}

// data is the address of words.
func data(name string, bits ...uint32) Mem {
	if m, ok := constants[name]; ok {
		return m
	}
	m := GLOBL(name, RODATA|NOPTR)
	for i, b := range bits {
		DATA(4*i, U32(b))
	}
	constants[name] = m
	return m
}

// number is the address of eight copies of a float32.
func number(name string, v float32) Mem { return words(name, math.Float32bits(v)) }

// double is the address of two copies of a float64.
func double(name string, v float64) Mem {
	b := math.Float64bits(v)
	return data(name, uint32(b), uint32(b>>32), uint32(b), uint32(b>>32))
}

// The operators of eight numbers at once; results are in new registers.

func add(a reg.VecVirtual, b Op) reg.VecVirtual { r := YMM(); VADDPS(b, a, r); return r }
func sub(a reg.VecVirtual, b Op) reg.VecVirtual { r := YMM(); VSUBPS(b, a, r); return r }
func mul(a reg.VecVirtual, b Op) reg.VecVirtual { r := YMM(); VMULPS(b, a, r); return r }

// broadcast fills a register with a parameter.
func broadcast(param string) reg.VecVirtual {
	at, err := Param(param).Resolve()
	if err != nil {
		panic(err)
	}
	v := YMM()
	VBROADCASTSS(at.Addr, v)
	return v
}

func pointer(param string) reg.GPVirtual { r := GP64(); Load(Param(param), r); return r }

func slice(param string) (base, n reg.GPVirtual) {
	base, n = GP64(), GP64()
	Load(Param(param).Base(), base)
	Load(Param(param).Len(), n)
	return base, n
}
