package synth

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"image"
	"math"
	"testing"
)

// readStream is what a trainer does: one record of a stream.
func readStream(t *testing.T, b []byte) (head SampleHeader, planes map[string][]byte) {
	t.Helper()
	total := binary.LittleEndian.Uint64(b)
	if total != uint64(len(b)-8) {
		t.Fatalf("a record of %d bytes says that %d follow", len(b), total)
	}
	n := binary.LittleEndian.Uint32(b[8:])
	if err := json.Unmarshal(b[12:12+n], &head); err != nil {
		t.Fatal(err)
	}
	rest := b[12+n:]
	planes = map[string][]byte{}
	for _, p := range head.Planes {
		size := map[string]int{"u8": 1, "f32": 4}[p.Type]
		for _, d := range p.Shape {
			size *= d
		}
		planes[p.Name], rest = rest[:size], rest[size:]
	}
	if len(rest) != 0 {
		t.Fatalf("%d bytes are left over", len(rest))
	}
	return head, planes
}

// TestSamplesArePartsOfTheirPictures reads a record back and compares it with
// the picture that it comes from.
func TestSamplesArePartsOfTheirPictures(t *testing.T) {
	for seed := range uint64(3) {
		spec := small(seed)
		order := SampleOrder{Size: 192, Maps: append(MaskKinds(), MapMM), Traces: true}
		s, err := order.Sample("photo", seed, &spec)
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := s.Write(&b); err != nil {
			t.Fatal(err)
		}
		head, planes := readStream(t, b.Bytes())
		img, truth := mustRender(t, spec)
		r := image.Rect(head.X, head.Y, head.X+head.W, head.Y+head.H)
		if r.Dx() != 192 || r.Dy() != 192 || !r.In(img.Rect) || head.PictureW != img.Rect.Dx() {
			t.Fatalf("seed %d: sample at %v of %v", seed, r, img.Rect)
		}
		for y := range 192 {
			for x := range 192 {
				c := img.NRGBAAt(head.X+x, head.Y+y)
				if p := planes["image"][3*(192*y+x):]; p[0] != c.R || p[1] != c.G || p[2] != c.B {
					t.Fatalf("seed %d: pixel %d, %d is %v in the sample, %v in the picture", seed, x, y, p[:3], c)
				}
			}
		}
		f := func(i int) float64 {
			return float64(math.Float32frombits(binary.LittleEndian.Uint32(planes["mm"][4*i:])))
		}
		for _, p := range []image.Point{{0, 0}, {100, 37}, {191, 191}} {
			mx, my := truth.ToMM(float64(head.X+p.X), float64(head.Y+p.Y))
			i := 2 * (192*p.Y + p.X)
			if math.Hypot(f(i)-mx, f(i+1)-my) > 1e-3 {
				t.Errorf("seed %d: pixel %v is said to be at %g, %g mm, is at %g, %g", seed, p, f(i), f(i+1), mx, my)
			}
		}
		// Traces told in the header run over ink in the mask.
		on, all := 0, 0
		for _, piece := range head.Traces {
			for _, p := range piece.Points {
				x, y := int(math.Round(p[0])), int(math.Round(p[1]))
				if x < 0 || y < 0 || x > 191 || y > 191 {
					continue
				}
				all++
				if planes["trace"][192*y+x] > 60 {
					on++
				}
			}
		}
		if on < all*95/100 {
			t.Errorf("seed %d: %d of %d points of traces lie on ink", seed, on, all)
		}
	}
}

// TestSamplesOfOnePicture makes several at once: the first is the one that is
// made alone, the others lie elsewhere.
func TestSamplesOfOnePicture(t *testing.T) {
	spec := small(6)
	order := SampleOrder{Size: 64, Maps: []MaskKind{MaskTrace}}
	one, err := order.Sample("photo", 6, &spec)
	if err != nil {
		t.Fatal(err)
	}
	all, err := order.Samples("photo", 6, &spec, 3)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(one.planes[0], all[0].planes[0]) || !bytes.Equal(one.planes[1], all[0].planes[1]) {
		t.Error("the first of several is not the one made alone")
	}
	if a, b := all[0].Header, all[1].Header; a.X == b.X && a.Y == b.Y || a.ID == b.ID {
		t.Errorf("two samples at one place or of one name: %s, %s", a.ID, b.ID)
	}
}

// TestPicturesArePutTogetherFromParts makes a picture at once and in pieces
// that do not fit the tiles.
func TestPicturesArePutTogetherFromParts(t *testing.T) {
	spec := small(8)
	s, err := spec.Scene()
	if err != nil {
		t.Fatal(err)
	}
	whole, err := s.Picture(s.Bounds())
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range []image.Rectangle{image.Rect(0, 0, 100, 100), image.Rect(111, 222, 690, 431), image.Rect(900, 700, 1000, 760)} {
		again, err := spec.Scene()
		if err != nil {
			t.Fatal(err)
		}
		part, err := again.Picture(r)
		if err != nil {
			t.Fatal(err)
		}
		for y := r.Min.Y; y < r.Max.Y; y++ {
			for x := r.Min.X; x < r.Max.X; x++ {
				if a, b := whole.NRGBAAt(x, y), part.NRGBAAt(x, y); a != b {
					t.Fatalf("part %v: pixel %d, %d is %v, in the whole %v", r, x, y, b, a)
				}
			}
		}
	}
	if _, err := s.Picture(image.Rect(0, 0, 5000, 10)); err == nil {
		t.Error("a part beyond the picture is drawn")
	}
}

func TestNoPixels(t *testing.T) {
	img := image.NewNRGBA(image.Rect(0, 0, 4, 4))
	for _, r := range []image.Rectangle{image.Rect(0, 0, 0, 3), image.Rect(2, 1, 2, 4), {}} {
		for _, size := range []image.Point{r.Size(), {2, 2}} {
			rgb := make([]byte, 3*size.X*size.Y)
			if pixels(rgb, img, r, size.X); bytes.ContainsFunc(rgb, func(c rune) bool { return c != 0 }) {
				t.Errorf("%v: pixels of a part without any", r)
			}
		}
	}
}

// Memory that one sample leaves behind shows in no later one.
func TestReleasedMemoryIsUsedAgain(t *testing.T) {
	spec, err := RandomSpec(LookPhoto, 3)
	if err != nil {
		t.Fatal(err)
	}
	o := SampleOrder{Size: 96, Maps: append(MaskKinds(), MapMM), Traces: true, Studio: NewStudio(1)}
	var want, got bytes.Buffer
	for n := range 3 {
		s, err := o.Sample(LookPhoto, 3, &spec)
		if err != nil {
			t.Fatal(err)
		}
		to := &got
		if n == 0 {
			to = &want
		}
		got.Reset()
		if err := s.Write(to); err != nil {
			t.Fatal(err)
		}
		for _, p := range s.planes {
			for i := range p {
				p[i] = 77
			}
		}
		s.Release()
		if n > 0 && !bytes.Equal(got.Bytes(), want.Bytes()) {
			t.Fatal("a sample in used memory is another")
		}
		if _, err := s.Plane("image"); err == nil {
			t.Error("a released sample gives a plane")
		}
	}
}

func TestSampleOrdersOutOfRangeAreRefused(t *testing.T) {
	for _, o := range []SampleOrder{{Size: 3}, {Size: 1 << 20}, {Maps: []MaskKind{"ghosts"}}} {
		if o.Check() == nil {
			t.Errorf("%+v is taken", o)
		}
	}
}
