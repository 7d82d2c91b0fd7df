package synth

import (
	"bytes"
	"fmt"
	"image"
	"math"
	"runtime"
	"strings"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/synth/bend"
	"github.com/einthoven-ecg/einthoven/internal/synth/capture"
	"github.com/einthoven-ecg/einthoven/internal/synth/heart"
	"github.com/einthoven-ecg/einthoven/internal/synth/light"
	"github.com/einthoven-ecg/einthoven/internal/synth/paper"
)

// glow is the linear light of the green channel at a pixel, 0..1, bilinear.
func glow(m *image.NRGBA, x, y float64) float64 {
	x0, y0 := int(math.Floor(x)), int(math.Floor(y))
	fx, fy := x-float64(x0), y-float64(y0)
	at := func(x, y int) float64 { return float64(paper.Colour{m.NRGBAAt(x, y).G}.Linear()[0]) }
	return (1-fy)*((1-fx)*at(x0, y0)+fx*at(x0+1, y0)) + fy*((1-fx)*at(x0, y0+1)+fx*at(x0+1, y0+1))
}

func mustRender(t *testing.T, s Spec) (*image.NRGBA, *Truth) {
	t.Helper()
	img, truth, err := Render(s)
	if err != nil {
		t.Fatal(err)
	}
	return img, truth
}

// darkest searches across the trace, up and down in page millimetres, and
// returns the centre of darkness relative to the truth.
func darkest(m *image.NRGBA, truth *Truth, x, y float64) float64 {
	var sum, weight float64
	for d := -0.7; d <= 0.7001; d += 0.02 {
		px, py, _ := truth.ToPixel(x, y+d)
		v := max(0, 0.98-glow(m, px, py))
		sum += v * d
		weight += v
	}
	return sum / weight
}

// TestTruthRoundTrip reads the traces back where the truth says they are: on
// quiet stretches the centre of the ink must be the true height.
func TestTruthRoundTrip(t *testing.T) {
	ill := heart.Heart{Seed: 4, MuscleMV: 0.002, WanderMV: 0.05}
	grey, _ := paper.GridOf("none")
	for name, spec := range map[string]Spec{
		"flat":        {Heart: ill, Page: paper.Page{Grid: grey}},
		"low dpi":     {Heart: ill, Page: paper.Page{Grid: grey, DPI: 100}},
		"turned":      {Heart: ill, Page: paper.Page{Grid: grey}, Damage: Damage{Pose: bend.Pose{RotateDeg: 3.3}}},
		"on its head": {Heart: ill, Page: paper.Page{Grid: grey}, Damage: Damage{Pose: bend.Pose{RotateDeg: 180}}},
		"photo": {Heart: ill, Page: paper.Page{Grid: grey, DPI: 200},
			Damage: Damage{Capture: capture.Capture{BlurPx: 0.6},
				Pose: bend.Pose{RotateDeg: 4, Camera: &bend.Camera{TiltDeg: 25, AzimuthDeg: 60, WidthPx: 1800, HeightPx: 1350}}}},
		"many leads": {Heart: ill, Page: paper.Page{Grid: grey, Pulse: paper.PulseRight, NoNames: true, GainMMPerMV: 5,
			Layout: paper.Layout{Rows: 12, Cols: 1, Cabrera: true}}},
		"fast": {Heart: ill, Page: paper.Page{Grid: grey, SpeedMMPerS: 50, GainMMPerMV: 20, RowSec: 5,
			Layout: paper.Layout{Rows: 3, Cols: 2}}},
	} {
		t.Run(name, func(t *testing.T) {
			img, truth := mustRender(t, spec)
			var read, off, square float64
			for i := range truth.Segments {
				s := &truth.Segments[i]
				for k := 5; k < len(s.MV)-5; k++ {
					// Quiet: the stroke is level within the pen, and no name is near.
					lo, hi := math.Inf(1), math.Inf(-1)
					for _, v := range s.MV[k-5 : k+6] {
						lo, hi = min(lo, v), max(hi, v)
					}
					x, y := s.Point(k)
					if (hi-lo)*math.Abs(s.MMPerMV) > 0.1 || nearBox(truth, x, y) {
						continue
					}
					d := darkest(img, truth, x, y)
					read++
					square += d * d
					if !(math.Abs(d) < 0.1) {
						off++
					}
				}
			}
			// A noisy stroke's centre moves a little with its neighbours; a
			// map wrong by half a pixel would show as 0.06 mm throughout.
			if rms := math.Sqrt(square / read); !(rms < 0.025) || off/read > 0.01 || read < 500 {
				t.Errorf("%.0f samples read back: rms %.4f mm, %.2f %% off by more than 0.1 mm; want rms < 0.025, < 1 %%, > 500",
					read, rms, 100*off/read)
			}
		})
	}
}

// nearBox tells whether other ink, or another trace's reach, is within 1.5 mm.
func nearBox(t *Truth, x, y float64) bool {
	for _, b := range t.Boxes {
		if x > b.X0-1.5 && x < b.X1+1.5 && y > b.Y0-1.5 && y < b.Y1+1.5 {
			return true
		}
	}
	for i := range t.Segments {
		s := &t.Segments[i]
		k := int(math.Round((x - s.X0MM) / s.StepMM))
		if k < 0 || k >= len(s.MV) || math.Abs(s.Y0MM-y) > 60 {
			continue
		}
		for j := max(0, k-10); j < min(len(s.MV), k+11); j++ {
			if _, sy := s.Point(j); math.Abs(sy-y) > 0.05 && math.Abs(sy-y) < 1.5 && s.Y0MM != rowOf(t, x, y) {
				return true
			}
		}
	}
	return false
}

// rowOf is the zero line of the segment that runs through a point.
func rowOf(t *Truth, x, y float64) float64 {
	best, row := math.Inf(1), 0.0
	for i := range t.Segments {
		s := &t.Segments[i]
		if k := int(math.Round((x - s.X0MM) / s.StepMM)); k >= 0 && k < len(s.MV) {
			if _, sy := s.Point(k); math.Abs(sy-y) < best {
				best, row = math.Abs(sy-y), s.Y0MM
			}
		}
	}
	return row
}

// TestInkLiesOnSteepTraces checks that every sample, QRS included, is inked.
func TestInkLiesOnSteepTraces(t *testing.T) {
	img, truth := mustRender(t, Spec{Heart: heart.Heart{Seed: 9}})
	for i := range truth.Segments {
		s := &truth.Segments[i]
		for k := range s.MV {
			px, py, _ := truth.ToPixel(s.Point(k))
			if v := glow(img, px, py); v > 0.25 {
				t.Fatalf("lead %s sample %d: paper shows through (%.2f)", s.Lead, k, v)
			}
		}
	}
}

func TestMapAgreesWithTheExactOne(t *testing.T) {
	spec := Spec{Page: paper.Page{DPI: 50}, Damage: Damage{Pose: bend.Pose{RotateDeg: 8, Camera: &bend.Camera{TiltDeg: 35, AzimuthDeg: -20, Distance: 1}}}}
	_, truth := mustRender(t, spec)
	m := truth.Map()
	for x := 0.0; x <= truth.SizeMM[0]; x += 3.7 {
		for y := 0.0; y <= truth.SizeMM[1]; y += 3.1 {
			ax, ay, _ := truth.ToPixel(x, y)
			bx, by := m.ToPixel(x, y)
			if d := math.Hypot(ax-bx, ay-by); d > 0.01 {
				t.Fatalf("at %g, %g mm the dense map is off by %g pixels", x, y, d)
			}
			gx, gy, ok := m.ToMM(ax, ay)
			if !ok || math.Hypot(gx-x, gy-y) > 0.005 {
				t.Fatalf("at %g, %g mm the way back gives %g, %g (%v)", x, y, gx, gy, ok)
			}
		}
	}
}

func TestTruthHoldsWhatIsPrinted(t *testing.T) {
	layout, _ := paper.ParseLayout("3x4+1R:V1")
	_, truth := mustRender(t, Spec{Page: paper.Page{Layout: layout, DPI: 60}})
	finite := func(lead string) (n int) {
		for _, v := range truth.Printed(lead) {
			if !math.IsNaN(v) {
				n++
			}
		}
		return n
	}
	if finite("I") != 1250 || finite("V6") != 1250 || finite("V1") != 5000 {
		t.Errorf("I, V6, V1 have %d, %d, %d samples, want 1250, 1250, 5000", finite("I"), finite("V6"), finite("V1"))
	}
	if v := truth.Printed("aVR"); !math.IsNaN(v[1249]) || math.IsNaN(v[1250]) || math.IsNaN(v[2499]) || !math.IsNaN(v[2500]) {
		t.Error("aVR is not printed from 2.5 to 5 s")
	}
	if got := fmt.Sprint(truth.Windows("V1")); got != "[[5 7.5] [0 10]]" {
		t.Errorf("windows of V1 are %s", got)
	}
	kinds := map[paper.BoxKind]int{}
	for _, b := range truth.Boxes {
		kinds[b.Kind]++
	}
	if kinds[paper.BoxName] != 13 || kinds[paper.BoxPulse] != 4 || kinds[paper.BoxText] != 1 {
		t.Errorf("boxes are %v, want 13 names, 4 pulses and a footer", kinds)
	}
}

func TestCabreraPrintsARupsideDown(t *testing.T) {
	layout, _ := paper.ParseLayout("12x1 cabrera")
	_, truth := mustRender(t, Spec{Page: paper.Page{Layout: layout, DPI: 60}})
	s := truth.Segments[2]
	if s.Lead != "aVR" || !s.Inverted || s.MMPerMV != -10 {
		t.Fatalf("third trace is %s, inverted %v, %g mm/mV", s.Lead, s.Inverted, s.MMPerMV)
	}
}

func TestGridLinesLieOnWholeMillimetres(t *testing.T) {
	grid := &paper.Grid{FineMM: 1, FineWidthMM: 0.1, BoldMM: 5, BoldWidthMM: 0.2, Fine: paper.Colour{200, 0, 0}, Bold: paper.Colour{100, 0, 0}}
	img, truth := mustRender(t, Spec{Page: paper.Page{Grid: grid, DPI: 254, NoNames: true, Footer: "-"}})
	for mm := 1; mm < 14; mm++ { // above the first row
		x, y, _ := truth.ToPixel(float64(mm)+0.5, float64(mm))
		if v := glow(img, x, y); v > 0.85 {
			t.Errorf("no line at y = %d mm (%.2f)", mm, v)
		}
		bx, by, _ := truth.ToPixel(float64(mm)+0.5, float64(mm)+0.5)
		if v := glow(img, bx, by); v < 0.97 {
			t.Errorf("a line at y = %d.5 mm (%.2f)", mm, v)
		}
	}
}

func TestRenderIsDeterministicOnAnyNumberOfThreads(t *testing.T) {
	spec := Spec{Heart: heart.RandomHeart(2), Page: paper.Page{DPI: 80}, Seed: 3, Damage: Damage{Light: light.Light{Shade: 0.3},
		Pose:    bend.Pose{RotateDeg: 2, Camera: &bend.Camera{TiltDeg: 12, WidthPx: 700, HeightPx: 500}},
		Capture: capture.Capture{BlurPx: 1, Noise: 4, JPEGQuality: 70}}}
	one := runtime.GOMAXPROCS(1)
	a, _ := mustRender(t, spec)
	runtime.GOMAXPROCS(3)
	b, _ := mustRender(t, spec)
	runtime.GOMAXPROCS(one)
	if !bytes.Equal(a.Pix, b.Pix) {
		t.Error("one and three threads give different pictures")
	}
	spec.Seed = 4
	c, _ := mustRender(t, spec)
	if bytes.Equal(a.Pix, c.Pix) {
		t.Error("another seed gives the same picture")
	}
}

func TestQuarterTurnsKeepEveryPixel(t *testing.T) {
	spec := Spec{Page: paper.Page{DPI: 60}}
	flat, _ := mustRender(t, spec)
	spec.Damage.Pose.RotateDeg = 90
	turned, _ := mustRender(t, spec)
	w, h := flat.Rect.Dx(), flat.Rect.Dy()
	if turned.Rect.Dx() != h || turned.Rect.Dy() != w {
		t.Fatalf("turned picture is %v, want %d x %d", turned.Rect, h, w)
	}
	for y := range h {
		for x := range w {
			// What lay at the left comes to lie on top.
			if a, b := flat.NRGBAAt(x, y), turned.NRGBAAt(h-1-y, x); a != b {
				t.Fatalf("pixel %d, %d: %v became %v", x, y, a, b)
			}
		}
	}
}

func TestThresholdLeavesTwoValues(t *testing.T) {
	img, _ := mustRender(t, Spec{Page: paper.Page{DPI: 100}, Damage: Damage{Capture: capture.Capture{Noise: 10, Threshold: 140}}})
	seen := map[uint8]int{}
	for i := 0; i < len(img.Pix); i += 4 {
		if img.Pix[i] != img.Pix[i+1] || img.Pix[i] != img.Pix[i+2] {
			t.Fatal("a pixel has colour")
		}
		seen[img.Pix[i]]++
	}
	if len(seen) != 2 || seen[0] == 0 || seen[255] == 0 {
		t.Errorf("values are %v, want 0 and 255", seen)
	}
}

func TestRenderRefusesNonsense(t *testing.T) {
	layout, _ := paper.ParseLayout("3x4")
	for name, c := range map[string]struct {
		spec Spec
		part string
	}{
		"speed":      {Spec{Page: paper.Page{SpeedMMPerS: -1}}, "speed"},
		"paper":      {Spec{Page: paper.Page{PaperMM: [2]float64{100, 100}}}, "too small"},
		"resolution": {Spec{Page: paper.Page{DPI: 1e6}}, "resolution"},
		"pixels":     {Spec{Page: paper.Page{DPI: 1200, PaperMM: [2]float64{5000, 5000}}}, "pixels"},
		"font":       {Spec{Page: paper.Page{Font: "comic"}}, "font"},
		"layout":     {Spec{Page: paper.Page{Layout: paper.Layout{Rows: 5, Cols: 5}}}, "25 cells"},
		"grid":       {Spec{Page: paper.Page{Grid: &paper.Grid{FineMM: 0.001}}}, "apart"},
		"tilt":       {Spec{Damage: Damage{Pose: bend.Pose{Camera: &bend.Camera{TiltDeg: 90}}}}, "tilt"},
		"blur":       {Spec{Damage: Damage{Capture: capture.Capture{BlurPx: math.NaN()}}}, "blur"},
		"short":      {Spec{Page: paper.Page{Layout: layout}, Signal: &heart.Signal{RateHz: 500}}, "signal has 0 s"},
	} {
		if _, _, err := Render(c.spec); err == nil || !strings.Contains(err.Error(), c.part) {
			t.Errorf("%s: error %v, want one with %q", name, err, c.part)
		}
	}
}

func ExampleRender() {
	layout, err := paper.ParseLayout("6x2+1R:II")
	if err != nil {
		panic(err)
	}
	img, truth, err := Render(Spec{
		Heart: heart.Heart{RateBPM: 80, Seed: 1},
		Page:  paper.Page{Layout: layout, DPI: 100},
	})
	if err != nil {
		panic(err)
	}
	fmt.Println(img.Rect.Size(), truth.Layout, truth.Windows("V1"))
	// Output: (1169,827) 6x2+1R:II [[5 10]]
}
