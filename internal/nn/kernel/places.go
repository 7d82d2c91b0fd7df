package kernel

import (
	"math/bits"
	"sync/atomic"
)

// places are parts of the scratch memory for jobs that run at the same time.
// The first of the free ones is taken, so that few processors use few of them,
// again and again while they are in the cache.
type places struct {
	count  int
	ready  chan struct{} // as many as are free
	inside atomic.Uint32 // which are taken
}

// maxPlaces is the largest number of jobs at a time.
const maxPlaces = 32

// newPlaces gives those of some jobs, all free.
func newPlaces(jobs int) *places {
	p := &places{count: min(maxPlaces, jobs)}
	p.ready = make(chan struct{}, p.count)
	for range p.count {
		p.ready <- struct{}{}
	}
	return p
}

// take waits for a free place.
func (p *places) take() int {
	<-p.ready
	for {
		old := p.inside.Load()
		i := bits.TrailingZeros32(^old)
		if p.inside.CompareAndSwap(old, old|1<<i) {
			return i
		}
	}
}

// put gives place i back.
func (p *places) put(i int) {
	p.inside.And(^(uint32(1) << i))
	p.ready <- struct{}{}
}
