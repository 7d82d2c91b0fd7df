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
	// ErrAslant says that calibration pulses were found on a page that is seen
	// from the side, and too little that tells how. It wraps ErrNoPulse.
	ErrAslant = fmt.Errorf("%w that shows the scale of the whole page", ErrNoPulse)
	// ErrNoSheet says that the file states no resolution at which the picture
	// is a sheet of a usual format.
	ErrNoSheet = errors.New("the file's resolution makes no usual sheet of the picture")
)

// bareSigma is what an error of scale makes of a typical place, in mm.
const bareSigma = 0.1

// FromPulses makes a map for a page without a usable grid, seen from above or
// from the side, with the scale of its calibration pulses, which are taken for
// the usual ones, 10 mm high and 5 mm wide. Pulses show the perspective where
// they stand, rows of curves where they are level, and rows of 250 mm how long
// they are; what is left open is in the map's sigma. Two pulses must agree, or
// the row beside a single one be 250 mm long. Pulses stand upright: where they
// do not in the picture, the page of the map is that of the picture turned, and
// the report says by how much. Where there are none the error wraps ErrNoPulse;
// where they do not tell enough, ErrAslant.
func FromPulses(ctx context.Context, p *page.Page, opt Options) (*Map, *Report, error) {
	l, debug, err := bareLight(ctx, p, opt)
	if err != nil {
		return nil, nil, fmt.Errorf("rectify: %w: %w", err, ErrNoPulse)
	}
	n, why := 0, ErrNoPulse
	w, h, colour := patches(p, l.factor)
	for _, q := range []int{0, 1, 3, 2} {
		k := newInked(l.turned(q))
		found := k.marks()
		n += len(found)
		debug("pulses: turned %d, %d marks", q, len(found))
		s, err := stand(ctx, k, found, func(set []mark) *sheet {
			w, h, colour := turnedPatches(w, h, colour, q)
			return newSheet(w, h, colour, set)
		}, debug)
		if err != nil {
			return nil, nil, fmt.Errorf("rectify: %w", err)
		}
		if s == nil {
			continue
		}
		if err := s.believable(); err != nil {
			debug("turned %d: %v", q, err)
			if !errors.Is(why, ErrAslant) {
				why = err
			}
			continue
		}
		m, r := s.bareMap(l, q)
		m.Source = FromPulse
		return m, r, nil
	}
	return nil, nil, fmt.Errorf("rectify: %d pulses: %w", n, why)
}

// Contradict tells whether pulses ([Report].Pulses) show that a grid is not that
// of the page: at least three, most of which lie where the grid was not seen, or
// have no size that pulses have. Grids of a table show beside a page, and rows of
// beats repeat like lines.
func Contradict(pulses [][4][2]float64, m *Map) bool {
	if len(pulses) < 3 {
		return false
	}
	good := 0
	for _, c := range pulses {
		var q [4]vec
		seen := true
		for k, p := range c {
			x, y, ok := m.ToMM(p[0], p[1])
			q[k] = vec{x, y}
			seen = seen && ok && m.SeenAt(x, y)
		}
		across := q[1].sub(q[0]).add(q[3].sub(q[2])).norm() / 2
		down := q[2].sub(q[0]).add(q[3].sub(q[1])).norm() / 2
		if seen && usualSize(down/pulseHeight, 0.12) && usualSize(across/pulseWidth, 0.2) {
			good++
		}
	}
	return 2*good < len(pulses)
}

// usualSize tells whether a share is one half, one or two: gains of 5, 10 and 20
// mm/mV and speeds of 12.5, 25 and 50 mm/s.
func usualSize(share, slack float64) bool {
	for _, v := range [3]float64{0.5, 1, 2} {
		if math.Abs(share/v-1) < slack {
			return true
		}
	}
	return false
}

// Margins of the page of a map about its rows, in millimetres, where the sheet
// does not end before.
const marginAcross, marginDown = 25.0, 45.0

// bounds is the part of the sheet that the map shows: all that is in the
// picture where it was taken from above, else that about the rows.
func (s *standing) bounds() (x0, y0, x1, y1 float64) {
	x0, y0, x1, y1 = math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	grow := func(p vec) {
		if s.view.faces(p) {
			q := s.view.mm(p)
			x0, y0, x1, y1 = min(x0, q.x), min(y0, q.y), max(x1, q.x), max(y1, q.y)
		}
	}
	const n = 40
	for i := range n + 1 {
		x, y := float64(s.w-1)*float64(i)/n, float64(s.h-1)*float64(i)/n
		grow(vec{x, 0})
		grow(vec{x, float64(s.h - 1)})
		grow(vec{0, y})
		grow(vec{float64(s.w - 1), y})
	}
	if s.flat && s.sheet == nil {
		return x0, y0, x1, y1
	}
	ax, ay, bx, by := x0, y0, x1, y1
	x0, y0, x1, y1 = math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	if s.sheet != nil {
		for k, in := range s.sheet.in {
			if in {
				grow(vec{float64(k%s.sheet.w) + 0.5, float64(k/s.sheet.w) + 0.5}.scale(patch))
			}
		}
		return max(ax, x0), max(ay, y0), min(bx, x1), min(by, y1)
	}
	for _, y := range [2]float64{s.y0, s.y1} {
		for _, x := range [2]float64{s.x0, s.x1} {
			grow(s.slope.line(s.slope.at(vec{s.slope.cx, y}), x))
		}
	}
	return max(ax, x0-marginAcross), max(ay, y0-marginDown), min(bx, x1+marginAcross), min(by, y1+marginDown)
}

// bareMap is the map of a page in picture l that was turned by q quarters.
func (s *standing) bareMap(l *light, q int) (*Map, *Report) {
	f := float64(l.factor)
	back := l.turnedBack(q)
	x0, y0, x1, y1 := s.bounds()
	at := func(x, y float64) (px, py float64) {
		p := s.view.pixel(vec{x + x0, y + y0})
		px, py = back(p.x, p.y)
		return (px+0.5)*f - 0.5, (py+0.5)*f - 0.5
	}
	w, h := x1-x0, y1-y0
	m := FromFunc(at, 0, 0, nodeMM, int(w/nodeMM)+2, int(h/nodeMM)+2)
	for k := range m.Sigma {
		x, y := m.pos(k)
		m.Sigma[k] = math.Hypot(bareSigma, s.view.sigma(s.view.pixel(vec{x + x0, y + y0}), &s.cov))
	}
	r := bareReport(m, l, q, w, h)
	for i := range s.proof.marks {
		if s.proof.weight[i] < 0.3 {
			continue
		}
		var c [4][2]float64
		for k, p := range s.proof.marks[i].corners() {
			u, v := back(p.x, p.y)
			c[k] = [2]float64{(u+0.5)*f - 0.5, (v+0.5)*f - 0.5}
		}
		r.Pulses = append(r.Pulses, c)
	}
	return m, r
}

// bareReport is the report of a map without a grid.
func bareReport(m *Map, l *light, q int, w, h float64) *Report {
	weights := make([]float64, len(l.ch)) // luminance alone
	weights[0] = 1
	r := &Report{SheetMM: [2]float64{w, h}, Colour: rgbWeights(weights), Turned: q}
	r.PxPerMM[0], r.PxPerMM[1] = m.Pitch()
	return r
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

// flatMap is the map of a flat page at a scale in working pixels a millimetre.
func (b *blots) flatMap(l *light, across, down float64) (*Map, *Report) {
	s, c := math.Sincos(b.skew)
	f := float64(l.factor)
	at := func(x, y float64) (px, py float64) {
		u, v := x*across-b.cx, y*down-b.cy
		px, py = c*u-s*v+b.cx, s*u+c*v+b.cy
		return (px+0.5)*f - 0.5, (py+0.5)*f - 0.5
	}
	w, h := float64(b.w)/across, float64(b.h)/down
	m := FromFunc(at, 0, 0, nodeMM, int(w/nodeMM)+2, int(h/nodeMM)+2)
	for k := range m.Sigma {
		m.Sigma[k] = bareSigma
	}
	return m, bareReport(m, l, 0, w, h)
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
	m, r := b.flatMap(l, across/f, down/f)
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
