package csv

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
)

func ExampleEncode() {
	var b bytes.Buffer
	err := Encode(&b, &Table{Fs: 500, Leads: []Lead{
		{Name: "V3r", Samples: []float64{0.1, math.NaN()}},
		{Name: "I", Samples: []float64{-0.00004, 1.25}},
		{Name: "aVF", Samples: []float64{math.NaN(), -0.12345}},
	}})
	fmt.Print(b.String(), err)
	// Output:
	// time_s,I,II,III,aVR,aVL,aVF,V1,V2,V3,V4,V5,V6,V3r
	// 0.000,0.0000,,,,,,,,,,,,0.1000
	// 0.002,1.2500,,,,,-0.1234,,,,,,,
	// <nil>
}

// TestRoundTrip reads back what was written, at many rates.
func TestRoundTrip(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for _, fs := range []float64{100, 128, 250, 256, 257, 360, 500, 512, 1000, 1025, 2000, 33.3} {
		in := &Table{Fs: fs, Start: float64(rng.IntN(3)) * 0.5}
		for _, name := range []string{"V4r", "II", "I", "V6", "Nehb D"} {
			x := make([]float64, 3000)
			for i := range x {
				if x[i] = 2 * rng.NormFloat64(); rng.IntN(4) == 0 {
					x[i] = math.NaN()
				}
			}
			in.Leads = append(in.Leads, Lead{name, x})
		}
		var b bytes.Buffer
		if err := Encode(&b, in); err != nil {
			t.Fatal(err)
		}
		text := b.String()
		out, err := Decode(&b)
		if err != nil {
			t.Fatalf("%v Hz: %v", fs, err)
		}
		if out.Fs != fs || out.Start != in.Start || len(out.Leads) != 14 {
			t.Fatalf("got %v Hz from %v s, %d leads; want %v Hz from %v s, 14 leads", out.Fs, out.Start, len(out.Leads), fs, in.Start)
		}
		for _, l := range in.Leads {
			got := out.Lead(l.Name)
			for i, x := range l.Samples {
				if math.IsNaN(x) != math.IsNaN(got[i]) || math.Abs(x-got[i]) > 0.50001e-4 {
					t.Fatalf("%s, sample %d: got %v, want %v", l.Name, i, got[i], x)
				}
			}
		}
		for _, x := range out.Lead("aVL") {
			if !math.IsNaN(x) {
				t.Fatal("a lead that was not given has samples")
			}
		}
		var again bytes.Buffer
		if err := Encode(&again, out); err != nil || again.String() != text {
			t.Fatalf("%v Hz: a second round changed the file (%v)", fs, err)
		}
	}
}

// TestAppendFixed compares with strconv, sign of zero and exact halves apart.
func TestAppendFixed(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for range 20000 {
		v := rng.NormFloat64() * math.Pow(10, float64(rng.IntN(22)-6))
		for _, places := range []int{3, 4, 9} {
			got := string(appendFixed(nil, v, places))
			want := strconv.FormatFloat(v, 'f', places, 64)
			if got == want || "-"+got == want {
				continue
			}
			a, _ := strconv.ParseFloat(got, 64)
			if math.Abs(a-v) > 0.5000001*math.Pow(10, -float64(places))+1e-15*math.Abs(v) {
				t.Fatalf("%v with %d places: %s, strconv has %s", v, places, got, want)
			}
		}
	}
	if got := string(appendFixed(nil, -0.00001, 4)); got != "0.0000" {
		t.Errorf("small negative: %s", got)
	}
}

func TestEncodeRefuses(t *testing.T) {
	one := []float64{1, 2}
	for _, c := range []struct {
		name string
		t    Table
		want string
	}{
		{"rate", Table{Leads: []Lead{{"I", one}}}, "positive rate"},
		{"start", Table{Fs: 500, Start: math.NaN(), Leads: []Lead{{"I", one}}}, "finite start"},
		{"no leads", Table{Fs: 500}, "0 leads"},
		{"twice", Table{Fs: 500, Leads: []Lead{{"I", one}, {"I", one}}}, "twice"},
		{"comma", Table{Fs: 500, Leads: []Lead{{"I,II", one}}}, "lead name"},
		{"empty name", Table{Fs: 500, Leads: []Lead{{"", one}}}, "lead name"},
		{"uneven", Table{Fs: 500, Leads: []Lead{{"I", one}, {"II", one[:1]}}}, "equally long"},
		{"infinite", Table{Fs: 500, Leads: []Lead{{"I", []float64{0, math.Inf(-1)}}}}, "sample 1 is infinite"},
	} {
		if err := Encode(&bytes.Buffer{}, &c.t); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want an error with %q", c.name, err, c.want)
		}
	}
}

func TestDecode(t *testing.T) {
	out, err := Decode(strings.NewReader("# made by hand\n\ufefftime_s, I ,X\n0.5,1e-1,\n0.502, nan,-2\n"))
	if err != nil {
		t.Fatal(err)
	}
	if out.Fs != 500 || out.Start != 0.5 || fmt.Sprint(out.Leads) != "[{I [0.1 NaN]} {X [NaN -2]}]" {
		t.Errorf("got %+v", out)
	}
	if out.Lead("II") != nil {
		t.Error("lead II is not in the file")
	}
}

func TestDecodeErrors(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"empty", "", "empty"},
		{"comments", "# a\n", "empty"},
		{"first column", "t,I\n0,1\n", `"time_s" is needed`},
		{"no leads", "time_s\n0\n", "no leads"},
		{"twice", "time_s,I,I\n0,1,1\n", "twice"},
		{"name", "time_s,,II\n0,1,1\n", "lead name"},
		{"short row", "time_s,I,II\n0,1\n", "line 2: wrong number of fields"},
		{"quote", "time_s,I\n0,\"1\n", "malformed line"},
		{"value", "time_s,I\n0,1\n0.1,x\n", `line 3: lead "I": "x"`},
		{"infinite", "time_s,I\n0,1\n0.1,inf\n", `line 3: lead "I": "inf"`},
		{"time", "time_s,I\nzero,1\n", `line 2: time "zero"`},
		{"time back", "time_s,I\n1,1\n\n0.5,1\n", "line 4: time 0.5 does not follow 1"},
		{"one row", "time_s,I\n0,1\n", "1 samples"},
		{"unsteady", "time_s,I\n0,1\n0.1,1\n0.25,1\n0.3,1\n", "sample 2 lies at 0.25"},
	} {
		_, err := Decode(strings.NewReader(c.in))
		var f *FormatError
		if err == nil || !strings.Contains(err.Error(), c.want) || !errors.As(err, &f) {
			t.Errorf("%s: got %v, want a format error with %q", c.name, err, c.want)
		}
	}
	wide := timeColumn + strings.Repeat(",x", MaxColumns)
	if _, err := Decode(strings.NewReader(wide)); !errors.Is(err, ErrTooLarge) {
		t.Errorf("%d columns: got %v", MaxColumns+1, err)
	}
}

// FuzzDecode: whatever comes, no panic; what was read can be written and read
// again with the same shape.
func FuzzDecode(f *testing.F) {
	f.Add([]byte("time_s,I,II\n0,1,\n0.002,,3\n"))
	f.Add([]byte("# c\ntime_s,\"V1\"\n0,nan\n1e-3,-1e9\n"))
	f.Add([]byte("time_s,I\n-5,1e300\n0,2\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		a, err := Decode(bytes.NewReader(data))
		if err != nil {
			return
		}
		var b bytes.Buffer
		if err := Encode(&b, a); err != nil {
			t.Fatalf("%+v: %v", a, err)
		}
		if a.Fs > 1e6 || math.Abs(a.Start) > 1e6 {
			return // nine decimals do not hold such times
		}
		c, err := Decode(&b)
		if err != nil {
			t.Fatalf("%+v: %v", a, err)
		}
		if len(c.Leads[0].Samples) != len(a.Leads[0].Samples) || len(c.Leads) < len(a.Leads) {
			t.Fatalf("%+v became %+v", a, c)
		}
	})
}

func BenchmarkEncode(b *testing.B) {
	t := &Table{Fs: 500}
	for _, name := range leads {
		x := make([]float64, 5000)
		for i := range x {
			x[i] = math.Sin(float64(i))
		}
		t.Leads = append(t.Leads, Lead{name, x})
	}
	var out bytes.Buffer
	for b.Loop() {
		out.Reset()
		if err := Encode(&out, t); err != nil {
			b.Fatal(err)
		}
	}
	b.SetBytes(int64(out.Len()))
}

func BenchmarkDecode(b *testing.B) {
	t := &Table{Fs: 500}
	for _, name := range leads {
		x := make([]float64, 5000)
		for i := range x {
			x[i] = math.Sin(float64(i))
		}
		t.Leads = append(t.Leads, Lead{name, x})
	}
	var out bytes.Buffer
	if err := Encode(&out, t); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := Decode(bytes.NewReader(out.Bytes())); err != nil {
			b.Fatal(err)
		}
	}
}
