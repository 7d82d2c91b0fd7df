// Package segment tells what the ink of a flat sheet is: curves, marks of the
// recorder (calibration pulses, separators), text, or none of them. A network
// that was trained on drawn pages of all kinds (configs/torch/segment.json) looks at the
// page's colours on a raster of a quarter of a millimetre.
package segment

import (
	"context"
	"fmt"
	"math"

	"github.com/einthoven-ecg/einthoven/internal/ink"
	"github.com/einthoven-ecg/einthoven/internal/page"
	"github.com/einthoven-ecg/einthoven/internal/rectify"
)

// Rho is the number of cells a millimetre that the network was trained on.
const Rho = 4

// Parts are the probabilities, in 255ths, that a cell of the raster has ink of
// each kind.
type Parts struct {
	ink.Raster
	Trace []uint8 // curves
	Marks []uint8 // calibration pulses and separators
	Text  []uint8 // boxes of words
}

// Sizes of what the network sees at a time, in cells. Its coarsest features
// have 32 cells; a margin of two of them makes tiles agree.
const (
	coarsest = 32
	margin   = 2 * coarsest
	largest  = 1024 // side of a tile with its margins
	channels = 3
	outputs  = 3
)

// Find looks at the area of a sheet.
func Find(ctx context.Context, p *page.Page, m *rectify.Map, s *ink.Sheet, workers int) (*Parts, error) {
	x1, y1 := s.MM(float64(s.W-1), float64(s.H-1))
	r := ink.Raster{X0: s.X0, Y0: s.Y0, Rho: Rho, W: int((x1-s.X0)*Rho) + 1, H: int((y1-s.Y0)*Rho) + 1}
	out := &Parts{Raster: r}
	for _, plane := range out.planes() {
		*plane = make([]uint8, r.W*r.H)
	}
	look := viewer{out: out, workers: workers, table: newLogistic(), n: p.Channels, pix: ink.Colours(p, m, r, workers)}
	balance(look.pix, look.n, r, m)
	look.across, look.w = cut(r.W)
	look.down, look.h = cut(r.H)
	var err error
	if look.program, err = program(look.w, look.h, workers); err != nil {
		return nil, err
	}
	for _, y := range look.down {
		for _, x := range look.across {
			if err := ctx.Err(); err != nil {
				return nil, fmt.Errorf("segment: %w", err)
			}
			if err := look.at(x, y); err != nil {
				return nil, fmt.Errorf("segment: %w", err)
			}
		}
	}
	return out, nil
}

func (p *Parts) planes() [outputs]*[]uint8 { return [outputs]*[]uint8{&p.Trace, &p.Marks, &p.Text} }

// A span is a stretch of cells: those from lo to hi are seen by a tile that
// begins at first.
type span struct{ first, lo, hi int }

// cut covers n cells with as few tiles of one size as there may be.
func cut(n int) (tiles []span, size int) {
	count := 1
	if n > largest {
		count = (n + largest - 2*margin - 1) / (largest - 2*margin)
	}
	core := (n + count - 1) / count
	size = core
	if count > 1 {
		size += 2 * margin
	}
	size = (size + coarsest - 1) / coarsest * coarsest
	for i := range count {
		lo, hi := i*core, min((i+1)*core, n)
		tiles = append(tiles, span{min(max(lo-margin, 0), max(n-size, 0)), lo, hi})
	}
	return tiles, size
}

// A logistic turns the network's output into probabilities in 255ths,
// 1/(1+exp(-x)), by a table: beyond 8 they are 0 and 255.
type logistic [16*logisticSteps + 1]uint8

const logisticSteps = 64 // to the unit

func newLogistic() *logistic {
	t := new(logistic)
	for i := range t {
		t[i] = uint8(255/(1+math.Exp(8-float64(i)/logisticSteps)) + 0.5)
	}
	return t
}

func (t *logistic) at(x float32) uint8 {
	return t[int(min(max(x, -8), 8)*logisticSteps+8*logisticSteps+0.5)]
}
