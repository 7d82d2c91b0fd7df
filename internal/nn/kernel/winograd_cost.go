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

// WinogradTile is the size of tiles, 4 or 2, with which [Winograd] is fastest
// on the kernels k, or 0 if [Conv] is. It depends on shapes only, that of the
// batch included: tiles of 4x4 need 2.25 times as many transformed weights as
// those of 2x2, which few pixels do not pay for.
func (p ConvParams) WinogradTile(k *Kernels) int {
	// The plain loop leaves out the channels that fill up a block of few.
	if p.winograd() != 1 || p.In.C < Block || p.Out < Block {
		return 0
	}
	tile, least := 0, 9*float64(p.In.N*p.In.H*p.In.W+weightCost)
	transform := k.orBest().transform
	for _, size := range []int{2, 4} {
		tiles := float64(p.In.N * ((p.In.H + size - 1) / size) * ((p.In.W + size - 1) / size))
		more := transform * tiles * (1/float64(p.In.C) + 1/float64(p.Out))
		if cost := float64((size+2)*(size+2)) * (tiles + more + weightCost); cost < least {
			tile, least = size, cost
		}
	}
	return tile
}
