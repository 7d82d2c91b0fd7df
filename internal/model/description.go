package model

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// The kinds of networks.
const (
	KindPanel   = "panel"
	KindUNet    = "unet"
	KindEncoder = "encoder"
)

// The ways to make one vector of those of all panels.
const (
	// FusionMean takes the mean: the order of the panels is lost.
	FusionMean = "mean"
	// FusionAttention takes a mean with weights that depend on the panels.
	FusionAttention = "attention"
	// FusionConcat puts the vectors side by side.
	FusionConcat = "concat"
	// FusionHierarchical joins neighbours in pairs until one is left.
	FusionHierarchical = "hierarchical"
	// FusionGated takes the mean after every number was multiplied with a
	// gate from 0 to 1 that depends on its panel.
	FusionGated = "gated"
)

// The ways to double the length of signals.
const (
	// DecoderTransposed is ConvTranspose1d(kernel 4, stride 2, padding 1).
	DecoderTransposed = "transposed"
	// DecoderUpsample repeats every sample, then Conv1d(kernel 3, padding 1).
	DecoderUpsample = "upsample"
)

// Description says how a network is put together.
type Description struct {
	Kind    string  `json:"kind"`
	Input   Input   `json:"input"`
	Encoder Encoder `json:"encoder"`
	// Panel and UNet are set for these kinds and for no other.
	Panel *Panel `json:"panel,omitempty"`
	UNet  *UNet  `json:"unet,omitempty"`
}

// Input is the size of a picture, in pixels.
type Input struct {
	Channels int `json:"channels"`
	Height   int `json:"height"`
	Width    int `json:"width"`
}

// Encoder is a ResNet of basic blocks. Source: K. He and others, Deep Residual
// Learning for Image Recognition, 2016.
type Encoder struct {
	// Blocks are the numbers of blocks of the four stages: 2, 2, 2, 2 is
	// ResNet-18, and 3, 4, 6, 3 is ResNet-34.
	Blocks []int `json:"blocks"`
	// Width is the number of channels of the first stage, 64 in ResNets; it
	// doubles with every stage.
	Width int `json:"width"`
	// Frozen keeps all batch normalisations of the encoder as they are.
	Frozen bool `json:"frozen,omitempty"`
}

// Panel is what follows the encoder of a panel network.
type Panel struct {
	Panels   int    `json:"panels"`   // pictures of a page
	Features int    `json:"features"` // numbers of a panel
	Hidden   int    `json:"hidden"`   // numbers of a page
	Fusion   string `json:"fusion"`
	// Dropout is the probability of losing a number of a page, in training.
	Dropout float64     `json:"dropout,omitempty"`
	Decoder PanelSignal `json:"decoder"`
}

// PanelSignal makes signals of the numbers of a page.
type PanelSignal struct {
	Kind string `json:"kind"`
	// Channels are those at the start and after every doubling of the length.
	Channels []int `json:"channels"`
	// Start is the length before the first doubling, in samples.
	Start int `json:"start"`
	// Leads and Samples are the size of the output. What is longer is cut.
	Leads   int `json:"leads"`
	Samples int `json:"samples"`
	// Head is the number of channels of the head that every lead then has for
	// itself: Conv1d(kernel 3, padding 1), ReLU and another to one channel. Zero
	// is one convolution for all leads.
	Head int `json:"head,omitempty"`
	// Skips adds to every doubling, by a convolution of its own, what the
	// encoder saw along the columns of every panel, the coarsest level first.
	Skips bool `json:"skips,omitempty"`
	// Dropout is the probability of losing a channel, in training, after every
	// doubling.
	Dropout float64 `json:"dropout,omitempty"`
}

// UNet is what follows the encoder of a U-Net. Source: O. Ronneberger and
// others, U-Net: Convolutional Networks for Biomedical Image Segmentation,
// 2015.
type UNet struct {
	// Channels are those of the five levels, the coarsest first.
	Channels []int `json:"channels"`
	// Outputs is the number of maps.
	Outputs int `json:"outputs"`
	// Dropout is the probability of losing a channel, in training, after every
	// level.
	Dropout float64 `json:"dropout,omitempty"`
}

// Decode reads a description. It refuses fields that it does not know, whatever
// follows the description, and values out of range; errors name the field.
func Decode(r io.Reader) (Description, error) {
	var d Description
	dec := json.NewDecoder(r)
	dec.DisallowUnknownFields()
	if err := dec.Decode(&d); err != nil {
		return d, decodeError(err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return d, errors.New("model: something follows the description")
	}
	return d, d.Validate()
}

// decodeError names the field where JSON has another type.
func decodeError(err error) error {
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		return fmt.Errorf("model: field %q cannot be a %s", wrong.Field, wrong.Value)
	}
	return fmt.Errorf("model: description: %w", err)
}
