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

// lessons gives the pages for distillation: examples in turn, of which the last
// ones are kept for the test, or drawings without examples. Learned says how many
// pages are asked for before those of the test.
func (x *examples) lessons(d model.Description, learned, held int) (func(i int) ([]float32, error), error) {
	if x == nil {
		return func(i int) ([]float32, error) { return checkpoint.Sketch(d, i), nil }, nil
	}
	rest := len(x.store.Groups()) - held
	if rest < 1 {
		return nil, wrongCall("ask for more examples in the configuration", "--data: %d examples, of which %d are for the test", rest+held, held)
	}
	batch := data.NewBatch(x.store.Size(), 1)
	return func(i int) ([]float32, error) {
		k := i % rest
		if i >= learned {
			k = rest + (i-learned)%held
		}
		e, err := x.store.Get(k, 0)
		if err != nil {
			return nil, err
		}
		batch.Set(0, &e)
		return batch.Input, nil
	}, nil
}
