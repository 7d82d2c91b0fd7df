package main

import (
	"fmt"
	"math"
	"strings"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// vectors are numbers of 8 or 16 channels, one for each pixel of a row or a
// column: in registers, or in memory as long as each is read once.
type vectors []Op

// vector makes a register of 8 or of 16 channels.
type vector func() reg.VecVirtual

// winograd emits the transforms of tiles. They go down the columns, for one or two
// rows of the result at a time, and then along these rows, which fit the registers:
// loading a number again costs less than storing what is between. Of 7x7 numbers that
// is not so; what is between is then where the results belong, or the products were.
func winograd() {
	transforms("AVX2", YMM)
	transforms("AVX512", ZMM)
}

func transforms(set string, of vector) {
	of.spread("spread4", set, "spread4Portable", 4, 6, 6, 6, 1, spreadRow4, 4, 5)
	of.spread("spread2", set, "spread2Portable", 2, 4, 4, 4, 1, spreadRow2)
	of.spread("spread7", set, "spread7Portable", 4, 7, 7, 7, 1, spreadRow7, 0.5, 4, 5)
	for _, height := range []int{5, 4} {
		for _, width := range []int{5, 4} {
			of.spread(fmt.Sprintf("spread%d%d", height, width), set, fmt.Sprintf("spreadHalfPortable(%d, %d)", height, width), 4, 5, height, width, 2, spreadRow5, 2, 3)
		}
	}
	of.gather("gather2", set, 4, gatherRow2)
	of.gather("gather4", set, 6, gatherRow4, 4)
	of.gather("gather5", set, 5, gatherRow5, 2, 4)
	of.gather("gather7", set, 7, gatherRow7, 0.125, 0.25, 0.5, 4)
}

// planes addresses n x n planes: along a column or a row of them.
type planes struct {
	n           int
	base        reg.GPVirtual
	step, step3 reg.GPVirtual
	long, long3 reg.GPVirtual // n steps
}

func newPlanes(n int, slice, step string) planes {
	p := planes{n: n, base: GP64(), long: GP64(), long3: GP64()}
	Load(Param(slice).Base(), p.base)
	p.step, p.step3 = loadStep(step, 2)
	IMUL3Q(Imm(uint64(n)), p.step, p.long)
	LEAQ(Mem{Base: p.long, Index: p.long, Scale: 2}, p.long3)
	return p
}

// columns calls f for every column with where its planes are.
func (p planes) columns(count int, f func(x int, at func(y int) Mem)) {
	r := rows{base: GP64(), base5: GP64(), step: p.long, step3: p.long3}
	MOVQ(p.base, r.base)
	for x := range count {
		r.place(p.n)
		f(x, func(y int) Mem { return r.at(y, 0) })
		ADDQ(p.step, r.base)
	}
}

// row gives where the planes of row y are.
func (p planes) row(y int) func(x int) Mem {
	r := rows{base: GP64(), base5: GP64(), step: p.step, step3: p.step3}
	LEAQ(Mem{Base: p.base, Index: p.long, Scale: 1}, r.base)
	switch y {
	case 0:
		MOVQ(p.base, r.base)
	case 2, 4:
		LEAQ(Mem{Base: p.base, Index: p.long, Scale: uint8(y)}, r.base)
	case 3:
		LEAQ(Mem{Base: p.base, Index: p.long3, Scale: 1}, r.base)
	case 5:
		LEAQ(Mem{Base: r.base, Index: p.long, Scale: 4}, r.base)
	case 6:
		LEAQ(Mem{Base: p.base, Index: p.long3, Scale: 2}, r.base)
	}
	r.place(p.n)
	return func(x int) Mem { return r.at(x, 0) }
}

// down emits a part of a transform for some columns of numbers, from the planes if
// from is nil, and gives the rows that it makes: in registers, or in the planes if
// they are more than two.
func (p planes) down(f factors, d part, columns int, from func(x, y int) Mem) func(y int) vectors {
	middle, many := map[int]vectors{}, len(d.to) > 2
	column := func(x int, at func(y int) Mem) {
		src := at
		if from != nil {
			src = func(y int) Mem { return from(x, y) }
		}
		if many {
			d.make(f, f.all(d.at(src)), func(y int, v reg.VecVirtual) { VMOVUPS(v, at(y)) })
			return
		}
		d.make(f, d.at(src), func(y int, v reg.VecVirtual) { middle[y] = append(middle[y], v) })
	}
	if many || from == nil {
		p.columns(columns, column)
	} else {
		for x := range columns {
			column(x, nil)
		}
	}
	return func(y int) vectors {
		if many {
			at := p.row(y)
			for x := range columns {
				middle[y] = append(middle[y], at(x))
			}
		}
		return f.all(middle[y])
	}
}

// halves emits the two halves of the 16 channels as one loop, or all at once;
// move lists what moves on.
func (of vector) halves(name string, move []reg.GPVirtual, body func()) {
	if of().Size() == 64 {
		body()
		VZEROUPPER()
		RET()
		return
	}
	left := GP64()
	MOVQ(U64(2), left)
	Label(name + "half")
	body()
	for _, r := range move {
		ADDQ(Imm(32), r)
	}
	DECQ(left)
	JNZ(LabelRef(name + "half"))
	VZEROUPPER()
	RET()
}

// spread emits the transform of height x width pixels, every step-th of a row and
// a column, to as many of n x n planes. The tile beside is size pixels further.
func (of vector) spread(name, set, meaning string, size, n, height, width, step int, row func(n int) transform, factors ...float64) {
	TEXT(name+set, NOSPLIT, "func(out, in []float32, inRow, outStep int)")
	Pragma("noescape")
	Doc(name + set + " is " + meaning + " for " + set + ".")
	src := rows{base: GP64(), base5: GP64()}
	Load(Param("in").Base(), src.base)
	src.step, src.step3 = loadStep("inRow", 1+step)
	out := newPlanes(n, "out", "outStep")
	if step == 1 {
		// What the tile beside will read besides.
		src.place(height)
		for y := range height {
			for x := width; x < width+size; x++ {
				PREFETCHT0(src.at(y, 64*x))
			}
		}
	}
	held := of.hold(factors...)
	of.halves(name, []reg.GPVirtual{src.base, out.base}, func() {
		src.place(height)
		for _, down := range row(height) {
			middle := out.down(held, down, width, func(x, y int) Mem { return src.at(y, 64*step*x) })
			for _, y := range down.to {
				at := out.row(y)
				row(width).all(held, middle(y), func(x int, v reg.VecVirtual) {
					VMOVUPS(v, at(x))
					// Where the tile beside will go.
					PREFETCHT0(at(x).Offset(64))
				})
			}
		}
	})
}

func (of vector) gather(name, set string, n int, row transform, factors ...float64) {
	TEXT(name+set, NOSPLIT, "func(out, in, bias, add []float32, inStep, outRow int, floor float32)")
	Pragma("noescape")
	Doc(name + set + " is " + name + "Portable for " + set + ".")
	in := newPlanes(n, "in", "inStep")
	out, bias, add := rows{base: GP64()}, GP64(), GP64()
	Load(Param("out").Base(), out.base)
	Load(Param("bias").Base(), bias)
	Load(Param("add").Base(), add)
	out.step, out.step3 = loadStep("outRow", 2)
	size := 0
	for _, p := range row {
		size += len(p.to)
	}
	held, floor := of.hold(factors...), broadcastTo(of(), "floor")
	// From out to add; nothing to add if there is no add.
	TESTQ(add, add)
	JZ(LabelRef(name + "bare"))
	SUBQ(out.base, add)
	for _, added := range []bool{true, false} {
		loop := name + "add"
		if !added {
			loop = name + "bare"
			Label(loop)
		}
		// Where the tile beside will go.
		for y := range size {
			to := GP64()
			LEAQ(out.at(y, 0), to)
			for x := size; x < 2*size; x++ {
				PREFETCHT0(Mem{Base: to, Disp: 64 * x})
				if added {
					PREFETCHT0(Mem{Base: to, Index: add, Scale: 1, Disp: 64 * x})
				}
			}
		}
		of.halves(loop, []reg.GPVirtual{in.base, out.base, bias}, func() {
			for _, down := range row {
				middle := in.down(held, down, n, nil)
				for _, y := range down.to {
					to := GP64()
					LEAQ(out.at(y, 0), to)
					row.all(held, middle(y), func(x int, v reg.VecVirtual) {
						VADDPS(Mem{Base: bias}, v, v)
						if added {
							VADDPS(Mem{Base: to, Index: add, Scale: 1, Disp: 64 * x}, v, v)
						}
						VMAXPS(v, floor, v)
						VMOVUPS(v, Mem{Base: to, Disp: 64 * x})
					})
				}
			}
		})
	}
}

// factors are the registers that hold what is often multiplied with: a processor
// that loads 8 numbers a cycle has no time to load them each time.
type factors struct {
	of vector
	in map[float64]reg.VecVirtual
}

func (of vector) hold(all ...float64) factors {
	f := factors{of, map[float64]reg.VecVirtual{}}
	for _, n := range all {
		f.in[n] = of()
		VBROADCASTSS(number(n), f.in[n])
	}
	return f
}

// number is the address of a factor.
func number(n float64) Mem {
	return constant("winograd"+strings.ReplaceAll(fmt.Sprint(n), ".", "_"), float32(n))
}

// load gives a number in a register.
func (f factors) load(a Op) reg.VecVirtual {
	if v, ok := a.(reg.VecVirtual); ok {
		return v
	}
	v := f.of()
	VMOVUPS(a, v)
	return v
}

// all gives numbers in registers.
func (f factors) all(d vectors) (loaded vectors) {
	for _, v := range d {
		if v != nil {
			v = f.load(v)
		}
		loaded = append(loaded, v)
	}
	return loaded
}

// plus, minus and plusTimes emit a+b, a-b and c + a*times in a new register.
func (f factors) plus(a, b Op) reg.VecVirtual {
	if _, ok := a.(Mem); ok {
		a, b = b, a
	}
	first, v := f.load(a), f.of()
	VADDPS(b, first, v)
	return v
}

func (f factors) minus(a, b Op) reg.VecVirtual {
	first, v := f.load(a), f.of()
	VSUBPS(b, first, v)
	return v
}

func (f factors) plusTimes(c Op, times float64, a Op) reg.VecVirtual {
	if _, ok := c.(Mem); ok {
		return f.onto(f.load(c), times, a)
	}
	v := f.of()
	VMOVAPS(c, v)
	return f.onto(v, times, a)
}

// onto is plusTimes in the register of v.
func (f factors) onto(v reg.VecVirtual, times float64, a Op) reg.VecVirtual {
	n, wide := math.Abs(times), v.Size() == 64
	held, ok := f.in[n]
	switch {
	case ok && times < 0:
		VFNMADD231PS(a, held, v)
	case ok:
		VFMADD231PS(a, held, v)
	case wide && times < 0:
		VFNMADD231PS_BCST(number(n), f.load(a), v)
	case wide:
		VFMADD231PS_BCST(number(n), f.load(a), v)
	case times < 0:
		VFNMADD231PS(number(n), f.load(a), v)
	default:
		VFMADD231PS(number(n), f.load(a), v)
	}
	return v
}
