package train

import (
	"errors"
	"fmt"
	"path/filepath"

	"github.com/gofrs/flock"
)

// ErrBusy is what errors about a folder in which another run works wrap.
var ErrBusy = errors.New("another run works in this folder")

// FileLock is locked by the run that works in a folder. The system unlocks it
// when the process ends, however it ends; the file stays.
const FileLock = ".lock"

// lock takes the folder for this run.
func lock(dir string) (*flock.Flock, error) {
	l := flock.New(filepath.Join(dir, FileLock))
	ok, err := l.TryLock()
	if err != nil {
		return nil, fmt.Errorf("train: lock %s: %w", dir, err)
	}
	if !ok {
		return nil, fmt.Errorf("train: %s: %w", dir, ErrBusy)
	}
	return l, nil
}
