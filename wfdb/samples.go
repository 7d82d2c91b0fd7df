package wfdb

import (
	"encoding/binary"
	"fmt"
	"io"
	"io/fs"
	"math"
	"strings"
)

// A coding says how samples lie in a signal file (signal(5)).
type coding struct {
	num, den int   // bytes for den samples
	missing  int32 // the value that stands for a missing sample
	// at returns sample k of data, which holds it.
	at func(data []byte, k int) int32
}

// formats are the codings that are read. Each marks a missing sample by its
// lowest value.
var formats = map[int]coding{
	16: {2, 1, math.MinInt16, func(b []byte, k int) int32 { return int32(int16(binary.LittleEndian.Uint16(b[2*k:]))) }},
	24: {3, 1, -1 << 23, func(b []byte, k int) int32 {
		return int32(uint32(b[3*k])<<8|uint32(b[3*k+1])<<16|uint32(b[3*k+2])<<24) >> 8
	}},
	32:  {4, 1, math.MinInt32, func(b []byte, k int) int32 { return int32(binary.LittleEndian.Uint32(b[4*k:])) }},
	61:  {2, 1, math.MinInt16, func(b []byte, k int) int32 { return int32(int16(binary.BigEndian.Uint16(b[2*k:]))) }},
	80:  {1, 1, -128, func(b []byte, k int) int32 { return int32(b[k]) - 128 }},
	160: {2, 1, math.MinInt16, func(b []byte, k int) int32 { return int32(binary.LittleEndian.Uint16(b[2*k:])) - 1<<15 }},
	212: {3, 2, -2048, func(b []byte, k int) int32 {
		i := k / 2 * 3
		if k%2 == 0 { // low byte, then the low half of the shared byte
			return int32(uint32(b[i])<<20|uint32(b[i+1])<<28) >> 20
		}
		return int32(uint32(b[i+2])<<20|uint32(b[i+1]>>4)<<28) >> 20
	}},
}

// bytes is the number of bytes that n samples take.
func (c coding) bytes(n int) int { return (n*c.num + c.den - 1) / c.den }

// Decode reads a record: its header from r, its signal files from files, in
// which the header names them.
func Decode(r io.Reader, files fs.FS) (*Record, error) {
	h, err := parseHeader(r)
	if err != nil {
		return nil, err
	}
	rec := &Record{Name: h.name, Fs: h.fs, BaseTime: h.baseTime, BaseDate: h.baseDate, Comments: h.comments}
	seen := map[string]bool{}
	for lo := 0; lo < len(h.signals); {
		hi := lo + 1
		for hi < len(h.signals) && h.signals[hi].file == h.signals[lo].file {
			hi++
		}
		if seen[h.signals[lo].file] {
			return nil, &FormatError{"header", h.signals[lo].line, fmt.Sprintf("signals of file %q do not follow each other", h.signals[lo].file)}
		}
		seen[h.signals[lo].file] = true
		group, err := readGroup(h, h.signals[lo:hi], files)
		if err != nil {
			return nil, err
		}
		if len(rec.Signals) > 0 && len(group[0].Samples) != len(rec.Signals[0].Samples) {
			return nil, &FormatError{File: h.signals[lo].file, Msg: fmt.Sprintf("%d samples a signal where %q has %d", len(group[0].Samples), h.signals[0].file, len(rec.Signals[0].Samples))}
		}
		rec.Signals = append(rec.Signals, group...)
		lo = hi
	}
	return rec, nil
}

// readGroup reads the signals that share one file, sample by sample in turn.
func readGroup(h *header, group []spec, files fs.FS) ([]Signal, error) {
	name := group[0].file
	for _, s := range group[1:] {
		if s.format != group[0].format {
			return nil, &FormatError{"header", s.line, fmt.Sprintf("file %q has signals of format %d and %d", name, group[0].format, s.format)}
		}
	}
	if name == "-" || name == "~" {
		return nil, &UnsupportedError{"header", group[0].line, fmt.Sprintf("signal file %q", name)}
	}
	// A header from outside must not lead to files elsewhere.
	if strings.ContainsAny(name, `/\:`) || !fs.ValidPath(name) || name == "." {
		return nil, &FormatError{"header", group[0].line, fmt.Sprintf("signal file %q is not a plain file name", name)}
	}
	c := formats[group[0].format]
	data, err := readData(files, name, group[0].offset, c, h.samples*len(group))
	if err != nil {
		return nil, err
	}
	n := h.samples
	if n == 0 { // not stated: as many as there are
		n = len(data) * c.den / c.num / len(group)
	}
	if n > MaxSamples/len(h.signals) {
		return nil, &UnsupportedError{File: name, Msg: fmt.Sprintf("more than %d samples in the record", MaxSamples)}
	}
	if have := len(data); have < c.bytes(n*len(group)) {
		return nil, &FormatError{File: name, Msg: fmt.Sprintf("%d bytes of samples where the header needs %d", have, c.bytes(n*len(group)))}
	}
	out := make([]Signal, len(group))
	for k, s := range group {
		x := make([]float64, n)
		var sum uint16
		for i := range x {
			v := c.at(data, i*len(group)+k)
			sum += uint16(v)
			if v == c.missing {
				x[i] = math.NaN()
			} else {
				x[i] = (float64(v) - float64(s.baseline)) / s.gain
			}
		}
		if s.checked && sum != uint16(s.checksum) {
			return nil, &FormatError{"header", s.line, fmt.Sprintf("checksum %d where the samples of %q sum to %d: one of the two files was changed", s.checksum, name, int16(sum))}
		}
		out[k] = Signal{Name: s.name, Units: s.units, Gain: s.gain, Baseline: s.baseline, Samples: x}
	}
	return out, nil
}

// readData returns the bytes of want samples, or of all there are when want
// is 0. It holds no more memory than the file has bytes, whatever the header
// says.
func readData(files fs.FS, name string, offset int64, c coding, want int) ([]byte, error) {
	f, err := files.Open(name)
	if err != nil {
		return nil, fmt.Errorf("wfdb: open signal file: %w", err)
	}
	defer f.Close()
	if offset > 0 {
		if _, err := io.CopyN(io.Discard, f, offset); err != nil {
			return nil, &FormatError{File: name, Msg: fmt.Sprintf("ends before byte %d, where its samples begin", offset)}
		}
	}
	limit := c.bytes(MaxSamples) + 1
	if want > 0 {
		limit = c.bytes(want)
	}
	data, err := io.ReadAll(io.LimitReader(f, int64(limit)))
	if err != nil {
		return nil, fmt.Errorf("wfdb: read signal file: %w", err)
	}
	return data, nil
}
