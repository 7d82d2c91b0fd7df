package einthoven

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"math"
	"os"
	"slices"
	"testing"
)

// samplePage is the sample picture of the repository.
func samplePage(t *testing.T) image.Image {
	t.Helper()
	data, err := os.ReadFile("testdata/sample.png")
	if err != nil {
		t.Fatal(err)
	}
	m, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// turnedPage is a picture turned by quarter turns clockwise.
func turnedPage(m image.Image, quarters int) image.Image {
	for range quarters {
		b := m.Bounds()
		o := image.NewRGBA(image.Rect(0, 0, b.Dy(), b.Dx()))
		for y := range b.Dx() {
			for x := range b.Dy() {
				o.Set(x, y, color.RGBAModel.Convert(m.At(b.Min.X+y, b.Max.Y-1-x)))
			}
		}
		m = o
	}
	return m
}

func TestATurnedPageReadsAsTheUprightOne(t *testing.T) {
	page := samplePage(t)
	want, err := Digitize(t.Context(), FromImage(page), Options{})
	if err != nil || len(want.Leads) != 12 || want.Report.Page.Turned != 0 {
		t.Fatalf("upright: %v, %d leads, turned %v", err, len(want.Leads), want.Report.Page)
	}
	turns := []int{1, 2, 3}
	if testing.Short() {
		turns = turns[1:2]
	}
	for _, q := range turns {
		got, err := Digitize(t.Context(), FromImage(turnedPage(page, q)), Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got.Report.Page.Turned != q || got.Report.Layout.Name != want.Report.Layout.Name {
			t.Errorf("turned by %d: report says %d, layout %s", q, got.Report.Page.Turned, got.Report.Layout.Name)
			continue
		}
		// The median lead counts: one that runs through another may be followed
		// differently.
		var snr []float64
		for i, l := range want.Leads {
			v := got.Leads[i].MV
			var n, sum, power, left float64
			for k := range min(len(v), len(l.MV)) {
				if a, b := l.MV[k], v[k]; !math.IsNaN(a) && !math.IsNaN(b) {
					n, sum = n+1, sum+a-b
					power += a * a
					left += (a - b) * (a - b)
				}
			}
			snr = append(snr, 10*math.Log10(power/(left-sum*sum/n))) // but for the zero line
		}
		slices.Sort(snr)
		t.Logf("turned by %d: %.1f dB to the upright page", q, snr)
		if snr[6] < 20 {
			t.Errorf("turned by %d: only %.1f dB to the upright page", q, snr[6])
		}
	}
}
