package raster

import (
	"image"
	"math"
	"testing"
)

func TestStrokeCoversItsArea(t *testing.T) {
	for _, pen := range []float64{0.4, 1, 2.5} {
		for _, angle := range []float64{0, 0.3, 0.7, 1.2} {
			c := New(image.Rect(0, 0, 300, 300), Ink{1, 1, 1})
			s, co := math.Sincos(angle)
			a, b := [2]float64{150.3 - 100*co, 150.6 - 100*s}, [2]float64{150.3 + 100*co, 150.6 + 100*s}
			mid := [2]float64{150.3, 150.6} // drawn over twice: inked once
			c.Stroke([][2]float64{a, mid, b, mid}, pen, Solid(Colour{}))
			area := 0.0
			for i := 0; i < len(c.Pix); i += 3 {
				area += 1 - float64(c.Pix[i])
			}
			want := pen*200 + math.Pi*pen*pen/4
			if math.Abs(area/want-1) > 0.02 {
				t.Errorf("pen %g at angle %g: ink of %.1f pixels, want %.1f", pen, angle, area, want)
			}
		}
	}
}
