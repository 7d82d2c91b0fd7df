package rectify

import (
	"math"
	"math/bits"
)

// fourier is a plan for complex transforms of a power-of-two length, four or
// more.
type fourier struct {
	n   int
	tw  []complex64
	rev []int
}

func newFourier(n int) *fourier {
	f := &fourier{n: n, tw: make([]complex64, n/2), rev: make([]int, n)}
	for i := range f.tw {
		s, c := math.Sincos(-2 * math.Pi * float64(i) / float64(n))
		f.tw[i] = complex(float32(c), float32(s))
	}
	shift := 64 - bits.TrailingZeros(uint(n))
	for i := range f.rev {
		f.rev[i] = int(bits.Reverse64(uint64(i)) >> shift)
	}
	return f
}

// line replaces x by its unnormalised forward transform (Cooley and Tukey,
// radix 2, in place).
func (f *fourier) line(x []complex64) {
	for i, j := range f.rev {
		if i < j {
			x[i], x[j] = x[j], x[i]
		}
	}
	// The first two steps have the factors 1 and -i alone.
	for i := 0; i+3 < len(x); i += 4 {
		q := x[i : i+4 : i+4]
		a, b, c, d := q[0]+q[1], q[0]-q[1], q[2]+q[3], q[2]-q[3]
		d = complex(imag(d), -real(d))
		q[0], q[1], q[2], q[3] = a+c, b+d, a-c, b-d
	}
	for size := 8; size <= f.n; size *= 2 {
		half, step := size/2, f.n/size
		for i := 0; i < f.n; i += size {
			lo, hi := x[i:i+half], x[i+half:i+size]
			for j := range lo {
				w, b := f.tw[j*step], hi[j]
				b = complex(real(b)*real(w)-imag(b)*imag(w), real(b)*imag(w)+imag(b)*real(w))
				a := lo[j]
				lo[j], hi[j] = a+b, a-b
			}
		}
	}
}

// square transforms an n by n square. The result, in tmp, is transposed:
// element u*n+v belongs to frequency u across and v down.
func (f *fourier) square(x, tmp []complex64) {
	n := f.n
	for y := range n {
		f.line(x[y*n : (y+1)*n])
	}
	const b = 8 // blocks that stay in the cache while they are transposed
	for y := 0; y < n; y += b {
		for u := 0; u < n; u += b {
			for j := y; j < y+b; j++ {
				for i := u; i < u+b; i++ {
					tmp[i*n+j] = x[j*n+i]
				}
			}
		}
	}
	for u := range n {
		f.line(tmp[u*n : (u+1)*n])
	}
}
