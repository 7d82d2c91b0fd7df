package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/einthoven-ecg/einthoven/internal/panel"
	"github.com/einthoven-ecg/einthoven/internal/par"
	"github.com/einthoven-ecg/einthoven/internal/report"
)

// A batch reads many pictures.
type batch struct {
	env           *env
	inputs, names []string
	dir           string
	jobs          int
	formats       []string
	overlay       bool
	json, resume  bool
	options       options
	// panels are the files of a batch of one input, a page of which there are
	// single pictures, by lead.
	panels [panel.Leads]string
}

// A page is what became of one page of an input.
type page struct {
	verdict
	label  string // how messages call it
	past   bool   // left as an earlier run made it
	report []byte // on one line
}

// An outcome is what became of an input: pages, or an error.
type outcome struct {
	pages      []page
	unreadable error // the file could not be opened or read
	fault      error // ours or the disk's
	stop       bool  // others would meet the same fault
	hint       string
}

// outputs are the files, besides the report, of a page's results.
func (b *batch) outputs(name string) []string {
	var out []string
	for _, f := range b.formats {
		out = append(out, fileNames(f, name)...)
	}
	if b.overlay {
		out = append(out, name+overlaySuffix)
	}
	return out
}

// run reads the pictures and tells about each in the order of the command
// line, whatever the order in which they were finished.
func (b *batch) run() (*tally, error) {
	if err := os.MkdirAll(b.dir, 0o777); err != nil {
		return nil, &complaint{status: exitFault, err: fmt.Errorf("make folder for the results: %w", err),
			hint: "choose a folder that can be written with -o"}
	}
	for _, name := range b.names {
		if err := checkForeign(b.dir, name, b.outputs(name)); err != nil {
			return nil, err
		}
	}
	start := time.Now()
	ctx, cancel := context.WithCancel(b.env.ctx)
	defer cancel()
	t := newTally(b)
	par.Each(b.jobs, len(b.inputs), func(i int) {
		if ctx.Err() != nil {
			return
		}
		o := b.one(ctx, b.inputs[i], b.names[i])
		if o.stop {
			cancel()
		}
		t.done(i, o)
	})
	t.finish(time.Since(start), b.env.ctx.Err() != nil)
	return t, nil
}

// one reads one input and writes its results. Errors carry no content of the
// picture.
func (b *batch) one(ctx context.Context, path, name string) (o *outcome) {
	defer func() {
		if r := recover(); r != nil {
			o = &outcome{fault: fmt.Errorf("internal fault: %v", r),
				hint: "please report this with the picture, if you may share it; at " + place()}
		}
	}()
	if b.resume {
		if reports, ok := b.done(path, name); ok {
			return b.past(path, reports)
		}
	}
	records, err := b.read(ctx, path)
	var unreadable *unreadableError
	switch {
	case ctx.Err() != nil:
		return &outcome{fault: ctx.Err()}
	case errors.As(err, &unreadable):
		return &outcome{unreadable: err, hint: "check that the file is there and may be read"}
	case err != nil:
		return &outcome{fault: err}
	case len(records) == 0:
		return &outcome{fault: errors.New("no record and no reason given")}
	}
	o, err = b.write(ctx, path, name, records)
	var c *complaint
	switch {
	case err == nil:
		return o
	case ctx.Err() != nil:
		return &outcome{fault: ctx.Err()}
	case errors.As(err, &c):
		return &outcome{fault: c, hint: c.hint}
	}
	return &outcome{fault: fmt.Errorf("write results: %w", err), stop: true, hint: "check that there is room on the disk and that the folder can be written"}
}

// unreadableError marks a fault of the input rather than ours.
type unreadableError struct{ error }

func (e *unreadableError) Unwrap() error { return e.error }

// read opens an input and reads its records.
func (b *batch) read(ctx context.Context, path string) ([]record, error) {
	if b.panels != ([panel.Leads]string{}) {
		return b.readPanels(ctx)
	}
	in, name := b.env.stdin, "stdin"
	if path != stdinPath {
		f, err := os.Open(path)
		if err != nil {
			return nil, &unreadableError{err}
		}
		defer f.Close()
		in, name = f, filepath.Base(path)
	}
	w := &watched{r: in}
	records, err := b.env.reader.read(ctx, w, name, b.options)
	if w.err != nil {
		return nil, &unreadableError{w.err}
	}
	return records, err
}

// watched keeps the error of an input, to tell it from faults of ours.
type watched struct {
	r   io.Reader
	err error
}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.r.Read(p)
	if err != nil && err != io.EOF {
		w.err = err
	}
	return n, err
}

// write puts the results of an input in place, all or none.
func (b *batch) write(ctx context.Context, path, name string, records []record) (*outcome, error) {
	p, err := newParcel(b.dir)
	if err != nil {
		return nil, err
	}
	defer p.discard()
	o := &outcome{pages: make([]page, len(records))}
	var stale []string
	for i := len(records) - 1; i >= 0; i-- { // the first page's report comes last
		base, rec := pageName(name, i), records[i]
		if err := checkForeign(b.dir, base, b.outputs(base)); err != nil {
			return nil, err
		}
		v := rec.verdict()
		if v.Status == statusRefused {
			for _, f := range formatNames() {
				stale = append(stale, fileNames(f, base)...)
			}
			stale = append(stale, base+overlaySuffix)
		} else if err := b.results(p, rec, base); err != nil {
			return nil, err
		}
		var text bytes.Buffer
		if err := rec.writeReport(&text); err != nil {
			return nil, err
		}
		if err := p.write(base+reportSuffix, func(w io.Writer) error {
			_, err := w.Write(text.Bytes())
			return err
		}); err != nil {
			return nil, err
		}
		o.pages[i] = page{verdict: v, label: label(path, i), report: oneLine(text.Bytes())}
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return o, p.deliver(stale)
}

// results writes the files of a record that was read.
func (b *batch) results(p *parcel, rec record, base string) error {
	for _, f := range b.formats {
		if err := rec.write(f, p.tmp, base); err != nil {
			return err
		}
		p.files = append(p.files, fileNames(f, base)...)
	}
	if !b.overlay {
		return nil
	}
	img, err := rec.overlay()
	if err != nil {
		return err
	}
	return p.write(base+overlaySuffix, func(w io.Writer) error { return report.EncodePNG(w, img) })
}

// past is the outcome of an input that an earlier run read.
func (b *batch) past(path string, reports []*pastReport) *outcome {
	o := &outcome{}
	for i, r := range reports {
		o.pages = append(o.pages, page{verdict: verdict{Status: r.Status, Reasons: r.Reasons},
			label: label(path, i), past: true, report: oneLine(r.raw)})
	}
	return o
}

// label is how messages call a page.
func label(path string, i int) string {
	if path == stdinPath {
		path = "standard input"
	}
	if i == 0 {
		return path
	}
	return fmt.Sprintf("%s, page %d", path, i+1)
}

// oneLine puts JSON on one line.
func oneLine(b []byte) []byte {
	var out bytes.Buffer
	if err := json.Compact(&out, b); err != nil {
		return nil
	}
	out.WriteByte('\n')
	return out.Bytes()
}
