package synth

import (
	"encoding/json"
	"image"
	"math"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/synth/heart"
	"github.com/einthoven-ecg/einthoven/internal/synth/paper"
)

// TestEachDamageKeepsTheTruth damages a page in each way, faintly and
// strongly: the picture changes, the signal stays, and where the truth says
// that ink can be seen there is ink.
func TestEachDamageKeepsTheTruth(t *testing.T) {
	none, _ := paper.GridOf("none")
	base := Spec{Heart: heart.Heart{Seed: 2}, Seed: 7, Page: paper.Page{DPI: 110, Grid: none, PenMM: 0.5, RowSec: 3,
		Paper: paper.Colour{250, 238, 226}, PaperMM: [2]float64{125, 110}, Layout: paper.Layout{Rows: 3, Cols: 1, Leads: []string{"I", "II", "V5"}}}}
	base.Damage.Table.Colour = paper.Colour{60, 60, 60} // shows through holes
	plain, first := mustRender(t, base)
	for _, k := range DamageKinds() {
		if k.About == "" {
			t.Errorf("%s says nothing about itself", k.Name)
		}
		for _, strength := range []float64{0.15, 0.9} {
			spec := base
			if err := spec.AddDamage(k.Name, strength); err != nil {
				t.Fatalf("%s: %v", k.Name, err)
			}
			if c := spec.Damage.Pose.Camera; c != nil {
				c.WidthPx, c.HeightPx = 700, 600
			}
			img, truth := mustRender(t, spec)
			// Faint scratches may miss all ink.
			if strength > 0.5 && img.Rect == plain.Rect && string(img.Pix) == string(plain.Pix) {
				t.Errorf("%s at %g changes nothing", k.Name, strength)
			}
			// Where the picture has another size, the sheet is still in it: its
			// middle is no table.
			if img.Rect != plain.Rect && k.Stage == "pose" {
				if light := meanLight(img, truth); light < 120 {
					t.Errorf("%s at %g: the sheet's middle has %.0f of 255", k.Name, strength, light)
				}
			}
			for i := range truth.Segments {
				if a, b := first.Segments[i].MV, truth.Segments[i].MV; len(a) != len(b) || a[99] != b[99] {
					t.Fatalf("%s changes the signal", k.Name)
				}
			}
			if seen, all := inkSeen(img.Rect.Dx(), img.Rect.Dy(), func(x, y int) float64 {
				c := img.NRGBAAt(x, y)
				grey := float64(int(c.R) + int(c.G) + int(c.B))
				if spec.Damage.Capture.Invert {
					return 765 - grey
				}
				return grey
			}, truth); all > 0 && seen < 0.9*all {
				t.Errorf("%s at %g: of %.0f samples that can be seen, ink lies on %.0f", k.Name, strength, all, seen)
			}
			// What made the picture is part of the truth, as plain data.
			if _, err := json.Marshal(truth.Damage); err != nil {
				t.Errorf("%s: %v", k.Name, err)
			}
		}
	}
}

// meanLight is that of the picture over the middle of the sheet.
func meanLight(img *image.NRGBA, truth *Truth) float64 {
	sum, n := 0.0, 0.0
	for i := range 100 {
		x, y := truth.SizeMM[0]*(0.3+0.04*float64(i%10)), truth.SizeMM[1]*(0.3+0.04*float64(i/10))
		px, py, _ := truth.ToPixel(x, y)
		if p := image.Pt(int(math.Round(px)), int(math.Round(py))); p.In(img.Rect) {
			c := img.NRGBAAt(p.X, p.Y)
			sum, n = sum+float64(c.G), n+1
		}
	}
	return sum / max(n, 1)
}

// inkSeen counts samples that can be seen, and those that are darker than
// their surroundings.
func inkSeen(w, h int, grey func(x, y int) float64, truth *Truth) (seen, all float64) {
	for i := range truth.Segments {
		s := &truth.Segments[i]
		trace := truth.Trace(s)
		for k := 4; k < len(trace)-4; k += 3 {
			p := trace[k]
			if p.Visible < 0.8 {
				continue
			}
			x, y := s.Point(k)
			a, b := trace[k-4], trace[k+4]
			// Level stretches only: above and below them is paper.
			if math.Abs(a.MV-b.MV)*math.Abs(s.MMPerMV) > 0.1 || nearBox(truth, x, y) {
				continue
			}
			ux, uy, _ := truth.ToPixel(x, y-1.5)
			dx, dy, _ := truth.ToPixel(x, y+1.5)
			ok := true
			for _, q := range [3][2]float64{{p.X, p.Y}, {ux, uy}, {dx, dy}} {
				ok = ok && q[0] > 1 && q[1] > 1 && q[0] < float64(w-2) && q[1] < float64(h-2)
			}
			if !ok {
				continue
			}
			all++
			ink := math.Inf(1)
			for _, d := range [5][2]int{{0, 0}, {0, 1}, {0, -1}, {1, 0}, {-1, 0}} {
				ink = min(ink, grey(int(math.Round(p.X))+d[0], int(math.Round(p.Y))+d[1]))
			}
			if around := (grey(int(math.Round(ux)), int(math.Round(uy))) + grey(int(math.Round(dx)), int(math.Round(dy)))) / 2; ink < around-30 {
				seen++
			}
		}
	}
	return seen, all
}

func TestDamagesOfOneSeedAreAlike(t *testing.T) {
	for _, k := range DamageKinds() {
		var text [2]string
		for i := range text {
			spec := Spec{Seed: 5}
			if err := spec.AddDamage(k.Name, 0.5); err != nil {
				t.Fatal(err)
			}
			b, err := json.Marshal(spec.Damage)
			if err != nil {
				t.Fatal(err)
			}
			text[i] = string(b)
		}
		if text[0] != text[1] {
			t.Errorf("%s: %s and %s", k.Name, text[0], text[1])
		}
	}
	// The same twice is not the same.
	twice := Spec{Seed: 5}
	for range 2 {
		if err := twice.AddDamage("fold", 1); err != nil {
			t.Fatal(err)
		}
	}
	f := twice.Damage.Wear.Folds
	if len(f) < 2 || f[0].AtMM == f[len(f)/2].AtMM && f[0].DirDeg == f[len(f)/2].DirDeg {
		t.Errorf("folded twice along one line: %+v", f)
	}
	for _, k := range []string{"curl", "crumple", "corner", "fold"} {
		if err := twice.AddDamage(k, 1); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := twice.Scene(); err != nil {
		t.Errorf("bent in all ways: %v", err)
	}
	spec := Spec{}
	if spec.AddDamage("plague", 0.5) == nil || HasDamage("plague") {
		t.Error("an unknown damage is taken")
	}
}
