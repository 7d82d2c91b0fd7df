package einthoven

import (
	"context"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"time"

	"github.com/einthoven-ecg/einthoven/internal/layout"
	"github.com/einthoven-ecg/einthoven/internal/page"
	"github.com/einthoven-ecg/einthoven/internal/rectify"
	"github.com/einthoven-ecg/einthoven/internal/report"
	"github.com/einthoven-ecg/einthoven/internal/signal"
	"github.com/einthoven-ecg/einthoven/internal/trace"
)

// base is the last element of a path.
func base(path string) string { return filepath.Base(path) }

// clock collects the times of the stages.
type clock struct {
	last time.Time
	out  []Timing
}

func (c *clock) lap(stage string) {
	now := time.Now()
	c.out = append(c.out, Timing{stage, Number(math.Round(now.Sub(c.last).Seconds()*1e4) / 10)})
	c.last = now
}

// readPage goes the way from pixels to millivolts: rectify, ink, layout,
// trace, signal. Each stage knows only those before it. A negative is read as
// the positive that was made of it.
func readPage(ctx context.Context, p *page.Page, info InputInfo, opt Options) (*Result, error) {
	r := newResult(info, opt)
	r.page = p
	c := &clock{last: time.Now()}
	if p.Negative() { // the overlay shows it as it was given
		r.Report.Input.Negative = true
		p = p.Inverted()
	}
	m, grid, err := scaled(ctx, p, opt)
	c.lap("rectify")
	defer func() { r.Report.Timings = c.out }()
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.Is(err, rectify.ErrNoSheet):
		r.refuse(noGrid(p, err))
		return r, nil
	case err != nil:
		return nil, fmt.Errorf("rectify: %w", err)
	}
	r.pageInfo(m, grid)
	if code, message, hint := tooLarge(m); code != "" {
		r.refuse(code, message, hint)
		return r, nil
	}
	s, l, err := arrange(ctx, p, m, opt, c)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if s != nil {
		m, s, l, err = r.upright(ctx, p, m, s, l, err, opt, c)
	}
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case s == nil:
		r.refuse(TooSmall, "The curves are too small in the picture: "+err.Error()+".", "Take or scan the page at 150 dpi or more.")
		return r, nil
	case errors.Is(err, layout.ErrNoCurves):
		r.refuse(NoTrace, "There is a grid but no curve on it.", "Give a page with a printed ECG; if there is one, take the picture closer and sharper.")
		return r, nil
	case errors.As(err, new(*layout.MismatchError)):
		r.refuse(UnknownLayout, "The page does not have the arrangement that was asked for: "+err.Error()+".", "Leave the layout option away, or name the one that is printed.")
		return r, nil
	case err != nil:
		return nil, fmt.Errorf("layout: %w", err)
	case m.Source == rectify.FromFile && !signed(l):
		r.refuse(NoScale, "Neither a printed grid nor a calibration pulse was found, and too few names of leads that would show an ECG.",
			"Give a picture that shows the grid of the paper; if this is no ECG, nothing can be read from it.")
		return r, nil
	}
	if opt.Engine == enginePanel {
		if err := r.askNetwork(ctx, p, m, l, opt, c); err != nil {
			return nil, err
		}
		r.bareScale(m)
		return r, nil
	}
	if l.Fade != nil {
		s.sheet.Level(l.Fade)
	}
	windows, boxes, err := windowsOf(l)
	if err != nil {
		return nil, err
	}
	curves, err := trace.Read(ctx, s.sheet, windows, boxes, trace.Options{Step: l.Speed.Value / signal.Base, Workers: opt.Workers})
	c.lap("trace")
	if err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, fmt.Errorf("trace: %w", err)
	}
	rec := signal.Build(l, curves, signal.Options{MapSigma: medianSigma(m), GainError: 0.005})
	r.take(l, rec, opt)
	r.bareScale(m)
	r.guessedTurn(s)
	r.draw(m, l, curves, rec.Shown)
	c.lap("signal")
	return r, nil
}

// scaled finds the map of a page: by its grid, else by its calibration pulses,
// else by the resolution that the file states.
func scaled(ctx context.Context, p *page.Page, opt Options) (*rectify.Map, *rectify.Report, error) {
	o := rectify.Options{Workers: opt.Workers}
	m, grid, err := rectify.Find(ctx, p, o)
	switch {
	case err == nil && !grid.Sure():
		b, pulses, no := rectify.FromPulses(ctx, p, o)
		if no == nil && rectify.Contradict(pulses.Pulses, m) {
			return b, pulses, nil
		}
		return m, grid, ctx.Err()
	case !errors.Is(err, rectify.ErrNoGrid):
		return m, grid, err
	}
	m, grid, err = rectify.FromPulses(ctx, p, o)
	if why := err; errors.Is(err, rectify.ErrNoPulse) {
		if m, grid, err = rectify.FromStated(ctx, p, o); err != nil {
			err = fmt.Errorf("%w: %w", err, why)
		}
	}
	return m, grid, err
}

// signed tells whether the names of leads alone show that a page is an ECG: half
// of the curves are named, and three at least. Of a file's resolution any drawing
// gets a scale, and its curves are alike by chance too often for a proof.
func signed(l *layout.Layout) bool {
	named := 0
	for i := range l.Cells {
		if l.Cells[i].NameFrom == layout.NameFromText {
			named++
		}
	}
	return named >= 3 && 2*named >= len(l.Cells)
}

// bareScale says so where a page was read without a grid.
func (r *Result) bareScale(m *rectify.Map) {
	if r.Report.Status == Refused {
		return
	}
	switch m.Source {
	case rectify.FromPulse:
		r.review(LowConfidence, "No printed grid was found: the scale is that of the calibration pulse, taken to be 10 mm high and 5 mm wide.",
			"Check that the page was printed at 25 mm/s and 10 mm/mV, and that amplitudes and rate are right.")
	case rectify.FromFile:
		x, y := r.page.DPI[0], r.page.DPI[1]
		r.review(Uncalibrated, fmt.Sprintf("Neither a printed grid nor a calibration pulse was found: the scale is what the file states (%.0f by %.0f dots an inch), which makes a usual sheet of the picture.", x, y),
			"Check that the page was not printed larger or smaller than it is, and that amplitudes and rate are right.")
	}
}

// edgeHalf is half the width, in mm, of what the edge of a sheet and its
// shadow hide.
const edgeHalf = 2.0

// windowsOf gives the tracer its windows, which begin at whole samples of the
// page's time, so that no later stage has to resample.
func windowsOf(l *layout.Layout) ([]trace.Window, []trace.Box, error) {
	if len(l.Cells) == 0 {
		return nil, nil, fmt.Errorf("layout: no cells")
	}
	step := l.Speed.Value / signal.Base
	windows := make([]trace.Window, len(l.Cells))
	for i := range l.Cells {
		c := &l.Cells[i]
		n := math.Round(c.Start * signal.Base)
		x0 := c.X0 + n*step - c.Start*l.Speed.Value
		c.Start = n / signal.Base
		windows[i] = trace.Window{X0: x0, X1: c.X1, Y0: c.Y0}
	}
	var boxes []trace.Box
	for _, p := range l.Pulses {
		boxes = append(boxes, trace.Box{X0: p.Left, X1: p.Right, Y0: p.Top - 0.5, Y1: p.Foot + 0.5, Kind: trace.Pulse})
	}
	for _, b := range l.Bars {
		boxes = append(boxes, trace.Box{X0: b.Left, X1: b.Right, Y0: b.Y0, Y1: b.Y1, Kind: trace.Bar})
	}
	for i := range l.Edges {
		e := &l.Edges[i]
		for x := e.X0; x < e.X1; x += layout.PathStep {
			y := e.YAt(x + layout.PathStep/2)
			boxes = append(boxes, trace.Box{X0: x, X1: x + layout.PathStep, Y0: y - edgeHalf, Y1: y + edgeHalf, Kind: trace.Edge})
		}
	}
	for _, w := range l.Words {
		boxes = append(boxes, trace.Box{X0: w.X0, X1: w.X1, Y0: w.Y0, Y1: w.Y1, Kind: trace.Label})
	}
	return windows, boxes, nil
}

// medianSigma is the median sigma of the map over the seen area.
func medianSigma(m *rectify.Map) float64 {
	var v []float64
	for i, ok := range m.Seen {
		if ok {
			v = append(v, m.Sigma[i])
		}
	}
	if len(v) == 0 {
		return 0.1
	}
	slices.Sort(v)
	return v[len(v)/2]
}

// noGrid words the refusal of a picture without a grid.
func noGrid(p *page.Page, err error) (code, message, hint string) {
	if min(p.Width, p.Height) < 128 {
		return TooSmall, fmt.Sprintf("The picture is only %d by %d pixels.", p.Width, p.Height), "Take or scan the page at 150 dpi or more."
	}
	if errors.Is(err, rectify.ErrAslant) {
		return NoScale, "No printed grid was found, and the calibration pulses do not tell the scale of the whole page, which is seen from the side.",
			"Scan the page, or take the picture from straight above with all edges of the sheet in it."
	}
	return NoScale, "No printed grid was found, and nothing else gives the scale.",
		"Give a picture that shows the grid of the paper; if this is no ECG, nothing can be read from it."
}

// maxSheet is the largest sheet that is read, in square millimetres of its
// grid: A2, or an A4 page printed at half its size, with the margin of the map. The time to read a page grows with what its grid measures, not
// with its pixels.
const maxSheet = 260e3

// tooLarge words the refusal of a picture whose grid measures more than any
// sheet of paper does; an empty code for all others.
func tooLarge(m *rectify.Map) (code, message, hint string) {
	x0, y0, x1, y1 := m.Bounds()
	w, h := x1-x0, y1-y0
	if w*h <= maxSheet {
		return "", "", ""
	}
	return TooLarge, fmt.Sprintf("By its grid, the sheet measures %.0f by %.0f mm.", w, h),
		"Cut the picture to one page; if it is one, its lines are no millimetre grid."
}

// pageInfo fills the report's page.
func (r *Result) pageInfo(m *rectify.Map, g *rectify.Report) {
	x0, y0, x1, y1 := m.Bounds()
	px, py := m.Pitch()
	r.Report.Page = &PageInfo{WidthMM: Number(x1 - x0), HeightMM: Number(y1 - y0), PxPerMMX: Number(px), PxPerMMY: Number(py),
		ScaleFrom: string(m.Source), GridEvidence: Number(g.Evidence), GridSeen: Number(g.Seen), MapSigmaMM: Number(medianSigma(m)), Turned: g.Turned}
}

// draw keeps what the overlay needs, in picture pixels: the curves by the names
// that they have in the result; rows that are not in it are left out.
func (r *Result) draw(m *rectify.Map, l *layout.Layout, curves []trace.Curve, shown []signal.Shown) {
	for i, k := range curves {
		if shown[i].Dropped {
			continue
		}
		c := report.Curve{Name: shown[i].Lead}
		for j, y := range k.Y {
			q := [2]float64{math.NaN(), math.NaN()}
			if !math.IsNaN(y) {
				q[0], q[1] = m.ToPixel(k.X0+float64(j)*k.Step, y)
			}
			c.Points = append(c.Points, q)
		}
		r.layers.Curves = append(r.layers.Curves, c)
		r.layers.Boxes = append(r.layers.Boxes, report.Box{Name: c.Name, Kind: report.WindowBox,
			Outline: outline(m, l.Cells[i].X0, l.Cells[i].Y0-8, l.Cells[i].X1, l.Cells[i].Y0+8)})
	}
	for _, p := range l.Pulses {
		r.layers.Boxes = append(r.layers.Boxes, report.Box{Kind: report.PulseBox, Outline: outline(m, p.X0, p.Top, p.X1, p.Foot)})
	}
	for _, w := range l.Words {
		r.layers.Boxes = append(r.layers.Boxes, report.Box{Name: w.Text, Kind: report.LabelBox, Outline: outline(m, w.X0, w.Y0, w.X1, w.Y1)})
	}
	const lattice = 10.0
	x0, y0, x1, y1 := m.Bounds()
	for x := math.Ceil(x0/lattice) * lattice; x <= x1; x += lattice {
		r.layers.Grid = append(r.layers.Grid, polyline(m, x, y0, x, y1))
	}
	for y := math.Ceil(y0/lattice) * lattice; y <= y1; y += lattice {
		r.layers.Grid = append(r.layers.Grid, polyline(m, x0, y, x1, y))
	}
}

// polyline is a straight line of the page in picture pixels, in pieces of
// about 5 mm.
func polyline(m *rectify.Map, x0, y0, x1, y1 float64) [][2]float64 {
	n := int(math.Hypot(x1-x0, y1-y0)/5) + 1
	out := make([][2]float64, n+1)
	for i := range out {
		t := float64(i) / float64(n)
		out[i][0], out[i][1] = m.ToPixel(x0+t*(x1-x0), y0+t*(y1-y0))
	}
	return out
}

// outline is a rectangle of the page in picture pixels.
func outline(m *rectify.Map, x0, y0, x1, y1 float64) [][2]float64 {
	return slices.Concat(polyline(m, x0, y0, x1, y0), polyline(m, x1, y0, x1, y1), polyline(m, x1, y1, x0, y1), polyline(m, x0, y1, x0, y0))
}
