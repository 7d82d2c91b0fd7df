package main

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/image/draw"

	"github.com/einthoven-ecg/einthoven/internal/checkpoint"
	"github.com/einthoven-ecg/einthoven/internal/model"
	room "github.com/einthoven-ecg/einthoven/internal/page"
)

// pagesFlag are pages to run a network on.
type pagesFlag struct {
	Page []string `short:"p" placeholder:"PATH" help:"Page to run the network on: a picture (for all panels of a panel network), or a folder whose pictures are the panels in the order of their names; several by commas."`
}

// pages reads the pages for a network.
func (p pagesFlag) pages(e *env, d model.Description) ([]checkpoint.Page, error) {
	var all []checkpoint.Page
	for _, path := range p.Page {
		files, err := pageFiles(path)
		if err != nil {
			return nil, err
		}
		one := checkpoint.Page{Name: path}
		size := checkpoint.Length(d) / checkpoint.Pictures(d)
		if len(files) > checkpoint.Pictures(d) {
			return nil, wrongCall("name a folder with the panels of one page", "--page: %s: %d pictures, the network takes %d", path, len(files), checkpoint.Pictures(d))
		}
		for _, file := range files {
			pixels, err := pixelsOf(e.ctx, file, d.Input)
			if err != nil {
				return nil, err
			}
			one.Pixels = append(one.Pixels, pixels...)
		}
		if info, err := os.Stat(path); err == nil && !info.IsDir() {
			one.Pixels = slices.Repeat(one.Pixels, checkpoint.Pictures(d))
		}
		// Panels that are not there are zeros, as for the prototype.
		one.Pixels = append(one.Pixels, make([]float32, checkpoint.Pictures(d)*size-len(one.Pixels))...)
		all = append(all, one)
	}
	return all, nil
}

// orDrawn are the pages given, or drawings if there are none, of which a note is
// made.
func (p pagesFlag) orDrawn(e *env, d model.Description) ([]checkpoint.Page, string, error) {
	pages, err := p.pages(e, d)
	if err != nil || len(pages) > 0 {
		return pages, fmt.Sprintf("on %d given pages", len(pages)), err
	}
	const count = 8
	for i := range count {
		pages = append(pages, checkpoint.Page{Name: fmt.Sprintf("drawing %d", i+1), Pixels: checkpoint.Sketch(d, i)})
	}
	return pages, fmt.Sprintf("on %d simple drawings; give pages with --page for what it costs on those", count), nil
}

// pageFiles are the pictures of a page.
func pageFiles(path string) ([]string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, wrongCall("check the spelling", "--page: %s", unwrapPath(err))
	}
	if !info.IsDir() {
		return []string{path}, nil
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		return nil, fmt.Errorf("--page: %w", err)
	}
	var files []string
	for _, entry := range entries {
		name := strings.ToLower(entry.Name())
		if slices.Contains(pictureSuffixes(), filepath.Ext(name)) && !strings.HasPrefix(name, ".") {
			files = append(files, filepath.Join(path, entry.Name()))
		}
	}
	if len(files) == 0 {
		return nil, wrongCall("name a picture, or a folder with the panels of a page", "--page: %s: no pictures in this folder", path)
	}
	return files, nil
}

// pixelsOf reads a picture in the size of an input.
func pixelsOf(ctx context.Context, path string, in model.Input) ([]float32, error) {
	refuse := func(err error) error {
		return &complaint{status: exitRefused, err: fmt.Errorf("--page: %s: %w", path, err), hint: "give a picture such as a PNG or JPEG"}
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, wrongCall("check the spelling", "--page: %s", unwrapPath(err))
	}
	defer f.Close()
	data, err := room.Read(f, room.Limits{})
	if err != nil {
		return nil, refuse(err)
	}
	doc, err := room.Open(ctx, data, room.Limits{})
	if err != nil {
		return nil, refuse(err)
	}
	p, err := doc.Page(ctx, 0)
	if err != nil {
		return nil, refuse(err)
	}
	if p.Vector != nil {
		return nil, refuse(errors.New("has no pixels"))
	}
	return resized(picture{p}, in), nil
}

// picture is a page as image.Image.
type picture struct{ *room.Page }

func (p picture) ColorModel() color.Model { return color.RGBAModel }
func (p picture) Bounds() image.Rectangle { return image.Rect(0, 0, p.Width, p.Height) }
func (p picture) At(x, y int) color.Color {
	r, g, b := p.Page.At(x, y)
	return color.RGBA{r, g, b, 255}
}

// resized is a picture in the size of an input, as a network gets it. A channel
// beyond blue repeats the first ones.
func resized(img image.Image, in model.Input) []float32 {
	small := image.NewRGBA(image.Rect(0, 0, in.Width, in.Height))
	draw.BiLinear.Scale(small, small.Bounds(), img, img.Bounds(), draw.Src, nil)
	out := make([]float32, 0, in.Channels*in.Height*in.Width)
	for c := range in.Channels {
		for i := c % 3; i < len(small.Pix); i += 4 {
			out = append(out, checkpoint.Level(float64(small.Pix[i])/127.5-1))
		}
	}
	return out
}
