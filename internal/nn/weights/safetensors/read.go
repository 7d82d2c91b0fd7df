package safetensors

import (
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/nn/weights"
)

// Read reads a file of size bytes. The tensors come in the order of their
// data and share one piece of memory. Files that break the format give a
// [weights.MalformedError], element types that are not read a
// [weights.UnsupportedError].
func Read(r io.ReaderAt, size int64) (*weights.Set, error) {
	header, err := readHeader(r, size)
	if err != nil {
		return nil, err
	}
	p := newParser(header)
	metadata, entries, err := p.file()
	if err != nil {
		return nil, err
	}
	start := int64(8 + len(header))
	if err := place(entries, size-start); err != nil {
		return nil, &weights.MalformedError{Format: format, Offset: 8, Err: err}
	}
	data := make([]byte, size-start)
	if err := readAt(r, data, start); err != nil {
		return nil, err
	}
	set := &weights.Set{Metadata: metadata, Tensors: make([]weights.Tensor, len(entries))}
	for k, e := range entries {
		set.Tensors[k] = weights.Tensor{Name: e.name, DType: e.dtype, Shape: e.shape, Data: data[e.begin:e.end:e.end]}
	}
	return set, nil
}

// readHeader reads the JSON text with its padding.
func readHeader(r io.ReaderAt, size int64) ([]byte, error) {
	var length [8]byte
	if size < 10 {
		return nil, &weights.MalformedError{Format: format, Offset: 0, Err: fmt.Errorf("%d bytes are no whole file", size)}
	}
	if err := readAt(r, length[:], 0); err != nil {
		return nil, err
	}
	n := binary.LittleEndian.Uint64(length[:])
	switch {
	case n < 2 || n > uint64(size-8):
		err := fmt.Errorf("header of %d bytes in a file of %d", n, size)
		return nil, &weights.MalformedError{Format: format, Offset: 0, Err: err}
	case n > MaxHeader:
		return nil, &weights.UnsupportedError{Format: format, What: fmt.Sprintf("a header of %d bytes", n), Hint: "split the file"}
	}
	header := make([]byte, n)
	return header, readAt(r, header, 8)
}

// readAt fills b, or says where reading failed.
func readAt(r io.ReaderAt, b []byte, at int64) error {
	n, err := r.ReadAt(b, at)
	switch {
	case n == len(b):
		return nil
	case errors.Is(err, io.EOF):
		return &weights.MalformedError{Format: format, Offset: at + int64(n), Err: io.ErrUnexpectedEOF}
	}
	return fmt.Errorf("safetensors: read at byte %d: %w", at, err)
}

// place sorts entries by their data and checks that it fills size bytes
// without holes and overlaps.
func place(entries []entry, size int64) error {
	slices.SortStableFunc(entries, func(a, b entry) int {
		return cmp.Or(cmp.Compare(a.begin, b.begin), cmp.Compare(a.end, b.end))
	})
	var at int64
	for _, e := range entries {
		if e.begin != at {
			return fmt.Errorf("data of tensor %q begins at byte %d, not at %d where the one before it ends", e.name, e.begin, at)
		}
		n, err := weights.Elements(e.shape)
		if err != nil {
			return fmt.Errorf("tensor %q: %w", e.name, err)
		}
		if want := int64(n) * int64(e.dtype.Size()); e.end-e.begin != want {
			return fmt.Errorf("tensor %q of shape %v and type %v needs %d bytes, has bytes %d to %d", e.name, e.shape, e.dtype, want, e.begin, e.end)
		}
		at = e.end
	}
	if at != size {
		return fmt.Errorf("tensors need %d bytes of data, the file has %d", at, size)
	}
	return nil
}
