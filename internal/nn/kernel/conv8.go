package kernel

import (
	"errors"
	"fmt"
	"math"
)

// Range is the least and the greatest number of a tensor.
type Range struct{ Min, Max float32 }

// Widen makes a range hold all of x that is finite.
func (r Range) Widen(x []float32) Range {
	for _, v := range x {
		if v-v == 0 {
			r.Min, r.Max = min(r.Min, v), max(r.Max, v)
		}
	}
	return r
}

const (
	// most8 is the greatest number of an input, mostWeight8 that of a weight.
	// They have 7 bits, so that AVX2 can add four products in 16 bits: 4*127*63
	// is less than 1<<15.
	most8, mostWeight8 = 127, 63
	// longest8 bounds the number of products of a sum in 32 bits.
	longest8 = math.MaxInt32 / (2 * most8 * mostWeight8)
)

// Conv8 is the convolution of [Conv], forward only, with weights and inputs
// rounded to 7 bits: weights to multiples of the greatest of their output
// channel over 63, inputs to 128 equal steps of a range. Sums are exact; the
// output is float32 again. All [Kernels] give the same bits. It holds the
// state of a call: one call at a time.
type Conv8 struct {
	c       *corr
	in, out Shape
	weights weights

	call struct {
		dst, add, src []float32
		halo          []uint8
		packed        *Packed8
		floor         float32
	}
	copyJob, taskJob func(i int)
}

// Packed8 are weights as [Conv8.Forward] reads them.
type Packed8 struct {
	w            []int8
	start        []int32
	scale, bias  []float32
	factor, zero float32 // of the input
}

// NewConv8 plans a convolution, which must not be transposed.
func NewConv8(k *Kernels, p ConvParams) (*Conv8, error) {
	if p.Transposed {
		return nil, errors.New("kernel: transposed convolutions have no 8 bits")
	}
	g, err := p.geometry()
	if err != nil {
		return nil, err
	}
	c := &Conv8{in: p.In, out: g.out, weights: g.weights,
		c: newRegion(k.orBest(), g.large, g.small, g.y.forward(), g.x.forward(), fillBytes)}
	if n := c.c.passes[0].panel / Block; n > longest8 {
		return nil, fmt.Errorf("kernel: sums of %d products are too long for 8 bits, at most %d", n, longest8)
	}
	if n := c.ScratchSize(); n > maxFloats {
		return nil, fmt.Errorf("kernel: padded input of %d numbers is too large", n)
	}
	c.copyJob, c.taskJob = c.doCopy, c.doTask
	return c, nil
}

// WeightsSize is the number of plain weights, [out][in][kh][kw].
func (c *Conv8) WeightsSize() int { return c.weights.size() }

// ScratchSize is the number of bytes of scratch memory that Forward needs.
func (c *Conv8) ScratchSize() int { return c.c.group * c.c.src.sample() }

// Pack rounds plain weights, with the bias of every output channel (nil for
// none), for inputs of a range, and writes them to dst, whose memory is used
// again. The range is widened to hold zero, which is kept exactly.
func (c *Conv8) Pack(dst *Packed8, w, bias []float32, in Range) error {
	if err := lengths(length{"weights", len(w), c.weights.size()}); err != nil {
		return err
	}
	if bias != nil {
		if err := lengths(length{"bias", len(bias), c.out.C}); err != nil {
			return err
		}
	}
	step, zero, err := in.steps()
	if err != nil {
		return err
	}
	if n := c.out.Vector(); len(dst.start) != n {
		dst.w = make([]int8, c.c.panels)
		dst.start, dst.scale, dst.bias = make([]int32, n), make([]float32, n), make([]float32, n)
	}
	dst.factor, dst.zero = 1/step, float32(zero)
	clear(dst.bias)
	copy(dst.bias, bias)
	row := c.weights.large * c.weights.kh * c.weights.kw
	for o := range c.out.C {
		plain := w[o*row:][:row]
		most := float32(0)
		for _, v := range plain {
			if v-v != 0 {
				return errors.New("kernel: a weight is no finite number")
			}
			most = max(most, v, -v)
		}
		unit := max(most/mostWeight8, 1e-30)
		dst.scale[o] = step * unit
		dst.start[o] = -int32(zero) * c.round(dst.w, plain, o, unit)
	}
	return nil
}

// steps gives the size of a step and the place of zero, of 0 to 127.
func (r Range) steps() (step float32, zero int, err error) {
	lo, hi := min(r.Min, 0), max(r.Max, 0)
	step = (hi - lo) / most8
	if !(step >= 0) || step-step != 0 {
		return 0, 0, fmt.Errorf("kernel: range from %g to %g", r.Min, r.Max)
	}
	if step < 1e-30 { // an input of zeros
		return 1, 0, nil
	}
	return step, int(math.RoundToEven(float64(-lo / step))), nil
}

// round writes the weights of one output channel in units and returns their
// sum.
func (c *Conv8) round(w []int8, plain []float32, o int, unit float32) (sum int32) {
	p, lane := &c.c.passes[0], c.c.src.lane
	panel := w[o/Block*p.panel:][:p.panel]
	runs := p.panel / c.c.src.src.Blocks()
	taps := c.weights.kh * c.weights.kw
	for i := range c.weights.large {
		for t := range taps {
			v := int8(math.RoundToEven(float64(plain[i*taps+t] / unit)))
			sum += int32(v)
			r := p.row(t/c.weights.kw, t%c.weights.kw, i%Block%lane)
			panel[i/Block*runs+r/4*4*Block+o%Block*4+r%4] = v
		}
	}
	return sum
}

// Forward writes the output of src to dst; scratch has at least ScratchSize
// bytes. dst must not overlap src.
func (c *Conv8) Forward(run Runner, dst, src []float32, packed *Packed8, then Epilogue, scratch []uint8) error {
	if err := lengths(length{"destination", len(dst), c.out.Size()}, length{"source", len(src), c.in.Size()},
		length{"packed weights", len(packed.w), c.c.panels}, length{"scale", len(packed.scale), c.out.Vector()}); err != nil {
		return err
	}
	if then.Add != nil {
		if err := lengths(length{"tensor to add", len(then.Add), len(dst)}); err != nil {
			return err
		}
	}
	if len(scratch) < c.ScratchSize() {
		return fmt.Errorf("kernel: scratch has %d bytes, want %d", len(scratch), c.ScratchSize())
	}
	s, r := &c.call, c.c
	s.dst, s.src, s.add, s.packed, s.halo = dst, src, then.Add, packed, scratch
	s.floor = float32(math.Inf(-1))
	if then.ReLU {
		s.floor = 0
	}
	for r.call.first = 0; r.call.first < r.dst.N; r.call.first += r.group {
		samples := min(r.group, r.dst.N-r.call.first)
		run.each(samples*r.src.jobs(), c.copyJob)
		run.each(samples*len(r.tasks), c.taskJob)
	}
	s.dst, s.src, s.add, s.packed, s.halo = nil, nil, nil, nil, nil
	return nil
}

func (c *Conv8) doCopy(i int) {
	h, s := &c.c.src, &c.call
	n, size := i/h.jobs(), h.src.sample()
	c.copy(s.halo[n*h.sample():], s.src[(c.c.call.first+n)*size:][:size], i%h.jobs())
}

// copy is halo.copy with rounding.
func (c *Conv8) copy(dst []uint8, src []float32, i int) {
	h, zero := &c.c.src, uint8(c.call.packed.zero)
	strips := (h.height + stripRows - 1) / stripRows
	block, first := i/strips, i%strips*stripRows
	if i == 0 {
		clear(dst[h.sample()-h.fill+1 : h.sample()])
	}
	src = src[block*h.src.plane():][:h.src.plane()]
	pitch := h.width * h.lane
	dst = dst[block*h.height*pitch:][:h.height*pitch]
	for y := first; y < min(first+stripRows, h.height); y++ {
		row := dst[y*pitch:][:pitch]
		begin, end, from := h.part(src, y)
		fill(row[:begin], zero)
		fill(row[end:], zero)
		c.row(row[begin:end], from)
	}
}

// row rounds one row; of few channels only those kept.
func (c *Conv8) row(dst []uint8, src []float32) {
	p, lane := c.call.packed, c.c.src.lane
	if lane == Block {
		c.c.k.quantize(dst, src, p.factor, p.zero)
		return
	}
	for ; len(src) > 0; src = src[Block:] {
		quantizePortable(dst[:lane], src, p.factor, p.zero)
		dst = dst[lane:]
	}
}

func fill(row []uint8, v uint8) {
	for i := range row {
		row[i] = v
	}
}

func (c *Conv8) doTask(i int) {
	r, s := c.c, &c.call
	n, t := i/len(r.tasks), r.tasks[i%len(r.tasks)]
	p := &r.passes[0]
	in := s.halo[n*r.src.sample():][:r.src.sample()]
	for block := t.block0; block < t.block1; block++ {
		plane := ((r.call.first+n)*r.dst.Blocks() + block) * r.dst.plane()
		w, o := s.packed.w[block*p.panel:][:p.panel], block*Block
		for piece := t.piece0; piece < t.piece1; piece++ {
			from, at, count := p.piece(piece)
			at += plane
			var add []float32
			if s.add != nil {
				add = s.add[at:]
			}
			r.k.conv8(s.dst[at:], in[from:], w,
				s.packed.start[o:], s.packed.scale[o:], s.packed.bias[o:], add, p.offsets,
				p.run/8, count, p.pixels.in, p.pixels.out, s.floor)
		}
	}
}
