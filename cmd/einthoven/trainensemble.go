package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/einthoven-ecg/einthoven/internal/nn/weights"
	"github.com/einthoven-ecg/einthoven/internal/nn/weights/load"
	"github.com/einthoven-ecg/einthoven/internal/nn/weights/safetensors"
	"github.com/einthoven-ecg/einthoven/internal/train"
)

// trainAverageCommand is the command line of einthoven train average.
type trainAverageCommand struct {
	Checkpoints []string `arg:"" help:"Checkpoints of one network: of one run, or of runs that began with the same weights."`
	Out         string   `short:"o" required:"" placeholder:"FILE" help:"Safetensors file to write."`
}

// Run is einthoven train average.
func (c *trainAverageCommand) Run(e *env) error {
	sets, err := readCheckpoints(c.Checkpoints)
	if err != nil {
		return err
	}
	mean, err := train.AverageWeights(sets)
	if err != nil {
		return wrongCall("name at least two checkpoints of one network", "%w", err)
	}
	if err := weights.WriteFile(c.Out, func(w io.Writer) error { return safetensors.Write(w, mean) }); err != nil {
		return err
	}
	fmt.Fprintf(e.stderr, "%s is the mean of %d checkpoints\n", c.Out, len(sets))
	return nil
}

// trainScoreCommand is the command line of einthoven train score.
type trainScoreCommand struct {
	trainData
	Checkpoints []string `arg:"" help:"Checkpoints of the configuration's network; of several, the mean output counts."`
	Fold        *int     `placeholder:"K" help:"Fold whose parts to measure on, of a configuration with folds."`
	Part        string   `enum:"train,validation,test" default:"test" help:"Examples to measure on: train, validation or test (default: test)."`
}

// Run is einthoven train score.
func (c *trainScoreCommand) Run(e *env) error {
	config, err := c.read()
	if err != nil {
		return err
	}
	if c.Fold != nil {
		config.Data.Fold = *c.Fold
	}
	if err := config.Validate(); err != nil {
		return wrongCall("see docs/TRAIN.md", "%w", err)
	}
	if config.Data.Folds > 0 && config.Data.Fold == 0 {
		return wrongCall("name it with --fold, from 1 on", "%s has %d folds, and the checkpoints have learned what other folds validate with", c.Config, config.Data.Folds)
	}
	sets, err := readCheckpoints(c.Checkpoints)
	if err != nil {
		return err
	}
	store, err := c.open(e, &config, c.examplesBeside())
	if err != nil {
		return err
	}
	r, err := train.Evaluate(e.ctx, &config, store, c.Part, sets, c.Jobs)
	if err != nil {
		return err
	}
	out := json.NewEncoder(e.stdout)
	out.SetIndent("", "  ")
	return out.Encode(r)
}

// examplesBeside is the folder of examples of the run that the first checkpoint
// is of; folds have theirs one level up.
func (c *trainScoreCommand) examplesBeside() string {
	dir := filepath.Dir(c.Checkpoints[0])
	here, above := filepath.Join(dir, "examples"), filepath.Join(dir, "..", "examples")
	if isFolder(above) && !isFolder(here) {
		return above
	}
	return here
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// readCheckpoints reads weight files of any kind.
func readCheckpoints(paths []string) (out []*weights.Set, err error) {
	for _, p := range paths {
		s, err := load.File(p, true)
		if err != nil {
			return nil, wrongCall("name safetensors or .pth files", "%s: %w", p, err)
		}
		out = append(out, s)
	}
	return out, nil
}
