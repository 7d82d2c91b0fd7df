// Package csv writes and reads signals as comma-separated text, the simplest
// of the formats (docs/format/csv.md):
//
//	time_s,I,II,III,aVR,aVL,aVF,V1,V2,V3,V4,V5,V6
//
// one row a sample, seconds from the first printed sample and millivolts; a
// blank where nothing was printed or read. The twelve columns are always
// there, in this order; leads of other names follow.
package csv

import (
	"fmt"
	"math"
	"strings"
)

// leads are the twelve standard leads in the order of the columns.
var leads = [12]string{"I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6"}

// A Table is a set of leads sampled together.
type Table struct {
	// Fs is the sampling rate in hertz.
	Fs float64
	// Start is the time of the first row in seconds.
	Start float64
	// Leads all have the same number of samples.
	Leads []Lead
}

// A Lead is one column: millivolts, NaN where there is none.
type Lead struct {
	Name    string
	Samples []float64
}

// Lead returns the samples of the named lead, nil if the table has none.
func (t *Table) Lead(name string) []float64 {
	for _, l := range t.Leads {
		if l.Name == name {
			return l.Samples
		}
	}
	return nil
}

// Limits of what is read. They bound memory, not the format.
const (
	MaxBytes   = 256 << 20
	MaxColumns = 257     // time and 256 leads
	MaxValues  = 1 << 25 // samples of all leads together
	maxNameLen = 64      // bytes
)

// columns orders the leads as they are written: the twelve, nil where the
// table lacks one, then the others.
func (t *Table) columns() ([]Lead, error) {
	if !(t.Fs > 0) || math.IsInf(t.Fs, 0) || math.IsNaN(t.Start) || math.IsInf(t.Start, 0) {
		return nil, fmt.Errorf("csv: rate %v Hz, start %v s: give a positive rate and a finite start", t.Fs, t.Start)
	}
	if len(t.Leads) == 0 || len(t.Leads) > MaxColumns-1 {
		return nil, fmt.Errorf("csv: %d leads: give 1 to %d", len(t.Leads), MaxColumns-1)
	}
	out := make([]Lead, 12, 12+len(t.Leads))
	for k, name := range leads {
		out[k].Name = name
	}
	seen := map[string]bool{}
	for _, l := range t.Leads {
		switch {
		case seen[l.Name]:
			return nil, fmt.Errorf("csv: lead %q is there twice: join its windows first", l.Name)
		case !validName(l.Name):
			return nil, fmt.Errorf("csv: lead name %q: use 1 to %d printable characters without comma, quote or '#'", l.Name, maxNameLen)
		case len(l.Samples) != len(t.Leads[0].Samples):
			return nil, fmt.Errorf("csv: lead %q has %d samples, %q has %d: make them equally long, NaN for what is missing",
				l.Name, len(l.Samples), t.Leads[0].Name, len(t.Leads[0].Samples))
		}
		seen[l.Name] = true
		if k := standard(l.Name); k >= 0 {
			out[k].Samples = l.Samples
		} else {
			out = append(out, l)
		}
	}
	return out, nil
}

// standard is the place of a name among the twelve, -1 for others.
func standard(name string) int {
	for k, l := range leads {
		if l == name {
			return k
		}
	}
	return -1
}

func validName(s string) bool {
	return s != "" && s != timeColumn && len(s) <= maxNameLen && strings.TrimSpace(s) == s &&
		strings.IndexFunc(s, func(r rune) bool {
			return r < ' ' || r == 0x7f || r == ',' || r == '"' || r == '#' || r == '\ufffd' || r == '\ufeff'
		}) < 0
}
