package raster

import (
	"image"
	"math"
	"testing"
)

// painted is a canvas with marks.
func painted(marks ...Mark) *Canvas {
	c := New(image.Rect(-7, 5, 113, 94), Ink{0.9, 0.9, 0.8})
	for _, m := range marks {
		m.Draw(c, 6.3)
	}
	return c
}

// apart is the largest difference of two canvases.
func apart(a, b *Canvas) (most float64) {
	for i, v := range a.Pix {
		most = max(most, math.Abs(float64(v-b.Pix[i])))
	}
	return most
}

func zigzag() [][2]float64 { return [][2]float64{{1, 2}, {6, 11}, {7, 2.5}, {9, 8}, {16, 8.2}} }

func TestWholeWeavesAreLines(t *testing.T) {
	area := Box{1, 1, 16.2, 13}
	lines := &Lines{Area: area, EveryMM: 1.3, WidthMM: 0.2, Shift: [2]float64{0.3, 0.1}, Paint: Solid(Colour{200, 30, 30})}
	weave := &Weave{Area: area, EveryMM: [2]float64{1.3, 1.3}, WidthMM: 0.2, Shift: [2]float64{0.3, 0.1}, Paint: Solid(Colour{200, 30, 30})}
	if d := apart(painted(lines), painted(weave)); d > 1e-6 {
		t.Errorf("they differ by %g", d)
	}
	// Dashes leave gaps.
	weave.DashMM, weave.PeriodMM = 0.3, [2]float64{0.65, 0.65}
	if d := apart(painted(lines), painted(weave)); d < 0.1 {
		t.Errorf("dashes look like lines: %g", d)
	}
	weave.Cross = true
	dots := painted(weave)
	for y := dots.Rect.Min.Y; y < dots.Rect.Max.Y; y++ {
		for x := dots.Rect.Min.X; x < dots.Rect.Max.X; x++ {
			mx, my := (float64(x)+0.5)/6.3, (float64(y)+0.5)/6.3
			off := max(math.Abs(math.Remainder(mx-0.3, 1.3)), math.Abs(math.Remainder(my-0.1, 1.3)))
			if off > 0.1+1/6.3 && dots.At(x, y)[1] < 0.9 {
				t.Fatalf("ink at %g, %g mm, %g from a crossing", mx, my, off)
			}
		}
	}
}

func TestEvenRibbonsAreLines(t *testing.T) {
	p := Paint{Ink: Ink{0.1, 0, 0.2}, Alpha: 0.8}
	line := painted(NewLine(zigzag(), 0.5, p))
	if d := apart(line, painted(NewRibbon(zigzag(), 0.5, nil, nil, p))); d > 1e-5 {
		t.Errorf("they differ by %g", d)
	}
	wide := []float32{0.5, 0.5, 0.5, 0.5, 0.5}
	if d := apart(line, painted(NewRibbon(zigzag(), 0, wide, wide, p))); d < 0.3 {
		t.Errorf("half of the ink looks like all: %g", d)
	}
}

func TestWornMarksKeepTheirShare(t *testing.T) {
	marks := []Mark{NewLine(zigzag(), 0.7, Solid(Colour{})), NewArea([][][2]float64{circleAt(9, 7, 3)}, Solid(Colour{90, 0, 0})),
		NewDots(zigzag(), 0.6, Solid(Colour{0, 0, 120})), NewStrokes([][][2]float64{zigzag(), {{2, 12}, {12, 3}}}, 0.3, Solid(Colour{}))}
	bare, full := painted(), painted(marks...)
	worn := func(share float64) *Canvas {
		return painted(NewWorn(marks, func(x, y float64) float64 { return share }))
	}
	if d := apart(full, worn(1)); d > 1e-6 {
		t.Errorf("all of the ink differs by %g", d)
	}
	if d := apart(bare, worn(0)); d > 0 {
		t.Errorf("no ink changes the paper by %g", d)
	}
	half := worn(0.5)
	for i, v := range half.Pix {
		if want := (bare.Pix[i] + full.Pix[i]) / 2; math.Abs(float64(v-want)) > 1e-6 {
			t.Fatalf("half of the ink gives %g, want %g", v, want)
		}
	}
}

func circleAt(x, y, r float64) (out [][2]float64) {
	for i := range 20 {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / 20)
		out = append(out, [2]float64{x + r*cos, y + r*sin})
	}
	return out
}
