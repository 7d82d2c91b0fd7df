package eval

import (
	"bytes"
	"math"
	"strings"
	"testing"
)

func TestLayoutLeads(t *testing.T) {
	for layout, want := range map[string]int{"3x4+1R:II": 12, "12x1": 12, "3x4 (+1R cut off)": 12, "1x1:V5": 1, "3x5": 15,
		"6x1 traces": 6, "6x1 on two pages": 0, "": 0, "none": 0, "ax4": 0, "3x": 0} {
		if got := layoutLeads(layout); got != want {
			t.Errorf("%q: %d leads, want %d", layout, got, want)
		}
	}
}

// figures are those of a set of good pictures.
func figures() Figures {
	return Figures{Set: "a", Cases: 10, Read: 10, SNRMean: 20, SNRMedian: 21, SNRP10: 15, Accepted: 20, Kaggle: 22, LeadsRight: 1,
		Relations: nan, TwelveLead: 10, LayoutRight: 9, SecondsP50: 1, SecondsMax: 2}
}

func TestWorse(t *testing.T) {
	for name, c := range map[string]struct {
		change func(f *Figures)
		worse  bool
	}{
		"nothing":        {func(*Figures) {}, false},
		"better":         {func(f *Figures) { f.SNRMean = 25; f.LayoutRight = 10 }, false},
		"within":         {func(f *Figures) { f.SNRMean = 19.7 }, false},
		"beyond":         {func(f *Figures) { f.SNRMean = 19.69 }, true},
		"undefined":      {func(f *Figures) { f.SNRMean = nan }, true},
		"slower":         {func(f *Figures) { f.SecondsP50 = 9 }, false},
		"other cases":    {func(f *Figures) { f.Cases = 9 }, true},
		"a crash":        {func(f *Figures) { f.Failed = 1 }, true},
		"a wrong layout": {func(f *Figures) { f.LayoutRight = 8 }, true},
		"a cat":          {func(f *Figures) { f.NotECGRead = 1 }, true},
		"forced":         {func(f *Figures) { f.AsTwelve = 1 }, true},
	} {
		before, now := figures(), figures()
		c.change(&now)
		if got := now.Worse(&before, 0.3); (len(got) > 0) != c.worse {
			t.Errorf("%s: worse %q", name, got)
		}
	}
	before := Figures{Set: "u", Cases: 3, SNRMean: nan, Relations: 12}
	now := before
	now.Relations = 11
	if len(now.Worse(&before, 0.3)) != 1 {
		t.Error("worse relations of a set without truth were not noticed")
	}
}

// What is written is read back; sets that were not measured stay.
func TestFiguresFile(t *testing.T) {
	other := figures()
	other.Set = "b"
	now := figures()
	now.SNRMean = 23
	var b bytes.Buffer
	if err := WriteFigures(&b, MergeFigures([]Figures{figures(), other}, []Figures{now})); err != nil {
		t.Fatal(err)
	}
	all, err := ReadFigures(&b)
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != 2 || all[0].Set != "a" || all[0].SNRMean != 23 || all[1].SNRMean != 20 || !math.IsNaN(float64(all[0].Relations)) {
		t.Errorf("%+v", all)
	}
}

// Figures follow from a report, and its sheet shows the worst of each set.
func TestFiguresOf(t *testing.T) {
	r := &Report{Title: "t"}
	add := func(set, id, layout string, label Label, status Status, snr float64, twelve bool) {
		c := Score(Case{ID: id, Set: set, Record: id, Layout: layout, Label: label}, Prediction{Status: status})
		c.SNRPage, c.KaggleRatio, c.LeadsRight = Float(snr), 100, 1
		c.TwelveRead = twelve
		if status == OK {
			c.LayoutRight = 1
		}
		r.Results = append(r.Results, c)
	}
	add("a", "a1", "3x4", ECG, OK, 20, true)
	add("a", "a2", "3x4", ECG, Refused, 0, false)
	add("a", "a3", "3x5", ECG, OK, 10, true)
	add("n", "n1", "", NotECG, Refused, math.NaN(), false)
	add("n", "n2", "", NotECG, OK, math.NaN(), false)
	// One page of fifteen leads was read as such, one was forced into twelve.
	add("a", "a4", "3x5", ECG, OK, 10, true)
	r.Results[2].LayoutRead, r.Results[len(r.Results)-1].LayoutRead = "3x5", "3x4+1R:II"
	r.Table = Summarise(r.Results)
	f := FiguresOf(r)
	if len(f) != 2 {
		t.Fatalf("%d sets", len(f))
	}
	a, n := f[0], f[1]
	if a.SNRMean != 10 || a.Accepted < 13.3 || a.Accepted > 13.4 || a.Read != 3 || a.Refused != 1 || a.TwelveLead != 2 || a.LayoutRight != 1 || a.OtherLeads != 2 || a.AsTwelve != 1 {
		t.Errorf("%+v", a)
	}
	if n.NotECG != 2 || n.NotECGRead != 1 || n.SNRMean.defined() {
		t.Errorf("%+v", n)
	}
	var b bytes.Buffer
	if err := WriteSheet(&b, r, 1, func(set, id string) string { return set + "/" + id + " 1.png" }); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"<b>a2</b>", "<b>n1</b>", "<b>n2</b>", `src="a/a2%201.png"`} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the sheet has no %s", want)
		}
	}
	if strings.Contains(b.String(), "<b>a1</b>") {
		t.Error("the sheet shows more than the worst")
	}
	b.Reset()
	if err := FiguresMarkdown(&b, f); err != nil {
		t.Fatal(err)
	}
	if lines := strings.Split(strings.TrimSpace(b.String()), "\n"); len(lines) != 4 || !strings.HasPrefix(lines[2], "| a | 4 | 10.00 |") {
		t.Errorf("markdown:\n%s", b.String())
	}
}
