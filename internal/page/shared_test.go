package page

import (
	"os"
	"path/filepath"
	"testing"
)

// sharedData is where the development pictures lie, beside the repository.
const sharedData = "../../../shared/data"

// TestDevelopmentPictures opens pictures of the development sets: all TIFF
// files, and one of each other kind in each set.
func TestDevelopmentPictures(t *testing.T) {
	var list []string
	for _, kind := range []string{"png", "jpg", "tif"} {
		found, err := filepath.Glob(filepath.Join(sharedData, "*", "*."+kind))
		if err != nil {
			t.Fatal(err)
		}
		last := ""
		for _, name := range found {
			if set := filepath.Dir(name); kind == "tif" || set != last {
				list, last = append(list, name), set
			}
		}
	}
	if len(list) == 0 {
		t.Skipf("no development pictures in %s", sharedData)
	}
	for _, name := range list {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		p := onePage(t, data, 0)
		sum := 0
		for i := 0; i < len(p.Pix); i += 101 {
			sum += int(p.Pix[i])
		}
		mean := sum * 101 / len(p.Pix)
		// Black ink on white: the fax-coded scans come out as negatives where
		// the meaning of zero is mistaken.
		if filepath.Ext(name) == ".tif" && (!p.Bilevel || mean < 200) {
			t.Errorf("%s: bilevel %v, mean %d", filepath.Base(name), p.Bilevel, mean)
		}
		if p.Width < 300 || p.Height < 150 {
			t.Errorf("%s: %d by %d pixels", filepath.Base(name), p.Width, p.Height)
		}
	}
}
