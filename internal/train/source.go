package train

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/synth"
	"github.com/einthoven-ecg/einthoven/internal/synth/paper"
	"github.com/einthoven-ecg/einthoven/internal/train/data"
)

// NewSource makes the source of examples that a configuration asks for.
func NewSource(c *Config) (data.Source, error) {
	d, err := c.Network.Get()
	if err != nil {
		return nil, err
	}
	if c.Data.Source == SourceSketches {
		return data.NewSketches(d, c.Data.Count, c.Data.Seed, c.Data.Seconds)
	}
	recipe := synth.Recipe{Style: c.Data.Style}
	if c.Data.Layout != "" {
		l, err := paper.ParseLayout(c.Data.Layout)
		if err != nil {
			return nil, fmt.Errorf("train: data.layout: %w", err)
		}
		recipe.Layout = &l
	}
	var looks []synth.Look
	for _, name := range c.Data.Looks {
		look := synth.Look(name)
		if !slices.Contains(synth.Looks(), look) {
			return nil, fmt.Errorf("train: data.looks: %q is not one of %v", name, synth.Looks())
		}
		looks = append(looks, look)
	}
	if c.Data.Source == SourceCrops {
		return data.NewCrops(d, recipe, looks, c.Data.Count, c.Data.Seed)
	}
	records, _, err := c.Data.records()
	if err != nil {
		return nil, err
	}
	return data.NewPages(d, recipe, looks, c.Data.Count, c.Data.Seed, records)
}

// records are those of the three lists, one after another, and how many each
// has.
func (d *Data) records() (all []string, parts [3]int, err error) {
	for i, list := range [][]string{d.Records, d.ValidationRecords, d.TestRecords} {
		for _, pattern := range list {
			names, err := filepath.Glob(pattern)
			if err != nil || len(names) == 0 {
				return nil, parts, fmt.Errorf("train: data.records: %q is no header of a record that is there, nor a pattern that finds any", pattern)
			}
			all = append(all, names...)
			parts[i] += len(names)
		}
	}
	return all, parts, nil
}

// Split divides the examples of a store as training with this configuration does,
// and looks for leaks.
func Split(c *Config, store *data.Store) (data.Split, error) { return split(c, store) }

// split divides the examples of a store and looks for leaks.
func split(c *Config, store *data.Store) (s data.Split, err error) {
	if c.Data.Folds > 0 && c.Data.Fold == 0 {
		return s, errors.New("train: data.fold: 0 stands for all folds; name one")
	}
	if !c.Data.given() {
		s, err = data.SplitGroups(store.Groups(), c.Data.parts(), c.Data.Seed)
	} else {
		_, parts, e := c.Data.records()
		s, err = given(parts), e
	}
	if err != nil {
		return s, err
	}
	return s, s.Check(store.Groups(), store.Keys())
}

// given is the split of examples that come in parts of these sizes.
func given(parts [3]int) (s data.Split) {
	next := 0
	for i, to := range []*[]int{&s.Train, &s.Validation, &s.Test} {
		for range parts[i] {
			*to = append(*to, next)
			next++
		}
	}
	return s
}
