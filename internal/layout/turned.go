package layout

import (
	"context"
	"fmt"
	"math"

	"github.com/einthoven-ecg/einthoven/internal/ink"
	"github.com/einthoven-ecg/einthoven/internal/layout/glyph"
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

// Turned tells by how many quarter turns clockwise a sheet stands turned, by
// its text; 0 where it stands upright or nothing tells. l is what Find read on
// it, or nil: where that holds clear names nothing more is looked at.
func Turned(ctx context.Context, s *ink.Sheet, l *Layout, opt Options) (quarters int, err error) {
	if l != nil {
		var sum float64
		for _, w := range l.Words {
			// Bars look the same upside down.
			if w.Text != "I" && w.Text != "II" && w.Text != "III" {
				sum += w.weight()
			}
		}
		if sum >= legible {
			return 0, nil
		}
	}
	q, score, err := glyph.Orientation(ctx, s, glyph.Options{Workers: opt.Workers})
	if err != nil {
		return 0, fmt.Errorf("layout: which way up: %w", err)
	}
	if score < sureTurn || math.IsNaN(score) {
		return 0, nil
	}
	return q, nil
}
