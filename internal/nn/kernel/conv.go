package kernel

import "fmt"

// ConvParams describes a convolution in two dimensions; in one dimension H
// and KH are 1. Zero strides and dilations count as 1.
type ConvParams struct {
	In               Shape // the input
	Out              int   // output channels
	KH, KW           int   // size of the kernel
	StrideH, StrideW int
	PadH, PadW       int // zeros on each side
	DilH, DilW       int // dilation
	// Transposed makes the transposed convolution: In is what the forward
	// convolution would give. OutPadH and OutPadW rows and columns are added
	// to the smallest output that fits; they are less than the stride.
	Transposed       bool
	OutPadH, OutPadW int
}

// Conv is a convolution of one shape, ready to run, with its gradients:
//
//	out[n][o][y][x] = bias[o] + sum over i, ky, kx of
//	    in[n][i][y*stride + ky*dil - pad][x*stride + kx*dil - pad] * w[o][i][ky][kx]
//
// as in PyTorch's conv2d, and conv_transpose2d with weights [i][o][ky][kx] if
// Transposed. A NaN of the input shows in the output; with up to three input
// channels also one pixel beside. It holds the state of a call: one call at a
// time; [Conv.Clone] gives another that shares the tables.
type Conv struct {
	in, out  Shape
	fwd, bwd *corr // to the output; to the gradient of the input
	grad     *gradW
	weights  weights
	// transposed swaps the ends of the plain convolution.
	transposed bool
}

// maxParam bounds sizes, strides, pads and dilations of a kernel.
const maxParam = 1 << 15

// NewConv checks the parameters and plans a convolution on the kernels k; nil
// stands for the best, here and in the other plans.
func NewConv(k *Kernels, p ConvParams) (*Conv, error) {
	g, err := p.geometry()
	if err != nil {
		return nil, err
	}
	c := &Conv{in: p.In, out: g.out, weights: g.weights}
	c.fwd = newCorr(k.orBest(), g.large, g.small, g.y.forward(), g.x.forward())
	c.bwd = newCorr(k.orBest(), g.small, g.large, g.y.backward(), g.x.backward())
	c.grad = newGradW(newCorr(k.orBest(), g.large, g.small, g.y.forward(), g.x.forward()), c.weights)
	if c.transposed = p.Transposed; c.transposed {
		c.fwd, c.bwd = c.bwd, c.fwd
	}
	for _, corr := range []*corr{c.fwd, c.bwd, c.grad.c} {
		if n := corr.scratch(); n > maxFloats {
			return nil, fmt.Errorf("kernel: padded input of %d numbers is too large", n)
		}
	}
	return c, nil
}

// convGeometry is what follows from the parameters of a convolution. large
// and small are the two ends of the plain one, from large to small; the
// transposed one goes the other way.
type convGeometry struct {
	out, large, small Shape
	weights           weights
	y, x              axis
}

// geometry checks the parameters.
func (p ConvParams) geometry() (g convGeometry, err error) {
	for _, v := range []*int{&p.StrideH, &p.StrideW, &p.DilH, &p.DilW} {
		if *v == 0 {
			*v = 1
		}
	}
	if err := p.check(); err != nil {
		return g, err
	}
	if err := (Shape{p.Out, p.In.C, p.KH, p.KW}).check("weights"); err != nil {
		return g, err
	}
	g.out = p.outShape()
	if err := g.out.check("output"); err != nil {
		return g, err
	}
	g.large, g.small = p.In, g.out
	if p.Transposed {
		g.large, g.small = g.out, p.In
	}
	g.weights = weights{g.small.C, g.large.C, p.KH, p.KW}
	if p.pointwise() {
		g.large, g.small = g.large.flat(), g.small.flat()
	}
	g.y = axis{g.large.H, g.small.H, p.KH, p.StrideH, p.PadH, p.DilH}
	g.x = axis{g.large.W, g.small.W, p.KW, p.StrideW, p.PadW, p.DilW}
	return g, nil
}

func (p ConvParams) check() error {
	if err := p.In.check("input"); err != nil {
		return err
	}
	within := func(name string, v, least, most int) error {
		if v < least || v > most {
			return fmt.Errorf("kernel: %s is %d, must be from %d to %d", name, v, least, most)
		}
		return nil
	}
	padH, padW := 0, 0
	if p.Transposed {
		padH, padW = p.StrideH-1, p.StrideW-1
	}
	for _, e := range []error{
		within("output channels", p.Out, 1, maxFloats),
		within("kernel height", p.KH, 1, maxParam), within("kernel width", p.KW, 1, maxParam),
		within("stride of rows", p.StrideH, 1, maxParam), within("stride of columns", p.StrideW, 1, maxParam),
		within("padding of rows", p.PadH, 0, maxParam), within("padding of columns", p.PadW, 0, maxParam),
		within("dilation of rows", p.DilH, 1, maxParam), within("dilation of columns", p.DilW, 1, maxParam),
		within("output padding of rows", p.OutPadH, 0, padH), within("output padding of columns", p.OutPadW, 0, padW),
	} {
		if e != nil {
			return e
		}
	}
	return nil
}

// outShape is the shape of the output.
func (p ConvParams) outShape() Shape {
	s := Shape{N: p.In.N, C: p.Out}
	if p.Transposed {
		s.H = (p.In.H-1)*p.StrideH - 2*p.PadH + p.DilH*(p.KH-1) + p.OutPadH + 1
		s.W = (p.In.W-1)*p.StrideW - 2*p.PadW + p.DilW*(p.KW-1) + p.OutPadW + 1
		return s
	}
	s.H = axis{in: p.In.H, size: p.KH, stride: p.StrideH, pad: p.PadH, dil: p.DilH}.outputs()
	s.W = axis{in: p.In.W, size: p.KW, stride: p.StrideW, pad: p.PadW, dil: p.DilW}.outputs()
	return s
}

// pointwise tells whether every pixel is on its own, so that an image may be
// taken as one row.
func (p ConvParams) pointwise() bool {
	return p.KH*p.KW == 1 && p.StrideH*p.StrideW == 1 && p.PadH+p.PadW == 0
}

// flat is the same tensor with all pixels in one row.
func (s Shape) flat() Shape { return Shape{s.N, s.C, 1, s.H * s.W} }

// InShape is the shape of the input.
func (c *Conv) InShape() Shape { return c.in }

// OutShape is the shape of the output.
func (c *Conv) OutShape() Shape { return c.out }

// ScratchSize is the number of floats of scratch memory that each of the
// three calls needs. Nothing is kept there between calls.
func (c *Conv) ScratchSize() int {
	return max(c.fwd.scratch(), c.bwd.scratch(), c.grad.scratch())
}

// Clone gives a convolution that may run at the same time as c.
func (c *Conv) Clone() *Conv {
	d := *c
	d.fwd, d.bwd = c.fwd.clone(), c.bwd.clone()
	d.grad = c.grad.clone()
	return &d
}

// Epilogue is what is done to an output before it is written: add a tensor
// of the same shape (it may be the destination itself), then replace negative
// numbers by zero.
type Epilogue struct {
	Add  []float32
	ReLU bool
}

// Forward writes the output of src to dst. packed is from [Conv.Pack];
// scratch has at least [Conv.ScratchSize] floats. dst must not overlap src.
func (c *Conv) Forward(run Runner, dst, src, packed []float32, then Epilogue, scratch []float32) error {
	return c.correlate(c.fwd, c.out, c.in, run, dst, src, packed, then, scratch)
}

// GradData writes the gradient of the input, given that of the output.
// packed is from [Conv.PackGrad].
func (c *Conv) GradData(run Runner, dSrc, dDst, packed []float32, then Epilogue, scratch []float32) error {
	return c.correlate(c.bwd, c.in, c.out, run, dSrc, dDst, packed, then, scratch)
}

func (c *Conv) correlate(r *corr, to, from Shape, run Runner, dst, src, packed []float32, then Epilogue, scratch []float32) error {
	if err := lengths(length{"destination", len(dst), to.Size()}, length{"source", len(src), from.Size()},
		length{"packed weights", len(packed), r.packed()}); err != nil {
		return err
	}
	if then.Add != nil {
		if err := lengths(length{"tensor to add", len(then.Add), len(dst)}); err != nil {
			return err
		}
	}
	if err := enough(scratch, r.scratch()); err != nil {
		return err
	}
	r.run(run, dst, src, packed, then.Add, scratch, then.ReLU)
	return nil
}

func enough(scratch []float32, want int) error {
	if len(scratch) < want {
		return fmt.Errorf("kernel: scratch has %d numbers, want %d", len(scratch), want)
	}
	return nil
}
