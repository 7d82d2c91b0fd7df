package kernel

import "math"

// corr is a correlation from one tensor to another, the common form of a
// convolution, of its transpose and of a matrix product. It holds the state
// of the call in progress, so that calls allocate nothing.
type corr struct {
	k      *Kernels
	src    halo
	dst    Shape
	passes []pass
	tasks  []task
	panels int // floats of all packed weights
	group  int // samples whose halos are in memory together
	width  int // blocks of output channels that one call of the kernel computes
	// all are this and those that compute edges of the output. An edge has one task,
	// which copies its halo. order are the tasks of all.
	all   []*corr
	edge  bool
	order []work

	call struct {
		dst, src, halo, weights, bias, add []float32
		floor                              float32
		first                              int // sample
	}
	copyJob, taskJob func(i int)
}

// work is a task of one of several regions.
type work struct{ region, task int }

// task is a piece of the work for one sample: pieces of rows and blocks of
// output channels of one pass.
type task struct {
	pass           int
	piece0, piece1 int
	block0, block1 int
}

const (
	// haloFloats bounds the halos in memory together, 8 MiB, unless one
	// sample needs more.
	haloFloats = 2 << 20
	// bandFloats is how much input the rows of one task read: they stay in
	// the second cache while the blocks of output channels follow each other.
	bandFloats = 48 << 10
	// frameFloats is the size from which on a tensor is not copied for the zeros
	// around it: it would not stay in the second cache.
	frameFloats = 128 << 10
	// tasksWanted is the number of tasks below which the work is cut finer.
	tasksWanted = 32
)

// newCorr plans a correlation. Of a large tensor that is read outside only near
// its border, the inside is read where it is, and only what the outputs at the
// border read is copied.
func newCorr(k *Kernels, src, dst Shape, ys, xs []phase) *corr {
	c := newRegion(k, src, dst, ys, xs, fillFloats)
	if c.src.direct || c.src.lane < Block || len(ys)*len(xs) > 1 || src.Size() < frameFloats {
		return c
	}
	y, x := ys[0], xs[0]
	top, bottom := y.inside(src.H)
	left, right := x.inside(src.W)
	if 8*(bottom-top)*(right-left) < 7*y.count*x.count {
		return c
	}
	inner := newRegion(k, src, dst, []phase{y.crop(top, bottom)}, []phase{x.crop(left, right)}, fillFloats)
	inner.border(y, x, 0, top, 0, x.count)
	inner.border(y, x, bottom, y.count, 0, x.count)
	inner.border(y, x, top, bottom, 0, left)
	inner.border(y, x, top, bottom, right, x.count)
	if inner.scratch() > haloFloats {
		return c
	}
	return inner
}

// border adds what computes the outputs from (x0, y0) to (x1, y1), if any.
func (c *corr) border(y, x phase, y0, y1, x0, x1 int) {
	if y0 == y1 || x0 == x1 {
		return
	}
	r := newRegion(c.k, c.src.src, c.dst, []phase{y.crop(y0, y1)}, []phase{x.crop(x0, x1)}, fillFloats)
	r.group, r.edge = c.group, true
	r.tasks = []task{{piece1: r.passes[0].pieces(), block1: c.dst.Blocks()}}
	c.order = append(c.order, work{len(c.all), 0})
	c.all = append(c.all, r)
}

// newRegion plans what is to be computed of some phases.
func newRegion(k *Kernels, src, dst Shape, ys, xs []phase, fill int) *corr {
	c := &corr{k: k, src: newHalo(src, ys, xs, fill), dst: dst, width: 1, group: src.N}
	c.all = []*corr{c}
	if k.convPair != nil && fill == fillFloats {
		c.width = 2
	}
	h := &c.src
	for _, y := range ys {
		for _, x := range xs {
			p := newPass(y, x, h, dst.W)
			p.weights = c.panels
			c.panels += p.panel * dst.Blocks()
			c.passes = append(c.passes, p)
		}
	}
	if !h.direct || fill != fillFloats {
		c.group = min(src.N, max(1, haloFloats/h.sample()))
	}
	for i := range c.passes {
		c.tasks = append(c.tasks, c.cut(i)...)
	}
	for i := range c.tasks {
		c.order = append(c.order, work{0, i})
	}
	c.copyJob, c.taskJob = c.doCopy, c.doTask
	return c
}

// cut divides pass i into tasks. The cut depends on shapes and on the kernels'
// width only.
func (c *corr) cut(i int) (all []task) {
	p := &c.passes[i]
	pieces := p.pieces()
	piece := p.y.inStep * p.x.inStep * p.chunk * c.src.lane * c.src.src.Blocks()
	wanted := (tasksWanted + c.group*len(c.passes) - 1) / (c.group * len(c.passes))
	blocks, calls := c.dst.Blocks(), (c.dst.Blocks()+c.width-1)/c.width
	// Tasks of few rows read the weights more often, tasks of few blocks of
	// channels the input: the larger of the two is cut first.
	groups := 1
	if p.panel*blocks > c.src.sample() {
		groups = min(calls, wanted)
	}
	rows := (wanted + groups - 1) / groups
	if groups > 1 {
		// Tasks of two blocks are not cut in two for their number: that would
		// read all weights twice.
		rows = (rows + c.width - 1) / c.width
	}
	band := max(1, min(bandFloats/piece, (pieces+rows-1)/rows))
	bands := (pieces + band - 1) / band
	groups = max(groups, min(calls, (wanted+bands-1)/bands))
	for b := range bands {
		for g := range groups {
			first, end := g*calls/groups*c.width, (g+1)*calls/groups*c.width
			all = append(all, task{i, b * band, min((b+1)*band, pieces), first, min(end, blocks)})
		}
	}
	return all
}

// scratch is the number of floats that run needs.
func (c *corr) scratch() (n int) {
	for _, r := range c.all {
		n += r.halos()
	}
	return n
}

// halos is the number of floats of the halos of a group.
func (c *corr) halos() int {
	if c.src.direct {
		return 0
	}
	return c.group * c.src.sample()
}

// packed is the number of floats of weights and bias.
func (c *corr) packed() int { return c.panels + c.dst.Blocks()*Block }

// run computes dst = max(floor, bias + add + correlation of src).
func (c *corr) run(each Runner, dst, src, packed, add, scratch []float32, relu bool) {
	floor := float32(math.Inf(-1))
	if relu {
		floor = 0
	}
	c.read(src, scratch)
	for _, r := range c.all {
		s := &r.call
		s.dst, s.add, s.floor = dst, add, floor
		s.weights, s.bias = packed[:c.panels], packed[c.panels:]
	}
	for first := 0; first < c.dst.N; first += c.group {
		c.copy(each, first)
		each.each(min(c.group, c.dst.N-first)*len(c.order), c.taskJob)
	}
	c.read(nil, nil)
	for _, r := range c.all {
		s := &r.call
		s.dst, s.add, s.weights, s.bias = nil, nil, nil, nil
	}
}

// read gives all regions their input and the memory of their halos, or takes both
// from them.
func (c *corr) read(src, scratch []float32) {
	for _, r := range c.all {
		r.call.src, r.call.halo = src, nil
		if src != nil {
			n := r.halos()
			r.call.halo, scratch = scratch[:n], scratch[n:]
		}
	}
}

// copy begins with the group of samples from first on; it fills their halos but for
// those of edges.
func (c *corr) copy(each Runner, first int) {
	for _, r := range c.all {
		r.call.first = first
	}
	if !c.src.direct {
		each.each(min(c.group, c.dst.N-first)*c.src.jobs(), c.copyJob)
	}
}

// sampleOf gives sample n of the group as kernels read it.
func (c *corr) sampleOf(n int) []float32 {
	if c.src.direct {
		size := c.src.src.sample()
		return c.call.src[(c.call.first+n)*size:][:size]
	}
	return c.call.halo[n*c.src.sample():][:c.src.sample()]
}

func (c *corr) doCopy(i int) {
	n, size := i/c.src.jobs(), c.src.src.sample()
	c.src.copy(c.call.halo[n*c.src.sample():], c.call.src[(c.call.first+n)*size:][:size], i%c.src.jobs())
}

// copySample does all that doCopy does for sample n.
func (c *corr) copySample(n int) {
	for i := range c.src.jobs() {
		c.doCopy(n*c.src.jobs() + i)
	}
}

func (c *corr) doTask(i int) {
	n, w := i/len(c.order), c.order[i%len(c.order)]
	r := c.all[w.region]
	if r.edge {
		r.copySample(n)
	}
	r.task(n, r.tasks[w.task])
}

// task does a task for sample n.
func (c *corr) task(n int, t task) {
	p := &c.passes[t.pass]
	in := c.sampleOf(n)
	for block := t.block0; block < t.block1; block += c.width {
		at := ((c.call.first+n)*c.dst.Blocks() + block) * c.dst.plane()
		pair := c.width > 1 && block+1 < t.block1
		// Some of the weights of a block serve all pieces while they are in
		// the first cache.
		for from := 0; ; from += p.split {
			to := min(from+p.split, len(p.offsets))
			for piece := t.piece0; piece < t.piece1; piece++ {
				next := share(c.following(p, block, to), piece-t.piece0, t.piece1-t.piece0)
				c.piece(p, in, at, block, piece, from, to, pair, next)
			}
			if to == len(p.offsets) {
				break
			}
		}
	}
}

// following gives the weights that are multiplied after the runs up to to of a
// block, those of the next blocks after the last.
func (c *corr) following(p *pass, block, to int) []float32 {
	if to == len(p.offsets) {
		block, to = block+c.width, 0
		if block >= c.dst.Blocks() {
			return nil
		}
	}
	run, end := p.run*Block, min(to+p.split, len(p.offsets))
	return c.call.weights[p.weights+block*p.panel:][to*run : end*run]
}

// share is part i of n of some numbers.
func share(x []float32, i, n int) []float32 { return x[i*len(x)/n : (i+1)*len(x)/n] }

// piece adds the runs from..to to one piece of a row of the pass, 16 channels
// of the plane that begins at dst[at], or 32 of that and the next. The first
// runs bring bias and addend, the last ones cut at the floor. Weights to be
// read soon are next.
func (c *corr) piece(p *pass, in []float32, at, block, piece, from, to int, pair bool, next []float32) {
	s := &c.call
	begin, pixel, count := p.piece(piece)
	if len(p.offsets) > 0 {
		in = in[begin:]
	}
	at += pixel
	out := s.dst[at:]
	bias, add, floor := zeros[:], out, float32(math.Inf(-1))
	if from == 0 {
		bias, add = s.bias[block*Block:], s.add
		if add != nil {
			add = add[at:]
		}
	}
	if to == len(p.offsets) {
		floor = s.floor
	}
	run := p.run * Block
	weights, taps := s.weights[p.weights+block*p.panel:][from*run:], p.offsets[from:to]
	inStep, outStep := p.pixels.in, p.pixels.out
	if pair {
		c.k.convPair(out, in, weights, bias, add, taps, p.run/4, count, inStep, outStep, c.dst.plane(), p.panel, next, floor)
		return
	}
	c.k.conv(out, in, weights, bias, add, taps, p.run/4, count, inStep, outStep, floor)
}

// zeros stands for a bias that is none; nothing writes it.
var zeros [2 * Block]float32
