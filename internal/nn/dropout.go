package nn

import (
	"math"

	"github.com/einthoven-ecg/einthoven/internal/nn/kernel"
)

// dropout decides by a hash of seed, step and place, so that a run that is
// resumed drops the same and the backward pass needs no memory.
type dropout struct {
	seed   uint64
	unit   int // numbers that share a decision; 1, or the pixels of a channel
	limit  uint32
	factor float32
	shape  kernel.Shape

	call struct {
		dst, src []float32
		key      uint64
	}
	job func(i int)
}

// Dropout declares that in training numbers become zero with a probability
// below one, and the others grow to keep the mean. Every layer needs a seed of
// its own.
func (b *Builder) Dropout(x Node, probability float64, seed uint64) Node {
	return b.dropout(x, probability, seed, 1)
}

// DropChannels is Dropout of whole channels of a sample.
func (b *Builder) DropChannels(x Node, probability float64, seed uint64) Node {
	return b.dropout(x, probability, seed, x.Shape.H*x.Shape.W)
}

func (b *Builder) dropout(x Node, probability float64, seed uint64, unit int) Node {
	if !(probability >= 0 && probability < 1) {
		return b.failf("dropout: probability %g is not in [0, 1)", probability)
	}
	o := &dropout{seed: seed, unit: unit, shape: x.Shape, factor: float32(1 / (1 - probability)),
		limit: uint32(probability * math.MaxUint32)}
	o.job = o.piece
	return b.add(o, x.Shape, nil, x)
}

func (o *dropout) needs() needs { return needs{} }

func (o *dropout) forward(e *exec, y []float32, x [][]float32) error {
	o.run(e, y, x[0])
	return nil
}

func (o *dropout) backward(e *exec, dx []gradient, dy, _ []float32, _ [][]float32) error {
	o.run(e, dx[0].to, dy)
	return nil
}

func (o *dropout) run(e *exec, dst, src []float32) {
	if !e.train || o.limit == 0 {
		copy(dst, src)
		return
	}
	o.call.dst, o.call.src, o.call.key = dst, src, mix64(o.seed^mix64(e.step))
	e.each(pieces(len(dst)), o.job)
}

// piece does a part of the numbers, in the order of memory. It has no branches,
// which would be guessed wrong.
func (o *dropout) piece(i int) {
	c := &o.call
	lo, hi := piece(i, len(c.dst))
	if o.unit > 1 {
		o.channels(lo, hi)
		return
	}
	dst := c.dst[lo:hi]
	for j, v := range c.src[lo:hi] {
		dst[j] = o.keep(v, c.key+uint64(lo+j))
	}
}

// keep is v times the factor, or zero if the hash of a place says so.
func (o *dropout) keep(v float32, place uint64) float32 {
	hash := mix64(place) >> 32
	dropped := uint32(int64(hash-uint64(o.limit)) >> 63) // all ones if less
	return math.Float32frombits(math.Float32bits(v*o.factor) &^ dropped)
}

// channels does a part where the pixels of a channel share a decision.
func (o *dropout) channels(lo, hi int) {
	c := &o.call
	for j := lo; j < hi; j++ {
		unit := j/(o.unit*kernel.Block)*kernel.Block + j%kernel.Block
		c.dst[j] = o.keep(c.src[j], c.key+uint64(unit))
	}
}

// mix64 is the finaliser of SplitMix64. Source: G. Steele, D. Lea, C. Flood,
// Fast Splittable Pseudorandom Number Generators, 2014.
func mix64(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
