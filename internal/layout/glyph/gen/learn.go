package main

import (
	"fmt"
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

// A task trains one network.
type task struct {
	net     *charnet.Net
	classes int
	scout   *charnet.Scout // trained along, or nil
	passes  [parts]*pass
	scouts  [parts]*scoutPass
	opt     adam
	optS    adam

	loss, scoutLoss float64
	right, count    int
}

func newTask(n *charnet.Net, classes int, scout *charnet.Scout) *task {
	t := &task{net: n, classes: classes, scout: scout}
	for i := range t.passes {
		t.passes[i], t.scouts[i] = newPass(n.Shape), new(scoutPass)
	}
	return t
}

// learn goes once through the samples.
func (t *task) learn(all []sample, rate float64, workers int) {
	for lo := 0; lo+batch <= len(all); lo += batch {
		var loss [parts]float64
		var right [parts]int
		par.Each(workers, parts, func(i int) {
			p, sp := t.passes[i], t.scouts[i]
			for l := range p.g.W {
				clear(p.g.W[l])
				clear(p.g.B[l])
			}
			*sp = scoutPass{}
			for k := lo + i*batch/parts; k < lo+(i+1)*batch/parts; k++ {
				s := &all[k]
				p.forward(t.net, s.win)
				c, ok := p.crossEntropy(s.class, t.classes)
				if ok {
					right[i]++
				}
				loss[i] += c
				if s.class > 0 { // squared error of the offsets, cut off
					for n, v := range s.off {
						p.d[t.classes+n] = 2 * min(max(p.out[t.classes+n]-v, -0.5), 0.5)
					}
				}
				p.back(t.net, s.win)
				if t.scout != nil {
					sp.learn(t.scout, (*charnet.Window)(s.win), s.class > 0)
				}
			}
		})
		grad := t.passes[0].g
		for _, p := range t.passes[1:] {
			for l := range grad.W {
				axpyAny(grad.W[l], p.g.W[l])
				axpyAny(grad.B[l], p.g.B[l])
			}
		}
		var w, g [][]float32
		for l := range grad.W {
			w, g = append(w, t.net.W[l], t.net.B[l]), append(g, grad.W[l], grad.B[l])
		}
		mean(g)
		t.opt.step(w, g, rate)
		if t.scout != nil {
			sum := scoutRows(&t.scouts[0].g)
			for _, p := range t.scouts[1:] {
				for l, row := range scoutRows(&p.g) {
					axpyAny(sum[l], row)
				}
			}
			mean(sum)
			t.optS.step(scoutRows(t.scout), sum, rate)
		}
		for i := range parts {
			t.loss, t.right, t.scoutLoss = t.loss+loss[i], t.right+right[i], t.scoutLoss+t.scouts[i].loss
		}
		t.count += batch
	}
}

func axpyAny(y, x []float32) {
	for k, v := range x {
		y[k] += v
	}
}

func mean(g [][]float32) {
	for _, row := range g {
		for k := range row {
			row[k] /= batch
		}
	}
}

func scoutRows(s *charnet.Scout) [][]float32 {
	var out [][]float32
	for k := range s.W1 {
		out = append(out, s.W1[k][:])
	}
	return append(out, s.B1[:], s.W2[:], s.B2[:])
}

// report tells how a task went since the last report.
func (t *task) report() string {
	n := float64(max(t.count, 1))
	s := fmt.Sprintf("loss %.4f right %.4f scout %.4f (%d windows)", t.loss/n, float64(t.right)/n, t.scoutLoss/n, t.count)
	t.loss, t.scoutLoss, t.right, t.count = 0, 0, 0, 0
	return s
}

// hardest keeps all windows that show something and, of the others, the third
// on which the network errs most and a sixth of the rest.
func (t *task) hardest(all []sample, r *rand.Rand, workers int) []sample {
	loss := make([]float32, len(all))
	par.Strips(workers, len(all), func(lo, hi int) {
		p := newPass(t.net.Shape)
		for k := lo; k < hi; k++ {
			if all[k].class == 0 {
				p.forward(t.net, all[k].win)
				charnet.LogSoftmax(p.out[:t.classes])
				loss[k] = -p.out[0]
			}
		}
	})
	var none []float32
	for k := range all {
		if all[k].class == 0 {
			none = append(none, loss[k])
		}
	}
	if len(none) == 0 {
		return all
	}
	slices.Sort(none)
	cut := none[len(none)*2/3]
	kept := all[:0]
	for k := range all {
		if all[k].class > 0 || loss[k] > cut || r.IntN(6) == 0 {
			kept = append(kept, all[k])
		}
	}
	r.Shuffle(len(kept), func(i, j int) { kept[i], kept[j] = kept[j], kept[i] })
	return kept
}

// draw draws scenes and cuts their windows for the reader and the namer.
func draw(seed uint64, sets []*fonts, workers int) (chars, names []sample) {
	var c, n [drawn][]sample
	par.Each(workers, drawn, func(i int) {
		r := rand.New(rand.NewPCG(seed, uint64(i)))
		s := newScene(r, sets[i])
		t := newCutter(s.canvas)
		c[i], n[i] = s.samples(r, t, nil), s.nameSamples(r, t, nil)
	})
	for i := range drawn {
		chars, names = append(chars, c[i]...), append(names, n[i]...)
	}
	return chars, names
}

// train trains the networks on rounds of drawn scenes and writes them to a
// file from time to time.
func train(nets *charnet.Nets, sets []*fonts, out string, rounds, workers int, rate float64, only string) error {
	reader := newTask(nets.Reader, charnet.Classes, &nets.Scout)
	namer := newTask(nets.Namer, len(charnet.Names), nil)
	began := time.Now()
	for round := range rounds {
		chars, names := draw(uint64(1000+round), sets, workers)
		r := rand.New(rand.NewPCG(uint64(round), 77))
		lr := rate*(0.5+0.5*math.Cos(math.Pi*float64(round)/float64(rounds))) + 1e-5
		if only != "namer" {
			reader.learn(reader.hardest(chars, r, workers), lr, workers)
		}
		if only != "reader" {
			namer.learn(namer.hardest(names, r, workers), lr, workers)
		}
		if round%50 == 49 || round == rounds-1 {
			fmt.Printf("%5d rounds %6.0f s: reader %s\n                namer %s\n", round+1, time.Since(began).Seconds(), reader.report(), namer.report())
			if err := os.WriteFile(out, nets.Encode(), 0o644); err != nil {
				return err
			}
		}
	}
	return nil
}
