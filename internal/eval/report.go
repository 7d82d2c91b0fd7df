package eval

import (
	"encoding/json"
	"fmt"
	"io"
)

// A Report is the whole of a run, as it is kept for the next one to compare
// with.
type Report struct {
	// Schema is the version of this structure.
	Schema int
	// Title says what was measured: program, version, options.
	Title   string
	Table   Table
	Results []Result
}

// Schema is the version of [Report] that this package writes.
const Schema = 1

// WriteJSON writes a report. Figures that are not defined are null.
func WriteJSON(w io.Writer, r *Report) error {
	out := *r
	out.Schema = Schema
	e := json.NewEncoder(w)
	e.SetIndent("", " ")
	if err := e.Encode(&out); err != nil {
		return fmt.Errorf("eval: write report: %w", err)
	}
	return nil
}

// ReadJSON reads a report that WriteJSON wrote.
func ReadJSON(rd io.Reader) (*Report, error) {
	var r Report
	if err := json.NewDecoder(rd).Decode(&r); err != nil {
		return nil, fmt.Errorf("eval: read report: %w", err)
	}
	if r.Schema != Schema {
		return nil, fmt.Errorf("eval: report of schema %d, this program reads %d: measure again", r.Schema, Schema)
	}
	for i := range r.Results {
		r.Results[i].setBeatFigures()
	}
	return &r, nil
}
