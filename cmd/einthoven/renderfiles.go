package main

import (
	"context"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/einthoven-ecg/einthoven/internal/par"
	"github.com/einthoven-ecg/einthoven/internal/synth"
	"github.com/einthoven-ecg/einthoven/internal/synth/heart"
)

// files draws all pictures into the folder.
func (p *renderPlan) files(e *env) error {
	if p.Sheet != "" {
		if err := checkSheet(p.Sheet); err != nil {
			return err
		}
	}
	if err := os.MkdirAll(p.Out, 0o755); err != nil {
		return fmt.Errorf("-o: %w", err)
	}
	n := p.Count * len(p.Look)
	var sheet *contactSheet
	if p.Sheet != "" {
		sheet = newContactSheet(n)
	}
	err := par.Ordered(p.jobs, n, func(i int) (*image.NRGBA, error) {
		if err := e.ctx.Err(); err != nil {
			return nil, err
		}
		img, err := p.file(p.order(i))
		if err != nil || sheet == nil {
			return nil, err
		}
		return thumbnail(img), nil
	}, func(i int, small *image.NRGBA) error {
		if sheet != nil {
			sheet.put(i, small)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if sheet != nil {
		// A picture may have got the name since.
		if err := checkSheet(p.Sheet); err != nil {
			return err
		}
		if err := sheet.write(p.Sheet); err != nil {
			return fmt.Errorf("--sheet: %w", err)
		}
	}
	fmt.Fprintf(e.stderr, "%d pictures with their truth in %s\n", n, p.Out)
	return nil
}

// file draws one picture and writes its case.
func (p *renderPlan) file(o renderOrder) (*image.NRGBA, error) {
	fault := func(err error) (*image.NRGBA, error) {
		return nil, fmt.Errorf("look %s, seed %d: %w", o.look, o.seed, err)
	}
	if err := p.checkForeign(o); err != nil {
		return nil, err
	}
	box, err := newParcel(p.Out)
	if err != nil {
		return nil, err
	}
	defer box.discard()
	if o.look == lookNotECG {
		img, err := p.notECGFile(box, o)
		if err != nil {
			return fault(err)
		}
		return img, box.deliver(p.stale(o, box.files))
	}
	spec, err := p.spec(o)
	if err != nil {
		return fault(err)
	}
	c := synth.Case{ID: o.name(), Set: o.look, Traces: p.Traces, Masks: p.masks}
	whole := spec.Damage.Capture
	if p.Format == "jpg" {
		// The last time through JPEG is that of the file.
		last := &whole.JPEGQuality
		if whole.JPEGAgain > 0 {
			last = &whole.JPEGAgain
		}
		if *last == 0 {
			*last = plainJPEG
		}
		c.JPEGQuality = *last
		spec.Damage.Capture = whole
		if whole.JPEGAgain > 0 {
			spec.Damage.Capture.JPEGAgain = 0
		} else {
			spec.Damage.Capture.JPEGQuality = 0
		}
	}
	img, truth, err := p.studio.Render(spec)
	if err != nil {
		return fault(err)
	}
	truth.Damage.Capture = whole // of which the file itself is a part
	if box.files, err = c.Write(box.tmp, img, truth); err != nil {
		return fault(err)
	}
	return img, box.deliver(p.stale(o, box.files))
}

// checkForeign says which file of a picture is there already and was not drawn
// by us: pictures go over older ones, never over somebody's data.
func (p *renderPlan) checkForeign(o renderOrder) error {
	var old struct{ ID, Source string }
	text, err := os.ReadFile(filepath.Join(p.Out, o.name()+".json"))
	if err == nil && json.Unmarshal(text, &old) == nil && old.ID == o.name() && strings.HasPrefix(old.Source, "internal/synth") {
		return nil
	}
	for _, name := range append(p.stale(o, nil), o.name()+".json") {
		if _, err := os.Lstat(filepath.Join(p.Out, name)); err == nil {
			return &complaint{status: exitUsage,
				err:  fmt.Errorf("%s exists and was not drawn by einthoven; it was left alone", filepath.Join(p.Out, name)),
				hint: "choose another folder with -o, or move that file away"}
		}
	}
	return nil
}

// stale are files of the picture that an earlier call may have written and this
// one has not: they would no longer be true.
func (p *renderPlan) stale(o renderOrder, written []string) (out []string) {
	endings := []string{".png", ".jpg", ".dat", ".hea", ".traces.csv"}
	leads := heart.LeadNames()
	for _, mask := range synth.MaskKinds() {
		endings = append(endings, "."+string(mask)+".png")
	}
	for _, lead := range leads {
		endings = append(endings, "."+lead+".png")
	}
	for _, e := range endings {
		if name := o.name() + e; !slices.Contains(written, name) {
			out = append(out, name)
		}
	}
	return out
}

// plainJPEG is the quality of pictures whose look has none of its own.
const plainJPEG = 92

// notECGFile writes a picture of something else, and what it is.
func (p *renderPlan) notECGFile(box *parcel, o renderOrder) (*image.NRGBA, error) {
	kind, img, err := notECG(o)
	if err != nil {
		return nil, err
	}
	err = box.write(o.name()+"."+p.Format, func(w io.Writer) error {
		if p.Format == "jpg" {
			return synth.EncodeJPEG(w, img, plainJPEG, 0)
		}
		return (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(w, img)
	})
	if err != nil {
		return nil, err
	}
	return img, box.write(o.name()+".json", func(w io.Writer) error {
		return json.NewEncoder(w).Encode(map[string]any{"id": o.name(), "set": o.look, "kind": "not-ecg", "source": "internal/synth/notecg",
			"shows": kind, "seed": o.seed})
	})
}

// stream writes samples to the standard output: some of each page in a row.
func (p *renderPlan) stream(e *env) error {
	order := synth.SampleOrder{Size: p.Crop, Maps: p.masks, Traces: p.Traces, Flat: p.Flat, Studio: p.studio}
	return par.Ordered(p.jobs, p.pages, func(i int) ([]*synth.Sample, error) {
		if err := e.ctx.Err(); err != nil {
			return nil, err
		}
		o := p.order(i)
		n := min(p.crops, p.Count-i/len(p.Look)*p.crops)
		if o.look == lookNotECG {
			_, img, err := notECG(o)
			if err != nil {
				return nil, err
			}
			return order.Others(synth.Look(o.look), o.seed, img, n), nil
		}
		spec, err := p.spec(o)
		if err != nil {
			return nil, err
		}
		s, err := order.Samples(synth.Look(o.look), o.seed, spec, n)
		if err != nil {
			return nil, fmt.Errorf("look %s, seed %d: %w", o.look, o.seed, err)
		}
		return s, nil
	}, func(_ int, all []*synth.Sample) error {
		for _, s := range all {
			if err := context.Cause(e.ctx); err != nil {
				return err
			}
			if err := s.Write(e.stdout); err != nil {
				return err
			}
			s.Release()
		}
		return nil
	})
}
