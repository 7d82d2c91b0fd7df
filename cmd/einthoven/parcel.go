package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// A parcel is the results of one picture on their way to their folder. They
// are written into a hidden folder beside their place and moved when all are
// whole, the first page's report last: where that report is, everything is.
type parcel struct {
	dir, tmp string
	files    []string // in the order of delivery
}

func newParcel(dir string) (*parcel, error) {
	tmp, err := os.MkdirTemp(dir, ".einthoven-*")
	if err != nil {
		return nil, err
	}
	return &parcel{dir: dir, tmp: tmp}, nil
}

// write makes a file of the parcel.
func (p *parcel) write(name string, content func(io.Writer) error) (err error) {
	f, err := os.OpenFile(filepath.Join(p.tmp, name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	defer func() {
		if e := f.Close(); err == nil {
			err = e
		}
	}()
	p.files = append(p.files, name)
	return content(f)
}

// deliver moves the files to their place. stale names are files of an earlier
// run that no longer hold.
func (p *parcel) deliver(stale []string) (err error) {
	if len(p.files) == 0 {
		return nil
	}
	// An older report must not vouch for files that are being replaced.
	for _, name := range append(stale, p.files[len(p.files)-1]) {
		if err := os.Remove(filepath.Join(p.dir, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	for i, name := range p.files {
		if err := os.Rename(filepath.Join(p.tmp, name), filepath.Join(p.dir, name)); err != nil {
			for _, moved := range p.files[:i] {
				os.Remove(filepath.Join(p.dir, moved))
			}
			return err
		}
	}
	return nil
}

// discard removes what was not delivered.
func (p *parcel) discard() { os.RemoveAll(p.tmp) }

// checkForeign says which of the files about to be written is there already
// and was not written by us: results go over older results, never over
// somebody's data.
func checkForeign(dir, name string, files []string) error {
	_, err := readReport(filepath.Join(dir, name+reportSuffix))
	if err == nil {
		return nil
	}
	for _, f := range append([]string{name + reportSuffix}, files...) {
		if _, err := os.Lstat(filepath.Join(dir, f)); err == nil {
			return &complaint{status: exitUsage,
				err:  fmt.Errorf("%s exists and is no result of einthoven; it was left alone", filepath.Join(dir, f)),
				hint: "choose another folder with -o, or move that file away"}
		}
	}
	return nil
}
