package main

import (
	"fmt"
	"io"
	"path/filepath"

	"github.com/einthoven-ecg/einthoven/internal/checkpoint"
	"github.com/einthoven-ecg/einthoven/internal/model"
	"github.com/einthoven-ecg/einthoven/internal/nn/weights"
	"github.com/einthoven-ecg/einthoven/internal/train"
	"github.com/einthoven-ecg/einthoven/internal/train/data"
)

// dataFlags name examples with a truth.
type dataFlags struct {
	Data     string `placeholder:"FILE" help:"Configuration of einthoven train, whose examples are used."`
	Examples string `placeholder:"DIR" help:"With --data, folder that keeps the examples once drawn (default: examples beside the file to write)."`
}

// examples are those of a configuration, for a network of one description.
type examples struct {
	config train.Config
	store  *data.Store
	jobs   int
}

// open draws the examples, as far as they are not there yet; nil without --data.
func (f dataFlags) open(e *env, d model.Description, out string, jobs int) (*examples, error) {
	if f.Data == "" {
		return nil, nil
	}
	t := trainData{Config: f.Data, Examples: f.Examples, Jobs: jobs}
	config, err := t.read()
	if err != nil {
		return nil, err
	}
	config.Network = train.Network{Description: &d}
	store, err := t.open(e, &config, filepath.Join(filepath.Dir(out), "examples"))
	if err != nil {
		return nil, err
	}
	return &examples{config, store, jobs}, nil
}

// accuracy is how well a network did before and does after a change, on the test
// examples.
type accuracy struct {
	Before train.Score `json:"before"`
	After  train.Score `json:"after"`
}

// compare measures two checkpoints.
func (x *examples) compare(e *env, before, after *weights.Set) (*accuracy, error) {
	if x == nil {
		return nil, nil
	}
	out := &accuracy{}
	for _, c := range []struct {
		set *weights.Set
		to  *train.Score
	}{{before, &out.Before}, {after, &out.After}} {
		r, err := train.Evaluate(e.ctx, &x.config, x.store, train.PartTest, []*weights.Set{c.set}, x.jobs)
		if err != nil {
			return nil, err
		}
		*c.to = r.Score
	}
	return out, nil
}

// print tells what a change costs.
func (a *accuracy) print(w io.Writer) {
	if a == nil {
		return
	}
	fmt.Fprintf(w, "\non %d test examples: loss %.4g before, %.4g after", a.Before.Examples, a.Before.Loss, a.After.Loss)
	if a.Before.SNR != nil && a.After.SNR != nil {
		fmt.Fprintf(w, "; SNR %.2f dB before, %.2f dB after", *a.Before.SNR, *a.After.SNR)
	}
	if a.Before.Dice != nil && a.After.Dice != nil {
		fmt.Fprintf(w, "; Dice %.4f before, %.4f after", *a.Before.Dice, *a.After.Dice)
	}
	fmt.Fprintln(w)
}

// lessons gives the pages for distillation: examples for training in turn, then
// those for validation in turn, or drawings without examples. Learned says how many
// pages are asked for before those of the test. Examples for testing are left for
// the comparison with other networks.
func (x *examples) lessons(d model.Description, learned int) (func(i int) ([]float32, error), error) {
	if x == nil {
		return func(i int) ([]float32, error) { return checkpoint.Sketch(d, i), nil }, nil
	}
	s, err := train.Split(&x.config, x.store)
	if err != nil {
		return nil, err
	}
	if len(s.Train) == 0 || len(s.Validation) == 0 {
		return nil, wrongCall("give the configuration shares of both", "--data: %d examples for training and %d for validation", len(s.Train), len(s.Validation))
	}
	batch := data.NewBatch(x.store.Size(), 1)
	return func(i int) ([]float32, error) {
		e, err := x.store.Get(lesson(s, learned, i), 0)
		if err != nil {
			return nil, err
		}
		batch.Set(0, &e)
		return batch.Input, nil
	}, nil
}

// lesson is the example of page i.
func lesson(s data.Split, learned, i int) int {
	if i < learned {
		return s.Train[i%len(s.Train)]
	}
	return s.Validation[(i-learned)%len(s.Validation)]
}
