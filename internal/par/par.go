// Package par is the one place that starts worker goroutines. Work is cut
// into parts that do not depend on the number of workers, so that results do
// not either.
package par

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// Workers is the number of goroutines to use when the caller asked for n:
// n itself if positive, else GOMAXPROCS.
func Workers(n int) int {
	if n > 0 {
		return n
	}
	return runtime.GOMAXPROCS(0)
}

// Each calls f(i) for every i in [0, n) on at most workers goroutines (0
// means GOMAXPROCS) and returns when all have ended. f must write only to
// places that belong to i.
func Each(workers, n int, f func(i int)) {
	workers = min(Workers(workers), n)
	if workers <= 1 {
		for i := range n {
			f(i)
		}
		return
	}
	var next atomic.Int64
	var wg sync.WaitGroup
	work := func() {
		for {
			i := int(next.Add(1)) - 1
			if i >= n {
				return
			}
			f(i)
		}
	}
	for range workers - 1 {
		wg.Go(work)
	}
	work()
	wg.Wait()
}

// strips is the fixed number of parts into which Strips cuts its range.
const strips = 16

// Strips cuts [0, n) into at most 16 fixed half-open parts and calls f on
// each, on at most workers goroutines (0 means GOMAXPROCS).
func Strips(workers, n int, f func(lo, hi int)) {
	k := min(strips, n)
	Each(workers, k, func(i int) { f(i*n/k, (i+1)*n/k) })
}

// Ordered makes n things on at most workers goroutines (0 means GOMAXPROCS)
// and hands them over one by one, in order. At most twice as many as there are
// workers are held at a time. It stops at the first error of either, the one
// with the least number.
func Ordered[T any](workers, n int, produce func(i int) (T, error), take func(i int, v T) error) error {
	workers = min(Workers(workers), n)
	type result struct {
		v   T
		err error
	}
	// Each place of the queue is a channel for one result.
	queue := make(chan chan result, 2*max(workers, 1))
	var wg sync.WaitGroup
	defer wg.Wait()
	stop := make(chan struct{})
	defer close(stop)
	tickets := make(chan struct{}, max(workers, 1))
	wg.Go(func() {
		defer close(queue)
		for i := range n {
			place := make(chan result, 1)
			select {
			case tickets <- struct{}{}:
			case <-stop:
				return
			}
			wg.Go(func() {
				v, err := produce(i)
				place <- result{v, err}
				<-tickets
			})
			select {
			case queue <- place:
			case <-stop:
				return
			}
		}
	})
	i := 0
	for place := range queue {
		r := <-place
		if r.err != nil {
			return r.err
		}
		if err := take(i, r.v); err != nil {
			return err
		}
		i++
	}
	return nil
}
