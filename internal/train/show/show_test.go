package show

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/train"
)

// number is a pointer to a number.
func number(v float64) *float64 { return &v }

func lines() []train.Line {
	return []train.Line{
		{Kind: "steps", Step: 5, Loss: number(0.8), Rate: number(1e-4)},
		{Kind: "steps", Step: 10, Loss: number(0.4), Rate: number(5e-5)},
		{Kind: "epoch", Step: 10, Epoch: &train.Epoch{Number: 1, Train: 0.6, Validation: train.Score{Loss: 0.5, SNR: number(3)}}},
		{Kind: "epoch", Step: 20, Epoch: &train.Epoch{Number: 2, Train: 0.3, Validation: train.Score{Loss: 0.4, SNR: number(5)}}},
	}
}

func curves(t *testing.T, log []train.Line) string {
	t.Helper()
	var b bytes.Buffer
	if err := Curves(&b, "a <b>", log); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestCurves wants every number of the log to be a point of its line, in the
// diagram, and a page that stands alone.
func TestCurves(t *testing.T) {
	html := curves(t, lines())
	if n := strings.Count(html, "<svg"); n != 3 {
		t.Errorf("%d diagrams, want those of loss, quality and rate", n)
	}
	// Loss 0.8, the greatest, at a quarter of the steps; 0.3, the least, at
	// the end of the epochs' line.
	for _, want := range []string{`points="228.8,15.0 387.5,179.0 "`, `705.0,220.0`, "&lt;b&gt;", "not for clinical use", "dB"} {
		if !strings.Contains(html, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	for _, not := range []string{"http", "<script", "src=", "NaN"} {
		if strings.Contains(html, not) {
			t.Errorf("the page has %q", not)
		}
	}
	for rest := html; ; {
		_, after, ok := strings.Cut(rest, "<svg")
		if !ok {
			break
		}
		svg, more, _ := strings.Cut(after, "</svg>")
		wellFormed(t, "<svg"+svg+"</svg>")
		rest = more
	}
}

func wellFormed(t *testing.T, text string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(text))
	for {
		_, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("%v in %s", err, text)
		}
	}
}

// TestCurvesOfLittle wants runs without anything to show, and lines that do not
// change, to be no trouble.
func TestCurvesOfLittle(t *testing.T) {
	if html := curves(t, nil); !strings.Contains(html, "Nothing has been logged") {
		t.Error("an empty log says nothing")
	}
	flat := []train.Line{{Kind: "steps", Step: 1, Loss: number(0), Rate: number(1e-4)}, {Kind: "steps", Step: 2, Loss: number(0), Rate: number(1e-4)}}
	if html := curves(t, flat); strings.Contains(html, "NaN") || strings.Count(html, "<svg") != 2 {
		t.Error("flat lines are not drawn")
	}
}

func TestCard(t *testing.T) {
	c := train.Default()
	c.Data.Records = []string{"ptb/*.hea"}
	r := &train.Result{Config: c, Parameters: 22, Steps: 700, BestEpoch: 3, Early: true, Epochs: make([]train.Epoch, 5),
		Patients: train.Counts{Train: 70, Validation: 15, Test: 14}, Train: train.Score{Examples: 71, Loss: 0.1, SNR: number(1)},
		Valid: train.Score{Examples: 16, Loss: 0.2, SNR: number(2)}, Test: train.Score{Examples: 17, Loss: 0.3, SNR: number(-0.5)},
		Spread: &train.Spread{RedBlue: 0.75, Pages: 0.5, Targets: 0.25, Pairs: 6}}
	var b bytes.Buffer
	if err := Card(&b, "mean", r); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"# mean\n", "For research only, not for clinical use", "fused\n(mean) to 12 signals of 10250", "recorded ECGs (ptb/*.hea)",
		"700 steps of 1 x 1", "5 epoch(s), ended early", "1 x mse", "| test | 14 | 17 | 0.3 | -0.500 |", "correlate 0.7500 (the prototype: 0.9987)",
		"6 pairs", "epoch 3", "Use the tracer"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the card lacks %q:\n%s", want, b.String())
		}
	}
	if strings.Contains(b.String(), "name no patient") {
		t.Error("the card warns of records without patients, of which there are none")
	}
	one, test := *r, *r.Spread
	test.Pairs, test.Pages = 0, 0
	one.Spread, one.Test = &test, train.Score{}
	b.Reset()
	if err := Card(&b, "mean", &one); err != nil || strings.Contains(b.String(), "pairs of") || strings.Contains(b.String(), "| test |") {
		t.Errorf("the card has figures of parts that are empty (%v):\n%s", err, b.String())
	}
	r.Unnamed = 4
	b.Reset()
	if err := Card(&b, "mean", r); err != nil || !strings.Contains(b.String(), "headers of 4 record(s) name no patient") {
		t.Errorf("the card does not warn of records without patients (%v):\n%s", err, b.String())
	}
	c.Network.Name, c.Data.Source = "resnet_unet", train.SourceCrops
	r.Config, r.Spread, r.Test = c, nil, train.Score{Examples: 17, Loss: 0.3, Dice: number(0.9)}
	b.Reset()
	if err := Card(&b, "trace", r); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"1 map(s) of the ink", "| Dice |", "| 0.900 |", "Parts of rendered pages"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the card lacks %q:\n%s", want, b.String())
		}
	}
}
