package wfdb

import (
	"bytes"
	"testing"
	"testing/fstest"
)

// FuzzHeader feeds headers: whatever comes, no panic, no more memory than the
// limits, and a record that was read can be told from the limits too.
func FuzzHeader(f *testing.F) {
	for _, s := range []string{
		"d 1 250 2\nd.dat 16 200(0)/mV 16 0 0 0 0 I\n# c\n",
		"d 2 360/360(1) 3 1:2:3 4/5/6\nd.dat 212 200\nd.dat 212 200\n",
		"d/2 1 100 5\na 2\nb 3\n", "d 1\nd.dat 16x2:3+4\n", "d 0\n", "# only\n",
		"d 1 250 99999999\nd.dat 80+3 1e3(5)/uV 8 0 0 0 0 two words\n",
	} {
		f.Add(s, []byte{0, 0, 0, 0, 1, 2, 3})
	}
	f.Fuzz(func(t *testing.T, head string, data []byte) {
		r, err := Decode(bytes.NewReader([]byte(head)), fstest.MapFS{"d.dat": {Data: data}})
		if err != nil {
			return
		}
		if len(r.Signals) > MaxSignals || !(r.Fs > 0) {
			t.Fatalf("%+v", r)
		}
		for _, s := range r.Signals {
			if len(s.Samples) > len(data) || s.Gain == 0 || s.Units == "" {
				t.Fatalf("%d samples of %d bytes, gain %v, units %q", len(s.Samples), len(data), s.Gain, s.Units)
			}
		}
	})
}

// FuzzData feeds samples in every coding: what was read from format 16 writes
// the same bytes again.
func FuzzData(f *testing.F) {
	f.Add([]byte{0, 0, 0xff, 0x80, 1, 2, 3}, uint8(2), uint16(16))
	f.Add([]byte{1, 0xf0, 0xff, 0, 0x80, 1}, uint8(1), uint16(212))
	f.Add([]byte{1, 2, 3}, uint8(1), uint16(24))
	f.Fuzz(func(t *testing.T, data []byte, m uint8, format uint16) {
		h := &header{name: "d", fs: 100}
		if _, ok := formats[int(format)]; !ok || m == 0 {
			return
		}
		for range m {
			h.signals = append(h.signals, spec{file: "d.dat", format: int(format), gain: 1000, units: "mV"})
		}
		group, err := readGroup(h, h.signals, fstest.MapFS{"d.dat": {Data: data}})
		if err != nil {
			t.Fatal(err)
		}
		if n := len(group[0].Samples); format == 16 && n > 0 {
			var hea, dat bytes.Buffer
			if err := Encode(&hea, &dat, &Record{Name: "d", Fs: 100, Signals: group}); err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(dat.Bytes(), data[:2*n*int(m)]) {
				t.Fatalf("wrote % x, read % x", dat.Bytes(), data)
			}
		}
	})
}
