package train

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/einthoven-ecg/einthoven/internal/model"
	"github.com/einthoven-ecg/einthoven/internal/train/data"
)

// Config says what to train, on what and how. What a configuration leaves out
// has the values of [Default].
type Config struct {
	// Network is the name of a network ([model.Names]) or a description.
	Network Network `json:"network"`
	// Start is a checkpoint to begin with, a path; empty are random weights.
	Start string `json:"start,omitempty"`
	Data  Data   `json:"data"`
	// Seed decides first weights, order, dropout and what is drawn anew.
	Seed   uint64 `json:"seed"`
	Epochs int    `json:"epochs"`
	// Batch is how many examples go through the network together; Accumulate
	// how many such batches make a step.
	Batch      int       `json:"batch"`
	Accumulate int       `json:"accumulate"`
	Optimizer  Optimizer `json:"optimizer"`
	Schedule   Schedule  `json:"schedule"`
	// Clip bounds the norm of the gradient; 0 is no bound.
	Clip float64 `json:"clip"`
	// EMA is the decay of moving averages of the weights, which are then
	// validated and kept instead; 0 is none.
	EMA float64 `json:"ema"`
	// Patience is how many epochs in a row may be no better than the best
	// before training ends; 0 is no early end.
	Patience int    `json:"patience"`
	Losses   []Term `json:"losses"`
	// LogEvery and SaveEvery are numbers of steps.
	LogEvery  int `json:"log_every"`
	SaveEvery int `json:"save_every"`
}

// Data says where examples come from.
type Data struct {
	// Source is pages (panels cut from rendered pages), sketches (panels
	// without a page) or crops (parts of pages with their ink).
	Source string `json:"source"`
	// Count is the number of examples, each of a heart of its own, where
	// hearts are simulated; Seed is that of the first.
	Count int    `json:"count"`
	Seed  uint64 `json:"seed"`
	// Looks, Style and Layout are those of einthoven render.
	Looks  []string `json:"looks"`
	Style  string   `json:"style,omitempty"`
	Layout string   `json:"layout,omitempty"`
	// Records are WFDB headers to print on the pages instead of simulated
	// hearts; a star stands for any name. With ValidationRecords and
	// TestRecords the split is given, and only looked at for leaks.
	Records           []string `json:"records,omitempty"`
	ValidationRecords []string `json:"validation_records,omitempty"`
	TestRecords       []string `json:"test_records,omitempty"`
	// Seconds is what a sketch shows.
	Seconds float64 `json:"seconds,omitempty"`
	// Validation and Test are shares of the examples, by patient.
	Validation float64 `json:"validation"`
	Test       float64 `json:"test"`
	// Folds cuts what is not for testing into parts that validate in turn;
	// 0 is no cross-validation. Fold is the part of this run, counted from
	// one; 0 means all in turn.
	Folds int `json:"folds,omitempty"`
	Fold  int `json:"fold,omitempty"`
	// Augment is the share of the training examples that are drawn anew in
	// every epoch after the first, from 0 to 1.
	Augment float64 `json:"augment,omitempty"`
}

// Optimizer says how weights follow gradients.
type Optimizer struct {
	Kind string `json:"kind"` // adamw or sgd
	// Rate is the greatest rate of the schedule, Decay that of weights.
	Rate  float64 `json:"rate"`
	Decay float64 `json:"decay"`
	// Momentum is for sgd.
	Momentum float64 `json:"momentum,omitempty"`
}

// Schedule says how the rate changes.
type Schedule struct {
	Kind string `json:"kind"` // constant, cosine, one_cycle or plateau
	// WarmUp is the number of steps in which the rate rises to its first
	// value.
	WarmUp int `json:"warm_up,omitempty"`
	// Last is the rate that cosine ends with and plateau stops at.
	Last float64 `json:"last,omitempty"`
	// Factor and Patience are those of plateau: the rate is multiplied by
	// Factor when more than Patience epochs in a row were no better.
	Factor   float64 `json:"factor,omitempty"`
	Patience int     `json:"patience,omitempty"`
}

// The kinds of things that configurations name.
const (
	SourcePages    = "pages"
	SourceSketches = "sketches"
	SourceCrops    = "crops"

	OptimizerAdamW = "adamw"
	OptimizerSGD   = "sgd"

	ScheduleConstant = "constant"
	ScheduleCosine   = "cosine"
	ScheduleOneCycle = "one_cycle"
	SchedulePlateau  = "plateau"
)

// Default is the training of the prototype, Sachika18/ECG-Image2Wave (AdamW with
// rate 1e-4 and decay 1e-5, batches of one page, 10 epochs, masked mean square),
// with what it lacked: parts for validation and test.
func Default() Config {
	return Config{
		Network: Network{Name: "panel"},
		Data:    Data{Source: SourcePages, Count: 1000, Seed: 1, Looks: []string{"clean"}, Seconds: 2.5, Validation: 0.15, Test: 0.15},
		Seed:    1, Epochs: 10, Batch: 1, Accumulate: 1,
		Optimizer: Optimizer{Kind: OptimizerAdamW, Rate: 1e-4, Decay: 1e-5},
		Schedule:  Schedule{Kind: ScheduleConstant},
		Losses:    []Term{{Name: LossMSE, Weight: 1}},
		LogEvery:  10, SaveEvery: 100,
	}
}

// Network is a network by name or by description.
type Network struct {
	Name        string
	Description *model.Description
}

// UnmarshalJSON takes a string or a description.
func (n *Network) UnmarshalJSON(text []byte) error {
	*n = Network{}
	if text[0] == '"' {
		return json.Unmarshal(text, &n.Name)
	}
	d, err := model.Decode(bytes.NewReader(text))
	n.Description = &d
	return err
}

// MarshalJSON gives what UnmarshalJSON takes.
func (n Network) MarshalJSON() ([]byte, error) {
	if n.Description != nil {
		return json.Marshal(n.Description)
	}
	return json.Marshal(n.Name)
}

// Get gives the description.
func (n Network) Get() (model.Description, error) {
	if n.Description != nil {
		return *n.Description, n.Description.Validate()
	}
	return model.Named(n.Name)
}

// maxConfigBytes bounds a configuration.
const maxConfigBytes = 1 << 20

// Decode reads a configuration: JSON, without unknown fields and without
// anything after it. Errors name the field.
func Decode(r io.Reader) (Config, error) {
	text, err := io.ReadAll(io.LimitReader(r, maxConfigBytes+1))
	if err != nil {
		return Config{}, fmt.Errorf("train: read the configuration: %w", err)
	}
	if len(text) > maxConfigBytes {
		return Config{}, fmt.Errorf("train: the configuration is longer than %d bytes", maxConfigBytes)
	}
	c := Default()
	usual := c.Losses
	c.Losses = nil // decoding would mix its terms with those of the text
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&c); err != nil {
		return Config{}, decodeError(err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return Config{}, errors.New("train: something follows the configuration")
	}
	if c.Losses == nil {
		c.Losses = usual
	}
	return c, c.Validate()
}

// decodeError names the field that is unknown or of another type.
func decodeError(err error) error {
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		return fmt.Errorf("train: field %q cannot be a %s", wrong.Field, wrong.Value)
	}
	if name, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
		return fmt.Errorf("train: the configuration has an unknown field %s", name)
	}
	return fmt.Errorf("train: configuration: %w", err)
}

// hash names a configuration: equal hashes, equal runs. How often a run saves
// does not matter.
func (c *Config) hash() (string, error) {
	d := *c
	d.SaveEvery = 0
	text, err := json.Marshal(&d)
	if err != nil {
		return "", fmt.Errorf("train: %w", err)
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:16]), nil
}

// parts are those of the split.
func (d *Data) parts() data.Parts {
	return data.Parts{Validation: d.Validation, Test: d.Test, Folds: d.Folds, Fold: d.Fold - 1}
}

// given tells whether the split is given by lists of records.
func (d *Data) given() bool { return len(d.ValidationRecords)+len(d.TestRecords) > 0 }

// oneOf is an error unless v is one of all.
func oneOf(field, v string, all ...string) error {
	if slices.Contains(all, v) {
		return nil
	}
	return fmt.Errorf("train: %s: %q is not one of %s", field, v, strings.Join(all, ", "))
}
