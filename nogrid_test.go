package einthoven

import (
	"image"
	"image/color"
	"math"
	"testing"
)

// bare is a page without its coloured grid: all but the black ink is white.
func bare(m image.Image) image.Image {
	o := image.NewGray(m.Bounds())
	b := m.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			c := color.RGBAModel.Convert(m.At(x, y)).(color.RGBA)
			if max(c.R, c.G, c.B) > 140 {
				c.G = 255
			}
			o.SetGray(x, y, color.Gray{Y: c.G})
		}
	}
	return o
}

func TestAPageWithoutGridIsScaledByItsPulse(t *testing.T) {
	m := samplePage(t)
	with, err := Digitize(t.Context(), FromImage(m), Options{})
	if err != nil {
		t.Fatal(err)
	}
	got, err := Digitize(t.Context(), FromImage(bare(m)), Options{})
	if err != nil {
		t.Fatal(err)
	}
	r := got.Report
	if r.Page == nil || r.Page.ScaleFrom != "pulse" || r.Status != Review {
		t.Fatalf("status %s %v, page %+v", r.Status, r.Reasons, r.Page)
	}
	t.Logf("%.3f x %.3f px/mm, with grid %.3f x %.3f", r.Page.PxPerMMX, r.Page.PxPerMMY, with.Report.Page.PxPerMMX, with.Report.Page.PxPerMMY)
	if d := float64(r.Page.PxPerMMY/with.Report.Page.PxPerMMY) - 1; math.Abs(d) > 0.01 {
		t.Errorf("scale off by %.1f %%", 100*d)
	}
	if r.Layout.Name != with.Report.Layout.Name {
		t.Errorf("layout %s, with grid %s", r.Layout.Name, with.Report.Layout.Name)
	}
}
