package nn

import (
	"math"

	"github.com/einthoven-ecg/einthoven/internal/nn/kernel"
)

const (
	normEpsilon  = 1e-5
	normMomentum = 0.1
)

// norm is a batch, instance or group normalisation: numbers of a set get mean
// 0 and variance 1, then each channel a factor and a summand. Sets are the
// channels over all samples (batch), or groups of channels of one sample.
type norm struct {
	shape, part    kernel.Shape // the tensor; the samples that share statistics
	channels       *kernel.Channels
	group          int // channels of one set
	weight, bias   *Param
	mean, variance *Param // running statistics of a batch normalisation
	frozen, relu   bool
	// trained says which parameters get gradients, settled by Compile.
	trained        struct{ weight, bias bool }
	scale, shift   []float32 // the function applied
	inv, off       []float32 // x*inv + off is normalised
	a, b, d        []float32
	invs, offs     []float32 // inv and off of all parts, kept for backward
	sums, products []float64
	dWeight, dBias []float64
}

// BatchNorm declares a batch normalisation as of PyTorch: biased variance for
// normalising, unbiased for the running one, momentum 0.1, eps 1e-5.
// Parameters are name.weight, name.bias, name.running_mean and
// name.running_var. Frozen ones use and keep the running statistics also in
// training and their parameters are not trained.
func (b *Builder) BatchNorm(name string, x Node, frozen bool) Node {
	if b.err != nil {
		return Node{}
	}
	o := &norm{part: x.Shape, group: 1, frozen: frozen}
	c := x.Shape.C
	o.mean = b.buffer(name+".running_mean", 0, c)
	o.variance = b.buffer(name+".running_var", 1, c)
	return b.norm(name, x, o)
}

// InstanceNorm declares a normalisation of every channel of every sample, with
// parameters name.weight and name.bias (affine, which is not PyTorch's default).
func (b *Builder) InstanceNorm(name string, x Node) Node { return b.GroupNorm(name, x, x.Shape.C) }

// GroupNorm declares a normalisation of groups of channels of every sample.
// Parameters are name.weight and name.bias.
func (b *Builder) GroupNorm(name string, x Node, groups int) Node {
	if b.err != nil {
		return Node{}
	}
	if groups < 1 || x.Shape.C%groups != 0 {
		return b.failf("%s: %d channels do not make %d groups", name, x.Shape.C, groups)
	}
	part := x.Shape
	part.N = 1
	return b.norm(name, x, &norm{part: part, group: x.Shape.C / groups})
}

func (b *Builder) norm(name string, x Node, o *norm) Node {
	o.shape = x.Shape
	var err error
	if o.channels, err = kernel.NewChannels(b.kernels, o.part); err != nil {
		return b.failf("%s: %w", name, err)
	}
	o.weight = b.param(name+".weight", fill(1), x.Shape.C)
	o.bias = b.param(name+".bias", fill(0), x.Shape.C)
	v := x.Shape.Vector()
	for _, s := range []*[]float32{&o.scale, &o.shift, &o.inv, &o.off, &o.a, &o.b, &o.d} {
		*s = make([]float32, v)
	}
	parts := x.Shape.N / o.part.N
	o.invs, o.offs = make([]float32, v*parts), make([]float32, v*parts)
	for _, s := range []*[]float64{&o.sums, &o.products, &o.dWeight, &o.dBias} {
		*s = make([]float64, v)
	}
	params := []*Param{o.weight, o.bias}
	if o.frozen {
		params = nil
	}
	return b.add(o, x.Shape, params, x)
}

func (o *norm) settle() {
	o.trained.weight = o.weight.trainable() && !o.frozen
	o.trained.bias = o.bias.trainable() && !o.frozen
}

func (o *norm) needs() needs { return needs{scratch: o.part.Size(), x: true} }

// stats gives what the function depends on in inference.
func (o *norm) stats() []*Param { return []*Param{o.weight, o.bias, o.mean, o.variance} }

// measures tells whether the statistics are those of the numbers at hand.
func (o *norm) measures(e *exec) bool { return o.mean == nil || e.train && !o.frozen }

// running sets the function from the running statistics.
func (o *norm) running() {
	for c := range o.shape.C {
		inv := 1 / math.Sqrt(float64(o.variance.Value[c])+normEpsilon)
		o.set(c, float64(o.mean.Value[c]), inv)
	}
}

// set makes the function of one channel.
func (o *norm) set(c int, mean, inv float64) {
	o.inv[c], o.off[c] = float32(inv), float32(-mean*inv)
	o.scale[c] = float32(inv * float64(o.weight.Value[c]))
	o.shift[c] = float32(float64(o.bias.Value[c]) - mean*inv*float64(o.weight.Value[c]))
}

func (o *norm) forward(e *exec, y []float32, x [][]float32) error {
	size, v := o.part.Size(), o.shape.Vector()
	for p := range o.shape.N / o.part.N {
		part, to := x[0][p*size:][:size], y[p*size:][:size]
		if !o.measures(e) {
			o.running()
		} else {
			if err := o.measure(e, to, part); err != nil {
				return err
			}
			// What is left are numbers less their mean.
			copy(o.shift, o.bias.Value)
			part = to
		}
		copy(o.invs[p*v:], o.inv)
		copy(o.offs[p*v:], o.off)
		if err := o.channels.Affine(e.run, to, part, o.scale, o.shift, o.relu); err != nil {
			return err
		}
	}
	return nil
}

// measure sets the function from the numbers themselves and leaves them less
// their mean in rest, of which the variance is taken, so that great means do not
// spoil it.
func (o *norm) measure(e *exec, rest, x []float32) error {
	if err := o.channels.Sum(e.run, o.sums, x); err != nil {
		return err
	}
	count := float64(o.part.N * o.part.H * o.part.W)
	n := count * float64(o.group)
	clear(o.a)
	clear(o.d)
	for first := 0; first < o.shape.C; first += o.group {
		mean := total(o.sums[first:][:o.group]) / n
		for c := first; c < first+o.group; c++ {
			o.a[c], o.d[c] = 1, float32(-mean)
		}
	}
	if err := o.channels.Affine(e.run, rest, x, o.a, o.d, false); err != nil {
		return err
	}
	if err := o.channels.SumProduct(e.run, o.products, rest, rest); err != nil {
		return err
	}
	for first := 0; first < o.shape.C; first += o.group {
		variance := total(o.products[first:][:o.group]) / n
		inv := 1 / math.Sqrt(variance+normEpsilon)
		for c := first; c < first+o.group; c++ {
			o.set(c, -float64(o.d[c]), inv)
		}
		if o.mean != nil {
			o.remember(first, -float64(o.d[first]), variance*n/max(n-1, 1))
		}
	}
	return nil
}

func total(v []float64) (s float64) {
	for _, x := range v {
		s += x
	}
	return s
}

// remember updates the running statistics of one channel.
func (o *norm) remember(c int, mean, variance float64) {
	m, v := &o.mean.Value[c], &o.variance.Value[c]
	*m = float32((1-normMomentum)*float64(*m) + normMomentum*mean)
	*v = float32((1-normMomentum)*float64(*v) + normMomentum*variance)
	if c == 0 {
		o.mean.Changed()
		o.variance.Changed()
	}
}

func (o *norm) backward(e *exec, dx []gradient, dy, _ []float32, x [][]float32) error {
	size, v := o.part.Size(), o.shape.Vector()
	clear(o.dWeight)
	clear(o.dBias)
	for p := range o.shape.N / o.part.N {
		to := e.scratch[:size]
		if dx[0].to != nil {
			to = dx[0].to[p*size:][:size]
		}
		copy(o.inv, o.invs[p*v:])
		copy(o.off, o.offs[p*v:])
		if err := o.backwardPart(e, to, dy[p*size:][:size], x[0][p*size:][:size], dx[0].to != nil); err != nil {
			return err
		}
	}
	if o.trained.weight {
		accumulateSums(o.weight, o.dWeight)
	}
	if o.trained.bias {
		accumulateSums(o.bias, o.dBias)
	}
	return nil
}

// backwardPart writes, with h the normalised x, w the factor and means over the
// set, inv * (w*dy - mean(w*dy) - h*mean(w*dy*h)). Of running statistics only
// the first summand remains.
func (o *norm) backwardPart(e *exec, dx, dy, x []float32, wanted bool) error {
	if err := o.channels.Affine(e.run, dx, x, o.inv, o.off, false); err != nil {
		return err
	}
	if err := o.channels.Sum(e.run, o.sums, dy); err != nil {
		return err
	}
	if err := o.channels.SumProduct(e.run, o.products, dy, dx); err != nil {
		return err
	}
	for c := range o.shape.C {
		o.dWeight[c] += o.products[c]
		o.dBias[c] += o.sums[c]
	}
	if !wanted {
		return nil
	}
	o.mix(o.measures(e))
	return o.channels.Mix(e.run, dx, dy, dx, o.a, o.b, o.d)
}

// mix sets the factors of dy and h and the summand of the gradient.
func (o *norm) mix(measured bool) {
	n := float64(o.part.N*o.part.H*o.part.W) * float64(o.group)
	for first := 0; first < o.shape.C; first += o.group {
		var sum, product float64
		for c := first; c < first+o.group; c++ {
			w := float64(o.weight.Value[c])
			sum += w * o.sums[c]
			product += w * o.products[c]
		}
		for c := first; c < first+o.group; c++ {
			inv := float64(o.inv[c])
			o.a[c] = float32(inv * float64(o.weight.Value[c]))
			o.b[c], o.d[c] = 0, 0
			if measured {
				o.b[c], o.d[c] = float32(-inv*product/n), float32(-inv*sum/n)
			}
		}
	}
}
