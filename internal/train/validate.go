package train

import (
	"errors"
	"fmt"

	"github.com/einthoven-ecg/einthoven/internal/model"
)

// Bounds of what is useful, or fits memory.
const (
	maxCount = 10_000_000
	maxBatch = 1024
	maxSteps = 1_000_000
	maxFolds = 100
)

// rule is a condition that a configuration must meet.
type rule struct {
	ok   bool
	text string
	args []any
}

// broken is the first rule that is not met.
func broken(rules []rule) error {
	for _, r := range rules {
		if !r.ok {
			return fmt.Errorf("train: "+r.text, r.args...)
		}
	}
	return nil
}

// Validate tells the first field that is out of range.
func (c *Config) Validate() error {
	d, err := c.Network.Get()
	if err != nil {
		return fmt.Errorf("train: network: %w", err)
	}
	if d.Kind == model.KindEncoder {
		return errors.New("train: network: an encoder alone has nothing to learn from; train panel or resnet_unet")
	}
	basic := broken([]rule{
		{c.Epochs >= 1 && c.Epochs <= maxSteps, "epochs: %d is not from 1 to %d", []any{c.Epochs, maxSteps}},
		{c.Batch >= 1 && c.Batch <= maxBatch, "batch: %d is not from 1 to %d", []any{c.Batch, maxBatch}},
		{c.Accumulate >= 1 && c.Accumulate <= maxBatch, "accumulate: %d is not from 1 to %d", []any{c.Accumulate, maxBatch}},
		{c.Clip >= 0, "clip: %g is negative", []any{c.Clip}},
		{c.EMA >= 0 && c.EMA < 1, "ema: %g is not at least 0 and less than 1", []any{c.EMA}},
		{c.Patience >= 0, "patience: %d is negative", []any{c.Patience}},
		{c.LogEvery >= 1, "log_every: %d is not at least 1", []any{c.LogEvery}},
		{c.Schedule.Last <= c.Optimizer.Rate, "schedule.last: %g is above optimizer.rate, %g", []any{c.Schedule.Last, c.Optimizer.Rate}},
		{c.SaveEvery >= 1, "save_every: %d is not at least 1", []any{c.SaveEvery}},
	})
	for _, err := range []error{basic, c.Data.validate(d), c.Optimizer.validate(), c.Schedule.validate(), validateTerms(c.Losses, d)} {
		if err != nil {
			return err
		}
	}
	return nil
}

func (d *Data) validate(n model.Description) error {
	if err := oneOf("data.source", d.Source, SourcePages, SourceSketches, SourceCrops); err != nil {
		return err
	}
	want := model.KindPanel
	if d.Source == SourceCrops {
		want = model.KindUNet
	}
	records := len(d.Records) + len(d.ValidationRecords) + len(d.TestRecords)
	return broken([]rule{
		{n.Kind == want, "data.source: %s are for networks of kind %s, not %s", []any{d.Source, want, n.Kind}},
		{d.Count >= 1 && d.Count <= maxCount, "data.count: %d is not from 1 to %d", []any{d.Count, maxCount}},
		{len(d.Looks) > 0 || d.Source == SourceSketches, "data.looks: name at least one", nil},
		{records == 0 || d.Source == SourcePages, "data.records: only pages can show records", nil},
		{!d.given() || len(d.Records) > 0 && len(d.ValidationRecords) > 0 && len(d.TestRecords) > 0,
			"data.records: a given split needs records, validation_records and test_records", nil},
		{d.Validation > 0 && d.Test >= 0 && d.Validation+d.Test < 1,
			"data.validation, data.test: shares %g and %g leave nothing to train on, or to validate with", []any{d.Validation, d.Test}},
		{d.Folds == 0 || d.Folds >= 2 && d.Folds <= maxFolds, "data.folds: %d is not 0 or from 2 to %d", []any{d.Folds, maxFolds}},
		{d.Folds == 0 || !d.given(), "data.folds: a given split has no folds", nil},
		{d.Fold >= 0 && d.Fold <= d.Folds, "data.fold: %d is not from 0 to %d", []any{d.Fold, d.Folds}},
		{d.Augment >= 0 && d.Augment <= 1, "data.augment: %g is not from 0 to 1", []any{d.Augment}},
	})
}

func (o *Optimizer) validate() error {
	if err := oneOf("optimizer.kind", o.Kind, OptimizerAdamW, OptimizerSGD); err != nil {
		return err
	}
	return broken([]rule{
		{o.Rate > 0 && o.Rate <= 1, "optimizer.rate: %g is not more than 0 and at most 1", []any{o.Rate}},
		{o.Decay >= 0 && o.Decay <= 1, "optimizer.decay: %g is not from 0 to 1", []any{o.Decay}},
		{o.Momentum >= 0 && o.Momentum < 1, "optimizer.momentum: %g is not at least 0 and less than 1", []any{o.Momentum}},
		{o.Momentum == 0 || o.Kind == OptimizerSGD, "optimizer.momentum: is for sgd", nil},
	})
}

func (s *Schedule) validate() error {
	if err := oneOf("schedule.kind", s.Kind, ScheduleConstant, ScheduleCosine, ScheduleOneCycle, SchedulePlateau); err != nil {
		return err
	}
	plateau := s.Kind == SchedulePlateau
	return broken([]rule{
		{s.WarmUp >= 0 && s.WarmUp <= maxSteps, "schedule.warm_up: %d is not from 0 to %d", []any{s.WarmUp, maxSteps}},
		{s.Last >= 0, "schedule.last: %g is negative", []any{s.Last}},
		{s.Last == 0 || plateau || s.Kind == ScheduleCosine, "schedule.last: is for cosine and plateau", nil},
		{!plateau || s.Factor > 0 && s.Factor < 1, "schedule.factor: %g is not more than 0 and less than 1", []any{s.Factor}},
		{s.Patience >= 0, "schedule.patience: %d is negative", []any{s.Patience}},
		{plateau || s.Factor == 0 && s.Patience == 0, "schedule.factor, schedule.patience: are for plateau", nil},
	})
}
