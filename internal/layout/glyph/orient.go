package glyph

import (
	"context"
	"math"

	"github.com/einthoven-ecg/einthoven/internal/ink"
)

// Orientation tells by how many quarter turns clockwise the text of a sheet
// stands turned: 0 if it stands upright, 2 if upside down. The score is the
// evidence for that turn less the evidence for the next best, as the
// logarithm of their odds; 0 means that nothing was read. Only text that
// touches nothing else is looked at: it is enough, and four times as fast.
func Orientation(ctx context.Context, s *ink.Sheet, opt Options) (quarters int, score float64, err error) {
	p, err := newPage(s, opt.Workers)
	if err != nil {
		return 0, 0, err
	}
	lo, hi := opt.heights()
	best, second := math.Inf(-1), math.Inf(-1)
	for k := range 4 {
		if err := ctx.Err(); err != nil {
			return 0, 0, err
		}
		t := &Text{p: p.upright(k), opt: opt}
		t.add(t.p.loose(lo, hi, opt.Workers))
		t.readNames()
		e := t.evidence()
		if e > best {
			quarters, best, second = k, e, best
		} else if e > second {
			second = e
		}
	}
	return quarters, best - second, nil
}

// evidence sums up how well the words of a text read.
func (t *Text) evidence() float64 {
	var sum float64
	add := func(p float64) {
		if p > 0.5 {
			p = min(p, 0.999)
			sum += math.Log(p / (1 - p))
		}
	}
	for _, w := range t.Names() {
		// Bars look the same upside down.
		if !bars(w.Text) {
			add(w.Score)
		}
	}
	for _, w := range t.Legend().Words {
		add(w.Score)
	}
	return sum
}

// upright returns the page turned back by quarter turns: text that stands
// turned clockwise by so many is upright then.
func (p *page) upright(quarters int) *page {
	if quarters%4 == 0 {
		return p
	}
	r := p.mips[0]
	for range (4 + quarters%4) % 4 {
		// Sample (u, v) of the turned raster is (w-1-v, u) of the old one.
		o := raster{r.h, r.w, make([]float32, len(r.pix))}
		for v := range o.h {
			row := o.pix[v*o.w : (v+1)*o.w]
			for u := range row {
				row[u] = r.pix[u*r.w+r.w-1-v]
			}
		}
		r = o
	}
	q := &page{nets: p.nets, rho: p.rho, mips: []raster{r}}
	for range 3 {
		q.mips = append(q.mips, q.mips[len(q.mips)-1].half())
	}
	return q
}
