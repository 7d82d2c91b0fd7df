package synth

import (
	"image"
	"math"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/synth/heart"
	"github.com/einthoven-ecg/einthoven/internal/synth/paper"
	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// small is a bent photo that draws quickly.
func small(seed uint64) Spec {
	s := photoOf(Spec{Heart: heart.Heart{Seed: seed}, Page: paper.Page{DPI: 80}, Seed: seed})
	s.Damage.Pose.Camera.WidthPx, s.Damage.Pose.Camera.HeightPx = 1000, 760
	return s
}

// TestMasksLieOnTheirInk compares each mask with the picture.
func TestMasksLieOnTheirInk(t *testing.T) {
	spec := small(3)
	spec.Page.Grid = &paper.Grid{BoldMM: 5, BoldWidthMM: 0.4, Bold: paper.Colour{255, 90, 90}, InsetMM: 8}
	spec.Page.PenMM = 0.8 // some pixels are all ink
	spec.Damage.Capture.JPEGQuality, spec.Damage.Capture.BlurPx = 0, 0.3
	img, truth := mustRender(t, spec)
	masks, err := truth.Masks(img.Rect, MaskKinds()...)
	if err != nil {
		t.Fatal(err)
	}
	by := map[string]Mask{}
	for _, m := range masks {
		by[m.Name] = m
	}
	if len(by) != 6+heart.NumLeads {
		t.Fatalf("%d masks, want six and one a lead", len(by))
	}
	// Means over full coverage: red and green of the picture.
	mean := func(name string, keep func(i int) bool) (red, green float64, n int) {
		for i, v := range by[name].Pix {
			if v == 255 && (keep == nil || keep(i)) {
				c := img.NRGBAAt(i%img.Rect.Dx(), i/img.Rect.Dx())
				red, green, n = red+float64(c.R), green+float64(c.G), n+1
			}
		}
		return red / float64(n), green / float64(n), n
	}
	clear := func(i int) bool { return by["trace"].Pix[i] == 0 && by["text"].Pix[i] == 0 }
	if r, g, n := mean("page", func(i int) bool { return clear(i) && by["grid"].Pix[i] == 0 }); n < 1e5 || r < 130 || g < 130 {
		t.Errorf("bare paper: %d pixels of %.0f red and %.0f green", n, r, g)
	}
	if r, g, n := mean("trace", nil); n < 1000 || r > 100 || g > 100 {
		t.Errorf("traces: %d pixels of %.0f red and %.0f green", n, r, g)
	}
	if r, g, n := mean("marks", nil); n < 100 || r > 100 || g > 100 {
		t.Errorf("pulses: %d pixels of %.0f red and %.0f green", n, r, g)
	}
	if r, g, n := mean("grid", clear); n < 1000 || r < g+30 {
		t.Errorf("grid: %d pixels of %.0f red and %.0f green", n, r, g)
	}
	if r, g, n := mean("crossings", clear); n < 1000 || r < g+15 {
		t.Errorf("crossings: %d pixels of %.0f red and %.0f green", n, r, g)
	}
	if _, _, n := mean("text", nil); n < 1000 {
		t.Errorf("text: %d pixels", n)
	}
	// The leads together are the traces.
	for i, v := range by["trace"].Pix {
		most := uint8(0)
		for _, lead := range heart.LeadNames() {
			most = max(most, by[lead].Pix[i])
		}
		if most > v {
			t.Fatalf("pixel %d: a lead has %d, all traces %d", i, most, v)
		}
	}
}

// TestMaskOfAPartIsThatOfTheWhole draws a corner alone.
func TestMaskOfAPartIsThatOfTheWhole(t *testing.T) {
	img, truth := mustRender(t, small(4))
	r := image.Rect(301, 200, 522, 410)
	whole, err := truth.Masks(img.Rect, MaskKinds()...)
	if err != nil {
		t.Fatal(err)
	}
	part, err := truth.Masks(r, MaskKinds()...)
	if err != nil {
		t.Fatal(err)
	}
	for k := range part {
		for y := r.Min.Y; y < r.Max.Y; y++ {
			for x := r.Min.X; x < r.Max.X; x++ {
				a, b := int(whole[k].Pix[y*img.Rect.Dx()+x]), int(part[k].Pix[(y-r.Min.Y)*r.Dx()+x-r.Min.X])
				if max(a-b, b-a) > 0 {
					t.Fatalf("%s: pixel %d, %d is %d in the whole, %d in the part", part[k].Name, x, y, a, b)
				}
			}
		}
	}
}

// TestVisibilityTellsWhatIsGone covers and tears, and looks outside.
func TestVisibilityTellsWhatIsGone(t *testing.T) {
	spec := small(5)
	s, err := spec.Scene()
	if err != nil {
		t.Fatal(err)
	}
	// The right quarter is torn off; the left one is half covered.
	w, h := s.sheet.SizeMM[0], s.sheet.SizeMM[1]
	s.sheet.Missing = append(s.sheet.Missing, raster.NewArea([][][2]float64{{{0.75 * w, -5}, {w + 5, -5}, {w + 5, h + 5}, {0.75 * w, h + 5}}}, raster.Paint{}))
	s.sheet.Hidden = append(s.sheet.Hidden, func(x, _ float64) float64 {
		if x < w/4 {
			return 0.5
		}
		return 0
	})
	img, err := s.Picture(s.Bounds())
	if err != nil {
		t.Fatal(err)
	}
	for i := range s.Truth.Segments {
		g := &s.Truth.Segments[i]
		for k, p := range s.Truth.Trace(g) {
			x, _ := g.Point(k)
			if math.Abs(x-0.75*w) < 0.1 {
				continue
			}
			want := float32(1)
			if x > 0.75*w {
				want = 0
			} else if x < w/4 {
				want = 0.5
			}
			if p.Visible != want {
				t.Fatalf("lead %s at %.1f mm: visible %g, want %g", g.Lead, x, p.Visible, want)
			}
		}
	}
	// The table shows where the sheet is torn.
	px, py, _ := s.Truth.ToPixel(0.9*w, h/2)
	if c := img.NRGBAAt(int(px), int(py)); c.B > 90 {
		t.Errorf("the torn part shows %v", c)
	}
	masks, err := s.Truth.Masks(s.Bounds(), MaskPage)
	if err != nil {
		t.Fatal(err)
	}
	if v := masks[0].Pix[int(py)*img.Rect.Dx()+int(px)]; v != 0 {
		t.Errorf("the page's mask has %d where it is torn off", v)
	}
	if v := masks[0].Pix[0]; v != 0 {
		t.Errorf("the page's mask has %d beyond the page", v)
	}
	ox, oy, _ := s.Truth.ToPixel(w+2, h/2)
	if v := masks[0].Pix[int(oy)*img.Rect.Dx()+int(ox)]; v != 0 {
		t.Errorf("the page's mask has %d beside the page", v)
	}
	qx, qy, _ := s.Truth.ToPixel(w/2, h/2)
	if v := masks[0].Pix[int(math.Round(qy))*img.Rect.Dx()+int(math.Round(qx))]; v != 255 {
		t.Errorf("the page's mask has %d in its middle", v)
	}
}
