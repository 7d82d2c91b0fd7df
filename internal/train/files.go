package train

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/einthoven-ecg/einthoven/internal/nn/weights"
)

// Names of files in the folder of a run.
const (
	FileConfig = "config.json"
	FileState  = "state.safetensors"
	// FileBest is the checkpoint of the epoch with the least validation loss;
	// it has the name that the prototype gave its own.
	FileBest   = "resnet_unet_best.safetensors"
	FileLog    = "log.jsonl"
	FileResult = "result.json"
	// FileCurves and FileCard are for people; package show writes them.
	FileCurves = "curves.html"
	FileCard   = "card.md"
)

// writeFile writes a file whole or not at all.
func writeFile(path string, text []byte) error {
	return weights.WriteFile(path, func(w io.Writer) error {
		_, err := w.Write(text)
		return err
	})
}

// writeJSON writes a value for people to read.
func writeJSON(path string, v any) error {
	text, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return fmt.Errorf("train: %s: %w", filepath.Base(path), err)
	}
	return writeFile(path, append(text, '\n'))
}

// Line is one line of the log: of a window of steps, or of an epoch.
type Line struct {
	Kind string `json:"kind"` // "steps" or "epoch"
	Step int    `json:"step"` // steps done
	// Loss is the mean since the line before, Rate the last one used; of
	// steps.
	Loss *float64 `json:"loss,omitempty"`
	Rate *float64 `json:"rate,omitempty"`
	// Skipped is how many steps so far were left out, since their gradients
	// were not finite.
	Skipped int `json:"skipped,omitempty"`
	*Epoch
}

// Epoch is what is known after an epoch.
type Epoch struct {
	Number     int     `json:"epoch"` // counted from one
	Steps      int     `json:"steps"` // done so far
	Train      float64 `json:"train_loss"`
	Validation Score   `json:"validation"`
	LastRate   float64 `json:"last_rate"`
	Best       bool    `json:"best"`
}

// journal appends lines to the log.
type journal struct{ f *os.File }

// openJournal opens the log of a run that has done so many steps and epochs.
// Lines beyond them, which a run that was killed may have left, are dropped.
func openJournal(path string, steps, epochs int) (*journal, error) {
	text, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("train: %w", err)
	}
	if err := writeFile(path, keepLines(text, steps, epochs)); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0o666)
	if err != nil {
		return nil, fmt.Errorf("train: %w", err)
	}
	return &journal{f}, nil
}

// keepLines are the whole lines of the first steps and epochs.
func keepLines(text []byte, steps, epochs int) (out []byte) {
	for sc := bufio.NewScanner(bytes.NewReader(text)); sc.Scan(); {
		var l struct {
			Step  int `json:"step"`
			Epoch int `json:"epoch"` // 0 of lines about steps
		}
		if json.Unmarshal(sc.Bytes(), &l) != nil || l.Step > steps || l.Epoch > epochs {
			break
		}
		out = append(append(out, sc.Bytes()...), '\n')
	}
	return out
}

func (j *journal) write(l Line) error {
	text, err := json.Marshal(&l)
	if err != nil {
		return fmt.Errorf("train: log: %w", err)
	}
	if _, err := j.f.Write(append(text, '\n')); err != nil {
		return fmt.Errorf("train: log: %w", err)
	}
	return nil
}

// ReadLog reads the log of a run.
func ReadLog(dir string) (out []Line, err error) {
	text, err := os.ReadFile(filepath.Join(dir, FileLog))
	if err != nil {
		return nil, fmt.Errorf("train: %w", err)
	}
	for d := json.NewDecoder(bytes.NewReader(text)); ; {
		var l Line
		if err := d.Decode(&l); errors.Is(err, io.EOF) {
			return out, nil
		} else if err != nil {
			return out, fmt.Errorf("train: %s: %w", FileLog, err)
		}
		out = append(out, l)
	}
}

// clean removes what a killed run left half written. Whoever calls it has the
// lock of the folder.
func clean(dir string) error {
	for _, name := range append(ofRun(), FileConfig) {
		left, err := filepath.Glob(filepath.Join(dir, "."+name+".*"))
		if err != nil {
			return fmt.Errorf("train: %w", err)
		}
		for _, f := range left {
			os.Remove(f)
		}
	}
	return nil
}
