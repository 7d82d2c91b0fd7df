package synth

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strconv"
)

// Write writes the sample as one record of a stream: the length of what
// follows (8 bytes), the length of the header (4 bytes), the header as JSON,
// and the planes in its order. Numbers are little-endian.
func (s *Sample) Write(w io.Writer) error {
	start, err := s.Header.appendJSON(make([]byte, 12))
	if err != nil {
		return fmt.Errorf("synth: sample %s: %w", s.Header.ID, err)
	}
	total := len(start) - 8
	for _, p := range s.planes {
		total += len(p)
	}
	binary.LittleEndian.PutUint64(start, uint64(total))
	binary.LittleEndian.PutUint32(start[8:], uint32(len(start)-12))
	for _, b := range append([][]byte{start}, s.planes...) {
		if _, err := w.Write(b); err != nil {
			return fmt.Errorf("synth: sample %s: %w", s.Header.ID, err)
		}
	}
	return nil
}

// appendJSON appends the header as JSON. The points of traces, nearly all of
// it, are written by themselves: they have few decimals, which need no search
// for the shortest number that reads back the same.
func (h *SampleHeader) appendJSON(b []byte) ([]byte, error) {
	rest := *h
	rest.Traces = nil
	head, err := json.Marshal(&rest)
	if err != nil {
		return nil, err
	}
	if len(h.Traces) == 0 {
		return append(b, head...), nil
	}
	b = append(append(b, head[:len(head)-1]...), `,"traces":[`...)
	for i := range h.Traces {
		if i > 0 {
			b = append(b, ',')
		}
		if b, err = h.Traces[i].appendJSON(b); err != nil {
			return nil, err
		}
	}
	return append(b, ']', '}'), nil
}

// pointPlaces are the decimals of a point's parts: thousandths of a pixel,
// tenths of milliseconds and of microvolts, hundredths of ink.
func pointPlaces() [5]int { return [5]int{3, 3, 4, 4, 2} }

func (t *SampleTrace) appendJSON(b []byte) ([]byte, error) {
	lead, err := json.Marshal(t.Lead)
	if err != nil {
		return nil, err
	}
	b = append(append(b, `{"lead":`...), lead...)
	b = strconv.AppendInt(append(b, `,"segment":`...), int64(t.Segment), 10)
	b = append(b, `,"points":[`...)
	places := pointPlaces()
	for i, p := range t.Points {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, '[')
		for k, v := range p {
			if k > 0 {
				b = append(b, ',')
			}
			if !(math.Abs(v) < 1e9) {
				return nil, fmt.Errorf("lead %s has a point at %g", t.Lead, v)
			}
			b = appendDecimal(b, v, places[k])
		}
		b = append(b, ']')
	}
	return append(b, ']', '}'), nil
}

// appendDecimal appends a number below 1e9 that has so many decimals, without
// zeros at its end.
func appendDecimal(b []byte, v float64, places int) []byte {
	if math.Signbit(v) {
		b = append(b, '-')
	}
	scale := int64(math.Round(math.Pow10(places)))
	n := int64(math.Abs(v)*float64(scale) + 0.5)
	b = strconv.AppendInt(b, n/scale, 10)
	if n %= scale; n == 0 {
		return b
	}
	b = append(b, '.')
	for n > 0 {
		scale /= 10
		b = append(b, byte('0'+n/scale))
		n %= scale
	}
	return b
}
