package eval

import (
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/einthoven-ecg/einthoven/wfdb"
)

func TestLoadCase(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "kit")
	write := func(name, text string) {
		t.Helper()
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("a.json", `{"id":"a","set":"s","kind":"ecg","layout":"1x1:II","speed_mm_s":50,"gain_mm_mv":5,"fs":250,"record":"R/1","windows":{"II":[[0,1],[0.5,2]]},"more":[1]}`)
	write("a.png", "")
	write("b.json", `{"kind":"not-ecg","layout":null,"speed_mm_s":null,"windows":null}`)
	write("bad.json", `{"kind":`)
	rec := &wfdb.Record{Fs: 250, Signals: []wfdb.Signal{
		{Name: "ii", Units: "uV", Gain: 1, Samples: []float64{math.NaN(), 250, -500}}}}
	if err := wfdb.WriteFile(filepath.Join(dir, "a"), rec); err != nil {
		t.Fatal(err)
	}
	ids, err := Cases(dir)
	if err != nil || !reflect.DeepEqual(ids, []string{"a", "b", "bad"}) {
		t.Fatalf("cases %q %v", ids, err)
	}
	a, err := LoadCase(dir, "a")
	if err != nil {
		t.Fatal(err)
	}
	if a.Set != "s" || a.Kind != "ecg" || a.Record != "R/1" || a.Layout != "1x1:II" || a.SpeedMMS != 50 || a.GainMMMV != 5 || a.Fs != 250 || a.Label != ECG {
		t.Errorf("%+v", a)
	}
	if !reflect.DeepEqual(a.Windows, []Window{{"II", 0, 1}, {"II", 0.5, 2}}) || a.Picture != filepath.Join(dir, "a.png") {
		t.Errorf("windows %v, picture %q", a.Windows, a.Picture)
	}
	if x := a.Truth[1]; len(x) != 3 || !math.IsNaN(x[0]) || x[1] != 0.25 || x[2] != -0.5 {
		t.Errorf("truth of II: %v", x)
	}
	if a.printed(0) || !a.printed(1) || len(a.Truth[0]) != 3 {
		t.Error("leads that the record lacks must be there, and not printed")
	}
	b, err := LoadCase(dir, "b")
	if err != nil || b.Label != NotECG || b.HasTruth() || b.Set != "kit" || b.Record != "b" || b.Picture != "" {
		t.Errorf("%+v %v", b, err)
	}
	if _, err := LoadCase(dir, "bad"); err == nil || !strings.Contains(err.Error(), "case bad") {
		t.Errorf("bad JSON: %v", err)
	}
	if c, err := LoadCase(dir, "absent"); err != nil || c.Label != Unlabelled || c.HasTruth() {
		t.Errorf("%+v %v", c, err)
	}
	rec.Signals[0].Name = "pressure"
	if err := wfdb.WriteFile(filepath.Join(dir, "c"), rec); err != nil {
		t.Fatal(err)
	}
	if _, err := LoadCase(dir, "c"); err == nil || !strings.Contains(err.Error(), "pressure") {
		t.Errorf("a signal that is no lead: %v", err)
	}
	rec.Signals = append(rec.Signals, wfdb.Signal{Name: "V4R", Units: "uV", Gain: 1, Samples: []float64{1, 2, 3}})
	rec.Signals[0].Name = "V6"
	if err := wfdb.WriteFile(filepath.Join(dir, "d"), rec); err != nil {
		t.Fatal(err)
	}
	if d, err := LoadCase(dir, "d"); err != nil || !d.printed(11) || d.printed(3) {
		t.Errorf("a record with a lead beyond the twelve: %v", err)
	}
	if err := os.Remove(filepath.Join(dir, "a.dat")); err != nil {
		t.Fatal(err)
	}
	if _, err := LoadCase(dir, "a"); err == nil {
		t.Error("a header without samples is taken for a case without truth")
	}
	if _, err := Cases(filepath.Join(dir, "none")); err == nil {
		t.Error("a folder that does not exist has cases")
	}
}

// TestAt checks sampling of a prediction against its rules.
func TestAt(t *testing.T) {
	n := math.NaN()
	p := Prediction{Fs: 500, Start: 0.005}
	v := []float64{1, 2, n, 4, 5, 6}
	got := p.at(v, 250, 6) // times 0, 4, 8, 12, 16, 20 ms; samples at 5, 7, ... 15 ms
	want := []float64{n, 1, 2, 4.5, 6, n}
	for i := range want {
		if math.IsNaN(want[i]) != math.IsNaN(got[i]) || !math.IsNaN(want[i]) && math.Abs(got[i]-want[i]) > 1e-9 {
			t.Errorf("time %d ms: %v, want %v", 4*i, got[i], want[i])
		}
	}
	if got := p.at(v, 1000, 16); math.Abs(got[6]-1.5) > 1e-9 || !math.IsNaN(got[3]) || !math.IsNaN(got[8]) || math.Abs(got[14]-5.5) > 1e-9 {
		t.Errorf("between samples: %v", got)
	}
	if got := p.at([]float64{1}, 250, 3); !math.IsNaN(got[1]) {
		t.Errorf("one sample has no rate: %v", got)
	}
}

func TestReadCSV(t *testing.T) {
	p, err := ReadCSV(strings.NewReader("time_s,I,V3r\n0,1,\n0.002,2,3\n"))
	if err != nil || p.Status != OK || p.Fs != 500 || p.lead("i").Samples[1] != 2 || p.lead("II") != nil {
		t.Errorf("%+v %v", p, err)
	}
	if p, err := ReadCSV(strings.NewReader("nonsense")); err == nil || p.Status != Failed {
		t.Errorf("%+v %v", p, err)
	}
}

// TestDevelopmentSets scores every truth against itself.
func TestDevelopmentSets(t *testing.T) {
	dirs, _ := filepath.Glob(filepath.Join(shared, "data/*"))
	if len(dirs) == 0 {
		t.Skip("the development sets are not here")
	}
	if testing.Short() {
		t.Skip("scoring all truths takes half a minute")
	}
	scored := 0
	for _, dir := range dirs {
		ids, err := Cases(dir)
		if err != nil {
			continue
		}
		for i, id := range ids {
			if i%8 != 0 || i > 100 {
				continue
			}
			c, err := LoadCase(dir, id)
			if err != nil {
				t.Errorf("%s: %v", dir, err)
				continue
			}
			if !c.HasTruth() {
				continue
			}
			p := Prediction{Status: OK, Fs: c.Fs, Layout: c.Layout, SpeedMMS: c.SpeedMMS, GainMMMV: c.GainMMMV}
			for k, x := range c.Truth {
				p.Leads = append(p.Leads, Lead{Name: Leads[k], Samples: x})
			}
			r := Score(c, p)
			scored++
			if r.SNRPage != 60 || r.KaggleDB != 60 || r.Coverage != 1 || r.FalseCoverage != 0 || r.LeadsRight != 1 || r.LayoutRight != 1 || r.Beats.Matched != r.Beats.Beats {
				t.Errorf("%s against itself: page %v, kaggle %v, coverage %v, false %v, leads %v, layout %v, beats %d of %d", id,
					r.SNRPage, r.KaggleDB, r.Coverage, r.FalseCoverage, r.LeadsRight, r.LayoutRight, r.Beats.Matched, r.Beats.Beats)
			}
		}
	}
	t.Logf("%d cases", scored)
}
