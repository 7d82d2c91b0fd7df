package kernel

// gradW sums the gradient of the weights. The sum over samples and pixels is
// cut into parts by shape alone; each part is summed in its own memory, and
// the parts are added in order, so that the result does not depend on the
// number of threads.
type gradW struct {
	c       *corr // from large to small, as the plain convolution goes
	weights weights
	parts   int
	regions []gradRegion
	pieces  int // of a sample
	// rows16 is where the rows of weights of each lane and tap begin.
	rows16 []int
	// places hold the sums of jobs if all that is to be summed is summed by one
	// job: they are written as weights while they are in the cache.
	places          *places
	call            struct{ dw, dsmall, sums []float32 }
	sumJob, joinJob func(i int)
	edgeJob         func(i int)
}

// gradRegion is a part of the small image, which reads one of the inputs of the
// correlation. It is cut into pieces of rows x columns; those of all regions and
// of all samples of a group are dealt to the parts in equal runs.
type gradRegion struct {
	c              *corr
	rows, columns  int
	bandsY, bandsX int
}

func newGradRegion(c *corr) gradRegion {
	g, h, width := gradRegion{c: c}, c.passes[0].y.count, c.passes[0].x.count
	g.columns = min(width, 2*gradPixels)
	g.bandsX = (width + g.columns - 1) / g.columns
	g.columns = (width + g.bandsX - 1) / g.bandsX
	g.bandsX = (width + g.columns - 1) / g.columns
	g.rows = min(h, max(1, gradPixels/g.columns))
	g.bandsY = (h + g.rows - 1) / g.rows
	return g
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
	for _, r := range c.all {
		region := newGradRegion(r)
		g.regions = append(g.regions, region)
		g.pieces += region.bandsY * region.bandsX
	}
	pairs := c.dst.Blocks() * c.src.src.Blocks()
	g.parts = min(gradParts, (gradJobs+pairs-1)/pairs, c.group*g.pieces)
	for lane := range c.src.lane {
		for t := range w.kh * w.kw {
			g.rows16 = append(g.rows16, c.passes[0].row(t/w.kw, t%w.kw, lane)*Block)
		}
	}
	if g.parts == 1 && c.group == c.dst.N {
		g.places = newPlaces(g.jobs())
	}
	g.sumJob, g.joinJob, g.edgeJob = g.sum, g.join, g.copyEdge
	return g
}

func (g *gradW) clone() *gradW { return newGradW(g.c.clone(), g.weights) }

func (c *corr) clone() *corr {
	d := *c
	d.all = []*corr{&d}
	for _, r := range c.all[1:] {
		d.all = append(d.all, r.clone())
	}
	d.copyJob, d.taskJob = d.doCopy, d.doTask
	return &d
}

// jobs is the number of jobs of a part: pairs of a block of input channels and
// one or two of output channels.
func (g *gradW) jobs() int {
	return (g.c.dst.Blocks() + g.c.width - 1) / g.c.width * g.c.src.src.Blocks()
}

// size is the number of floats of the sums of a pair of blocks.
func (g *gradW) size() int { return g.c.passes[0].panel / g.c.src.src.Blocks() }

// sums is the number of floats of all sums in memory.
func (g *gradW) sums() int {
	if g.places != nil {
		return g.places.count * g.c.width * g.size()
	}
	return g.parts * g.c.panels
}

// scratch is the number of floats that run needs.
func (g *gradW) scratch() int { return g.c.scratch() + g.sums() }

func (g *gradW) run(each Runner, dw, src, dsmall, scratch []float32) {
	c, s := g.c, &g.c.call
	halo := c.scratch()
	c.read(src, scratch[:halo])
	g.call.dw, g.call.dsmall, g.call.sums = dw, dsmall, scratch[halo:][:g.sums()]
	for s.first = 0; s.first < c.dst.N; s.first += c.group {
		c.copy(each, s.first)
		each.each(min(c.group, c.dst.N-s.first)*(len(c.all)-1), g.edgeJob)
		each.each(g.parts*g.jobs(), g.sumJob)
	}
	if g.places == nil {
		each.each(g.jobs(), g.joinJob)
	}
	c.read(nil, nil)
	g.call.dw, g.call.dsmall, g.call.sums = nil, nil, nil
}

// job is what a job sums: the products of a block of input channels, large,
// with blocks of output channels from small on. Their sums are at numbers apart.
type job struct{ small, large, blocks, at int }

func (g *gradW) job(i int) job {
	ins, width := g.c.src.src.Blocks(), g.c.width
	j := job{small: i / ins * width, large: i % ins, at: ins * g.size()}
	j.blocks = min(width, g.c.dst.Blocks()-j.small)
	return j
}

// sumsOf gives the sums of a job in one part.
func (g *gradW) sumsOf(part int, j job) []float32 {
	return g.call.sums[part*g.c.panels+(j.small*g.c.src.src.Blocks()+j.large)*g.size():]
}

// sum adds up one part of a job.
func (g *gradW) sum(i int) {
	c, part := g.c, i/g.jobs()
	j := g.job(i % g.jobs())
	var sums []float32
	if g.places != nil {
		place := g.places.take()
		defer g.places.put(place)
		j.at = g.size()
		sums = g.call.sums[place*c.width*j.at:]
	} else {
		sums = g.sumsOf(part, j)
	}
	samples := min(c.group, c.dst.N-c.call.first)
	pieces := samples * g.pieces
	begin := part * pieces / g.parts
	for piece := begin; piece < (part+1)*pieces/g.parts; piece++ {
		g.piece(sums, j, piece/g.pieces, piece%g.pieces, piece > begin || c.call.first > 0)
	}
	if g.places != nil {
		g.write(sums, j)
	}
}

// copyEdge fills the halo of an edge of a sample.
func (g *gradW) copyEdge(i int) {
	edges := g.c.all[1:]
	edges[i%len(edges)].copySample(i / len(edges))
}

// piece sums the products of a piece of sample n, and what is in sums if there is
// more.
func (g *gradW) piece(sums []float32, j job, n, piece int, more bool) {
	of := g.regions
	for ; piece >= of[0].bandsY*of[0].bandsX; of = of[1:] {
		piece -= of[0].bandsY * of[0].bandsX
	}
	c, p := of[0].c, &of[0].c.passes[0]
	y, x := piece/of[0].bandsX*of[0].rows, piece%of[0].bandsX*of[0].columns
	height, width := min(of[0].rows, p.y.count-y), min(of[0].columns, p.x.count-x)
	runs, plane, outRow := len(p.offsets)/c.src.src.Blocks(), c.dst.plane(), c.dst.W*Block
	inStep, inRow := p.x.inStep*c.src.lane, p.y.inStep*c.src.width*c.src.lane
	in := c.sampleOf(n)[y*inRow+x*inStep:]
	dout := g.call.dsmall[((c.call.first+n)*c.dst.Blocks()+j.small)*plane:][:j.blocks*plane]
	dout = dout[(p.y.first+y)*outRow+(p.x.first+x)*Block:]
	for r := range runs {
		dw, from := sums[r*p.run*Block:], in[p.offsets[j.large*runs+r]:]
		if j.blocks > 1 {
			c.k.convGradPair(dw, from, dout, p.used, width, height, inStep, inRow, outRow, j.at, plane, more)
			continue
		}
		c.k.convGrad(dw, from, dout, p.used, width, height, inStep, inRow, outRow, more)
	}
}

// join adds up the parts of a job and writes them as plain weights.
func (g *gradW) join(i int) {
	j := g.job(i)
	sums := g.sumsOf(0, j)
	for part := 1; part < g.parts; part++ {
		more := g.sumsOf(part, j)
		for b := range j.blocks {
			to := sums[b*j.at:][:g.size()]
			for i, v := range more[b*j.at:][:g.size()] {
				to[i] += v
			}
		}
	}
	g.write(sums, j)
}

// write brings sums into the order of plain weights.
func (g *gradW) write(sums []float32, j job) {
	w, taps := g.weights, g.weights.kh*g.weights.kw
	large := j.large * Block
	rows, step := g.rows16[:min(g.c.src.lane, w.large-large)*taps], w.large*taps
	for b := range j.blocks {
		small := (j.small + b) * Block
		from, to := sums[b*j.at:][:g.size()], g.call.dw[small*step+large*taps:]
		if outs := w.small - small; outs < Block {
			transposeSome(to, from, rows, step, outs)
			continue
		}
		g.c.k.transpose(to, from, rows, step)
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
