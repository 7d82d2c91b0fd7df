package main

import (
	"context"
	"image"
	"io"

	"github.com/einthoven-ecg/einthoven"
	"github.com/einthoven-ecg/einthoven/internal/eval"
	"github.com/einthoven-ecg/einthoven/internal/panel"
	"github.com/einthoven-ecg/einthoven/wfdb"
)

// A reader reads pictures. The program has one, the library (wire.go); tests
// of the command line bring their own.
type reader interface {
	// check refuses options that mean nothing, before anything is read.
	check(ctx context.Context, o options) error
	// read reads every record of a picture file. name is the file's, for the
	// report. An error is a fault of the program or the end of ctx: a picture
	// that cannot be read gives a refused record.
	read(ctx context.Context, r io.Reader, name string, o options) ([]record, error)
	// readOne reads a file as one recording; files that hold several are
	// refused.
	readOne(ctx context.Context, r io.Reader, name string, o options) (record, error)
	// readPanels reads pictures of single leads of one page, in the order of
	// the leads, nil where there is none.
	readPanels(ctx context.Context, panels [panel.Leads]io.Reader, name string, o options) (record, error)
	// version of the program, as its reports give it.
	version() string
}

// options are those of a reader; zero means that it finds out itself.
type options struct {
	RateHz      float64
	Layout      string
	MMPerSecond float64
	MMPerMV     float64
	Engine      string
	Network     einthoven.Network // of the engine "panel"
	Workers     int               // changes no result
}

// A record is what was read from a page.
type record interface {
	verdict() verdict
	// writeReport writes the report as JSON.
	writeReport(w io.Writer) error
	// write writes the files of a format (see fileNames) into a folder.
	write(format, dir, name string) error
	// overlay is the picture with what was read drawn over it.
	overlay() (*image.NRGBA, error)
	// prediction is what was read, for the evaluation.
	prediction() eval.Prediction
}

// The statuses of a report.
const (
	statusOK      = "ok"
	statusReview  = "review"
	statusRefused = "refused"
)

// A verdict says how reading went.
type verdict struct {
	Status  string
	Reasons []reason
}

// A reason is why a record is not plainly good.
type reason struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Hint    string `json:"hint"`
}

// reportSuffix ends the names of reports.
const reportSuffix = ".json"

// formatNames are the formats of results, in the order in which they are
// listed and written.
func formatNames() []string { return []string{"csv", "wfdb"} }

// fileNames are the files of a format, in the order in which they are put in
// place.
func fileNames(format, name string) []string {
	if format == "wfdb" {
		name = wfdb.CleanName(name) // the header names the record
		return []string{name + ".dat", name + ".hea"}
	}
	return []string{name + "." + format}
}
