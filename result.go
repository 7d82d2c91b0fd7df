package einthoven

import (
	"fmt"
	"image"
	"io"
	"math"

	"github.com/einthoven-ecg/einthoven/internal/format/csv"
	"github.com/einthoven-ecg/einthoven/internal/page"
	"github.com/einthoven-ecg/einthoven/internal/report"
	"github.com/einthoven-ecg/einthoven/wfdb"
)

// A Result is what became of one page.
type Result struct {
	Report Report
	// RateHz is the sampling rate of the leads.
	RateHz float64
	// Leads are the leads that were read, the twelve standard ones first;
	// none if the page was refused.
	Leads []Lead

	page   *page.Page
	layers report.Layers
}

// A Lead is one lead of a recording.
type Lead struct {
	Name string
	// MV are the samples in millivolts: sample i at i/RateHz seconds after
	// the first printed sample of the page; NaN where not printed or not
	// read.
	MV []float64
	// SigmaMV is the standard deviation of each sample in millivolts.
	SigmaMV []float64
}

func newResult(info InputInfo, opt Options) *Result {
	if info.Pages == 0 {
		info.Pages = 1
	}
	if info.Page == 0 {
		info.Page = 1
	}
	rate := opt.RateHz
	if rate == 0 {
		rate = 500
	}
	engine := "classic"
	if opt.Engine == enginePanel {
		engine = enginePanel
	}
	return &Result{RateHz: rate, Report: Report{
		Schema: SchemaVersion, Tool: ToolInfo{Name: "einthoven", Version: Version, Engine: engine},
		Input: info, Status: OK, Reasons: []Reason{}, ExpectedSNR: Number(math.NaN()),
	}}
}

// refuse marks the result as refused; leads already read are dropped.
func (r *Result) refuse(code, message, hint string) {
	r.Report.Status = Refused
	r.Report.Reasons = append([]Reason{{code, message, hint}}, r.Report.Reasons...)
	r.Leads, r.Report.Leads = nil, nil
	r.Report.ExpectedSNR = Number(math.NaN())
}

// review marks the result for review by a person.
func (r *Result) review(code, message, hint string) {
	if r.Report.Status == OK {
		r.Report.Status = Review
	}
	r.Report.Reasons = append(r.Report.Reasons, Reason{code, message, hint})
}

// Lead returns the samples of a lead, nil if it was not read.
func (r *Result) Lead(name string) []float64 {
	for _, l := range r.Leads {
		if l.Name == name {
			return l.MV
		}
	}
	return nil
}

// WriteCSV writes time_s and the leads in millivolts, blank where nothing was
// read. The twelve standard columns are always there.
func (r *Result) WriteCSV(w io.Writer) error {
	t := &csv.Table{Fs: r.RateHz}
	for _, l := range r.Leads {
		t.Leads = append(t.Leads, csv.Lead{Name: l.Name, Samples: l.MV})
	}
	if err := csv.Encode(w, t); err != nil {
		return fmt.Errorf("write csv: %w", err)
	}
	return nil
}

// WriteWFDB writes DIR/NAME.hea and DIR/NAME.dat: format 16, 1000 units a
// millivolt, -32768 where nothing was read. stem is the path without
// extension.
func (r *Result) WriteWFDB(stem string) error {
	rec := &wfdb.Record{Name: wfdb.CleanName(base(stem)), Fs: r.RateHz}
	for _, l := range r.Leads {
		rec.Signals = append(rec.Signals, wfdb.Signal{Name: l.Name, Units: "mV", Gain: 1000, Samples: l.MV})
	}
	if err := wfdb.WriteFile(stem, rec); err != nil {
		return fmt.Errorf("write wfdb: %w", err)
	}
	return nil
}

// Overlay draws what was read over the picture: curves, windows, names and
// grid.
func (r *Result) Overlay() (*image.NRGBA, error) {
	if r.page == nil {
		return nil, fmt.Errorf("overlay: the picture was not opened")
	}
	l := r.layers
	l.Title = fmt.Sprintf("%s  %s", r.Report.Input.Name, r.Report.Status)
	if len(r.Report.Reasons) > 0 {
		l.Title += ": " + r.Report.Reasons[0].Code
	}
	return report.Overlay(r.page, l), nil
}
