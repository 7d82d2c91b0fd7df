package wear

import (
	"image"
	"math"
	"reflect"
	"slices"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/synth/chance"
	"github.com/einthoven-ecg/einthoven/internal/synth/paper"
	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// page is a small sheet with a grid and thick level lines, every so many
// millimetres; 0 leaves the lines out.
func page(every float64) *paper.Sheet {
	s := &paper.Sheet{SizeMM: [2]float64{90, 60}, PxPerMM: 8, Paper: paper.Colour{255, 255, 255}}
	s.Marks = append(s.Marks, &raster.Weave{Area: raster.Box{0, 0, 90, 60}, EveryMM: [2]float64{5, 5}, WidthMM: 0.2, Shift: [2]float64{2, 2.5},
		Paint: raster.Solid(raster.Colour{240, 150, 150})})
	if every > 0 {
		for y := every / 2; y < 60; y += every {
			s.Marks = append(s.Marks, raster.NewLine([][2]float64{{-5, y}, {95, y}}, lineMM, raster.Solid(raster.Colour{})))
		}
	}
	return s
}

const lineMM = 1.2

// worn is a page with damage.
func worn(t testing.TB, every float64, w Wear, seed uint64) *paper.Sheet {
	t.Helper()
	s := page(every)
	if err := w.Apply(s, seed); err != nil {
		t.Fatal(err)
	}
	return s
}

// one draws damage of a kind.
func one(t testing.TB, name string, strength float64, seed uint64) Wear {
	t.Helper()
	for _, k := range Kinds() {
		if k.Name == name {
			var w Wear
			k.Add(&w, strength, chance.Stream(seed, 5), page(0).SizeMM)
			return w
		}
	}
	t.Fatalf("there is no kind %q", name)
	return Wear{}
}

// drawn is the whole sheet at k pixels a millimetre.
func drawn(s *paper.Sheet, k float64) *raster.Canvas {
	c := new(raster.Canvas)
	s.Draw(c, image.Rect(0, 0, int(s.SizeMM[0]*k), int(s.SizeMM[1]*k)), k)
	return c
}

// eachKind runs a test for every kind.
func eachKind(t *testing.T, f func(t *testing.T, name string)) {
	for _, k := range Kinds() {
		t.Run(k.Name, func(t *testing.T) {
			if k.About == "" {
				t.Error("no description")
			}
			f(t, k.Name)
		})
	}
}

func TestZeroWearDoesNothing(t *testing.T) {
	s, clean := worn(t, 6, Wear{}, 1), page(6)
	if len(s.Marks) != len(clean.Marks) || s.Missing != nil || s.Hidden != nil {
		t.Error("something was added")
	}
}

func TestKindsChangeTheSheetWhereTheySay(t *testing.T) {
	before := drawn(page(6), 8)
	eachKind(t, func(t *testing.T, name string) {
		seen := false
		for seed := range uint64(3) {
			s := worn(t, 6, one(t, name, 0.8, seed), seed)
			seen = seen || len(s.Missing) > 0
			after := drawn(s, 8)
			added := s.Marks[len(page(6).Marks):]
			changed := 0
			for y := range after.Rect.Dy() {
				for x := range after.Rect.Dx() {
					if slices.Equal(after.At(x, y), before.At(x, y)) {
						continue
					}
					changed++
					at := raster.Box{float64(x) / 8, float64(y) / 8, float64(x+1) / 8, float64(y+1) / 8}
					if !slices.ContainsFunc(added, func(m raster.Mark) bool { return m.Box().Meets(at) }) {
						t.Fatalf("seed %d: pixel %d, %d changed outside of all boxes", seed, x, y)
					}
				}
			}
			seen = seen || changed > 20
		}
		if !seen {
			t.Error("nothing changed in three draws")
		}
	})
}

func TestKindsDependOnTheSeedAlone(t *testing.T) {
	alike := []string{"halftone", "misprint", "bleed", "sun", "clip", "punch", "tractor", "staple", "crease"} // once drawn, no chance is left
	eachKind(t, func(t *testing.T, name string) {
		w := one(t, name, 0.8, 2)
		if again := one(t, name, 0.8, 2); !reflect.DeepEqual(w, again) {
			t.Fatal("equal seeds draw different damage")
		}
		a, b := drawn(worn(t, 6, w, 3), 5), drawn(worn(t, 6, w, 3), 5)
		if !slices.Equal(a.Pix, b.Pix) {
			t.Error("equal seeds give different pixels")
		}
		other := worn(t, 6, w, 4)
		if c := drawn(other, 5); slices.Equal(a.Pix, c.Pix) && len(other.Missing) == 0 && !slices.Contains(alike, name) {
			t.Error("another seed gives the same pixels")
		}
	})
}

func TestCropsEqualTheWhole(t *testing.T) {
	eachKind(t, func(t *testing.T, name string) {
		for _, k := range []float64{3.7, 8} {
			s := worn(t, 6, one(t, name, 0.8, 1), 1)
			whole, part := drawn(s, k), new(raster.Canvas)
			w, h := whole.Rect.Dx(), whole.Rect.Dy()
			for _, r := range []image.Rectangle{image.Rect(0, 0, w/2, h/3), image.Rect(w/3+1, h/4+1, w-1, h/2+3), image.Rect(w/2-7, h/2, w/2+22, h)} {
				s.Draw(part, r, k)
				for y := r.Min.Y; y < r.Max.Y; y++ {
					if !slices.Equal(part.Row(y), whole.Row(y)[3*r.Min.X:3*r.Max.X]) {
						t.Fatalf("at %g a millimetre, row %d of part %v of %v differs", k, y, r, whole.Rect)
					}
				}
			}
		}
	})
}

// cells are the means over squares of some millimetres.
func cells(c *raster.Canvas, k, mm float64) (out []float64) {
	n := int(mm * k)
	for y := 0; y+n <= c.Rect.Dy(); y += n {
		for x := 0; x+n <= c.Rect.Dx(); x += n {
			sum := 0.0
			for dy := range n {
				for _, v := range c.Row(y + dy)[3*x : 3*(x+n)] {
					sum += float64(v)
				}
			}
			out = append(out, sum/float64(3*n*n))
		}
	}
	return out
}

func TestKindsLookAlikeAtAllResolutions(t *testing.T) {
	const mm = 3.0
	eachKind(t, func(t *testing.T, name string) {
		s := worn(t, 6, one(t, name, 0.7, 3), 3)
		fine := cells(drawn(s, 16), 16, mm)
		for k, want := range map[float64]float64{4: 0.015, 8: 0.01} {
			if name == "fax" || name == "photocopy" {
				want *= 2.5 // what is black or white by a hair
			}
			coarse := cells(drawn(s, k), k, mm)
			mean, worst := 0.0, 0.0
			for i, v := range coarse {
				d := math.Abs(v - fine[i])
				mean, worst = mean+d/float64(len(coarse)), max(worst, d)
			}
			if mean > want || worst > 12*want {
				t.Errorf("squares of %g mm at %g a millimetre differ from those at 16 by %.4f (mean) and %.3f, want %.3f and %.2f",
					mm, k, mean, worst, want, 12*want)
			}
		}
	})
}

func TestFoldsLieWhereBentSheetsHaveThem(t *testing.T) {
	f := Fold{DirDeg: 90, AtMM: 10}
	a, z, ok := f.Line([2]float64{90, 60})
	if !ok || math.Abs(a[1]-40) > 1e-9 || math.Abs(z[1]-40) > 1e-9 || math.Abs(a[0]-z[0]) != 90 {
		t.Errorf("a fold 10 mm below the middle goes from %v to %v", a, z)
	}
	if _, _, ok := (&Fold{DirDeg: 90, AtMM: 31}).Line([2]float64{90, 60}); ok {
		t.Error("a fold beyond the sheet crosses it")
	}
	s := worn(t, 0, Wear{Folds: []Fold{{AtMM: 5, Worn: 1, WidthMM: 3}}}, 1)
	if at, off := hidden(s, 50, 30), hidden(s, 47, 30); at < 0.8 || off > 0 {
		t.Errorf("the fold hides %.2f on its line and %.2f beside it", at, off)
	}
}

func TestCirclesGoToTheBeat(t *testing.T) {
	s := page(0)
	mv := make([]float64, 1000)
	mv[400] = 1
	s.Segments = []paper.Segment{{X0MM: 5, Y0MM: 30, StepMM: 0.05, MMPerMV: 10, MV: mv}}
	if at := onTrace(s, [2]float64{20, 50}); math.Abs(at[0]-25) > 1e-9 || math.Abs(at[1]-25) > 1e-9 {
		t.Errorf("the beat at 25, 20 mm is ringed at %v", at)
	}
}

func TestLettersAreWhole(t *testing.T) {
	for c := rune(' '); c < 'z'; c++ {
		n := 0
		for _, v := range letter(c) + " " {
			if v != ' ' {
				n++
				continue
			}
			if n%2 != 0 {
				t.Errorf("a stroke of %c has half a point", c)
			}
			n = 0
		}
	}
}
