package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/einthoven-ecg/einthoven/internal/checkpoint"
	"github.com/einthoven-ecg/einthoven/internal/model"
)

// modelDistill is the command line of einthoven model distill.
type modelDistill struct {
	Student string `arg:"" help:"Network that learns: a name or a JSON file with its description."`
	Teacher string `required:"" placeholder:"FILE" help:"Weight file of the network that teaches."`
	networkFlag
	outputFlag
	Steps int     `default:"200" placeholder:"N" help:"Steps of training (default: 200)."`
	Batch int     `default:"4" placeholder:"N" help:"Pages of a step (default: 4)."`
	Rate  float64 `default:"0.001" placeholder:"R" help:"Greatest rate of AdamW, which falls along a cosine (default: 0.001)."`
	Seed  uint64  `default:"1" placeholder:"S" help:"Seed of the student's first weights (default: 1)."`
	dataFlags
	threadsFlag
	jsonFlag
}

// heldLessons is how many pages a student is tested with.
const heldLessons = 8

// Run is einthoven model distill.
func (c *modelDistill) Run(e *env) error {
	const most = 1 << 20
	if c.Steps < 1 || c.Steps > most || c.Batch < 1 || c.Batch > 1024 || !(c.Rate > 0) {
		return wrongCall("see einthoven model distill --help", "--steps, --batch, --rate: out of range")
	}
	if err := c.check(); err != nil {
		return err
	}
	if err := endsIn(c.Out, ".safetensors"); err != nil {
		return err
	}
	d, err := describe(c.Student, "student")
	if err != nil {
		return err
	}
	teacher, _, err := loadNetwork(c.Teacher, c.networkFlag)
	if err != nil {
		return err
	}
	x, err := c.open(e, d, c.Out, c.Jobs)
	if err != nil {
		return err
	}
	held := (heldLessons + c.Batch - 1) / c.Batch * c.Batch
	lessons, err := x.lessons(d, c.Steps*c.Batch)
	if err != nil {
		return err
	}
	bar := newProgress(e, "learning", c.Steps)
	student, out, err := checkpoint.Distill(e.ctx, teacher, d, checkpoint.DistillOptions{
		Steps: c.Steps, Batch: c.Batch, Rate: c.Rate, Seed: c.Seed, Threads: c.Jobs,
		Page: lessons, Held: held,
		Progress: func(int, float64) { bar.step() },
	})
	bar.clear()
	switch {
	case errors.Is(err, context.Canceled):
		return err
	case err != nil:
		return &complaint{status: exitRefused, err: err}
	}
	set, err := model.Save(student.Params)
	if err != nil {
		return err
	}
	if err := c.write(set, &d); err != nil {
		return err
	}
	if c.JSON {
		return printJSON(e.stdout, out)
	}
	fmt.Fprintf(e.stdout, "%d parameters learned from %d in %d steps\n", out.Student, out.Teacher, out.Steps)
	fmt.Fprintf(e.stdout, "error on pages that were not learned, in standard deviations of the teacher's output: %.3g before, %.3g after\n", float64(out.Before), float64(out.After))
	return nil
}
