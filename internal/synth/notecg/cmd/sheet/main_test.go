package main

import (
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/synth/notecg"
)

func TestSheet(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "out")
	s := sheet{n: 2, from: 5, w: 80, h: 64}
	if err := s.run(dir); err != nil {
		t.Fatal(err)
	}
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if want := 2 * len(notecg.Kinds()); len(files) != want {
		t.Errorf("%d files, want %d", len(files), want)
	}
	f, err := os.Open(dir + ".png")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	c, err := png.DecodeConfig(f)
	if err != nil {
		t.Fatal(err)
	}
	if want := 2 * (thumb + 4); c.Width != want {
		t.Errorf("the contact sheet is %d wide, want %d", c.Width, want)
	}
}

func TestSheetWrongCalls(t *testing.T) {
	for _, s := range []sheet{{n: 0, w: 80, h: 80}, {n: 1, w: 0, h: 80}, {n: 1, w: 80, h: 80, kind: "ecg"}} {
		if err := s.run(t.TempDir()); err == nil {
			t.Errorf("%+v: no error", s)
		}
	}
}
