package panel

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
)

// noise is a picture of colours by chance, smooth enough to look like one.
func noise(w, h int, seed uint64) *image.RGBA {
	rng := rand.New(rand.NewPCG(seed, 0))
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for i := range m.Pix {
		if m.Pix[i] = uint8(rng.UintN(256)); i%4 == 3 {
			m.Pix[i] = 255
		}
	}
	return m
}

// input is the input of some pictures in order.
func input(t *testing.T, pictures ...image.Image) []float32 {
	t.Helper()
	var all [Leads]image.Image
	copy(all[:], pictures)
	x, err := Input(all)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// A picture of one colour gives that colour everywhere, in its plane of its
// panel; missing panels are zeros.
func TestTensorPlacesColours(t *testing.T) {
	m := image.NewNRGBA(image.Rect(3, 5, 40, 90))
	for y := 5; y < 90; y++ {
		for x := 3; x < 40; x++ {
			m.SetNRGBA(x, y, color.NRGBA{255, 51, 0, 255})
		}
	}
	x := input(t, nil, m)
	for i, v := range x {
		want := float32(0)
		if at := i - panelFloats; at >= 0 && at < panelFloats {
			want = [3]float32{1, -0.6, -1}[at/(Size*Size)]
		}
		if math.Abs(float64(v-want)) > 1e-6 {
			t.Fatalf("number %d is %g, want %g", i, v, want)
		}
	}
}

func TestTensorOverWhite(t *testing.T) {
	x := input(t, image.NewNRGBA(image.Rect(0, 0, 20, 20))) // nothing to be seen
	if v := slices.Min(x[:panelFloats]); v != 1 {
		t.Errorf("a transparent picture gives %g, want white", v)
	}
}

func TestTensorRefuses(t *testing.T) {
	for name, f := range map[string]func() error{
		"short":      func() error { return Tensor(make([]float32, 5), 0, nil) },
		"thirteenth": func() error { return Tensor(make([]float32, Floats), Leads, nil) },
		"empty":      func() error { return Tensor(make([]float32, Floats), 0, image.NewRGBA(image.Rectangle{})) },
	} {
		if f() == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// The prototype resizes with Pillow: every number must be that to one level.
// Needs Python with Pillow.
func TestTensorAgreesWithPillow(t *testing.T) {
	const script = `
import sys
try:
    from PIL import Image
except ImportError:
    sys.exit(9)
for name in sys.argv[1:]:
    m = Image.open(name).convert("RGB").resize((128, 128), Image.BILINEAR)
    sys.stdout.buffer.write(m.tobytes())
`
	sizes := []image.Point{{128, 128}, {500, 240}, {60, 300}, {1000, 1}, {131, 127}}
	args := []string{"-c", script}
	for i, size := range sizes {
		var b bytes.Buffer
		if err := png.Encode(&b, noise(size.X, size.Y, 1)); err != nil {
			t.Fatal(err)
		}
		args = append(args, filepath.Join(t.TempDir(), fmt.Sprint(i, ".png")))
		if err := os.WriteFile(args[len(args)-1], b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	all, err := exec.Command("python3", args...).Output()
	if exit := (*exec.ExitError)(nil); errors.Is(err, exec.ErrNotFound) || errors.As(err, &exit) && exit.ExitCode() == 9 {
		t.Skip("Python with Pillow is not here: the resize was not compared with it")
	}
	if err != nil || len(all) != len(sizes)*panelFloats {
		t.Fatalf("%d bytes, %v", len(all), err)
	}
	for k, size := range sizes {
		x, want, most := input(t, noise(size.X, size.Y, 1)), all[k*panelFloats:], 0.0
		for i := range Size * Size {
			for c := range Channels {
				got := float64(x[c*Size*Size+i]+1) / 2 * 255
				most = max(most, math.Abs(got-float64(want[3*i+c])))
			}
		}
		if most > 1.001 {
			t.Errorf("%v: %.2f levels from Pillow", size, most)
		}
	}
}

// Equal pictures give equal bytes.
func TestTensorRepeats(t *testing.T) {
	a, b := input(t, noise(333, 222, 2)), input(t, noise(333, 222, 2))
	if !slices.Equal(a, b) {
		t.Error("two runs differ")
	}
}

func BenchmarkInput(b *testing.B) {
	var all [Leads]image.Image
	for i := range all {
		all[i] = noise(500, 240, uint64(i))
	}
	for b.Loop() {
		if _, err := Input(all); err != nil {
			b.Fatal(err)
		}
	}
}
