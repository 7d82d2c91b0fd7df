package einthoven_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/einthoven-ecg/einthoven"
	"github.com/einthoven-ecg/einthoven/internal/page"
	"github.com/einthoven-ecg/einthoven/internal/panel"
)

// clockwork is a network whose leads tell the time, in seconds plus ten times
// their number; it keeps the pictures that it was given.
type clockwork struct {
	got  [panel.Leads]image.Image
	fail error
}

func (c *clockwork) About() panel.About {
	return panel.About{Fusion: "attention", SHA256: strings.Repeat("ab", 32)}
}

func (c *clockwork) Estimate(_ context.Context, p [panel.Leads]image.Image) (*panel.Estimate, error) {
	c.got = p
	e := &panel.Estimate{Attention: make([]float64, panel.Leads)}
	for l := range e.MV {
		e.Attention[l] = 1.0 / panel.Leads
		e.MV[l] = make([]float64, panel.Samples)
		for k := range e.MV[l] {
			e.MV[l][k] = float64(10*l) + float64(k)/panel.RateHz
		}
	}
	return e, c.fail
}

// panelOptions ask a network.
func panelOptions(n panel.Estimator) einthoven.Options {
	return einthoven.Options{Engine: "panel", Network: einthoven.NewNetwork(n), Name: "sample.png"}
}

// marked holds a result against what must be said of every estimate.
func marked(t *testing.T, r *einthoven.Result) {
	t.Helper()
	codes := []string{}
	for _, reason := range r.Report.Reasons {
		codes = append(codes, reason.Code)
	}
	if r.Report.Status != einthoven.Review || !slices.Contains(codes, einthoven.Uncalibrated) {
		t.Errorf("status %s, reasons %v; want review as uncalibrated", r.Report.Status, codes)
	}
	if r.Report.Tool.Engine != "panel" || r.Report.Calibration != nil || r.Report.Network == nil || r.Report.Network.Fusion != "attention" {
		t.Errorf("engine %s, calibration %v, network %v", r.Report.Tool.Engine, r.Report.Calibration, r.Report.Network)
	}
	if !math.IsNaN(float64(r.Report.ExpectedSNR)) {
		t.Errorf("%g dB are stated", float64(r.Report.ExpectedSNR))
	}
	var b bytes.Buffer
	if err := r.WriteJSON(&b); err != nil {
		t.Fatal(err)
	}
	if faults := loadSchema(t).faults(b.Bytes()); len(faults) > 0 {
		t.Errorf("the report breaks the schema: %v", faults)
	}
}

// The sample shows twelve leads of 2.5 s each and a strip: every lead is what
// the network says of its own seconds, at the rate of the result, and blank
// elsewhere.
func TestPanelEngine(t *testing.T) {
	n := &clockwork{}
	opt := panelOptions(n)
	opt.RateHz = 250
	r, err := einthoven.Digitize(context.Background(), einthoven.FromBytes(sampleFile(t)), opt)
	if err != nil {
		t.Fatal(err)
	}
	marked(t, r)
	if len(r.Leads) != panel.Leads {
		t.Fatalf("%d leads", len(r.Leads))
	}
	classic := readSample(t)
	for l, lead := range r.Leads {
		if lead.Name != panel.LeadNames()[l] || n.got[l] == nil {
			t.Fatalf("lead %d is %s, panel given: %v", l, lead.Name, n.got[l] != nil)
		}
		for k, v := range lead.MV {
			want := float64(10*l) + float64(k)/250
			if !math.IsNaN(v) && math.Abs(v-want) > 1e-3 {
				t.Fatalf("%s at sample %d is %g, want %g", lead.Name, k, v, want)
			}
			// The classic engine reads two samples where this gives one.
			if c := classic.Lead(lead.Name); k > 3 && 2*k+6 < len(c) {
				read := !math.IsNaN(c[2*k])
				if read != !math.IsNaN(v) && read == !math.IsNaN(c[2*k+6]) && read == !math.IsNaN(c[2*k-6]) {
					t.Fatalf("%s at sample %d: blank is %v, and the page shows it: %v", lead.Name, k, math.IsNaN(v), read)
				}
			}
		}
		if a := float64(r.Report.Network.Panels[l].Attention); !r.Report.Network.Panels[l].Given || math.Abs(a-1.0/12) > 1e-9 {
			t.Errorf("panel %d: %+v", l, r.Report.Network.Panels[l])
		}
	}
	if _, err := r.Overlay(); err != nil {
		t.Error(err)
	}
}

func TestPanelEngineRefuses(t *testing.T) {
	r, err := einthoven.Digitize(context.Background(), einthoven.FromBytes(blank(t)), panelOptions(&clockwork{}))
	if err != nil || r.Report.Status != einthoven.Refused || len(r.Leads) > 0 {
		t.Errorf("white paper: %v, status %s", err, r.Report.Status)
	}
	if _, err := einthoven.Digitize(context.Background(), einthoven.Source{}, einthoven.Options{Engine: "panel"}); err == nil || !strings.Contains(err.Error(), "needs the weights") {
		t.Errorf("without a network: %v", err)
	}
	broken := errors.New("broken")
	if _, err := einthoven.Digitize(context.Background(), einthoven.FromBytes(sampleFile(t)), panelOptions(&clockwork{fail: broken})); !errors.Is(err, broken) {
		t.Errorf("a network that fails: %v", err)
	}
}

func TestDigitizePanels(t *testing.T) {
	n := &clockwork{}
	var panels [12]einthoven.Source
	for _, l := range []int{0, 1, 6} {
		panels[l] = einthoven.FromBytes(blank(t))
	}
	r, err := einthoven.DigitizePanels(context.Background(), panels, panelOptions(n))
	if err != nil {
		t.Fatal(err)
	}
	marked(t, r)
	for l := range n.got {
		given := l == 0 || l == 1 || l == 6
		info := r.Report.Network.Panels[l]
		if (n.got[l] != nil) != given || info.Given != given || (r.Lead(panel.LeadNames()[l]) != nil) != given || (info.SHA256 != "") != given {
			t.Errorf("panel %d: given %v, %+v", l, n.got[l] != nil, info)
		}
	}
	v1 := r.Lead("V1")
	if len(v1) != 5125 || math.Abs(v1[0]-60) > 1e-3 || math.Abs(v1[4000]-68) > 1e-3 {
		t.Errorf("V1 has %d samples", len(v1))
	}
	if reason := r.Report.Reasons[0]; reason.Code != einthoven.PartialPage || !strings.Contains(reason.Message, "III, aVR, aVL, aVF, V2") {
		t.Errorf("missing panels are told as %+v", reason)
	}
	var table bytes.Buffer
	if err := r.WriteCSV(&table); err != nil || !strings.HasPrefix(table.String(), "time_s,I,II,III,") {
		t.Errorf("table: %v", err)
	}
}

func TestDigitizePanelsRefuses(t *testing.T) {
	opt := panelOptions(&clockwork{})
	if _, err := einthoven.DigitizePanels(context.Background(), [12]einthoven.Source{}, opt); err == nil {
		t.Error("no panel: no error")
	}
	if _, err := einthoven.DigitizePanels(context.Background(), [12]einthoven.Source{}, einthoven.Options{}); err == nil {
		t.Error("no network: no error")
	}
	for name, data := range map[string][]byte{"text": []byte("no picture"), "a bomb": bomb(), "two pages": pages(strip(t, 1), strip(t, 2))} {
		r, err := einthoven.DigitizePanels(context.Background(), [12]einthoven.Source{2: einthoven.FromBytes(data)}, opt)
		if err != nil || r.Report.Status != einthoven.Refused || !strings.Contains(r.Report.Reasons[0].Message, "lead III") || len(r.Leads) > 0 {
			t.Errorf("%s: %v, %+v", name, err, r)
		}
	}
}

// drawn is a document of one page of drawn paths.
type drawn struct{}

func (drawn) Pages() int { return 1 }
func (drawn) Page(context.Context, int) (*page.Page, error) {
	return &page.Page{Format: "pdf", Vector: &page.Vector{Width: 800, Height: 600}}, nil
}

// A drawing has no pixels to cut panels from; the classic engine reads it.
func TestPanelEngineRefusesDrawings(t *testing.T) {
	opt := panelOptions(&clockwork{})
	opt.Decoders = []einthoven.Decoder{einthoven.NewDecoder(page.Decoder{Format: "pdf",
		Match: func(head []byte) bool { return bytes.HasPrefix(head, []byte("%PDF")) },
		Open:  func(context.Context, []byte, page.Limits) (page.Document, error) { return drawn{}, nil }})}
	src := func() einthoven.Source { return einthoven.FromBytes([]byte("%PDF-1.4 and so on")) }
	r, err := einthoven.Digitize(context.Background(), src(), opt)
	if err != nil || r.Report.Status != einthoven.Refused || !strings.Contains(r.Report.Reasons[0].Message, "is a drawing") {
		t.Errorf("page: %v, %+v", err, r.Report.Reasons)
	}
	r, err = einthoven.DigitizePanels(context.Background(), [12]einthoven.Source{0: src()}, opt)
	if err != nil || r.Report.Status != einthoven.Refused || !strings.Contains(r.Report.Reasons[0].Message, "is a drawing") {
		t.Errorf("panel: %v, %+v", err, r.Report.Reasons)
	}
}
