package model

import (
	"fmt"
	"slices"
	"strings"
)

// Bounds of descriptions, far above what is useful: they keep a description
// from asking for more memory than there is.
const (
	maxPixels   = 4096
	maxChannels = 4096
	maxPanels   = 64
	maxBlocks   = 64
	maxStart    = 1 << 14
	maxDoubling = 8
	// maxParameters bounds the numbers of all parameters: 1 GiB as float32, ten
	// times the greatest network that has a name.
	maxParameters = 1 << 28
	// maxBetween bounds the numbers of the outputs of all layers for one page or
	// picture: 8 GiB as float32, of which inference holds a part and training
	// all. A U-Net for 2048x2048 pixels has two thirds of it.
	maxBetween = 1 << 31
	// maxBetweenBatch is the bound for all of a batch.
	maxBetweenBatch = 1 << 33
)

// checker keeps the first error, with the name of its field.
type checker struct{ err error }

func (c *checker) fail(field, format string, args ...any) {
	if c.err == nil {
		c.err = fmt.Errorf("model: %s: %s", field, fmt.Sprintf(format, args...))
	}
}

func (c *checker) within(field string, v, lo, hi int) {
	if v < lo || v > hi {
		c.fail(field, "%d is not from %d to %d", v, lo, hi)
	}
}

func (c *checker) list(field string, v []int, least, most, hi int) {
	c.within(field+" (length)", len(v), least, most)
	for i, x := range v {
		c.within(fmt.Sprintf("%s[%d]", field, i), x, 1, hi)
	}
}

func (c *checker) probability(field string, v float64) {
	if !(v >= 0 && v < 1) {
		c.fail(field, "%g is not at least 0 and less than 1", v)
	}
}

func (c *checker) oneOf(field, v string, all ...string) {
	if !slices.Contains(all, v) {
		c.fail(field, "%q is not one of %s", v, strings.Join(all, ", "))
	}
}

// part wants the part of a description that belongs to its kind, and no other.
func (c *checker) part(field string, is, want bool) {
	switch {
	case want && !is:
		c.fail(field, "is missing")
	case is && !want:
		c.fail(field, "does not belong to this kind")
	}
}

// Validate tells the first field that is out of range.
func (d Description) Validate() error {
	c := &checker{}
	c.oneOf("kind", d.Kind, KindPanel, KindUNet, KindEncoder)
	c.within("input.channels", d.Input.Channels, 1, 16)
	c.within("input.height", d.Input.Height, 32, maxPixels)
	c.within("input.width", d.Input.Width, 32, maxPixels)
	c.list("encoder.blocks", d.Encoder.Blocks, 4, 4, maxBlocks)
	c.within("encoder.width", d.Encoder.Width, 1, maxChannels/8)
	c.part("panel", d.Panel != nil, d.Kind == KindPanel)
	c.part("unet", d.UNet != nil, d.Kind == KindUNet)
	if c.err == nil && d.Panel != nil {
		d.Panel.check(c)
	}
	if c.err == nil && d.UNet != nil {
		d.UNet.check(c, d.Input)
	}
	if c.err == nil {
		d.checkSize(c)
	}
	return c.err
}

// Size is how large a network is.
type Size struct {
	Parameters int64 // numbers of all parameters and statistics
	// Between is the numbers of the outputs of all layers, for one page or
	// picture, with the channels that fill up blocks.
	Between int64
}

func (d Description) size() Size {
	m, _ := d.measure(1)
	return Size{m.parameters, m.between}
}

// Size measures a network without making it.
func (d Description) Size() (Size, error) {
	if err := d.Validate(); err != nil {
		return Size{}, err
	}
	return d.size(), nil
}

// checkSize wants a network that fits memory.
func (d Description) checkSize(c *checker) {
	switch size := d.size(); {
	case size.Parameters > maxParameters:
		c.fail("size", "%d parameters are more than %d; take fewer channels, features or blocks", size.Parameters, maxParameters)
	case size.Between > maxBetween:
		c.fail("size", "%d numbers between layers are more than %d; take a smaller input or fewer channels", size.Between, int64(maxBetween))
	}
}

func (p *Panel) check(c *checker) {
	c.within("panel.panels", p.Panels, 1, maxPanels)
	c.within("panel.features", p.Features, 1, maxChannels)
	c.within("panel.hidden", p.Hidden, 1, maxChannels)
	c.oneOf("panel.fusion", p.Fusion, FusionMean, FusionAttention, FusionConcat, FusionHierarchical, FusionGated)
	c.probability("panel.dropout", p.Dropout)
	s := p.Decoder
	c.oneOf("panel.decoder.kind", s.Kind, DecoderTransposed, DecoderUpsample)
	c.list("panel.decoder.channels", s.Channels, 2, maxDoubling+1, maxChannels)
	c.within("panel.decoder.start", s.Start, 1, maxStart)
	c.within("panel.decoder.leads", s.Leads, 1, maxChannels)
	c.probability("panel.decoder.dropout", s.Dropout)
	c.within("panel.decoder.head", s.Head, 0, maxChannels)
	if c.err == nil {
		c.within("panel.decoder.samples", s.Samples, 1, s.length())
	}
}

// length is the number of samples before they are cut.
func (s PanelSignal) length() int { return s.Start << (len(s.Channels) - 1) }

func (u *UNet) check(c *checker, in Input) {
	c.list("unet.channels", u.Channels, levels, levels, maxChannels)
	c.within("unet.outputs", u.Outputs, 1, maxChannels)
	c.probability("unet.dropout", u.Dropout)
	if in.Height%32 != 0 {
		c.fail("input.height", "%d is not a multiple of 32", in.Height)
	}
	if in.Width%32 != 0 {
		c.fail("input.width", "%d is not a multiple of 32", in.Width)
	}
}
