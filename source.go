package einthoven

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"image"
	"io"

	"github.com/einthoven-ecg/einthoven/internal/page"
)

// A Source is where a picture comes from. Make one with [FromReader],
// [FromBytes] or [FromImage].
type Source struct {
	r    io.Reader
	data []byte
	img  image.Image
}

// FromReader reads a picture file (PNG, JPEG, TIFF, BMP, WebP, GIF, and what
// the decoders of the options add) from r.
func FromReader(r io.Reader) Source { return Source{r: r} }

// FromBytes takes the bytes of a picture file.
func FromBytes(b []byte) Source {
	if b == nil {
		b = []byte{} // an empty file, not an empty source
	}
	return Source{data: b}
}

// FromImage takes a decoded picture.
func FromImage(m image.Image) Source { return Source{img: m} }

// A Decoder reads a further file format. Package pdf of this module provides
// one, so that only programs which import it carry its weight.
type Decoder struct{ d page.Decoder }

// NewDecoder is for the packages of this module that provide decoders.
func NewDecoder(d page.Decoder) Decoder { return Decoder{d} }

// input is an opened source.
type input struct {
	doc    page.Document
	sha256 string
	size   int64
}

// A readError is a fault of the reader that the picture came from, which says
// nothing of the picture.
type readError struct{ error }

func (e *readError) Unwrap() error { return e.error }

// single is a document of one decoded picture.
type single struct{ p *page.Page }

func (s single) Pages() int                                        { return 1 }
func (s single) Page(_ context.Context, _ int) (*page.Page, error) { return s.p, nil }

// open reads the source whole and opens it as a document.
func (s Source) open(ctx context.Context, opt Options) (*input, error) {
	if s.img != nil {
		p, err := page.FromImage(s.img, page.Limits{})
		if err != nil {
			return nil, fmt.Errorf("picture: %w", err)
		}
		return &input{doc: single{p}}, nil
	}
	data := s.data
	if data == nil {
		if s.r == nil {
			return nil, errors.New("empty source: make one with FromReader, FromBytes or FromImage")
		}
		var err error
		if data, err = page.Read(s.r, page.Limits{}); err != nil {
			var large *page.TooLargeError
			if errors.As(err, &large) {
				return nil, err
			}
			return nil, &readError{err}
		}
	}
	sum := sha256.Sum256(data)
	in := &input{sha256: hex.EncodeToString(sum[:]), size: int64(len(data))}
	doors := make([]page.Decoder, 0, len(opt.Decoders))
	for _, d := range opt.Decoders {
		doors = append(doors, d.d)
	}
	doc, err := page.Open(ctx, data, page.Limits{}, doors...)
	if err != nil {
		return in, err // it says all
	}
	in.doc = doc
	return in, nil
}
