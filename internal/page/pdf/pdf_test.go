package pdf

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/page"
	"github.com/einthoven-ecg/einthoven/internal/page/pdf/pdftest"
)

// read opens a file through package page, as the program does.
func read(t *testing.T, data []byte) *page.Page {
	t.Helper()
	p, err := try(data)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func try(data []byte) (*page.Page, error) {
	doc, err := page.Open(context.Background(), data, page.Limits{}, Decoder())
	if err != nil {
		return nil, err
	}
	return doc.Page(context.Background(), 0)
}

// drawing is a file of one page of 200 by 100 points.
func drawing(entries, content string) []byte {
	var f pdftest.File
	f.Page("/MediaBox [0 0 200 100] /Resources <</Font <</F <</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>>>>> "+entries, content)
	return f.Bytes()
}

func near(a, b float64) bool { return math.Abs(a-b) < 1e-6 }

func samePoints(t *testing.T, got, want [][2]float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("points %v, want %v", got, want)
	}
	for i := range got {
		if !near(got[i][0], want[i][0]) || !near(got[i][1], want[i][1]) {
			t.Fatalf("points %v, want %v", got, want)
		}
	}
}

func TestPaths(t *testing.T) {
	v := read(t, drawing("", `
		q 2 0 0 2 10 20 cm 1 0 0 RG 0.5 w
		0 0 m 10 0 l 10 5 l S
		0 1 0 rg 1 1 2 3 re f
		0 0 m 4 0 l 4 4 l h 5 5 l B Q
		0 0 m 10 10 l n
		3 3 m S`)).Vector
	if v.Width != 200 || v.Height != 100 {
		t.Errorf("page of %g by %g points", v.Width, v.Height)
	}
	if len(v.Paths) != 4 {
		t.Fatalf("%d paths, want 4: %v", len(v.Paths), v.Paths)
	}
	p := v.Paths[0]
	samePoints(t, p.Points, [][2]float64{{10, 80}, {30, 80}, {30, 70}})
	if !p.Stroked || p.Filled || p.Closed || !near(p.Width, 1) || p.RGB != [3]uint8{255, 0, 0} {
		t.Errorf("stroke: %+v", p)
	}
	p = v.Paths[1]
	samePoints(t, p.Points, [][2]float64{{12, 78}, {16, 78}, {16, 72}, {12, 72}})
	if p.Stroked || !p.Filled || !p.Closed || p.RGB != [3]uint8{0, 255, 0} {
		t.Errorf("fill: %+v", p)
	}
	samePoints(t, v.Paths[2].Points, [][2]float64{{10, 80}, {18, 80}, {18, 72}})
	samePoints(t, v.Paths[3].Points, [][2]float64{{10, 80}, {20, 70}})
	if !v.Paths[2].Stroked || !v.Paths[2].Filled || !v.Paths[2].Closed || v.Paths[3].Closed {
		t.Errorf("both: %+v %+v", v.Paths[2], v.Paths[3])
	}
}

// TestCurve checks that a flattened quarter circle stays on its circle.
func TestCurve(t *testing.T) {
	const k = 0.5522847498 // 4/3 (√2-1)
	v := read(t, drawing("", fmt.Sprintf("90 0 m 90 %g %g 90 0 90 c S", 90*k, 90*k))).Vector
	points := v.Paths[0].Points
	if len(points) < 10 || len(points) > 200 {
		t.Errorf("%d points", len(points))
	}
	for i := 1; i < len(points); i++ {
		x, y := (points[i-1][0]+points[i][0])/2, 100-(points[i-1][1]+points[i][1])/2
		// A Bezier curve of these points is within 0.03 % of the circle.
		if r := math.Hypot(x, y); math.Abs(r-90) > flatness+0.03 {
			t.Fatalf("chord %d lies at radius %g", i, r)
		}
	}
}

func TestClip(t *testing.T) {
	v := read(t, drawing("", `
		q 50 20 100 60 re W n
		0 w 0 50 m 200 50 l S
		0 0 m 10 10 l S
		40 10 20 20 re f
		0 50 m 100 50 l 100 200 l 120 200 l 120 50 l S Q
		0 w 0 5 m 300 5 l S`)).Vector
	if len(v.Paths) != 5 {
		t.Fatalf("%d paths, want 5: %v", len(v.Paths), v.Paths)
	}
	samePoints(t, v.Paths[0].Points, [][2]float64{{50, 50}, {150, 50}})
	b := bounds(v.Paths[1].Points)
	if b != (rect{50, 70, 60, 80}) {
		t.Errorf("clipped area %v", b)
	}
	samePoints(t, v.Paths[2].Points, [][2]float64{{50, 50}, {100, 50}, {100, 20}})
	samePoints(t, v.Paths[3].Points, [][2]float64{{120, 20}, {120, 50}})
	samePoints(t, v.Paths[4].Points, [][2]float64{{0, 95}, {200, 95}})
}

// TestRotate checks that a page is upright as viewers show it: the corner that
// a turn brings to the upper left is the origin.
func TestRotate(t *testing.T) {
	for _, c := range []struct {
		rotate        int
		x, y          float64 // of the origin of user space
		width, height float64
		angle         float64
	}{
		{0, 0, 100, 200, 100, 0},
		{90, 0, 0, 100, 200, math.Pi / 2},
		{180, 200, 0, 200, 100, math.Pi},
		{270, 100, 200, 100, 200, -math.Pi / 2},
		{-90, 100, 200, 100, 200, -math.Pi / 2},
	} {
		v := read(t, drawing(fmt.Sprintf("/Rotate %d", c.rotate), "0 0 m 1 0 l S BT /F 10 Tf 20 30 Td (I) Tj ET")).Vector
		if v.Width != c.width || v.Height != c.height {
			t.Errorf("turn %d: page of %g by %g", c.rotate, v.Width, v.Height)
		}
		if p := v.Paths[0].Points[0]; !near(p[0], c.x) || !near(p[1], c.y) {
			t.Errorf("turn %d: origin at %v, want %g %g", c.rotate, p, c.x, c.y)
		}
		if a := v.Texts[0].Angle; math.Abs(math.Remainder(a-c.angle, 2*math.Pi)) > 1e-9 {
			t.Errorf("turn %d: text runs at %g, want %g", c.rotate, a, c.angle)
		}
	}
}

func TestBoxes(t *testing.T) {
	v := read(t, drawing("/CropBox [50 10 150 60] /UserUnit 2", "50 60 m 60 50 l S 0 0 m 10 0 l S")).Vector
	if v.Width != 200 || v.Height != 100 {
		t.Errorf("page of %g by %g points, want 200 by 100", v.Width, v.Height)
	}
	if len(v.Paths) != 1 {
		t.Fatalf("%d paths; what lies outside the crop box is not on the page", len(v.Paths))
	}
	samePoints(t, v.Paths[0].Points, [][2]float64{{0, 0}, {20, 20}})
}

func TestTexts(t *testing.T) {
	v := read(t, drawing("", `
		BT /F 10 Tf 20 80 Td (25 mm/s) Tj 0 -20 Td [(a) 50 (V) 20 (R) -3000 (V1)] TJ
		12 TL T* [(10) -300 (mm/mV)] TJ 3 Tr (hidden) Tj ET
		0 Tr BT 0 1 -1 0 100 20 Tm (up\050\1011) Tj ET`)).Vector
	want := []struct {
		s           string
		x, y, angle float64
	}{{"25 mm/s", 20, 20, 0}, {"aVR", 20, 40, 0}, {"V1", 68.75, 40, 0}, {"10 mm/mV", 20, 52, 0}, {"up(A1", 100, 80, -math.Pi / 2}}
	if len(v.Texts) != len(want) {
		t.Fatalf("texts %+v", v.Texts)
	}
	for i, w := range want {
		g := v.Texts[i]
		if g.String != w.s || math.Abs(g.X-w.x) > 0.01 || !near(g.Y, w.y) || !near(g.Angle, w.angle) || !near(g.Size, 10) {
			t.Errorf("text %+v, want %+v", g, w)
		}
	}
	// Helvetica: 2 and 5 are 556 wide, a space 278, m 833, / 278, s 500.
	if w := v.Texts[0].Width; math.Abs(w-10*(0.556*2+0.278*2+0.833*2+0.5)) > 1e-6 {
		t.Errorf("width %g", w)
	}
}

func TestFonts(t *testing.T) {
	var f pdftest.File
	cmap := f.Stream("", []byte(`1 begincodespacerange <0000> <ffff> endcodespacerange
		1 beginbfchar <0001> <0056> endbfchar 2 beginbfrange <0002> <0004> <0031> <0010> <0011> [<0061> <00560052>] endbfrange`))
	kid := f.Add("<</Type /Font /Subtype /CIDFontType2 /DW 500 /W [1 [700 800] 3 9 900]>>")
	comp := f.Add(fmt.Sprintf("<</Type /Font /Subtype /Type0 /Encoding /Identity-H /DescendantFonts [%d 0 R] /ToUnicode %d 0 R>>", kid, cmap))
	diff := f.Add("<</Type /Font /Subtype /Type3 /FontMatrix [0.01 0 0 0.01 0 0] /FirstChar 1 /Widths [50 60 70] /Encoding <</Differences [1 /V /six /uni0049]>>>>")
	f.Page(fmt.Sprintf("/MediaBox [0 0 200 100] /Resources <</Font <</A %d 0 R /B %d 0 R>>>>", comp, diff),
		`BT /A 10 Tf 10 10 Td <0001000200030004> Tj 0 20 Td <00100011> Tj ET BT /B 10 Tf 10 50 Td <010203> Tj ET`)
	v := read(t, f.Bytes()).Vector
	if len(v.Texts) != 3 {
		t.Fatalf("texts %+v", v.Texts)
	}
	for i, w := range []struct {
		s     string
		width float64
	}{{"V123", 7 + 8 + 9 + 9}, {"aVR", 10}, {"V6I", 18}} {
		if v.Texts[i].String != w.s || !near(v.Texts[i].Width, w.width) {
			t.Errorf("text %+v, want %+v", v.Texts[i], w)
		}
	}
}

func TestForms(t *testing.T) {
	var f pdftest.File
	inner := f.Flate("/Type /XObject /Subtype /Form /BBox [0 0 50 50] /Matrix [1 0 0 1 5 0]", []byte("0 0 m 10 0 l S 40 10 m 90 10 l S"))
	outer := f.Flate(fmt.Sprintf("/Type /XObject /Subtype /Form /BBox [0 0 100 100] /Resources <</XObject <</I %d 0 R>>>>", inner),
		[]byte("q 2 0 0 2 0 10 cm 0 0 1 RG /I Do Q 0 0 m 1 1 l S"))
	self := f.Flate("/Type /XObject /Subtype /Form /BBox [0 0 100 100]", []byte("0 0 m 1 1 l S /S Do"))
	f.Page(fmt.Sprintf("/MediaBox [0 0 200 100] /Resources <</XObject <</O %d 0 R /S %d 0 R>>>>", outer, self), "1 0 0 1 20 0 cm /O Do 5 5 m 6 6 l S /S Do")
	v := read(t, f.Bytes()).Vector
	samePoints(t, v.Paths[0].Points, [][2]float64{{30, 90}, {50, 90}})
	samePoints(t, v.Paths[1].Points, [][2]float64{{110, 70}, {120 + 1, 70}}) // the box ends at 100 + 20, half a line of 2 shows beyond
	if v.Paths[0].RGB != [3]uint8{0, 0, 255} || v.Paths[2].RGB != [3]uint8{} {
		t.Error("the colour of a form stays inside it")
	}
	samePoints(t, v.Paths[3].Points, [][2]float64{{25, 95}, {26, 94}})
	if n := len(v.Paths); n != 4+maxForms {
		t.Errorf("%d paths; a form that calls itself ends after %d", n, maxForms)
	}
}

// photo is a JPEG picture whose corners are told apart: upper left black,
// upper right dark, the rest white.
func photo(t *testing.T, w, h int) []byte {
	t.Helper()
	m := image.NewGray(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			v := uint8(255)
			if y < h/4 && x < w/4 {
				v = 0
			} else if y < h/4 && x >= w*3/4 {
				v = 100
			}
			m.SetGray(x, y, color.Gray{Y: v})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestScan(t *testing.T) {
	for _, c := range []struct {
		name, entries, ctm string
		w, h               int
		black, dark        [2]int // corner of the page: 0 or 1 across, 0 or 1 down
		orientation        int
	}{
		{"plain", "", "200 0 0 100 0 0", 400, 200, [2]int{0, 0}, [2]int{1, 0}, 1},
		{"rotated page", "/Rotate 90", "200 0 0 100 0 0", 200, 400, [2]int{1, 0}, [2]int{1, 1}, 6},
		{"mirrored", "", "-200 0 0 100 200 0", 400, 200, [2]int{1, 0}, [2]int{0, 0}, 2},
		{"upside down", "", "-200 0 0 -100 200 100", 400, 200, [2]int{1, 1}, [2]int{0, 1}, 3},
		{"on its side", "", "0 100 -200 0 200 0", 200, 400, [2]int{0, 1}, [2]int{0, 0}, 8},
	} {
		var f pdftest.File
		im := f.Stream("/Type /XObject /Subtype /Image /Width 400 /Height 200 /BitsPerComponent 8 /ColorSpace /DeviceGray /Filter /DCTDecode", photo(t, 400, 200))
		f.Page(fmt.Sprintf("/MediaBox [0 0 200 100] /Resources <</XObject <</I %d 0 R>>>> %s", im, c.entries), "q "+c.ctm+" cm /I Do Q 5 5 m 6 6 l S")
		p := read(t, f.Bytes())
		if p.Vector != nil || p.Width != c.w || p.Height != c.h || p.Format != "pdf" || p.Orientation != c.orientation {
			t.Errorf("%s: %d by %d, %q, orientation %d", c.name, p.Width, p.Height, p.Format, p.Orientation)
			continue
		}
		corner := func(k [2]int) uint8 {
			r, _, _ := p.At(5+k[0]*(p.Width-10), 5+k[1]*(p.Height-10))
			return r
		}
		if b, d := corner(c.black), corner(c.dark); b > 10 || d < 90 || d > 110 {
			t.Errorf("%s: corners %d and %d", c.name, b, d)
		}
		if strings.HasSuffix(c.name, "side") {
			continue // stretched
		}
		if math.Abs(p.DPI[0]-144) > 0.1 || math.Abs(p.DPI[1]-144) > 0.1 {
			t.Errorf("%s: %v dots an inch, want 144", c.name, p.DPI)
		}
	}
}

// TestSamples checks raw pictures of several depths and colour spaces.
func TestSamples(t *testing.T) {
	for _, c := range []struct {
		name, entries string
		data          []byte
		want          [][3]uint8 // of the two pixels
	}{
		{"grey", "/BitsPerComponent 8 /ColorSpace /DeviceGray", []byte{10, 200}, [][3]uint8{{10, 10, 10}, {200, 200, 200}}},
		{"grey 16", "/BitsPerComponent 16 /ColorSpace /DeviceGray", []byte{10, 0, 200, 9}, [][3]uint8{{10, 10, 10}, {200, 200, 200}}},
		{"grey 4", "/BitsPerComponent 4 /ColorSpace /CalGray", []byte{0x0f}, [][3]uint8{{0, 0, 0}, {255, 255, 255}}},
		{"bits", "/BitsPerComponent 1 /ColorSpace /DeviceGray", []byte{0x40}, [][3]uint8{{0, 0, 0}, {255, 255, 255}}},
		{"bits inverted", "/BitsPerComponent 1 /ColorSpace /DeviceGray /Decode [1 0]", []byte{0x40}, [][3]uint8{{255, 255, 255}, {0, 0, 0}}},
		{"rgb", "/BitsPerComponent 8 /ColorSpace /DeviceRGB", []byte{1, 2, 3, 4, 5, 6}, [][3]uint8{{1, 2, 3}, {4, 5, 6}}},
		{"cmyk", "/BitsPerComponent 8 /ColorSpace /DeviceCMYK", []byte{0, 255, 255, 0, 0, 0, 0, 255}, [][3]uint8{{255, 0, 0}, {0, 0, 0}}},
		{"indexed", "/BitsPerComponent 2 /ColorSpace [/Indexed /DeviceRGB 3 <000000 010203 ff8000 ffffff>]", []byte{0x60}, [][3]uint8{{1, 2, 3}, {255, 128, 0}}},
		{"separation", "/BitsPerComponent 8 /ColorSpace [/Separation /Black /DeviceGray <<>>]", []byte{255, 0}, [][3]uint8{{0, 0, 0}, {255, 255, 255}}},
		{"missing", "/BitsPerComponent 8 /ColorSpace /DeviceGray", []byte{7, 9}, [][3]uint8{{7, 7, 7}, {9, 9, 9}}},
		{"fax", "/BitsPerComponent 1 /ColorSpace /DeviceGray /Filter /CCITTFaxDecode /DecodeParms <</K -1 /Columns 2 /Rows 1>>",
			// Horizontal mode 001, white run of 1 000111, black run of 1 010.
			[]byte{0b00100011, 0b10100000, 0b00000001, 0b00000000, 0b00010000}, [][3]uint8{{255, 255, 255}, {0, 0, 0}}},
	} {
		var f pdftest.File
		head := "/Type /XObject /Subtype /Image /Width 2 /Height 1 " + c.entries
		im := 0
		if strings.Contains(c.entries, "Filter") {
			im = f.Stream(head, c.data)
		} else {
			im = f.Flate(head, c.data)
		}
		f.Page(fmt.Sprintf("/MediaBox [0 0 200 100] /Resources <</XObject <</I %d 0 R>>>>", im), "200 0 0 100 0 0 cm /I Do")
		p, err := try(f.Bytes())
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		for x, w := range c.want {
			r, g, b := p.At(x, 0)
			if ([3]uint8{r, g, b}) != w {
				t.Errorf("%s: pixel %d is %d %d %d, want %v", c.name, x, r, g, b, w)
			}
		}
	}
}

// TestCompose puts strips of one scan, a mask and an inline picture together.
func TestCompose(t *testing.T) {
	var f pdftest.File
	strip := func(v byte) int {
		return f.Flate("/Type /XObject /Subtype /Image /Width 200 /Height 50 /BitsPerComponent 8 /ColorSpace /DeviceGray", bytes.Repeat([]byte{v}, 200*50))
	}
	a, b := strip(50), strip(150)
	f.Page(fmt.Sprintf("/MediaBox [0 0 200 100] /Resources <</XObject <</A %d 0 R /B %d 0 R>>>>", a, b), `
		q 200 0 0 50 0 50 cm /A Do Q q 200 0 0 50 0 0 cm /B Do Q
		1 0 0 rg q 100 0 0 50 0 0 cm BI /W 2 /H 1 /IM true ID `+"\x40"+` EI Q`)
	p := read(t, f.Bytes())
	if p.Width != 200 || p.Height != 100 || p.Channels != 3 {
		t.Fatalf("%d by %d by %d", p.Width, p.Height, p.Channels)
	}
	for _, c := range []struct {
		x, y int
		want [3]uint8
	}{{0, 49, [3]uint8{50, 50, 50}}, {199, 50, [3]uint8{150, 150, 150}}, {49, 99, [3]uint8{255, 0, 0}}, {50, 99, [3]uint8{150, 150, 150}}} {
		r, g, b := p.At(c.x, c.y)
		if ([3]uint8{r, g, b}) != c.want {
			t.Errorf("pixel %d %d is %d %d %d, want %v", c.x, c.y, r, g, b, c.want)
		}
	}
}

// TestCurveOverPicture checks that a page whose curve is drawn over a picture
// of a grid is a drawing.
func TestCurveOverPicture(t *testing.T) {
	var f pdftest.File
	im := f.Stream("/Type /XObject /Subtype /Image /Width 400 /Height 200 /BitsPerComponent 8 /ColorSpace /DeviceGray /Filter /DCTDecode", photo(t, 400, 200))
	var b strings.Builder
	b.WriteString("q 200 0 0 100 0 0 cm /I Do Q 0 50 m\n")
	for i := 1; i < 2000; i++ {
		fmt.Fprintf(&b, "%.2f %.3f l\n", float64(i)/10, 50+10*math.Sin(float64(i)/20))
	}
	b.WriteString("S")
	f.Page(fmt.Sprintf("/MediaBox [0 0 200 100] /Resources <</XObject <</I %d 0 R>>>>", im), b.String())
	if p := read(t, f.Bytes()); p.Vector == nil || len(p.Vector.Paths) != 1 || len(p.Vector.Paths[0].Points) != 2000 {
		t.Errorf("page %+v", p)
	}
}

func TestErrors(t *testing.T) {
	good := drawing("", "0 0 m 1 1 l S")
	picture := func(filter string) []byte {
		var f pdftest.File
		im := f.Stream("/Type /XObject /Subtype /Image /Width 400 /Height 200 /BitsPerComponent 8 /ColorSpace /DeviceGray /Filter /"+filter, []byte("not a picture"))
		f.Page(fmt.Sprintf("/MediaBox [0 0 200 100] /Resources <</XObject <</I %d 0 R>>>>", im), "200 0 0 100 0 0 cm /I Do")
		return f.Bytes()
	}
	var unsupported *page.UnsupportedError
	var malformed *page.MalformedError
	for _, filter := range []string{"JPXDecode", "JBIG2Decode"} {
		if _, err := try(picture(filter)); !errors.As(err, &unsupported) || unsupported.Hint == "" {
			t.Errorf("%s: %v", filter, err)
		}
	}
	for name, data := range map[string][]byte{
		"a bad JPEG": picture("DCTDecode"), "a bad fax": picture("CCITTFaxDecode"), "bad flate": picture("FlateDecode"),
		"no pages": (&pdftest.File{}).Bytes(), "only a header": []byte("%PDF-1.4\n"),
		"a cut":                           good[:len(good)/3],
		"a page tree that bites its tail": bytes.Replace(good, []byte("/Kids [4 0 R ]"), []byte("/Kids [2 0 R ]"), 1),
	} {
		if _, err := try(data); !errors.As(err, &malformed) {
			t.Errorf("%s: %v", name, err)
		}
	}
	var f pdftest.File
	for range 3 {
		f.Page("/MediaBox [0 0 200 100]", "")
	}
	var large *page.TooLargeError
	if _, err := Decoder().Open(context.Background(), f.Bytes(), page.Limits{MaxPages: 2}); !errors.As(err, &large) {
		t.Errorf("three pages where two are allowed: %v", err)
	}
	if _, err := Decoder().Open(context.Background(), good, page.Limits{MaxBytes: 10}); !errors.As(err, &large) {
		t.Errorf("more bytes than allowed: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Decoder().Open(ctx, good, page.Limits{}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// TestNoFolder checks that the reader leaves no folder in the home of the
// user.
func TestNoFolder(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("XDG_CONFIG_HOME", filepath.Join(home, "config"))
	read(t, drawing("", "BT /F 10 Tf 20 80 Td (25 mm/s) Tj ET"))
	entries, err := os.ReadDir(home)
	if err != nil || len(entries) > 0 {
		t.Errorf("%v %v", entries, err)
	}
}

// TestRelabel checks the two segments that mean something else inside a PDF.
func TestRelabel(t *testing.T) {
	const start, rest = "\xff\xd8", "\xff\xda\x00\x02pixels\xff\xd9"
	jfif := "\xff\xe0\x00\x06JFIF"
	exif := "\xff\xe1\x00\x08Exif\x00\x00"
	adobe := func(transform byte) string {
		return "\xff\xee\x00\x0eAdobe\x00\x64\x00\x00\x00\x00" + string([]byte{transform})
	}
	for _, c := range []struct {
		name           string
		in             string
		inks, inverted bool
		want           string
	}{
		{"a turn", start + jfif + exif + rest, false, false, start + jfif + rest},
		{"three colours", start + adobe(1) + rest, false, false, start + adobe(1) + rest},
		{"upright inks", start + adobe(0) + rest, true, false, start + rest},
		{"inks upside down", start + exif + rest, true, true, start + adobe(0) + rest},
		{"inks upside down, marked", start + adobe(0) + rest, true, true, start + adobe(0) + rest},
		{"YCCK", start + adobe(2) + rest, true, true, start + adobe(2) + rest},
		{"cut", start + "\xff\xe1\x00", false, false, start + "\xff\xe1\x00"},
	} {
		if got := relabel([]byte(c.in), c.inks, c.inverted); string(got) != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// TestDevelopmentSet checks that the machines' files come back as drawings
// with curves and lead names.
func TestDevelopmentSet(t *testing.T) {
	files, _ := filepath.Glob("../../../../shared/data/pdf-vector/*.pdf")
	if len(files) == 0 {
		t.Skip("the development sets are not here")
	}
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		p := read(t, b)
		long, names := 0, 0
		for _, c := range p.Vector.Paths {
			if len(c.Points) > 250 {
				long++
			}
		}
		for _, s := range p.Vector.Texts {
			if strings.HasPrefix(s.String, "aV") && math.Abs(s.Angle) < 1e-3 {
				names++
			}
		}
		if long < 6 || names != 3 {
			t.Errorf("%s: %d long curves and %d augmented leads", filepath.Base(name), long, names)
		}
	}
}
