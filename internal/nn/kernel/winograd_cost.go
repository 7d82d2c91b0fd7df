package kernel

// What a convolution costs, counted in products of each pair of channels. On
// the processor of the package comment this gives the times of shapes of 16 to
// 512 channels, with 1 to 16384 tiles, within some 20 %, but for the plain loop on
// maps narrower than the 6 pixels that it takes at a time, which is slower; "go
// test -bench Winograd" repeats it.
const (
	// weightCost is the cost of reading a weight, or the number of a plane that
	// stands for it: it comes from far when all are read once a pass.
	weightCost = 6
	// transformAVX2 is the cost of transforming a number of a plane, for all
	// its channels of the other end together; transformPlain is that in plain
	// Go beside a loop of products in assembly, estimated.
	transformAVX2, transformPlain = 16, 40
)

// WinogradTile is the size of tiles with which [Winograd] is fastest
// on the kernels k, or 0 if [Conv] is. It depends on shapes only, that of the
// batch included: tiles of 4x4 need 2.25 times as many transformed weights as
// those of 2x2, which few pixels do not pay for.
func (p ConvParams) WinogradTile(k *Kernels) int {
	transform, stride := k.orBest().transform, p.winograd()
	switch {
	// The plain loop leaves out the channels that fill up a block of few.
	case stride == 0, p.Out < Block, p.KH == 3 && p.In.C < Block:
		return 0
	case p.KH == 7:
		return p.firstTile(transform)
	}
	out := p.outShape2(stride)
	sizes := []int{2, 4}
	if stride == 2 {
		sizes = sizes[1:]
	}
	tile, least := 0, 9*float64(out.N*out.H*out.W+weightCost)
	for _, size := range sizes {
		tiles := out.tiles(size)
		// Planes of the input, that hold the products, and of the output.
		from, to := float64((size+2)*(size+2)), float64((size+2)*(size+2))
		if stride == 2 {
			from, to = 81, 25
		}
		if cost := from*(tiles+weightCost) + transform*tiles*(to/float64(p.In.C)+from/float64(p.Out)); cost < least {
			tile, least = size, cost
		}
	}
	return tile
}

// firstTile is WinogradTile of a first layer of 7x7. Its few weights stay near;
// inputs are transformed by blocks, though they have few channels.
func (p ConvParams) firstTile(transform float64) int {
	const planes = 49
	out, row := p.outShape2(2), (7*p.In.C+fillFloats-1)/fillFloats*fillFloats
	direct := float64(7*row) * float64(out.N*out.H*out.W)
	if out.tiles(4)*planes*(float64(4*p.In.C)+transform*(1+Block/float64(p.Out))) < direct {
		return 4
	}
	return 0
}

// outShape2 is the output of a convolution with padding that keeps the size or
// halves it.
func (p ConvParams) outShape2(stride int) Shape {
	return Shape{p.In.N, p.Out, (p.In.H + stride - 1) / stride, (p.In.W + stride - 1) / stride}
}

// tiles is the number of tiles of a size.
func (s Shape) tiles(size int) float64 {
	return float64(s.N * ((s.H + size - 1) / size) * ((s.W + size - 1) / size))
}
