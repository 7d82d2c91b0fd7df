package pdf

import (
	"bytes"
	"context"
	"fmt"
	"sync"

	"github.com/einthoven-ecg/einthoven/internal/page"
)

const format = "pdf"

// Decoder returns the side door for PDF files. Errors of Open and of
// Document.Page are *page.MalformedError, *page.UnsupportedError (a password,
// a picture format that is not read), *page.TooLargeError, or that of the
// context.
func Decoder() page.Decoder {
	return page.Decoder{Format: format, Match: match, Open: open}
}

// match looks for the header, which may follow up to a kilobyte of other bytes
// (implementation note 13 in appendix H of the PDF reference 1.7).
func match(head []byte) bool {
	return bytes.Contains(head[:min(len(head), 1024)], []byte("%PDF-"))
}

// withDefaults fills the zero fields with the defaults that page.Limits names.
func withDefaults(l page.Limits) page.Limits {
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

// document is an opened file. pdfcpu writes into its tables while it reads, so
// one page is read at a time.
type document struct {
	mu    sync.Mutex
	file  *file
	lim   page.Limits
	pages []leaf
}

func open(ctx context.Context, data []byte, lim page.Limits) (page.Document, error) {
	lim = withDefaults(lim)
	if int64(len(data)) > lim.MaxBytes {
		return nil, &page.TooLargeError{Format: format, What: "bytes", Have: int64(len(data)), Max: lim.MaxBytes}
	}
	f, err := load(ctx, data, lim)
	if err != nil {
		return nil, err
	}
	leaves, err := f.leaves(ctx, lim.MaxPages)
	if err != nil {
		return nil, err
	}
	return &document{file: f, lim: lim, pages: leaves}, nil
}

func (d *document) Pages() int { return len(d.pages) }

// Page returns page i as drawing commands or, where the page is a scan, as
// pixels.
func (d *document) Page(ctx context.Context, i int) (*page.Page, error) {
	if i < 0 || i >= len(d.pages) {
		return nil, fmt.Errorf("page %d of a pdf file that has %d", i, len(d.pages))
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	m, err := d.file.draw(ctx, d.pages[i])
	if err != nil {
		return nil, err
	}
	p := &page.Page{Channels: 1, Orientation: 1, Vector: m.out}
	if scans := m.scans(); len(scans) > 0 {
		if p, err = d.file.scan(ctx, scans, d.lim); err != nil {
			return nil, err
		}
	}
	p.Format = format
	p.Index = i
	return p, nil
}
