package report

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/page"
)

// sheet is a page of one grey.
func sheet(w, h int, grey uint8) *page.Page {
	p := &page.Page{Width: w, Height: h, Channels: 3, Pix: make([]uint8, 3*w*h)}
	for i := range p.Pix {
		p.Pix[i] = grey
	}
	return p
}

func ExampleOverlay() {
	p := sheet(400, 300, 255)
	img := Overlay(p, Layers{
		Title:  "page1.png  ok",
		Curves: []Curve{{Name: "II", Points: [][2]float64{{20, 150}, {380, 150}}}},
	})
	fmt.Println(img.Rect, img.NRGBAAt(200, 150) == img.NRGBAAt(200, 100))
	// Output: (0,0)-(400,300) false
}

// TestLineLies checks that a line lies on its points, to a small part of a
// pixel: the centre of its darkness in each column.
func TestLineLies(t *testing.T) {
	for _, slope := range []float64{0, 0.3, -0.8} {
		y := func(x float64) float64 { return 60.25 + slope*(x-100) }
		img := Overlay(sheet(200, 160, 255), Layers{Curves: []Curve{{Points: [][2]float64{{10, y(10)}, {190, y(190)}}}}})
		for x := 40; x < 160; x++ {
			var sum, mass float64
			for j := range 160 {
				d := float64(255 - img.NRGBAAt(x, j).R)
				sum += d * float64(j)
				mass += d
			}
			if mass == 0 || math.Abs(sum/mass-y(float64(x))) > 0.06 {
				t.Fatalf("slope %v, column %d: line at %.3f, want %.3f", slope, x, sum/mass, y(float64(x)))
			}
			// Two pixels wide across, of 80 % colour.
			want := 2 * 0.8 * 255 * math.Hypot(1, slope)
			if math.Abs(mass-want) > 0.06*want {
				t.Fatalf("slope %v, column %d: darkness %.0f, want %.0f", slope, x, mass, want)
			}
		}
	}
}

// TestShrinks checks that a smaller overlay shows everything at its place.
func TestShrinks(t *testing.T) {
	p := sheet(1203, 900, 200)
	p.Pix[3*(600*1203+601)] = 0 // one pixel with no red
	img := Overlay(p, Layers{MaxSide: 500, Curves: []Curve{{Points: [][2]float64{{31, 301}, {1000, 301}}}}})
	if img.Rect != image.Rect(0, 0, 401, 300) {
		t.Fatalf("size %v, want 401 x 300", img.Rect)
	}
	// Row 301 of 3 by 3 blocks is the middle of row 100.
	if got, above, below := img.NRGBAAt(200, 100), img.NRGBAAt(200, 98), img.NRGBAAt(200, 102); got.R > 60 || above.R != 200 || below.R != 200 {
		t.Errorf("line is not on row 100: %v %v %v", above, got, below)
	}
	if got := img.NRGBAAt(200, 200); got != (color.NRGBA{178, 200, 200, 255}) {
		t.Errorf("mean of a block: %v, want 8/9 of 200 red", got)
	}
}

// TestNaNBreaks checks that nothing is drawn across a gap, outside or for
// points at infinity.
func TestNaNBreaks(t *testing.T) {
	nan := math.NaN()
	img := Overlay(sheet(100, 50, 255), Layers{Curves: []Curve{{Points: [][2]float64{
		{5, 20}, {30, 20}, {nan, 20}, {70, 20}, {95, 20}, {math.Inf(1), 20}, {-1e9, 1e9}, {nan, nan}, {1e300, 1e300}, {99, 20}}}}})
	white := color.NRGBA{255, 255, 255, 255}
	for _, x := range []int{10, 28, 72, 90} {
		if img.NRGBAAt(x, 20) == white {
			t.Errorf("no line at column %d", x)
		}
	}
	for x := 34; x < 66; x++ {
		if img.NRGBAAt(x, 20) != white {
			t.Fatalf("line across the gap at column %d", x)
		}
	}
}

// TestEverythingShows draws each kind of layer alone and looks for a change
// where it lies.
func TestEverythingShows(t *testing.T) {
	square := [][2]float64{{100, 60}, {200, 60}, {200, 120}, {100, 120}}
	line := [][2]float64{{100, 60}, {200, 60}}
	for _, c := range []struct {
		name string
		l    Layers
		area image.Rectangle
	}{
		{"grid", Layers{Grid: [][][2]float64{line}}, image.Rect(120, 58, 180, 63)},
		{"window", Layers{Boxes: []Box{{Name: "I", Outline: square}}}, image.Rect(98, 100, 103, 110)},
		{"pulse", Layers{Boxes: []Box{{Kind: PulseBox, Outline: square}}}, image.Rect(198, 80, 203, 110)},
		{"label", Layers{Boxes: []Box{{Kind: LabelBox, Outline: square}}}, image.Rect(120, 118, 180, 123)},
		{"window name", Layers{Boxes: []Box{{Name: "I", Outline: square[:1]}}}, image.Rect(102, 62, 114, 80)},
		{"curve name", Layers{Curves: []Curve{{Name: "V1", Points: line[:1]}}}, image.Rect(102, 62, 120, 80)},
		{"title", Layers{Title: "refused"}, image.Rect(2, 2, 60, 18)},
	} {
		img := Overlay(sheet(300, 200, 180), c.l)
		changed := false
		for y := c.area.Min.Y; y < c.area.Max.Y; y++ {
			for x := c.area.Min.X; x < c.area.Max.X; x++ {
				changed = changed || img.NRGBAAt(x, y) != (color.NRGBA{180, 180, 180, 255})
			}
		}
		if !changed {
			t.Errorf("%s does not show", c.name)
		}
		if got := img.NRGBAAt(290, 190); got != (color.NRGBA{180, 180, 180, 255}) {
			t.Errorf("%s: a far corner became %v", c.name, got)
		}
	}
}

// TestReviewIsDashed compares a lead for review with one without.
func TestReviewIsDashed(t *testing.T) {
	dark := func(review bool) (sum int) {
		img := Overlay(sheet(400, 60, 255), Layers{Curves: []Curve{{Points: [][2]float64{{5, 40}, {100, 40}, {101, 40}, {395, 40}}, Review: review}}})
		for x := range 400 {
			sum += 255 - int(img.NRGBAAt(x, 40).R)
		}
		return sum
	}
	full, dashed := dark(false), dark(true)
	if dashed < full/2 || dashed > full*9/10 {
		t.Errorf("darkness %d dashed, %d full", dashed, full)
	}
}

// TestOddPages checks that pages of every kind, and layers without sense, are
// drawn without a fault.
func TestOddPages(t *testing.T) {
	l := Layers{Title: "a title much longer than the picture is wide, by far", Curves: []Curve{{Name: "I"}, {}},
		Boxes: []Box{{}, {Name: "II", Outline: [][2]float64{{math.NaN(), 1}}}, {Name: "Ä→", Outline: [][2]float64{{1e30, -1e30}}}},
		Grid:  [][][2]float64{nil, {{0, 0}}}}
	for _, p := range []*page.Page{
		{Width: 1, Height: 1, Channels: 1, Pix: []uint8{7}},
		{Width: 3, Height: 70, Channels: 1, Pix: make([]uint8, 210)},
		{}, {Vector: &page.Vector{}},
	} {
		for _, side := range []int{0, 1, 50} {
			l.MaxSide = side
			Overlay(p, l)
		}
	}
}

// TestVectorPage draws a page of paths: positions are points.
func TestVectorPage(t *testing.T) {
	p := &page.Page{Vector: &page.Vector{Width: 800, Height: 600, Paths: []page.Path{
		{Points: [][2]float64{{100, 300}, {700, 300}}, Stroked: true, Width: 2, RGB: [3]uint8{255, 0, 0}}}}}
	img := Overlay(p, Layers{MaxSide: 1600, Curves: []Curve{{Points: [][2]float64{{100, 400}, {700, 400}}}}})
	if img.Rect != image.Rect(0, 0, 1600, 1200) {
		t.Fatalf("size %v, want 1600 x 1200", img.Rect)
	}
	if got := img.NRGBAAt(800, 600); got != (color.NRGBA{255, 0, 0, 255}) {
		t.Errorf("path: %v, want red", got)
	}
	if got := img.NRGBAAt(800, 800); got.R > 100 {
		t.Errorf("curve: %v", got)
	}
}

// TestColoursApart checks that leads beside or below each other can be told
// apart, also by readers without red or green cones (simulated after Viénot,
// Brettel and Mollon, Color Research and Application 24, 1999).
func TestColoursApart(t *testing.T) {
	eyes := map[string][3][3]float64{
		"usual":  {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
		"protan": {{0.11238, 0.88762, 0}, {0.11238, 0.88762, 0}, {0.00401, -0.00401, 1}},
		"deutan": {{0.29275, 0.70725, 0}, {0.29275, 0.70725, 0}, {-0.02234, 0.02234, 1}},
	}
	for name, eye := range eyes {
		for a := range 12 {
			for _, d := range []int{1, 3, 6} {
				if a+d > 11 {
					continue
				}
				p, q := seen(leadColour(standardLeads[a], 0), eye), seen(leadColour(standardLeads[a+d], 0), eye)
				dist := math.Sqrt((p[0]-q[0])*(p[0]-q[0]) + (p[1]-q[1])*(p[1]-q[1]) + (p[2]-q[2])*(p[2]-q[2]))
				if dist < 80 {
					t.Errorf("%s eye: %s and %s are only %.0f of 441 apart", name, standardLeads[a], standardLeads[a+d], dist)
				}
			}
		}
	}
	if leadColour("V3r", 12) != leadColour("other", 0) {
		t.Error("leads of other names are not coloured by their place")
	}
}

// seen is an sRGB colour through an eye: linear light, matrix, and back.
func seen(c color.NRGBA, eye [3][3]float64) (out [3]float64) {
	var lin [3]float64
	for i, v := range [3]uint8{c.R, c.G, c.B} {
		lin[i] = math.Pow(float64(v)/255, 2.2)
	}
	for i := range out {
		v := eye[i][0]*lin[0] + eye[i][1]*lin[1] + eye[i][2]*lin[2]
		out[i] = 255 * math.Pow(max(v, 0), 1/2.2)
	}
	return out
}

func TestEncode(t *testing.T) {
	img := Overlay(sheet(120, 80, 240), Layers{Title: "x", Curves: []Curve{{Name: "I", Points: [][2]float64{{0, 40}, {120, 50}}}}})
	var b bytes.Buffer
	if err := EncodePNG(&b, img); err != nil {
		t.Fatal(err)
	}
	back, err := png.Decode(&b)
	if err != nil {
		t.Fatal(err)
	}
	b.Reset()
	if err := EncodeJPEG(&b, img, 0); err != nil {
		t.Fatal(err)
	}
	lossy, err := jpeg.Decode(&b)
	if err != nil || lossy.Bounds() != img.Rect {
		t.Fatal(err, lossy.Bounds())
	}
	for y := range 80 {
		for x := range 120 {
			if color.NRGBAModel.Convert(back.At(x, y)) != color.Color(img.NRGBAAt(x, y)) {
				t.Fatalf("PNG differs at %d, %d", x, y)
			}
		}
	}
}

func BenchmarkOverlay(b *testing.B) {
	p := sheet(2200, 1700, 240)
	var l Layers
	for k, name := range standardLeads {
		c := Curve{Name: name}
		for i := range 5000 {
			c.Points = append(c.Points, [2]float64{100 + 0.4*float64(i), float64(100+120*k) + 60*math.Sin(float64(i)/12)})
		}
		l.Curves = append(l.Curves, c)
	}
	for i := range 56 {
		l.Grid = append(l.Grid, [][2]float64{{float64(39 * i), 0}, {float64(39*i) + 5, 1700}})
	}
	for b.Loop() {
		Overlay(p, l)
	}
}
