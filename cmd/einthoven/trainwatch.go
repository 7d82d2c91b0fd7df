package main

import (
	"fmt"

	"github.com/einthoven-ecg/einthoven/internal/train"
	"github.com/einthoven-ecg/einthoven/internal/train/data"
)

// trainWatcher tells a person how training goes.
type trainWatcher struct {
	env    *env
	dir    string
	name   string
	epochs int
	done   int // steps
	// started says that the folder is the run's own.
	started bool
	bar     progress
	err     error // of the page of curves
}

// Started implements [train.Watcher].
func (w *trainWatcher) Started(step, epoch, steps int, s data.Split) {
	w.done, w.started = step, true
	fmt.Fprintf(w.env.stderr, "%d examples to train, %d to validate, %d to test\n", len(s.Train), len(s.Validation), len(s.Test))
	switch {
	case step == 0:
	case epoch >= w.epochs:
		fmt.Fprintf(w.env.stderr, "%s holds a finished run of this configuration; --no-resume begins anew\n", w.dir)
	default:
		fmt.Fprintf(w.env.stderr, "going on with the run in %s after %d of %d steps\n", w.dir, step, steps)
	}
	w.bar = newProgress(w.env, "training", steps-step)
}

// Stepped implements [train.Watcher].
func (w *trainWatcher) Stepped(step int, loss float64) {
	w.done = step
	if w.bar.bar != nil {
		w.bar.bar.Describe(fmt.Sprintf("training, loss %.4g", loss))
	}
	w.bar.step()
}

// Ended implements [train.Watcher]. The page of curves follows the run.
func (w *trainWatcher) Ended(e train.Epoch) {
	if err := writeCurves(w.dir, w.name); err != nil && w.err == nil {
		w.err = err
	}
	w.bar.clear()
	best := ""
	if e.Best {
		best = ", the best so far"
	}
	fmt.Fprintf(w.env.stderr, "epoch %d of %d: loss %.4g training, %.4g validation%s%s\n",
		e.Number, w.epochs, e.Train, e.Validation.Loss, quality(", ", e.Validation), best)
}
