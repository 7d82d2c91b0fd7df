package pth

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/einthoven-ecg/einthoven/internal/nn/weights"
	"github.com/einthoven-ecg/einthoven/internal/nn/weights/pickle"
)

// archive is a file of torch.save since 1.6: under a folder of any name lie
// data.pkl, the storages as data/KEY, version and, in newer ones, byteorder.
type archive struct {
	files  map[string]*zip.File // by name within the folder
	folder string
	left   int64 // bytes that may still be read: files cannot hold more than the archive
}

// openArchive reads the pickle; load reads storages.
func openArchive(r io.ReaderAt, size int64) (root any, load func([]*storage) error, err error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, nil, malformed(-1, fmt.Errorf("zip: %w", err))
	}
	a := &archive{files: map[string]*zip.File{}, left: size}
	if err := a.list(z.File); err != nil {
		return nil, nil, err
	}
	if err := a.checkOrder(); err != nil {
		return nil, nil, err
	}
	in, err := a.open("data.pkl")
	if err != nil {
		return nil, nil, err
	}
	defer in.Close()
	root, _, err = pickle.Read(in, newHost(), pickle.Limits{})
	if err != nil {
		return nil, nil, fmt.Errorf("pth: data.pkl: %w", err)
	}
	return root, a.load, nil
}

// list finds the folder and its files.
func (a *archive) list(files []*zip.File) error {
	for _, f := range files {
		folder, name, ok := strings.Cut(f.Name, "/")
		if !ok || name == "" || a.folder != "" && folder != a.folder {
			return malformed(-1, fmt.Errorf("file %.80q lies outside of the archive's one folder", f.Name))
		}
		if a.files[name] != nil {
			return malformed(-1, fmt.Errorf("file %.80q comes twice", f.Name))
		}
		a.folder, a.files[name] = folder, f
	}
	if a.files["data.pkl"] == nil {
		return malformed(-1, errors.New("archive without data.pkl"))
	}
	if a.files["constants.pkl"] != nil {
		return &weights.UnsupportedError{Format: format, What: "a TorchScript program", Hint: hint}
	}
	return nil
}

// checkOrder refuses numbers whose first byte is the highest. Archives that
// say nothing are little-endian.
func (a *archive) checkOrder() error {
	f := a.files["byteorder"]
	if f == nil {
		return nil
	}
	b := make([]byte, min(f.UncompressedSize64, 16))
	if err := a.read("byteorder", b); err != nil {
		return err
	}
	switch string(b) {
	case "little":
		return nil
	case "big":
		return &weights.UnsupportedError{Format: format, What: "byte order big", Hint: "save the file on a little-endian computer"}
	}
	return malformed(-1, fmt.Errorf("byte order %q", b))
}

// load reads the storages' data.
func (a *archive) load(storages []*storage) error {
	for _, s := range storages {
		name := "data/" + s.key
		f := a.files[name]
		if f == nil {
			return malformed(-1, fmt.Errorf("archive without %.80q", name))
		}
		if f.UncompressedSize64 != uint64(s.size()) {
			return malformed(-1, fmt.Errorf("%.80q has %d bytes instead of %d", name, f.UncompressedSize64, s.size()))
		}
		if a.left -= s.size(); a.left < 0 {
			return malformed(-1, errors.New("storages are longer than the file"))
		}
		s.data = make([]byte, s.size())
		if err := a.read(name, s.data); err != nil {
			return err
		}
	}
	return nil
}

// open opens a file, which must be stored without compression, as torch does.
func (a *archive) open(name string) (io.ReadCloser, error) {
	f := a.files[name]
	if f.Method != zip.Store || f.CompressedSize64 != f.UncompressedSize64 {
		return nil, &weights.UnsupportedError{Format: format, What: fmt.Sprintf("compressed file %.80q", f.Name), Hint: hint}
	}
	in, err := f.Open()
	if err != nil {
		return nil, malformed(-1, fmt.Errorf("open %.80q: %w", f.Name, err))
	}
	return in, nil
}

// read fills b with the whole file and checks its sum.
func (a *archive) read(name string, b []byte) error {
	in, err := a.open(name)
	if err != nil {
		return err
	}
	defer in.Close()
	if _, err := io.ReadFull(in, b); err != nil {
		return malformed(-1, fmt.Errorf("read %.80q: %w", name, err))
	}
	// The sum is checked where the end is read.
	if n, err := in.Read(make([]byte, 1)); n > 0 || !errors.Is(err, io.EOF) {
		return malformed(-1, fmt.Errorf("read %.80q to its end: %w", name, err))
	}
	return nil
}
