package einthoven

import (
	"image"
	"image/color"
	"math"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/synth"
	"github.com/einthoven-ecg/einthoven/internal/synth/heart"
	"github.com/einthoven-ecg/einthoven/internal/synth/paper"
)

// negativeOf is a picture with dark and bright exchanged.
func negativeOf(m image.Image) image.Image {
	o := image.NewRGBA(m.Bounds())
	for y := o.Rect.Min.Y; y < o.Rect.Max.Y; y++ {
		for x := o.Rect.Min.X; x < o.Rect.Max.X; x++ {
			c := color.RGBAModel.Convert(m.At(x, y)).(color.RGBA)
			o.SetRGBA(x, y, color.RGBA{255 - c.R, 255 - c.G, 255 - c.B, 255})
		}
	}
	return o
}

func TestANegativeReadsAsItsPositive(t *testing.T) {
	l, err := paper.ParseLayout("6x2")
	if err != nil {
		t.Fatal(err)
	}
	m, _, err := synth.Render(synth.Spec{Heart: heart.Heart{Seed: 3, RateBPM: 70}, Page: paper.Page{Layout: l, RowSec: 6, DPI: 150}})
	if err != nil {
		t.Fatal(err)
	}
	want, err := Digitize(t.Context(), FromImage(m), Options{})
	if err != nil {
		t.Fatal(err)
	}
	got, err := Digitize(t.Context(), FromImage(negativeOf(m)), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if want.Report.Input.Negative || !got.Report.Input.Negative {
		t.Errorf("negative is %v of the positive, %v of the negative", want.Report.Input.Negative, got.Report.Input.Negative)
	}
	if got.Report.Status != want.Report.Status || len(want.Leads) != 12 || len(got.Leads) != 12 {
		t.Fatalf("status %s of %d leads, of the positive %s of %d", got.Report.Status, len(got.Leads), want.Report.Status, len(want.Leads))
	}
	for i, l := range want.Leads {
		for k, v := range l.MV {
			if w := got.Leads[i].MV[k]; math.Float64bits(v) != math.Float64bits(w) {
				t.Fatalf("%s: sample %d is %g, of the positive %g", l.Name, k, w, v)
			}
		}
	}
	// The overlay is drawn over the picture as it was given.
	o, err := got.Overlay()
	if err != nil {
		t.Fatal(err)
	}
	c := o.NRGBAAt(2, o.Rect.Dy()-2)
	if int(c.R)+int(c.G)+int(c.B) > 3*128 {
		t.Errorf("the overlay's corner is %v: not the dark picture", c)
	}
}
