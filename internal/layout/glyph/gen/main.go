// Command gen draws the training text of package charnet from freely licensed
// fonts, trains its networks and writes their weights:
//
//	go run . -fonts /usr/share/fonts -o ../charnet/weights.bin
//
// It is deterministic: the same fonts give the same weights, on any number of
// processors, and with GOEXPERIMENT=simd, which makes it faster, as without.
// With -calibrate it reads drawn pages instead and prints the weights of the
// scores in package glyph.
package main

import (
	"flag"
	"log"
	"math/rand/v2"
	"os"

	"github.com/einthoven-ecg/einthoven/internal/layout/glyph/charnet"
)

func main() {
	dir := flag.String("fonts", "/usr/share/fonts", "directory with the fonts of fonts.txt")
	out := flag.String("o", "weights.bin", "file to write")
	scenes := flag.Int("scenes", 100000, "scenes to train on")
	from := flag.String("from", "", "weights to go on from")
	only := flag.String("only", "", "train the reader or the namer only")
	rate := flag.Float64("rate", 2e-3, "first learning rate")
	workers := flag.Int("workers", 0, "goroutines")
	show := flag.String("show", "", "only write sample scenes, or pages with -calibrate, to this directory")
	pages := flag.Int("calibrate", 0, "instead of training, read this number of drawn pages and print weights for the scores")
	flag.Parse()
	if err := run(*dir, *out, *from, *only, *show, *scenes, *pages, *workers, *rate); err != nil {
		log.Fatal(err)
	}
}

func run(dir, out, from, only, show string, scenes, pages, workers int, rate float64) error {
	// The buffers of a face serve one goroutine, so each scene of a round has
	// its own set.
	sets := make([]*fonts, drawn)
	for i := range sets {
		faces, weights, err := readFonts(dir)
		if err != nil {
			return err
		}
		f := &fonts{faces: faces}
		t := 0.0
		for _, w := range weights {
			t += w
			f.cum = append(f.cum, t)
		}
		sets[i] = f
		if pages > 0 {
			return calibrate(f, pages, show)
		}
		if show != "" {
			return showScenes(show, f)
		}
	}
	nets := start(rand.New(rand.NewPCG(1, 1)))
	if from != "" {
		b, err := os.ReadFile(from)
		if err != nil {
			return err
		}
		if nets, err = charnet.Decode(b); err != nil {
			return err
		}
	}
	if err := train(nets, sets, out, scenes/drawn, workers, rate, only); err != nil {
		return err
	}
	// Judge the stored weights on scenes that were not trained on.
	nets, err := charnet.Decode(nets.Encode())
	if err != nil {
		return err
	}
	chars, names := draw(1<<40, sets, workers)
	judge(nets, chars, names)
	return nil
}
