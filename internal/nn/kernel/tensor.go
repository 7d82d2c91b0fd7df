package kernel

import "fmt"

// Block is the number of channels that lie side by side.
const Block = 16

// Shape is the size of a batch of images: N samples of C channels, H rows
// and W columns. Signals have H = 1. In memory it is blocked:
// [N][Blocks][H][W][16], so channels are padded to a multiple of 16; what
// lies in the padding is written as zeros by [Shape.Pack] and by convolutions
// and never matters to a convolution that reads it, as long as it is finite.
type Shape struct {
	N, C, H, W int
}

// maxFloats bounds one tensor: 2^30 numbers, 4 GiB, so that no offset
// overflows.
const maxFloats = 1 << 30

func (s Shape) check(what string) error {
	if s.N < 1 || s.C < 1 || s.H < 1 || s.W < 1 {
		return fmt.Errorf("kernel: %s %v: every size must be positive", what, s)
	}
	total := 1
	for _, n := range []int{s.N, s.Blocks() * Block, s.H, s.W} {
		if n > maxFloats/total {
			return fmt.Errorf("kernel: %s %v is too large", what, s)
		}
		total *= n
	}
	return nil
}

// Blocks is the number of blocks of 16 channels.
func (s Shape) Blocks() int { return (s.C + Block - 1) / Block }

// Size is the number of floats of the blocked tensor.
func (s Shape) Size() int { return s.N * s.sample() }

// sample is the number of floats of one sample, plane that of one block of
// channels.
func (s Shape) sample() int { return s.Blocks() * s.plane() }
func (s Shape) plane() int  { return s.H * s.W * Block }

// stretchPixels is how many pixels of a block are moved at a time: they stay in
// the first cache while one channel after another is written or read.
const stretchPixels = 64

// Pack writes plain [N][C][H][W] numbers into a blocked tensor; the channels
// added are zero.
func (s Shape) Pack(dst, plain []float32) error {
	if err := lengths(length{"blocked", len(dst), s.Size()}, length{"plain", len(plain), s.N * s.C * s.H * s.W}); err != nil {
		return err
	}
	hw := s.H * s.W
	for i := range s.N * s.Blocks() {
		n, c := i/s.Blocks(), i%s.Blocks()*Block
		lanes := min(Block, s.C-c)
		to, from := dst[i*s.plane():][:s.plane()], plain[(n*s.C+c)*hw:][:lanes*hw]
		if hw == 1 {
			clear(to[copy(to, from):])
			continue
		}
		for first := 0; first < hw; first += stretchPixels {
			count := min(stretchPixels, hw-first)
			pixels := to[first*Block:][:count*Block]
			if lanes == 3 { // pictures
				r, g, b := from[first:][:count], from[hw+first:][:count], from[2*hw+first:][:count]
				for j := range count {
					*(*[Block]float32)(pixels[j*Block:]) = [Block]float32{r[j], g[j], b[j]}
				}
				continue
			}
			if lanes < Block {
				clear(pixels)
			}
			for lane := range lanes {
				for j, v := range from[lane*hw+first:][:count] {
					pixels[j*Block+lane] = v
				}
			}
		}
	}
	return nil
}

// Unpack writes a blocked tensor as plain [N][C][H][W] numbers.
func (s Shape) Unpack(plain, src []float32) error {
	if err := lengths(length{"blocked", len(src), s.Size()}, length{"plain", len(plain), s.N * s.C * s.H * s.W}); err != nil {
		return err
	}
	hw := s.H * s.W
	for i := range s.N * s.Blocks() {
		n, c := i/s.Blocks(), i%s.Blocks()*Block
		lanes := min(Block, s.C-c)
		from, to := src[i*s.plane():][:s.plane()], plain[(n*s.C+c)*hw:][:lanes*hw]
		if hw == 1 {
			copy(to, from)
			continue
		}
		for first := 0; first < hw; first += stretchPixels {
			count := min(stretchPixels, hw-first)
			pixels := from[first*Block:][:count*Block]
			for lane := range lanes {
				out := to[lane*hw+first:][:count]
				for j := range out {
					out[j] = pixels[j*Block+lane]
				}
			}
		}
	}
	return nil
}

// length is the length of a slice and the one it should have.
type length struct {
	name      string
	got, want int
}

// lengths gives an error for the first slice of the wrong length. All that
// enters a kernel passes here, because kernels have no bounds.
func lengths(all ...length) error {
	for _, l := range all {
		if l.got != l.want {
			return fmt.Errorf("kernel: %s has %d numbers, want %d", l.name, l.got, l.want)
		}
	}
	return nil
}

// Runner calls f(i) for every i in [0, n), perhaps at the same time, and
// returns when all have ended. A nil Runner calls one after another. Results
// do not depend on it.
type Runner func(n int, f func(i int))

func (r Runner) each(n int, f func(i int)) {
	if r == nil {
		for i := range n {
			f(i)
		}
		return
	}
	r(n, f)
}
