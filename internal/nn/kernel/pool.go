package kernel

import "fmt"

// PoolParams describes a pooling of windows. Zero strides count as the size
// of the window. Windows that reach into the padding have fewer members.
type PoolParams struct {
	In               Shape
	KH, KW           int
	StrideH, StrideW int
	PadH, PadW       int // less than the size of the window
	// Average takes the mean instead of the greatest. CountPad makes it
	// divide by the size of the whole window, as PyTorch does by default.
	Average, CountPad bool
}

// Pool is a pooling of one shape, with its gradient. It holds the state of a
// call: one call at a time.
type Pool struct {
	k       *Kernels
	p       PoolParams
	out     Shape
	regions []region
	strips  int

	call struct {
		dst, src []float32
		index    []int32
	}
	forwardJob, gradJob func(i int)
}

// region is a rectangle of outputs whose windows have the same members.
type region struct {
	y, x  segment
	taps  []int
	ids   []int32
	scale float32
}

// segment is a run of outputs along an axis, first to first+count-1, that use
// the members lo to hi-1 of their windows.
type segment struct{ first, count, lo, hi int }

// segments cuts the outputs of an axis where the members change.
func (a axis) segments() (all []segment) {
	for o := range a.out {
		begin := o*a.stride - a.pad
		lo, hi := max(0, -begin), min(a.size, a.in-begin)
		if n := len(all); n > 0 && all[n-1].lo == lo && all[n-1].hi == hi {
			all[n-1].count++
			continue
		}
		all = append(all, segment{o, 1, lo, hi})
	}
	return all
}

// NewPool checks the parameters and plans a pooling.
func NewPool(k *Kernels, p PoolParams) (*Pool, error) {
	if p.StrideH == 0 {
		p.StrideH = p.KH
	}
	if p.StrideW == 0 {
		p.StrideW = p.KW
	}
	if err := p.In.check("input"); err != nil {
		return nil, err
	}
	for _, v := range []int{p.KH, p.KW, p.StrideH, p.StrideW} {
		if v < 1 || v > maxParam {
			return nil, fmt.Errorf("kernel: window or stride of pooling is %d, must be from 1 to %d", v, maxParam)
		}
	}
	if p.PadH < 0 || p.PadH >= p.KH || p.PadW < 0 || p.PadW >= p.KW {
		return nil, fmt.Errorf("kernel: padding %dx%d of pooling must be less than the window %dx%d", p.PadH, p.PadW, p.KH, p.KW)
	}
	y := axis{in: p.In.H, size: p.KH, stride: p.StrideH, pad: p.PadH, dil: 1}
	x := axis{in: p.In.W, size: p.KW, stride: p.StrideW, pad: p.PadW, dil: 1}
	y.out, x.out = y.outputs(), x.outputs()
	c := &Pool{k: k.orBest(), p: p, out: Shape{p.In.N, p.In.C, y.out, x.out}}
	if err := c.out.check("output of pooling"); err != nil {
		return nil, err
	}
	c.strips = (c.out.H + stripRows - 1) / stripRows
	for _, sy := range y.segments() {
		for _, sx := range x.segments() {
			c.regions = append(c.regions, p.region(sy, sx))
		}
	}
	c.forwardJob, c.gradJob = c.doForward, c.doGrad
	return c, nil
}

func (p PoolParams) region(y, x segment) region {
	r := region{y: y, x: x}
	for ky := y.lo; ky < y.hi; ky++ {
		for kx := x.lo; kx < x.hi; kx++ {
			r.taps = append(r.taps, ((ky-y.lo)*p.In.W+kx-x.lo)*Block)
			r.ids = append(r.ids, int32(ky*p.KW+kx))
		}
	}
	r.scale = 1 / float32(len(r.taps))
	if p.CountPad {
		r.scale = 1 / float32(p.KH*p.KW)
	}
	return r
}

// OutShape is the shape of the output.
func (c *Pool) OutShape() Shape { return c.out }

// Forward writes the pooled src to dst. If index is not nil, it has the length
// of dst and gets, for the greatest, its place in the window, ky*KW + kx, the
// first of several; NaN never wins.
func (c *Pool) Forward(run Runner, dst []float32, index []int32, src []float32) error {
	if err := c.check(src, dst, index, index != nil && !c.p.Average); err != nil {
		return err
	}
	c.call.dst, c.call.src, c.call.index = dst, src, index
	run.each(c.out.N*c.out.Blocks()*c.strips, c.forwardJob)
	c.call.dst, c.call.src, c.call.index = nil, nil, nil
	return nil
}

// Grad writes the gradient of the input, given that of the output and, unless
// Average is set, the index that Forward wrote.
func (c *Pool) Grad(run Runner, dSrc, dDst []float32, index []int32) error {
	if err := c.check(dSrc, dDst, index, !c.p.Average); err != nil {
		return err
	}
	c.call.dst, c.call.src, c.call.index = dDst, dSrc, index
	run.each(c.out.N*c.out.Blocks(), c.gradJob)
	c.call.dst, c.call.src, c.call.index = nil, nil, nil
	return nil
}

func (c *Pool) check(large, small []float32, index []int32, indexed bool) error {
	err := lengths(length{"input of pooling", len(large), c.p.In.Size()}, length{"output of pooling", len(small), c.out.Size()})
	if err == nil && indexed {
		err = lengths(length{"index", len(index), c.out.Size()})
	}
	return err
}

// places gives where output row y of a region begins in the planes.
func (c *Pool) places(r *region, y int) (in, out int) {
	row, column := y*c.p.StrideH-c.p.PadH+r.y.lo, r.x.first*c.p.StrideW-c.p.PadW+r.x.lo
	return (row*c.p.In.W + column) * Block, (y*c.out.W + r.x.first) * Block
}

func (c *Pool) doForward(i int) {
	plane, strip := i/c.strips, i%c.strips
	src := c.call.src[plane*c.p.In.plane():][:c.p.In.plane()]
	at := plane * c.out.plane()
	dst, step := c.call.dst[at:][:c.out.plane()], c.p.StrideW*Block
	for j := range c.regions {
		r := &c.regions[j]
		last := min(r.y.first+r.y.count, (strip+1)*stripRows)
		for y := max(r.y.first, strip*stripRows); y < last; y++ {
			in, out := c.places(r, y)
			switch {
			case c.p.Average:
				c.k.poolSum(dst[out:], src[in:], r.taps, r.x.count, step, r.scale)
			case c.call.index == nil:
				c.k.poolMax(dst[out:], src[in:], r.taps, r.x.count, step)
			default:
				c.k.poolMaxIndex(dst[out:], c.call.index[at+out:], src[in:], r.taps, r.ids, r.x.count, step)
			}
		}
	}
}

func (c *Pool) doGrad(plane int) {
	dSrc := c.call.src[plane*c.p.In.plane():][:c.p.In.plane()]
	clear(dSrc)
	at := plane * c.out.plane()
	dDst, step := c.call.dst[at:][:c.out.plane()], c.p.StrideW*Block
	for j := range c.regions {
		r := &c.regions[j]
		for y := r.y.first; y < r.y.first+r.y.count; y++ {
			in, out := c.places(r, y)
			if c.p.Average {
				c.k.poolSumGrad(dSrc[in:], dDst[out:], r.taps, r.x.count, step, r.scale)
				continue
			}
			c.k.poolMaxGrad(dSrc[in:], dDst[out:], c.call.index[at+out:], r.taps, r.ids, r.x.count, step)
		}
	}
}
