package wear

import (
	"image"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/synth/chance"
	"github.com/einthoven-ecg/einthoven/internal/synth/paper"
	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// BenchmarkKinds draws a page of 2200 x 1700 pixels with each kind on it; the
// bare page comes first.
func BenchmarkKinds(b *testing.B) {
	bench := func(name string, w Wear) {
		b.Run(name, func(b *testing.B) {
			s := &paper.Sheet{SizeMM: [2]float64{279, 216}, PxPerMM: 7.88, Paper: paper.Colour{255, 255, 255}}
			if err := w.Apply(s, 1); err != nil {
				b.Fatal(err)
			}
			c := new(raster.Canvas)
			for b.Loop() {
				s.Draw(c, image.Rect(0, 0, 2200, 1700), s.PxPerMM)
			}
		})
	}
	bench("bare", Wear{})
	for _, k := range Kinds() {
		var w Wear
		k.Add(&w, 0.7, chance.Stream(1, 77), [2]float64{279, 216})
		bench(k.Name, w)
	}
}
