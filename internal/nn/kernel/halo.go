package kernel

// halo is the copy of a tensor that kernels read without bounds: every plane
// is surrounded by zeros, and only lane of the 16 channels of a block are
// kept, so that the first layer of a network does not multiply zeros. Layout:
// [N][blocks][height][width][lane], then fill-1 numbers of zero, because a
// run of odd length reads on into what follows.
type halo struct {
	src                      Shape
	lane                     int
	fill                     int // runs are multiples of it, a power of two
	top, left, height, width int
	// direct says that the tensor itself will do.
	direct bool
}

func newHalo(src Shape, ys, xs []phase, fill int) halo {
	h := halo{src: src, lane: Block, fill: fill}
	if src.C <= 4 {
		h.lane = h.fewLanes(src.C, xs)
	}
	top, bottom := pads(src.H, ys)
	left, right := pads(src.W, xs)
	h.top, h.left = top, left
	h.height, h.width = top+src.H+bottom, left+src.W+right
	h.direct = h.lane == Block && h.height == src.H && h.width == src.W
	return h
}

// fewLanes is the number of channels to keep of c, 4 at most: c itself if that
// makes the runs shorter, else 4, which needs less filling.
func (h *halo) fewLanes(c int, xs []phase) int {
	few, four := 0, 0
	for _, x := range xs {
		n := 1
		if x.adjacent() {
			n = len(x.taps)
		}
		few, four = few+h.filled(n*c), four+h.filled(4*n)
	}
	if few < four {
		return c
	}
	return 4
}

// filled is the length of a run of n numbers with what fills it up.
func (h *halo) filled(n int) int { return (n + h.fill - 1) &^ (h.fill - 1) }

// sample is the number of numbers of one sample.
func (h *halo) sample() int { return h.src.Blocks()*h.height*h.width*h.lane + h.fill - 1 }

// stripRows is the number of rows that one job copies.
const stripRows = 16

// jobs is the number of jobs that copy one sample.
func (h *halo) jobs() int {
	return h.src.Blocks() * ((h.height + stripRows - 1) / stripRows)
}

// copy does job i of copying one sample.
func (h *halo) copy(dst, src []float32, i int) {
	strips := (h.height + stripRows - 1) / stripRows
	block, first := i/strips, i%strips*stripRows
	if i == 0 {
		clear(dst[h.sample()-h.fill+1 : h.sample()])
	}
	src = src[block*h.src.plane():][:h.src.plane()]
	pitch := h.width * h.lane
	dst = dst[block*h.height*pitch:][:h.height*pitch]
	for y := first; y < min(first+stripRows, h.height); y++ {
		row := dst[y*pitch:][:pitch]
		if y < h.top || y >= h.top+h.src.H {
			clear(row)
			continue
		}
		from := src[(y-h.top)*h.src.W*Block:][:h.src.W*Block]
		begin, end := h.left*h.lane, (h.left+h.src.W)*h.lane
		clear(row[:begin])
		clear(row[end:])
		if h.lane == Block {
			copy(row[begin:end], from)
			continue
		}
		thin(row[begin:end], from, h.lane)
	}
}

// thin copies the first lane (1 to 4) channels of each pixel.
func thin(dst, src []float32, lane int) {
	for ; len(src) >= Block; src = src[Block:] {
		switch {
		case lane == 1:
			dst[0] = src[0]
		case lane == 4:
			*(*[4]float32)(dst) = *(*[4]float32)(src)
		default:
			dst[0], dst[1], dst[lane-1] = src[0], src[1], src[lane-1]
		}
		dst = dst[lane:]
	}
}
