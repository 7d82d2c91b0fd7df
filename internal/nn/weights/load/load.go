// Package load reads the weights of a file of any kind that this project
// reads, told apart by its first bytes.
package load

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/einthoven-ecg/einthoven/internal/nn/weights"
	"github.com/einthoven-ecg/einthoven/internal/nn/weights/onnx"
	"github.com/einthoven-ecg/einthoven/internal/nn/weights/pth"
	"github.com/einthoven-ecg/einthoven/internal/nn/weights/safetensors"
)

// Content is what a file holds. All but the set is told of .pth files only.
type Content struct {
	Set     *weights.Set
	Wrapper string   // the key under which the tensors lay, "" if they are the whole
	Beside  []string // keys beside the wrapper, which were not read
	Skipped []string // keys among the tensors that hold none
}

// File reads the file at path, see [Read], or the index of weights that are
// spread over several safetensors files, which lie beside it.
func File(path string, stripModule bool) (*weights.Set, error) {
	c, err := Whole(path)
	if err != nil {
		return nil, err
	}
	if !stripModule {
		return c.Set, nil
	}
	s, err := weights.StripPrefix(c.Set, "module.")
	if err != nil {
		return nil, fmt.Errorf("load weights: %s: %w", path, err)
	}
	return s, nil
}

// Whole reads as [File] does, and tells what was left out.
func Whole(path string) (*Content, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("load weights: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("load weights: %w", err)
	}
	c, err := readFile(f, info.Size(), filepath.Dir(path))
	if err != nil {
		return nil, fmt.Errorf("load weights: %s: %w", path, err)
	}
	return c, nil
}

// readFile reads a file that lies in dir.
func readFile(f io.ReaderAt, size int64, dir string) (*Content, error) {
	kind, err := kindOf(f, size)
	if err != nil {
		return nil, err
	}
	if kind != indexFormat {
		return read(f, size, kind)
	}
	if size > maxIndex {
		return nil, &weights.UnsupportedError{Format: indexFormat, What: "one of more than 10 MiB", Hint: "give the weights in one file"}
	}
	text, err := io.ReadAll(io.NewSectionReader(f, 0, size))
	if err != nil {
		return nil, fmt.Errorf("read: %w", err)
	}
	return plain(sharded(os.DirFS(dir), text))
}

// Read reads a safetensors file, a file of torch.save or the initial tensors
// of an ONNX model. With stripModule, names lose "module." at their start.
func Read(r io.ReaderAt, size int64, stripModule bool) (*weights.Set, error) {
	kind, err := kindOf(r, size)
	if err != nil {
		return nil, err
	}
	c, err := read(r, size, kind)
	if err != nil {
		return nil, err
	}
	if !stripModule {
		return c.Set, nil
	}
	return weights.StripPrefix(c.Set, "module.")
}

// plain is a file of which all was read.
func plain(s *weights.Set, err error) (*Content, error) {
	if err != nil {
		return nil, err
	}
	return &Content{Set: s}, nil
}

// kindOf tells the format of a file.
func kindOf(r io.ReaderAt, size int64) (string, error) {
	var start [9]byte
	n, err := r.ReadAt(start[:min(max(size, 0), int64(len(start)))], 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("read: %w", err)
	}
	return kind(start[:n]), nil
}

// kind tells a format by the first bytes of a file: the header of safetensors
// begins with a brace at byte 8 and is shorter than 2^32, archives of torch
// with a zip's mark, its older files with protocol 2, ONNX models with the
// tag of their version, indexes with a brace.
func kind(start []byte) string {
	text := string(start)
	switch {
	case len(text) == 9 && text[4:] == "\x00\x00\x00\x00{":
		return "safetensors"
	case len(text) >= 4 && (text[:4] == "PK\x03\x04" || text[:3] == "\x80\x02\x8a"):
		return "pth"
	case len(text) > 0 && text[0] == '\x08':
		return "onnx"
	case len(text) > 0 && text[0] == '{':
		return indexFormat
	}
	return ""
}

func read(r io.ReaderAt, size int64, kind string) (*Content, error) {
	switch kind {
	case "safetensors":
		return plain(safetensors.Read(r, size))
	case "pth":
		c, err := pth.Read(r, size, pth.Options{})
		if err != nil {
			return nil, err
		}
		return &Content{Set: c.Set, Wrapper: c.Wrapper, Beside: c.Beside, Skipped: c.Skipped}, nil
	case "onnx":
		m, err := onnx.Read(r, size)
		if err != nil {
			return nil, err
		}
		return plain(m.Weights(), nil)
	case indexFormat:
		return nil, &weights.UnsupportedError{Format: indexFormat, What: "an index without its folder", Hint: "give the path of the file"}
	}
	return nil, &weights.UnsupportedError{Format: "weights", What: "a file that begins so", Hint: "give a .safetensors, .pth or .onnx file"}
}
