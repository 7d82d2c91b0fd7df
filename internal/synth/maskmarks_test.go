package synth

import (
	"bytes"
	"math"
	"slices"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/synth/heart"
	"github.com/einthoven-ecg/einthoven/internal/synth/paper"
)

// marked is a clean page that has traces, pulses and separators only.
func marked(page paper.Page) Spec {
	page.Grid, page.NoNames, page.Footer, page.DPI = &paper.Grid{}, true, "-", 150
	return Spec{Heart: heart.Heart{Seed: 2}, Page: page, Seed: 2}
}

// The mask of marks has the darkness of pulses and separators, as the picture
// has it, and nothing elsewhere.
func TestMarksLieOnTheirInk(t *testing.T) {
	for _, c := range []struct {
		name string
		page paper.Page
		want map[paper.BoxKind]bool
	}{
		{"pulses", paper.Page{}, map[paper.BoxKind]bool{paper.BoxPulse: true}},
		{"thick pen", paper.Page{PenMM: 0.6, Separator: paper.SeparatorLine}, map[paper.BoxKind]bool{paper.BoxPulse: true, paper.BoxSeparator: true}},
		{"round pulses in columns", paper.Page{Pulse: paper.PulseColumns, PulseForm: paper.PulseForm{RoundMM: 0.8}}, map[paper.BoxKind]bool{paper.BoxPulse: true}},
		{"a pulse in steps", paper.Page{OnePulse: true, ChestMMPerMV: 5, PulseForm: paper.PulseForm{Steps: true}}, map[paper.BoxKind]bool{paper.BoxPulse: true}},
		{"bar", paper.Page{Pulse: paper.PulseNone, Separator: paper.SeparatorBar}, map[paper.BoxKind]bool{paper.BoxSeparator: true}},
		{"ticks", paper.Page{Pulse: paper.PulseNone, Separator: paper.SeparatorTicks}, map[paper.BoxKind]bool{paper.BoxSeparator: true}},
		{"line", paper.Page{Pulse: paper.PulseNone, Separator: paper.SeparatorLine, SeparatorEnds: true}, map[paper.BoxKind]bool{paper.BoxSeparator: true}},
		{"full", paper.Page{Separator: paper.SeparatorFull}, map[paper.BoxKind]bool{paper.BoxPulse: true, paper.BoxSeparator: true}},
		{"dotted", paper.Page{Pulse: paper.PulseNone, Separator: paper.SeparatorDotted}, map[paper.BoxKind]bool{paper.BoxSeparator: true}},
		{"double", paper.Page{Pulse: paper.PulseNone, Separator: paper.SeparatorDouble}, map[paper.BoxKind]bool{paper.BoxSeparator: true}},
		{"top", paper.Page{Pulse: paper.PulseNone, Separator: paper.SeparatorTop}, map[paper.BoxKind]bool{paper.BoxSeparator: true}},
		{"caret", paper.Page{Pulse: paper.PulseNone, Separator: paper.SeparatorCaret}, map[paper.BoxKind]bool{paper.BoxSeparator: true}},
		{"colon", paper.Page{Pulse: paper.PulseNone, Separator: paper.SeparatorColon}, map[paper.BoxKind]bool{paper.BoxSeparator: true}},
	} {
		t.Run(c.name, func(t *testing.T) {
			img, truth := mustRender(t, marked(c.page))
			masks, err := truth.Masks(img.Rect, MaskMarks, MaskTrace)
			if err != nil {
				t.Fatal(err)
			}
			marks, trace := masks[0].Pix, masks[1].Pix
			w, h := img.Rect.Dx(), img.Rect.Dy()
			// Which pixels are near marks, by their boxes, which hold the pen.
			near, found := make([]bool, w*h), map[paper.BoxKind]bool{}
			for _, b := range truth.Boxes {
				if b.Kind != paper.BoxPulse && b.Kind != paper.BoxSeparator {
					continue
				}
				found[b.Kind] = true
				x0, y0, _ := truth.ToPixel(b.X0-truth.PenMM, b.Y0-truth.PenMM)
				x1, y1, _ := truth.ToPixel(b.X1+truth.PenMM, b.Y1+truth.PenMM)
				for y := max(int(y0), 0); y <= min(int(y1)+1, h-1); y++ {
					for x := max(int(x0), 0); x <= min(int(x1)+1, w-1); x++ {
						near[y*w+x] = true
					}
				}
			}
			if len(found) != len(c.want) || found[paper.BoxPulse] != c.want[paper.BoxPulse] {
				t.Fatalf("boxes of kinds %v", found)
			}
			traced := func(x, y int) bool {
				for v := max(y-2, 0); v <= min(y+2, h-1); v++ {
					if slices.Max(trace[v*w+max(x-2, 0):v*w+min(x+3, w)]) > 0 {
						return true
					}
				}
				return false
			}
			// Shares of ink, in the mask and in the picture's light.
			var told, drawn, off float64
			for k, m := range marks {
				if m > 0 && !near[k] {
					t.Fatalf("pixel %d, %d, far from all marks, is %d", k%w, k/w, m)
				}
				if !near[k] || traced(k%w, k/w) {
					continue
				}
				ink := 1 - paper.Colour{img.Pix[4*k]}.Linear()[0]
				told, drawn, off = told+float64(m)/255, drawn+float64(ink), off+math.Abs(float64(m)/255-float64(ink))
			}
			if drawn < 20 {
				t.Fatalf("marks cover only %.0f pixels", drawn)
			}
			if off > 0.1*drawn {
				t.Errorf("marks cover %.0f pixels in the picture, %.0f in the mask, and differ by %.0f", drawn, told, off)
			}
		})
	}
}

// Words, names and ticks are no marks.
func TestPagesWithoutMarks(t *testing.T) {
	page := paper.Page{Pulse: paper.PulseNone, DPI: 80, TickSec: 1, Header: []string{"PULSE 10 mm/mV", "|"}}
	clean := Spec{Heart: heart.Heart{Seed: 4}, Page: page, Seed: 4}
	photo := small(4)
	photo.Page = page
	for name, spec := range map[string]Spec{"clean": clean, "photo": photo} {
		img, truth := mustRender(t, spec)
		masks, err := truth.Masks(img.Rect, MaskMarks)
		if err != nil {
			t.Fatal(err)
		}
		if len(masks) != 1 || masks[0].Name != "marks" || len(masks[0].Pix) != img.Rect.Dx()*img.Rect.Dy() {
			t.Fatalf("%s: masks %v", name, len(masks))
		}
		if len(bytes.Trim(masks[0].Pix, "\x00")) > 0 {
			t.Errorf("%s: marks on a page without any", name)
		}
	}
}
