package glyph

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/ink"
	"github.com/einthoven-ecg/einthoven/internal/par"
)

// scaleStep is the ratio of the heights at which a page is searched; the
// networks are trained to bear 22 % either way.
const scaleStep = 1.38

// A box is an area of page millimetres.
type box struct{ x0, y0, x1, y1 float64 }

// A Text is what was read on a sheet.
type Text struct {
	p     *page
	opt   Options
	lines []line
}

// Read reads the text of a sheet that stands upright.
func Read(ctx context.Context, s *ink.Sheet, opt Options) (*Text, error) {
	p, err := newPage(s, opt.Workers)
	if err != nil {
		return nil, err
	}
	return p.text(ctx, opt)
}

func (p *page) text(ctx context.Context, opt Options) (*Text, error) {
	lo, hi := opt.heights()
	t := &Text{p: p, opt: opt}
	t.add(p.loose(lo, hi))
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	// Names that touch a curve are no loose pieces: look for them everywhere,
	// but only in the size of the names already found.
	for _, h := range t.nameHeights() {
		t.add(p.anywhere(h, p.area(), scoutMin, opt.Workers))
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// area is that of the whole sheet.
func (p *page) area() box {
	r := p.mips[0]
	return box{p.x0, p.y0, p.x0 + float64(r.w)/p.rho, p.y0 + float64(r.h)/p.rho}
}

// add reads the lines through the given spots that do not belong to a line
// yet.
func (t *Text) add(spots []spot) {
	spots = slices.DeleteFunc(spots, func(s spot) bool { return t.known(s) })
	seeds := make([]mark, len(spots))
	ok := make([]bool, len(spots))
	par.Strips(t.opt.Workers, len(spots), func(a, b int) {
		r := reader{p: t.p}
		for k := a; k < b; k++ {
			seeds[k], ok[k] = r.read(spots[k])
		}
	})
	var good []mark
	for k, m := range seeds {
		if ok[k] {
			good = append(good, m)
		}
	}
	slices.SortStableFunc(good, func(a, b mark) int { return cmp.Compare(a.logp[0], b.logp[0]) })
	r := reader{p: t.p}
	for _, m := range good {
		if !t.known(m.spot) {
			t.lines = append(t.lines, r.line(m))
		}
	}
}

// known tells whether a spot lies on a character of a line.
func (t *Text) known(s spot) bool {
	for _, l := range t.lines {
		if s.y < l[0].y-10 || s.y > l[0].y+10 {
			continue
		}
		for i := range l {
			m := &l[i]
			if math.Abs(m.x-s.x) < 0.22*m.h && math.Abs(m.y-s.y) < 0.4*m.h && s.h < 1.8*m.h {
				return true
			}
		}
	}
	return false
}

// nameHeights lists the heights of capitals in which names of leads stand on
// the sheet, or all of them if none was found.
func (t *Text) nameHeights() []float64 {
	var out []float64
	for _, w := range t.Names() {
		if w.Score < 0.5 {
			break
		}
		if bars(w.Text) { // the size of a bar says little
			continue
		}
		h := w.Height()
		if !slices.ContainsFunc(out, func(o float64) bool { return math.Abs(math.Log(o/h)) < 0.16 }) && len(out) < 2 {
			out = append(out, h)
		}
	}
	if len(out) > 0 {
		return out
	}
	lo, hi := t.opt.heights()
	for h := lo * math.Sqrt(scaleStep); h < hi; h *= scaleStep {
		out = append(out, h)
	}
	return out
}
