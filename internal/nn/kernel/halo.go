package kernel

// halo is the copy of what is read of a tensor, for kernels without bounds: what
// lies outside is zero, and only lane of the 16 channels of a block are
// kept, so that the first layer of a network does not multiply zeros. Layout:
// [N][blocks][height][width][lane], then fill-1 numbers of zero, because a
// run of odd length reads on into what follows.
type halo struct {
	src  Shape
	lane int
	fill int // runs are multiples of it, a power of two
	// The tensor's first pixel is top rows and left columns from the halo's, perhaps
	// outside.
	top, left, height, width int
	// direct says that the tensor itself will do.
	direct bool
}

func newHalo(src Shape, ys, xs []phase, fill int) halo {
	h := halo{src: src, lane: Block, fill: fill}
	if src.C <= 4 {
		h.lane = h.fewLanes(src.C, xs)
	}
	y0, y1 := reach(src.H, ys)
	x0, x1 := reach(src.W, xs)
	if h.lane == Block && y0 >= 0 && x0 >= 0 && y1 < src.H && x1 < src.W {
		h.direct, h.height, h.width = true, src.H, src.W
		return h
	}
	h.top, h.left, h.height, h.width = -y0, -x0, y1-y0+1, x1-x0+1
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
		begin, end, from := h.part(src, y)
		clear(row[:begin])
		clear(row[end:])
		if h.lane == Block {
			copy(row[begin:end], from)
			continue
		}
		thin(row[begin:end], from, h.lane)
	}
}

// part gives the numbers begin..end of row y that are not outside, and their pixels
// in a plane of the tensor.
func (h *halo) part(plane []float32, y int) (begin, end int, pixels []float32) {
	if y < h.top || y >= h.top+h.src.H {
		return 0, 0, nil
	}
	from, to := max(0, -h.left), min(h.src.W, h.width-h.left)
	if from >= to {
		return 0, 0, nil
	}
	row := plane[(y-h.top)*h.src.W*Block:]
	return (from + h.left) * h.lane, (to + h.left) * h.lane, row[from*Block : to*Block]
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
