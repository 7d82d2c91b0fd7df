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

// inPlace lets convolutions that add a tensor write where it is if they are the
// last to read it: one tensor less has to stay in the caches.
func (p *plan) inPlace() {
	if p.opt.Train {
		return
	}
	last := p.lastReaders()
	for i, n := range p.b.nodes {
		o, ok := n.op.(*conv)
		if !ok || !o.add || !p.live[i] || p.fused[i] {
			continue
		}
		from, to := p.root[n.in[0]], p.root[n.in[1]]
		s, own := p.values[to], p.values[i]
		if last[to] != i || from == to || p.b.nodes[to].op == nil || s.size != own.size {
			continue
		}
		s.last = max(s.last, own.last)
		p.values[i] = s
	}
}

// lastReaders gives the last layer that reads a tensor; those behind the last one
// are readers of outputs.
func (p *plan) lastReaders() []int {
	last := make([]int, len(p.b.nodes))
	for i, n := range p.b.nodes {
		if !p.live[i] || p.fused[i] {
			continue
		}
		for _, in := range n.in {
			last[p.root[in]] = i
		}
	}
	for _, o := range p.b.outputs {
		last[p.root[o]] = len(p.b.nodes)
	}
	return last
}
