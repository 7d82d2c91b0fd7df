package einthoven

import (
	"context"
	"sync"

	"github.com/einthoven-ecg/einthoven/internal/ink"
	"github.com/einthoven-ecg/einthoven/internal/layout"
	"github.com/einthoven-ecg/einthoven/internal/page"
	"github.com/einthoven-ecg/einthoven/internal/rectify"
	"github.com/einthoven-ecg/einthoven/internal/segment"
)

// A flat is a page laid flat.
type flat struct {
	sheet   *ink.Sheet
	layout  layout.Options
	guessed bool // it is not sure which end is up
}

// arrange samples a page through its map and reads the arrangement of the
// sheet. The flat is nil where the page could not be sampled.
func arrange(ctx context.Context, p *page.Page, m *rectify.Map, opt Options, c *clock) (*flat, *layout.Layout, error) {
	s, err := ink.Sample(ctx, p, m, ink.Options{Workers: opt.Workers})
	c.lap("ink")
	if err != nil {
		return nil, nil, err
	}
	f := &flat{sheet: s, layout: layout.Options{Layout: opt.Layout, MMPerSecond: opt.MMPerSecond, MMPerMV: opt.MMPerMV, Workers: opt.Workers}}
	f.layout.See = sync.OnceValues(func() (*layout.Seen, error) {
		parts, err := segment.Find(ctx, p, m, s, opt.Workers)
		if err != nil {
			return nil, err
		}
		return &layout.Seen{Parts: parts, Strokes: parts.Strokes(s, opt.Workers)}, nil
	})
	l, err := layout.Find(ctx, s, m, f.layout)
	c.lap("layout")
	return f, l, err
}

// upright turns a page whose text stands on its side or upside down: the map
// is turned and the picture sampled once more through it. What was found the
// first time is returned where the page stands upright, or nothing tells.
func (r *Result) upright(ctx context.Context, p *page.Page, m *rectify.Map, s *flat, l *layout.Layout, found error, opt Options, c *clock) (*rectify.Map, *flat, *layout.Layout, error) {
	if found != nil {
		l = nil
	}
	turn, err := layout.Turned(ctx, s.sheet, m, l, s.layout)
	c.lap("upright")
	if err != nil || turn.Quarters == 0 {
		return m, s, l, found
	}
	q := turn.Quarters
	turned := m.Turned(-q).Rebased()
	if s2, l2, err := arrange(ctx, p, turned, opt, c); s2 != nil {
		r.Report.Page.turn(turned, q)
		s2.guessed = turn.Guessed
		return turned, s2, l2, err
	}
	return m, s, l, found
}

// turn puts the sizes of a turned page into the report.
func (i *PageInfo) turn(m *rectify.Map, quarters int) {
	i.Turned = (i.Turned + quarters) % 4
	if quarters%2 == 1 {
		i.WidthMM, i.HeightMM = i.HeightMM, i.WidthMM
	}
	px, py := m.Pitch()
	i.PxPerMMX, i.PxPerMMY = Number(px), Number(py)
}

// guessedTurn says so where a page was turned and hardly anything told which way.
func (r *Result) guessedTurn(s *flat) {
	if s.guessed && r.Report.Status != Refused {
		r.review(LowConfidence, "The page lies on its side, and it is not certain which end is up.",
			"Check in the overlay that the names of the leads can be read; if not, turn the picture by half.")
	}
}
