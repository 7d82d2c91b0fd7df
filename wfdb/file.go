package wfdb

import (
	"bytes"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// ReadFile reads the record whose header is stem+".hea" (a path; stem may end
// in ".hea" itself). Signal files lie beside it.
func ReadFile(stem string) (*Record, error) {
	stem = strings.TrimSuffix(stem, ".hea")
	return ReadFS(os.DirFS(filepath.Dir(stem)), filepath.Base(stem))
}

// ReadFS reads the record whose header is stem+".hea" in files.
func ReadFS(files fs.FS, stem string) (*Record, error) {
	dir := path.Dir(stem)
	if dir != "." {
		sub, err := fs.Sub(files, dir)
		if err != nil {
			return nil, fmt.Errorf("wfdb: open header: %w", err)
		}
		files = sub
	}
	f, err := files.Open(path.Base(stem) + ".hea")
	if err != nil {
		return nil, fmt.Errorf("wfdb: open header: %w", err)
	}
	defer f.Close()
	return Decode(f, files)
}

// WriteFile writes stem+".hea" and stem+".dat". The last part of stem is the
// record's name, whatever r.Name says; it must be a valid one ([CleanName]).
// Both files are written under temporary names and renamed when they are
// whole, the header last: a header that is there always has its samples.
func WriteFile(stem string, r *Record) error {
	named := *r
	named.Name = filepath.Base(stem)
	var hea, dat bytes.Buffer
	if err := Encode(&hea, &dat, &named); err != nil {
		return err
	}
	if err := writeAtomic(stem+".dat", dat.Bytes()); err != nil {
		return fmt.Errorf("wfdb: write samples: %w", err)
	}
	if err := writeAtomic(stem+".hea", hea.Bytes()); err != nil {
		return fmt.Errorf("wfdb: write header: %w", err)
	}
	return nil
}

// writeAtomic writes a file under another name in the same folder, then
// renames it. The file's mode follows the user's mask.
func writeAtomic(name string, data []byte) (err error) {
	temp := fmt.Sprintf("%s.tmp%08x", name, rand.Uint32())
	f, err := os.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			os.Remove(temp)
		}
	}()
	if _, err = f.Write(data); err != nil {
		f.Close()
		return err
	}
	if err = f.Sync(); err != nil {
		f.Close()
		return err
	}
	if err = f.Close(); err != nil {
		return err
	}
	return os.Rename(temp, name)
}
