package wfdb

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
)

// defaultFs and defaultGain are what the format says of a header that leaves
// the sampling rate or a gain out (header(5)).
const (
	defaultFs   = 250
	defaultGain = 200
)

// A header is a parsed header file.
type header struct {
	name               string
	fs                 float64
	samples            int // a signal; 0 if not stated
	baseTime, baseDate string
	signals            []spec
	comments           []string
}

// A spec is one signal line.
type spec struct {
	line     int
	file     string
	format   int
	offset   int64 // bytes before the first sample of the file
	gain     float64
	baseline int
	units    string
	checksum int
	checked  bool // a checksum is stated
	name     string
}

// parseHeader reads a whole header file.
func parseHeader(r io.Reader) (*header, error) {
	text, err := io.ReadAll(io.LimitReader(r, MaxHeaderBytes+1))
	if err != nil {
		return nil, fmt.Errorf("wfdb: read header: %w", err)
	}
	if len(text) > MaxHeaderBytes {
		return nil, &UnsupportedError{File: "header", Msg: fmt.Sprintf("more than %d bytes", MaxHeaderBytes)}
	}
	if bytes.IndexByte(text, 0) >= 0 {
		return nil, &FormatError{File: "header", Msg: "not a text file"}
	}
	var h *header
	var comments []string
	want, number := 0, 0
	for line := range strings.Lines(string(text)) {
		number++
		line = strings.TrimSpace(line)
		switch {
		case line == "":
		case line[0] == '#':
			comments = append(comments, strings.TrimPrefix(line[1:], " "))
		case h == nil:
			if h, want, err = parseRecordLine(line, number); err != nil {
				return nil, err
			}
		case len(h.signals) == want:
			return nil, &FormatError{"header", number, fmt.Sprintf("a further line after %d signals", want)}
		default:
			s, err := parseSignalLine(line, number)
			if err != nil {
				return nil, err
			}
			h.signals = append(h.signals, s)
		}
	}
	if h == nil {
		return nil, &FormatError{File: "header", Line: number, Msg: "no record line"}
	}
	if len(h.signals) < want {
		return nil, &FormatError{"header", number, fmt.Sprintf("%d signal lines where %d are announced", len(h.signals), want)}
	}
	h.comments = comments
	return h, nil
}

// parseRecordLine reads
//
//	name[/segments] signals [fs[/counter[(base)]] [samples [time [date]]]]
func parseRecordLine(line string, number int) (h *header, signals int, err error) {
	bad := func(format string, a ...any) (*header, int, error) {
		return nil, 0, &FormatError{"header", number, fmt.Sprintf(format, a...)}
	}
	f := strings.Fields(line)
	name, segments, many := strings.Cut(f[0], "/")
	if many {
		if _, err := strconv.ParseUint(segments, 10, 31); err != nil {
			return bad("number of segments %q", segments)
		}
		return nil, 0, &UnsupportedError{"header", number, fmt.Sprintf("a record of %s segments: read each segment by itself", segments)}
	}
	h = &header{name: name, fs: defaultFs}
	if len(f) < 2 {
		return bad("no number of signals")
	}
	if len(f) > 6 {
		return bad("%d fields where a record line has at most 6", len(f))
	}
	count, err := strconv.ParseUint(f[1], 10, 31)
	if err != nil {
		return bad("number of signals %q", f[1])
	}
	if count > MaxSignals {
		return nil, 0, &UnsupportedError{"header", number, fmt.Sprintf("%d signals, more than %d", count, MaxSignals)}
	}
	if len(f) > 2 {
		rate, _, _ := strings.Cut(f[2], "/")
		if h.fs, err = strconv.ParseFloat(rate, 64); err != nil || !(h.fs > 0) || math.IsInf(h.fs, 0) {
			return bad("sampling rate %q", f[2])
		}
	}
	if len(f) > 3 {
		n, err := strconv.ParseUint(f[3], 10, 63)
		if err != nil {
			return bad("number of samples %q", f[3])
		}
		if n > MaxSamples/max(1, count) {
			return nil, 0, &UnsupportedError{"header", number, fmt.Sprintf("%d signals of %d samples, more than %d in all", count, n, MaxSamples)}
		}
		h.samples = int(n)
	}
	if len(f) > 4 {
		h.baseTime = f[4]
	}
	if len(f) > 5 {
		h.baseDate = f[5]
	}
	return h, int(count), nil
}

// parseSignalLine reads
//
//	file format[xFRAME][:skew][+offset] [gain[(baseline)][/units]
//	    [resolution [zero [initial [checksum [block [description]]]]]]]
func parseSignalLine(line string, number int) (spec, error) {
	s := spec{line: number, gain: defaultGain, units: "mV"}
	bad := func(format string, a ...any) (spec, error) {
		return s, &FormatError{"header", number, fmt.Sprintf(format, a...)}
	}
	var f [8]string
	rest := line
	n := 0
	for n < len(f) && rest != "" {
		end := strings.IndexAny(rest, " \t")
		if end < 0 {
			end = len(rest)
		}
		f[n], rest = rest[:end], strings.TrimLeft(rest[end:], " \t")
		n++
	}
	s.name = rest
	if n < 2 {
		return bad("no format")
	}
	s.file = f[0]
	if err := s.parseFormat(f[1]); err != nil {
		return s, err
	}
	baselineGiven := false
	if n > 2 {
		gain := f[2]
		if before, units, ok := strings.Cut(gain, "/"); ok {
			if units == "" {
				return bad("empty units in %q", f[2])
			}
			gain, s.units = before, units
		}
		if open := strings.IndexByte(gain, '('); open >= 0 {
			inner, ok := strings.CutSuffix(gain[open+1:], ")")
			b, err := strconv.ParseInt(inner, 10, 32)
			if !ok || err != nil {
				return bad("baseline in %q", f[2])
			}
			gain, s.baseline, baselineGiven = gain[:open], int(b), true
		}
		g, err := strconv.ParseFloat(gain, 64)
		if err != nil || g < 0 || math.IsNaN(g) || math.IsInf(g, 0) {
			return bad("gain %q", f[2])
		}
		if g != 0 { // 0: not calibrated, the default holds.
			s.gain = g
		}
	}
	var v [8]int64
	for k, what := range []string{3: "ADC resolution", 4: "ADC zero", 5: "initial value", 6: "checksum", 7: "block size"} {
		if what == "" || k >= n {
			continue
		}
		var err error
		if v[k], err = strconv.ParseInt(f[k], 10, 32); err != nil {
			return bad("%s %q", what, f[k])
		}
	}
	if !baselineGiven {
		s.baseline = int(v[4])
	}
	s.checksum, s.checked = int(v[6]), n > 6
	return s, nil
}

// parseFormat reads format[xFRAME][:skew][+offset].
func (s *spec) parseFormat(text string) error {
	end := strings.IndexAny(text, "x:+")
	if end < 0 {
		end = len(text)
	}
	format, err := strconv.ParseUint(text[:end], 10, 31)
	if err != nil {
		return &FormatError{"header", s.line, fmt.Sprintf("format %q", text)}
	}
	s.format = int(format)
	if _, ok := formats[s.format]; !ok {
		return &UnsupportedError{"header", s.line, fmt.Sprintf("signal format %d", format)}
	}
	for rest := text[end:]; rest != ""; {
		kind := rest[0]
		end := strings.IndexAny(rest[1:], "x:+") + 1
		if end == 0 {
			end = len(rest)
		}
		v, err := strconv.ParseUint(rest[1:end], 10, 62)
		if err != nil {
			return &FormatError{"header", s.line, fmt.Sprintf("format %q", text)}
		}
		switch {
		case kind == 'x' && v != 1:
			return &UnsupportedError{"header", s.line, fmt.Sprintf("%d samples a frame", v)}
		case kind == ':' && v != 0:
			return &UnsupportedError{"header", s.line, fmt.Sprintf("a skew of %d samples", v)}
		case kind == '+':
			s.offset = int64(v)
		}
		rest = rest[end:]
	}
	return nil
}
