package trace

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/einthoven-ecg/einthoven/internal/ink"
	"github.com/einthoven-ecg/einthoven/internal/par"
)

// defaultStep is 2 ms at 25 mm/s.
const defaultStep = 0.05

// Limits of what Read takes on.
const (
	maxWindows = 200
	maxSamples = 1 << 20 // of one curve
)

// Read reads the curves of all windows of a sheet together.
func Read(ctx context.Context, s *ink.Sheet, windows []Window, boxes []Box, opt Options) ([]Curve, error) {
	if s == nil || s.W < 8 || s.H < 8 || len(s.Dark) != s.W*s.H || len(s.Grid) != s.W*s.H || len(s.Valid) != s.W*s.H || !(s.Rho > 0) {
		return nil, errors.New("trace: the sheet holds no usable samples")
	}
	if len(windows) > maxWindows {
		return nil, fmt.Errorf("trace: %d windows on one page; at most %d are read", len(windows), maxWindows)
	}
	step := opt.Step
	if step == 0 {
		step = defaultStep
	}
	if !(step > 0) {
		return nil, fmt.Errorf("trace: a step of %v mm; it must be positive", opt.Step)
	}
	for i, w := range windows {
		if !(w.X1 > w.X0) || math.IsNaN(w.Y0) || !((w.X1-w.X0)/step <= maxSamples) {
			return nil, fmt.Errorf("trace: window %d runs from %v to %v mm at %v mm: not a window that can be read", i, w.X0, w.X1, w.Y0)
		}
	}
	curves := make([]Curve, len(windows))
	for i, w := range windows {
		curves[i] = blank(w, step)
	}
	f := newField(s, opt.Workers)
	f.wipe(boxes)
	var tracks []*track
	var of []int // window by track
	for i, w := range windows {
		if t := newTrack(f, w, step); t.readable() {
			tracks = append(tracks, t)
			of = append(of, i)
		}
	}
	if len(tracks) == 0 {
		return curves, nil
	}
	measure := func() {
		par.Each(opt.Workers, len(tracks), func(i int) { tracks[i].measureInk(f) })
	}
	measure()
	if f.hideRules(tracks, meanInk(tracks), opt.Workers) {
		measure()
	}
	amp := meanInk(tracks)
	stroke := f.strokeWidth(tracks, amp)
	f.thin = stroke*f.Rho < thinLine
	f.steep = f.steepness(amp, opt.Workers)
	var marks []mark
	for _, q := range findMarks(f, tracks, amp, stroke) {
		marks = append(marks, f.outline(q, amp))
	}
	for _, m := range marks {
		f.cover(m)
	}
	f.findText(tracks, boxes, amp)
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("trace: stopped before the paths: %w", err)
	}
	d := newReading(f, tracks, opt.Workers)
	paths := d.paths(opt.Workers)
	farther := false
	for i, t := range tracks {
		farther = t.reachOn(f, paths[i]) || farther
	}
	if farther {
		d = newReading(f, tracks, opt.Workers)
		paths = d.paths(opt.Workers)
	}
	par.Each(opt.Workers, len(tracks), func(i int) {
		t := tracks[i]
		t.place(t.centre(f, paths[i]), 0, t.n)
	})
	for _, t := range tracks {
		t.hide(f, 0, t.n)
	}
	q := newFitter(f, tracks, marks, opt.Workers)
	if err := q.run(ctx, d); err != nil {
		return nil, err
	}
	clk, ok, err := q.findClock(ctx)
	if err != nil {
		return nil, err
	}
	if ok {
		q.follow(clk)
	}
	par.Each(opt.Workers, len(tracks), func(i int) {
		tracks[i].hide(f, 0, tracks[i].n)
		tracks[i].bridgeEnds(f, tracks[i].rest())
	})
	q.doubt(d)
	for i, t := range tracks {
		c := &curves[of[i]]
		if ok {
			c.X0 += clk.offset * step
			c.X0Sigma = clk.sigma * step
		}
		for k := range c.Y {
			_, c.Y[k] = s.MM(0, t.y[k])
			c.Sigma[k] = t.sigma[k] / s.Rho
			c.Bridged[k] = t.hidden[k]
		}
	}
	return curves, nil
}

// blank is the curve of a window in which nothing was read.
func blank(w Window, step float64) Curve {
	n := int(math.Ceil((w.X1-w.X0)/step - 1e-6))
	c := Curve{X0: w.X0, Step: step, Y: make([]float64, n), Sigma: make([]float64, n), Bridged: make([]bool, n)}
	for k := range n {
		c.Y[k], c.Sigma[k] = math.NaN(), math.NaN()
	}
	return c
}
