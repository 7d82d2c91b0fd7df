package eval

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"math"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// madeResults are a few pages of known figures, and pictures of other kinds.
func madeResults() []Result {
	h := usualHeart()
	c := h.page(250)
	var out []Result
	for i, gain := range []float64{1.1, 1.05, 1.02, 1.01} {
		c.ID, c.Record, c.Set, c.Kind = fmt.Sprintf("p%d", i), fmt.Sprintf("r%d", i/2), "made", []string{"scan", "photo"}[i%2]
		p := read(&c, func(k int, t float64) float64 { return gain * h.lead(k, t) })
		p.Seconds = float64(i + 1)
		snr := -20 * math.Log10(gain-1)
		for k := range p.Leads {
			p.Leads[k].Expected = &Expectation{SNR: snr + 1, Low: snr - 2, High: snr + 0.5*float64(k%2*4-1), Level: 0.8}
		}
		if i == 3 {
			p.Status, p.Reasons = Review, []string{"low_confidence"}
		}
		out = append(out, Score(c, p))
	}
	c.ID = "refused"
	out = append(out,
		Score(c, Prediction{Status: Refused, Reasons: []string{"no_trace"}, Seconds: 70}),
		Score(Case{ID: "cat", Set: "other", Label: NotECG}, Prediction{Status: Refused, Reasons: []string{"not_ecg"}}),
		Score(Case{ID: "dog", Set: "other", Label: NotECG}, Prediction{Status: Refused, Reasons: []string{"too_small"}}),
		Score(Case{ID: "chart", Set: "other", Label: NotECG}, Prediction{Status: OK}),
		Score(Case{ID: "crash", Set: "other", Label: NotECG}, Prediction{Status: Failed}),
		Score(Case{ID: "black", Set: "other", Label: Unreadable}, Prediction{Status: Refused}),
		Score(Case{ID: "free", Set: "other", Label: Unlabelled}, read(&c, h.lead)))
	return out
}

func TestSummarise(t *testing.T) {
	table := Summarise(madeResults())
	var names []string
	for _, g := range table.Groups {
		names = append(names, g.Name)
	}
	if want := []string{"all", "set made", "set other", "kind photo", "kind scan", "layout 3x4+1R:II"}; !reflect.DeepEqual(names, want) {
		t.Errorf("groups %q, want %q", names, want)
	}
	g := table.Groups[0]
	if g.Cases != 11 || g.Scored != 5 || g.OK != 5 || g.Review != 1 || g.Refused != 4 || g.Failed != 1 {
		t.Errorf("counts %+v", g)
	}
	snr := g.Metric("snr_page")
	// 20, 26.02, 33.98, 40 and the refused 0.
	if snr.N != 5 || !near(snr.Mean.Value, 24, 0.01) || !near(snr.Median.Value, 26.02, 0.01) || !near(snr.P10, 8, 0.01) || !near(snr.P90, 37.59, 0.01) {
		t.Errorf("snr_page %+v", snr)
	}
	if snr.Mean.Low >= snr.Mean.Value || snr.Mean.High <= snr.Mean.Value {
		t.Errorf("interval of the mean %+v", snr.Mean)
	}
	if g.Accepted == nil || !near(g.Accepted.Mean.Value, 30, 0.01) || g.Accepted.N != 4 {
		t.Errorf("among accepted %+v", g.Accepted)
	}
	if d := g.Metric("gain_error"); d.N != 4 || !near(d.Mean.Value, 4.5, 0.01) {
		t.Errorf("gain error %+v", d)
	}
	if d := g.Metric("coverage"); !near(d.Mean.Value, 0.8, 1e-3) {
		t.Errorf("coverage %+v", d)
	}
	want := Refusal{NotECG: 4, RefusedNotECG: 2, RightReason: 1, ReadNotECG: 1, FailedNotECG: 1, ECG: 5, FalseRefusals: 1, SentToReview: 1,
		Unreadable: 1, RefusedUnreadable: 1, Specificity: 0.5, FalseRefusalRate: 0.2, ReviewRate: 0.2}
	if g.Refusal != want {
		t.Errorf("refusals %+v, want %+v", g.Refusal, want)
	}
	if g.Time == nil || g.Time.N != 6 || g.Time.TimeOuts != 1 || g.Time.Max != 70 {
		t.Errorf("time %+v", g.Time)
	}
	if g.Relations == nil || g.Relations.N != 5 || !near(g.Relations.Median.Value, 60, 1e-9) {
		t.Errorf("relations %+v", g.Relations)
	}
	if table.Group("set other").Metric("snr_page") != nil || table.Group("no such") != nil {
		t.Error("figures of groups without truth")
	}
	rr := g.Intervals[0]
	if rr.ID != "rr" || rr.N == 0 || !near(rr.Bias, 0, 0.01) || rr.Within != 1 {
		t.Errorf("RR %+v", rr)
	}
	if pr := g.Intervals[1]; pr.N != 4 || pr.Failures != 1 || !near(pr.Within, 0.8, 0.001) {
		t.Errorf("PR %+v, want 4 measured and the refused one failed", pr)
	}
}

// TestOrderDecidesNothing sums up in another order.
func TestOrderDecidesNothing(t *testing.T) {
	a := madeResults()
	b := append(append([]Result{}, a[5:]...), a[:5]...)
	var x, y bytes.Buffer
	if err := WriteJSON(&x, &Report{Table: Summarise(a)}); err != nil {
		t.Fatal(err)
	}
	if err := WriteJSON(&y, &Report{Table: Summarise(b)}); err != nil {
		t.Fatal(err)
	}
	if x.String() != y.String() {
		t.Error("the order of the results changes the table")
	}
}

func TestCalibration(t *testing.T) {
	g := Summarise(madeResults()).Groups[0]
	c := g.Calibration
	if c == nil {
		t.Fatal("no calibration")
	}
	// All 48 leads read state 1 dB too much; the interval of every second
	// ends below the truth.
	if c.N != 48 || c.Silent != 0 || !near(c.BiasDB, 1, 0.02) || !near(c.AbsDB, 1, 0.02) || !near(c.Spearman, 1, 0.03) {
		t.Errorf("calibration %+v", c)
	}
	if !near(c.Inside, 0.5, 0.001) || !near(c.Nominal, 0.8, 1e-9) || c.AUROC.defined() {
		t.Errorf("inside %.3f of nominal %.3f, AUROC %v (no lead is bad)", c.Inside, c.Nominal, c.AUROC)
	}
	n := 0
	for _, b := range c.Bins {
		n += b.N
		if !near(b.MeanStated-b.MeanTrue, 1, 0.02) || b.MeanStated < b.From || b.MeanStated >= b.To {
			t.Errorf("bin %+v", b)
		}
	}
	if n != 48 {
		t.Errorf("%d leads in bins", n)
	}
	r := g.Risk
	if r == nil || r.Points[0].P50 < 39.9 || !near(r.Points[len(r.Points)-1].P50, 26.02, 0.01) || !near(r.Points[len(r.Points)-1].Kept, 1, 0) {
		t.Errorf("risk %+v", r)
	}
	// Medians of the best 1, 2, 3, 4, 5 of 40, 33.98, 26.02, 20, 0.
	if want := (40 + 36.99 + 33.98 + 30 + 26.02) / 5; r != nil && !near(r.AreaP50, want, 0.02) {
		t.Errorf("area %.3f, want %.3f", r.AreaP50, want)
	}
}

func TestReportRoundTrip(t *testing.T) {
	results := madeResults()
	in := &Report{Title: "test", Table: Summarise(results), Results: results}
	var b bytes.Buffer
	if err := WriteJSON(&b, in); err != nil {
		t.Fatal(err)
	}
	text := b.String()
	out, err := ReadJSON(&b)
	if err != nil {
		t.Fatal(err)
	}
	var again bytes.Buffer
	if err := WriteJSON(&again, out); err != nil || again.String() != text {
		t.Errorf("a second round changes the report (%v)", err)
	}
	if d := Summarise(out.Results).Groups[0].Metric("r_recall"); !near(d.Mean.Value, float64(in.Table.Groups[0].Metric("r_recall").Mean.Value), 1e-5) {
		t.Errorf("results read back sum up to another recall: %+v", d)
	}
	if _, err := ReadJSON(strings.NewReader(`{"Schema":99}`)); err == nil || !strings.Contains(err.Error(), "schema 99") {
		t.Errorf("a report of another schema: %v", err)
	}
	if _, err := ReadJSON(strings.NewReader(`{`)); err == nil {
		t.Error("half a report is read")
	}
}

func TestText(t *testing.T) {
	results := madeResults()
	now := &Report{Title: "now", Table: Summarise(results), Results: results}
	before := &Report{Table: Summarise(results[:4]), Results: slices.Clone(results[:4])}
	before.Results[0].SNRPage -= 2
	var plain, compared bytes.Buffer
	if err := WriteText(&plain, now, nil, 3); err != nil {
		t.Fatal(err)
	}
	if err := WriteText(&compared, now, before, 3); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"now\n", "24.00", "set made", "kind photo", "snr_kaggle_db", "refused  made  refused", "no_trace", "AUROC", "Refusals"} {
		if !strings.Contains(plain.String(), want) {
			t.Errorf("no %q in\n%s", want, plain.String())
		}
	}
	// The refused page came in since: 30 dB became 24. The worst was 2 dB less.
	for _, want := range []string{"24.00 (-6.00)", "20.00 (+2.00)", "(=)"} {
		if !strings.Contains(compared.String(), want) {
			t.Errorf("no %q in\n%s", want, compared.String())
		}
	}
	if strings.Contains(plain.String(), "(+") || strings.Contains(plain.String(), "(=)") {
		t.Error("changes without anything to compare with")
	}
	if strings.Contains(plain.String(), "NaN") || strings.Contains(plain.String(), "Inf") {
		t.Errorf("undefined figures show:\n%s", plain.String())
	}
	if err := WriteText(&bytes.Buffer{}, &Report{}, nil, 5); err != nil {
		t.Error(err)
	}
}

func TestHTML(t *testing.T) {
	h := usualHeart()
	c := h.page(250)
	c.ID = `page <1> "&"`
	p := read(&c, func(k int, t float64) float64 {
		if k == 4 {
			return math.NaN()
		}
		return 0.9 * h.lead(k, t-0.01)
	})
	p.Reasons = []string{"<script>"}
	r := Score(c, p)
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 2, 2))); err != nil {
		t.Fatal(err)
	}
	report := &Report{Title: "a < b", Table: Summarise([]Result{r}), Results: []Result{r}}
	var b bytes.Buffer
	if err := WriteHTML(&b, report, nil, []Page{{c, p, r, picture.Bytes()}, {Result: r, Overlay: []byte("<html>")}}); err != nil {
		t.Fatal(err)
	}
	out := b.String()
	for _, want := range []string{"<title>a &lt; b</title>", "page &lt;1&gt;", `<img alt="overlay of`, "data:image/png;base64,iVBOR", "sortable", `class="x" d="M40.0`, `class="y"`} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in the page", want)
		}
	}
	// Nothing is loaded from anywhere, nothing foreign is run.
	if m := regexp.MustCompile(`(?i)(src|href)="([^"]*)"`).FindAllStringSubmatch(out, -1); len(m) == 0 {
		t.Error("no picture")
	} else {
		for _, s := range m {
			if !strings.HasPrefix(s[2], "data:image/") && !strings.HasPrefix(s[2], "#") {
				t.Errorf("the page loads %.60q", s[0])
			}
		}
	}
	if n := strings.Count(out, "<script>"); n != 1 {
		t.Errorf("%d scripts, want the one that sorts", n)
	}
	if strings.Contains(strings.ReplaceAll(out, "isNaN", ""), "NaN") || strings.Count(out, "data:") != 1 {
		t.Error("undefined numbers, or what is no picture, in the page")
	}
	if strings.Count(out, "<svg") != strings.Count(out, "</svg>") || strings.Count(out, "<table") != strings.Count(out, "</table>") {
		t.Error("open elements")
	}
}
