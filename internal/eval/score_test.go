package eval

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// near tells whether two figures agree to a tolerance, or are both undefined.
func near(a Float, b, tolerance float64) bool {
	if math.IsNaN(b) {
		return math.IsNaN(float64(a))
	}
	return math.Abs(float64(a)-b) <= tolerance
}

// TestScoreKnownErrors spoils a page in one way at a time; the figure that is
// made for it must find the size, and the others must not be disturbed beyond
// what the fault does to them.
func TestScoreKnownErrors(t *testing.T) {
	h := usualHeart()
	c := h.page(500)
	type want struct {
		name       string
		got        func(r *Result) Float
		value, tol float64
	}
	rng := rand.New(rand.NewPCG(1, 1))
	of := func(id string) func(r *Result) Float {
		for _, d := range Metrics() {
			if d.ID == id {
				return func(r *Result) Float { return *d.of(r) }
			}
		}
		t.Fatalf("no metric %q", id)
		return nil
	}
	w := func(id string, value, tol float64) want { return want{id, of(id), value, tol} }
	for _, test := range []struct {
		name string
		f    func(k int, t float64) float64
		want []want
	}{
		{"nothing", h.lead, []want{
			w("snr_page", 60, 0), w("snr_kaggle_db", 60, 0), w("snr_raw", 60, 0), w("snr_lead", 60, 0),
			w("coverage", 1, 0), w("false_coverage", 0, 0), w("rmse", 0, 1e-9), w("rmse_raw", 0, 1e-9), w("pearson", 1, 1e-12),
			w("lag", 0, 0), w("gain_error", 0, 1e-9), w("gain_error_lead", 0, 1e-9), w("gain_error_row", 0, 1e-9), w("time_scale_error", 0, 0.01), w("start_error", 0, 0.001), w("zero_error", 0, 1e-9),
			w("lead_accuracy", 1, 0), w("page_right", 1, 0), w("layout_right", 1, 0), w("speed_right", 1, 0), w("gain_right", 1, 0),
			w("r_recall", 1, 0), w("r_precision", 1, 0), w("r_lag", 0, 0), w("r_time_sd", 0, 0), w("r_amp", 0, 0), w("r_amp_abs", 0, 0)}},
		{"5 % gain", func(k int, t float64) float64 { return 1.05 * h.lead(k, t) }, []want{
			w("snr_page", 26.02, 0.01), w("snr_lead", 26.02, 0.01), w("gain_error", 5, 0.001), w("gain_error_lead", 5, 0.001), w("gain_error_row", 5, 0.001),
			w("r_amp_pct", 5, 0.001), w("r_amp_abs", 5, 0.001), w("pearson", 1, 1e-9), w("time_scale_error", 0, 1), w("lag", 0, 0)}},
		{"one row of other gain", func(k int, t float64) float64 {
			if k%3 == 2 {
				return 0.9 * h.lead(k, t)
			}
			return h.lead(k, t)
		}, []want{w("gain_error_row", 10, 0.001), w("gain_error_lead", 0, 0.001)}},
		{"12 ms late", func(k int, t float64) float64 { return h.lead(k, t-0.012) }, []want{
			w("lag", 12, 0.001), w("r_lag", 12, 0.01), w("r_time_sd", 0, 0.05), w("start_error", 12, 0.05), w("time_scale_error", 0, 5), w("rmse", 0, 2), w("lead_accuracy", 1, 0)}},
		{"too long by 2000 ppm", func(k int, t float64) float64 { return h.lead(k, t/1.002) }, []want{
			w("time_scale_error", 2000, 30), w("start_error", 0, 0.3), w("r_recall", 1, 0)}},
		{"0.15 mV too high", func(k int, t float64) float64 { return h.lead(k, t) + 0.15 }, []want{
			w("snr_page", 60, 0), w("zero_error", 150, 0.001), w("rmse", 0, 1e-6), w("rmse_raw", 150, 0.001), w("r_amp", 0, 1e-6)}},
		{"20 uV of noise", func(k int, t float64) float64 { return h.lead(k, t) + 0.02*rng.NormFloat64() }, []want{
			w("rmse", 20, 0.5), w("rmse_raw", 20, 0.5), w("error_p95", 39.2, 1.5), w("r_recall", 1, 0), w("r_precision", 1, 0), w("time_scale_error", 0, 150), w("lead_accuracy", 1, 0)}},
		{"I and aVR exchanged, V1 upside down", func(k int, t float64) float64 {
			switch k {
			case 0:
				return h.lead(3, t)
			case 3:
				return h.lead(0, t)
			case 6:
				return -h.lead(6, t)
			}
			return h.lead(k, t)
		}, []want{w("lead_accuracy", 0.75, 1e-5), w("page_right", 0, 0)}},
		{"half unread", func(k int, t float64) float64 {
			if k < 6 && k != 1 {
				return math.NaN()
			}
			return h.lead(k, t)
		}, []want{w("coverage", 1-5*2.5/37.5, 1e-5), w("lead_accuracy", 7.0/12, 1e-5), w("rmse", 0, 1e-9)}},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := Score(c, read(&c, test.f))
			for _, w := range test.want {
				if got := w.got(&r); !near(got, w.value, w.tol) {
					t.Errorf("%s is %.5f, want %.5f", w.name, got, w.value)
				}
			}
		})
	}
}

// TestScoreRates takes truths of other rates than the prediction's.
func TestScoreRates(t *testing.T) {
	h := usualHeart()
	for _, fs := range []float64{100, 250, 360, 500, 1000} {
		c := h.page(fs)
		r := Score(c, read(&c, h.lead))
		floor := 60.0
		if fs == 360 || fs == 1000 { // straight lines between our samples
			floor = 30
		}
		if float64(r.SNRPage) < floor || r.Coverage < 0.999 || r.FalseCoverage > 0.003 || // half a sample beside each window
			r.Beats.Recall() != 1 || r.LeadsRight != 1 {
			t.Errorf("%v Hz: %.1f dB, coverage %.4f, false %.4f, recall %.3f, leads %.3f", fs, r.SNRPage, r.Coverage, r.FalseCoverage, r.Beats.Recall(), r.LeadsRight)
		}
	}
}

// TestScoreRefused: nothing was read, whatever the prediction holds.
func TestScoreRefused(t *testing.T) {
	h := usualHeart()
	c := h.page(250)
	for _, status := range []Status{Refused, Failed} {
		p := read(&c, h.lead)
		p.Status, p.Reasons = status, []string{"no_trace"}
		r := Score(c, p)
		if r.SNRPage != 0 || r.SNRRaw != 0 || r.SNRLead != 0 || r.SNRChallenge24 != 0 || math.Abs(float64(r.KaggleDB)) > 1 {
			t.Errorf("%s: page %v, raw %v, lead %v, challenge %v, kaggle %v; want about 0 dB", status, r.SNRPage, r.SNRRaw, r.SNRLead, r.SNRChallenge24, r.KaggleDB)
		}
		if r.Coverage != 0 || r.LeadsRight != 0 || r.PageRight != 0 || r.LayoutRight != 0 || r.SpeedRight != 0 || r.RMSEUV.defined() {
			t.Errorf("%s: %+v", status, r)
		}
		if r.Beats.Beats == 0 || r.Beats.Matched != 0 || r.Beats.Recall() != 0 {
			t.Errorf("%s: beats %+v", status, r.Beats)
		}
	}
}

// TestScoreWithoutTruth measures what can be measured then.
func TestScoreWithoutTruth(t *testing.T) {
	h := usualHeart()
	c := h.page(250)
	p := read(&c, func(k int, t float64) float64 { return h.lead(k, t) })
	r := Score(Case{ID: "x", Label: Unlabelled}, p)
	if r.SNRPage.defined() || r.Coverage.defined() || len(r.Leads) > 0 {
		t.Errorf("figures without truth: %+v", r)
	}
	// I, II and III share 2.5 s, as do aVR, aVL and aVF.
	if len(r.Relations) != 2 || r.Relations[0].DB != 60 || math.Abs(float64(r.Relations[1].Seconds)-2.5) > 0.01 {
		t.Errorf("relations %+v, want two that hold", r.Relations)
	}
	if r := Score(Case{}, Prediction{}); r.SNRPage.defined() || r.Relations != nil {
		t.Errorf("nothing at all: %+v", r)
	}
}

// TestRelations checks the estimate against the ratio that is known.
func TestRelations(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 2))
	h := usualHeart()
	leads := map[string][]float64{}
	var signal float64
	for k := range 3 {
		x := make([]float64, 5000)
		for i := range x {
			x[i] = h.lead(k, float64(i)/500)
		}
		signal += variance(x)
		for i := range x {
			x[i] += 0.05 * rng.NormFloat64()
		}
		leads[Leads[k]] = x
	}
	leads["II"][7] = math.NaN() // one sample less
	got := Relations(500, func(name string) []float64 { return leads[name] })
	want := 10 * math.Log10(signal/(3*0.05*0.05))
	if len(got) != 1 || got[0].Name != "I+III=II" || !near(got[0].DB, want, 0.5) || !near(got[0].ResidualMV, 0.05*math.Sqrt(3), 0.005) || !near(got[0].Seconds, 4999.0/500, 1e-9) {
		t.Errorf("got %+v, want about %.1f dB", got, want)
	}
	short := Relations(500, func(name string) []float64 { return leads[name][:min(len(leads[name]), 400)] })
	if len(short) != 0 {
		t.Errorf("0.8 s are too short, got %+v", short)
	}
}

// TestBeatsLost removes and adds beats.
func TestBeatsLost(t *testing.T) {
	h := usualHeart()
	c := h.page(500)
	flat := func(from, to float64) func(k int, t float64) float64 {
		return func(k int, t float64) float64 {
			if k == 1 && t > from && t < to {
				return 0
			}
			return h.lead(k, t)
		}
	}
	r := Score(c, read(&c, flat(2.2, 4.4)))
	if lost := r.Beats.Beats - r.Beats.Matched; lost < 2 || lost > 3 || r.Beats.Precision() != 1 {
		t.Errorf("2.2 s of II flat: %d of %d beats lost, precision %.3f", lost, r.Beats.Beats, r.Beats.Precision())
	}
	r = Score(c, read(&c, func(k int, t float64) float64 {
		d := (t - 3.95) / 0.01
		return h.lead(k, t) + 1.2*math.Exp(-d*d/2)
	}))
	if r.Beats.Recall() != 1 || r.Beats.Found <= r.Beats.Matched {
		t.Errorf("a spike more: recall %.3f, found %d, matched %d", r.Beats.Recall(), r.Beats.Found, r.Beats.Matched)
	}
}

// TestIntervals moves one wave at a time.
func TestIntervals(t *testing.T) {
	h := usualHeart()
	c := h.page(500)
	base := Score(c, read(&c, h.lead)).Intervals
	if base.Lead != "II" || !near(base.Truth.PR, 185, 25) || !near(base.Truth.QRS, 105, 25) || !near(base.Truth.QT, 420, 40) || !near(base.Truth.TAmp, 350, 40) {
		t.Errorf("the usual heart measures %+v in %s", base.Truth, base.Lead)
	}
	if base.Found != base.Truth {
		t.Errorf("read without error: %+v, truth %+v", base.Found, base.Truth)
	}
	for _, x := range base.RR {
		if x != 0 {
			t.Errorf("RR error of %v ms without any", x)
		}
	}
	later := h
	later.pAt -= 0.030
	later.tAt += 0.040
	got := Score(c, read(&c, later.lead)).Intervals
	if !near(got.Found.PR-got.Truth.PR, 30, 5) || !near(got.Found.QT-got.Truth.QT, 40, 5) || !near(got.Found.QRS-got.Truth.QRS, 0, 4) {
		t.Errorf("P 30 ms earlier, T 40 ms later: truth %+v, found %+v", got.Truth, got.Found)
	}
	none := Score(c, read(&c, func(int, float64) float64 { return math.NaN() }))
	agreement := intervals([]Result{none})
	if pr := agreement[1]; pr.ID != "pr" || pr.N != 0 || pr.Failures != 1 || pr.Within != 0 {
		t.Errorf("PR of a page not read: %+v, want one failure", pr)
	}
	raised := read(&c, func(k int, t float64) float64 {
		// 0.2 mV more on ST and T, gone before the next beat.
		phase := math.Mod(t-0.35+10*h.rr, h.rr)
		return h.lead(k, t) + 0.2/(1+math.Exp(-(phase-0.055)/0.004))/(1+math.Exp((phase-0.42)/0.02))
	})
	var st []float64
	for _, l := range Score(c, raised).Leads {
		st = keep(st, l.Wave.ST)
	}
	if len(st) < 8 || math.Abs(median(st)-200) > 30 {
		t.Errorf("ST raised by 200 uV: found %.0f (median of %d leads)", median(st), len(st))
	}
}

func TestSameLayout(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"3x4+1R:II", "3x4+1R:II", true}, {"3x4+1R", "3x4+1R:II", true}, {"3x4+1R:V1", "3x4+1R:II", false},
		{"6x1 on two pages", "6x1", true}, {"3x4", "3x4+1R", false}, {"", "", false}, {"3x4", "", false},
	} {
		if got := sameLayout(c.a, c.b); got != c.want {
			t.Errorf("sameLayout(%q, %q) = %v", c.a, c.b, got)
		}
	}
	if layoutRows("12x1+1R") != 12 || layoutRows("3x4") != 3 || layoutRows("strip") != 0 || layoutRows("99x1") != 0 {
		t.Error("rows of layouts")
	}
}

// TestSigma checks stated errors that are right and half of what they should
// be.
func TestSigma(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 4))
	h := usualHeart()
	c := h.page(500)
	p := read(&c, func(k int, t float64) float64 { return h.lead(k, t) + 0.03*rng.NormFloat64() })
	for i := range p.Leads {
		p.Leads[i].Sigma = filled(len(p.Leads[i].Samples), 0.03)
		if i%2 == 1 {
			p.Leads[i].Sigma = filled(len(p.Leads[i].Samples), 0.015)
		}
	}
	for k, l := range Score(c, p).Leads {
		sd, one, two := 1.0, 0.683, 0.954
		if k%2 == 1 {
			sd, one, two = 2, 0.383, 0.683
		}
		if !near(l.SigmaSD, sd, 0.1) || !near(l.Within1, one, 0.04) || !near(l.Within2, two, 0.04) {
			t.Errorf("%s: SD %.3f, inside %.3f and %.3f; want %.1f, %.3f, %.3f", l.Name, l.SigmaSD, l.Within1, l.Within2, sd, one, two)
		}
	}
}

// TestDetector looks for beats of known places.
func TestDetector(t *testing.T) {
	h := usualHeart()
	for _, fs := range []float64{100, 250, 500} {
		v := make([]float64, int(10*fs))
		for i := range v {
			v[i] = h.lead(1, float64(i)/fs)
		}
		beats, sign := detectBeats(v, fs, 0)
		beats = slices.DeleteFunc(beats, func(b beat) bool { return b.r < 0.1*fs || b.r > 9.9*fs })
		var want []float64
		for b := -h.rr; b < 10; b += h.rr {
			if r := b + 0.35 + 0.03*math.Sin(b); r > 0.1 && r < 9.9 {
				want = append(want, r)
			}
		}
		if sign != 1 || len(beats) != len(want) {
			t.Fatalf("%v Hz: %d beats of sign %v, want %d upward", fs, len(beats), sign, len(want))
		}
		for i, b := range beats {
			if math.Abs(b.r/fs-want[i]) > 0.004 {
				t.Errorf("%v Hz: beat %d at %.4f s, want %.4f", fs, i, b.r/fs, want[i])
			}
			if math.Abs(b.amplitude-1.3) > 0.12 {
				t.Errorf("%v Hz: beat %d of %.3f mV, want about 1.3", fs, i, b.amplitude)
			}
		}
		down := slices.Clone(v)
		for i := range down {
			down[i] = -down[i]
		}
		if _, sign := detectBeats(down, fs, 0); sign != -1 {
			t.Errorf("%v Hz: turned upside down, the sign is %v", fs, sign)
		}
	}
	if b, _ := detectBeats(filled(1000, 0), 250, 0); len(b) > 0 {
		t.Errorf("%d beats in a flat line", len(b))
	}
	if b, _ := detectBeats(filled(1000, math.NaN()), 250, 0); len(b) > 0 {
		t.Errorf("%d beats in nothing", len(b))
	}
}
