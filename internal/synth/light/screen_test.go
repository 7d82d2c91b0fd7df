package light

import (
	"math"
	"strings"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

func TestTintKeepsTheMean(t *testing.T) {
	for _, pixels := range []string{ScreenStripes, ScreenPentile} {
		for _, pxPerMM := range []float64{2, 4.3, 7, 30} {
			s := Screen{Pixels: pixels, PitchMM: 0.25, Open: 0.7}
			m := s.Moire(pxPerMM)
			var sum, most [3]float64
			const n = 400
			for j := range n {
				for i := range n {
					// A little askew, so that all places of the raster are met.
					x, y := (float64(i)+0.03*float64(j))/pxPerMM, (float64(j)-0.03*float64(i))/pxPerMM
					for k, v := range m.Tint(x, y) {
						if v < -1e-4 {
							t.Fatalf("%s: tint of %g", pixels, v)
						}
						sum[k], most[k] = sum[k]+float64(v), max(most[k], float64(v))
					}
				}
			}
			for k := range sum {
				if mean := sum[k] / (n * n); math.Abs(mean-1) > 0.02 {
					t.Errorf("%s at %g pixels a millimetre: colour %d has mean %.3f", pixels, pxPerMM, k, mean)
				}
			}
			// The finer the camera, the more it sees of the raster.
			if see := most[1] > 2.5; see != (pxPerMM == 30) && pxPerMM != 7 {
				t.Errorf("%s at %g pixels a millimetre: green up to %.2f", pixels, pxPerMM, most[1])
			}
		}
	}
}

// A camera sees stripes and gaps where its pixels are far smaller, and a step of
// the table about their edges is all that may be wrong.
func TestWavesAreMeansOfPulses(t *testing.T) {
	for _, a := range []float64{0.05, 0.4, 1.7} {
		const width, n = 0.3, 2000
		w := newWave(a, width)
		for i := range 500 {
			x := 7 * (float64(i)/500 - 0.5)
			sum := 0.0
			for k := range n {
				if at := x + a*((float64(k)+0.5)/n-0.5); at-math.Floor(at) < width {
					sum += 1 / width / n
				}
			}
			if got := float64(w.at(x)); math.Abs(got-sum) > 0.02 {
				t.Fatalf("a box of %g around %g sees %.4f, want %.4f", a, x, got, sum)
			}
		}
	}
}

func TestScreenShows(t *testing.T) {
	s := Screen{Pixels: ScreenStripes, Black: 0.1, Gamma: 2, Uneven: 0.5}
	if got := s.Display(200, 150).Show(raster.Ink{}, 100, 75); math.Abs(float64(got[0])-0.1) > 1e-6 {
		t.Errorf("black is %v", got)
	}
	if got := s.Display(200, 150).Show(raster.Ink{0.5, 1, 1}, 100, 75); math.Abs(float64(got[0])-0.325) > 1e-6 || got[1] != 1 {
		t.Errorf("half red is %v", got)
	}
	if got := s.Display(200, 150).Show(raster.Ink{1, 1, 1}, 0, 0); got[0] != 0.5 {
		t.Errorf("white in a corner is %v", got)
	}
}

func TestAround(t *testing.T) {
	for _, frame := range []string{"", FrameMonitor, FramePhone, FrameWindow} {
		s := Screen{Pixels: ScreenStripes, Frame: frame, Seed: 3}
		if s.Display(200, 150).Covers(100, 75) {
			t.Errorf("%q covers the page", frame)
		}
		if a := s.Display(200, 150).Covers(100, -1); a != (frame != "") {
			t.Errorf("%q covers what lies above the page: %v", frame, a)
		}
		if s.Display(200, 150).Covers(2000, 75) {
			t.Errorf("%q covers what lies two metres away", frame)
		}
		if !s.Display(200, 150).Lit(1, 1) || s.Display(200, 150).Lit(2000, 75) {
			t.Errorf("%q: the page shines: %v, the table: %v", frame, s.Display(200, 150).Lit(1, 1), s.Display(200, 150).Lit(2000, 75))
		}
		// From the page outwards: what shines, the rim, the table.
		state := 0
		for x := 200.0; x < 600; x += 0.5 {
			now := 2
			if s.Display(200, 150).Covers(x, 75) {
				now = 1
			}
			if s.Display(200, 150).Lit(x, 75) {
				now = 0
			}
			if now < state {
				t.Errorf("%q: at %g mm it begins again", frame, x)
			}
			state = now
		}
	}
}

func TestScreenIsChecked(t *testing.T) {
	for want, s := range map[string]Screen{
		"\"dots\"": {Pixels: "dots"}, "\"tv\"": {Pixels: ScreenStripes, Frame: "tv"}, "every": {Pixels: ScreenStripes, PitchMM: 3},
		"open": {Pixels: ScreenStripes, Open: 2}, "black": {Pixels: ScreenStripes, Black: math.NaN()}, "without pixels": {Frame: FramePhone},
	} {
		if err := s.Check(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one about %q", err, want)
		}
	}
}

func BenchmarkTint(b *testing.B) {
	for _, pixels := range []string{ScreenStripes, ScreenPentile} {
		b.Run(pixels, func(b *testing.B) {
			m := (&Screen{Pixels: pixels}).Moire(7.1)
			x := 0.0
			for b.Loop() {
				x += 0.13
				m.Tint(x, 12.3)
			}
		})
	}
}
