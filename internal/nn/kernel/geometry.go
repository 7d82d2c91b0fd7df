package kernel

import "slices"

// tap is one weight along an axis: output position o, counted within its
// phase, reads input position o*inStep + offset and uses weight index.
type tap struct{ offset, index int }

// phase is a set of output positions along an axis, first + i*step for
// i < count, that use the same taps. Taps ascend by offset.
type phase struct {
	first, step, count int
	inStep             int
	taps               []tap
}

// reach gives the least and the greatest input position that a phase reads,
// and whether it reads any.
func (p phase) reach() (lo, hi int, any bool) {
	if len(p.taps) == 0 || p.count == 0 {
		return 0, 0, false
	}
	return p.taps[0].offset, (p.count-1)*p.inStep + p.taps[len(p.taps)-1].offset, true
}

// adjacent tells whether the taps read neighbours without gaps, so that their
// channels lie side by side.
func (p phase) adjacent() bool {
	for i := 1; i < len(p.taps); i++ {
		if p.taps[i].offset != p.taps[i-1].offset+1 {
			return false
		}
	}
	return true
}

// axis is a convolution along one dimension: out[o] = sum over t of
// in[o*stride + t*dil - pad] * w[t], t < size.
type axis struct {
	in, out, size, stride, pad, dil int
}

// outputs is the number of places where the kernel fits.
func (a axis) outputs() int {
	span := a.in + 2*a.pad - a.dil*(a.size-1) - 1
	if span < 0 {
		return 0
	}
	return span/a.stride + 1
}

// forward is the one phase of the convolution itself.
func (a axis) forward() []phase {
	p := phase{step: 1, count: a.out, inStep: a.stride}
	for t := range a.size {
		p.taps = append(p.taps, tap{t*a.dil - a.pad, t})
	}
	return []phase{p}
}

// backward gives the phases of its transpose: din[i] = sum over all o and t
// with o*stride + t*dil - pad = i of dout[o] * w[t]. Positions i that leave
// the same rest modulo the stride use the same taps, so each rest is a
// convolution of stride 1 with some of the weights, in reverse.
func (a axis) backward() (all []phase) {
	for r := range min(a.stride, a.in) {
		p := phase{first: r, step: a.stride, count: (a.in - r + a.stride - 1) / a.stride, inStep: 1}
		for t := a.size - 1; t >= 0; t-- {
			if d := r + a.pad - t*a.dil; d%a.stride == 0 {
				p.taps = append(p.taps, tap{d / a.stride, t})
			}
		}
		all = append(all, p)
	}
	return all
}

// reach gives the least and the greatest input position, of size, that some
// phases read; all of them if they read none.
func reach(size int, phases []phase) (lo, hi int) {
	none := true
	for _, p := range phases {
		if l, h, any := p.reach(); any {
			if none {
				lo, hi, none = l, h, false
			}
			lo, hi = min(lo, l), max(hi, h)
		}
	}
	if none {
		return 0, size - 1
	}
	return lo, hi
}

// inside gives the outputs from..to of a phase that read within size input
// positions only.
func (p phase) inside(size int) (from, to int) {
	for from < p.count && from*p.inStep+p.taps[0].offset < 0 {
		from++
	}
	to = p.count
	for to > from && (to-1)*p.inStep+p.taps[len(p.taps)-1].offset >= size {
		to--
	}
	return from, to
}

// crop keeps the outputs from..to of a phase.
func (p phase) crop(from, to int) phase {
	p.first, p.count, p.taps = p.first+from*p.step, to-from, slices.Clone(p.taps)
	for i := range p.taps {
		p.taps[i].offset += from * p.inStep
	}
	return p
}

// pass is one product of a phase of rows and a phase of columns.
type pass struct {
	y, x phase
	// offsets are where the runs of adjacent input numbers begin, seen from
	// the first output pixel. A run has the numbers of joined taps of a row,
	// used ones and some more with weights of zero, to make run a multiple
	// of fill.
	offsets           []int
	joined, used, run int
	rows, pixels      line
	first             int // where the first output is in its plane
	weights           int // where the weights of this pass begin
	panel             int // floats of weights for one block of output channels
	split             int // number of runs that one call of the kernel adds up
	chunk             int // number of pixels that one call of the kernel computes
	chunks            int // number of such pieces of a row
}

// line is a row of places of the input and the output: how many there are, and how
// many numbers from one to the next.
type line struct{ count, in, out int }

const (
	// narrow is the number of pixels below which a row does not fill a tile: columns
	// are taken for rows if they are longer.
	narrow = 6
	// fillFloats is how many numbers the float32 kernels take at a time,
	// fillBytes those of 8 bits.
	fillFloats, fillBytes = 4, 8
	// splitLength is the number of products per output that one call of the
	// kernel adds up, so that 16 times as many weights stay in the first cache.
	splitLength = 288
	// callProducts bounds the products of one call of the kernel, times 16:
	// some 50 microseconds, because assembly cannot be interrupted.
	callProducts = 48 << 10
)

// newPass lays out the runs of a pass over a halo to a tensor of width outWidth.
func newPass(y, x phase, h *halo, outWidth int) pass {
	p := pass{y: y, x: x, joined: 1}
	blocks, lane := h.src.Blocks(), h.lane
	columns := x.taps
	if x.adjacent() && len(x.taps) > 0 {
		p.joined = len(x.taps)
		columns = x.taps[:1]
	}
	p.used = p.joined * lane
	p.run = h.filled(p.used)
	for b := range blocks {
		for _, ty := range y.taps {
			for _, tx := range columns {
				row, column := ty.offset+h.top, tx.offset+h.left
				p.offsets = append(p.offsets, ((b*h.height+row)*h.width+column)*lane)
			}
		}
	}
	run := p.run
	p.panel = len(p.offsets) * run * Block
	// Equal parts: nearly equal numbers of runs, no more than splitLength.
	parts := max(1, (len(p.offsets)*run+splitLength-1)/splitLength)
	p.split = max(1, (len(p.offsets)+parts-1)/parts)
	p.chunk = max(12, callProducts/max(1, p.split*run))
	p.first = (y.first*outWidth + x.first) * Block
	p.rows = line{y.count, y.inStep * h.width * lane, y.step * outWidth * Block}
	p.pixels = line{x.count, x.inStep * lane, x.step * Block}
	if x.count < min(y.count, narrow) {
		p.rows, p.pixels = p.pixels, p.rows
	}
	count := p.pixels.count
	p.chunks = (count + p.chunk - 1) / p.chunk
	p.chunk = (count + p.chunks - 1) / p.chunks
	if p.chunks > 1 {
		p.chunk = (p.chunk + 5) / 6 * 6
		p.chunks = (count + p.chunk - 1) / p.chunk
	}
	p.offsets = slices.Clip(p.offsets)
	return p
}

// pieces is the number of pieces of rows, and piece gives where one begins in the
// input and in its plane of the output, and its number of pixels.
func (p *pass) pieces() int { return p.rows.count * p.chunks }
func (p *pass) piece(i int) (in, out, count int) {
	row, pixel := i/p.chunks, i%p.chunks*p.chunk
	in = row*p.rows.in + pixel*p.pixels.in
	out = p.first + row*p.rows.out + pixel*p.pixels.out
	return in, out, min(p.chunk, p.pixels.count-pixel)
}

// row is the place of a weight within the rows of 16 of one pair of blocks:
// tap (ty, tx) of the pass and input channel lane.
func (p *pass) row(ty, tx, lane int) int {
	run := (ty*len(p.x.taps) + tx) / p.joined
	return run*p.run + tx%p.joined*(p.used/p.joined) + lane
}
