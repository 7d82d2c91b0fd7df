package layout

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/ink"
	"github.com/einthoven-ecg/einthoven/internal/layout/glyph"
	"github.com/einthoven-ecg/einthoven/internal/rectify"
	"github.com/einthoven-ecg/einthoven/internal/segment"
)

const (
	// legible is the evidence, a logarithm of odds, from which the names read
	// by Find prove that a sheet stands upright: two or three clear names.
	legible = 6
	// sureTurn is the evidence for a turn against the next best from which it
	// is believed. Right turns of development pages with any text had 10 and
	// more, wrong ones none.
	sureTurn = 4
)

// legibleIn tells whether names that were read prove that a sheet stands upright.
func legibleIn(words []Word) bool {
	var sum float64
	for _, w := range words {
		// Bars look the same upside down.
		if w.Text != "I" && w.Text != "II" && w.Text != "III" {
			sum += w.weight()
		}
	}
	return sum >= legible
}

// A Turn tells how a sheet lies.
type Turn struct {
	Quarters int // clockwise
	// Guessed says that lines of text run down the sheet, but hardly anything tells
	// which end is up.
	Guessed bool
}

// Turned tells how a sheet stands turned, by its text, by the way that lines of
// text run and, if they run down the sheet, by the pulses on rows that are upright then.
// It stands upright where nothing tells. l is what Find read on it, or nil: where that
// holds clear names nothing more is looked at.
func Turned(ctx context.Context, s *ink.Sheet, m *rectify.Map, l *Layout, opt Options) (Turn, error) {
	if l != nil {
		if legibleIn(l.Words) {
			return Turn{}, nil
		}
	}
	odds, err := glyph.Orientation(ctx, s, glyph.Options{Workers: opt.Workers})
	if err != nil {
		return Turn{}, fmt.Errorf("layout: which way up: %w", err)
	}
	see := &Seen{}
	if opt.See != nil {
		if see, err = opt.See(); err != nil {
			return Turn{}, err
		}
	}
	if down := downOdds(see.Parts); down > 0 {
		standingPulses(&odds, see.Strokes, m, opt.Workers)
		odds[1], odds[3] = odds[1]+down, odds[3]+down
	} else {
		odds[0], odds[2] = odds[0]-down, odds[2]-down
	}
	order := []int{0, 1, 2, 3}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(odds[b], odds[a]) })
	best, next := order[0], order[1]
	switch {
	case odds[best]-odds[next] >= sureTurn:
		return Turn{Quarters: best}, nil
	case best%2 == 1 && next%2 == 1 && odds[best]-odds[order[2]] >= sureTurn:
		return Turn{Quarters: best, Guessed: true}, nil
	}
	return Turn{}, nil
}

// downOdds are the log odds that text runs down the sheet. Of 80 upright pages the
// logarithm of the ratio of squared lengths was 0.5 and more, of pages turned by a
// quarter -2 and less.
func downOdds(parts *segment.Parts) float64 {
	const (
		steep = 4.0
		most  = 8.0
	)
	if parts == nil {
		return 0
	}
	return min(max(-steep*parts.Lying(), -most), most)
}

// standingPulses adds to the odds of the quarter turns what the strokes that the network
// sees say of which end is up: calibration pulses stand on their feet. Each is
// worth a little, as steep waves look like pulses at times.
func standingPulses(odds *[4]float64, strokes *ink.Sheet, m *rectify.Map, workers int) {
	const (
		each = 1.0
		most = 5.0
		seen = 0.5 // probability of a stroke
	)
	var n [2]float64
	for i := range n {
		k := 1 + 2*i
		_, pulses := look(strokes.Turned(-k), m.Turned(-k), nil, []float32{seen}, nil, workers)
		n[i] = float64(len(apart(slices.Concat(pulses...))))
	}
	d := min(max(each*(n[0]-n[1]), -most), most)
	odds[1], odds[3] = odds[1]+d/2, odds[3]-d/2
}
