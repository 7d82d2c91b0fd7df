package kernel

import (
	"errors"
	"fmt"
	"math"
)

// Winograd is a convolution of 3x3 of stride 1 or 2, or of 7x7 of stride 2 of up
// to 4 channels, with padding that keeps the size or halves it, for inference. The
// output is cut into tiles of 4x4 or 2x2 pixels; each needs 36
// or 16 products per pair of channels instead of 144 or 36, on sums of numbers
// of the input and of the weights ([form] tells of stride 2). In each of these planes the
// products are one of matrices, tiles x channels, which the loop of [Conv]
// does. Results differ from those of Conv by some 1e-5 of the scale of the
// output with tiles of 4x4, and by rounding with 2x2; a number that is not
// finite spoils the tiles that read it. It holds the state of a call: one call
// at a time. Source: A. Lavin and S. Gray, Fast Algorithms for Convolutional
// Neural Networks, 2016, arXiv 1509.09308.
type Winograd struct {
	k       *Kernels
	in, out Shape
	kernel  int // rows and columns of the weights
	form    form
	// tilesY x tilesX tiles cover a sample.
	tilesY, tilesX int
	// group is the number of tiles whose planes are in memory together, part
	// the number of those that one job multiplies. If the planes of some tiles fit
	// the second cache of a processor, the whole work of a group is one job.
	group, part int
	whole       bool
	// plane is from one plane of the input to the next, partPlane from one of
	// the products of a job to the next: odd numbers of blocks, since
	// processors would keep powers of two in few places of their caches.
	plane, partPlane int
	// together is the number of blocks of output channels whose weights of a plane
	// lie together: all, whose products lie where the plane before has been, or one.
	// blocks is the number of those that are multiplied before they are transformed:
	// all, or as many as the kernels multiply at a time.
	together, blocks int
	products         []product // of the planes
	panel            int       // floats of weights of a block of output channels
	split            int       // units that one call adds up
	joined           joined    // the input if its phases lie side by side
	pooled           *pooled   // a pooling of the output, if any
	// free are the places in the scratch memory that no job uses: for products,
	// and for an output at the border.
	free *places

	call struct {
		dst, src, add, joined, planes, products, weights, bias []float32
		floor                                                  float32
		first, tiles                                           int // of the group
	}
	joinJob, spreadJob, multiplyJob, wholeJob, pooledJob, packJob func(i int)
}

const (
	// groupFloats bounds the planes in memory together, for the last cache,
	// unless groupTiles need more, since each group reads all the weights.
	groupFloats, groupTiles = 384 << 10, 48
	// partTiles is the largest number of tiles that a job multiplies, so that
	// its products stay in the second cache.
	partTiles = 48
	// wholeFloats bounds the planes of a group that is one job, for the second cache.
	// Each job reads all weights, which fewer than wholeTiles tiles do not pay for;
	// fewer than wholeJobs jobs would leave processors without work.
	wholeFloats, wholeTiles, wholeJobs = 80 << 10, 16, 8
	// evenJobs is what the number of such jobs is a multiple of where it can be.
	evenJobs = 4
	// spreadTiles is the number of tiles that a job transforms.
	spreadTiles = 16
	// edgeFloats hold an output at the border.
	edgeFloats = 4 * 4 * Block
)

// ErrMemory means that a plan would need more memory than offsets reach.
var ErrMemory = errors.New("kernel: too much memory")

// NewWinograd plans a convolution with tiles of 4x4 or 2x2 pixels, of 4x4 with
// stride 2. See [ConvParams.WinogradTile] for what is fast. The error is
// [ErrMemory] where its weights or scratch memory would be too large, though
// [Conv] may do.
func NewWinograd(k *Kernels, p ConvParams, tile int) (*Winograd, error) {
	g, err := p.geometry()
	if err != nil {
		return nil, err
	}
	if p.winograd() == 0 {
		return nil, errors.New("kernel: Winograd's convolutions have 3x3 weights, stride 1 or 2, dilation 1 and padding 1, or 7x7, stride 2, padding 3 and 4 channels at most")
	}
	c := &Winograd{k: k.orBest(), in: p.In, out: g.out, kernel: p.KH}
	var ok bool
	if c.form, ok = p.form(c.k, tile); !ok {
		return nil, fmt.Errorf("kernel: Winograd's tiles are of 4x4 or 2x2 pixels, of 4x4 with stride 2, not %dx%d", tile, tile)
	}
	c.tilesY, c.tilesX = (g.out.H+tile-1)/tile, (g.out.W+tile-1)/tile
	c.cut(c.in.N * c.tilesY * c.tilesX)
	c.plan()
	if c.form.few {
		c.joined = newJoined(c.in, c.tilesY*tile+3, c.tilesX*tile+3)
	}
	jobs := max(c.spreadJobs(c.group), c.multiplyJobs(c.group))
	if c.whole {
		jobs = c.groups()
	}
	c.free = newPlaces(jobs)
	if n := max(c.ScratchSize(), c.PackedSize()); n > maxFloats {
		return nil, fmt.Errorf("%w: %d numbers", ErrMemory, n)
	}
	c.packJob = c.doPack
	c.joinJob, c.spreadJob, c.multiplyJob, c.wholeJob = c.doJoin, c.doSpread, c.doMultiply, c.doWhole
	return c, nil
}

// cut says how many tiles are done together. It depends on shapes only.
func (c *Winograd) cut(all int) {
	blocks, outs := c.in.Blocks()*len(c.form.spread), c.out.Blocks()
	c.together = 1
	if c.form.few {
		c.whole, c.group = true, min(all, partTiles)
	} else if n := c.wholeGroup(max(blocks, outs), all); n > 0 {
		c.whole, c.group, c.together = true, n, outs
	} else {
		c.group = min(all, max(groupTiles, groupFloats/(c.planes()*blocks*Block)/partTiles*partTiles))
	}
	c.part, c.blocks = min(partTiles, c.group), c.together
	if c.together == 1 && c.k.multiplyPair != nil {
		c.blocks = min(2, outs)
	}
	c.plane, c.partPlane = (blocks*c.group|1)*Block, (c.blocks*c.part|1)*Block
	if c.together > 1 {
		c.plane = max(c.plane, c.partPlane)
		c.partPlane = c.plane
	}
}

// wholeGroup is the number of tiles of a job that does all their work, with so
// many blocks of input or output channels; 0 if they are better shared out.
func (c *Winograd) wholeGroup(blocks, all int) int {
	n := min(partTiles, wholeFloats/((c.planes()+1)*blocks*Block), max(wholeTiles, all/wholeJobs/2))
	if n < wholeTiles || all < wholeJobs*n {
		return 0
	}
	// So that no processor waits long for the last job of another.
	jobs := (all + n - 1) / n
	jobs = (jobs + evenJobs - 1) / evenJobs * evenJobs
	return max(wholeTiles, (all+jobs-1)/jobs)
}

// groups is the number of groups of tiles.
func (c *Winograd) groups() int { return (c.in.N*c.tilesY*c.tilesX + c.group - 1) / c.group }

// Tile is the size of tiles of the output, in pixels.
func (c *Winograd) Tile() int { return c.form.size }

// planes is the number of products per tile and pair of channels.
func (c *Winograd) planes() int { return c.form.points * c.form.points }

// parts is the number of jobs that multiply tiles with the same weights.
func (c *Winograd) parts(tiles int) int { return (tiles + c.part - 1) / c.part }

// spreadJobs and multiplyJobs are the numbers of jobs of a group of tiles.
func (c *Winograd) spreadJobs(tiles int) int {
	return c.in.Blocks() * ((tiles + spreadTiles - 1) / spreadTiles)
}
func (c *Winograd) multiplyJobs(tiles int) int {
	return (c.out.Blocks() + c.blocks - 1) / c.blocks * c.parts(tiles)
}

// ScratchSize is the number of floats of scratch memory that Forward needs.
func (c *Winograd) ScratchSize() int {
	n := c.joined.size() + c.free.count*c.placeSize()
	if !c.whole {
		n += c.planes() * c.plane
	}
	return n
}

// placeSize is the number of floats of a job: an output at the border and rows to
// be pooled, then products or a window of the input, then the planes of a group if
// it is whole.
func (c *Winograd) placeSize() int {
	n := edgeFloats + c.pooledSize() + c.productSize()
	if c.whole {
		n += c.planes() * c.plane
	}
	return n
}

// productSize is the number of floats of products, or of the window of a tile.
func (c *Winograd) productSize() int {
	if c.together > 1 {
		return max(c.partPlane, windowSize*windowSize*Block)
	}
	return max(c.planes()*c.partPlane, windowSize*windowSize*Block)
}

// memory is what a job works on.
type memory struct {
	place                        int
	edge, rows, products, planes []float32
}

// take gives memory to a job, which puts the place back.
func (c *Winograd) take() (m memory) {
	m.place = c.free.take()
	all := c.call.products[m.place*c.placeSize():][:c.placeSize()]
	m.edge, all = all[:edgeFloats], all[edgeFloats:]
	m.rows, all = all[:c.pooledSize()], all[c.pooledSize():]
	m.products, m.planes = all, all[c.productSize():]
	if !c.whole {
		m.planes = c.call.planes
	}
	return m
}

// Forward writes the output of src to dst. packed is from [Winograd.Pack];
// scratch has at least [Winograd.ScratchSize] floats. dst must not overlap src. A
// pooled output ([Winograd.MaxPool]) has nothing to add.
func (c *Winograd) Forward(run Runner, dst, src, packed []float32, then Epilogue, scratch []float32) error {
	to := c.out
	if c.pooled != nil {
		to = c.pooled.p.out
	}
	if err := lengths(length{"destination", len(dst), to.Size()}, length{"source", len(src), c.joined.sourceSize(c.in)},
		length{"packed weights", len(packed), c.PackedSize()}); err != nil {
		return err
	}
	if then.Add != nil {
		if c.pooled != nil {
			return errors.New("kernel: nothing can be added before pooling")
		}
		if err := lengths(length{"tensor to add", len(then.Add), len(dst)}); err != nil {
			return err
		}
	}
	if err := enough(scratch, c.ScratchSize()); err != nil {
		return err
	}
	s, n := &c.call, c.panels()
	s.dst, s.src, s.add, s.weights, s.bias = dst, src, then.Add, packed[:n], packed[n:]
	s.joined, scratch = scratch[:c.joined.size()], scratch[c.joined.size():]
	if !c.whole {
		s.planes, scratch = scratch[:c.planes()*c.plane], scratch[c.planes()*c.plane:]
	}
	s.products = scratch
	s.floor = float32(math.Inf(-1))
	if then.ReLU {
		s.floor = 0
	}
	run.each(c.joined.jobs(), c.joinJob)
	all := c.in.N * c.tilesY * c.tilesX
	switch {
	case c.pooled != nil:
		run.each(c.in.N*c.pooled.bands, c.pooledJob)
		all = 0
	case c.whole:
		run.each(c.groups(), c.wholeJob)
		all = 0
	}
	for s.first = 0; s.first < all; s.first += c.group {
		s.tiles = min(c.group, all-s.first)
		run.each(c.spreadJobs(s.tiles), c.spreadJob)
		run.each(c.multiplyJobs(s.tiles), c.multiplyJob)
	}
	s.dst, s.src, s.add, s.weights, s.bias = nil, nil, nil, nil, nil
	s.joined, s.planes, s.products = nil, nil, nil
	return nil
}

// place is where a tile is: its sample and the pixel of the output where it begins.
type place struct{ n, y, x int }

func (c *Winograd) place(t int) place {
	n, t := t/(c.tilesY*c.tilesX), t%(c.tilesY*c.tilesX)
	return place{n, t / c.tilesX * c.form.size, t % c.tilesX * c.form.size}
}

// next is the place of the tile after. Divisions for each would take a tenth of the
// time of its transform.
func (c *Winograd) next(p place) place {
	if p.x += c.form.size; p.x < c.out.W {
		return p
	}
	if p.x, p.y = 0, p.y+c.form.size; p.y < c.out.H {
		return p
	}
	return place{n: p.n + 1}
}

// doSpread transforms some tiles of a block of input channels.
func (c *Winograd) doSpread(i int) {
	s, jobs := &c.call, (c.call.tiles+spreadTiles-1)/spreadTiles
	block, from := i/jobs, i%jobs*spreadTiles
	m := c.take()
	c.spreadTiles(m, block, s.first, from, min(from+spreadTiles, s.tiles))
	c.free.put(m.place)
}

// doMultiply computes some tiles of one or two blocks of output channels.
func (c *Winograd) doMultiply(i int) {
	s, parts := &c.call, c.parts(c.call.tiles)
	block, from := i/parts*c.blocks, i%parts*c.part
	m := c.take()
	c.multiplyTiles(m, block, s.first, from, min(c.part, s.tiles-from))
	c.free.put(m.place)
}

// doWhole does all the work of a group.
func (c *Winograd) doWhole(i int) {
	m := c.take()
	c.doGroup(m, i*c.group, min(c.group, c.in.N*c.tilesY*c.tilesX-i*c.group))
	c.free.put(m.place)
}

// doGroup does all the work of a group of tiles from tile first on.
func (c *Winograd) doGroup(m memory, first, tiles int) {
	for block := range c.in.Blocks() {
		c.spreadTiles(m, block, first, 0, tiles)
	}
	for block := 0; block < c.out.Blocks(); block += c.blocks {
		c.multiplyTiles(m, block, first, 0, tiles)
	}
}
