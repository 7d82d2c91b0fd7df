package einthoven

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
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
func FromBytes(b []byte) Source { return Source{data: b} }

// FromImage takes a decoded picture.
func FromImage(m image.Image) Source { return Source{img: m} }

// A Decoder reads a further file format. The packages pdf and heic of this
// module provide them, so that only programs which import them carry their
// weight.
type Decoder struct{ d page.Decoder }

// NewDecoder is for the packages of this module that provide decoders.
func NewDecoder(d page.Decoder) Decoder { return Decoder{d} }

// input is an opened source.
type input struct {
	doc    page.Document
	sha256 string
	size   int64
}

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
			return nil, fmt.Errorf("empty source: make one with FromReader, FromBytes or FromImage")
		}
		var err error
		if data, err = page.Read(s.r, page.Limits{}); err != nil {
			return nil, fmt.Errorf("read the picture: %w", err)
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
		return in, fmt.Errorf("open the picture: %w", err)
	}
	in.doc = doc
	return in, nil
}
