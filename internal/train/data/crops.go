package data

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/model"
	"github.com/einthoven-ecg/einthoven/internal/synth"
	"github.com/einthoven-ecg/einthoven/internal/synth/heart"
)

// Crops are parts of rendered pages with the ink of the traces: the examples of
// a U-Net. Every example is of a page, and so of a heart, of its own.
type Crops struct {
	size    Size
	network model.Description
	looks   []synth.Look
	recipe  synth.Recipe
	count   int
	seed    uint64
	order   synth.SampleOrder
}

// NewCrops makes count crops of pages made by a recipe, in these looks by turns,
// for a U-Net of square input with one output (the ink of all traces) or one a
// lead.
func NewCrops(d model.Description, recipe synth.Recipe, looks []synth.Look, count int, seed uint64) (*Crops, error) {
	if d.Kind != model.KindUNet || d.Input.Channels != 3 || d.Input.Height != d.Input.Width {
		return nil, fmt.Errorf("data: crops are for networks of kind %s with 3 channels and a square input", model.KindUNet)
	}
	kind := synth.MaskTrace
	switch d.UNet.Outputs {
	case 1:
	case heart.NumLeads:
		kind = synth.MaskLeads
	default:
		return nil, fmt.Errorf("data: crops are for networks with 1 or %d outputs, not %d", heart.NumLeads, d.UNet.Outputs)
	}
	n := d.Input.Height * d.Input.Width
	c := &Crops{Size{3 * n, d.UNet.Outputs * n}, d, slices.Clone(looks), recipe, count, seed,
		synth.SampleOrder{Size: d.Input.Height, Maps: []synth.MaskKind{kind}}}
	return c, c.order.Check()
}

// Len implements [Source].
func (c *Crops) Len() int { return c.count }

// Size implements [Source].
func (c *Crops) Size() Size { return c.size }

// Key implements [Source].
func (c *Crops) Key() string {
	return fmt.Sprintf("crops 1, drawing %d: %d of %d px, %v, looks %v, %s, from seed %d", Drawing, c.count, c.order.Size, c.order.Maps, c.looks, describe(c.recipe), c.seed)
}

// describe tells of style and layout.
func describe(r synth.Recipe) string {
	layout := "any"
	if r.Layout != nil {
		layout = fmt.Sprintf("%+v", *r.Layout)
	}
	return fmt.Sprintf("style %q, layout %s", r.Style, layout)
}

// Draw implements [Source]. Other versions are of other pages and hearts.
func (c *Crops) Draw(i int, version uint64) (Example, error) {
	seed := again(c.seed+uint64(i), version)
	recipe := c.recipe
	recipe.Look = c.looks[i%len(c.looks)]
	spec, err := recipe.Spec(seed)
	if err != nil {
		return Example{}, err
	}
	sample, err := c.order.Sample(recipe.Look, seed, &spec)
	if err != nil {
		return Example{}, err
	}
	picture, err := sample.Plane("image")
	if err != nil {
		return Example{}, err
	}
	ink, err := sample.Plane(string(c.order.Maps[0]))
	if err != nil {
		return Example{}, err
	}
	e := Example{Pixels: planar(picture, 3), Group: fmt.Sprintf("heart-%d", seed)}
	e.Target, e.Mask = make([]float32, len(ink)), make([]uint8, len(ink))
	for k, v := range ink {
		e.Target[k], e.Mask[k] = float32(v)/255, 1
	}
	// Crops of blank paper may well be the same.
	if slices.Max(ink) > 0 {
		sum := sha256.Sum256(e.Pixels)
		e.Key = hex.EncodeToString(sum[:16])
	}
	return e, nil
}
