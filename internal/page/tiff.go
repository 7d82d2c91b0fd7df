package page

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync/atomic"

	"github.com/einthoven-ecg/einthoven/internal/par"
)

// tiffDocument is an opened TIFF file (Adobe TIFF 6.0, 1992). Scanners and fax
// servers write kinds that golang.org/x/image/tiff does not read: several
// pages, JPEG in strips, CMYK, Group 3 coding, both meanings of zero.
type tiffDocument struct {
	data  []byte
	lim   Limits
	pages []*tiffPage
}

// openTIFF reads all directories and checks the sizes that they state.
func openTIFF(data []byte, lim Limits) (Document, error) {
	dirs, err := tiffDirectories(data, lim)
	if err != nil {
		return nil, err
	}
	d := &tiffDocument{data: data, lim: lim}
	for _, p := range dirs {
		if !p.preview {
			d.pages = append(d.pages, p)
		}
	}
	if len(d.pages) == 0 {
		d.pages = dirs
	}
	if len(d.pages) > lim.MaxPages {
		return nil, &TooLargeError{Format: "tiff", What: "pages", Have: int64(len(d.pages)), Max: int64(lim.MaxPages)}
	}
	for _, p := range d.pages {
		if err := lim.size("tiff", p.width, p.height); err != nil {
			return nil, err
		}
		if err := p.layChunks(data); err != nil {
			return nil, err
		}
	}
	return d, nil
}

func (d *tiffDocument) Pages() int { return len(d.pages) }

func (d *tiffDocument) Page(ctx context.Context, i int) (*Page, error) {
	if i < 0 || i >= len(d.pages) {
		return nil, fmt.Errorf("page %d of a tiff file that has %d pages", i, len(d.pages))
	}
	t := d.pages[i]
	page := &Page{Width: t.width, Height: t.height, Format: "tiff", Index: i}
	if t.compression == tiffOldJPEG {
		whole, err := t.oldJPEG(ctx, d.data, d.lim)
		if err != nil {
			return nil, err
		}
		page.Channels, page.Pix = whole.Channels, whole.Pix
		m := t.meta
		m.coarse = whole.CoarseColour
		return finish(page, m), nil
	}
	toLight, channels, err := t.rows()
	if err != nil {
		return nil, err
	}
	page.Channels = channels
	page.Pix = make([]uint8, t.width*t.height*channels)

	errs := make([]error, t.across*t.down)
	var failed atomic.Bool
	par.Each(0, len(errs), func(k int) {
		if failed.Load() {
			return
		}
		if errs[k] = t.decodeChunk(ctx, d.data, k, toLight, page); errs[k] != nil {
			failed.Store(true)
		}
	})
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	for k, err := range errs {
		if err != nil {
			return nil, t.blame(k, err)
		}
	}
	m := t.meta
	m.coarse = t.compression == tiffJPEG && t.photometric == tiffYCbCr && t.coarse(d.data)
	return finish(page, m), nil
}

// blame wraps what went wrong in chunk k.
func (t *tiffPage) blame(k int, err error) error {
	if errors.As(err, new(*MalformedError)) || errors.As(err, new(*UnsupportedError)) || errors.As(err, new(*TooLargeError)) {
		return err
	}
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	if !errors.Is(err, io.ErrUnexpectedEOF) {
		err = fmt.Errorf("strip %d of %d: %w", k+1, t.across*t.down, err)
	}
	return &MalformedError{Format: "tiff", Offset: t.offsets[k], Err: err}
}

// decodeChunk decodes strip or tile k into its place on the page.
func (t *tiffPage) decodeChunk(ctx context.Context, data []byte, k int, toLight func(raw, out []uint8), page *Page) error {
	x0, y0 := k%t.across*t.chunkWidth, k/t.across*t.chunkHeight
	w, h := min(t.chunkWidth, t.width-x0), min(t.chunkHeight, t.height-y0)
	place := func(y int) []uint8 {
		from := ((y0+y)*t.width + x0) * page.Channels
		return page.Pix[from : from+w*page.Channels]
	}
	if t.compression == tiffJPEG {
		return t.decodeJPEG(ctx, data, k, w, h, page.Channels, place)
	}

	// With separate planes every sample has a stream of its own.
	planes, perPixel := 1, t.samples
	if t.planar && t.samples > 1 {
		planes, perPixel = t.samples, 1
	}
	streams := make([]rowReader, planes)
	for s := range streams {
		n := s*t.across*t.down + k
		var err error
		if streams[s], err = t.open(data[t.offsets[n] : t.offsets[n]+t.counts[n]]); err != nil {
			return err
		}
	}
	raw := make([]uint8, t.rowBytes(perPixel))
	samples := make([]uint8, t.chunkWidth*t.samples)
	for y := range h {
		if y%64 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		for s, stream := range streams {
			if err := stream(raw); err != nil {
				return err
			}
			t.undoPredictor(raw, perPixel)
			t.unpack(raw, samples, s, planes)
		}
		toLight(samples, place(y))
	}
	return nil
}
