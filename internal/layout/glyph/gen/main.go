// Command gen draws the training text of package charnet from freely licensed
// fonts, trains its two networks and writes their weights:
//
//	go run . -fonts /usr/share/fonts -o ../charnet/weights.bin
//
// It is deterministic: the same fonts give the same weights.
package main

import (
	"flag"
	"fmt"
	"log"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"time"

	"github.com/einthoven-ecg/einthoven/internal/layout/glyph/charnet"
	"github.com/einthoven-ecg/einthoven/internal/par"
)

const (
	batch = 128
	parts = 8  // of a batch, summed in order
	drawn = 32 // scenes drawn at a time
)

func main() {
	dir := flag.String("fonts", "/usr/share/fonts", "directory with the fonts of fonts.txt")
	out := flag.String("o", "weights.bin", "file to write")
	scenes := flag.Int("scenes", 60000, "scenes to train on")
	from := flag.String("from", "", "weights to go on from")
	rate := flag.Float64("rate", 2e-3, "first learning rate")
	workers := flag.Int("workers", 0, "goroutines")
	show := flag.String("show", "", "only write sample scenes to this directory")
	pages := flag.Int("calibrate", 0, "instead of training, read this number of drawn pages and print weights for the scores")
	flag.Parse()
	if *pages > 0 {
		*scenes = -*pages
	}
	if err := run(*dir, *out, *from, *show, *scenes, *workers, *rate); err != nil {
		log.Fatal(err)
	}
}

func run(dir, out, from, show string, scenes, workers int, rate float64) error {
	faces, weights, err := readFonts(dir)
	if err != nil {
		return err
	}
	// The buffers of a face serve one goroutine, so each scene of a round
	// has its own set.
	sets := make([]*fonts, drawn)
	for i := range sets {
		if i > 0 {
			if faces, weights, err = readFonts(dir); err != nil {
				return err
			}
		}
		f := &fonts{faces: faces}
		t := 0.0
		for _, w := range weights {
			t += w
			f.cum = append(f.cum, t)
		}
		sets[i] = f
	}
	if scenes < 0 {
		return calibrate(sets[0], -scenes, show)
	}
	if show != "" {
		return showScenes(show, sets[0])
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
	draw := func(seed uint64, workers int) []sample {
		got := make([][]sample, drawn)
		par.Each(workers, drawn, func(i int) {
			r := rand.New(rand.NewPCG(seed, uint64(i)))
			got[i] = newScene(r, sets[i]).samples(r, nil)
		})
		var all []sample
		for _, g := range got {
			all = append(all, g...)
		}
		return all
	}
	var opt adam
	gs := make([]*grads, parts)
	for i := range gs {
		gs[i] = new(grads)
	}
	began := time.Now()
	rounds := scenes / drawn
	var loss, scoutLoss float64
	var right, count int
	for round := range rounds {
		all := draw(uint64(1000+round), workers)
		sh := rand.New(rand.NewPCG(uint64(round), 77))
		all = hardest(nets, all, sh, workers)
		sh.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		for lo := 0; lo+batch <= len(all); lo += batch {
			par.Each(workers, parts, func(p int) {
				g := gs[p]
				g.n = charnet.Nets{}
				for k := lo + p*batch/parts; k < lo+(p+1)*batch/parts; k++ {
					g.learn(nets, &all[k])
				}
			})
			sum := gs[0].n.Layers()
			for _, g := range gs[1:] {
				for l, rows := range g.n.Layers() {
					for k, row := range rows {
						dst := sum[l][k]
						for i, v := range row {
							dst[i] += v
						}
					}
				}
			}
			for _, rows := range sum {
				for _, row := range rows {
					for i := range row {
						row[i] /= batch
					}
				}
			}
			t := float64(round) / float64(rounds)
			opt.step(nets, &gs[0].n, rate*(0.5+0.5*math.Cos(math.Pi*t))+1e-5)
		}
		for _, g := range gs {
			loss, scoutLoss, right, count = loss+g.loss, scoutLoss+g.scoutLoss, right+g.right, count+g.count
			g.loss, g.scoutLoss, g.right, g.count = 0, 0, 0, 0
		}
		if round%50 == 49 {
			n := float64(count)
			fmt.Printf("%5d rounds %6.0f s: loss %.4f right %.4f scout %.4f (%d windows)\n", round+1, time.Since(began).Seconds(), loss/n, float64(right)/n, scoutLoss/n, count)
			loss, scoutLoss, right, count = 0, 0, 0, 0
			if err := os.WriteFile(out, nets.Encode(), 0o644); err != nil {
				return err
			}
		}
	}
	b := nets.Encode()
	if err := os.WriteFile(out, b, 0o644); err != nil {
		return err
	}
	// Judge the stored weights on scenes that were not trained on.
	if nets, err = charnet.Decode(b); err != nil {
		return err
	}
	judge(nets, draw(1<<40, workers))
	return nil
}

// hardest keeps all characters and, of the windows without one, the third on
// which the reader errs most and a sixth of the rest.
func hardest(nets *charnet.Nets, all []sample, r *rand.Rand, workers int) []sample {
	loss := make([]float32, len(all))
	par.Strips(workers, len(all), func(lo, hi int) {
		g := new(grads)
		for k := lo; k < hi; k++ {
			if all[k].class == 0 {
				g.forward(&nets.Reader, &all[k].win)
				charnet.LogSoftmax(&g.out)
				loss[k] = -g.out[0]
			}
		}
	})
	var neg []float32
	for k := range all {
		if all[k].class == 0 {
			neg = append(neg, loss[k])
		}
	}
	slices.Sort(neg)
	if len(neg) == 0 {
		return all
	}
	cut := neg[len(neg)*2/3]
	kept := all[:0]
	for k := range all {
		if all[k].class > 0 || loss[k] > cut || r.IntN(6) == 0 {
			kept = append(kept, all[k])
		}
	}
	return kept
}
