package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestTheGalleryIsComplete looks for every exhibit in docs/gallery, and for
// files that no exhibit has.
func TestTheGalleryIsComplete(t *testing.T) {
	const dir = "../../../../docs/gallery"
	page, err := os.ReadFile(filepath.Join(dir, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{"README.md": true}
	for _, e := range exhibits() {
		known[e.file()] = true
		if !strings.Contains(string(page), "("+e.file()+")") {
			t.Errorf("%s is not in the page", e.file())
		}
		if f, err := os.Stat(filepath.Join(dir, e.file())); err != nil || f.Size() > 60_000 {
			t.Errorf("%s: %v; want a file of at most 60 kB (draw the gallery again)", e.file(), err)
		}
	}
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !known[f.Name()] {
			t.Errorf("%s belongs to nothing", f.Name())
		}
	}
}

// TestExhibitsAreShown draws one of each section.
func TestExhibitsAreShown(t *testing.T) {
	section := ""
	for _, e := range exhibits() {
		if e.section == section {
			continue
		}
		section = e.section
		img, err := e.draw()
		if err != nil {
			t.Fatalf("%s: %v", e.file(), err)
		}
		if m := show(img); m.Rect.Dx() != 2*wide+4 || m.Rect.Dy() != tall {
			t.Errorf("%s is shown as %v", e.file(), m.Rect)
		}
	}
}
