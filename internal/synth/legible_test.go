package synth

import (
	"math"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/synth/capture"
	"github.com/einthoven-ecg/einthoven/internal/synth/heart"
	"github.com/einthoven-ecg/einthoven/internal/synth/paper"
)

// TestBlackAndWhiteLosesWhatTheTruthSays scans pens of several widths in black
// and white and compares how much of their traces is there with what the truth
// says.
func TestBlackAndWhiteLosesWhatTheTruthSays(t *testing.T) {
	none, _ := paper.GridOf("none")
	lost, kept := 0, 0
	for _, c := range []capture.Capture{
		{BlurPx: 0.4, Noise: 1, Threshold: 90}, {BlurPx: 0.9, Noise: 3, Threshold: 120}, {BlurPx: 0.9, Noise: 3, Threshold: 150},
		{BlurPx: 0.6, Noise: 6, Threshold: 180}, {BlurPx: 0.8, Noise: 1, Threshold: 140, Sharpen: 1.5, SharpenPx: 1},
		{BlurPx: 0.7, Noise: 1, Threshold: 140, Gamma: 1.6, Contrast: 0.4}, {BlurPx: 0.8, Noise: 1, LocalPx: 41, LocalBias: 60},
		{BlurPx: 0.9, Noise: 1, Split: 0.2}, {BlurPx: 0.9, Noise: 1, Split: 0.7},
	} {
		for _, penMM := range []float64{0.14, 0.2, 0.3, 0.5} {
			spec := Spec{Heart: heart.Heart{Seed: 2}, Seed: 7, Page: paper.Page{DPI: 130, Grid: none, PenMM: penMM, RowSec: 3,
				PaperMM: [2]float64{125, 110}, Layout: paper.Layout{Rows: 3, Cols: 1, Leads: []string{"I", "II", "V5"}}}}
			spec.Damage.Capture = c
			spec.Damage.Pose.RotateDeg = 1.3 // lines lie on all parts of pixels
			img, truth := mustRender(t, spec)
			came, told, n := 0.0, 0.0, 0.0
			for i := range truth.Segments {
				trace := truth.Trace(&truth.Segments[i])
				for k := 4; k < len(trace)-4; k++ {
					p := trace[k]
					if math.Abs(trace[k-4].MV-trace[k+4].MV) > 0.02 {
						continue
					}
					x, y := int(math.Round(p.X)), int(math.Floor(p.Y))
					// One of the two rows on whose middles the line lies.
					if img.NRGBAAt(x, y).R == 0 || img.NRGBAAt(x, y+1).R == 0 {
						came++
					}
					told, n = told+float64(p.Visible), n+1
				}
			}
			came, told = came/n, told/n
			if n < 300 || math.Abs(came-told) > 0.3 {
				t.Errorf("%+v, pen of %g mm: %.2f of the line is there, %.2f is said to be visible (%g samples)", c, penMM, came, told, n)
			}
			if came < 0.1 {
				lost++
			}
			if came > 0.9 {
				kept++
			}
		}
	}
	if lost < 4 || kept < 10 {
		t.Errorf("%d pages lost their traces and %d kept them: the test sees too few of one", lost, kept)
	}
}
