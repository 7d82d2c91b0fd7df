package einthoven_test

import (
	"bytes"
	"compress/zlib"
	"context"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"math"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"github.com/einthoven-ecg/einthoven"
	"github.com/einthoven-ecg/einthoven/internal/synth"
	"github.com/einthoven-ecg/einthoven/internal/synth/heart"
	"github.com/einthoven-ecg/einthoven/internal/synth/paper"
)

// sampleFile reads the sample of the repository.
func sampleFile(t *testing.T) []byte {
	t.Helper()
	data, err := os.ReadFile("testdata/sample.png")
	if err != nil {
		t.Fatal(err)
	}
	return data
}

var sample struct {
	once sync.Once
	r    *einthoven.Result
	err  error
}

// readSample digitizes the sample once for all tests.
func readSample(t *testing.T) *einthoven.Result {
	t.Helper()
	data := sampleFile(t)
	sample.once.Do(func() {
		sample.r, sample.err = einthoven.Digitize(context.Background(), einthoven.FromBytes(data), einthoven.Options{Name: "sample.png"})
	})
	if sample.err != nil {
		t.Fatal(sample.err)
	}
	return sample.r
}

// bomb is a PNG file of a few bytes that states 60000 by 60000 pixels.
func bomb() []byte {
	out := []byte("\x89PNG\r\n\x1a\n")
	chunk := func(kind string, data []byte) {
		out = binary.BigEndian.AppendUint32(out, uint32(len(data)))
		body := append([]byte(kind), data...)
		out = append(out, body...)
		out = binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(body))
	}
	head := binary.BigEndian.AppendUint32(nil, 60000)
	head = binary.BigEndian.AppendUint32(head, 60000)
	chunk("IHDR", append(head, 8, 0, 0, 0, 0))
	var z bytes.Buffer
	w := zlib.NewWriter(&z)
	_, _ = w.Write(make([]byte, 1<<20))
	_ = w.Close()
	chunk("IDAT", z.Bytes())
	chunk("IEND", nil)
	return out
}

// blank is a PNG of white paper.
func blank(t *testing.T) []byte {
	t.Helper()
	m := image.NewGray(image.Rect(0, 0, 400, 300))
	draw.Draw(m, m.Bounds(), image.White, image.Point{}, draw.Src)
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// pages is a TIFF file of uncompressed grey pages.
func pages(imgs ...image.Image) []byte {
	out := []byte("II*\x00\x00\x00\x00\x00")
	link := 4 // where the place of the next directory goes
	le := binary.LittleEndian
	for _, m := range imgs {
		b := m.Bounds()
		strip := len(out)
		for y := b.Min.Y; y < b.Max.Y; y++ {
			for x := b.Min.X; x < b.Max.X; x++ {
				out = append(out, color.GrayModel.Convert(m.At(x, y)).(color.Gray).Y)
			}
		}
		if len(out)%2 == 1 {
			out = append(out, 0)
		}
		le.PutUint32(out[link:], uint32(len(out)))
		entries := [][3]uint32{{256, 4, uint32(b.Dx())}, {257, 4, uint32(b.Dy())}, {258, 3, 8}, {259, 3, 1}, {262, 3, 1},
			{273, 4, uint32(strip)}, {277, 3, 1}, {278, 4, uint32(b.Dy())}, {279, 4, uint32(b.Dx() * b.Dy())}}
		out = le.AppendUint16(out, uint16(len(entries)))
		for _, e := range entries {
			out = le.AppendUint16(out, uint16(e[0]))
			out = le.AppendUint16(out, uint16(e[1]))
			out = le.AppendUint32(out, 1)
			out = le.AppendUint32(out, e[2])
		}
		link = len(out)
		out = le.AppendUint32(out, 0)
	}
	return out
}

// strip is a small picture of one lead.
func strip(t *testing.T, seed uint64) *image.NRGBA {
	t.Helper()
	l, err := paper.ParseLayout("1x1:II")
	if err != nil {
		t.Fatal(err)
	}
	img, _, err := synth.Render(synth.Spec{Heart: heart.Heart{Seed: seed, RateBPM: 70}, Page: paper.Page{Layout: l, RowSec: 6, DPI: 150}})
	if err != nil {
		t.Fatal(err)
	}
	return img
}

func TestOptions(t *testing.T) {
	for _, c := range []struct {
		opt  einthoven.Options
		want string
	}{
		{einthoven.Options{RateHz: 5}, "rate 5 Hz"},
		{einthoven.Options{RateHz: -500}, "rate -500 Hz"},
		{einthoven.Options{RateHz: math.NaN()}, "rate NaN Hz"},
		{einthoven.Options{MMPerSecond: 1000}, "paper speed 1000"},
		{einthoven.Options{MMPerSecond: math.NaN()}, "paper speed NaN"},
		{einthoven.Options{MMPerMV: 0.1}, "gain 0.1"},
		{einthoven.Options{MMPerMV: math.Inf(1)}, "gain +Inf"},
		{einthoven.Options{Engine: "learned"}, `engine "learned"`},
		{einthoven.Options{Layout: "round"}, "layout"},
		{einthoven.Options{Page: -1}, "page -1"},
		{einthoven.Options{Page: 2}, "page 2 of a file with 1"},
	} {
		r, err := einthoven.Digitize(context.Background(), einthoven.FromBytes(blank(t)), c.opt)
		if err == nil || r != nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: result %v, error %v, want one with %q", c.opt, r, err, c.want)
		}
	}
}

// What cannot be read is refused with its code, and a message and a hint that
// a person understands.
func TestRefused(t *testing.T) {
	whole := sampleFile(t)
	for _, c := range []struct {
		name string
		data []byte
		code string
		says string
	}{
		{"text.png", []byte("Name: Jane Doe\nBorn: 1950\n"), einthoven.UnreadableFile, "text"},
		{"empty.png", nil, einthoven.UnreadableFile, "empty"},
		{"cut.png", whole[:len(whole)/2], einthoven.UnreadableFile, "cut short"},
		{"head.png", whole[:30], einthoven.UnreadableFile, "cut short"},
		{"bomb.png", bomb(), einthoven.TooLarge, "3600000000 pixels"},
		{"blank.png", blank(t), einthoven.NoScale, "grid"},
	} {
		r, err := einthoven.Digitize(context.Background(), einthoven.FromBytes(c.data), einthoven.Options{Name: c.name})
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if r.Report.Status != einthoven.Refused || len(r.Report.Reasons) != 1 || len(r.Leads) != 0 {
			t.Errorf("%s: %s, reasons %v, %d leads", c.name, r.Report.Status, r.Report.Reasons, len(r.Leads))
			continue
		}
		got := r.Report.Reasons[0]
		if got.Code != c.code || !strings.Contains(got.Message, c.says) || got.Hint == "" {
			t.Errorf("%s: %+v, want code %s and a message with %q", c.name, got, c.code, c.says)
		}
		if strings.Contains(got.Message, "Jane") {
			t.Errorf("%s: the message quotes the file: %s", c.name, got.Message)
		}
		if r.Report.Input.Name != c.name || len(r.Report.Input.SHA256) != 64 || r.Report.Input.Bytes != int64(len(c.data)) {
			t.Errorf("%s: input %+v", c.name, r.Report.Input)
		}
	}
}

// A reader that fails says nothing of the picture: that is an error.
func TestReaderFails(t *testing.T) {
	broken := errors.New("the disk is gone")
	_, err := einthoven.Digitize(context.Background(), einthoven.FromReader(iotest.ErrReader(broken)), einthoven.Options{})
	if !errors.Is(err, broken) {
		t.Errorf("error %v", err)
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if r, err := einthoven.Digitize(ctx, einthoven.FromBytes(sampleFile(t)), einthoven.Options{}); !errors.Is(err, context.Canceled) || r != nil {
		t.Errorf("bytes: result %v, error %v", r, err)
	}
	img := image.NewGray(image.Rect(0, 0, 600, 400))
	if r, err := einthoven.Digitize(ctx, einthoven.FromImage(img), einthoven.Options{}); !errors.Is(err, context.Canceled) || r != nil {
		t.Errorf("image: result %v, error %v", r, err)
	}
}

// written is what a result writes, without the times of the stages.
func written(t *testing.T, r *einthoven.Result) (csv, report string) {
	t.Helper()
	var c, j bytes.Buffer
	if err := r.WriteCSV(&c); err != nil {
		t.Fatal(err)
	}
	r.Report.Timings = nil
	if err := r.WriteJSON(&j); err != nil {
		t.Fatal(err)
	}
	return c.String(), j.String()
}

// The same bytes come out on any number of goroutines.
func TestWorkers(t *testing.T) {
	if testing.Short() {
		t.Skip("reads six pages")
	}
	for _, name := range []string{"testdata/sample.png", "testdata/sample-photo.jpg"} {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var csv, report string
		for workers := 1; workers <= 3; workers++ {
			r, err := einthoven.Digitize(context.Background(), einthoven.FromBytes(data), einthoven.Options{Workers: workers})
			if err != nil {
				t.Fatal(err)
			}
			c, j := written(t, r)
			if workers > 1 && (c != csv || j != report) {
				t.Errorf("%s: other bytes with %d workers: CSV same %v, report same %v", name, workers, c == csv, j == report)
			}
			csv, report = c, j
		}
		if !strings.HasPrefix(csv, "time_s,I,II,III,aVR,aVL,aVF,V1,V2,V3,V4,V5,V6\n") {
			t.Errorf("%s: CSV begins %.60q", name, csv)
		}
	}
}

// The rate of the result is the one asked for, and the lead the same curve.
func TestRate(t *testing.T) {
	data := pages(strip(t, 3))
	at := map[float64]*einthoven.Result{}
	for _, rate := range []float64{0, 250, 1000} {
		r, err := einthoven.Digitize(context.Background(), einthoven.FromBytes(data), einthoven.Options{RateHz: rate})
		if err != nil {
			t.Fatal(err)
		}
		if len(r.Leads) != 1 || r.Leads[0].Name != "II" {
			t.Fatalf("rate %g: %d leads, %v", rate, len(r.Leads), r.Report.Reasons)
		}
		if len(r.Leads[0].MV) != len(r.Leads[0].SigmaMV) {
			t.Errorf("rate %g: %d samples, %d sigmas", rate, len(r.Leads[0].MV), len(r.Leads[0].SigmaMV))
		}
		at[rate] = r
	}
	if at[0].RateHz != 500 || at[250].RateHz != 250 || at[1000].RateHz != 1000 {
		t.Fatalf("rates %g %g %g", at[0].RateHz, at[250].RateHz, at[1000].RateHz)
	}
	base, half, double := at[0].Lead("II"), at[250].Lead("II"), at[1000].Lead("II")
	if n := len(base); math.Abs(float64(len(half))-float64(n)/2) > 1 || math.Abs(float64(len(double))-2*float64(n)) > 2 {
		t.Errorf("%d samples at 500 Hz, %d at 250, %d at 1000", n, len(half), len(double))
	}
	// Away from the ends the samples that fall together are the same voltage,
	// but for what lies above the lower rate's band.
	var diff, power float64
	for i := 100; i < len(half)-100; i++ {
		if math.IsNaN(base[2*i]) || math.IsNaN(half[i]) || math.IsNaN(double[4*i]) {
			continue
		}
		if math.Abs(double[4*i]-base[2*i]) > 0.005 {
			t.Fatalf("sample %d: %g mV at 500 Hz, %g at 1000", 2*i, base[2*i], double[4*i])
		}
		diff += (half[i] - base[2*i]) * (half[i] - base[2*i])
		power += base[2*i] * base[2*i]
	}
	if power == 0 || diff > 1e-3*power {
		t.Errorf("250 Hz differs from 500 Hz by %.4f of its power", diff/power)
	}
}

// A file of two recordings is refused as one, read as two, and each page can
// be named.
func TestPages(t *testing.T) {
	data := pages(strip(t, 3), strip(t, 4))
	ctx := context.Background()
	r, err := einthoven.Digitize(ctx, einthoven.FromBytes(data), einthoven.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if r.Report.Status != einthoven.Refused || r.Report.Reasons[0].Code != einthoven.SeveralPages {
		t.Errorf("as one recording: %s %v", r.Report.Status, r.Report.Reasons)
	}
	all, err := einthoven.DigitizeAll(ctx, einthoven.FromBytes(data), einthoven.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != 2 || all[0].Lead("II") == nil || all[1].Lead("II") == nil {
		t.Fatalf("%d results", len(all))
	}
	for page, of := range all {
		r, err := einthoven.Digitize(ctx, einthoven.FromBytes(data), einthoven.Options{Page: page + 1})
		if err != nil {
			t.Fatal(err)
		}
		if in := r.Report.Input; in.Page != page+1 || in.Pages != 2 {
			t.Errorf("page %d: input %+v", page+1, in)
		}
		got, _ := written(t, r)
		if want, _ := written(t, of); got != want {
			t.Errorf("page %d read alone is not as among all", page+1)
		}
	}
	a, _ := written(t, all[0])
	if b, _ := written(t, all[1]); a == b {
		t.Error("both pages gave the same samples")
	}
	if _, err := einthoven.Digitize(ctx, einthoven.FromBytes(data), einthoven.Options{Page: 3}); err == nil {
		t.Error("page 3 of 2 was taken")
	}
}

// An image and the file of it are the same page.
func TestImageAsFile(t *testing.T) {
	img := strip(t, 3)
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	var got [2]string
	for i, src := range []einthoven.Source{einthoven.FromImage(img), einthoven.FromReader(&b)} {
		r, err := einthoven.Digitize(context.Background(), src, einthoven.Options{})
		if err != nil {
			t.Fatal(err)
		}
		got[i], _ = written(t, r)
	}
	if got[0] != got[1] || strings.Count(got[0], "\n") < 1000 {
		t.Errorf("the image gave %d bytes of CSV, its file %d", len(got[0]), len(got[1]))
	}
}

// What was read is drawn over the picture; what was not opened cannot be.
func TestOverlay(t *testing.T) {
	m, err := readSample(t).Overlay()
	if err != nil {
		t.Fatal(err)
	}
	if m.Bounds().Dx() != 2339 || m.Bounds().Dy() < 1654 {
		t.Errorf("overlay of %v", m.Bounds())
	}
	r, err := einthoven.Digitize(context.Background(), einthoven.FromBytes([]byte("text")), einthoven.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Overlay(); err == nil {
		t.Error("an overlay of a text")
	}
}

// Odd pictures are refused, quickly and with a reason.
func TestOddPictures(t *testing.T) {
	noise := image.NewGray(image.Rect(0, 0, 1500, 1100))
	x := uint32(1)
	for i := range noise.Pix {
		x ^= x << 13
		x ^= x >> 17
		x ^= x << 5
		noise.Pix[i] = uint8(x)
	}
	for name, c := range map[string]struct {
		img  image.Image
		code string
	}{
		"black":    {image.NewGray(image.Rect(0, 0, 1500, 1100)), einthoven.NoScale},
		"noise":    {noise, einthoven.NoScale},
		"one high": {image.NewGray(image.Rect(0, 0, 30000, 1)), einthoven.TooSmall},
		"one wide": {image.NewGray(image.Rect(0, 0, 1, 30000)), einthoven.TooSmall},
		"one":      {image.NewGray(image.Rect(0, 0, 1, 1)), einthoven.TooSmall},
		"none":     {image.NewGray(image.Rect(0, 0, 0, 0)), einthoven.UnreadableFile},
		"a wall":   {squared(2600, 2300, 4), einthoven.TooLarge},
	} {
		r, err := einthoven.Digitize(context.Background(), einthoven.FromImage(c.img), einthoven.Options{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if r.Report.Status != einthoven.Refused || len(r.Report.Reasons) == 0 || r.Report.Reasons[0].Code != c.code {
			t.Errorf("%s: %s %v, want refused as %s", name, r.Report.Status, r.Report.Reasons, c.code)
		}
	}
}

// squared is millimetre paper with px pixels a millimetre.
func squared(w, h, px int) image.Image {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.RGBA{255, 250, 250, 255}
			switch {
			case x%(5*px) == 0 || y%(5*px) == 0:
				c = color.RGBA{225, 100, 100, 255}
			case x%px == 0 || y%px == 0:
				c = color.RGBA{245, 185, 185, 255}
			}
			m.SetRGBA(x, y, c)
		}
	}
	return m
}
