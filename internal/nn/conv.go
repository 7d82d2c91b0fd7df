package nn

import "github.com/einthoven-ecg/einthoven/internal/nn/kernel"

// conv is a convolution with or without a bias. In inference it may take the
// batch normalisation and the ReLU that follow.
type conv struct {
	c        *kernel.Conv
	channels *kernel.Channels // of the output
	params   kernel.ConvParams
	w, bias  *Param
	// What is done besides: a normalisation, a tensor to add, a ReLU.
	fold *norm
	add  bool // the tensor is the second input
	relu bool
	// trained says which parameters get gradients, settled by Compile.
	trained struct{ w, bias bool }

	// In 8 bits, with inputs of a range; nil in float32.
	c8                     *kernel.Conv8
	packed8                kernel.Packed8
	range8                 kernel.Range
	winograd               *kernel.Winograd // nil if the plain one is used
	packed, packedGrad     []float32
	packedAt, packedGradAt uint64
	sums                   []float64
}

// Conv declares a convolution; p.In is set to the shape of x. Parameters are
// name.weight, [out][in][kh][kw] or, if transposed, [in][out][kh][kw], and
// name.bias.
func (b *Builder) Conv(name string, x Node, p kernel.ConvParams, bias bool) Node {
	if b.err != nil {
		return Node{}
	}
	shape := []int{p.Out, x.Shape.C, p.KH, p.KW}
	if p.Transposed {
		shape[0], shape[1] = shape[1], shape[0]
	}
	return b.conv(name, x, p, bias, shape)
}

// Conv3 declares a convolution of 3x3 that keeps the size, divided by stride.
func (b *Builder) Conv3(name string, x Node, out, stride int, bias bool) Node {
	return b.Conv(name, x, kernel.ConvParams{Out: out, KH: 3, KW: 3, PadH: 1, PadW: 1, StrideH: stride, StrideW: stride}, bias)
}

// Linear declares a linear function of the channels of every pixel.
// Parameters are name.weight [out][in] and name.bias.
func (b *Builder) Linear(name string, x Node, out int, bias bool) Node {
	if b.err != nil {
		return Node{}
	}
	return b.conv(name, x, kernel.ConvParams{Out: out, KH: 1, KW: 1}, bias, []int{out, x.Shape.C})
}

func (b *Builder) conv(name string, x Node, p kernel.ConvParams, bias bool, shape []int) Node {
	p.In = x.Shape
	plan, err := kernel.NewConv(b.kernels, p)
	if err != nil {
		return b.failf("%s: %w", name, err)
	}
	o := &conv{c: plan, params: p}
	if o.channels, err = kernel.NewChannels(b.kernels, plan.OutShape()); err != nil {
		return b.failf("%s: %w", name, err)
	}
	fan := x.Shape.C * p.KH * p.KW
	if p.Transposed {
		fan = max(1, fan/max(1, p.StrideH*p.StrideW))
	}
	o.w = b.param(name+".weight", b.params.he(fan), shape...)
	if bias {
		o.bias = b.param(name+".bias", fill(0), p.Out)
	}
	o.sums = make([]float64, plan.OutShape().Vector())
	return b.add(o, plan.OutShape(), []*Param{o.w, o.bias}, x)
}

func (o *conv) adds() {}

func (o *conv) settle() { o.trained.w, o.trained.bias = o.w.trainable(), o.bias.trainable() }

func (o *conv) needs() needs {
	if o.c8 != nil {
		return needs{bytes: o.c8.ScratchSize()}
	}
	if o.winograd != nil {
		return needs{scratch: o.winograd.ScratchSize()}
	}
	return needs{scratch: aligned(o.c.ScratchSize()) + o.c.WeightsSize(), x: o.trained.w}
}

// pack brings the weights up to date.
func (o *conv) pack(run kernel.Runner) error {
	at := stamp(o.w, o.bias)
	if o.fold != nil {
		at += stamp(o.fold.stats()...)
	}
	if at == o.packedAt {
		return nil
	}
	o.packedAt = at
	w, bias := o.w.Value, []float32(nil)
	if o.bias != nil {
		bias = o.bias.Value
	}
	if o.fold != nil {
		w, bias = o.foldNorm(bias)
	}
	if o.c8 != nil {
		return o.c8.Pack(&o.packed8, w, bias, o.range8)
	}
	if o.winograd != nil {
		o.packed = sized(o.packed, o.winograd.PackedSize())
		return o.winograd.Pack(run, o.packed, w, bias)
	}
	o.packed = sized(o.packed, o.c.PackedSize())
	return o.c.Pack(o.packed, w, bias)
}

// sized is memory of n numbers: x, if it is that.
func sized(x []float32, n int) []float32 {
	if len(x) == n {
		return x
	}
	return make([]float32, n)
}

// foldNorm multiplies the normalisation into the weights:
// (w*x + b)*scale + shift = (w*scale)*x + b*scale + shift. The memory is not
// kept: in inference weights seldom change.
func (o *conv) foldNorm(bias []float32) (w, b []float32) {
	w, b = make([]float32, len(o.w.Value)), make([]float32, o.params.Out)
	o.fold.running()
	scale, shift := o.fold.scale, o.fold.shift
	run := o.params.KH * o.params.KW // numbers with the same output
	if !o.params.Transposed {
		run *= o.params.In.C
	}
	for at := 0; at < len(w); at += run {
		factor := scale[at/run%o.params.Out]
		for i, v := range o.w.Value[at:][:run] {
			w[at+i] = v * factor
		}
	}
	copy(b, shift)
	for i, v := range bias {
		b[i] += v * scale[i]
	}
	return w, b
}

func (o *conv) forward(e *exec, y []float32, x [][]float32) error {
	if err := o.pack(e.run); err != nil {
		return err
	}
	then := kernel.Epilogue{ReLU: o.relu}
	if o.add {
		then.Add = x[1]
	}
	if o.c8 != nil {
		return o.c8.Forward(e.run, y, x[0], &o.packed8, then, e.bytes)
	}
	if o.winograd != nil {
		return o.winograd.Forward(e.run, y, x[0], o.packed, then, e.scratch)
	}
	return o.c.Forward(e.run, y, x[0], o.packed, then, e.scratch)
}

func (o *conv) backward(e *exec, dx []gradient, dy, _ []float32, x [][]float32) error {
	if o.trained.w {
		dw := e.scratch[aligned(o.c.ScratchSize()):][:o.c.WeightsSize()]
		if err := o.c.GradWeights(e.run, dw, x[0], dy, e.scratch[:o.c.ScratchSize()]); err != nil {
			return err
		}
		if err := accumulate(e.k, o.w, dw); err != nil {
			return err
		}
	}
	if o.trained.bias {
		if err := o.channels.Sum(e.run, o.sums, dy); err != nil {
			return err
		}
		accumulateSums(o.bias, o.sums)
	}
	if dx[0].to == nil {
		return nil
	}
	if at := stamp(o.w); at != o.packedGradAt {
		o.packedGrad = sized(o.packedGrad, o.c.PackedGradSize())
		if err := o.c.PackGrad(o.packedGrad, o.w.Value); err != nil {
			return err
		}
		o.packedGradAt = at
	}
	var then kernel.Epilogue
	if dx[0].add {
		then.Add = dx[0].to
	}
	return o.c.GradData(e.run, dx[0].to, dy, o.packedGrad, then, e.scratch)
}
