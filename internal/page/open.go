package page

import (
	"context"
	"errors"
	"fmt"
	"image"
	"io"
)

// Limits bound what a file may ask for; zero fields mean defaults.
type Limits struct {
	MaxBytes  int64 // of the file; default 512 MiB
	MaxPixels int64 // of one page; default 120 million
	MaxPages  int   // of one file; default 200
}

// withDefaults fills the zero fields.
func (l Limits) withDefaults() Limits {
	if l.MaxBytes <= 0 {
		l.MaxBytes = 512 << 20
	}
	if l.MaxPixels <= 0 {
		l.MaxPixels = 120e6
	}
	if l.MaxPages <= 0 {
		l.MaxPages = 200
	}
	return l
}

// maxSide is the longest side of a page in pixels; JPEG and GIF can not say
// more, and no scanner writes more.
const maxSide = 65535

// size checks the width and height that a header states, before anything of
// that size is allocated.
func (l Limits) size(format string, w, h int) error {
	if w <= 0 || h <= 0 {
		return malformed(format, -1, "the picture has no pixels (%d by %d)", w, h)
	}
	if w > maxSide || h > maxSide || int64(w)*int64(h) > l.MaxPixels {
		have := int64(w) * int64(h)
		if have <= l.MaxPixels {
			return &TooLargeError{Format: format, What: "pixels on one side", Have: int64(max(w, h)), Max: maxSide}
		}
		return &TooLargeError{Format: format, What: "pixels", Have: have, Max: l.MaxPixels}
	}
	return nil
}

// A Decoder is a side door for formats with heavier needs (PDF, HEIC).
type Decoder struct {
	Format string
	// Match says from the first bytes of a file (up to 1024) whether it is
	// of this format.
	Match func(head []byte) bool
	Open  func(ctx context.Context, data []byte, lim Limits) (Document, error)
}

// A Document is an opened file of one or more pages.
type Document interface {
	// Pages is the number of pages, at least 1.
	Pages() int
	// Page decodes page i, counted from 0.
	Page(ctx context.Context, i int) (*Page, error)
}

// Open looks at the first bytes of a file (never at its name) and returns its
// pages. Headers and sizes are checked here, pixels are decoded by
// Document.Page. doors are asked for what Open does not know itself.
//
// Errors are *MalformedError, *UnsupportedError, *TooLargeError, one that
// wraps ErrUnknownFormat, or that of ctx. data must not change while the
// document is in use.
func Open(ctx context.Context, data []byte, lim Limits, doors ...Decoder) (Document, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	lim = lim.withDefaults()
	format := sniff(data)
	if int64(len(data)) > lim.MaxBytes {
		return nil, &TooLargeError{Format: format, What: "bytes", Have: int64(len(data)), Max: lim.MaxBytes}
	}
	switch format {
	case "png":
		return openPNG(data, lim)
	case "jpeg":
		return openJPEG(data, lim)
	case "gif":
		return openGIF(data, lim)
	case "bmp":
		return openBMP(data, lim)
	case "webp":
		return openWebP(data, lim)
	case "tiff":
		return openTIFF(data, lim)
	}
	head := data[:min(len(data), 1024)]
	for _, d := range doors {
		if d.Match(head) {
			return d.Open(ctx, data, lim)
		}
	}
	return nil, unknown(data)
}

// Read reads all of r, but no more than lim.MaxBytes.
func Read(r io.Reader, lim Limits) ([]byte, error) {
	lim = lim.withDefaults()
	data, err := io.ReadAll(io.LimitReader(r, lim.MaxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("read picture: %w", err)
	}
	if int64(len(data)) > lim.MaxBytes {
		return nil, &TooLargeError{What: "bytes", Have: int64(len(data)), Max: lim.MaxBytes}
	}
	return data, nil
}

// single is a Document of one page.
type single struct {
	format string
	decode func(ctx context.Context) (*Page, error)
}

func (s *single) Pages() int { return 1 }

func (s *single) Page(ctx context.Context, i int) (*Page, error) {
	if i != 0 {
		return nil, fmt.Errorf("page %d of a %s file that has 1 page", i, s.format)
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return s.decode(ctx)
}

// guarded runs a decoder of another package. A decoder that panics has met a
// file that it can not read; that must not end the program.
func guarded(ctx context.Context, format string, decode func() (image.Image, error)) (m image.Image, err error) {
	defer func() {
		if r := recover(); r != nil {
			m, err = nil, malformed(format, -1, "the decoder failed: %v", r)
		}
	}()
	m, err = decode()
	if cerr := ctx.Err(); cerr != nil {
		return nil, cerr
	}
	if err != nil {
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		return nil, &MalformedError{Format: format, Offset: -1, Err: err}
	}
	return m, nil
}
