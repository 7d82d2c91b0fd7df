// Package pages makes examples for training the panel network: pages drawn by
// package synth, flattened by our own rectifier and cut into panels, with the
// leads that they show. It stands beside the way from picture to signal; what
// reads pages does not import it.
package pages

import (
	"context"
	"errors"
	"fmt"
	"image"

	"github.com/einthoven-ecg/einthoven/internal/page"
	"github.com/einthoven-ecg/einthoven/internal/panel"
	"github.com/einthoven-ecg/einthoven/internal/rectify"
	"github.com/einthoven-ecg/einthoven/internal/synth"
	"github.com/einthoven-ecg/einthoven/internal/synth/heart"
)

// An Example is one page.
type Example struct {
	// Input is that of the network, [panel.Floats] numbers.
	Input []float32
	// Target are the leads in millivolts, (panel.Leads, panel.Samples), sample
	// k of a lead at k/panel.RateHz seconds of the page; 0 where the page does
	// not show it.
	Target []float32
	// Mask is 1 where the page shows the lead, else 0: where it is not
	// printed, beyond the edge of the picture, and where nothing is left of
	// its ink.
	Mask []float32
	// Group is whose heart it is. Examples of one group belong on one side of
	// a split.
	Group string
}

// A SkipError says that a page was drawn but is no example: its grid was not
// found, or not rightly, or it shows none of the twelve leads. Of twelve pages
// of each look one photo was such. Take the next seed.
type SkipError struct{ Err error }

func (e *SkipError) Error() string { return "panel: no example: " + e.Err.Error() }

// Unwrap gives the reason.
func (e *SkipError) Unwrap() error { return e.Err }

// Rendered draws the page of a recipe and a seed and makes an example of it,
// whose group is the seed's heart. Equal arguments give equal numbers. The
// error is a [*SkipError] for pages that are to be left out; workers bounds
// the goroutines of the rectifier, 0 meaning GOMAXPROCS.
func Rendered(ctx context.Context, recipe synth.Recipe, seed uint64, workers int) (*Example, error) {
	spec, err := recipe.Spec(seed)
	if err != nil {
		return nil, fmt.Errorf("panel: %w", err)
	}
	return Of(ctx, &spec, fmt.Sprintf("heart-%d", seed), workers)
}

// Recorded is [Rendered] with a recording printed in place of a simulated
// heart ([synth.Spec.Record]); group names its patient.
func Recorded(ctx context.Context, recipe synth.Recipe, seed uint64, s *heart.Signal, group string, workers int) (*Example, error) {
	spec, err := recipe.Spec(seed)
	if err != nil {
		return nil, fmt.Errorf("panel: %w", err)
	}
	if err := spec.Record(s, seed); err != nil {
		return nil, fmt.Errorf("panel: %w", err)
	}
	return Of(ctx, &spec, group, workers)
}

// Of draws a page as specified and makes an example of it, see [Rendered].
func Of(ctx context.Context, spec *synth.Spec, group string, workers int) (*Example, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("panel: %w", err)
	}
	img, truth, err := synth.Render(*spec)
	if err != nil {
		return nil, fmt.Errorf("panel: %w", err)
	}
	pictures, err := pictures(ctx, img, truth, workers)
	if err != nil {
		return nil, err
	}
	e := &Example{Group: group}
	if e.Input, err = panel.Input(pictures); err != nil {
		return nil, err
	}
	e.Target, e.Mask = targets(truth)
	if !shown(e.Mask) {
		return nil, &SkipError{errors.New("the page shows none of the twelve leads in its first seconds")}
	}
	return e, nil
}

// pictures are the panels of a page as our reader would cut them.
func pictures(ctx context.Context, img image.Image, truth *synth.Truth, workers int) (out [panel.Leads]image.Image, err error) {
	p, err := page.FromImage(img, page.Limits{})
	if err != nil {
		return out, fmt.Errorf("panel: %w", err)
	}
	m, _, err := rectify.Find(ctx, p, rectify.Options{Workers: workers})
	switch {
	case errors.Is(err, rectify.ErrNoGrid):
		return out, &SkipError{err}
	case err != nil:
		return out, fmt.Errorf("panel: %w", err)
	}
	m = upright(m, truth)
	cells, err := cells(m, truth)
	if err != nil {
		return out, &SkipError{err}
	}
	return panel.Cut(ctx, p, m, cells, panel.Choose(cells), workers)
}

func shown(mask []float32) bool {
	for _, v := range mask {
		if v > 0 {
			return true
		}
	}
	return false
}
