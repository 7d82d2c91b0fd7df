package main

import (
	"image"
	_ "image/jpeg"
	_ "image/png"
	"os"
	"path/filepath"
	"testing"
)

// TestRepositoryHoldsWhatTheCommandWrites renders the samples anew and
// compares them with the files in testdata.
func TestRepositoryHoldsWhatTheCommandWrites(t *testing.T) {
	dir := t.TempDir()
	if err := run(dir); err != nil {
		t.Fatal(err)
	}
	for _, s := range samples() {
		got, want := load(t, filepath.Join(dir, s.name)), load(t, filepath.Join("../../../../testdata", s.name))
		if got.Bounds() != want.Bounds() {
			t.Fatalf("%s: size is %v, the repository's is %v", s.name, got.Bounds(), want.Bounds())
		}
		// Machines that fuse multiplications may round a pixel differently.
		far := 0
		b := got.Bounds()
		for y := b.Min.Y; y < b.Max.Y; y++ {
			for x := b.Min.X; x < b.Max.X; x++ {
				_, g1, _, _ := got.At(x, y).RGBA()
				_, g2, _, _ := want.At(x, y).RGBA()
				if d := int(g1>>8) - int(g2>>8); d > 8 || d < -8 {
					far++
				}
			}
		}
		if far > b.Dx()*b.Dy()/10_000 {
			t.Errorf("%s: %d pixels differ from the repository's; run go run ./internal/synth/cmd/sample", s.name, far)
		}
	}
	if st, err := os.Stat("../../../../testdata/sample.png"); err != nil || st.Size() > 400_000 {
		t.Errorf("sample.png: %v, want at most 400000 bytes", err)
	}
}

func load(t *testing.T, path string) image.Image {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	m, _, err := image.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	return m
}
