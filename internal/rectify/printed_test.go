package rectify_test

import (
	"errors"
	"image"
	"math"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/page"
	"github.com/einthoven-ecg/einthoven/internal/rectify"
	"github.com/einthoven-ecg/einthoven/internal/synth"
	"github.com/einthoven-ecg/einthoven/internal/synth/heart"
	"github.com/einthoven-ecg/einthoven/internal/synth/paper"
)

// printed draws a page and returns it with its pixels a millimetre.
func printed(t *testing.T, rate float64, p paper.Page) (*page.Page, float64) {
	t.Helper()
	img, _, err := synth.Render(synth.Spec{Heart: heart.Heart{Seed: 5, RateBPM: rate}, Page: p})
	if err != nil {
		t.Fatal(err)
	}
	return fromImage(img), p.DPI / 25.4
}

func fromImage(m *image.NRGBA) *page.Page {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	p := &page.Page{Width: w, Height: h, Channels: 3, Pix: make([]uint8, 3*w*h), Format: "image"}
	for i := range w * h {
		copy(p.Pix[3*i:3*i+3], m.Pix[4*i:4*i+3])
	}
	return p
}

func layoutOf(t *testing.T, name string) paper.Layout {
	t.Helper()
	l, err := paper.ParseLayout(name)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestAGridBehindTheRowsOnlyGivesOneMap(t *testing.T) {
	g, err := paper.GridOf("red")
	if err != nil {
		t.Fatal(err)
	}
	g.BandMM = 11
	const rows, pitch = 4, 45.0
	p, px := printed(t, 70, paper.Page{Layout: layoutOf(t, "3x4+1R:II"), Grid: g, PitchMM: pitch, DPI: 150})
	m, r, err := rectify.Find(t.Context(), p, rectify.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("seen %.2f, %.0f x %.0f mm, %.3f x %.3f px/mm", r.Seen, r.SheetMM[0], r.SheetMM[1], r.PxPerMM[0], r.PxPerMM[1])
	if r.SheetMM[1] < (rows-1)*pitch {
		t.Errorf("the map holds %.0f mm of the rows' %.0f", r.SheetMM[1], rows*pitch)
	}
	// The lines are counted on rightly across the bare paper: a millimetre has
	// as many pixels everywhere.
	x0, y0, x1, y1 := m.Bounds()
	for x := x0 + 20; x < x1-20; x += 30 {
		ax, ay := m.ToPixel(x, y0+15)
		bx, by := m.ToPixel(x, y1-15)
		if d := math.Hypot(bx-ax, by-ay)/px - (y1 - y0 - 30); math.Abs(d) > 0.5 {
			t.Errorf("at %.0f mm the page is %.1f mm too high", x, d)
		}
	}
}

func TestBeatsAreNoGrid(t *testing.T) {
	for _, c := range []struct {
		layout string
		rate   float64
	}{{"8x1", 150}, {"8x1", 140}, {"12x1", 110}, {"12x1", 150}, {"6x1", 120}, {"12x1", 75}} {
		p, _ := printed(t, c.rate, paper.Page{Layout: layoutOf(t, c.layout), Grid: &paper.Grid{}, Pulse: paper.PulseNone, Footer: "-", DPI: 200})
		m, r, err := rectify.Find(t.Context(), p, rectify.Options{})
		if !errors.Is(err, rectify.ErrNoGrid) {
			px, py := m.Pitch()
			t.Errorf("%s at %.0f a minute: a grid of %.1f x %.1f px, evidence %.2f, trust %.2f", c.layout, c.rate, px, py, r.Evidence, r.Trust)
		}
	}
}
