package einthoven

import (
	"context"
	"errors"
	"fmt"

	"github.com/einthoven-ecg/einthoven/internal/layout"
	"github.com/einthoven-ecg/einthoven/internal/page"
)

// Options steer [Digitize]. The zero value is the default.
type Options struct {
	// RateHz is the sampling rate of the result; 0 means 500.
	RateHz float64
	// Layout fixes the arrangement of the page, such as "3x4+1", "6x2" or
	// "12x1:cabrera"; empty reads it.
	Layout string
	// MMPerSecond and MMPerMV fix paper speed and gain; 0 reads them.
	MMPerSecond, MMPerMV float64
	// Engine is "auto" (default) or "classic", which are the same, or "panel":
	// Network then estimates the leads from twelve small pictures of the page.
	// Its results are marked Uncalibrated and never OK.
	Engine string
	// Network is for the engine "panel": see package panel.
	Network Network
	// Page chooses one page of a file with several, counted from 1; 0 takes
	// the only one.
	Page int
	// Workers bounds the goroutines for one page; 0 means GOMAXPROCS. The
	// result does not depend on it.
	Workers int
	// Name is the name of the picture for the report.
	Name string
	// Decoders read further formats: see package pdf.
	Decoders []Decoder
}

// check refuses options that mean nothing.
func (o Options) check() error {
	switch {
	case o.Engine != "" && o.Engine != "auto" && o.Engine != "classic" && o.Engine != enginePanel:
		return fmt.Errorf("engine %q is not available: use auto, classic or panel", o.Engine)
	case o.Engine == enginePanel && o.Network.n == nil:
		return errors.New("engine panel needs the weights of a network: train one (einthoven train), or take a checkpoint of ECG-Image2Wave (.pth)")
	case o.RateHz != 0 && !(o.RateHz >= 50 && o.RateHz <= 4000):
		return fmt.Errorf("rate %g Hz: want 50 to 4000", o.RateHz)
	case o.MMPerSecond != 0 && !(o.MMPerSecond >= 5 && o.MMPerSecond <= 200):
		return fmt.Errorf("paper speed %g mm/s: want 5 to 200", o.MMPerSecond)
	case o.MMPerMV != 0 && !(o.MMPerMV >= 1 && o.MMPerMV <= 80):
		return fmt.Errorf("gain %g mm/mV: want 1 to 80", o.MMPerMV)
	case o.Page < 0:
		return fmt.Errorf("page %d: pages count from 1", o.Page)
	}
	return layout.Check(o.Layout)
}

// Digitize reads one recording from a picture. A picture that cannot be read
// is no error: its Result is refused and says why. Errors are wrong options,
// a cancelled context and faults of the reader.
//
// Of a file with several pages Digitize takes the one that opt.Page names.
// Without it, a PDF whose pages carry different leads of one recording is
// joined, and any other file of several pages is refused with several_pages:
// use [DigitizeAll].
func Digitize(ctx context.Context, src Source, opt Options) (*Result, error) {
	all, err := digitize(ctx, src, opt)
	if err != nil {
		return nil, err
	}
	if len(all) == 1 {
		return all[0], nil
	}
	r := refused(all[0].Report.Input, opt, SeveralPages,
		fmt.Sprintf("The file holds %d pages that are recordings of their own.", len(all)),
		"Choose one with the page option, or digitize all of them.")
	return r, nil
}

// DigitizeAll reads every page of a file, each as a result of its own; pages
// of a PDF that carry different leads of one recording are one result.
func DigitizeAll(ctx context.Context, src Source, opt Options) ([]*Result, error) {
	return digitize(ctx, src, opt)
}

func digitize(ctx context.Context, src Source, opt Options) ([]*Result, error) {
	if err := opt.check(); err != nil {
		return nil, fmt.Errorf("options: %w", err)
	}
	in, err := src.open(ctx, opt)
	var fault *readError
	if err != nil {
		switch {
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case errors.As(err, &fault):
			return nil, err
		}
		info := InputInfo{Name: opt.Name}
		if in != nil {
			info.SHA256, info.Bytes = in.sha256, in.size
		}
		return []*Result{unreadable(info, opt, err)}, nil
	}
	info := InputInfo{Name: opt.Name, SHA256: in.sha256, Bytes: in.size, Pages: in.doc.Pages()}
	if opt.Page > in.doc.Pages() {
		return nil, fmt.Errorf("options: page %d of a file with %d", opt.Page, in.doc.Pages())
	}
	first, last := 0, in.doc.Pages()
	if opt.Page > 0 {
		first, last = opt.Page-1, opt.Page
	}
	var out []*Result
	var vectors []*page.Page
	for i := first; i < last; i++ {
		info := info
		info.Page = i + 1
		p, err := in.doc.Page(ctx, i)
		if err != nil {
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			out = append(out, unreadable(info, opt, err))
			continue
		}
		info.Format, info.Width, info.Height, info.Orientation = p.Format, p.Width, p.Height, p.Orientation
		if p.Vector != nil && opt.Engine == enginePanel {
			out = append(out, refused(info, opt, UnreadableFile, "The page is a drawing, and the panel engine reads pictures.", "Use the classic engine, which reads the drawing exactly."))
			continue
		}
		if p.Vector != nil {
			vectors = append(vectors, p)
			continue
		}
		r, err := readPage(ctx, p, info, opt)
		if err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	if len(vectors) > 0 {
		info.Page, info.Format = vectors[0].Index+1, vectors[0].Format
		rs, err := readVectors(ctx, vectors, info, opt)
		if err != nil {
			return nil, err
		}
		out = append(out, rs...)
	}
	return out, nil
}

// unreadable turns a fault of the file into a refused result.
func unreadable(info InputInfo, opt Options, err error) *Result {
	code, hint := UnreadableFile, "Check that the file opens in a picture viewer, and export it again as PNG or JPEG."
	var large *page.TooLargeError
	var unsupported *page.UnsupportedError
	switch {
	case errors.As(err, &large):
		code, hint = TooLarge, "Reduce the picture to at most 120 megapixels; 300 dpi is plenty."
	case errors.As(err, &unsupported) && unsupported.Hint != "":
		hint = unsupported.Hint
	}
	return refused(info, opt, code, "The file could not be read: "+err.Error()+".", hint)
}

// refused makes the result of a picture that was not read.
func refused(info InputInfo, opt Options, code, message, hint string) *Result {
	r := newResult(info, opt)
	r.refuse(code, message, hint)
	return r
}
