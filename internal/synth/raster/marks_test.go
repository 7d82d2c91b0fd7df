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

func TestWeavesAreLines(t *testing.T) {
	area := Box{1, 1, 16.2, 13}
	p := Solid(Colour{200, 30, 30})
	weave := &Weave{Area: area, EveryMM: [2]float64{1.3, 1.7}, WidthMM: 0.2, Shift: [2]float64{0.3, 0.1}, Paint: p}
	lines := painted(weave)
	// Away from crossings and from the area's edge they are lines of the pen.
	var pen []Mark
	for x := 0.3; x < 16.2; x += 1.3 {
		pen = append(pen, NewArea([][][2]float64{{{x - 0.1, 1}, {x + 0.1, 1}, {x + 0.1, 13}, {x - 0.1, 13}}}, p))
	}
	for y := 0.1; y < 13; y += 1.7 {
		pen = append(pen, NewArea([][][2]float64{{{1, y - 0.1}, {16.2, y - 0.1}, {16.2, y + 0.1}, {1, y + 0.1}}}, p))
	}
	drawn := painted(pen...)
	inked := 0
	for y := lines.Rect.Min.Y; y < lines.Rect.Max.Y; y++ {
		for x := lines.Rect.Min.X; x < lines.Rect.Max.X; x++ {
			mx, my := (float64(x)+0.5)/6.3, (float64(y)+0.5)/6.3
			if mx < 1.2 || my < 1.2 || mx > 16 || my > 12.8 {
				continue
			}
			a, b := lines.At(x, y), drawn.At(x, y)
			if math.Abs(float64(a[1]-b[1])) > 0.02 {
				t.Fatalf("at %g, %g mm the weave has %g, areas %g", mx, my, a[1], b[1])
			}
			if a[1] < 0.5 {
				inked++
			}
		}
	}
	if inked < 500 {
		t.Errorf("%d pixels are inked", inked)
	}
	// Dashes leave gaps.
	weave.DashMM, weave.PeriodMM = 0.3, [2]float64{0.65, 0.85}
	if d := apart(lines, painted(weave)); d < 0.1 {
		t.Errorf("dashes look like lines: %g", d)
	}
	weave.Cross = true
	dots := painted(weave)
	for y := dots.Rect.Min.Y; y < dots.Rect.Max.Y; y++ {
		for x := dots.Rect.Min.X; x < dots.Rect.Max.X; x++ {
			mx, my := (float64(x)+0.5)/6.3, (float64(y)+0.5)/6.3
			off := max(math.Abs(math.Remainder(mx-0.3, 1.3)), math.Abs(math.Remainder(my-0.1, 1.7)))
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

// TestNothingHasNoBox: marks of no points must not stretch the box of a group
// to the sheet's corner.
func TestNothingHasNoBox(t *testing.T) {
	for _, m := range []Mark{NewArea(nil, Paint{}), NewArea([][][2]float64{{}}, Paint{}), NewLine(nil, 1, Paint{}), NewStrokes(nil, 1, Paint{}),
		NewDots(nil, 1, Paint{}), NewRibbon(nil, 1, nil, nil, Paint{})} {
		if b := m.Box(); b.Meets(Box{-1e3, -1e3, 1e3, 1e3}) {
			t.Errorf("%T of nothing has the box %v", m, b)
		}
	}
}
