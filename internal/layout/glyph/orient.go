package glyph

import (
	"context"
	"math"

	"github.com/einthoven-ecg/einthoven/internal/ink"
)

// Orientation is the evidence, as log odds, that the text of a sheet stands
// turned by 0 to 3 quarter turns clockwise: 0 is upright. All are 0 where nothing was read. Only text that
// touches nothing else is looked at: it is enough, and four times as fast.
func Orientation(ctx context.Context, s *ink.Sheet, opt Options) (odds [4]float64, err error) {
	p, err := newPage(s, opt.Workers)
	if err != nil {
		return odds, err
	}
	lo, hi := opt.heights()
	for k := range odds {
		if err := ctx.Err(); err != nil {
			return odds, err
		}
		t := &Text{p: p.upright(k), opt: opt}
		t.add(t.p.loose(lo, hi, opt.Workers))
		t.readNames()
		odds[k] = t.evidence()
	}
	return odds, nil
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
