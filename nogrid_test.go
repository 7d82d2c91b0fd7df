package einthoven

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"math"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/report"
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

// stating is a picture as a PNG file that states a resolution.
func stating(t *testing.T, m image.Image, dpi float64) Source {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	body := []byte("pHYs")
	for range 2 {
		body = binary.BigEndian.AppendUint32(body, uint32(dpi/0.0254+0.5))
	}
	body = append(body, 1)
	chunk := append([]byte{0, 0, 0, 9}, body...)
	chunk = binary.BigEndian.AppendUint32(chunk, crc32.ChecksumIEEE(body))
	const start = 33 // bytes of signature and header
	return FromBytes(append(append(bytes.Clone(b.Bytes()[:start]), chunk...), b.Bytes()[start:]...))
}

// blank is a picture with white over the boxes of a kind.
func blank(m image.Image, boxes []report.Box, kind report.BoxKind) image.Image {
	o := image.NewGray(m.Bounds())
	draw.Draw(o, o.Rect, m, m.Bounds().Min, draw.Src)
	const rim = 4
	for _, b := range boxes {
		if b.Kind != kind {
			continue
		}
		x0, y0, x1, y1 := math.Inf(1), math.Inf(1), 0.0, 0.0
		for _, p := range b.Outline {
			x0, y0, x1, y1 = min(x0, p[0]), min(y0, p[1]), max(x1, p[0]), max(y1, p[1])
		}
		draw.Draw(o, image.Rect(int(x0)-rim, int(y0)-rim, int(x1)+rim, int(y1)+rim), image.White, image.Point{}, draw.Src)
	}
	return o
}

func TestAPageWithNeitherGridNorPulseIsScaledByItsFile(t *testing.T) {
	m := samplePage(t)
	with, err := Digitize(t.Context(), FromImage(m), Options{})
	if err != nil {
		t.Fatal(err)
	}
	page := blank(bare(m), with.layers.Boxes, report.PulseBox)
	nameless := blank(page, with.layers.Boxes, report.LabelBox)
	for _, c := range []struct {
		name   string
		page   image.Image
		dpi    float64
		status Status
		code   string
	}{
		{"A4", page, 200, Review, Uncalibrated},
		{"no sheet", page, 150, Refused, NoScale},
		{"no names", nameless, 200, Refused, NoScale},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := Digitize(t.Context(), stating(t, c.page, c.dpi), Options{})
			if err != nil {
				t.Fatal(err)
			}
			r := got.Report
			found := false
			for _, reason := range r.Reasons {
				found = found || reason.Code == c.code
			}
			if r.Status != c.status || !found {
				t.Fatalf("status %s %v, want %s for %s", r.Status, r.Reasons, c.status, c.code)
			}
			if c.status == Refused {
				return
			}
			if d := float64(r.Page.PxPerMMY/with.Report.Page.PxPerMMY) - 1; math.Abs(d) > 0.002 || r.Page.ScaleFrom != "file" {
				t.Errorf("scale from %q, off by %.2f %%", r.Page.ScaleFrom, 100*d)
			}
			if r.Layout.Name != with.Report.Layout.Name {
				t.Errorf("layout %s, with grid %s", r.Layout.Name, with.Report.Layout.Name)
			}
		})
	}
}
