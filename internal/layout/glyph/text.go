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

// A Text is what was read on a sheet. Its methods may be called from several
// goroutines.
type Text struct {
	p     *page
	opt   Options
	lines []line
	names []reading // of leads, in the first done lines
	done  int
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
	t.add(p.loose(lo, hi, opt.Workers))
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
	t.readNames()
	return t, nil
}

// readNames reads the names of leads in the lines that were added since.
func (t *Text) readNames() {
	t.names = append(t.names, t.readings(leadForms(), t.done)...)
	t.done = len(t.lines)
}

// area is that of the whole sheet.
func (p *page) area() box {
	r := p.mips[0]
	return box{p.x0, p.y0, p.x0 + float64(r.w)/p.rho, p.y0 + float64(r.h)/p.rho}
}

// spotMax bounds the spots that are read at a time; on a page without noise
// there are fewer. The scout's favourites come first.
const spotMax = 700

// add reads the lines through the given spots that do not belong to a line
// yet.
func (t *Text) add(spots []spot) {
	spots = slices.DeleteFunc(spots, func(s spot) bool { return t.known(s) })
	if len(spots) > spotMax {
		slices.SortStableFunc(spots, func(a, b spot) int { return cmp.Compare(b.text, a.text) })
		spots = spots[:spotMax]
	}
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
		if ok[k] && !m.stroke() {
			good = append(good, m)
		}
	}
	slices.SortStableFunc(good, func(a, b mark) int { return cmp.Compare(a.logp[0], b.logp[0]) })
	t.addLines(good)
}

// addLines reads the lines through characters, some at a time that do not
// seem to share a line, until none is left.
func (t *Text) addLines(seeds []mark) {
	const atOnce = 16
	for len(seeds) > 0 {
		var now, later []mark
		for _, m := range seeds {
			switch {
			case t.known(m.spot):
			case len(now) < atOnce && !slices.ContainsFunc(now, func(o mark) bool {
				return math.Abs(o.y-m.y) < max(o.h, m.h) && math.Abs(o.x-m.x) < 6*max(o.h, m.h)
			}):
				now = append(now, m)
			default:
				later = append(later, m)
			}
		}
		lines := make([]line, len(now))
		par.Each(t.opt.Workers, len(now), func(i int) {
			r := reader{p: t.p}
			lines[i] = r.line(now[i])
		})
		for i, l := range lines {
			if !t.known(now[i].spot) {
				t.lines = append(t.lines, l)
			}
		}
		seeds = later
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
	t.readNames()
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
