package data

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/model"
	"github.com/einthoven-ecg/einthoven/internal/panel"
	"github.com/einthoven-ecg/einthoven/internal/panel/pages"
	"github.com/einthoven-ecg/einthoven/internal/synth"
	"github.com/einthoven-ecg/einthoven/internal/synth/heart"
)

// Pages are rendered pages, flattened by the rectifier and cut into panels: the
// examples of the panel network. The hearts are simulated, or those of records.
type Pages struct {
	looks   []synth.Look
	recipe  synth.Recipe
	count   int
	seed    uint64
	records []string
	within  string // what is in the records
}

// NewPages makes count pages by a recipe, in these looks by turns; with records,
// headers of WFDB, one page of each.
func NewPages(d model.Description, recipe synth.Recipe, looks []synth.Look, count int, seed uint64, records []string) (*Pages, error) {
	p := d.Panel
	if d.Kind != model.KindPanel || p.Panels != panel.Leads || p.Decoder.Leads != panel.Leads || p.Decoder.Samples != panel.Samples ||
		d.Input != (model.Input{Channels: panel.Channels, Height: panel.Size, Width: panel.Size}) {
		return nil, fmt.Errorf("data: pages are for networks of kind %s with %d panels of %dx%d pixels and %d leads of %d samples",
			model.KindPanel, panel.Leads, panel.Size, panel.Size, panel.Leads, panel.Samples)
	}
	if len(records) > 0 {
		count = len(records)
	}
	within, err := contents(records)
	return &Pages{slices.Clone(looks), recipe, count, seed, slices.Clone(records), within}, err
}

// Len implements [Source].
func (p *Pages) Len() int { return p.count }

// Size implements [Source].
func (p *Pages) Size() Size { return Size{panel.Floats, panel.Leads * panel.Samples} }

// Key implements [Source].
func (p *Pages) Key() string {
	return fmt.Sprintf("pages 1, drawing %d: %d, looks %v, %s, from seed %d, records %q with %s", Drawing, p.count, p.looks, describe(p.recipe), p.seed, p.records, p.within)
}

// Pages whose grid is not found are drawn again with seeds that lie this far
// from each other, beyond those of any other example.
const (
	skipShift = 24
	maxSkips  = 16
)

// Draw implements [Source]. Other versions are other pages of the same record,
// or of other simulated hearts.
func (p *Pages) Draw(i int, version uint64) (Example, error) {
	recipe := p.recipe
	recipe.Look = p.looks[i%len(p.looks)]
	seed := again(p.seed+uint64(i), version)
	var err error
	for k := range uint64(maxSkips) {
		var e Example
		if e, err = p.draw(i, recipe, seed+k<<skipShift); err == nil {
			return e, nil
		}
		var skip *pages.SkipError
		if !errors.As(err, &skip) {
			return Example{}, err
		}
	}
	return Example{}, fmt.Errorf("data: %d pages with looks like this cannot be read, the last because: %w", maxSkips, err)
}

// unnamed begins the groups of records whose header names no patient. Folder
// and name are the rest, since sets of records number theirs alike.
const unnamed = "record "

// groupOf is whose a record is.
func groupOf(record, patient string) string {
	if patient != "" {
		return patient
	}
	return unnamed + filepath.ToSlash(filepath.Clean(record))
}

// draw draws one page. Examples are drawn side by side, so each has one thread.
func (p *Pages) draw(i int, recipe synth.Recipe, seed uint64) (Example, error) {
	if len(p.records) == 0 {
		e, err := pages.Rendered(context.Background(), recipe, seed, 1)
		if err != nil {
			return Example{}, err
		}
		return fromPage(e, Fingerprint(e.Target)), nil
	}
	signal, patient, err := synth.ReadRecord(p.records[i])
	if err != nil {
		return Example{}, err
	}
	e, err := pages.Recorded(context.Background(), recipe, seed, signal, groupOf(p.records[i], patient), 1)
	if err != nil {
		return Example{}, err
	}
	return fromPage(e, recordKey(signal)), nil
}

// recordKey is the fingerprint of a record, whatever page it is printed on.
func recordKey(s *heart.Signal) string {
	var all []float32
	for _, mv := range s.MV {
		for _, v := range mv {
			if v == v {
				all = append(all, float32(v))
			}
		}
	}
	return Fingerprint(all)
}

// fromPage keeps pictures as bytes. That is exact but for panels that are
// missing: their zeros become the nearest level, 0.004.
func fromPage(p *pages.Example, key string) Example {
	e := Example{Pixels: make([]uint8, len(p.Input)), Target: p.Target, Mask: make([]uint8, len(p.Mask)), Group: p.Group, Key: key}
	for i, v := range p.Input {
		e.Pixels[i] = Level(v)
	}
	for i, v := range p.Mask {
		if v > 0 {
			e.Mask[i] = 1
		}
	}
	return e
}
