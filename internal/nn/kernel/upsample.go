package kernel

import (
	"fmt"
	"math"
)

// Nearest repeats every pixel FactorH x FactorW times. It holds the state of
// a call: one call at a time.
type Nearest struct {
	k                   *Kernels
	in, out             Shape
	fh, fw              int
	taps                []int
	call                struct{ large, small []float32 }
	forwardJob, gradJob func(i int)
}

// NewNearest plans an up-sampling of one shape by whole factors.
func NewNearest(k *Kernels, in Shape, factorH, factorW int) (*Nearest, error) {
	if err := in.check("input"); err != nil {
		return nil, err
	}
	if factorH < 1 || factorW < 1 || factorH > maxParam || factorW > maxParam {
		return nil, fmt.Errorf("kernel: factors %dx%d of up-sampling must be from 1 to %d", factorH, factorW, maxParam)
	}
	u := &Nearest{k: k.orBest(), in: in, out: Shape{in.N, in.C, in.H * factorH, in.W * factorW}, fh: factorH, fw: factorW}
	if err := u.out.check("output"); err != nil {
		return nil, err
	}
	for y := range factorH {
		for x := range factorW {
			u.taps = append(u.taps, (y*u.out.W+x)*Block)
		}
	}
	u.forwardJob, u.gradJob = u.doForward, u.doGrad
	return u, nil
}

// OutShape is the shape of the output.
func (u *Nearest) OutShape() Shape { return u.out }

// Forward writes the repeated pixels of src to dst.
func (u *Nearest) Forward(run Runner, dst, src []float32) error {
	return u.run(run, u.forwardJob, dst, src)
}

// Grad writes the gradient of the input: sums of that of the output.
func (u *Nearest) Grad(run Runner, dSrc, dDst []float32) error {
	return u.run(run, u.gradJob, dDst, dSrc)
}

func (u *Nearest) run(run Runner, job func(i int), large, small []float32) error {
	if err := lengths(length{"large tensor", len(large), u.out.Size()}, length{"small tensor", len(small), u.in.Size()}); err != nil {
		return err
	}
	u.call.large, u.call.small = large, small
	run.each(u.in.N*u.in.Blocks()*u.in.H, job)
	u.call.large, u.call.small = nil, nil
	return nil
}

// rows gives row i, counted over all planes, and the rows it becomes.
func (u *Nearest) rows(i int) (large, small []float32) {
	n := u.in.W * Block
	return u.call.large[i*n*u.fh*u.fw:][:n*u.fh*u.fw], u.call.small[i*n:][:n]
}

func (u *Nearest) doForward(i int) {
	large, small := u.rows(i)
	pitch := u.out.W * Block
	for x := 0; x < len(small); x += Block {
		pixel := (*[Block]float32)(small[x:])
		to := large[x*u.fw:][:u.fw*Block]
		for j := 0; j < len(to); j += Block {
			*(*[Block]float32)(to[j:]) = *pixel
		}
	}
	for y := 1; y < u.fh; y++ {
		copy(large[y*pitch:][:pitch], large[:pitch])
	}
}

func (u *Nearest) doGrad(i int) {
	large, small := u.rows(i)
	u.k.poolSum(small, large, u.taps, u.in.W, u.fw*Block, 1)
}

// Bilinear resamples to another size, as PyTorch's interpolate does with mode
// bilinear and align_corners off: centres of pixels are at half numbers, and
// beyond the outer centres the border goes on. It holds the state of a call:
// one call at a time.
type Bilinear struct {
	k                   *Kernels
	in, out             Shape
	y, x                lerpTable
	call                struct{ out, in []float32 }
	forwardJob, gradJob func(i int)
}

// lerpTable says between which two inputs each output lies.
type lerpTable struct {
	places []int // two for each output
	shares []float32
}

func newLerpTable(in, out, step int) (t lerpTable) {
	scale := float64(in) / float64(out)
	for o := range out {
		at := max(0, (float64(o)+0.5)*scale-0.5)
		i := min(int(math.Floor(at)), in-1)
		t.places = append(t.places, i*step, min(i+1, in-1)*step)
		t.shares = append(t.shares, float32(at-float64(i)))
	}
	return t
}

// NewBilinear plans a resampling of one shape to height x width.
func NewBilinear(k *Kernels, in Shape, height, width int) (*Bilinear, error) {
	b := &Bilinear{k: k.orBest(), in: in, out: Shape{in.N, in.C, height, width}}
	if err := in.check("input"); err != nil {
		return nil, err
	}
	if err := b.out.check("output"); err != nil {
		return nil, err
	}
	b.y, b.x = newLerpTable(in.H, height, in.W*Block), newLerpTable(in.W, width, Block)
	b.forwardJob, b.gradJob = b.doForward, b.doGrad
	return b, nil
}

// OutShape is the shape of the output.
func (b *Bilinear) OutShape() Shape { return b.out }

// Forward writes the resampled src to dst.
func (b *Bilinear) Forward(run Runner, dst, src []float32) error {
	return b.run(run, b.out.N*b.out.Blocks()*b.out.H, b.forwardJob, dst, src)
}

// Grad writes the gradient of the input, given that of the output.
func (b *Bilinear) Grad(run Runner, dSrc, dDst []float32) error {
	return b.run(run, b.out.N*b.out.Blocks(), b.gradJob, dDst, dSrc)
}

func (b *Bilinear) run(run Runner, jobs int, job func(i int), out, in []float32) error {
	if err := lengths(length{"output", len(out), b.out.Size()}, length{"input", len(in), b.in.Size()}); err != nil {
		return err
	}
	b.call.out, b.call.in = out, in
	run.each(jobs, job)
	b.call.out, b.call.in = nil, nil
	return nil
}

// rows gives output row y of a plane, and the input rows that it lies
// between.
func (b *Bilinear) rows(plane, y int) (out, top, bottom []float32) {
	n := b.out.W * Block
	in := b.call.in[plane*b.in.plane():][:b.in.plane()]
	pitch := b.in.W * Block
	return b.call.out[(plane*b.out.H+y)*n:][:n], in[b.y.places[2*y]:][:pitch], in[b.y.places[2*y+1]:][:pitch]
}

func (b *Bilinear) doForward(i int) {
	y := i % b.out.H
	out, top, bottom := b.rows(i/b.out.H, y)
	b.k.lerp(out, top, bottom, b.x.places, b.x.shares, b.y.shares[y])
}

func (b *Bilinear) doGrad(plane int) {
	clear(b.call.in[plane*b.in.plane():][:b.in.plane()])
	for y := range b.out.H {
		out, top, bottom := b.rows(plane, y)
		b.k.lerpGrad(out, top, bottom, b.x.places, b.x.shares, b.y.shares[y])
	}
}
