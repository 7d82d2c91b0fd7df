package einthoven

import (
	"context"

	"github.com/einthoven-ecg/einthoven/internal/ink"
	"github.com/einthoven-ecg/einthoven/internal/layout"
	"github.com/einthoven-ecg/einthoven/internal/page"
	"github.com/einthoven-ecg/einthoven/internal/rectify"
)

// arrange samples a page through its map and reads the arrangement of the
// sheet. The sheet is nil where the page could not be sampled.
func arrange(ctx context.Context, p *page.Page, m *rectify.Map, opt Options, c *clock) (*ink.Sheet, *layout.Layout, error) {
	s, err := ink.Sample(ctx, p, m, ink.Options{Workers: opt.Workers})
	c.lap("ink")
	if err != nil {
		return nil, nil, err
	}
	l, err := layout.Find(ctx, s, m, layoutOptions(opt))
	c.lap("layout")
	return s, l, err
}

func layoutOptions(opt Options) layout.Options {
	return layout.Options{Layout: opt.Layout, MMPerSecond: opt.MMPerSecond, MMPerMV: opt.MMPerMV, Workers: opt.Workers}
}

// upright turns a page whose text stands on its side or upside down: the map
// is turned and the picture sampled once more through it. What was found the
// first time is returned where the page stands upright, or nothing tells.
func (r *Result) upright(ctx context.Context, p *page.Page, m *rectify.Map, s *ink.Sheet, l *layout.Layout, found error, opt Options, c *clock) (*rectify.Map, *ink.Sheet, *layout.Layout, error) {
	if found != nil {
		l = nil
	}
	q, err := layout.Turned(ctx, s, l, layoutOptions(opt))
	c.lap("upright")
	if err != nil || q == 0 {
		return m, s, l, found
	}
	turned := m.Turned(-q).Rebased()
	if s2, l2, err := arrange(ctx, p, turned, opt, c); s2 != nil {
		r.Report.Page.turn(turned, q)
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
