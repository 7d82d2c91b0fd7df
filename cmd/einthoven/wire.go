package main

import (
	"context"
	"encoding/json"
	"fmt"
	"image"
	"io"
	"math"
	"os"
	"path/filepath"

	"github.com/einthoven-ecg/einthoven"
	"github.com/einthoven-ecg/einthoven/internal/eval"
	"github.com/einthoven-ecg/einthoven/internal/panel"
	"github.com/einthoven-ecg/einthoven/pdf"
)

// library is the reader of the program: package einthoven.
type library struct{}

func (library) version() string { return einthoven.Version }

// options are those of the library.
func (library) options(name string, o options) einthoven.Options {
	return einthoven.Options{RateHz: o.RateHz, Layout: o.Layout, MMPerSecond: o.MMPerSecond, MMPerMV: o.MMPerMV,
		Engine: o.Engine, Network: o.Network, Workers: o.Workers, Name: name,
		Decoders: []einthoven.Decoder{pdf.Decoder()}}
}

// check lets the library judge the options: it does so before it opens a
// source, and takes an empty source for an unreadable picture.
func (l library) check(ctx context.Context, o options) error {
	_, err := einthoven.Digitize(ctx, einthoven.Source{}, l.options("", o))
	return err
}

func (l library) read(ctx context.Context, r io.Reader, name string, o options) ([]record, error) {
	results, err := einthoven.DigitizeAll(ctx, einthoven.FromReader(r), l.options(name, o))
	if err != nil {
		return nil, err
	}
	out := make([]record, len(results))
	for i, res := range results {
		out[i] = digitized{res, o}
	}
	return out, nil
}

func (l library) readOne(ctx context.Context, r io.Reader, name string, o options) (record, error) {
	res, err := einthoven.Digitize(ctx, einthoven.FromReader(r), l.options(name, o))
	if err != nil {
		return nil, err
	}
	return digitized{res, o}, nil
}

func (l library) readPanels(ctx context.Context, panels [panel.Leads]io.Reader, name string, o options) (record, error) {
	var sources [panel.Leads]einthoven.Source
	for i, r := range panels {
		if r != nil {
			sources[i] = einthoven.FromReader(r)
		}
	}
	res, err := einthoven.DigitizePanels(ctx, sources, l.options(name, o))
	if err != nil {
		return nil, err
	}
	return digitized{res, o}, nil
}

// digitized is a record of the library.
type digitized struct {
	*einthoven.Result
	o options
}

func (d digitized) verdict() verdict {
	v := verdict{Status: string(d.Report.Status)}
	for _, r := range d.Report.Reasons {
		v.Reasons = append(v.Reasons, reason(r))
	}
	return v
}

// statedLevel is the share of leads whose ratio the report's interval is meant
// to hold (internal/signal states it for nine in ten).
const statedLevel = 0.9

func (d digitized) prediction() eval.Prediction {
	r := &d.Report
	p := eval.Prediction{Status: eval.Status(r.Status), Fs: d.RateHz}
	for _, reason := range r.Reasons {
		p.Reasons = append(p.Reasons, reason.Code)
	}
	if r.Layout != nil {
		p.Layout = r.Layout.Name
	}
	if c := r.Calibration; c != nil {
		p.SpeedMMS, p.GainMMMV = known(c.SpeedMMPerS), known(c.GainMMPerMV)
	}
	for _, l := range d.Leads {
		out := eval.Lead{Name: l.Name, Samples: l.MV, Sigma: l.SigmaMV}
		for i := range r.Leads {
			if s := &r.Leads[i]; s.Name == l.Name && !math.IsNaN(float64(s.ExpectedSNR)) {
				out.Expected = &eval.Expectation{SNR: float64(s.ExpectedSNR),
					Low: float64(s.SNRInterval[0]), High: float64(s.SNRInterval[1]), Level: statedLevel}
			}
		}
		p.Leads = append(p.Leads, out)
	}
	return p
}

// known is a figure of a report, 0 if it is not known.
func known(n einthoven.Number) float64 {
	if math.IsNaN(float64(n)) {
		return 0
	}
	return float64(n)
}

// writeReport adds the options of the call to the report: they tell whether
// it may be taken over by a later run.
func (d digitized) writeReport(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	err := enc.Encode(struct {
		*einthoven.Report
		Options pastOptions `json:"options"`
	}{&d.Report, d.o.asked()})
	if err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	return nil
}

func (d digitized) write(format, dir, name string) (err error) {
	names := fileNames(format, name)
	switch format {
	case "wfdb":
		stem := names[0][:len(names[0])-len(filepath.Ext(names[0]))]
		return d.WriteWFDB(filepath.Join(dir, stem))
	case "csv":
		f, err := os.OpenFile(filepath.Join(dir, names[0]), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
		if err != nil {
			return err
		}
		if err := d.WriteCSV(f); err != nil {
			f.Close()
			return err
		}
		return f.Close()
	}
	return fmt.Errorf("format %q is unknown", format)
}

func (d digitized) overlay() (*image.NRGBA, error) { return d.Overlay() }
