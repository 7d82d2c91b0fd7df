package synth

import (
	"cmp"
	"image"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/synth/heart"
)

// partsOf are places of a picture to look at: some by chance, of any shape.
func partsOf(all image.Rectangle, seed uint64, n int) (out []image.Rectangle) {
	rng := rand.New(rand.NewPCG(seed, 1))
	for range n {
		w, h := 16+rng.IntN(240), 16+rng.IntN(240)
		at := image.Pt(rng.IntN(all.Dx()-w+1), rng.IntN(all.Dy()-h+1))
		out = append(out, image.Rectangle{at, at.Add(image.Pt(w, h))})
	}
	return out
}

// steepest are small parts at one end of the longest lines between two samples:
// the other end is far outside.
func steepest(s *Scene, n int) (out []image.Rectangle) {
	type line struct {
		px   float64
		x, y int
	}
	var lines []line
	for i := range s.Truth.Segments {
		p := s.Truth.Trace(&s.Truth.Segments[i])
		for k := 1; k < len(p); k++ {
			lines = append(lines, line{math.Hypot(p[k].X-p[k-1].X, p[k].Y-p[k-1].Y), int(p[k].X), int(p[k].Y)})
		}
	}
	slices.SortStableFunc(lines, func(a, b line) int { return cmp.Compare(b.px, a.px) })
	for _, l := range lines[:n] {
		if r := image.Rect(l.x-8, l.y-8, l.x+8, l.y+8).Intersect(s.Bounds()); !r.Empty() {
			out = append(out, r)
		}
	}
	return out
}

// TestMasksOfPartsAreThoseOfTheWhole draws parts of pages of each look by
// themselves: steep strokes leave them and come back, and the sheet's edge and
// the grid's run through them.
func TestMasksOfPartsAreThoseOfTheWhole(t *testing.T) {
	for _, c := range []struct {
		look  Look
		seed  uint64
		parts []image.Rectangle
	}{
		{LookScan, 1, nil},
		{LookScan, 4, []image.Rectangle{image.Rect(1965, 402, 2221, 466)}},
		{LookPhoto, 2, nil},
		{LookPhoto, 5, nil},
	} {
		spec, err := RandomSpec(c.look, c.seed)
		if err != nil {
			t.Fatal(err)
		}
		s, err := spec.Scene()
		if err != nil {
			t.Fatal(err)
		}
		whole, err := s.Truth.Masks(s.Bounds(), MaskKinds()...)
		if err != nil {
			t.Fatal(err)
		}
		parts := append(c.parts, partsOf(s.Bounds(), c.seed, 30)...)
		for _, r := range append(parts, steepest(s, 6)...) {
			// A truth that has seen nothing but the part.
			s.Truth.lattice = nil
			part, err := s.Truth.Masks(r, MaskKinds()...)
			if err != nil {
				t.Fatal(err)
			}
			comparePart(t, string(c.look), c.seed, whole, part)
		}
	}
}

// comparePart compares masks of a part with those of the whole, byte by byte.
func comparePart(t *testing.T, look string, seed uint64, whole, part []Mask) {
	t.Helper()
	if len(part) != len(whole) || len(part) != 6+heart.NumLeads {
		t.Fatalf("%d masks of a part, %d of the whole", len(part), len(whole))
	}
	for k := range part {
		r, bad := part[k].Rect, 0
		for y := r.Min.Y; y < r.Max.Y; y++ {
			for x := r.Min.X; x < r.Max.X; x++ {
				a, b := whole[k].Pix[y*whole[k].Rect.Dx()+x], part[k].Pix[(y-r.Min.Y)*r.Dx()+x-r.Min.X]
				if a == b {
					continue
				}
				if bad++; bad == 1 {
					t.Errorf("%s %d, part %v, %s: pixel %d, %d is %d in the whole, %d in the part", look, seed, r, part[k].Name, x, y, a, b)
				}
			}
		}
	}
}

// TestFarEndsOfLinesAreThoseOfTheWhole has lines of a hundred pixels between two
// samples, on bent paper: parts see one end of them.
func TestFarEndsOfLinesAreThoseOfTheWhole(t *testing.T) {
	signal := &heart.Signal{RateHz: 100}
	for l := range signal.MV {
		signal.MV[l] = make([]float64, 1000)
		for k := range signal.MV[l] {
			if k/10%3 == 0 {
				signal.MV[l][k] = 1.5
			}
		}
	}
	spec := photoOf(letter(3))
	spec.Signal = signal
	s, err := spec.Scene()
	if err != nil {
		t.Fatal(err)
	}
	whole, err := s.Truth.Masks(s.Bounds(), MaskKinds()...)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range steepest(s, 40) {
		s.Truth.lattice, s.Truth.spare = nil, nil
		part, err := s.Truth.Masks(r, MaskKinds()...)
		if err != nil {
			t.Fatal(err)
		}
		comparePart(t, "bent", 3, whole, part)
	}
}
