// Package glyph reads the little text that matters on an ECG page: the names
// of the leads and the legend that gives paper speed and gain. It looks for
// single printed characters on the flattened sheet with the two small
// networks of package charnet and joins them to words of a short list, so it
// reads text that touches a curve or lies on broken ink as well as clean
// text, and it cannot read anything else.
package glyph

import (
	"fmt"

	"github.com/einthoven-ecg/einthoven/internal/ink"
	"github.com/einthoven-ecg/einthoven/internal/layout/glyph/charnet"
	"github.com/einthoven-ecg/einthoven/internal/par"
)

// A Word is a text that was found on a sheet.
type Word struct {
	// Text is the word in its usual spelling: names as Lead gives them.
	Text string
	// X0, Y0, X1, Y1 is the box around it in page millimetres, from the top of
	// the capitals to the base line.
	X0, Y0, X1, Y1 float64
	// Score is the estimated probability, 0..1, that the word stands there.
	Score float64
	// Turned counts the quarter turns clockwise by which the text stands
	// turned on the sheet.
	Turned int
}

// Height is the height of the word's capitals in millimetres.
func (w Word) Height() float64 {
	if w.Turned%2 != 0 {
		return w.X1 - w.X0
	}
	return w.Y1 - w.Y0
}

// Options of the readers. The zero value is the default.
type Options struct {
	// MinHeight and MaxHeight bound the height of capitals, in millimetres;
	// 0 means 1.3 and 6.5.
	MinHeight, MaxHeight float64
	// Workers bounds the goroutines; 0 means GOMAXPROCS.
	Workers int
}

func (o Options) heights() (lo, hi float64) {
	lo, hi = o.MinHeight, o.MaxHeight
	if lo <= 0 {
		lo = 1.3
	}
	if hi <= 0 {
		hi = 6.5
	}
	return lo, hi
}

// A page is the ink of a sheet at several resolutions, with the networks.
type page struct {
	nets *charnet.Stored
	x0   float64
	y0   float64
	rho  float64 // samples a millimetre of the finest raster
	mips []raster
}

func newPage(s *ink.Sheet, workers int) (*page, error) {
	if s == nil || s.W <= 0 || s.H <= 0 || s.Rho <= 0 || len(s.Dark) < s.W*s.H || len(s.Grid) < s.W*s.H {
		return nil, fmt.Errorf("glyph: the sheet is empty")
	}
	nets, err := charnet.Load()
	if err != nil {
		return nil, fmt.Errorf("glyph: %w", err)
	}
	r := raster{s.W, s.H, make([]float32, s.W*s.H)}
	par.Strips(workers, len(r.pix), func(lo, hi int) {
		for k := lo; k < hi; k++ {
			if k >= len(s.Valid) || s.Valid[k] {
				r.pix[k] = min(max(s.Ink(k), 0), 1)
			}
		}
	})
	p := &page{nets: nets, x0: s.X0, y0: s.Y0, rho: s.Rho, mips: []raster{r}}
	for range 3 {
		p.mips = append(p.mips, p.mips[len(p.mips)-1].half())
	}
	return p, nil
}
