package rectify

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/einthoven-ecg/einthoven/internal/page"
)

var (
	// ErrNoPulse says that no calibration pulse gave the scale.
	ErrNoPulse = errors.New("no calibration pulse found")
	// ErrNoSheet says that the file states no resolution at which the picture
	// is a sheet of a usual format.
	ErrNoSheet = errors.New("the file's resolution makes no usual sheet of the picture")
)

// bareSigma is what an error of scale makes of a typical place, in mm.
const bareSigma = 0.1

// FromPulses makes a map for a page without a usable grid: seen from straight
// above, turned by quarters and no more than a few degrees, with the scale of
// its calibration pulses, which are taken for the usual ones, 10 mm high and 5
// mm wide. Two pulses must agree, or the row beside a single one be 250 mm
// long. Pulses stand upright: where they do not in the picture, the page of the
// map is that of the picture turned, and the report says by how much. Where
// there are none the error wraps ErrNoPulse.
func FromPulses(ctx context.Context, p *page.Page, opt Options) (*Map, *Report, error) {
	l, debug, err := bareLight(ctx, p, opt)
	if err != nil {
		return nil, nil, fmt.Errorf("rectify: %w: %w", err, ErrNoPulse)
	}
	n := 0
	for _, q := range []int{0, 1, 3, 2} {
		t := l.turned(q)
		b := newBlots(t)
		debug("pulses: turned %d, ink %.4f, skew %.4f", q, b.share(), b.skew)
		found := b.pulses()
		n += len(found)
		for _, q := range found {
			debug("pulse at %.0f,%.0f: %.2f by %.2f px", q.x0, q.top, q.x1-q.x0, q.height())
		}
		if err := ctx.Err(); err != nil {
			return nil, nil, fmt.Errorf("rectify: %w", err)
		}
		across, down, ok := b.scale(found)
		debug("scale %.3f by %.3f px/mm %v", across, down, ok)
		if !ok {
			continue
		}
		m, r := b.bareMap(l, q, across, down)
		m.Source = FromPulse
		return m, r, nil
	}
	return nil, nil, fmt.Errorf("rectify: %d pulses: %w", n, ErrNoPulse)
}

// bareLight is a page at the working scale for pages without a grid.
func bareLight(ctx context.Context, p *page.Page, opt Options) (l *light, debug func(string, ...any), err error) {
	if p.Pix == nil || min(p.Width, p.Height) < tileN || len(p.Pix) < p.Width*p.Height*p.Channels {
		return nil, nil, fmt.Errorf("%dx%d pixels are too few", p.Width, p.Height)
	}
	if debug = opt.Trace; debug == nil {
		debug = func(string, ...any) {}
	}
	factor := 1
	for max(p.Width, p.Height)/factor > 2400 {
		factor++
	}
	l, err = newLight(ctx, p, factor, false, opt.Workers)
	return l, debug, err
}

// turned is the luminance of a picture in which the page stands q quarters
// clockwise, turned upright.
func (l *light) turned(q int) *light {
	if q == 0 {
		return l
	}
	t := &light{w: l.w, h: l.h, factor: l.factor, workers: l.workers, ch: [][]float32{make([]float32, l.w*l.h)}}
	if q%2 == 1 {
		t.w, t.h = l.h, l.w
	}
	at := l.turnedBack(q)
	for y := range t.h {
		for x := range t.w {
			u, v := at(float64(x), float64(y))
			t.ch[0][y*t.w+x] = l.ch[0][int(v)*l.w+int(u)]
		}
	}
	return t
}

// turnedBack leads from a pixel of the picture turned upright to the picture.
func (l *light) turnedBack(q int) func(x, y float64) (u, v float64) {
	w, h := float64(l.w-1), float64(l.h-1)
	switch q {
	case 1:
		return func(x, y float64) (u, v float64) { return w - y, x }
	case 2:
		return func(x, y float64) (u, v float64) { return w - x, h - y }
	case 3:
		return func(x, y float64) (u, v float64) { return y, h - x }
	}
	return func(x, y float64) (u, v float64) { return x, y }
}

// bareMap is the map of a flat page at a scale in working pixels a millimetre,
// whose picture l was turned by q quarters to make the blots.
func (b *blots) bareMap(l *light, q int, across, down float64) (*Map, *Report) {
	s, c := math.Sincos(b.skew)
	f := float64(l.factor)
	back := l.turnedBack(q)
	at := func(x, y float64) (px, py float64) {
		u, v := x*across-b.cx, y*down-b.cy
		px, py = back(c*u-s*v+b.cx, s*u+c*v+b.cy)
		return (px+0.5)*f - 0.5, (py+0.5)*f - 0.5
	}
	w, h := float64(b.w)/across, float64(b.h)/down
	m := FromFunc(at, 0, 0, nodeMM, int(w/nodeMM)+2, int(h/nodeMM)+2)
	for k := range m.Sigma {
		m.Sigma[k] = bareSigma
	}
	weights := make([]float64, len(l.ch)) // luminance alone
	weights[0] = 1
	r := &Report{SheetMM: [2]float64{w, h}, Colour: rgbWeights(weights), Turned: q}
	r.PxPerMM[0], r.PxPerMM[1] = m.Pitch()
	return m, r
}

// sheets are the usual formats of paper in millimetres (ISO 216; ASME Y14.1
// and the trade's letter and legal), the shorter side first.
func sheets() [][2]float64 {
	return [][2]float64{{148, 210}, {210, 297}, {297, 420}, {215.9, 279.4}, {215.9, 355.6}}
}

// sheetSlack is by how much, relative, a scan may be larger or smaller than its
// sheet: a turn of one degree adds 1.5 %, and scanners cut some millimetres off.
const sheetSlack = 0.02

// FromStated makes a map for a page with neither grid nor pulses: upright but
// for a few degrees and seen from straight above, at the resolution that the
// file states. That is often made up (72, 96, or what a program writes), so it
// is believed only where at it both sides of the picture are those of one
// usual sheet; by chance few pictures are. A printer may have scaled
// the page for all that. Else the error wraps ErrNoSheet.
func FromStated(ctx context.Context, p *page.Page, opt Options) (*Map, *Report, error) {
	across, down := p.DPI[0]/25.4, p.DPI[1]/25.4
	if !isSheet(float64(p.Width)/across, float64(p.Height)/down) {
		return nil, nil, fmt.Errorf("rectify: %dx%d pixels at %.0fx%.0f dpi: %w", p.Width, p.Height, p.DPI[0], p.DPI[1], ErrNoSheet)
	}
	l, debug, err := bareLight(ctx, p, opt)
	if err != nil {
		return nil, nil, fmt.Errorf("rectify: %w: %w", err, ErrNoSheet)
	}
	b := newBlots(l)
	debug("stated: %.3f by %.3f px/mm, ink %.4f, skew %.4f", across, down, b.share(), b.skew)
	f := float64(l.factor)
	m, r := b.bareMap(l, 0, across/f, down/f)
	m.Source = FromFile
	return m, r, nil
}

// isSheet tells whether two sides in millimetres are those of a usual sheet,
// either way up.
func isSheet(w, h float64) bool {
	lo, hi := min(w, h), max(w, h)
	for _, s := range sheets() {
		if math.Abs(lo/s[0]-1) < sheetSlack && math.Abs(hi/s[1]-1) < sheetSlack {
			return true
		}
	}
	return false
}
