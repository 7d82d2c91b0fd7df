// Command gallery draws docs/gallery: a small picture of each look, of each
// kind of damage and of each kind of other picture.
//
//	go run ./internal/synth/cmd/gallery docs/gallery
package main

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"os"
	"path/filepath"

	"golang.org/x/image/draw"

	"github.com/einthoven-ecg/einthoven/internal/synth"
	"github.com/einthoven-ecg/einthoven/internal/synth/heart"
	"github.com/einthoven-ecg/einthoven/internal/synth/notecg"
	"github.com/einthoven-ecg/einthoven/internal/synth/paper"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "error: name one folder")
		os.Exit(2)
	}
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

// An exhibit is one picture of the gallery.
type exhibit struct {
	section, name, about string
	draw                 func() (*image.NRGBA, error)
}

// file is its name in the folder.
func (e *exhibit) file() string { return e.section + "-" + e.name + ".jpg" }

// strength at which damages are shown, and the seed of all that is shown.
const (
	strength = 0.8
	seed     = 11
)

// damaged is the page under one kind of damage.
func damaged(kind string) (*image.NRGBA, error) {
	spec := synth.Spec{Heart: heart.RandomHeart(3), Seed: seed, Page: paper.Page{DPI: 170, PenMM: 0.3}}
	if err := spec.AddDamage(kind, strength); err != nil {
		return nil, err
	}
	img, _, err := synth.Render(spec)
	return img, err
}

func exhibits() (out []exhibit) {
	for _, look := range synth.Looks() {
		for i := range uint64(6) {
			out = append(out, exhibit{"look", fmt.Sprintf("%s-%d", look, i+1), "as `--look " + string(look) + "` draws", func() (*image.NRGBA, error) {
				spec, err := synth.RandomSpec(look, seed+i)
				if err != nil {
					return nil, err
				}
				img, _, err := synth.Render(spec)
				return img, err
			}})
		}
	}
	for _, style := range paper.Styles() {
		out = append(out, exhibit{"style", style.Name, "as `--style " + style.Name + "` draws", func() (*image.NRGBA, error) {
			spec, err := synth.Recipe{Look: synth.LookClean, Style: style.Name}.Spec(seed)
			if err != nil {
				return nil, err
			}
			spec.Damage = synth.Damage{}
			img, _, err := synth.Render(spec)
			return img, err
		}})
	}
	for _, k := range synth.DamageKinds() {
		out = append(out, exhibit{"damage", k.Name, k.Stage + ": " + k.About, func() (*image.NRGBA, error) { return damaged(k.Name) }})
	}
	for _, k := range notecg.Kinds() {
		out = append(out, exhibit{"other", string(k), "no ECG", func() (*image.NRGBA, error) { return notecg.Draw(k, seed, 1200, 900) }})
	}
	return out
}

func run(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	var page bytes.Buffer
	page.WriteString("# What the renderer draws\n\nEach picture is the whole at the left and a piece of it, pixel by pixel, at the right. Damage is shown at a strength of 0.8.\n" +
		"`go run ./internal/synth/cmd/gallery docs/gallery` draws them all again.\n")
	section := ""
	for _, e := range exhibits() {
		if e.section != section {
			section = e.section
			fmt.Fprintf(&page, "\n## %s\n\n", map[string]string{"look": "Looks", "style": "Styles", "damage": "Damage", "other": "Other pictures"}[section])
		}
		img, err := e.draw()
		if err != nil {
			return fmt.Errorf("%s: %w", e.file(), err)
		}
		var b bytes.Buffer
		if err := jpeg.Encode(&b, show(img), &jpeg.Options{Quality: 50}); err != nil {
			return fmt.Errorf("%s: %w", e.file(), err)
		}
		if err := os.WriteFile(filepath.Join(dir, e.file()), b.Bytes(), 0o644); err != nil {
			return err
		}
		fmt.Fprintf(&page, "%s (%s)\n\n![%s](%s)\n\n", e.name, e.about, e.name, e.file())
	}
	return os.WriteFile(filepath.Join(dir, "README.md"), append(bytes.TrimRight(page.Bytes(), "\n"), '\n'), 0o644)
}

// Size of an exhibit.
const (
	wide = 300
	tall = 220
)

// show puts the whole and a piece side by side.
func show(m *image.NRGBA) *image.RGBA {
	out := image.NewRGBA(image.Rect(0, 0, 2*wide+4, tall))
	draw.Draw(out, out.Rect, image.White, image.Point{}, draw.Src)
	w, h := m.Rect.Dx(), m.Rect.Dy()
	f := min(float64(wide)/float64(w), float64(tall)/float64(h))
	sw, sh := int(f*float64(w)), int(f*float64(h))
	at := image.Pt((wide-sw)/2, (tall-sh)/2)
	draw.CatmullRom.Scale(out, image.Rectangle{at, at.Add(image.Pt(sw, sh))}, m, m.Rect, draw.Src, nil)
	from := image.Pt(max(w*2/5-wide/2, 0), max(h*2/5-tall/2, 0))
	draw.Draw(out, image.Rect(wide+4, 0, 2*wide+4, tall), m, from, draw.Src)
	return out
}
