package nn

import (
	"cmp"
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/nn/kernel"
)

// span is a tensor that must be kept from time first to time last.
type span struct {
	size, first, last int
	at                int // where it lies in the arena
}

// overlaps tells whether two tensors are wanted at the same time.
func (s *span) overlaps(o *span) bool { return s.first <= o.last && o.first <= s.last }

// place gives every span a place so that those wanted at the same time do not
// share memory, and returns the size of the arena. Greater ones choose first,
// each the lowest gap.
func place(all []*span) (size int) {
	order := slices.Clone(all)
	slices.SortStableFunc(order, func(a, b *span) int { return cmp.Compare(b.size, a.size) })
	var placed []*span // by place
	for _, s := range order {
		s.at = 0
		for _, o := range placed {
			if !s.overlaps(o) {
				continue
			}
			if s.at+s.size <= o.at {
				break
			}
			s.at = max(s.at, o.at+o.size)
		}
		i, _ := slices.BinarySearchFunc(placed, s, func(a, b *span) int { return cmp.Compare(a.at, b.at) })
		placed = slices.Insert(placed, i, s)
		size = max(size, s.at+s.size)
	}
	return size
}

// aligned is a number of floats of which slices begin at multiples of 64
// bytes, if the arena does.
func aligned(n int) int { return (n + kernel.Block - 1) / kernel.Block * kernel.Block }
