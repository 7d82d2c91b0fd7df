package wfdb

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"strconv"
)

// Encode writes the record in format 16: the header to hea, which names the
// signal file r.Name+".dat", and that file's bytes to dat. Samples are rounded
// to the nearest ADC unit; one that does not fit 16 bits at its gain is an
// error, as are infinities. Nothing is written when the record has a fault.
func Encode(hea, dat io.Writer, r *Record) error {
	if err := r.check(); err != nil {
		return err
	}
	data, first, sum, err := quantise(r)
	if err != nil {
		return err
	}
	if _, err := dat.Write(data); err != nil {
		return fmt.Errorf("wfdb: write samples: %w", err)
	}
	w := bufio.NewWriter(hea)
	fmt.Fprintf(w, "%s %d %s %d", r.Name, len(r.Signals), number(r.Fs), len(r.Signals[0].Samples))
	for _, s := range []string{r.BaseTime, r.BaseDate} {
		if s != "" {
			fmt.Fprintf(w, " %s", s)
		}
	}
	fmt.Fprintln(w)
	for k, s := range r.Signals {
		units := s.Units
		if units == "" {
			units = "mV"
		}
		fmt.Fprintf(w, "%s.dat 16 %s(%d)/%s 16 0 %d %d 0", r.Name, number(s.gain()), s.Baseline, units, first[k], sum[k])
		if s.Name != "" {
			fmt.Fprintf(w, " %s", s.Name)
		}
		fmt.Fprintln(w)
	}
	for _, c := range r.Comments {
		fmt.Fprintf(w, "# %s\n", c)
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("wfdb: write header: %w", err)
	}
	return nil
}

// number writes a rate or gain without an exponent, which not every reader
// takes.
func number(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

func (s *Signal) gain() float64 {
	if s.Gain == 0 {
		return DefaultGain
	}
	return s.Gain
}

// quantise returns the bytes of a signal file in format 16 and, for each
// signal, its first ADC value and the 16-bit sum of all.
func quantise(r *Record) (data []byte, first, sum []int16, err error) {
	n, m := len(r.Signals[0].Samples), len(r.Signals)
	data = make([]byte, 2*n*m)
	first, sum = make([]int16, m), make([]int16, m)
	for k := range r.Signals {
		s := &r.Signals[k]
		gain, base := s.gain(), float64(s.Baseline)
		for i, x := range s.Samples {
			v := int16(math.MinInt16)
			if !math.IsNaN(x) {
				q := math.RoundToEven(x*gain + base)
				// The lowest value is taken: it means missing.
				if !(q > math.MinInt16 && q <= math.MaxInt16) {
					return nil, nil, nil, fmt.Errorf("wfdb: signal %d (%q), sample %d: %v does not fit 16 bits at gain %v: lower the gain", k, s.Name, i, x, gain)
				}
				v = int16(q)
			}
			if i == 0 {
				first[k] = v
			}
			sum[k] += v
			binary.LittleEndian.PutUint16(data[2*(i*m+k):], uint16(v))
		}
	}
	return data, first, sum, nil
}
