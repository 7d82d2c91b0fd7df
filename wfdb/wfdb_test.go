package wfdb

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"
)

// decode reads a record from a header and one signal file, d.dat.
func decode(header string, data []byte) (*Record, error) {
	return Decode(strings.NewReader(header), fstest.MapFS{"d.dat": {Data: data}})
}

func TestHeaderFields(t *testing.T) {
	const head = "# before\n\nd 3 360/360(12) 2 12:34:56.5 24/11/2026\r\n" +
		"d.dat 16+4 200.5(-7)/uV 11 1024 3 0 0 MLII  at rest\n" +
		"d.dat 16x1:0+4 0 12 5\n" +
		"d.dat 16\n#after\n#  two blanks\n"
	data := []byte{9, 9, 9, 9, 3, 0, 5, 0, 200, 0, 0xfd, 0xff, 0, 0x80, 0x38, 0xff}
	r, err := decode(head, data)
	if err != nil {
		t.Fatal(err)
	}
	want := &Record{Name: "d", Fs: 360, BaseTime: "12:34:56.5", BaseDate: "24/11/2026",
		Comments: []string{"before", "after", " two blanks"},
		Signals: []Signal{
			{Name: "MLII  at rest", Units: "uV", Gain: 200.5, Baseline: -7, Samples: []float64{10 / 200.5, 4 / 200.5}},
			{Units: "mV", Gain: 200, Baseline: 5, Samples: []float64{0, math.NaN()}},
			{Units: "mV", Gain: 200, Samples: []float64{1, -1}},
		}}
	if fmt.Sprintf("%+v", r) != fmt.Sprintf("%+v", want) { // NaN equals NaN in print
		t.Errorf("got  %+v\nwant %+v", r, want)
	}
}

func TestHeaderDefaults(t *testing.T) {
	r, err := decode("d 1\nd.dat 16\n", []byte{200, 0, 0, 0x80, 7})
	if err != nil {
		t.Fatal(err)
	}
	if r.Fs != 250 || len(r.Signals[0].Samples) != 2 || r.Signals[0].Samples[0] != 1 {
		t.Errorf("got %+v, want 250 Hz and samples 1, NaN", r)
	}
}

func TestErrors(t *testing.T) {
	const sig = "d.dat 16 200 12 0 0 0 0 x\n"
	for _, c := range []struct {
		name, header string
		data         int // bytes
		want         string
		unsupported  bool
	}{
		{"empty", "", 0, "no record line", false},
		{"comments only", "# a\n# b\n", 0, "line 2: no record line", false},
		{"binary", "d\x001\n", 0, "not a text file", false},
		{"no count", "d\n", 0, "line 1: no number of signals", false},
		{"count", "d x\n", 0, `line 1: number of signals "x"`, false},
		{"negative count", "d -1\n", 0, `line 1: number of signals "-1"`, false},
		{"too many signals", "d 5000\n", 0, "line 1: 5000 signals", true},
		{"rate", "d 1 0\n" + sig, 0, `line 1: sampling rate "0"`, false},
		{"rate not a number", "d 1 NaN\n" + sig, 0, `line 1: sampling rate`, false},
		{"samples", "d 1 250 -3\n" + sig, 0, `line 1: number of samples "-3"`, false},
		{"too many samples", "d 1 250 99999999999\n" + sig, 0, "line 1: 1 signals of 99999999999 samples", true},
		{"fields", "d 1 250 2 1:2 3/4/5 x\n" + sig, 4, "line 1: 7 fields", false},
		{"segments", "d/3 2 250 100\n", 0, "line 1: a record of 3 segments", true},
		{"bad segments", "d/x 2 250 100\n", 0, `line 1: number of segments "x"`, false},
		{"too few lines", "d 2 250 2\n" + sig, 4, "line 2: 1 signal lines where 2", false},
		{"too many lines", "d 1 250 2\n" + sig + "#c\n" + sig, 4, "line 4: a further line after 1 signals", false},
		{"no format", "d 1 250 2\nd.dat\n", 4, "line 2: no format", false},
		{"bad format", "d 1 250 2\nd.dat sixteen\n", 4, `line 2: format "sixteen"`, false},
		{"other format", "d 1 250 2\nd.dat 8\n", 4, "line 2: signal format 8", true},
		{"frames", "d 1 250 2\nd.dat 16x4\n", 4, "line 2: 4 samples a frame", true},
		{"skew", "d 1 250 2\nd.dat 16:3\n", 4, "line 2: a skew of 3", true},
		{"bad skew", "d 1 250 2\nd.dat 16:\n", 4, `line 2: format "16:"`, false},
		{"gain", "d 1 250 2\nd.dat 16 -5\n", 4, `line 2: gain "-5"`, false},
		{"baseline", "d 1 250 2\nd.dat 16 200(1/mV\n", 4, `line 2: baseline in`, false},
		{"units", "d 1 250 2\nd.dat 16 200(1)/\n", 4, `line 2: empty units`, false},
		{"resolution", "d 1 250 2\nd.dat 16 200 a\n", 4, `line 2: ADC resolution "a"`, false},
		{"zero", "d 1 250 2\nd.dat 16 200 12 1.5\n", 4, `line 2: ADC zero "1.5"`, false},
		{"initial", "d 1 250 2\nd.dat 16 200 12 0 x\n", 4, `line 2: initial value "x"`, false},
		{"checksum field", "d 1 250 2\nd.dat 16 200 12 0 0 x\n", 4, `line 2: checksum "x"`, false},
		{"block", "d 1 250 2\nd.dat 16 200 12 0 0 0 x\n", 4, `line 2: block size "x"`, false},
		{"checksum", "d 1 250 2\nd.dat 16 200 12 0 0 5 0 x\n", 4, `line 2: checksum 5 where the samples of "d.dat" sum to 0`, false},
		{"short data", "d 1 250 3\n" + sig, 4, "malformed d.dat: 4 bytes of samples where the header needs 6", false},
		{"short of the offset", "d 1 250 2\nd.dat 16+9 200\n", 4, "malformed d.dat: ends before byte 9", false},
		{"mixed formats", "d 2 250 2\nd.dat 16\nd.dat 80\n", 8, "line 3: file \"d.dat\" has signals of format 16 and 80", false},
		{"interrupted group", "d 3 250 1\nd.dat 16\ne.dat 16\nd.dat 16\n", 8, "line 4: signals of file \"d.dat\" do not follow", false},
		{"uneven files", "d 2 250\nd.dat 16\ne.dat 16\n", 8, "malformed e.dat: 1 samples a signal where \"d.dat\" has 4", false},
		{"standard input", "d 1 250 2\n- 16\n", 4, `line 2: signal file "-"`, true},
		{"path", "d 1 250 2\n../d.dat 16\n", 4, `line 2: signal file "../d.dat" is not a plain file name`, false},
		{"folder", "d 1 250 2\n. 16\n", 4, `is not a plain file name`, false},
		{"windows path", "d 1 250 2\nc:d.dat 16\n", 4, `is not a plain file name`, false},
		{"long", "#" + strings.Repeat("x", MaxHeaderBytes), 0, "more than 1048576 bytes", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Decode(strings.NewReader(c.header), fstest.MapFS{
				"d.dat": {Data: make([]byte, c.data)}, "e.dat": {Data: make([]byte, 2)}})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("got error %v, want one with %q", err, c.want)
			}
			var f *FormatError
			var u *UnsupportedError
			if errors.As(err, &u) != c.unsupported || errors.As(err, &f) == c.unsupported {
				t.Errorf("error is of type %T", err)
			}
		})
	}
}

func TestMissingFile(t *testing.T) {
	if _, err := Decode(strings.NewReader("d 1 250 2\nf.dat 16\n"), fstest.MapFS{}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v, want that the file does not exist", err)
	}
	if _, err := ReadFile(filepath.Join(t.TempDir(), "none")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v, want that the header does not exist", err)
	}
}

// TestFormats reads the same values from every coding.
func TestFormats(t *testing.T) {
	for _, c := range []struct {
		format int
		data   []byte
		want   []float64
	}{
		{16, []byte{1, 0, 0xff, 0xff, 0, 0x80, 0xff, 0x7f}, []float64{1, -1, math.NaN(), 32767}},
		{61, []byte{0, 1, 0xff, 0xff, 0x80, 0, 0x7f, 0xff}, []float64{1, -1, math.NaN(), 32767}},
		{160, []byte{1, 0x80, 0xff, 0x7f, 0, 0, 0xff, 0xff}, []float64{1, -1, math.NaN(), 32767}},
		{24, []byte{1, 0, 0, 0xff, 0xff, 0xff, 0, 0, 0x80, 0xff, 0xff, 0x7f}, []float64{1, -1, math.NaN(), 8388607}},
		{32, []byte{1, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0x80, 0xff, 0xff, 0xff, 0x7f}, []float64{1, -1, math.NaN(), 2147483647}},
		{80, []byte{129, 127, 0, 255}, []float64{1, -1, math.NaN(), 127}},
		// Sample pairs (1, -1), (-2048, 2047): low bytes outside, high halves between.
		{212, []byte{0x01, 0xf0, 0xff, 0x00, 0x78, 0xff}, []float64{1, -1, math.NaN(), 2047}},
	} {
		for _, samples := range []string{"", " 2"} {
			r, err := decode(fmt.Sprintf("d 2 100%s\nd.dat %d 1\nd.dat %d 1\n", samples, c.format, c.format), c.data)
			if err != nil {
				t.Errorf("format %d: %v", c.format, err)
				continue
			}
			// Two signals: even samples and odd ones.
			got := []float64{r.Signals[0].Samples[0], r.Signals[1].Samples[0], r.Signals[0].Samples[1], r.Signals[1].Samples[1]}
			if fmt.Sprint(got) != fmt.Sprint(c.want) {
				t.Errorf("format %d: got %v, want %v", c.format, got, c.want)
			}
		}
	}
	// An odd number of 12-bit samples ends in two bytes and a half of none.
	r, err := decode("d 1 100 3\nd.dat 212 1\n", []byte{0x01, 0xf0, 0xff, 0x05, 0x00, 0x00})
	if err != nil || fmt.Sprint(r.Signals[0].Samples) != "[1 -1 5]" {
		t.Errorf("odd 212: %v %v", r, err)
	}
}

func TestSeveralFiles(t *testing.T) {
	files := fstest.MapFS{
		"in/a.dat": {Data: []byte{1, 0, 2, 0, 3, 0, 4, 0}},
		"in/b.dat": {Data: []byte{129, 130}},
		"in/r.hea": {Data: []byte("r 3 500 2\na.dat 16 1\na.dat 16 1\nb.dat 80 1\n")},
	}
	r, err := ReadFS(files, "in/r")
	if err != nil {
		t.Fatal(err)
	}
	for k, want := range [][]float64{{1, 3}, {2, 4}, {1, 2}} {
		if !reflect.DeepEqual(r.Signals[k].Samples, want) {
			t.Errorf("signal %d: got %v, want %v", k, r.Signals[k].Samples, want)
		}
	}
}

func TestEncodeRefuses(t *testing.T) {
	good := func() *Record {
		return &Record{Name: "r", Fs: 500, Signals: []Signal{{Name: "I", Samples: []float64{0, 1}}, {Name: "II", Samples: []float64{1, 2}}}}
	}
	for _, c := range []struct {
		name  string
		spoil func(*Record)
		want  string
	}{
		{"name", func(r *Record) { r.Name = "a b" }, "CleanName"},
		{"no name", func(r *Record) { r.Name = "" }, "record name"},
		{"rate", func(r *Record) { r.Fs = math.NaN() }, "sampling rate"},
		{"no signals", func(r *Record) { r.Signals = nil }, "0 signals"},
		{"no samples", func(r *Record) { r.Signals[0].Samples = nil }, "0 samples"},
		{"uneven", func(r *Record) { r.Signals[1].Samples = []float64{1} }, "1 samples where the first signal has 2"},
		{"gain", func(r *Record) { r.Signals[0].Gain = -1 }, "gain -1"},
		{"baseline", func(r *Record) { r.Signals[0].Baseline = 1 << 20 }, "baseline"},
		{"units", func(r *Record) { r.Signals[0].Units = "m V" }, "units"},
		{"lead name", func(r *Record) { r.Signals[0].Name = "I\nII" }, "name"},
		{"comment", func(r *Record) { r.Comments = []string{"a\nb"} }, "comment"},
		{"date alone", func(r *Record) { r.BaseDate = "24/11/2026" }, "without a base time"},
		{"time", func(r *Record) { r.BaseTime = "noon" }, "base time"},
		{"too high", func(r *Record) { r.Signals[1].Samples[1] = 32.768 }, `signal 1 ("II"), sample 1: 32.768 does not fit`},
		{"the missing value", func(r *Record) { r.Signals[1].Samples[1] = -32.768 }, "does not fit"},
		{"infinite", func(r *Record) { r.Signals[1].Samples[1] = math.Inf(1) }, "does not fit"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := good()
			c.spoil(r)
			var hea, dat bytes.Buffer
			err := Encode(&hea, &dat, r)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("got %v, want an error with %q", err, c.want)
			}
			if hea.Len()+dat.Len() > 0 {
				t.Error("something was written all the same")
			}
		})
	}
	if err := Encode(&bytes.Buffer{}, &bytes.Buffer{}, good()); err != nil {
		t.Errorf("the record without fault: %v", err)
	}
}

// TestRoundTrip writes random records and reads them back: samples to half an
// ADC unit, everything else exactly; and a second round changes no byte.
func TestRoundTrip(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		r := randomRecord(rng)
		var hea, dat bytes.Buffer
		if err := Encode(&hea, &dat, r); err != nil {
			t.Fatalf("%+v: %v", r, err)
		}
		back, err := Decode(bytes.NewReader(hea.Bytes()), fstest.MapFS{r.Name + ".dat": {Data: dat.Bytes()}})
		if err != nil {
			t.Fatalf("%s: %v", hea.String(), err)
		}
		if back.Name != r.Name || back.Fs != r.Fs || back.BaseTime != r.BaseTime || !reflect.DeepEqual(back.Comments, r.Comments) {
			t.Fatalf("got %+v, want %+v", back, r)
		}
		for k, s := range r.Signals {
			b := back.Signals[k]
			if b.Name != s.Name || b.Gain != s.gain() || b.Baseline != s.Baseline || len(b.Samples) != len(s.Samples) {
				t.Fatalf("signal %d: got %+v, want %+v", k, b, s)
			}
			for i, x := range s.Samples {
				if math.IsNaN(x) != math.IsNaN(b.Samples[i]) || math.Abs(x-b.Samples[i]) > 0.5001/b.Gain {
					t.Fatalf("signal %d, sample %d: got %v, want %v", k, i, b.Samples[i], x)
				}
			}
		}
		var hea2, dat2 bytes.Buffer
		if err := Encode(&hea2, &dat2, back); err != nil {
			t.Fatal(err)
		}
		if hea2.String() != hea.String() || !bytes.Equal(dat2.Bytes(), dat.Bytes()) {
			t.Fatalf("a second round changed the record:\n%s\n%s", hea.String(), hea2.String())
		}
	}
}

func randomRecord(rng *rand.Rand) *Record {
	r := &Record{Name: fmt.Sprintf("r_%d-x", rng.IntN(100)), Fs: []float64{100, 250, 360, 500, 1000, 128.5, 1e6}[rng.IntN(7)]}
	if rng.IntN(2) == 0 {
		r.BaseTime = "01:02:03"
	}
	for range rng.IntN(3) {
		r.Comments = append(r.Comments, fmt.Sprintf("comment %d # /", rng.IntN(1000)))
	}
	n := 1 + rng.IntN(40)
	for k := range 1 + rng.IntN(13) {
		s := Signal{Name: fmt.Sprintf("lead %d", k), Units: []string{"mV", "uV", "mV/s"}[rng.IntN(3)],
			Gain: []float64{0, 200, 1000, 4.88e-3, 1234.5678}[rng.IntN(5)], Baseline: rng.IntN(2001) - 1000}
		for range n {
			x := rng.NormFloat64() * 1000 / s.gain()
			if rng.IntN(5) == 0 {
				x = math.NaN()
			}
			s.Samples = append(s.Samples, x)
		}
		r.Signals = append(r.Signals, s)
	}
	return r
}

// TestWriteFile checks the files of a record and that nothing else is left.
func TestWriteFile(t *testing.T) {
	dir := t.TempDir()
	r := &Record{Name: "other", Fs: 500, Signals: []Signal{{Name: "I", Samples: []float64{1, 2}}}}
	for range 2 { // the second time over the first
		if err := WriteFile(filepath.Join(dir, "a"), r); err != nil {
			t.Fatal(err)
		}
	}
	if r.Name != "other" {
		t.Errorf("the record was renamed to %q", r.Name)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 2 || entries[0].Name() != "a.dat" || entries[1].Name() != "a.hea" {
		t.Errorf("got %v %v, want a.dat and a.hea", entries, err)
	}
	back, err := ReadFile(filepath.Join(dir, "a.hea"))
	if err != nil || back.Name != "a" || !reflect.DeepEqual(back.Signals[0].Samples, []float64{1, 2}) {
		t.Errorf("got %+v %v", back, err)
	}
	if err := WriteFile(filepath.Join(dir, "no", "a"), r); err == nil {
		t.Error("no error for a folder that does not exist")
	}
	if err := WriteFile(filepath.Join(dir, "a b"), r); err == nil {
		t.Error("no error for a name with a blank")
	}
}

func TestCleanName(t *testing.T) {
	for in, want := range map[string]string{"": "record", "a-B_9": "a-B_9", "Ä 1.png": "__1_png"} {
		if got := CleanName(in); got != want {
			t.Errorf("CleanName(%q) = %q, want %q", in, got, want)
		}
	}
}

// TestDevelopmentSets reads every truth of the development sets.
func TestDevelopmentSets(t *testing.T) {
	heads, _ := filepath.Glob(filepath.FromSlash("../../shared/data/*/*.hea"))
	if len(heads) == 0 {
		t.Skip("the development sets are not here")
	}
	for _, h := range heads {
		r, err := ReadFile(h)
		if err != nil {
			t.Errorf("%s: %v", h, err)
			continue
		}
		if len(r.Signals) != 12 {
			t.Errorf("%s: %d signals", h, len(r.Signals))
		}
	}
}
