package synth

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"math"
	"slices"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/synth/chance"
	"github.com/einthoven-ecg/einthoven/internal/synth/heart"
	"github.com/einthoven-ecg/einthoven/internal/synth/notecg"
)

// flatSample draws and reads one, as a trainer does.
func flatSample(t *testing.T, o SampleOrder, look Look, seed uint64) (SampleHeader, map[string][]byte, Spec) {
	t.Helper()
	spec, err := RandomSpec(look, seed)
	if err != nil {
		t.Fatal(err)
	}
	s, err := o.Sample(look, seed, &spec)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := s.Write(&b); err != nil {
		t.Fatal(err)
	}
	head, planes := readStream(t, b.Bytes())
	return head, planes, spec
}

// turnedSeeds are three seeds for each turn, in degrees, of the first sample. That
// does not depend on the page.
func turnedSeeds(t *testing.T, o *SampleOrder) map[int][]uint64 {
	t.Helper()
	spec := small(1)
	scene, err := spec.Scene()
	if err != nil {
		t.Fatal(err)
	}
	seeds, share := map[int][]uint64{}, 0.0
	for seed := range uint64(4000) {
		f := scene.flatPlace(o, chance.Stream(seed, streamCrop))
		if f.turn != 0 {
			share += 1.0 / 4000
		}
		if turn := 90 * f.turn; len(seeds[turn]) < 3 {
			seeds[turn] = append(seeds[turn], seed)
		}
	}
	if len(seeds) != 4 || share < 0.1 || share > 0.15 {
		t.Fatalf("%.3f of samples are turned, want one in eight; turns %v", share, seeds)
	}
	return seeds
}

// places reads the plane mm.
func places(planes map[string][]byte) func(k int) (x, y float64) {
	f := func(i int) float64 {
		return float64(math.Float32frombits(binary.LittleEndian.Uint32(planes["mm"][4*i:])))
	}
	return func(k int) (x, y float64) { return f(2 * k), f(2*k + 1) }
}

// Traces told in the header run over ink in the mask, on paper that lies flat
// and turned, from pages of each look.
func TestTracesOfFlatSamplesLieOnTheirMasks(t *testing.T) {
	const n, border = 256, 8
	names := heart.LeadNames()
	o := SampleOrder{Size: n, Flat: 4, Maps: []MaskKind{MaskTrace, MaskLeads}, Traces: true}
	seeds := []uint64{0, 1, 2, 3, 4, 5}
	for _, s := range turnedSeeds(t, &o) {
		seeds = append(seeds, s...)
	}
	for _, look := range Looks() {
		upright, turned := 0, map[int]bool{}
		for _, seed := range seeds {
			head, planes, _ := flatSample(t, o, look, seed)
			on, all := 0, 0
			for _, piece := range head.Traces {
				// A lead that is none of the twelve is in the mask of all only.
				mask := planes["trace"]
				if k := slices.Index(names[:], piece.Lead); k >= 0 {
					mask = planes["leads"][k*n*n:][:n*n]
				}
				for _, p := range piece.Points {
					x, y := int(math.Round(p[0])), int(math.Round(p[1]))
					if x < border || y < border || x >= n-border || y >= n-border || p[4] <= 0.9 {
						continue
					}
					all++
					most := byte(0)
					for v := y - 1; v <= y+1; v++ {
						for u := x - 1; u <= x+1; u++ {
							most = max(most, min(mask[n*v+u], planes["trace"][n*v+u]))
						}
					}
					if most > 64 {
						on++
					}
				}
			}
			if on < (all*95+99)/100 {
				t.Errorf("%s %d, turned by %d: %d of %d points of traces lie on ink", look, seed, head.Turn, on, all)
			}
			if all > 200 && head.Turn != 0 {
				turned[head.Turn] = true
			} else if all > 200 {
				upright++
			}
		}
		if upright < 4 || len(turned) < 3 {
			t.Errorf("%s: %d samples that are upright show traces, and such with the turns %v", look, upright, turned)
		}
	}
}

// A flat sample shows what the picture has at the places of the sheet that the
// plane mm tells. Those are 1/4 mm apart, right and down if it stands upright.
func TestFlatSamplesShowTheirPlaces(t *testing.T) {
	// What a step right and a step down is on a sheet turned clockwise.
	right := map[int][2]float64{0: {1, 0}, 90: {0, -1}, 180: {-1, 0}, 270: {0, 1}}
	down := map[int][2]float64{0: {0, 1}, 90: {1, 0}, 180: {0, -1}, 270: {-1, 0}}
	const n = 96
	o := SampleOrder{Size: n, Flat: 4, Maps: []MaskKind{MapMM}}
	seeds := turnedSeeds(t, &o)
	for _, look := range Looks() {
		compared := 0
		for turn := range right {
			for _, seed := range seeds[turn] {
				head, planes, spec := flatSample(t, o, look, seed)
				if head.X != 0 || head.Y != 0 || head.W != n || head.H != n || head.PxPerMM != 4 || head.Turn != turn {
					t.Fatalf("%s %d: header %+v", look, seed, head)
				}
				img, truth := mustRender(t, spec)
				if head.PictureW != img.Rect.Dx() || head.PictureH != img.Rect.Dy() {
					t.Fatalf("%s %d: picture of %d by %d, is %v", look, seed, head.PictureW, head.PictureH, img.Rect)
				}
				at := places(planes)
				for k := range n*n - n {
					x, y := at(k)
					if u, v := at(k + 1); k%n < n-1 && math.Hypot(u-x-right[turn][0]/4, v-y-right[turn][1]/4) > 1e-4 {
						t.Fatalf("%s %d, turned by %d: a step right is %.3f, %.3f mm", look, seed, turn, u-x, v-y)
					}
					if u, v := at(k + n); math.Hypot(u-x-down[turn][0]/4, v-y-down[turn][1]/4) > 1e-4 {
						t.Fatalf("%s %d, turned by %d: a step down is %.3f, %.3f mm", look, seed, turn, u-x, v-y)
					}
				}
				off, inside := compareFlat(img, truth, planes["image"], at, n)
				if compared += inside; inside > 100 && off > 0.6 {
					t.Errorf("%s %d, turned by %d: cells differ from the picture by %.2f on average", look, seed, turn, off)
				}
			}
		}
		if compared < 4*n*n {
			t.Errorf("%s: only %d cells compared", look, compared)
		}
	}
}

// compareFlat tells by how much the green of cells differs on average from the
// mean of the picture over them, and how many of them lie in the picture.
func compareFlat(img *image.NRGBA, truth *Truth, rgb []byte, at func(k int) (x, y float64), n int) (mean float64, inside int) {
	green := func(x, y float64) float64 {
		i, j := int(x), int(y)
		e, f := x-float64(i), y-float64(j)
		v := func(i, j int) float64 { return float64(img.Pix[img.PixOffset(i, j)+1]) }
		return (1-f)*((1-e)*v(i, j)+e*v(i+1, j)) + f*((1-e)*v(i, j+1)+e*v(i+1, j+1))
	}
	right, bottom := float64(img.Rect.Dx()-3), float64(img.Rect.Dy()-3)
	// As many places of a cell as it has pixels: in coarse pictures it matters.
	x, y := at(n*n/2 + n/2)
	u0, v0, _ := truth.ToPixel(x, y)
	u1, v1, _ := truth.ToPixel(x+0.25, y)
	u2, v2, _ := truth.ToPixel(x, y+0.25)
	parts := max(int(math.Round(math.Sqrt(math.Hypot(u1-u0, v1-v0)*math.Hypot(u2-u0, v2-v0)))), 1)
	step := 0.25 / float64(parts)
	for k := 0; k < n*n; k += 3 {
		x, y := at(k)
		var sum float64
		within := true
		for i := range parts * parts {
			// Whichever way the sheet is turned, its cells are squares.
			u, v, _ := truth.ToPixel(x+(float64(i%parts)+0.5)*step-0.125, y+(float64(i/parts)+0.5)*step-0.125)
			if u < 2 || v < 2 || u > right || v > bottom {
				within = false
				break
			}
			sum += green(u, v)
		}
		if within {
			mean += math.Abs(sum/float64(parts*parts) - float64(rgb[3*k+1]))
			inside += 3
		}
	}
	return mean / max(float64(inside/3), 1), inside
}

// Masks lie on the ink that they tell of.
func TestMasksOfFlatSamplesLieOnInk(t *testing.T) {
	const n = 256
	o := SampleOrder{Size: n, Flat: 4, Maps: []MaskKind{MaskTrace, MaskText, MaskPage}}
	seen := 0
	for seed := range uint64(10) {
		_, planes, _ := flatSample(t, o, LookClean, seed)
		mask := planes["trace"]
		// Of cells under the middle of the pen, and of bare ones near it.
		var under, around, nu, na float64
		for y := 4; y < n-4; y++ {
			for x := 4; x < n-4; x++ {
				k := y*n + x
				dark := 255 - float64(planes["image"][3*k+1])
				if mask[k] > 128 {
					under, nu = under+dark, nu+1
					continue
				}
				most, near := byte(0), byte(0)
				for v := -4; v <= 4; v++ {
					for u := -4; u <= 4; u++ {
						m := mask[k+v*n+u]
						if near = max(near, m); max(u, v) <= 2 && min(u, v) >= -2 {
							most = max(most, m)
						}
					}
				}
				if near > 128 && most == 0 && planes["text"][k] == 0 && planes["page"][k] == 255 {
					around, na = around+dark, na+1
				}
			}
		}
		if nu < 200 || na < 200 {
			continue
		}
		if seen++; under/nu < around/na+40 {
			t.Errorf("seed %d: darkness of %.0f under the mask, %.0f around it", seed, under/nu, around/na)
		}
	}
	if seen < 5 {
		t.Errorf("only %d samples show traces", seen)
	}
}

func TestFlatSamplesSameOnAnyWorkers(t *testing.T) {
	for _, look := range Looks() {
		spec, err := RandomSpec(look, 5)
		if err != nil {
			t.Fatal(err)
		}
		var want bytes.Buffer
		for _, workers := range []int{1, 4} {
			o := SampleOrder{Size: 128, Flat: 3, Maps: append(MaskKinds(), MapMM), Traces: true, Studio: NewStudio(workers)}
			all, err := o.Samples(look, 5, &spec, 3)
			if err != nil {
				t.Fatal(err)
			}
			var got bytes.Buffer
			for i, s := range all {
				if want := fmt.Sprintf("%s-000005", look); i == 0 && s.Header.ID != want || i > 0 && s.Header.ID != fmt.Sprintf("%s-%d", want, i) {
					t.Errorf("sample %d is called %s", i, s.Header.ID)
				}
				if err := s.Write(&got); err != nil {
					t.Fatal(err)
				}
			}
			if workers == 1 {
				want = got
			} else if !bytes.Equal(got.Bytes(), want.Bytes()) {
				t.Errorf("%s: %d workers make other samples", look, workers)
			}
		}
	}
}

// Memory that one flat sample leaves behind shows in no later one, nor where
// the sheet reaches beyond the picture.
func TestFlatSamplesInUsedMemory(t *testing.T) {
	spec, err := RandomSpec(LookPhoto, 3)
	if err != nil {
		t.Fatal(err)
	}
	o := SampleOrder{Size: 160, Flat: 1, Maps: append(MaskKinds(), MapMM), Traces: true, Studio: NewStudio(1)}
	var want []byte
	for n := range 2 {
		s, err := o.Sample(LookPhoto, 3, &spec)
		if err != nil {
			t.Fatal(err)
		}
		var got bytes.Buffer
		if err := s.Write(&got); err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			want = got.Bytes()
		} else if !bytes.Equal(got.Bytes(), want) {
			t.Error("a sample in used memory is another")
		}
		for _, p := range s.planes {
			for i := range p {
				p[i] = 77
			}
		}
		s.Release()
	}
}

// Pictures of other things have maps of zeros, at some scale.
func TestFlatSamplesOfOtherThings(t *testing.T) {
	kinds := notecg.Kinds()
	o := SampleOrder{Size: 128, Flat: 4, Maps: append(MaskKinds(), MapMM), Traces: true, Studio: NewStudio(1)}
	for i, kind := range kinds {
		img, err := notecg.Draw(kind, 3, 900, 700)
		if err != nil {
			t.Fatal(err)
		}
		seed := uint64(i)
		var first []byte
		for range 2 {
			shown := 0
			var all bytes.Buffer
			for _, s := range o.Others("not-ecg", seed, img, 3) {
				var b bytes.Buffer
				if err := s.Write(&b); err != nil {
					t.Fatal(err)
				}
				all.Write(b.Bytes())
				head, planes := readStream(t, b.Bytes())
				if head.PxPerMM != 4 || head.W != 128 || head.PictureW != 900 || head.PictureH != 700 || head.Layout != "" || len(head.Traces) > 0 {
					t.Errorf("%s: header %+v", kind, head)
				}
				for name, p := range planes {
					empty := len(bytes.Trim(p, "\x00")) == 0
					if name == "image" {
						if !empty {
							shown++
						}
					} else if !empty {
						t.Errorf("%s: %s is not zero", kind, name)
					}
				}
				for _, p := range s.planes {
					for i := range p {
						p[i] = 77
					}
				}
				s.Release()
			}
			if shown != 3 {
				t.Errorf("%s: %d of 3 samples show something", kind, shown)
			}
			if first == nil {
				first = all.Bytes()
			} else if !bytes.Equal(first, all.Bytes()) {
				t.Errorf("%s: two samples of one seed", kind)
			}
		}
	}
}

func TestFlatOrdersOutOfRangeAreRefused(t *testing.T) {
	for _, o := range []SampleOrder{
		{Flat: 4}, {Size: 64, Flat: 0.99}, {Size: 64, Flat: -4}, {Size: 64, Flat: 20.5},
		{Size: 64, Flat: math.NaN()}, {Size: 64, Flat: math.Inf(1)}, {Size: 8, Flat: 4},
	} {
		if o.Check() == nil {
			t.Errorf("%+v is taken", o)
		}
	}
	for _, o := range []SampleOrder{{Size: 64, Flat: 1}, {Size: 64, Flat: 20}, {Size: 16, Flat: 2.5}, {Size: 64}} {
		if err := o.Check(); err != nil {
			t.Errorf("%+v: %v", o, err)
		}
	}
}
