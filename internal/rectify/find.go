package rectify

import (
	"context"
	"errors"
	"fmt"
	"math"

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
	// weighed by the evidence for the unit, the size of the sheet and the
	// agreement of the lines. Clear grids have more than 0.5; below 0.08 the
	// answer is ErrNoGrid.
	Evidence float64
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
}

// workSide is the largest side of the picture at working scale, in pixels.
const workSide = 1900

// Find finds the printed grid of a page and returns the map from page
// millimetres to its pixels. The page stands as the picture does: no quarter
// turn is chosen here. Where there is no grid the error wraps ErrNoGrid.
func Find(ctx context.Context, p *page.Page, opt Options) (*Map, *Report, error) {
	if p.Pix == nil || p.Width < 1 || p.Height < 1 || len(p.Pix) < p.Width*p.Height*p.Channels {
		return nil, nil, fmt.Errorf("rectify: the page has no pixels: %w", ErrNoGrid)
	}
	debug := opt.Trace
	if debug == nil {
		debug = func(string, ...any) {}
	}
	factor := 1
	for max(p.Width, p.Height)/factor > workSide {
		factor++
	}
	// When nothing sure is found, a coarser scale (dots, dither, only bold
	// lines) and a finer one are tried.
	var best *ground
	var bestLight *light
	for _, f := range []int{factor, 2 * factor, factor / 2, 4 * factor} {
		if f < 1 || min(p.Width, p.Height)/f < tileN {
			continue
		}
		g, l, err := findAt(ctx, p, f, opt.Workers, debug)
		if err != nil {
			return nil, nil, fmt.Errorf("rectify: %w", err)
		}
		if g != nil && (best == nil || g.merit() > best.merit()) {
			best, bestLight = g, l
		}
		if best != nil && best.merit() > 0.5 {
			break
		}
	}
	if best == nil || best.merit() < 0.08 {
		return nil, nil, fmt.Errorf("rectify: %dx%d pixels: %w", p.Width, p.Height, ErrNoGrid)
	}
	best.recolour(bestLight)
	m := best.lattice(bestLight.factor, nodeMM)
	px, py := m.Pitch()
	fine := newPlane(p, bestLight, best.weight, math.Sqrt(px*py))
	if err := m.settle(ctx, fine, best.depth, opt.Workers, debug); err != nil {
		return nil, nil, fmt.Errorf("rectify: %w", err)
	}
	r := &Report{Evidence: best.merit(), Seen: best.share(), Lines: best.sure, Slips: best.slips, Blocks: best.blocks,
		SheetMM: best.size, Colour: rgbWeights(best.weight)}
	r.PxPerMM[0], r.PxPerMM[1] = m.Pitch()
	return m, r, nil
}

// findAt looks for the grid at one working scale. It returns nil where
// nothing could be followed.
func findAt(ctx context.Context, p *page.Page, factor, workers int, debug func(string, ...any)) (*ground, *light, error) {
	l, err := newLight(ctx, p, factor, workers)
	if err != nil {
		return nil, nil, err
	}
	ss, err := seeds(ctx, l)
	if err != nil {
		return nil, nil, err
	}
	debug("factor %d work %dx%d", factor, l.w, l.h)
	var best *ground
	for _, s := range ss {
		if err := ctx.Err(); err != nil {
			return nil, nil, err
		}
		debug("seed at %.0f,%.0f a %.4f,%.4f (%.2f px) b %.4f,%.4f (%.2f px) score %.0f", s.at.x, s.at.y, s.a.x, s.a.y, 1/s.a.norm(), s.b.x, s.b.y, 1/s.b.norm(), s.score)
		g := track(l, s)
		if g == nil {
			continue
		}
		debug("  unit %v merit %.3f share %.3f slips %v/%v", g.unit, g.merit(), g.share(), g.slips, g.blocks)
		first := g.unit
		// When something else than lines one to two millimetres apart was
		// followed, or lines were lost on the way, other harmonics of the
		// same lattice are tried.
		for _, mm := range []float64{1, 5.0 / 3, 2.5, 5} {
			u := g.unit
			if min(u[0], u[1]) >= 1 && max(u[0], u[1]) < 2 && g.slip() < 0.02 {
				break
			}
			t := s
			t.a, t.b = s.a.scale(first[0]/mm), s.b.scale(first[1]/mm)
			if d := 1 / max(t.a.norm(), t.b.norm()); d < 2.2 || d > 60 || mm == u[0] && mm == u[1] {
				continue
			}
			if n := track(l, t); n != nil {
				debug("  at %.2f mm: merit %.3f against %.3f", mm, n.merit(), g.merit())
				if n.merit() > g.merit() || n.unit == [2]float64{1, 1} && n.merit() > 0.7*g.merit() {
					g = n
				}
			}
		}
		if best == nil || g.merit() > best.merit() {
			best = g
		}
		if best.merit() > 0.5 {
			break
		}
	}
	return best, l, nil
}
