package kernel

// gradW sums the gradient of the weights. The sum over samples and pixels is
// cut into parts by shape alone; each part is summed in its own memory, and
// the parts are added in order, so that the result does not depend on the
// number of threads.
type gradW struct {
	c       *corr // from large to small, as the plain convolution goes
	weights weights
	parts   int
	// A piece is rows x columns of the small image; pieces of all samples
	// of a group are dealt to the parts in equal runs.
	rows, columns  int
	bandsY, bandsX int
	// rows16 is where the rows of weights of each tap and lane begin.
	rows16          []int
	call            struct{ dw, dsmall, sums []float32 }
	sumJob, joinJob func(i int)
}

const (
	// gradPixels is the number of pixels that the kernel sums in registers,
	// few enough that input and gradient stay in the first cache.
	gradPixels = 128
	// gradJobs is the number of jobs aimed at, gradParts the greatest number
	// of parts, each of which costs memory and addition.
	gradJobs, gradParts = 32, 8
)

func newGradW(c *corr, w weights) *gradW {
	g := &gradW{c: c, weights: w}
	h, width := c.dst.H, c.dst.W
	g.columns = min(width, 2*gradPixels)
	g.bandsX = (width + g.columns - 1) / g.columns
	g.columns = (width + g.bandsX - 1) / g.bandsX
	g.bandsX = (width + g.columns - 1) / g.columns
	g.rows = min(h, max(1, gradPixels/g.columns))
	g.bandsY = (h + g.rows - 1) / g.rows
	pairs := c.dst.Blocks() * c.src.src.Blocks()
	g.parts = min(gradParts, (gradJobs+pairs-1)/pairs, c.group*g.bandsX*g.bandsY)
	for t := range w.kh * w.kw {
		for lane := range c.src.lane {
			g.rows16 = append(g.rows16, c.passes[0].row(t/w.kw, t%w.kw, lane)*Block)
		}
	}
	g.sumJob, g.joinJob = g.sum, g.join
	return g
}

func (g *gradW) clone() *gradW { return newGradW(g.c.clone(), g.weights) }

func (c *corr) clone() *corr {
	d := *c
	d.copyJob, d.taskJob = d.doCopy, d.doTask
	return &d
}

// scratch is the number of floats that run needs.
func (g *gradW) scratch() int { return g.c.scratch() + g.parts*g.c.panels }

func (g *gradW) run(each Runner, dw, src, dsmall, scratch []float32) {
	c, s := g.c, &g.c.call
	halo := c.scratch()
	s.src, s.halo = src, scratch[:halo]
	g.call.dw, g.call.dsmall, g.call.sums = dw, dsmall, scratch[halo:][:g.parts*c.panels]
	pairs := c.dst.Blocks() * c.src.src.Blocks()
	for s.first = 0; s.first < c.dst.N; s.first += c.group {
		if !c.src.direct {
			each.each(min(c.group, c.dst.N-s.first)*c.src.jobs(), c.copyJob)
		}
		each.each(g.parts*pairs, g.sumJob)
	}
	if g.parts > 1 {
		each.each(pairs, g.joinJob)
	}
	s.src, s.halo = nil, nil
	g.call.dw, g.call.dsmall, g.call.sums = nil, nil, nil
}

// sum adds up one part for one block of input and one of output channels.
func (g *gradW) sum(i int) {
	c := g.c
	pairs := c.dst.Blocks() * c.src.src.Blocks()
	part, pair := i/pairs, i%pairs
	if c.call.first == 0 {
		size := c.panels / pairs
		clear(g.call.sums[part*c.panels+pair*size:][:size])
	}
	samples := min(c.group, c.dst.N-c.call.first)
	pieces := samples * g.bandsY * g.bandsX
	for piece := part * pieces / g.parts; piece < (part+1)*pieces/g.parts; piece++ {
		n := piece / (g.bandsY * g.bandsX)
		band := piece % (g.bandsY * g.bandsX)
		g.piece(part, pair, n, band/g.bandsX*g.rows, band%g.bandsX*g.columns)
	}
	// A single part is joined while it is in the cache.
	if g.parts == 1 && c.call.first+samples == c.dst.N {
		g.join(pair)
	}
}

// piece adds the products of a rectangle of pixels from (x, y) on.
func (g *gradW) piece(part, pair, n, y, x int) {
	c, p := g.c, &g.c.passes[0]
	runs := len(p.offsets) / c.src.src.Blocks()
	size := p.panel / c.src.src.Blocks()
	dw := g.call.sums[part*c.panels+pair*size:][:size]
	in := c.sampleOf(n)
	inStep := p.x.inStep * c.src.lane
	inRow := p.y.inStep * c.src.width * c.src.lane
	in = in[y*inRow+x*inStep:]
	small, large := pair/c.src.src.Blocks(), pair%c.src.src.Blocks()
	dout := g.call.dsmall[((c.call.first+n)*c.dst.Blocks()+small)*c.dst.plane():][:c.dst.plane()]
	outRow := c.dst.W * Block
	dout = dout[y*outRow+x*Block:]
	height, width := min(g.rows, c.dst.H-y), min(g.columns, c.dst.W-x)
	for r := range runs {
		c.k.convGrad(dw[r*p.run*Block:][:p.used*Block], in[p.offsets[large*runs+r]:], dout,
			p.used, width, height, inStep, inRow, outRow)
	}
}

// join adds up the parts of a pair and writes them as plain weights.
func (g *gradW) join(pair int) {
	c, p, w := g.c, &g.c.passes[0], g.weights
	size := p.panel / c.src.src.Blocks()
	sums := g.call.sums[pair*size:][:size]
	for part := 1; part < g.parts; part++ {
		for i, v := range g.call.sums[part*c.panels+pair*size:][:size] {
			sums[i] += v
		}
	}
	small, large := pair/c.src.src.Blocks()*Block, pair%c.src.src.Blocks()*Block
	lanes := min(c.src.lane, w.large-large)
	taps := w.kh * w.kw
	for o := range min(Block, w.small-small) {
		for lane := range lanes {
			to := g.call.dw[((small+o)*w.large+large+lane)*taps:][:taps]
			for t := range to {
				to[t] = sums[g.rows16[t*c.src.lane+lane]+o]
			}
		}
	}
}

// GradWeights writes the gradient of the plain weights, given the input and
// the gradient of the output. That of the bias is [Channels.Sum] of the
// latter. The sums of up to 256 pixels are added in float32.
func (c *Conv) GradWeights(run Runner, dw, src, dDst, scratch []float32) error {
	if err := lengths(length{"weights", len(dw), c.weights.size()}, length{"source", len(src), c.in.Size()},
		length{"gradient of the output", len(dDst), c.out.Size()}); err != nil {
		return err
	}
	if err := enough(scratch, c.grad.scratch()); err != nil {
		return err
	}
	large, small := src, dDst
	if c.transposed {
		large, small = dDst, src
	}
	c.grad.run(run, dw, large, small, scratch)
	return nil
}
