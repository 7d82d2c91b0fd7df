package main

import (
	"fmt"
	"image"
	"image/png"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/layout/glyph/charnet"
)

// judge prints how well the networks do on the samples.
func judge(n *charnet.Nets, chars, names []sample) {
	tally(n.Reader, chars, charnet.Classes, func(c int) string { return charnet.Alphabet[c : c+1] })
	var in charnet.HalfWindow
	var pos, neg []float32
	for i := range chars {
		s := &chars[i]
		(*charnet.Window)(s.win).Halve(&in)
		if t := n.Scout.Text(&in); s.class > 0 {
			pos = append(pos, t)
		} else {
			neg = append(neg, t)
		}
	}
	slices.Sort(pos)
	slices.Sort(neg)
	for _, q := range []float64{0.01, 0.02, 0.05} {
		t := pos[int(q*float64(len(pos)))]
		k, _ := slices.BinarySearch(neg, t)
		fmt.Printf("scout threshold %.2f loses %.0f %% of characters, keeps %.1f %% of the rest\n", t, 100*q, 100*float64(len(neg)-k)/float64(len(neg)))
	}
	tally(n.Namer, names, len(charnet.Names), func(c int) string { return charnet.Names[c] })
}

// tally prints by class how many of the samples a network gets wrong.
func tally(n *charnet.Net, all []sample, classes int, called func(class int) string) {
	var ws charnet.Work
	out := make([]float32, n.Outs)
	miss, have := make([]int, classes), make([]int, classes)
	var off [3]float64
	positive := 0
	p := n.Pack()
	for i := range all {
		s := &all[i]
		p.Run(s.win, &ws, out)
		top := 0
		for c := range classes {
			if out[c] > out[top] {
				top = c
			}
		}
		have[s.class]++
		if top != s.class {
			miss[s.class]++
		}
		if s.class > 0 {
			positive++
			for k := range off {
				off[k] += math.Abs(float64(out[classes+k] - s.off[k]))
			}
		}
	}
	for c, h := range have {
		if h > 0 {
			fmt.Printf("%q: %d of %d wrong (%.1f %%)\n", called(c), miss[c], h, 100*float64(miss[c])/float64(h))
		}
	}
	for k := range off {
		fmt.Printf("offset %d: mean error %.3f\n", k, off[k]/float64(positive))
	}
}

// showScenes writes a few scenes and windows as pictures.
func showScenes(dir string, f *fonts) error {
	for i := range 12 {
		r := rand.New(rand.NewPCG(7, uint64(i)))
		s := newScene(r, f)
		if err := writePNG(filepath.Join(dir, fmt.Sprintf("scene%02d.png", i)), s.canvas); err != nil {
			return err
		}
		smp := s.nameSamples(r, newCutter(s.canvas), nil)
		c := newCanvas(50*12, 25*12)
		for k := range min(len(smp), 12*12) {
			for p, v := range smp[k].win {
				c.pix[(k/12*25+p/48)*c.w+k%12*50+p%48] = v
			}
		}
		if err := writePNG(filepath.Join(dir, fmt.Sprintf("windows%02d.png", i)), c); err != nil {
			return err
		}
	}
	return nil
}

func writePNG(name string, c *canvas) error {
	im := image.NewGray(image.Rect(0, 0, c.w, c.h))
	for k, v := range c.pix {
		im.Pix[k] = uint8(255 - 255*min(max(v, 0), 1))
	}
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	if err := png.Encode(f, im); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}
