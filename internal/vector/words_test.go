package vector

import (
	"fmt"
	"math"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/page"
)

func TestLeadName(t *testing.T) {
	for in, want := range map[string]string{
		"I": "I", "II": "II", "III:": "III", "DI": "I", "DIII": "III", "D2": "II", "Lead II": "II",
		"aVR": "aVR", "AVL": "aVL", "avf": "aVF", "-aVR": "-aVR", "−aVR": "-aVR", "VR": "aVR", "a V F": "aVF",
		"V1": "V1", "v6": "V6", "C3": "V3", "V₂": "V2", "V3r": "V3R", "V4R": "V4R", "VR4": "V4R", "V7": "V7", "[V5]": "V5", "X": "X",
		"i": "", "ii": "", "IV": "", "V": "", "V0": "", "VI": "", "aV": "", "II-III": "", "12": "", "": "", "Vent. rate": "", "D4": "",
	} {
		got, ok := leadName(in)
		if got != want || ok != (want != "") {
			t.Errorf("%q is %q, %v; want %q", in, got, ok, want)
		}
	}
}

func TestPrintedScale(t *testing.T) {
	for in, want := range map[string]struct {
		speed   float64
		gain    Gain
		several bool
	}{
		"25mm/s  10mm/mV  150Hz":                           {25, Gain{10, 10}, false},
		"50 mm/sec 5 mm / mV":                              {50, Gain{5, 5}, false},
		"Speed: 25 mm/sec Limb: 10 mm/mV Chest: 5.0 mm/mV": {25, Gain{10, 5}, false},
		"12,5 mm/s 1 cm/mV":                                {12.5, Gain{10, 10}, false},
		"2.5 cm/s 20/10 mm/mV":                             {25, Gain{20, 10}, false},
		"10 mm/1mV":                                        {0, Gain{10, 10}, false},
		"Brust: 5 mm/mV":                                   {0, Gain{5, 5}, false},
		"Extremities 10 mm/mV, precordial 5 mm/mV":         {0, Gain{10, 5}, false},
		"25 mm/s, copy at 50 mm/s and 25 mm/s":             {25, Gain{}, true},
		"999 mm/s 0.1 mm/mV 5 m/s":                         {},
		"Rate 75/min, 60 mm Hg":                            {},
	} {
		speed, gain, several := printedScale([]word{{text: in}})
		if speed != want.speed || gain != want.gain || several != want.several {
			t.Errorf("%q: %g mm/s, %v mm/mV, %v; want %v", in, speed, gain, several, want)
		}
	}
}

func TestWords(t *testing.T) {
	s := scale{mm: [2]float64{1, 1}}
	texts := []page.Text{
		{String: "25", X: 10, Y: 50, Size: 4, Width: 4.4},
		{String: "mm/s", X: 15.5, Y: 50, Size: 4, Width: 9},
		{String: "V", X: 10, Y: 20, Size: 4, Width: 2.7},
		{String: "1", X: 12.8, Y: 20.7, Size: 2.5, Width: 1.4}, // a subscript
		{String: "up", X: 10, Y: 20, Size: 4, Width: 5, Angle: -math.Pi / 2},
		{String: "  II", X: 40, Y: 20, Size: 4, Width: 4},
	}
	got := ""
	for _, w := range wordsOf(texts, s, withinName) {
		got += fmt.Sprintf("%s %.2f %.2f %.2f|", w.text, w.x, w.y, w.width)
	}
	if want := "V1 10.00 20.00 4.20|II 42.00 20.00 2.00|25 10.00 50.00 4.40|mm/s 15.50 50.00 9.00|"; got != want {
		t.Errorf("words %s, want %s", got, want)
	}
	if w := wordsOf(texts, s, withinSentence); len(w) != 3 || w[2].text != "25 mm/s" {
		t.Errorf("sentences %v", w)
	}
}

// TestPulseSpeed checks that a page without words takes 50 mm/s from pulses of
// 10 mm, and no speed from shorter ones.
func TestPulseSpeed(t *testing.T) {
	for _, c := range []struct {
		widths []float64
		want   float64
	}{{nil, 0}, {[]float64{5, 5}, 0}, {[]float64{10, 10.1}, 50}, {[]float64{10, 5}, 0}} {
		var p []pulse
		for _, w := range c.widths {
			p = append(p, pulse{foot: 10, width: w})
		}
		if got := pulseSpeed(p); got != c.want {
			t.Errorf("pulses of %v mm: %g mm/s, want %g", c.widths, got, c.want)
		}
	}
}

// TestBandLimited checks that a tone comes through a change of rate, and that
// one too high for the new rate does not.
func TestBandLimited(t *testing.T) {
	tone := func(hz, fs float64, n int) []float64 {
		y := make([]float64, n)
		for i := range y {
			y[i] = math.Sin(2 * math.Pi * hz * float64(i) / fs)
		}
		return y
	}
	worst := func(y, want []float64) float64 {
		w := 0.0
		for i := len(y) / 4; i < len(y)*3/4; i++ {
			w = max(w, math.Abs(y[i]-want[i]))
		}
		return w
	}
	down := bandLimited(tone(40, 1000, 4000), 1000, 500)
	if e := worst(down, tone(40, 500, len(down))); len(down) != 2000 || e > 1e-3 {
		t.Errorf("40 Hz at 500 Hz: %d samples, error %g", len(down), e)
	}
	if e := worst(bandLimited(tone(330, 1000, 4000), 1000, 500), make([]float64, 2000)); e > 1e-3 {
		t.Errorf("330 Hz leaves %g at 500 Hz", e)
	}
}

// TestGap checks that a wave cut off by its frame leaves a gap and not a roof.
func TestGap(t *testing.T) {
	var a, b [][2]float64
	for i := range 400 {
		x := float64(i) * 0.05
		y := 20 - 14*math.Exp(-(x-10)*(x-10)/2) // rises above 10
		switch {
		case y >= 10 && x < 10:
			a = append(a, [2]float64{x, y})
		case y >= 10:
			b = append(b, [2]float64{x, y})
		}
	}
	a, b = append(a, [2]float64{a[len(a)-1][0] + 0.01, 10}), append([][2]float64{{b[0][0] - 0.01, 10}}, b...)
	lines := bridgeClipped([]*line{{points: a}, {points: b}})
	if len(lines) != 1 || len(lines[0].gaps) != 1 {
		t.Fatalf("%d lines", len(lines))
	}
	missing := 0
	for _, v := range sample(lines[0].points, lines[0].gaps, 25, 500).y {
		if math.IsNaN(v) {
			missing++
		} else if v < 10 {
			t.Errorf("a height of %g", v)
		}
	}
	if want := (b[0][0] - a[len(a)-1][0]) / 0.05; math.Abs(float64(missing)-want) > 2 {
		t.Errorf("%d samples are missing, want %.0f", missing, want)
	}
}
