package train

import (
	"fmt"
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
	return nil, fmt.Errorf("train: data.source: pages are not there yet")
}

// split divides the examples of a store and looks for leaks.
func split(c *Config, store *data.Store) (s data.Split, err error) {
	if !c.Data.given() {
		if s, err = data.SplitGroups(store.Groups(), c.Data.parts(), c.Data.Seed); err != nil {
			return s, err
		}
	}
	return s, s.Check(store.Groups(), store.Keys())
}
