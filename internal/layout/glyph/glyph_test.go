package glyph

import (
	"context"
	"errors"
	"image"
	"image/color"
	"math"
	"reflect"
	"slices"
	"testing"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"

	"github.com/einthoven-ecg/einthoven/internal/ink"
	"github.com/einthoven-ecg/einthoven/internal/layout/glyph/charnet"
)

// written is a text to print: its left end and base line in millimetres.
type written struct {
	text string
	x, y float64
}

// sheet prints texts with capitals capMM high on an empty sheet of w by h
// millimetres.
func sheet(t testing.TB, ttf []byte, w, h, capMM float64, words ...written) *ink.Sheet {
	t.Helper()
	const rho = 8
	f, err := opentype.Parse(ttf)
	if err != nil {
		t.Fatal(err)
	}
	face, err := opentype.NewFace(f, &opentype.FaceOptions{Size: 100, DPI: 72})
	if err != nil {
		t.Fatal(err)
	}
	size := 100 * capMM * rho / (float64(-capital(face)) / 64)
	if face, err = opentype.NewFace(f, &opentype.FaceOptions{Size: size, DPI: 72}); err != nil {
		t.Fatal(err)
	}
	im := image.NewAlpha(image.Rect(0, 0, int(w*rho), int(h*rho)))
	for _, wd := range words {
		d := font.Drawer{Dst: im, Src: image.NewUniform(color.Opaque), Face: face,
			Dot: fixed.Point26_6{X: fixed.Int26_6(wd.x * rho * 64), Y: fixed.Int26_6(wd.y * rho * 64)}}
		d.DrawString(wd.text)
	}
	s := &ink.Sheet{W: im.Rect.Dx(), H: im.Rect.Dy(), Rho: rho}
	s.Dark, s.Grid, s.Valid = make([]float32, s.W*s.H), make([]float32, s.W*s.H), make([]bool, s.W*s.H)
	for k := range s.Dark {
		s.Dark[k], s.Valid[k] = float32(im.Pix[k])/255, true
	}
	return s
}

func capital(f font.Face) fixed.Int26_6 {
	b, _, _ := f.GlyphBounds('H')
	return b.Min.Y
}

// line draws a stroke of a curve, 0.4 mm thick, across a sheet.
func stroke(s *ink.Sheet, x0, y0, x1, y1 float64) {
	n := int(10 * s.Rho * math.Hypot(x1-x0, y1-y0))
	for k := range n + 1 {
		t := float64(k) / float64(n)
		ci, cj := s.At(x0+t*(x1-x0), y0+t*(y1-y0))
		for j := int(cj - 1); j <= int(cj+2); j++ {
			for i := int(ci - 1); i <= int(ci+2); i++ {
				if i >= 0 && j >= 0 && i < s.W && j < s.H && math.Hypot(float64(i)-ci, float64(j)-cj) < 1.6 {
					s.Dark[j*s.W+i] = 1
				}
			}
		}
	}
}

var twelve = []written{
	{"I", 10, 20}, {"aVR", 60, 20}, {"V1", 110, 20}, {"V4", 160, 20},
	{"II", 10, 45}, {"aVL", 60, 45}, {"V2", 110, 45}, {"V5", 160, 45},
	{"III", 10, 70}, {"aVF", 60, 70}, {"V3", 110, 70}, {"V6", 160, 70},
}

func TestNamesOnAnEmptySheet(t *testing.T) {
	for name, ttf := range map[string][]byte{"regular": goregular.TTF, "bold": gobold.TTF, "mono": gomono.TTF} {
		for _, h := range []float64{1.8, 2.6, 4.5} {
			ws, err := Names(context.Background(), sheet(t, ttf, 200, 90, h, twelve...), Options{})
			if err != nil {
				t.Fatal(err)
			}
			for _, want := range twelve {
				found := false
				for _, w := range ws {
					if w.Score > 0.5 && w.Text == want.text && math.Abs(w.X0-want.x) < h && math.Abs(w.Y1-want.y) < 0.3*h {
						found = true
						if math.Abs(w.Height()-h) > 0.2*h {
							t.Errorf("%s %g mm: %s is said to be %.2f mm high", name, h, w.Text, w.Height())
						}
					}
				}
				if !found {
					t.Errorf("%s %g mm: %s was not found", name, h, want.text)
				}
			}
			for _, w := range ws {
				if w.Score > 0.9 && !among(w, twelve) {
					t.Errorf("%s %g mm: %s at %.0f, %.0f was never written", name, h, w.Text, w.X0, w.Y1)
				}
			}
		}
	}
}

func among(w Word, list []written) bool {
	for _, v := range list {
		if v.text == w.Text && math.Hypot(w.X0-v.x, w.Y1-v.y) < 4 {
			return true
		}
	}
	return false
}

func TestNamesThatTouchTheCurve(t *testing.T) {
	s := sheet(t, goregular.TTF, 200, 90, 2.6, twelve...)
	for _, y := range []float64{20.3, 45.3, 70.3} {
		stroke(s, 0, y, 200, y)
	}
	ws, err := Names(context.Background(), s, Options{})
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, w := range ws {
		if w.Score > 0.5 && among(w, twelve) {
			found++
		}
	}
	if found < 6 {
		t.Errorf("%d of 12 names on the curve were found, want at least 6", found)
	}
}

func TestSheetWithoutText(t *testing.T) {
	s := sheet(t, goregular.TTF, 200, 90, 3)
	for x := 0.0; x < 195; x += 20 { // a curve with upright spikes
		stroke(s, x, 40, x+9, 40)
		stroke(s, x+9, 40, x+9.7, 28)
		stroke(s, x+9.7, 28, x+10.5, 43)
		stroke(s, x+10.5, 43, x+20, 40)
	}
	ws, err := Names(context.Background(), s, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range ws {
		if w.Score > 0.9 {
			t.Errorf("read %s (%.2f) at %.0f, %.0f in a bare curve", w.Text, w.Score, w.X0, w.Y0)
		}
	}
}

func TestLegend(t *testing.T) {
	for _, c := range []struct {
		words              []written
		speed, gain, chest float64
		torn               bool
	}{
		{[]written{{"25mm/s", 10, 50}, {"10mm/mV", 60, 50}}, 25, 10, 0, false},
		{[]written{{"50 mm/sec", 10, 50}, {"20 mm/mV", 60, 50}}, 50, 20, 0, false},
		{[]written{{"Speed: 25 mm/s", 10, 40}, {"Limb: 10 mm/mV", 10, 50}, {"Chest: 5 mm/mV", 60, 50}}, 25, 10, 5, false},
		{[]written{{"V1", 10, 50}, {"40 Hz", 60, 50}}, 0, 0, 0, false},
		{[]written{{"25mm/s 10/5mm/mV", 10, 50}}, 25, 10, 5, false},
		{[]written{{"25mm/s 10:5 mm/mV", 10, 50}}, 25, 10, 5, false},
		{[]written{{"20.0/10.0 mm/mV  25mm/s", 10, 50}}, 25, 20, 10, false},
		{[]written{{"10/10 mm/mV", 10, 50}}, 0, 10, 10, false},
		{[]written{{"10.0 mm/mV  V: 5.0 mm/mV", 10, 50}}, 0, 10, 5, false},
		{[]written{{"10 mm/mV  V1-V6 20 mm/mV", 10, 50}}, 0, 10, 20, false},
		{[]written{{"50mms  5mmmV  0.05-40Hz", 10, 50}}, 50, 5, 0, false}, // strokes overlooked
		{[]written{{"8/5 mm/mV  25mm/s", 10, 50}}, 25, 5, 0, true},
		{[]written{{"10 mm/mV", 10, 40}, {"5 mm/mV", 60, 50}}, 0, 10, 0, true},
	} {
		l, err := ReadLegend(context.Background(), sheet(t, goregular.TTF, 120, 60, 2.4, c.words...), Options{})
		if err != nil {
			t.Fatal(err)
		}
		if l.SpeedMMS != c.speed || l.GainMMMV != c.gain || l.ChestMMMV != c.chest || l.Torn != c.torn {
			t.Errorf("%v: read %g mm/s, %g mm/mV, chest %g, torn %v", c.words, l.SpeedMMS, l.GainMMMV, l.ChestMMMV, l.Torn)
		}
	}
}

func TestScorePrefersTheNameThatStandsThere(t *testing.T) {
	s := sheet(t, goregular.TTF, 200, 90, 2.6, twelve...)
	for _, v := range twelve {
		names := []string{"I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6"}
		got, err := Score(context.Background(), s, v.x-4, v.y-6, v.x+12, v.y+4, names, Options{})
		if err != nil {
			t.Fatal(err)
		}
		best := got[0]
		for _, g := range got {
			if g.LogOdds > best.LogOdds {
				best = g
			}
		}
		if best.Text != v.text || best.LogOdds < 0 && !bars(v.text) { // a bar alone proves little
			t.Errorf("%s reads best as %s (%.1f)", v.text, best.Text, best.LogOdds)
		}
	}
}

func TestOrientation(t *testing.T) {
	s := sheet(t, goregular.TTF, 200, 90, 2.6, twelve...)
	for want := range 4 {
		odds, err := Orientation(context.Background(), s, Options{})
		if err != nil {
			t.Fatal(err)
		}
		for k := range odds {
			if k != want && odds[want]-odds[k] < 3 {
				t.Errorf("turned by %d: odds %.1f", want, odds)
			}
		}
		s = turn(s)
	}
}

// turn turns a sheet by a quarter clockwise.
func turn(s *ink.Sheet) *ink.Sheet {
	o := &ink.Sheet{W: s.H, H: s.W, Rho: s.Rho}
	o.Dark, o.Grid, o.Valid = make([]float32, len(s.Dark)), make([]float32, len(s.Dark)), make([]bool, len(s.Dark))
	for j := range o.H {
		for i := range o.W {
			k, q := j*o.W+i, (s.H-1-i)*s.W+j
			o.Dark[k], o.Grid[k], o.Valid[k] = s.Dark[q], s.Grid[q], s.Valid[q]
		}
	}
	return o
}

func TestSameOnAnyWorkers(t *testing.T) {
	s := sheet(t, gobold.TTF, 200, 90, 2.6, twelve...)
	a, err := Names(context.Background(), s, Options{Workers: 1})
	if err != nil {
		t.Fatal(err)
	}
	b, err := Names(context.Background(), s, Options{Workers: 3})
	if err != nil {
		t.Fatal(err)
	}
	if len(a) == 0 || !reflect.DeepEqual(a, b) {
		t.Errorf("one worker read %v, three %v", a, b)
	}
}

func TestRefuses(t *testing.T) {
	if _, err := Names(context.Background(), &ink.Sheet{}, Options{}); err == nil {
		t.Error("an empty sheet gave no error")
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Names(ctx, sheet(t, goregular.TTF, 50, 50, 3, twelve[0]), Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled context gave %v", err)
	}
}

func TestLead(t *testing.T) {
	for text, want := range map[string]string{
		"I": "I", "ii": "II", "DIII": "III", "D2": "II", "avr": "aVR", "AVL": "aVL", "VF": "aVF", "-aVR": "-aVR",
		"V1": "V1", "C6": "V6", "V4r": "V4R", "V9": "V9", "Lead II": "II", "V1:": "V1", "MCL1": "MCL1",
		"": "", "V": "", "V0": "", "X": "", "-V1": "", "V1R": "", "IIII": "",
	} {
		if got := Lead(text); got != want {
			t.Errorf("Lead(%q) = %q, want %q", text, got, want)
		}
	}
}

// Old recorders name the limb leads by digits. Digits elsewhere name nothing, and none
// does where the limb leads have names of letters.
func TestDigitsAreNames(t *testing.T) {
	chest := []written{{"V1", 110, 20}, {"V3", 110, 45}, {"V5", 110, 70}}
	limb := func(at float64, names ...string) []written {
		var out []written
		for k, n := range names {
			out = append(out, written{n, at, 20 + 25*float64(k)})
		}
		return out
	}
	for _, c := range []struct {
		what  string
		words [][]written
		want  []written
	}{
		{"in line with names", [][]written{chest, limb(10, "1", "2", "3")}, limb(10, "I", "II", "III")},
		{"a strip below them", [][]written{chest, limb(10, "1", "2", "3", "2")}, limb(10, "I", "II", "III", "II")},
		{"in one column with names", [][]written{limb(10, "1", "2", "3", "aVR", "aVL", "V1")}, limb(10, "I", "II", "III")},
		{"beside no name", [][]written{chest, {{"1", 10, 30}, {"2", 10, 57}, {"3", 10, 84}}}, nil},
		{"one of them", [][]written{chest, {{"2", 10, 45}}}, nil},
		{"upwards", [][]written{chest, limb(10, "3", "2", "1")}, nil},
		{"in numbers", [][]written{chest, limb(10, "21", "12", "23")}, nil},
		{"beside letters", [][]written{limb(110, "I", "II", "III"), limb(60, "aVR", "aVL", "aVF"), limb(10, "1", "2", "3")}, nil},
		{"without names", [][]written{limb(10, "1", "2", "3")}, nil},
	} {
		ws, err := Names(context.Background(), sheet(t, goregular.TTF, 200, 150, 2.6, slices.Concat(c.words...)...), Options{})
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, w := range ws {
			if w.X0 < 30 && bars(w.Text) && w.Score > 0.9 {
				n++
				if !among(w, c.want) {
					t.Errorf("%s: %s at %.0f, %.0f", c.what, w.Text, w.X0, w.Y1)
				}
			}
		}
		if n != len(c.want) {
			t.Errorf("%s: %d limb leads are read, want %d", c.what, n, len(c.want))
		}
	}
}

// Digits of another size than that of the names are none.
func TestDigitsOfAnotherSize(t *testing.T) {
	h := 2.6
	names := []Word{{Text: "V1", X0: 110, X1: 113, Y0: 20 - h, Y1: 20, Score: 1}, {Text: "V3", X0: 110, X1: 113, Y0: 45 - h, Y1: 45, Score: 1}}
	for _, high := range []float64{h, 1.4 * h} {
		text := &Text{}
		for k := range 2 {
			m := mark{spot: spot{x: 11, y: 20 + 25*float64(k) - h/2, h: high}}
			for c := range m.logp {
				m.logp[c] = -9
			}
			m.logp[charnet.Class('1'+rune(k))] = 0
			text.lines = append(text.lines, line{m})
		}
		if got, want := len(text.withDigits(names)) > len(names), high == h; got != want {
			t.Errorf("digits %.1f mm high beside names of %.1f mm: names %v", high, h, got)
		}
	}
}
