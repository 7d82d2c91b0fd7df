package train

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

// ErrOther is what errors about a folder that holds another run wrap, ErrStray
// that of one that holds files of a run without its configuration.
var (
	ErrOther = errors.New("holds a run of another configuration")
	ErrStray = errors.New("is there, but no " + FileConfig)
)

// ofRun are the files of a run but for its configuration.
func ofRun() []string {
	return []string{FileState, FileBest, FileLog, FileResult, FileCard, FileCurves, FileCross}
}

// enter makes the folder ready: for a run that goes on, or for a new one.
func (r *run) enter() error {
	if err := clean(r.opt.Dir); err != nil {
		return err
	}
	same, other, err := found(r.opt.Dir, r.config)
	switch {
	case err != nil:
		return err
	case other && !r.opt.Anew:
		return fmt.Errorf("train: %s %w", r.opt.Dir, ErrOther)
	case same && !r.opt.Anew:
		return nil
	}
	return r.begin(same || other)
}

// begin writes the configuration of a new run, without what an older one left.
// Files that no run is known to have made are not ours to remove.
func (r *run) begin(known bool) error {
	var old []string
	for _, name := range ofRun() {
		_, err := os.Lstat(r.file(name))
		switch {
		case err == nil && !known:
			return fmt.Errorf("train: %s %w", r.file(name), ErrStray)
		case err == nil:
			old = append(old, r.file(name))
		case !errors.Is(err, os.ErrNotExist):
			return fmt.Errorf("train: %w", err)
		}
	}
	for _, name := range slices.Concat(old, r.opt.Stale) {
		if err := os.Remove(name); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("train: %w", err)
		}
	}
	// Last, so that one that is killed here still finds its old one.
	return writeJSON(r.file(FileConfig), r.config)
}

// startElsewhere wants the checkpoint to start with not to be one that this run
// writes over: it could not be started again.
func (r *run) startElsewhere() error {
	start, err := os.Stat(r.config.Start)
	if err != nil {
		return fmt.Errorf("train: start: %w", err)
	}
	for _, name := range []string{FileBest, FileState} {
		if own, err := os.Stat(r.file(name)); err == nil && os.SameFile(start, own) {
			return fmt.Errorf("train: start: %s is in the folder of this run, which writes over it; choose another folder, or copy it", r.config.Start)
		}
	}
	return nil
}

// found tells whether a folder holds a run: that of this configuration, of
// another one, or none.
func found(dir string, c *Config) (same, other bool, err error) {
	f, err := os.Open(filepath.Join(dir, FileConfig))
	if errors.Is(err, os.ErrNotExist) {
		return false, false, nil
	}
	if err != nil {
		return false, false, fmt.Errorf("train: %w", err)
	}
	defer f.Close()
	past, err := Decode(f)
	if err != nil {
		return false, true, nil // of another version, perhaps
	}
	a, err := past.hash()
	if err != nil {
		return false, false, err
	}
	b, err := c.hash()
	return a == b, a != b, err
}
