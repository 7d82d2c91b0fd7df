package kernel

import (
	"errors"
	"fmt"
	"math"
)

// Winograd is a convolution of 3x3 of stride 1 that keeps the size, for
// inference. The output is cut into tiles of 4x4 or 2x2 pixels; each needs 36
// or 16 products per pair of channels instead of 144 or 36, on sums of numbers
// of the input and of the weights. In each of these 36 or 16 planes the
// products are one of matrices, tiles x channels, which the loop of [Conv]
// does. Results differ from those of Conv by some 1e-5 of the scale of the
// output with tiles of 4x4, and by rounding with 2x2; a number that is not
// finite spoils the tiles that read it. It holds the state of a call: one call
// at a time. Source: A. Lavin and S. Gray, Fast Algorithms for Convolutional
// Neural Networks, 2016, arXiv 1509.09308.
type Winograd struct {
	k       *Kernels
	in, out Shape
	form    form
	// tilesY x tilesX tiles cover a sample.
	tilesY, tilesX int
	// group is the number of tiles whose planes are in memory together, part
	// the number of those that one job multiplies.
	group, part int
	// plane is from one plane of the input to the next, partPlane from one of
	// the products of a job to the next: odd numbers of blocks, since
	// processors would keep powers of two in few places of their caches.
	plane, partPlane int
	taps             []int // where the channels of a tile begin within a plane
	split            int   // blocks of input channels that one call adds up
	// free are the places in the scratch memory that no job uses: for products,
	// and for an output at the border.
	free chan int

	call struct {
		dst, src, add, planes, products, weights, bias []float32
		floor                                          float32
		first, tiles                                   int // of the group
	}
	spreadJob, multiplyJob func(i int)
}

// form is what depends on the size of tiles.
type form struct {
	size, across int // of a tile of the output and of the input it reads
	spread       func(out, in []float32, inRow, outStep int)
	gather       func(out, in, bias, add []float32, inStep, outRow int, floor float32)
}

const (
	// groupFloats bounds the planes in memory together, for the last cache,
	// unless groupTiles need more, since each group reads all the weights.
	groupFloats, groupTiles = 384 << 10, 48
	// partTiles is the largest number of tiles that a job multiplies, so that
	// its products stay in the second cache.
	partTiles = 48
	// spreadTiles is the number of tiles that a job transforms.
	spreadTiles = 16
	// winogradPlaces is the largest number of jobs at a time.
	winogradPlaces = 32
	// edgeFloats hold an output at the border.
	edgeFloats = 4 * 4 * Block
)

// NewWinograd plans a convolution with tiles of 4x4 or 2x2 pixels. See
// [ConvParams.WinogradTile] for what is fast.
func NewWinograd(k *Kernels, p ConvParams, tile int) (*Winograd, error) {
	g, err := p.geometry()
	if err != nil {
		return nil, err
	}
	if !p.winograd() {
		return nil, errors.New("kernel: Winograd's convolutions have 3x3 weights, stride and dilation 1 and padding 1")
	}
	k = k.orBest()
	c := &Winograd{k: k, in: p.In, out: g.out}
	switch tile {
	case 4:
		c.form = form{4, 6, k.spread4, k.gather4}
	case 2:
		c.form = form{2, 4, k.spread2, k.gather2}
	default:
		return nil, fmt.Errorf("kernel: Winograd's tiles are of 4x4 or 2x2 pixels, not %dx%d", tile, tile)
	}
	c.tilesY, c.tilesX = (g.out.H+tile-1)/tile, (g.out.W+tile-1)/tile
	all, blocks := c.in.N*c.tilesY*c.tilesX, c.in.Blocks()
	c.group = min(all, max(groupTiles, groupFloats/(c.planes()*blocks*Block)/partTiles*partTiles))
	c.part = min(partTiles, c.group)
	c.plane, c.partPlane = (blocks*c.group|1)*Block, (c.part|1)*Block
	for b := range blocks {
		c.taps = append(c.taps, b*c.group*Block)
	}
	parts := (blocks*Block + splitLength - 1) / splitLength
	c.split = (blocks + parts - 1) / parts
	c.free = make(chan int, min(winogradPlaces, max(c.spreadJobs(c.group), c.multiplyJobs(c.group))))
	for i := range cap(c.free) {
		c.free <- i
	}
	if n := max(c.ScratchSize(), c.PackedSize()); n > maxFloats {
		return nil, fmt.Errorf("kernel: memory of %d numbers is too large", n)
	}
	c.spreadJob, c.multiplyJob = c.doSpread, c.doMultiply
	return c, nil
}

// Tile is the size of tiles of the output, in pixels.
func (c *Winograd) Tile() int { return c.form.size }

// planes is the number of products per tile and pair of channels.
func (c *Winograd) planes() int { return c.form.across * c.form.across }

// parts is the number of jobs that multiply tiles with a block of channels.
func (c *Winograd) parts(tiles int) int { return (tiles + c.part - 1) / c.part }

// spreadJobs and multiplyJobs are the numbers of jobs of a group of tiles.
func (c *Winograd) spreadJobs(tiles int) int {
	return c.in.Blocks() * ((tiles + spreadTiles - 1) / spreadTiles)
}
func (c *Winograd) multiplyJobs(tiles int) int { return c.out.Blocks() * c.parts(tiles) }

// ScratchSize is the number of floats of scratch memory that Forward needs.
func (c *Winograd) ScratchSize() int { return c.planes()*c.plane + cap(c.free)*c.placeSize() }

// placeSize is the number of floats of a job. A window of the input fits, too.
func (c *Winograd) placeSize() int { return c.planes()*c.partPlane + edgeFloats }

// take gives memory to a job, which puts it back.
func (c *Winograd) take() (place int, products, edge []float32) {
	place = <-c.free
	products = c.call.products[place*c.placeSize():][:c.placeSize()]
	return place, products[edgeFloats:], products[:edgeFloats]
}

// Forward writes the output of src to dst. packed is from [Winograd.Pack];
// scratch has at least [Winograd.ScratchSize] floats. dst must not overlap src.
func (c *Winograd) Forward(run Runner, dst, src, packed []float32, then Epilogue, scratch []float32) error {
	if err := lengths(length{"destination", len(dst), c.out.Size()}, length{"source", len(src), c.in.Size()},
		length{"packed weights", len(packed), c.PackedSize()}); err != nil {
		return err
	}
	if then.Add != nil {
		if err := lengths(length{"tensor to add", len(then.Add), len(dst)}); err != nil {
			return err
		}
	}
	if err := enough(scratch, c.ScratchSize()); err != nil {
		return err
	}
	s, n := &c.call, c.panels()
	s.dst, s.src, s.add, s.weights, s.bias = dst, src, then.Add, packed[:n], packed[n:]
	s.planes, s.products = scratch[:c.planes()*c.plane], scratch[c.planes()*c.plane:]
	s.floor = float32(math.Inf(-1))
	if then.ReLU {
		s.floor = 0
	}
	all := c.in.N * c.tilesY * c.tilesX
	for s.first = 0; s.first < all; s.first += c.group {
		s.tiles = min(c.group, all-s.first)
		run.each(c.spreadJobs(s.tiles), c.spreadJob)
		run.each(c.multiplyJobs(s.tiles), c.multiplyJob)
	}
	s.dst, s.src, s.add, s.weights, s.bias, s.planes, s.products = nil, nil, nil, nil, nil, nil, nil
	return nil
}

// place gives the sample of tile t and the pixel of the output where it begins.
func (c *Winograd) place(t int) (n, y, x int) {
	n, t = t/(c.tilesY*c.tilesX), t%(c.tilesY*c.tilesX)
	return n, t / c.tilesX * c.form.size, t % c.tilesX * c.form.size
}

// doSpread transforms some tiles of a block of input channels.
func (c *Winograd) doSpread(i int) {
	s, jobs := &c.call, (c.call.tiles+spreadTiles-1)/spreadTiles
	block, from := i/jobs, i%jobs*spreadTiles
	place, window, _ := c.take()
	for t := from; t < min(from+spreadTiles, s.tiles); t++ {
		n, y, x := c.place(s.first + t)
		plane := s.src[(n*c.in.Blocks()+block)*c.in.plane():][:c.in.plane()]
		to := s.planes[c.taps[block]+t*Block:]
		if last := c.form.across - 1; y > 0 && x > 0 && y-1+last < c.in.H && x-1+last < c.in.W {
			c.form.spread(to, plane[((y-1)*c.in.W+x-1)*Block:], c.in.W*Block, c.plane)
			continue
		}
		c.window(window[:c.planes()*Block], plane, y-1, x-1)
		c.form.spread(to, window, c.form.across*Block, c.plane)
	}
	c.free <- place
}

// window copies the input of a tile at the border, with zeros outside.
func (c *Winograd) window(dst, plane []float32, y, x int) {
	across := c.form.across
	clear(dst)
	left, right := max(0, -x), min(across, c.in.W-x)
	for i := max(0, -y); i < min(across, c.in.H-y); i++ {
		copy(dst[(i*across+left)*Block:(i*across+right)*Block], plane[((y+i)*c.in.W+x+left)*Block:])
	}
}

// doMultiply computes some tiles of a block of output channels.
func (c *Winograd) doMultiply(i int) {
	s, parts := &c.call, c.parts(c.call.tiles)
	block, from := i/parts, i%parts*c.part
	count := min(c.part, s.tiles-from)
	place, products, edge := c.take()
	panel := len(c.taps) * Block * Block
	for p := range c.planes() {
		weights := s.weights[(block*c.planes()+p)*panel:][:panel]
		c.product(products[p*c.partPlane:], s.planes[p*c.plane+from*Block:], weights, count)
	}
	for t := range count {
		c.gather(products[t*Block:], edge, block, s.first+from+t)
	}
	c.free <- place
}

// product multiplies tiles with the weights of one plane, in parts of the sums
// that are short enough for the first cache.
func (c *Winograd) product(out, in, weights []float32, count int) {
	var add []float32
	for from := 0; from < len(c.taps); from += c.split {
		to := min(from+c.split, len(c.taps))
		c.k.conv(out, in, weights[from*Block*Block:], zeros[:], add, c.taps[from:to], Block/4, count, Block, Block, float32(math.Inf(-1)))
		add = out
	}
}

// gather transforms the products of tile t back. Of a tile that reaches
// beyond the output it writes what lies within.
func (c *Winograd) gather(products, edge []float32, block, t int) {
	s, size := &c.call, c.form.size
	n, y, x := c.place(t)
	at := (n*c.out.Blocks()+block)*c.out.plane() + (y*c.out.W+x)*Block
	bias, add := s.bias[block*Block:][:Block], s.add
	if add != nil {
		add = add[at:]
	}
	rows, columns := min(size, c.out.H-y), min(size, c.out.W-x)
	if rows == size && columns == size {
		c.form.gather(s.dst[at:], products, bias, add, c.partPlane, c.out.W*Block, s.floor)
		return
	}
	if add != nil {
		for i := range rows {
			copy(edge[i*size*Block:][:columns*Block], add[i*c.out.W*Block:])
		}
		add = edge
	}
	c.form.gather(edge, products, bias, add, c.partPlane, size*Block, s.floor)
	for i := range rows {
		copy(s.dst[at+i*c.out.W*Block:][:columns*Block], edge[i*size*Block:])
	}
}
