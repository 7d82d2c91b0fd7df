package wear

import (
	"math"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/synth/paper"
	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// TestWhatDoesNotComeThroughIsHidden sends sloped lines of several inks and
// widths through copiers and faxes, and compares how much of them comes with
// what the truth says.
func TestWhatDoesNotComeThroughIsHidden(t *testing.T) {
	const k = 16.0
	lost, kept := 0, 0
	for _, w := range []Wear{{Copy: Copy{Level: 0.5}}, {Copy: Copy{Level: 0.75, Soft: 0.3}}, {Copy: Copy{Level: 0.6, Uneven: 0.2}}, {Copy: Copy{Level: 0.9, BlurMM: 0.2}},
		{Fax: Fax{Mode: "standard"}}, {Fax: Fax{Mode: "fine", Level: 0.8}}} {
		for _, penMM := range []float64{0.15, 0.25, 0.5} {
			for _, alpha := range []float32{0.2, 0.45, 0.7, 1} {
				ink := raster.Paint{Ink: raster.Ink{0.02, 0.02, 0.02}, Alpha: alpha}
				s := &paper.Sheet{SizeMM: [2]float64{60, 24}, PxPerMM: k, PenMM: penMM, Paper: raster.Colour{255, 255, 255}}
				s.TraceLight = ink.Over(s.Paper.Linear())
				at := func(x float64) float64 { return 10 + 0.05*x }
				s.Marks = []raster.Mark{raster.NewLine([][2]float64{{-5, at(-5)}, {65, at(65)}}, penMM, ink)}
				if err := w.Apply(s, 3); err != nil {
					t.Fatal(err)
				}
				c := drawn(s, k)
				came, told, n := 0.0, 0.0, 0.0
				for x := 2.0; x < 58; x += 0.1 {
					dark := 0.0
					for dy := -0.2; dy <= 0.2; dy += 1 / (2 * k) {
						dark = max(dark, 1-float64(c.At(int(x*k), int((at(x)+dy)*k))[1])/0.94)
					}
					came, told, n = came+min(dark, 1), told+1-hidden(s, x, at(x)), n+1
				}
				came, told = came/n, told/n
				if math.Abs(came-told) > 0.3 {
					t.Errorf("%+v %+v, pen of %g mm, alpha %g: %.2f of the line comes, %.2f is said to be visible", w.Copy, w.Fax, penMM, alpha, came, told)
				}
				if came < 0.1 {
					lost++
				}
				if came > 0.8 {
					kept++
				}
			}
		}
	}
	if lost < 10 || kept < 10 {
		t.Errorf("%d lines are lost and %d kept: the test sees too few of one", lost, kept)
	}
}
