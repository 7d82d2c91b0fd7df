package rectify

import (
	"context"
	"errors"
	"fmt"

	"github.com/einthoven-ecg/einthoven/internal/page"
)

// ErrNoGrid says that no printed grid was found.
var ErrNoGrid = errors.New("no printed grid found")

// Options steer Find. The zero value is good.
type Options struct {
	// Workers is the largest number of goroutines; 0 means GOMAXPROCS. The
	// result does not depend on it.
	Workers int
	// Trace, if not nil, is called with a line on each decision.
	Trace func(format string, args ...any)
}

// A Report says what the map rests on.
type Report struct {
	// Evidence is the strength of the grid: the seen area of the picture,
	// weighed by the evidence for the unit, the size of the sheet, the
	// agreement of the lines and Trust. Clear grids have more than 0.5; below
	// 0.08 the answer is ErrNoGrid.
	Evidence float64
	// Trust is the share of the nodes followed first at which the page's own
	// pattern was found again, each by itself. Right maps of 110 pictures had
	// 0.8 and more.
	Trust float64
	// Seen is the share of the picture where the grid was followed.
	Seen float64
	// Lines is the mean log power, over the background, of what tells the
	// unit of the lines across and down; above 2 it is clear.
	Lines [2]float64
	// Slips is the share of the blocks of the page with clear bold lines in
	// which these are out of step with the page, out of Blocks.
	Slips  [2]float64
	Blocks [2]int
	// PxPerMM is the pitch across and down at the middle of the map.
	PxPerMM [2]float64
	// SheetMM is the size of the seen area.
	SheetMM [2]float64
	// Colour is the direction in red, green and blue (length 1) in which the
	// grid is strongest against everything else.
	Colour [3]float64
	// Turned is by how many quarters clockwise the page stands turned in the
	// picture, where the map has turned it upright.
	Turned int
	// Pulses are the calibration pulses that a map without a grid rests on, in
	// picture pixels: upper left, upper right, lower left and lower right.
	Pulses [][4][2]float64
}

// Sure tells whether a grid is clear enough that nothing else is asked.
func (r *Report) Sure() bool { return r.Evidence >= sureScore }

// Find finds the printed grid of a page and returns the map from page
// millimetres to its pixels. The page stands as the picture does: no quarter
// turn is chosen here. Where there is no grid the error wraps ErrNoGrid.
func Find(ctx context.Context, p *page.Page, opt Options) (*Map, *Report, error) {
	if p.Pix == nil || p.Width < leastSide || p.Height < leastSide || len(p.Pix) < p.Width*p.Height*p.Channels {
		return nil, nil, fmt.Errorf("rectify: %dx%d pixels are too few: %w", p.Width, p.Height, ErrNoGrid)
	}
	q, dx, dy := padded(p)
	s := &search{p: q, workers: opt.Workers, debug: opt.Trace}
	if s.debug == nil {
		s.debug = func(string, ...any) {}
	}
	if err := s.run(ctx); err != nil {
		return nil, nil, fmt.Errorf("rectify: %w", err)
	}
	c := s.best
	if c == nil || c.score < leastScore {
		return nil, nil, fmt.Errorf("rectify: %dx%d pixels: %w", p.Width, p.Height, ErrNoGrid)
	}
	if err := c.settler.settle(ctx); err != nil {
		return nil, nil, fmt.Errorf("rectify: %w", err)
	}
	m, g := c.settler.m.reach(q, s.debug), c.ground
	for k := range m.PX {
		m.PX[k] -= dx
		m.PY[k] -= dy
	}
	r := &Report{Evidence: c.score, Trust: c.settler.trust, Seen: g.share(), Lines: g.sure, Slips: g.slips, Blocks: g.blocks,
		Colour: rgbWeights(g.weight), SheetMM: m.seenSize()}
	r.PxPerMM[0], r.PxPerMM[1] = m.Pitch()
	return m, r, nil
}

const (
	// leastSide is the least side of a picture, in pixels: eight millimetres
	// of the coarsest grid that can be followed.
	leastSide = 24
	// leastScore is the least evidence for a grid, and sureScore that from
	// which nothing else is looked for. On the development pictures right
	// maps had 0.3 and more.
	leastScore, sureScore = 0.08, 0.5
	// trustful is the trust from which a map counts in full, and doubtful
	// that below which it hardly counts.
	trustful, doubtful = 0.7, 0.4
)

// padded is the page with a rim of its mean colour where it is smaller than a
// tile, and where its upper left pixel lies in that.
func padded(p *page.Page) (q *page.Page, dx, dy float64) {
	if min(p.Width, p.Height) >= tileN {
		return p, 0, 0
	}
	c := p.Channels
	q = &page.Page{Width: max(p.Width, tileN), Height: max(p.Height, tileN), Channels: c, Bilevel: p.Bilevel}
	x, y := (q.Width-p.Width)/2, (q.Height-p.Height)/2
	var sum [3]int
	for i, v := range p.Pix[:p.Width*p.Height*c] {
		sum[i%c] += int(v)
	}
	q.Pix = make([]uint8, q.Width*q.Height*c)
	for i := range q.Pix {
		q.Pix[i] = uint8(sum[i%c] / (p.Width * p.Height))
	}
	for j := range p.Height {
		copy(q.Pix[((j+y)*q.Width+x)*c:], p.Pix[j*p.Width*c:(j+1)*p.Width*c])
	}
	return q, float64(x), float64(y)
}

// seenSize is the extent of the seen part in millimetres.
func (m *Map) seenSize() [2]float64 {
	i0, i1, j0, j1 := m.NX, -1, m.NY, -1
	for k, ok := range m.Seen {
		if ok {
			i, j := k%m.NX, k/m.NX
			i0, i1, j0, j1 = min(i0, i), max(i1, i), min(j0, j), max(j1, j)
		}
	}
	return [2]float64{max(0, float64(i1-i0)*m.Step), max(0, float64(j1-j0)*m.Step)}
}
