package glyph

import (
	"math/rand/v2"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/layout/glyph/charnet"
)

func BenchmarkRead(b *testing.B) {
	n, err := charnet.Load()
	if err != nil {
		b.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, 2))
	var w charnet.Window
	for k := range w {
		if v := r.Float32(); v > 0.7 {
			w[k] = v
		}
	}
	var ws charnet.Work
	var out [charnet.Outs]float32
	b.Run("reader", func(b *testing.B) {
		for b.Loop() {
			n.Reader.Read(&w, &ws, &out)
		}
	})
	var in charnet.HalfWindow
	w.Halve(&in)
	b.Run("scout", func(b *testing.B) {
		for b.Loop() {
			n.Scout.Text(&in)
		}
	})
	p := &page{rho: 8, mips: []raster{{1000, 1000, make([]float32, 1000000)}}}
	b.Run("window", func(b *testing.B) {
		for b.Loop() {
			p.window(50, 50, 2.1, &w)
		}
	})
}
