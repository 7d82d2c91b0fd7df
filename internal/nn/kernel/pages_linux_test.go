package kernel

import (
	"os"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"
)

// pages gives slices that end (or begin) right beside a page that faults when
// it is touched, so that a read outside is found even if it does no harm.
func pages(t *testing.T, atEnd bool) func(n int) []float32 {
	return func(n int) []float32 {
		page := os.Getpagesize()
		size := (4*n + page - 1) / page * page
		all, err := unix.Mmap(-1, 0, size+2*page, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_ANON|unix.MAP_PRIVATE)
		must(t, err)
		t.Cleanup(func() { must(t, unix.Munmap(all)) })
		must(t, unix.Mprotect(all[:page], unix.PROT_NONE), unix.Mprotect(all[page+size:], unix.PROT_NONE))
		if n == 0 {
			return nil
		}
		first := page
		if atEnd {
			first += size - 4*n
		}
		s := unsafe.Slice((*float32)(unsafe.Pointer(&all[first])), n)
		for i := range s {
			s[i] = sentinel
		}
		return s
	}
}

// TestPages runs the table of convolutions between such pages; a fault ends
// the test program.
func TestPages(t *testing.T) {
	for _, k := range available() {
		for i, p := range convTable {
			for _, atEnd := range []bool{true, false} {
				t.Run(k.Name+"/"+name(p), func(t *testing.T) {
					testConvCase(t, (&arena{t: t, tight: pages(t, atEnd)}).convCase(k, p, uint64(i)))
				})
			}
		}
	}
}

// TestPagesOthers does so for pooling, resampling and products.
func TestPagesOthers(t *testing.T) {
	for _, k := range available() {
		for _, atEnd := range []bool{true, false} {
			a := &arena{t: t, tight: pages(t, atEnd)}
			for _, p := range poolTable {
				pool, err := NewPool(k, p)
				must(t, err)
				up, err := NewBilinear(k, p.In, 5, 9)
				must(t, err)
				twice, err := NewNearest(k, p.In, 2, 3)
				must(t, err)
				in, out := a.make(p.In.Size()), a.make(pool.OutShape().Size())
				index := unsafe.Slice((*int32)(unsafe.Pointer(&a.make(len(out))[0])), len(out))
				scaled, repeated := a.make(up.OutShape().Size()), a.make(twice.OutShape().Size())
				must(t, pool.Forward(nil, out, nil, in), pool.Forward(nil, out, index, in), pool.Grad(nil, in, out, index),
					up.Forward(nil, scaled, in), up.Grad(nil, in, scaled), twice.Forward(nil, repeated, in), twice.Grad(nil, in, repeated),
					k.SiLU(out, out), k.Mul(in, in, in))
			}
			for _, p := range matMulTable {
				m, err := NewMatMul(k, p)
				must(t, err)
				dst := a.make(p.M * p.N)
				must(t, m.Run(nil, dst, a.make(p.M*p.K), a.make(p.K*p.N), a.make(p.N), Epilogue{Add: dst}, a.make(m.ScratchSize())))
			}
		}
	}
}

// TestPages8 does so for convolutions of 8 bits.
func TestPages8(t *testing.T) {
	for _, k := range available() {
		for i, p := range table8() {
			for _, atEnd := range []bool{true, false} {
				s := (&arena{t: t, tight: pages(t, atEnd)}).case8(k, p, Range{-1, 1}, uint64(i))
				s.run(nil, Epilogue{Add: s.add, ReLU: true})
			}
		}
	}
}

// TestWinogradPages runs the table between pages that must not be touched.
func TestWinogradPages(t *testing.T) {
	for _, k := range available() {
		for i, p := range winogradTable {
			for _, atEnd := range []bool{true, false} {
				tile := tiles(p)[i%len(tiles(p))]
				s := (&arena{t: t, tight: pages(t, atEnd)}).winogradCase(k, p, tile, uint64(i))
				s.run(nil, Epilogue{Add: s.add, ReLU: true})
			}
		}
	}
}
