package lanes

import (
	"os"
	"testing"

	"golang.org/x/sys/unix"
)

// TestPages runs everything in memory that ends (or begins) right beside a page
// that faults when it is touched, so that a read outside is found, too: it ends
// the test program.
func TestPages(t *testing.T) {
	for n := 0; n < 40; n++ {
		for _, atEnd := range []bool{true, false} {
			var made [][]byte
			free := func(string) {
				for _, all := range made {
					must(t, unix.Munmap(all))
				}
				made = nil
			}
			runInside(t, n, func(size int) []byte {
				all, s := page(t, size, atEnd)
				made = append(made, all)
				return s
			}, free)
		}
	}
}

// page is memory of n bytes, and all that belongs to it.
func page(t *testing.T, n int, atEnd bool) (all, s []byte) {
	t.Helper()
	unit := os.Getpagesize()
	size := (n + unit - 1) / unit * unit
	all, err := unix.Mmap(-1, 0, size+2*unit, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_ANON|unix.MAP_PRIVATE)
	must(t, err)
	must(t, unix.Mprotect(all[:unit], unix.PROT_NONE))
	must(t, unix.Mprotect(all[unit+size:], unix.PROT_NONE))
	first := unit
	if atEnd {
		first += size - n
	}
	return all, all[first:][:n:n]
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
