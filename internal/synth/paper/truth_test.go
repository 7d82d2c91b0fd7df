package paper

import (
	"image"
	"math"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// TestBoxesHoldTheInk prints pages without grid and traces: all ink must lie
// in the boxes of the truth, and every box must hold some.
func TestBoxesHoldTheInk(t *testing.T) {
	const k = 4.0
	for _, style := range allStyles() {
		for seed := range uint64(4) {
			p := style.Page(streamOf(seed))
			p.Grid, p.Paper, p.Pen = &Grid{}, Colour{}, Pen{}
			p.Ink, p.Names.Ink, p.Edge.Ink = Colour{}, nil, Colour{20, 20, 20}
			s := printed(t, p, silent(p))
			c := whole(s, k)
			w, h := c.Rect.Dx(), c.Rect.Dy()
			claimed := make([]bool, w*h)
			for _, b := range s.Boxes {
				ink := false
				for y := max(int(b.Y0*k)-1, 0); y <= min(int(b.Y1*k)+1, h-1); y++ {
					for x := max(int(b.X0*k)-1, 0); x <= min(int(b.X1*k)+1, w-1); x++ {
						claimed[y*w+x] = true
						ink = ink || c.Pix[3*(y*w+x)] < 0.9
					}
				}
				if onSheet := b.X0 < s.SizeMM[0]-1 && b.Y0 < s.SizeMM[1]-1 && b.X1 > 1 && b.Y1 > 1; !ink && onSheet {
					t.Errorf("%s %d: no ink in the box %+v", style.Name, seed, b)
				}
			}
			for i, ok := range claimed {
				if !ok && c.Pix[3*i] < 0.99 {
					t.Errorf("%s %d: ink at %.1f, %.1f mm is in no box", style.Name, seed, float64(i%w)/k, float64(i/w)/k)
					break
				}
			}
		}
	}
}

// TestCropsHaveThePixelsOfTheWhole draws parts of pages of every style.
func TestCropsHaveThePixelsOfTheWhole(t *testing.T) {
	const k = 3.3
	for _, style := range allStyles() {
		p := style.Page(streamOf(9))
		s := printed(t, p, record(t, 5, p))
		all := whole(s, k)
		w, h := all.Rect.Dx(), all.Rect.Dy()
		for _, r := range []image.Rectangle{image.Rect(0, 0, w/2, h/3), image.Rect(w/3, h/4, w/3+97, h/4+61), image.Rect(w/2+1, h/2, w, h)} {
			part := new(raster.Canvas)
			s.Draw(part, r, k)
			for y := r.Min.Y; y < r.Max.Y; y++ {
				for i, v := range part.Row(y) {
					if v != all.Row(y)[3*r.Min.X+i] {
						t.Fatalf("%s: pixel %d, %d of the part %v is not that of the whole", style.Name, r.Min.X+i/3, y, r)
					}
				}
			}
		}
	}
}

// TestInkedTellsHowMuchInkASampleGot compares pages by a pen that loses ink
// with the same by one that does not.
func TestInkedTellsHowMuchInkASampleGot(t *testing.T) {
	const k = 12.0
	for name, pen := range map[string]Pen{
		"fade":   {Fade: [2]float64{0.1, 0.8}},
		"mottle": {Mottle: 0.9, Seed: 3},
		"dead":   {Dead: 40, DeadMM: 0.6, Seed: 5},
		"down":   {Dead: 60, DeadMM: 0.6, DeadDown: true, Seed: 5},
		"skip":   {Skip: 0.2, Seed: 8},
	} {
		layout, _ := ParseLayout("3x1:II,V1,V5")
		p := Page{Layout: layout, Grid: &Grid{}, NoNames: true, RowSec: 4, PenMM: 0.4, PaperMM: [2]float64{140, 120}}
		signal := record(t, 3, p)
		full := whole(printed(t, p, signal), k)
		p.Pen = pen
		s := printed(t, p, signal)
		worn := whole(s, k)
		lost, n, bad := 0, 0, 0
		for i := range s.Segments {
			g := &s.Segments[i]
			if len(g.Inked) != len(g.MV) {
				t.Fatalf("%s: %d shares for %d samples", name, len(g.Inked), len(g.MV))
			}
			for j := range g.MV {
				x, y := g.Point(j)
				at := 3 * (int(y*k)*full.Rect.Dx() + int(x*k))
				before, after := 1-full.Pix[at], 1-worn.Pix[at]
				if before < 0.95 {
					continue
				}
				n++
				if g.Inked[j] < 0.5 {
					lost++
				}
				if math.Abs(float64(after/before-g.Inked[j])) > 0.1 {
					bad++
				}
			}
		}
		// Pixels at the border of a dead element may fall on the other side.
		if n < 3000 || lost == 0 || bad > n/12 {
			t.Errorf("%s: of %d samples %d lost half of their ink, and of %d it is told wrong", name, n, lost, bad)
		}
	}
}

func TestClippedTracesStopAtTheirBorder(t *testing.T) {
	const k = 8.0
	p := Page{Grid: &Grid{}, NoNames: true, Footer: "-", Pulse: PulseNone, GainMMPerMV: 20, ClipMM: 6, PaperMM: [2]float64{297, 230}}
	s := printed(t, p, record(t, 2, Page{}))
	c := whole(s, k)
	for y := range c.Rect.Dy() {
		near := math.Inf(1)
		for i := range s.Segments {
			near = min(near, math.Abs((float64(y)+0.5)/k-s.Segments[i].Y0MM))
		}
		for x := 0; near > 6+p.PenMM/2+0.3 && x < c.Rect.Dx(); x++ {
			if c.Row(y)[3*x] < 1 {
				t.Fatalf("ink %g mm from the zero line", near)
			}
		}
	}
	cut := 0
	for i := range s.Segments {
		g := &s.Segments[i]
		for j := range g.MV {
			_, y := g.Point(j)
			outside := math.Abs(y-g.Y0MM) > 6
			if outside != (g.Inked != nil && g.Inked[j] == 0) {
				t.Fatalf("sample %d of %s, %g mm from the zero line, says %v", j, g.Lead, y-g.Y0MM, g.Inked[j])
			}
			if outside {
				cut++
			}
		}
	}
	if cut < 20 {
		t.Errorf("only %d samples are cut off", cut)
	}
	p.ClipFlat = true
	flat := whole(printed(t, p, record(t, 2, Page{})), k)
	if len(differing(c, flat, k)) == 0 {
		t.Error("a flat border looks like none")
	}
}

// TestPagesStaySmall bounds what a page holds in memory.
func TestPagesStaySmall(t *testing.T) {
	for _, style := range allStyles() {
		for seed := range uint64(6) {
			p := style.Page(streamOf(seed))
			s := printed(t, p, silent(p))
			if len(s.Marks) > 600 || len(s.Boxes) > 1500 {
				t.Errorf("%s %d: %d marks, %d boxes", style.Name, seed, len(s.Marks), len(s.Boxes))
			}
		}
	}
}
