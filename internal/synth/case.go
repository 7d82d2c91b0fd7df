package synth

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	"github.com/einthoven-ecg/einthoven/internal/synth/heart"
	"github.com/einthoven-ecg/einthoven/wfdb"
)

// A Case says which files of a picture to write.
type Case struct {
	// ID is the name of all files, Set that of the group of cases.
	ID, Set string
	// JPEGQuality, 1 to 100, makes the picture a JPEG; 0 makes it a PNG.
	JPEGQuality int
	// Traces adds ID.traces.csv, every sample of every trace in the picture.
	Traces bool
	// Masks adds ID.NAME.png for each.
	Masks []MaskKind
}

// Write writes a picture and its truth: the picture itself; ID.json, which
// says what is printed where and how the picture came about; ID.hea with
// ID.dat, the signals at one microvolt a step, missing where a lead is not
// printed; and what else the case asks for. It returns the names of the files.
func (c *Case) Write(dir string, img *image.NRGBA, t *Truth) ([]string, error) {
	fault := func(err error) ([]string, error) { return nil, fmt.Errorf("synth: case %s: %w", c.ID, err) }
	var names []string
	save := func(name string, fill func(io.Writer) error) error {
		var b bytes.Buffer
		if err := fill(&b); err != nil {
			return err
		}
		names = append(names, name)
		return os.WriteFile(filepath.Join(dir, name), b.Bytes(), 0o644)
	}
	rec, err := t.record(c.ID)
	if err != nil {
		return fault(err)
	}
	if err := wfdb.WriteFile(filepath.Join(dir, c.ID), rec); err != nil {
		return fault(err)
	}
	names = append(names, c.ID+".dat", c.ID+".hea")
	ending, encode := ".png", func(w io.Writer) error { return encodePNG(w, img, t.DPI()) }
	if c.JPEGQuality > 0 {
		ending, encode = ".jpg", func(w io.Writer) error { return EncodeJPEG(w, img, c.JPEGQuality, t.DPI()) }
	}
	if err := save(c.ID+ending, encode); err != nil {
		return fault(err)
	}
	if c.Traces {
		if err := save(c.ID+".traces.csv", t.writeTraces); err != nil {
			return fault(err)
		}
	}
	masks, err := t.Masks(img.Bounds(), c.Masks...)
	if err != nil {
		return fault(err)
	}
	for _, m := range masks {
		grey := &image.Gray{Pix: m.Pix, Stride: m.Rect.Dx(), Rect: m.Rect}
		if err := save(c.ID+"."+m.Name+".png", func(w io.Writer) error { return encodePNG(w, grey, 0) }); err != nil {
			return fault(err)
		}
	}
	// The description comes last: where it is, everything is.
	err = save(c.ID+".json", func(w io.Writer) error { return json.NewEncoder(w).Encode(t.describe(c.ID, c.Set)) })
	if err != nil {
		return fault(err)
	}
	return names, nil
}

// leastShown is the share of its ink from which a sample can be seen.
const leastShown = 0.1

// record is what the picture shows as a WFDB record: the twelve leads, and those
// beyond them that the page has. Samples that nobody can see, because the picture
// ends before them or they are torn off or covered, are left out.
func (t *Truth) record(id string) (*wfdb.Record, error) {
	rec := &wfdb.Record{Name: id, Fs: t.RateHz}
	names := heart.LeadNames()
	all := names[:]
	for i := range t.Segments {
		if l := t.Segments[i].Lead; !slices.Contains(all, l) {
			all = append(all, l)
		}
	}
	for _, name := range all {
		samples := t.Printed(name)
		t.blankUnseen(name, samples)
		for _, v := range samples {
			// The format has no infinities; beyond its range is a wrong heart.
			if math.Abs(v) > 32 {
				return nil, fmt.Errorf("lead %s has %g mV, which format 16 cannot hold", name, v)
			}
		}
		rec.Signals = append(rec.Signals, wfdb.Signal{Name: name, Samples: samples})
	}
	return rec, nil
}

// blankUnseen leaves out of a lead's samples those that cannot be seen on any of
// its segments.
func (t *Truth) blankUnseen(name string, samples []float64) {
	seen := make([]bool, len(samples))
	for i := range t.Segments {
		s := &t.Segments[i]
		if s.Lead != name {
			continue
		}
		for _, p := range t.Trace(s) {
			if k := int(math.Round(p.Sec * t.RateHz)); k >= 0 && k < len(seen) && p.Visible >= leastShown {
				seen[k] = true
			}
		}
	}
	for k := range samples {
		if !seen[k] {
			samples[k] = math.NaN()
		}
	}
}

// writeTraces writes every sample of every trace as a table.
func (t *Truth) writeTraces(w io.Writer) error {
	table := []byte("segment,lead,t_s,mv,x_px,y_px,visible\n")
	for i := range t.Segments {
		s := &t.Segments[i]
		for _, p := range t.Trace(s) {
			table = strconv.AppendInt(table, int64(i), 10)
			table = append(append(append(table, ','), s.Lead...), ',')
			for k, v := range [5]float64{p.Sec, p.MV, p.X, p.Y, float64(p.Visible)} {
				if k > 0 {
					table = append(table, ',')
				}
				table = strconv.AppendFloat(table, v, 'f', [5]int{4, 4, 3, 3, 2}[k], 64)
			}
			table = append(table, '\n')
		}
	}
	_, err := w.Write(table)
	return err
}
