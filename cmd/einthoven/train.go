package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/einthoven-ecg/einthoven/internal/nn/weights"
	"github.com/einthoven-ecg/einthoven/internal/train"
	"github.com/einthoven-ecg/einthoven/internal/train/data"
	"github.com/einthoven-ecg/einthoven/internal/train/show"
)

// trainCommand is the command line of einthoven train.
type trainCommand struct {
	Run     trainRunCommand     `cmd:"" default:"withargs" help:"Train a network (what einthoven train does without another word)."`
	Average trainAverageCommand `cmd:"" help:"Average the weights of checkpoints of one network."`
	Score   trainScoreCommand   `cmd:"" help:"Measure a checkpoint, or the mean output of several."`
}

// trainData are the flags that say what a network learns.
type trainData struct {
	Config   string `required:"" placeholder:"FILE" help:"What to train, on what and how: JSON, such as those in configs/."`
	Examples string `placeholder:"DIR" help:"Folder that keeps the examples once drawn; runs may share it (default: examples in the folder of the run)."`
	Jobs     int    `short:"j" placeholder:"N" help:"Threads (default: one a processor). They do not change results."`
}

// trainRunCommand is the command line of einthoven train itself.
type trainRunCommand struct {
	trainData
	Out       string  `short:"o" placeholder:"DIR" help:"Folder of the run; made if need be (default: out/ and the name of the configuration)."`
	Resume    bool    `default:"true" negatable:"" help:"Go on with a run of the same configuration that the folder holds (default); --no-resume begins anew."`
	Epochs    *int    `placeholder:"N" help:"Epochs, in place of those of the configuration."`
	Seed      *uint64 `placeholder:"S" help:"Seed, in place of that of the configuration."`
	StopAfter int     `placeholder:"N" help:"Stop after N steps in all, as if interrupted."`
}

// Run is einthoven train.
func (c *trainRunCommand) Run(e *env) error {
	config, err := c.read()
	if err != nil {
		return err
	}
	if c.Epochs != nil {
		config.Epochs = *c.Epochs
	}
	if c.Seed != nil {
		config.Seed = *c.Seed
	}
	if err := config.Validate(); err != nil {
		return wrongCall("see docs/TRAIN.md", "%w", err)
	}
	name := strings.TrimSuffix(filepath.Base(c.Config), filepath.Ext(c.Config))
	c.Out = cmp.Or(c.Out, filepath.Join("out", name))
	store, err := c.open(e, &config, filepath.Join(c.Out, "examples"))
	if err != nil {
		return c.complaint(err)
	}
	if config.Data.Folds > 0 && config.Data.Fold == 0 {
		return c.folds(e, name, config, store)
	}
	_, err = c.train(e, c.Out, name, config, store)
	return err
}

// read reads the configuration.
func (c *trainData) read() (train.Config, error) {
	if c.Jobs < 0 || c.Jobs > maxJobs {
		return train.Config{}, wrongCall("use 1 to 1024", "--jobs: %d is out of range", c.Jobs)
	}
	f, err := os.Open(c.Config)
	if err != nil {
		return train.Config{}, wrongCall("name a configuration, such as configs/panel-mean.json", "--config: %w", err)
	}
	defer f.Close()
	config, err := train.Decode(f)
	if err != nil {
		return config, wrongCall("docs/TRAIN.md lists what a configuration may say", "%s: %w", c.Config, err)
	}
	return config, nil
}

// open draws the examples, as far as they are not there yet.
func (c *trainData) open(e *env, config *train.Config, dir string) (*data.Store, error) {
	source, err := train.NewSource(config)
	if err != nil {
		return nil, wrongCall("docs/TRAIN.md lists what a configuration may say", "%w", err)
	}
	bar := newProgress(e, "drawing examples", source.Len())
	defer bar.clear()
	dir = cmp.Or(c.Examples, dir)
	store, err := data.Open(source, dir, c.Jobs, e.ctx.Err, func(i int) {
		if i == 0 && !e.terminal {
			fmt.Fprintf(e.stderr, "drawing %d examples into %s\n", source.Len(), dir)
		}
		bar.step()
	})
	if err != nil {
		return nil, err
	}
	if n := store.Unnamed(); n > 0 {
		bar.clear()
		fmt.Fprintf(e.stderr, "%d of %d records name no patient in their header (\"# patient: 17\"); they are split by their files, so a person may be in two parts\n",
			n, source.Len())
	}
	return store, nil
}

// folds trains each fold in a folder of its own.
func (c *trainRunCommand) folds(e *env, name string, config train.Config, store *data.Store) error {
	var all []*train.Result
	for k := 1; k <= config.Data.Folds; k++ {
		config.Data.Fold = k
		fmt.Fprintf(e.stderr, "fold %d of %d\n", k, config.Data.Folds)
		r, err := c.train(e, filepath.Join(c.Out, fmt.Sprintf("fold-%d", k)), fmt.Sprintf("%s, fold %d", name, k), config, store)
		if r == nil || err != nil {
			return err
		}
		all = append(all, r)
	}
	cross := train.Summarise(all)
	fmt.Fprintf(e.stderr, "%d folds: validation loss %.4g, standard deviation %.2g\n", len(all), cross.Loss.Mean, cross.Loss.SD)
	return train.WriteCross(filepath.Join(c.Out, train.FileCross), cross)
}

// train trains in a folder. A run that was stopped as asked gives no result.
func (c *trainRunCommand) train(e *env, dir, name string, config train.Config, store *data.Store) (*train.Result, error) {
	w := &trainWatcher{env: e, dir: dir, name: name, epochs: config.Epochs}
	r, err := train.Run(e.ctx, config, store, train.Options{Dir: dir, Jobs: c.Jobs, StopAfter: c.StopAfter, Watch: w,
		Anew: !c.Resume, Stale: []string{filepath.Join(c.Out, train.FileCross)}})
	w.bar.clear()
	if w.started {
		if e := errors.Join(w.err, writeCurves(dir, name)); err == nil {
			err = e
		}
	}
	if errors.Is(err, train.ErrStopped) {
		fmt.Fprintf(e.stderr, "stopped after %d steps as asked; the same call without --stop-after goes on\n", w.done)
		return nil, nil
	}
	if err != nil {
		return nil, c.complaint(err)
	}
	err = weights.WriteFile(filepath.Join(dir, train.FileCard), func(w io.Writer) error { return show.Card(w, name, r) })
	if err != nil {
		return nil, c.complaint(err)
	}
	tellResult(e, dir, r)
	return r, nil
}

// complaint says how to go on after an error.
func (c *trainRunCommand) complaint(err error) error {
	var known *complaint
	switch {
	case errors.As(err, &known):
		return err
	case errors.Is(err, context.Canceled):
		return &complaint{status: exitInterrupted, err: errors.New("stopped"), hint: "the same call goes on where this one ended"}
	case errors.Is(err, train.ErrOther):
		return wrongCall("choose another folder with --out, or begin anew with --no-resume", "%w", err)
	case errors.Is(err, train.ErrStray):
		return wrongCall("choose another folder with --out, or move the file away", "%w", err)
	case errors.Is(err, train.ErrBusy):
		return wrongCall("wait for it, or choose another folder with --out", "%w", err)
	case errors.Is(err, data.ErrLeak):
		return &complaint{status: exitFault, err: err, hint: "a network must not be tested on what it has learned"}
	}
	return &complaint{status: exitFault, err: err}
}

// writeCurves writes the page of curves of a run that has a log.
func writeCurves(dir, name string) error {
	log, err := train.ReadLog(dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return weights.WriteFile(filepath.Join(dir, train.FileCurves), func(w io.Writer) error { return show.Curves(w, name, log) })
}

// tellResult tells the figures of a finished run.
func tellResult(e *env, dir string, r *train.Result) {
	fmt.Fprintf(e.stderr, "best epoch %d: loss %.4g training, %.4g validation", r.BestEpoch, r.Train.Loss, r.Valid.Loss)
	if r.Test.Examples > 0 {
		fmt.Fprintf(e.stderr, ", %.4g test%s", r.Test.Loss, quality(", ", r.Test))
	}
	fmt.Fprintln(e.stderr)
	if r.Skipped > 0 {
		fmt.Fprintf(e.stderr, "%d of %d steps were left out: their gradients were not finite\n", r.Skipped, r.Steps)
	}
	if s := r.Spread; s != nil && s.Pairs == 0 {
		fmt.Fprintf(e.stderr, "outputs for unlike pictures correlate %.4f (red and blue)\n", s.RedBlue)
	} else if s != nil {
		fmt.Fprintf(e.stderr, "outputs for unlike pictures correlate %.4f (red and blue) and %.4f (%d pairs of examples, whose signals correlate %.4f)\n",
			s.RedBlue, s.Pages, s.Pairs, s.Targets)
	}
	fmt.Fprintf(e.stderr, "%s holds the best checkpoint, the curves and the model card\n", dir)
}

// quality tells SNR or Dice.
func quality(before string, s train.Score) string {
	switch {
	case s.SNR != nil:
		return fmt.Sprintf("%sSNR %.2f dB", before, *s.SNR)
	case s.Dice != nil:
		return fmt.Sprintf("%sDice %.3f", before, *s.Dice)
	}
	return ""
}
