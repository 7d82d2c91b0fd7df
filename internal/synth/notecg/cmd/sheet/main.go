// Command sheet draws pictures that are not ECGs into a folder, one file a
// kind and seed, and all of them small on one contact sheet beside the
// folder's name. Run it from the root of the repository:
//
//	go run ./internal/synth/notecg/cmd/sheet [-n SEEDS] [-from SEED] [-w PIXELS] [-h PIXELS] [-kind KIND] FOLDER
//
// The same call writes the same bytes. FOLDER.png is the contact sheet: a row
// a kind in the order of notecg.Kinds, a column a seed.
package main

import (
	"flag"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"

	"golang.org/x/image/draw"

	"github.com/einthoven-ecg/einthoven/internal/synth/notecg"
)

func main() {
	var s sheet
	flag.IntVar(&s.n, "n", 3, "pictures of each kind, 1 to 100")
	flag.Uint64Var(&s.from, "from", 1, "the first seed")
	flag.IntVar(&s.w, "w", 1600, "width in pixels")
	flag.IntVar(&s.h, "h", 1200, "height in pixels")
	flag.StringVar(&s.kind, "kind", "", "this kind only")
	flag.Parse()
	if flag.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "error: name one folder")
		os.Exit(2)
	}
	if err := s.run(flag.Arg(0)); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

// A sheet says what to draw.
type sheet struct {
	n, w, h int
	from    uint64
	kind    string
}

// thumb is the width of a picture on the contact sheet.
const thumb = 320

func (s *sheet) run(dir string) error {
	if s.n < 1 || s.n > 100 {
		return fmt.Errorf("%d pictures of each kind, want 1 to 100", s.n)
	}
	kinds := notecg.Kinds()
	if s.kind != "" {
		kinds = []notecg.Kind{notecg.Kind(s.kind)}
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	var contact *image.NRGBA
	tall := max(thumb*s.h/max(s.w, 1), 1)
	for row, k := range kinds {
		for col := range s.n {
			seed := s.from + uint64(col)
			m, err := notecg.Draw(k, seed, s.w, s.h)
			if err != nil {
				return err
			}
			if err := write(filepath.Join(dir, fmt.Sprintf("%s-%d.png", k, seed)), m); err != nil {
				return err
			}
			if contact == nil {
				contact = image.NewNRGBA(image.Rect(0, 0, (thumb+4)*s.n, (tall+4)*len(kinds)))
				draw.Draw(contact, contact.Rect, image.Black, image.Point{}, draw.Src)
			}
			at := image.Pt(col*(thumb+4)+2, row*(tall+4)+2)
			draw.CatmullRom.Scale(contact, image.Rectangle{at, at.Add(image.Pt(thumb, tall))}, m, m.Rect, draw.Src, nil)
		}
	}
	return write(filepath.Clean(dir)+".png", contact)
}

func write(path string, m image.Image) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	enc := png.Encoder{CompressionLevel: png.BestSpeed}
	if err := enc.Encode(f, m); err != nil {
		f.Close()
		return fmt.Errorf("%s: %w", path, err)
	}
	return f.Close()
}
