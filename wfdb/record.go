package wfdb

import (
	"fmt"
	"math"
	"strings"
)

// A Record is a set of signals sampled together.
type Record struct {
	// Name is the record's name: letters, digits, '_' and '-' (see
	// [CleanName]).
	Name string
	// Fs is the sampling rate in hertz.
	Fs float64
	// Signals all have the same number of samples.
	Signals []Signal
	// BaseTime (HH:MM:SS[.sss]) and BaseDate (DD/MM/YYYY) say when the first
	// sample was taken, as the header gives them; empty if it does not. A date
	// needs a time.
	BaseTime, BaseDate string
	// Comments are the lines that begin with '#', without it and the blank
	// behind it.
	Comments []string
}

// A Signal is one channel of a record.
type Signal struct {
	// Name is the description in the header, for an ECG the lead.
	Name string
	// Units of Samples; empty means "mV" when written and never occurs when
	// read.
	Units string
	// Gain is the number of ADC units in one physical unit. When written, 0
	// means [DefaultGain]. When read, a gain that the header leaves out is the
	// format's own default of 200.
	Gain float64
	// Baseline is the ADC value of physical zero.
	Baseline int
	// Samples are physical values; NaN is a missing sample.
	Samples []float64
}

// DefaultGain is the gain that Encode uses for a signal that has none: one
// microvolt a step for signals in millivolts, so that format 16 holds +-32 mV.
const DefaultGain = 1000

// Limits of what is read. They bound memory, not the format.
const (
	MaxHeaderBytes = 1 << 20 // of a header file
	MaxSignals     = 1 << 10 // in a record
	MaxSamples     = 1 << 26 // of all signals together: 3 h of 12 leads at 500 Hz
)

// A FormatError says that a record contradicts the format, or itself.
type FormatError struct {
	File string // "header", or the name of a signal file
	Line int    // in the header, from 1; 0 if the error belongs to no line
	Msg  string
}

func (e *FormatError) Error() string {
	return "wfdb: malformed " + place(e.File, e.Line) + ": " + e.Msg
}

// An UnsupportedError says that a record uses a part of the format that this
// package does not read.
type UnsupportedError struct {
	File string
	Line int
	Msg  string
}

func (e *UnsupportedError) Error() string {
	return "wfdb: unsupported " + place(e.File, e.Line) + ": " + e.Msg
}

func place(file string, line int) string {
	if line > 0 {
		return fmt.Sprintf("%s, line %d", file, line)
	}
	return file
}

// CleanName turns s into a valid record name: every character other than the
// letters and digits of ASCII, '_' and '-' becomes '_'. An empty name becomes
// "record".
func CleanName(s string) string {
	if s == "" {
		return "record"
	}
	return strings.Map(func(r rune) rune {
		if nameRune(r) {
			return r
		}
		return '_'
	}, s)
}

func nameRune(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' || r == '-'
}

// check tells what keeps the record from being written as it is.
func (r *Record) check() error {
	if r.Name == "" || CleanName(r.Name) != r.Name {
		return fmt.Errorf("wfdb: record name %q: use letters, digits, '_' and '-' only (CleanName does it)", r.Name)
	}
	if !(r.Fs > 0) || math.IsInf(r.Fs, 0) {
		return fmt.Errorf("wfdb: sampling rate %v: give a positive number of hertz", r.Fs)
	}
	if len(r.Signals) == 0 || len(r.Signals) > MaxSignals {
		return fmt.Errorf("wfdb: %d signals: give 1 to %d", len(r.Signals), MaxSignals)
	}
	n := len(r.Signals[0].Samples)
	if n == 0 || n > MaxSamples/len(r.Signals) {
		return fmt.Errorf("wfdb: %d signals of %d samples: give 1 to %d samples in all", len(r.Signals), n, MaxSamples)
	}
	for i := range r.Signals {
		if err := r.Signals[i].check(n); err != nil {
			return fmt.Errorf("wfdb: signal %d (%q): %w", i, r.Signals[i].Name, err)
		}
	}
	if r.BaseDate != "" && r.BaseTime == "" {
		return fmt.Errorf("wfdb: base date %q without a base time: give both", r.BaseDate)
	}
	if strings.Trim(r.BaseTime, "0123456789:.") != "" || strings.Trim(r.BaseDate, "0123456789/") != "" {
		return fmt.Errorf("wfdb: base time %q, base date %q: write HH:MM:SS and DD/MM/YYYY", r.BaseTime, r.BaseDate)
	}
	for _, c := range r.Comments {
		if strings.ContainsAny(c, "\r\n\x00") {
			return fmt.Errorf("wfdb: comment %q has a line break: give one comment a line", c)
		}
	}
	return nil
}

// check tells what keeps a signal of a record with n samples from being
// written.
func (s *Signal) check(n int) error {
	switch {
	case len(s.Samples) != n:
		return fmt.Errorf("%d samples where the first signal has %d: make them equally long, NaN for what is missing", len(s.Samples), n)
	case s.Gain < 0 || math.IsNaN(s.Gain) || math.IsInf(s.Gain, 0):
		return fmt.Errorf("gain %v: give a positive number, or 0 for %d", s.Gain, DefaultGain)
	case s.Baseline < math.MinInt16 || s.Baseline > math.MaxInt16:
		return fmt.Errorf("baseline %d does not fit 16 bits", s.Baseline)
	case strings.ContainsAny(s.Units, " \t\r\n\v\f\x00#"):
		return fmt.Errorf("units %q: no blanks or '#' allowed", s.Units)
	case strings.ContainsAny(s.Name, "\r\n\x00") || strings.TrimSpace(s.Name) != s.Name:
		return fmt.Errorf("name has line breaks or blanks at its ends: remove them")
	}
	return nil
}
