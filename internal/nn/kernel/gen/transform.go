package main

import (
	"math"

	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// transform is a linear map of a few numbers, in parts that share no sums.
type transform []part

// part makes some numbers from some.
type part struct {
	from, to []int
	make     func(f factors, d vectors, put func(i int, v reg.VecVirtual))
}

// at gives what a part reads.
func (p part) at(at func(i int) Mem) vectors {
	d := make(vectors, 7)
	for _, i := range p.from {
		d[i] = at(i)
	}
	return d
}

// all makes all numbers.
func (t transform) all(f factors, d vectors, put func(i int, v reg.VecVirtual)) {
	for _, p := range t {
		p.make(f, d, put)
	}
}

// The maps are those of the functions of the same names of package kernel.
func spreadRow4(int) transform {
	return transform{
		{[]int{0, 2, 4}, []int{0}, func(f factors, d vectors, put func(i int, v reg.VecVirtual)) {
			put(0, f.onto(f.plusTimes(d[4], 4, d[0]), -5, d[2]))
		}},
		{[]int{1, 2, 3, 4}, []int{1, 2}, func(f factors, d vectors, put func(i int, v reg.VecVirtual)) {
			even, odd := f.plusTimes(d[4], -4, d[2]), f.plusTimes(d[3], -4, d[1])
			put(1, f.plus(even, odd))
			put(2, f.minus(even, odd))
		}},
		{[]int{1, 2, 3, 4}, []int{3, 4}, func(f factors, d vectors, put func(i int, v reg.VecVirtual)) {
			even, odd := f.minus(d[4], d[2]), f.minus(d[3], d[1])
			twice := f.plus(odd, odd)
			put(3, f.plus(even, twice))
			put(4, f.minus(even, twice))
		}},
		{[]int{1, 3, 5}, []int{5}, func(f factors, d vectors, put func(i int, v reg.VecVirtual)) {
			put(5, f.onto(f.plusTimes(d[5], 4, d[1]), -5, d[3]))
		}},
	}
}

func spreadRow2(int) transform {
	return transform{
		{[]int{0, 1, 2}, []int{0, 1}, func(f factors, d vectors, put func(i int, v reg.VecVirtual)) {
			c := f.load(d[2])
			put(0, f.minus(c, d[0]))
			put(1, f.plus(c, d[1]))
		}},
		{[]int{1, 2, 3}, []int{2, 3}, func(f factors, d vectors, put func(i int, v reg.VecVirtual)) {
			b := f.load(d[1])
			put(2, f.minus(d[2], b))
			put(3, f.minus(d[3], b))
		}},
	}
}

func spreadRow7(int) transform {
	return transform{{[]int{0, 1, 2, 3, 4, 5, 6}, []int{0, 1, 2, 3, 4, 5, 6}, func(f factors, d vectors, put func(i int, v reg.VecVirtual)) {
		put(5, f.onto(f.plusTimes(d[5], 4, d[1]), -5, d[3]))
		for i := 6; i > 0; i-- {
			d[i] = f.onto(f.load(d[i]), -0.5, d[i-1])
		}
		spreadRow4(6).all(f, d[1:], func(i int, v reg.VecVirtual) { put([]int{0, 1, 2, 3, 4, 6}[i], v) })
	}}}
}

// spreadRow5 is for n numbers; without the last the last result is not needed.
func spreadRow5(n int) transform {
	t := transform{
		{[]int{0, 1, 2, 3}, []int{0, 3}, func(f factors, d vectors, put func(i int, v reg.VecVirtual)) {
			difference := f.minus(d[3], d[1])
			put(0, f.plusTimes(difference, 2, f.minus(d[0], d[2])))
			put(3, difference)
		}},
		{[]int{1, 2, 3}, []int{1, 2}, func(f factors, d vectors, put func(i int, v reg.VecVirtual)) {
			b, c, last := f.load(d[1]), f.load(d[2]), f.load(d[3])
			put(1, f.onto(f.minus(last, c), -2, b))
			put(2, f.onto(f.plusTimes(last, 2, b), -3, c))
		}},
		{[]int{1, 2, 3, 4}, []int{4}, func(f factors, d vectors, put func(i int, v reg.VecVirtual)) {
			put(4, f.onto(f.minus(d[4], d[2]), 2, f.minus(d[1], d[3])))
		}},
	}
	return t[:n-2]
}

var gatherRow2 = transform{
	{[]int{0, 1, 2}, []int{0}, func(f factors, m vectors, put func(i int, v reg.VecVirtual)) {
		put(0, f.plus(f.plus(m[0], m[1]), m[2]))
	}},
	{[]int{1, 2, 3}, []int{1}, func(f factors, m vectors, put func(i int, v reg.VecVirtual)) {
		put(1, f.plus(f.minus(m[1], m[2]), m[3]))
	}},
}

var gatherRow4 = transform{
	{[]int{0, 1, 2, 3, 4}, []int{0, 2}, func(f factors, m vectors, put func(i int, v reg.VecVirtual)) {
		sum, sum2 := f.plus(m[1], m[2]), f.plus(m[3], m[4])
		put(0, f.plus(f.plus(m[0], sum), sum2))
		put(2, f.onto(sum, 4, sum2))
	}},
	{[]int{1, 2, 3, 4, 5}, []int{1, 3}, func(f factors, m vectors, put func(i int, v reg.VecVirtual)) {
		difference, difference2 := f.minus(m[1], m[2]), f.minus(m[3], m[4])
		twice := f.plus(difference2, difference2)
		put(1, f.plus(difference, twice))
		put(3, f.plus(f.onto(difference, 4, twice), m[5]))
	}},
}

var gatherRow5 = transform{
	{[]int{0, 1, 2, 3}, []int{0, 2}, func(f factors, m vectors, put func(i int, v reg.VecVirtual)) {
		sum, d := f.plus(m[1], m[2]), f.load(m[3])
		put(0, f.plus(f.plus(m[0], sum), d))
		put(2, f.onto(sum, 4, d))
	}},
	{[]int{1, 2, 3, 4}, []int{1, 3}, func(f factors, m vectors, put func(i int, v reg.VecVirtual)) {
		difference, d := f.minus(m[1], m[2]), f.load(m[3])
		put(1, f.plusTimes(difference, 2, d))
		put(3, f.plus(f.onto(difference, 8, d), m[4]))
	}},
}

var gatherRow7 = transform{{[]int{0, 1, 2, 3, 4, 5, 6}, []int{0, 1, 2, 3}, func(f factors, m vectors, put func(i int, v reg.VecVirtual)) {
	gatherRow4.all(f, vectors{m[0], m[1], m[2], m[3], m[4], m[6]}, func(i int, v reg.VecVirtual) {
		if i == 0 {
			put(0, f.plus(v, m[5]))
		} else {
			put(i, f.onto(v, math.Pow(0.5, float64(i)), m[5]))
		}
	})
}}}
