package train

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"

	"github.com/einthoven-ecg/einthoven/internal/model"
	"github.com/einthoven-ecg/einthoven/internal/nn"
	"github.com/einthoven-ecg/einthoven/internal/nn/kernel"
	"github.com/einthoven-ecg/einthoven/internal/nn/weights"
	"github.com/einthoven-ecg/einthoven/internal/nn/weights/load"
	"github.com/einthoven-ecg/einthoven/internal/nn/weights/safetensors"
	"github.com/einthoven-ecg/einthoven/internal/par"
	"github.com/einthoven-ecg/einthoven/internal/train/data"
)

// ErrStopped is what a run returns that was asked to stop after some steps.
var ErrStopped = errors.New("stopped after the steps asked for")

// Options say where and how to run. They do not change results.
type Options struct {
	// Dir is the folder of the run; it is made if need be.
	Dir string
	// Anew discards a run that the folder holds; else one of the same
	// configuration goes on, and another is an error.
	Anew bool
	// Stale are files elsewhere that tell of the run that is discarded.
	Stale []string
	// Jobs is the number of threads; 0 is one a processor.
	Jobs int
	// StopAfter ends the run after so many steps in all; 0 never does.
	StopAfter int
	// Watch is told what happens.
	Watch Watcher
}

// A Watcher is told how a run goes, from one goroutine.
type Watcher interface {
	// Started comes first: the steps and epochs that an earlier run did, the
	// steps in all, and the sizes of the parts.
	Started(step, epoch, steps int, s data.Split)
	// Stepped comes after every step.
	Stepped(step int, loss float64)
	// Ended comes after every epoch.
	Ended(e Epoch)
}

// run is a run at work.
type run struct {
	ctx     context.Context
	opt     Options
	config  *Config
	store   *data.Store
	split   data.Split
	trainer *trainer
	scorer  *scorer
	rates   *rates
	at      position
	journal *journal
	free    chan *data.Batch // buffers to use again
}

// Run trains, goes on with what it finds in the folder, and gives the result
// when all epochs are done or patience is at an end. Nothing in the folder
// changes before the configuration, the split and the checkpoint to start with
// are found good; errors wrap [ErrOther], [ErrStray] and the like. It saves the state every
// Config.SaveEvery steps, after every epoch, and when it is stopped.
func Run(ctx context.Context, c Config, store *data.Store, opt Options) (*Result, error) {
	r := &run{ctx: ctx, opt: opt, config: &c, store: store}
	if err := r.prepare(); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(opt.Dir, 0o777); err != nil {
		return nil, fmt.Errorf("train: %w", err)
	}
	held, err := lock(opt.Dir)
	if err != nil {
		return nil, err
	}
	defer func() { _ = held.Close() }()
	if err := r.enter(); err != nil {
		return nil, err
	}
	if err := r.resume(); err != nil {
		return nil, err
	}
	defer r.journal.f.Close()
	r.opt.Watch.Started(r.at.Step, r.at.Epoch, r.steps(), r.split)
	for r.at.Epoch < c.Epochs && !r.outOfPatience() {
		if r.enough() {
			return nil, r.stopped(ErrStopped)
		}
		if err := r.epoch(); err != nil {
			return nil, r.stopped(err)
		}
	}
	return r.result()
}

// prepare makes everything, and so finds what is wrong before anything in the
// folder changes.
func (r *run) prepare() error {
	d, err := r.config.Network.Get()
	if err != nil {
		return err
	}
	if r.split, err = split(r.config, r.store); err != nil {
		return err
	}
	network, err := model.New(d, r.config.Seed)
	if err != nil {
		return err
	}
	if r.config.Start != "" {
		if err := r.startElsewhere(); err != nil {
			return err
		}
		if err := begin(network, r.config.Start); err != nil {
			return err
		}
	}
	if r.trainer, err = newTrainer(r.config, network, runner(r.opt.Jobs)); err != nil {
		return err
	}
	if r.scorer, err = newScorer(r.config, []*model.Network{network}, runner(r.opt.Jobs)); err != nil {
		return err
	}
	if w := r.config.Schedule.WarmUp; w > 0 && w >= r.steps() {
		return fmt.Errorf("train: schedule.warm_up: %d steps are all of the %d steps of this run, which would never have its rate", w, r.steps())
	}
	r.rates = newRates(r.config.Schedule, r.config.Optimizer.Rate, r.steps())
	buffers := 3 * par.Workers(r.opt.Jobs)
	r.free = make(chan *data.Batch, buffers)
	return nil
}

// resume reads the state, if there is one, and opens the log.
func (r *run) resume() (err error) {
	r.at = position{Data: r.store.Digest(), Plateau: r.rates.plateau}
	if r.at.Config, err = r.config.hash(); err != nil {
		return err
	}
	if _, err := r.trainer.load(r.file(FileState), &r.at); err != nil {
		return err
	}
	r.journal, err = openJournal(r.file(FileLog), r.at.Step, len(r.at.Epochs))
	return err
}

func (r *run) file(name string) string { return filepath.Join(r.opt.Dir, name) }

// runner spreads work over threads. One thread needs none.
func runner(jobs int) kernel.Runner {
	if par.Workers(jobs) == 1 {
		return nil
	}
	return func(n int, f func(i int)) { par.Each(jobs, n, f) }
}

// begin loads the checkpoint to start with, of which all must fit.
func begin(n *model.Network, path string) error {
	set, err := load.File(path, true)
	if err != nil {
		return fmt.Errorf("train: start: %w", err)
	}
	_, err = model.Load(n.Params, set, model.Options{Strict: true})
	return err
}

// perStep is the number of examples of a step, perEpoch that of steps of an
// epoch, which has all examples at least once.
func (r *run) perStep() int { return r.config.Batch * r.config.Accumulate }
func (r *run) perEpoch() int {
	return (len(r.split.Train) + r.perStep() - 1) / r.perStep()
}
func (r *run) steps() int { return r.perEpoch() * r.config.Epochs }

func (r *run) outOfPatience() bool { return r.config.Patience > 0 && r.at.Bad >= r.config.Patience }

// enough tells whether all steps that were asked for are done.
func (r *run) enough() bool { return r.opt.StopAfter > 0 && r.at.Step >= r.opt.StopAfter }

// stop says whether to end now.
func (r *run) stop() error { return r.ctx.Err() }

// stopped saves the state of a run that ends early, if it ends between steps.
func (r *run) stopped(err error) error {
	if errors.Is(err, ErrStopped) || errors.Is(err, context.Canceled) {
		if e := r.save(); e != nil {
			return e
		}
	}
	return err
}

func (r *run) save() error { return r.trainer.save(r.file(FileState), &r.at) }

// epoch goes on with the epoch at hand to its end.
func (r *run) epoch() error {
	c := r.config
	order := data.Order(len(r.split.Train), r.perEpoch()*r.perStep(), c.Seed, r.at.Epoch)
	first := r.at.At * c.Accumulate // the next batch
	err := par.Ordered(r.opt.Jobs, r.perEpoch()*c.Accumulate-first, func(i int) (*data.Batch, error) {
		return r.make(order[(first+i)*c.Batch:][:c.Batch])
	}, func(_ int, b *data.Batch) error {
		err := r.batch(b)
		select {
		case r.free <- b:
		default:
		}
		return err
	})
	if err != nil {
		return err
	}
	return r.close()
}

// make fills a batch with training examples.
func (r *run) make(list []int) (b *data.Batch, err error) {
	select {
	case b = <-r.free:
	default:
		b = data.NewBatch(r.store.Size(), len(list))
	}
	for k, n := range list {
		i := r.split.Train[n]
		e, err := r.store.Get(i, data.Version(r.config.Data.Augment, r.config.Seed, r.at.Epoch, i))
		if err != nil {
			return nil, err
		}
		b.Set(k, &e)
	}
	return b, nil
}

// batch learns from one batch, and after a step writes down what there is to
// write.
func (r *run) batch(b *data.Batch) error {
	rate := r.rates.at(r.at.Step)
	value, done, err := r.trainer.batch(b, r.at.Step, rate)
	if err != nil {
		return err
	}
	r.at.Sum += value
	r.at.Window += value
	if !done {
		return nil
	}
	r.at.Step++
	r.at.At++
	if err := r.at.note(r.trainer.skipped); err != nil {
		return err
	}
	if every := r.config.LogEvery; r.at.Step%every == 0 {
		mean := r.at.Window / float64(every)
		if err := r.journal.write(Line{Kind: "steps", Step: r.at.Step, Loss: &mean, Rate: &rate, Skipped: r.at.Skipped}); err != nil {
			return err
		}
		r.at.Window = 0
	}
	r.opt.Watch.Stepped(r.at.Step, r.at.Sum/float64(r.at.At))
	if r.enough() {
		return ErrStopped
	}
	if r.at.Step%r.config.SaveEvery == 0 && r.at.At < r.perEpoch() {
		if err := r.save(); err != nil {
			return err
		}
	}
	return r.stop()
}

// close validates, keeps the best checkpoint and ends the epoch.
func (r *run) close() error {
	e := Epoch{Number: r.at.Epoch + 1, Steps: r.at.Step, Train: r.at.Sum / float64(r.at.At), LastRate: r.rates.at(r.at.Step - 1)}
	err := r.trainer.averaged(func() (err error) {
		e.Validation, err = r.scorer.score(r.store, r.split.Validation, r.opt.Jobs, r.stop)
		if err != nil {
			return err
		}
		if v := e.Validation.Loss; math.IsNaN(v) || math.IsInf(v, 0) {
			return fmt.Errorf("train: validation after epoch %d: %w; lower optimizer.rate", e.Number, ErrDiverged)
		}
		e.Best = r.at.BestEpoch == 0 || e.Validation.Loss < r.at.Best
		if !e.Best {
			return nil
		}
		return saveNetwork(r.file(FileBest), r.trainer.network.Params, r.config)
	})
	if err != nil {
		return err
	}
	if r.at.Bad++; e.Best {
		r.at.Best, r.at.BestEpoch, r.at.Bad = e.Validation.Loss, e.Number, 0
	}
	r.rates.observe(e.Validation.Loss)
	r.at.Epochs = append(r.at.Epochs, e)
	r.at.Epoch++
	r.at.At, r.at.Sum = 0, 0
	if err := r.journal.write(Line{Kind: "epoch", Step: r.at.Step, Epoch: &e}); err != nil {
		return err
	}
	r.opt.Watch.Ended(e)
	return r.save()
}

// saveNetwork writes a checkpoint with the network's description beside it.
func saveNetwork(path string, p *nn.Params, c *Config) error {
	set, err := model.Save(p)
	if err != nil {
		return err
	}
	text, err := c.Network.MarshalJSON()
	if err != nil {
		return fmt.Errorf("train: %w", err)
	}
	set.Metadata = map[string]string{"network": string(text)}
	return weights.WriteFile(path, func(w io.Writer) error { return safetensors.Write(w, set) })
}
