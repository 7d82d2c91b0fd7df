package vector

import (
	"context"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/page"
	"github.com/einthoven-ecg/einthoven/internal/page/pdf"
	"github.com/einthoven-ecg/einthoven/wfdb"
)

// TestDevelopmentSet reads the machines' files and compares with the truth in
// two ways: as snr_page counts (docs/metrics.md: one shift of whole samples and
// one offset a lead), and with a shift of parts of a sample and a time scale of
// up to 400 ppm taken out as well. The second shows whether the curve itself is
// right: the truth of two of the three makers runs 124 ppm slower and 280 ppm
// faster than the paper it was drawn on, which no reading of the paper can know.
func TestDevelopmentSet(t *testing.T) {
	files, _ := filepath.Glob("../../../shared/data/pdf-vector/*.pdf")
	if len(files) == 0 {
		t.Skip("the development sets are not here")
	}
	sum := 0.0
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		doc, err := page.Open(context.Background(), data, page.Limits{}, pdf.Decoder())
		if err != nil {
			t.Fatal(err)
		}
		var pages []*page.Vector
		for i := range doc.Pages() {
			p, err := doc.Page(context.Background(), i)
			if err != nil {
				t.Fatal(err)
			}
			pages = append(pages, p.Vector)
		}
		r, err := Read(context.Background(), pages, Options{})
		if err != nil {
			t.Errorf("%s: %v", filepath.Base(name), err)
			continue
		}
		truth, err := wfdb.ReadFile(strings.TrimSuffix(name, ".pdf"))
		if err != nil {
			t.Fatal(err)
		}
		var signal, plain, fine float64
		for _, s := range truth.Signals {
			if !slices.Contains(standard, s.Name) {
				t.Fatalf("signal %q", s.Name)
			}
			x := s.Samples
			y := oneAxis(r, s.Name)
			a, b, c := residuals(x, y)
			signal, plain, fine = signal+a, plain+b, fine+c
		}
		asScored, curve := 10*math.Log10(signal/plain), 10*math.Log10(signal/fine)
		t.Logf("%-24s %.1f dB as scored, %.1f dB with the time scale taken out", filepath.Base(name), asScored, curve)
		if asScored < 22 || curve < 36 {
			t.Errorf("%s: below its floor", filepath.Base(name))
		}
		sum += asScored
	}
	if mean := sum / float64(len(files)); mean < 27 {
		t.Errorf("mean %.1f dB", mean)
	}
}

// oneAxis puts the strip and the short curve of one lead on one axis.
func oneAxis(r *Reading, name string) []float64 {
	y := make([]float64, int(r.Duration*500)+2)
	for i := range y {
		y[i] = math.NaN()
	}
	for _, rhythm := range []bool{true, false} {
		for _, l := range r.Leads {
			if l.Name != name || l.Rhythm != rhythm {
				continue
			}
			for i, v := range l.MV {
				if k := int(math.Round(l.T0*500)) + i; k >= 0 && k < len(y) {
					y[k] = v
				}
			}
		}
	}
	return y
}

// residuals gives the power of a truth about its mean and what is left of it
// after the best shift of whole samples, and after the best shift of tenths
// with a time scale.
func residuals(x, y []float64) (signal, plain, fine float64) {
	var at []int
	mean := 0.0
	for i, v := range x {
		if !math.IsNaN(v) {
			at = append(at, i)
			mean += v
		}
	}
	mean /= float64(len(at))
	for _, i := range at {
		signal += (x[i] - mean) * (x[i] - mean)
	}
	left := func(shift, scale float64) float64 {
		var n, d, dd, lost float64
		for _, i := range at {
			u := float64(at[0]) + float64(i-at[0])*(1+scale) - shift
			k := int(math.Floor(u))
			v := math.NaN()
			if f := u - float64(k); f < 1e-9 && k >= 0 && k < len(y) {
				v = y[k]
			} else if k >= 0 && k+1 < len(y) {
				v = y[k] + f*(y[k+1]-y[k])
			}
			if math.IsNaN(v) {
				lost += (x[i] - mean) * (x[i] - mean)
				continue
			}
			n++
			d += x[i] - v
			dd += (x[i] - v) * (x[i] - v)
		}
		return lost + dd - d*d/max(n, 1)
	}
	plain = math.Inf(1)
	best := 0
	for s := -100; s <= 100; s++ {
		if p := left(float64(s), 0); p < plain {
			plain, best = p, s
		}
	}
	fine = plain
	for s := -1.0; s <= 1; s += 0.1 {
		for scale := -400e-6; scale <= 401e-6; scale += 25e-6 {
			fine = min(fine, left(float64(best)+s, scale))
		}
	}
	return signal, plain, fine
}
