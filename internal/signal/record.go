// Package signal turns curves in millimetres into leads in millivolts and
// seconds: it sets the zero line, names strips by what they show, decides
// whether columns follow each other in time, joins what was printed twice,
// checks the lead relations and says how far each lead can be trusted.
package signal

import (
	"github.com/einthoven-ecg/einthoven/internal/layout"
)

// Base is the rate in samples a second at which curves are traced.
const Base = 500.0

// Names are the twelve standard leads in their usual order.
var Names = [12]string{"I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6"}

// A Lead is one lead of a record.
type Lead struct {
	Name     string
	NameFrom layout.NameSource
	// Samples are millivolts; sample i is at time i/Rate seconds after the
	// start of the page. NaN where nothing was printed or read.
	Samples []float64
	// Sigma is the standard deviation of each sample in millivolts.
	Sigma []float64
	// Windows are the half-open seconds in which the lead is printed.
	Windows [][2]float64
	// ZeroFrom is "pulse" or "isoelectric": what gave the zero line.
	ZeroFrom string
	// Strip says that a rhythm strip contributed.
	Strip bool
	// Inverted says that it was printed upside down and turned over.
	Inverted bool
	// Coverage is the share of the printed samples that were read, Bridged
	// the share interpolated over short hidden stretches.
	Coverage, Bridged float64
	// ExpectedSNR is the signal to noise ratio to expect, in dB, with the
	// interval that holds nine in ten.
	ExpectedSNR, SNRLow, SNRHigh float64
	// Flags are short words on what is doubtful.
	Flags []string
}

// FlagDiffer says that a lead was printed more than once and the printings show
// different things: one of them has another lead's name, or was not read well.
const FlagDiffer = "printings_differ"

// A Record is all leads of a page.
type Record struct {
	Rate  float64
	Leads []Lead
	// Duration in seconds.
	Duration float64
	// Simultaneous says that all columns show the same seconds.
	Simultaneous bool
	// SimultaneousFrom says how that was found: "strip", "columns", "usual" or,
	// where times are printed, "text".
	SimultaneousFrom string
	// TimeDoubt says that it is not sure either way.
	TimeDoubt bool
	// Shown says what each cell of the layout turned out to show.
	Shown []Shown
	// Strips are the names of the rhythm strips from the top.
	Strips []string
	Checks Checks
	Looks  Looks
}

// Shown is what one cell shows.
type Shown struct {
	Lead    string // empty if unknown
	Dropped bool   // a row that shows nothing of any lead
}

// Lead returns the lead of a name, nil if there is none.
func (r *Record) Lead(name string) *Lead {
	for i := range r.Leads {
		if r.Leads[i].Name == name {
			return &r.Leads[i]
		}
	}
	return nil
}

// Checks are what can be tested without the truth.
type Checks struct {
	// Relations are the residuals of the lead relations.
	Relations []Relation
	// RelationSNR is the smallest of their ratios in dB, NaN if none could be
	// tested.
	RelationSNR float64
	// Rate is the heart rate a minute, NaN if no beats were found; Beats
	// their number.
	Rate  float64
	Beats int
	// BeatLikeness is the median correlation of a beat with the next of its
	// cell, 0..1: high in ECGs, low in other curves.
	BeatLikeness float64
	// PeakToPeak is the largest of any lead in mV, Slope the steepest in
	// mV/ms.
	PeakToPeak, Slope float64
	Implausible       []string
}

// A Relation is one lead relation tested on the samples where all its leads
// were read at the same time.
type Relation struct {
	Name    string
	RMSuV   float64 // residual, microvolts, each lead's offset removed
	SNR     float64 // dB: power of the leads over power of the residual
	Seconds float64
	of      relation
	noise   float64 // power of the residual for each lead, mV^2
}
