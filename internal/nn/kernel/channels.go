package kernel

import "math"

// Channels does sums and linear functions per channel, the parts of a batch
// normalisation, on blocked tensors of one shape. Numbers per channel come in
// slices of [Shape.Vector] floats, padded like the tensor. It holds the state
// of a call: one call at a time.
type Channels struct {
	k      *Kernels
	shape  Shape
	totals []float32 // [N*blocks][16], of one stretch
	sums   []float64 // [N*blocks][16]

	call struct {
		dst, x, y, a, b, c []float32
		floor              float32
	}
	sumJob, productJob, affineJob, mixJob func(i int)
}

// Vector is the number of channels with padding.
func (s Shape) Vector() int { return s.Blocks() * Block }

// NewChannels plans for tensors of one shape.
func NewChannels(k *Kernels, s Shape) (*Channels, error) {
	if err := s.check("tensor"); err != nil {
		return nil, err
	}
	planes := s.N * s.Blocks()
	c := &Channels{k: k.orBest(), shape: s, totals: make([]float32, planes*Block), sums: make([]float64, planes*Block)}
	c.sumJob, c.productJob, c.affineJob, c.mixJob = c.doSum, c.doProduct, c.doAffine, c.doMix
	return c, nil
}

// sumPixels is how many pixels are summed in float32 before the sum is added
// in float64.
const sumPixels = 128

// Sum writes the sum of every channel over samples and pixels: the gradient
// of a bias, and the mean of a batch normalisation.
func (c *Channels) Sum(run Runner, dst []float64, x []float32) error {
	return c.sumUp(run, c.sumJob, dst, x, x)
}

// SumProduct writes the sum of x*y of every channel; the sum of squares if
// both are the same.
func (c *Channels) SumProduct(run Runner, dst []float64, x, y []float32) error {
	return c.sumUp(run, c.productJob, dst, x, y)
}

func (c *Channels) sumUp(run Runner, job func(i int), dst []float64, x, y []float32) error {
	s := c.shape
	if err := lengths(length{"sums", len(dst), s.Vector()}, length{"tensor", len(x), s.Size()},
		length{"second tensor", len(y), s.Size()}); err != nil {
		return err
	}
	c.call.x, c.call.y = x, y
	run.each(s.N*s.Blocks(), job)
	c.call.x, c.call.y = nil, nil
	clear(dst)
	for i, v := range c.sums {
		dst[i%len(dst)] += v
	}
	return nil
}

func (c *Channels) doSum(i int) {
	plane, totals, sums := c.plane(c.call.x, i), c.totals[i*Block:][:Block], c.sums[i*Block:][:Block]
	clear(sums)
	for at := 0; at < len(plane); at += sumPixels * Block {
		c.k.sum(totals, plane[at:min(at+sumPixels*Block, len(plane))])
		for j, v := range totals {
			sums[j] += float64(v)
		}
	}
}

func (c *Channels) doProduct(i int) {
	x, y := c.plane(c.call.x, i), c.plane(c.call.y, i)
	totals, sums := c.totals[i*Block:][:Block], c.sums[i*Block:][:Block]
	clear(sums)
	for at := 0; at < len(x); at += sumPixels * Block {
		end := min(at+sumPixels*Block, len(x))
		c.k.sumProduct(totals, x[at:end], y[at:end])
		for j, v := range totals {
			sums[j] += float64(v)
		}
	}
}

// plane is plane i of a tensor, counted over samples and blocks.
func (c *Channels) plane(x []float32, i int) []float32 {
	return x[i*c.shape.plane():][:c.shape.plane()]
}

// vector is the part of a slice of numbers per channel that belongs to plane
// i.
func (c *Channels) vector(x []float32, i int) []float32 {
	return x[i%c.shape.Blocks()*Block:][:Block]
}

// Affine writes x*scale + shift per channel and, if relu is set, zero for
// negative results. dst may be x.
func (c *Channels) Affine(run Runner, dst, x, scale, shift []float32, relu bool) error {
	s := c.shape
	if err := lengths(length{"destination", len(dst), s.Size()}, length{"tensor", len(x), s.Size()},
		length{"scale", len(scale), s.Vector()}, length{"shift", len(shift), s.Vector()}); err != nil {
		return err
	}
	v := &c.call
	v.dst, v.x, v.a, v.b, v.floor = dst, x, scale, shift, float32(math.Inf(-1))
	if relu {
		v.floor = 0
	}
	run.each(s.N*s.Blocks(), c.affineJob)
	v.dst, v.x, v.a, v.b = nil, nil, nil, nil
	return nil
}

func (c *Channels) doAffine(i int) {
	dst, x := c.plane(c.call.dst, i), c.plane(c.call.x, i)
	scale, shift := c.vector(c.call.a, i), c.vector(c.call.b, i)
	for at := 0; at < len(x); at += stretch {
		end := min(at+stretch, len(x))
		c.k.affine(dst[at:end], x[at:end], scale, shift, c.call.floor)
	}
}

// Mix writes a*x + b*y + d per channel, the gradient of a batch
// normalisation for example. dst may be x or y.
func (c *Channels) Mix(run Runner, dst, x, y, a, b, d []float32) error {
	s := c.shape
	if err := lengths(length{"destination", len(dst), s.Size()}, length{"tensor", len(x), s.Size()},
		length{"second tensor", len(y), s.Size()}, length{"first factor", len(a), s.Vector()},
		length{"second factor", len(b), s.Vector()}, length{"shift", len(d), s.Vector()}); err != nil {
		return err
	}
	v := &c.call
	v.dst, v.x, v.y, v.a, v.b, v.c = dst, x, y, a, b, d
	run.each(s.N*s.Blocks(), c.mixJob)
	v.dst, v.x, v.y, v.a, v.b, v.c = nil, nil, nil, nil, nil, nil
	return nil
}

func (c *Channels) doMix(i int) {
	dst, x, y := c.plane(c.call.dst, i), c.plane(c.call.x, i), c.plane(c.call.y, i)
	a, b, d := c.vector(c.call.a, i), c.vector(c.call.b, i), c.vector(c.call.c, i)
	for at := 0; at < len(x); at += stretch {
		end := min(at+stretch, len(x))
		c.k.mix(dst[at:end], x[at:end], y[at:end], a, b, d)
	}
}
