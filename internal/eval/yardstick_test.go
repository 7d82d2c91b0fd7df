package eval

import (
	"bufio"
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/format/csv"
)

// shared is the folder of the development sets and tools.
const shared = "../../../shared"

// spoil makes a prediction at 500 Hz from a truth: late, of wrong gain, noisy
// and with gaps, each case in its own way.
func spoil(c *Case, rng *rand.Rand) *csv.Table {
	const fs = 500
	n := int(float64(c.samples()) / c.Fs * fs)
	out := &csv.Table{Fs: fs}
	lag, gain := (rng.Float64()-0.5)*0.06, 1+0.1*rng.NormFloat64()
	noise := 0.02 * rng.Float64()
	for k, x := range c.Truth {
		v := filled(n, math.NaN())
		if rng.IntN(8) > 0 { // else not read
			gapFrom := rng.IntN(n)
			gapTo := gapFrom + rng.IntN(n/20)
			for i := range v {
				u := (float64(i)/fs - lag) * c.Fs
				j := int(math.Floor(u))
				if j < 0 || j+1 >= len(x) || i >= gapFrom && i < gapTo {
					continue
				}
				w := u - float64(j)
				v[i] = gain*(x[j]+w*(x[j+1]-x[j])) + 0.1 + noise*rng.NormFloat64()
			}
		}
		out.Leads = append(out.Leads, csv.Lead{Name: Leads[k], Samples: v})
	}
	return out
}

// TestAgreesWithYardstick lets tools/score measure the same CSV files: the
// figure of merit must agree to 0.05 dB, and so must the competition's score
// and the lead relations to what is printed.
func TestAgreesWithYardstick(t *testing.T) {
	tool, err := filepath.Abs(filepath.Join(shared, "tools/score/score"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(tool); err != nil {
		t.Skip("the yardstick tools/score is not here")
	}
	if testing.Short() {
		t.Skip("building and running the yardstick takes seconds")
	}
	for _, set := range []string{"scan-real", "single-strip", "pdf-vector"} {
		dir, err := filepath.Abs(filepath.Join(shared, "data", set))
		if err != nil {
			t.Fatal(err)
		}
		ids, err := Cases(dir)
		if err != nil {
			t.Skip("the development sets are not here")
		}
		pred := t.TempDir()
		rng := rand.New(rand.NewPCG(7, uint64(len(set))))
		results := map[string]Result{}
		var all []Result
		for i, id := range ids {
			c, err := LoadCase(dir, id)
			if err != nil {
				t.Fatal(err)
			}
			p := Prediction{Status: Refused}
			if i%6 != 5 { // else refused
				var b bytes.Buffer
				if err := csv.Encode(&b, spoil(&c, rng)); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(filepath.Join(pred, id+".csv"), b.Bytes(), 0o600); err != nil {
					t.Fatal(err)
				}
				if p, err = ReadCSV(&b); err != nil {
					t.Fatal(err)
				}
			}
			results[id] = Score(c, p)
			all = append(all, results[id])
		}
		tsv := filepath.Join(pred, "out.tsv")
		text, err := exec.Command(tool, "-truth", dir, "-pred", pred, "-tsv", tsv).CombinedOutput()
		if err != nil {
			t.Skipf("the yardstick does not run: %v\n%s", err, text)
		}
		compareLines(t, tsv, results)
		g := Summarise(all).Groups[0]
		snr := g.Metric("snr_page")
		wantFigures(t, set, string(text), "cases, mean %f dB, median %f dB, p10 %f dB, failed", snr.Mean.Value, snr.Median.Value, snr.P10)
		wantFigures(t, set, string(text), "competition score %f dB;", g.KaggleSet.Value)
		text, err = exec.Command(tool, "-relations", "-pred", pred).CombinedOutput()
		if err != nil {
			t.Fatal(err)
		}
		if g.Relations == nil {
			continue
		}
		wantFigures(t, set, string(text), fmt.Sprintf("hold to %%f dB (median of %d), p10 %%f dB", g.Relations.N), g.Relations.Median.Value, g.Relations.P10)
	}
}

// wantFigures finds the words of a pattern in the yardstick's output, and in
// the places of %f our figures to 0.05 dB.
func wantFigures(t *testing.T, set, text, pattern string, ours ...Float) {
	t.Helper()
	re := regexp.MustCompile(strings.ReplaceAll(regexp.QuoteMeta(pattern), "%f", `(-?[0-9.]+)`))
	m := re.FindStringSubmatch(text)
	if m == nil {
		t.Errorf("%s: no %q in %s", set, pattern, text)
		return
	}
	for i, f := range ours {
		if v, err := strconv.ParseFloat(m[i+1], 64); err != nil || math.Abs(v-float64(f)) > 0.05 {
			t.Errorf("%s: we have %.3f where the yardstick has %q", set, f, m[0])
		}
	}
}

// compareLines compares each case with a line of the yardstick's table.
func compareLines(t *testing.T, tsv string, results map[string]Result) {
	t.Helper()
	f, err := os.Open(tsv)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Scan() // the header
	n := 0
	for lines.Scan() {
		cell := strings.Split(lines.Text(), "\t")
		want, err := strconv.ParseFloat(cell[2], 64)
		if err != nil {
			t.Fatal(err)
		}
		r, ok := results[cell[0]]
		if !ok || math.Abs(float64(r.SNRPage)-want) > 0.05 {
			t.Errorf("%s: %.3f dB, the yardstick has %.2f", cell[0], r.SNRPage, want)
		}
		if cover, err := strconv.ParseFloat(cell[9], 64); err != nil || cell[10] == "" && math.Abs(float64(r.Coverage)-cover) > 0.003 {
			t.Errorf("%s: coverage %.4f, the yardstick has %s", cell[0], r.Coverage, cell[9])
		}
		n++
	}
	if n == 0 {
		t.Error("the yardstick lists no case")
	}
}
