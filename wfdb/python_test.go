package wfdb

import (
	"encoding/json"
	"math"
	"os/exec"
	"path/filepath"
	"testing"
)

// python runs a script with the Python package wfdb, or skips the test.
func python(t *testing.T, script string, args ...string) []byte {
	t.Helper()
	if testing.Short() {
		t.Skip("starting Python takes seconds")
	}
	exe, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("no python3 to compare with")
	}
	if exec.Command(exe, "-c", "import wfdb").Run() != nil {
		t.Skip("no Python package wfdb to compare with")
	}
	out, err := exec.Command(exe, append([]string{"-c", script}, args...)...).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return out
}

// TestPythonReadsOurs lets the Python package read a record of ours.
func TestPythonReadsOurs(t *testing.T) {
	stem := filepath.Join(t.TempDir(), "ours")
	r := &Record{Fs: 500, Comments: []string{"one", "two"}, Signals: []Signal{{Name: "I"}, {Name: "aVR", Gain: 250, Baseline: 12, Units: "uV"}}}
	for i := range 101 {
		x := math.Sin(float64(i) / 7)
		r.Signals[0].Samples = append(r.Signals[0].Samples, x)
		if i < 20 {
			x = math.NaN()
		}
		r.Signals[1].Samples = append(r.Signals[1].Samples, 3*x)
	}
	if err := WriteFile(stem, r); err != nil {
		t.Fatal(err)
	}
	out := python(t, `
import json, sys, wfdb
r = wfdb.rdrecord(sys.argv[1], physical=True)
d = wfdb.rdrecord(sys.argv[1], physical=False)
print(json.dumps(dict(fs=r.fs, names=r.sig_name, units=r.units, comments=r.comments,
    x=[[None if v != v else v for v in row] for row in r.p_signal.T.tolist()],
    checks=d.calc_checksum() == [c & 65535 for c in d.checksum],
    first=[int(v) for v in d.d_signal[0]] == d.init_value)))`, stem)
	var got struct {
		Fs            float64
		Names, Units  []string
		Comments      []string
		X             [][]*float64
		Checks, First bool
	}
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if got.Fs != 500 || got.Names[1] != "aVR" || got.Units[1] != "uV" || got.Units[0] != "mV" || got.Comments[1] != "two" {
		t.Errorf("Python read %+v", got)
	}
	if !got.Checks || !got.First {
		t.Errorf("Python finds wrong checksums (right: %v) or initial values (right: %v)", got.Checks, got.First)
	}
	for k, s := range r.Signals {
		for i, x := range s.Samples {
			v := got.X[k][i]
			if (v == nil) != math.IsNaN(x) || v != nil && math.Abs(*v-x) > 0.5001/s.gain() {
				t.Fatalf("signal %d, sample %d: Python read %v, we wrote %v", k, i, v, x)
			}
		}
	}
}

// TestWeReadPythons reads records that the Python package wrote in each
// format it writes.
func TestWeReadPythons(t *testing.T) {
	dir := t.TempDir()
	out := python(t, `
import json, os, sys, wfdb, numpy as np
os.chdir(sys.argv[1])
x = np.stack([100*np.sin(np.arange(33)/5), 50*np.cos(np.arange(33)/3)], axis=1).round().astype(int)
lowest = {"16": -32768, "24": -2**23, "32": -2**31, "80": -128, "212": -2048}
for f, m in lowest.items():
    d = x.copy()
    d[4, 0] = m
    wfdb.wrsamp("p"+f, fs=360, units=["mV", "uV"], sig_name=["MLII", "V 5"], d_signal=d, fmt=[f, f],
        adc_gain=[200.0, 10.5], baseline=[0, -3], comments=["c"])
print(json.dumps(x.tolist()))`, dir)
	var x [][2]float64
	if err := json.Unmarshal(out, &x); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, f := range []string{"16", "24", "32", "80", "212"} {
		r, err := ReadFile(filepath.Join(dir, "p"+f))
		if err != nil {
			t.Errorf("format %s: %v", f, err)
			continue
		}
		if r.Fs != 360 || r.Signals[1].Name != "V 5" || r.Signals[1].Units != "uV" || len(r.Comments) != 1 || len(r.Signals[0].Samples) != len(x) {
			t.Errorf("format %s: read %+v", f, r)
			continue
		}
		for i, v := range x {
			a, b := r.Signals[0].Samples[i], r.Signals[1].Samples[i]
			if i == 4 {
				if !math.IsNaN(a) {
					t.Errorf("format %s: missing sample read as %v", f, a)
				}
			} else if math.Abs(a-v[0]/200) > 1e-12 {
				t.Errorf("format %s, sample %d: got %v, want %v", f, i, a, v[0]/200)
			}
			if math.Abs(b-(v[1]+3)/10.5) > 1e-12 {
				t.Errorf("format %s, sample %d: got %v, want %v", f, i, b, (v[1]+3)/10.5)
			}
		}
	}
}
