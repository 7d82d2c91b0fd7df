package csv

import (
	stdcsv "encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
)

// A FormatError says where a file departs from the format.
type FormatError struct {
	Line int // from 1; 0 if the error belongs to no line
	Msg  string
}

func (e *FormatError) Error() string {
	if e.Line == 0 {
		return "csv: malformed: " + e.Msg
	}
	return fmt.Sprintf("csv: malformed line %d: %s", e.Line, e.Msg)
}

// ErrTooLarge says that a file passes one of the limits.
var ErrTooLarge = errors.New("csv: file too large")

// Decode reads a table: a header that begins with time_s, then rows at a
// steady rate. Blank and "nan" are missing samples; lines that begin with '#'
// are passed over. Columns come back in the order of the file; those without
// a single sample are kept.
func Decode(r io.Reader) (*Table, error) {
	limited := &io.LimitedReader{R: r, N: MaxBytes + 1}
	rd := stdcsv.NewReader(limited)
	rd.Comment = '#'
	rd.ReuseRecord = true
	head, err := rd.Read()
	if err != nil {
		if errors.Is(err, io.EOF) {
			return nil, &FormatError{Msg: "the file is empty"}
		}
		return nil, readError(err)
	}
	t, err := parseHead(head)
	if err != nil {
		return nil, err
	}
	var times []float64
	for {
		row, err := rd.Read()
		if limited.N <= 0 {
			return nil, fmt.Errorf("%w: more than %d bytes", ErrTooLarge, MaxBytes)
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, readError(err)
		}
		if len(times) >= MaxValues/len(t.Leads) {
			return nil, fmt.Errorf("%w: more than %d samples", ErrTooLarge, MaxValues)
		}
		at, err := strconv.ParseFloat(strings.TrimSpace(row[0]), 64)
		if err != nil || math.IsNaN(at) || math.IsInf(at, 0) {
			return nil, &FormatError{lineOf(rd, 0), fmt.Sprintf("time %q", row[0])}
		}
		if n := len(times); n > 0 && at <= times[n-1] {
			return nil, &FormatError{lineOf(rd, 0), fmt.Sprintf("time %v does not follow %v", at, times[n-1])}
		}
		times = append(times, at)
		for k, cell := range row[1:] {
			x, err := value(cell)
			if err != nil {
				return nil, &FormatError{lineOf(rd, k+1), fmt.Sprintf("lead %q: %q is no number", t.Leads[k].Name, cell)}
			}
			t.Leads[k].Samples = append(t.Leads[k].Samples, x)
		}
	}
	if err := t.setRate(times); err != nil {
		return nil, err
	}
	return t, nil
}

func parseHead(head []string) (*Table, error) {
	if strings.TrimPrefix(head[0], "\ufeff") != timeColumn {
		return nil, &FormatError{1, fmt.Sprintf("the first column is %q where %q is needed", head[0], timeColumn)}
	}
	if len(head) < 2 {
		return nil, &FormatError{1, "no leads"}
	}
	if len(head) > MaxColumns {
		return nil, fmt.Errorf("%w: %d columns, more than %d", ErrTooLarge, len(head), MaxColumns)
	}
	t := &Table{}
	for _, name := range head[1:] {
		name = strings.TrimSpace(name)
		if !validName(name) {
			return nil, &FormatError{1, fmt.Sprintf("lead name %q", name)}
		}
		if t.has(name) {
			return nil, &FormatError{1, fmt.Sprintf("lead %q is there twice", name)}
		}
		t.Leads = append(t.Leads, Lead{Name: strings.Clone(name)})
	}
	return t, nil
}

func (t *Table) has(name string) bool {
	for _, l := range t.Leads {
		if l.Name == name {
			return true
		}
	}
	return false
}

func value(cell string) (float64, error) {
	if cell == "" {
		return math.NaN(), nil
	}
	cell = strings.TrimSpace(cell)
	if cell == "" || strings.EqualFold(cell, "nan") {
		return math.NaN(), nil
	}
	x, err := strconv.ParseFloat(cell, 64)
	if err == nil && (math.IsInf(x, 0) || math.IsNaN(x)) {
		err = strconv.ErrRange
	}
	return x, err
}

// setRate takes start and rate from the times. Rates come out to the
// millihertz, since times are rounded. A row more than a tenth of a step away
// from where it should be is an error: samples must not be misplaced.
func (t *Table) setRate(times []float64) error {
	n := len(times)
	if n < 2 {
		return &FormatError{Msg: fmt.Sprintf("%d samples where a rate needs at least 2", n)}
	}
	t.Start = times[0]
	fs := float64(n-1) / (times[n-1] - times[0])
	if rounded := math.Round(fs*1000) / 1000; math.Abs(rounded-fs) < 1e-5*fs && rounded > 0 {
		fs = rounded
	}
	if math.IsInf(fs, 0) || math.IsNaN(fs) {
		return &FormatError{Msg: "times too close together"}
	}
	t.Fs = fs
	for i, at := range times {
		if math.Abs((at-t.Start)*fs-float64(i)) > 0.1 {
			return &FormatError{Msg: fmt.Sprintf("sample %d lies at %v s where a steady rate of %.6g Hz needs %.6g s", i, at, fs, t.Start+float64(i)/fs)}
		}
	}
	return nil
}

func lineOf(rd *stdcsv.Reader, field int) int {
	line, _ := rd.FieldPos(field)
	return line
}

// readError turns the reader's own errors into ours.
func readError(err error) error {
	var p *stdcsv.ParseError
	if errors.As(err, &p) {
		return &FormatError{p.Line, p.Err.Error()}
	}
	return fmt.Errorf("csv: read: %w", err)
}
