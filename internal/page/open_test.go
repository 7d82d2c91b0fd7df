package page

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
)

// decodeAll opens a file and decodes all its pages.
func decodeAll(ctx context.Context, data []byte, lim Limits, doors ...Decoder) ([]*Page, error) {
	doc, err := Open(ctx, data, lim, doors...)
	if err != nil {
		return nil, err
	}
	var pages []*Page
	for i := range doc.Pages() {
		p, err := doc.Page(ctx, i)
		if err != nil {
			return nil, err
		}
		pages = append(pages, p)
	}
	return pages, nil
}

func mustBeMalformed(t *testing.T, name string, data []byte) {
	t.Helper()
	_, err := decodeAll(context.Background(), data, Limits{})
	var bad *MalformedError
	if !errors.As(err, &bad) {
		t.Errorf("%s: error %v, want a MalformedError", name, err)
	} else if bad.Format == "" || !strings.Contains(err.Error(), bad.Format) {
		t.Errorf("%s: the format is missing in %q", name, err)
	}
}

func mustBeUnsupported(t *testing.T, name string, data []byte, what string) {
	t.Helper()
	_, err := decodeAll(context.Background(), data, Limits{})
	var missing *UnsupportedError
	if !errors.As(err, &missing) {
		t.Errorf("%s: error %v, want an UnsupportedError", name, err)
	} else if !strings.Contains(err.Error(), what) || missing.Hint == "" {
		t.Errorf("%s: error %q, want %q and a hint", name, err, what)
	}
}

// everyFixture calls f with every picture file of testdata that is read.
func everyFixture(t *testing.T, f func(name string, data []byte)) {
	t.Helper()
	list, err := filepath.Glob("testdata/*.*")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range list {
		if base := filepath.Base(name); base != "make.py" && base != "big.tif" {
			f(base, fixture(t, base))
		}
	}
}

// TestCut cuts every file at many places: that is an error each time, and
// never a page with its lower half missing. All that may be lost is a note
// behind the pixels of a TIFF file, and what follows the first picture of a
// GIF file.
func TestCut(t *testing.T) {
	everyFixture(t, func(name string, data []byte) {
		if strings.HasSuffix(name, ".png") && name != "rgb.jpg.png" {
			return // one is enough
		}
		whole, err := decodeAll(context.Background(), data, Limits{})
		if err != nil {
			t.Fatal(err)
		}
		for n := 0; n < len(data); n++ {
			if n > 200 && n < len(data)-50 {
				n += 9
			}
			pages, err := decodeAll(context.Background(), data[:n], Limits{})
			if err == nil {
				if samePixels(pages, whole) && (strings.HasSuffix(name, ".tif") && n > len(data)-20 || strings.HasSuffix(name, ".gif")) {
					continue
				}
				t.Fatalf("%s cut at %d of %d bytes is read", name, n, len(data))
			}
			var bad *MalformedError
			if !errors.As(err, &bad) && !errors.Is(err, ErrUnknownFormat) {
				t.Fatalf("%s cut at %d: %v", name, n, err)
			}
		}
	})
}

func samePixels(a, b []*Page) bool {
	return slices.EqualFunc(a, b, func(p, q *Page) bool { return bytes.Equal(p.Pix, q.Pix) })
}

// TestCutMessage checks that the user is told what happened and what to do.
func TestCutMessage(t *testing.T) {
	for _, name := range []string{"420.jpg", "rgb.jpg.png", "lzw-rgb.tif", "g4-strips.tif", "still.gif", "lossy.webp", "rle8.bmp"} {
		data := fixture(t, name)
		_, err := decodeAll(context.Background(), data[:len(data)*2/3], Limits{})
		if err == nil || !strings.Contains(err.Error(), "cut short") || !strings.Contains(err.Error(), "take it again") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestLimits checks that sizes are refused before anything is decoded.
func TestLimits(t *testing.T) {
	ctx := context.Background()
	everyFixture(t, func(name string, data []byte) {
		var large *TooLargeError
		_, err := Open(ctx, data, Limits{MaxPixels: drawW*drawH - 1})
		if !errors.As(err, &large) || large.What != "pixels" || large.Have != drawW*drawH || large.Max != drawW*drawH-1 {
			t.Errorf("%s: error %v for its pixels", name, err)
		}
		_, err = Open(ctx, data, Limits{MaxBytes: int64(len(data)) - 1})
		if !errors.As(err, &large) || large.What != "bytes" {
			t.Errorf("%s: error %v for its bytes", name, err)
		}
		if _, err = decodeAll(ctx, data, Limits{MaxPixels: drawW * drawH, MaxBytes: int64(len(data))}); err != nil {
			t.Errorf("%s: error %v at its very limits", name, err)
		}
	})
	var large *TooLargeError
	if _, err := Open(ctx, fixture(t, "pages.tif"), Limits{MaxPages: 2}); !errors.As(err, &large) || large.What != "pages" {
		t.Errorf("error %v for three pages", err)
	}
	if _, err := FromImage(image.NewGray(image.Rect(0, 0, 10, 10)), Limits{MaxPixels: 99}); !errors.As(err, &large) {
		t.Errorf("error %v for an image", err)
	}
	// Files of a few bytes that ask for much.
	for name, data := range map[string][]byte{
		"png":  pngLie(60000, 60000),
		"jpeg": []byte("\xff\xd8\xff\xc0\x00\x0b\x08\xff\xff\xff\xff\x01\x01\x11\x00\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00\x00\xff\xd9"),
		"gif":  []byte("GIF89a\xff\xff\xff\xff\x00\x00\x00\x2c\x00\x00\x00\x00\xff\xff\xff\xff\x00\x02\x00\x3b"),
		"bmp":  append([]byte("BM\x00\x00\x00\x00\x00\x00\x00\x00\x36\x00\x00\x00\x28\x00\x00\x00\xff\xff\x00\x00\xff\xff\x00\x00\x01\x00\x18\x00"), make([]byte, 24)...),
		"webp": []byte("RIFF\x24\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x00\x00\x00\x00\xff\xff\x00\xff\xff\x00VP8L\x05\x00\x00\x00\x2f\xff\xff\xff\x0f\x00"),
		"tiff": tiffFile(binary.LittleEndian, nil, tiffTags{256: {60000}, 257: {60000}, 258: {8}, 262: {1}, 273: {8}, 279: {1}}),
	} {
		if _, err := Open(ctx, data, Limits{}); !errors.As(err, &large) || large.Format != name {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestUnknown checks what the user is told about files that are no pictures.
func TestUnknown(t *testing.T) {
	for _, c := range []struct{ data, want string }{
		{"", "empty"},
		{"time,I,II\n0.000,0.012,0.034\n", "text"},
		{"Elektrokardiogramm für Müller\r\n", "text"},
		{"PK\x03\x04\x14\x00", "zip"},
		{"\x1f\x8b\x08\x00", "gzip"},
		{"<!DOCTYPE html><html><body>403</body></html>", "web page"},
		{"\xef\xbb\xbf  <html>", "web page"},
		{"<?xml version=\"1.0\"?><svg width=\"3\">", "SVG"},
		{"<?xml version=\"1.0\"?><AnnotatedECG>", "XML"},
		{"%PDF-1.7\n", "PDF"},
		{"junk\n%PDF-1.7\n", "PDF"},
		{strings.Repeat("\x00", 128) + "DICM", "DICOM"},
		{strings.Repeat("\x00", 500), "zeros"},
		{"\x00\x00\x00\x0cjP  \r\n\x87\n", "JPEG 2000"},
		{"\x00\x00\x00\x1cftypisom\x00\x00\x02\x00", "film"},
		{"8BPS\x00\x01", "Photoshop"},
		{"\x01\x02\x03\x04\x05\x06", "no picture format"},
	} {
		_, err := Open(context.Background(), []byte(c.data), Limits{})
		if !errors.Is(err, ErrUnknownFormat) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%.20q: error %v, want %q", c.data, err, c.want)
		}
	}
	for _, brand := range []string{"heic", "heix", "mif1", "hevc"} {
		mustBeUnsupported(t, brand, []byte("\x00\x00\x00\x18ftyp"+brand+"\x00\x00\x00\x00mif1heic"), "Most Compatible")
	}
	mustBeUnsupported(t, "avif", []byte("\x00\x00\x00\x18ftypavif\x00\x00\x00\x00mif1avif"), "AVIF")
}

// TestDoor checks that a side door is asked, gets the limits in full and is
// not asked for what Open reads itself.
func TestDoor(t *testing.T) {
	var got Limits
	door := Decoder{
		Format: "heic",
		Match:  func(head []byte) bool { return len(head) <= 1024 && has(head, 4, "ftypheic") },
		Open: func(ctx context.Context, data []byte, lim Limits) (Document, error) {
			got = lim
			return &single{"heic", func(context.Context) (*Page, error) {
				return &Page{Width: len(data), Height: 1, Format: "heic"}, nil
			}}, nil
		},
	}
	data := append([]byte("\x00\x00\x00\x18ftypheic"), make([]byte, 3000)...)
	pages, err := decodeAll(context.Background(), data, Limits{MaxPages: 3}, Decoder{Match: func([]byte) bool { return false }}, door)
	if err != nil || len(pages) != 1 || pages[0].Width != len(data) {
		t.Errorf("%d pages, error %v", len(pages), err)
	}
	if got.MaxPages != 3 || got.MaxPixels <= 0 || got.MaxBytes <= 0 {
		t.Errorf("limits %+v", got)
	}
	greedy := Decoder{Match: func([]byte) bool { return true }, Open: func(context.Context, []byte, Limits) (Document, error) {
		return nil, errors.New("asked")
	}}
	if _, err := decodeAll(context.Background(), fixture(t, "grey.jpg"), Limits{}, greedy); err != nil {
		t.Error(err)
	}
}

func TestRead(t *testing.T) {
	if b, err := Read(strings.NewReader("12345"), Limits{MaxBytes: 5}); err != nil || string(b) != "12345" {
		t.Errorf("%q, %v", b, err)
	}
	var large *TooLargeError
	if _, err := Read(strings.NewReader("123456"), Limits{MaxBytes: 5}); !errors.As(err, &large) {
		t.Errorf("error %v", err)
	}
	if _, err := Read(iotest.ErrReader(io.ErrClosedPipe), Limits{}); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("error %v", err)
	}
}

// A fuse is a context that ends when it has been asked n times.
type fuse struct {
	context.Context
	mu sync.Mutex
	n  int
}

func (f *fuse) Err() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.n--; f.n < 0 {
		return context.Canceled
	}
	return nil
}

// TestContext ends decoding at every place that looks at the context.
func TestContext(t *testing.T) {
	everyFixture(t, func(name string, data []byte) {
		done := false
		for n := 0; n < 100 && !done; n++ {
			_, err := decodeAll(&fuse{Context: context.Background(), n: n}, data, Limits{})
			if done = err == nil; !done && !errors.Is(err, context.Canceled) {
				t.Fatalf("%s ended at question %d: %v", name, n, err)
			}
			if done && n < 2 {
				t.Errorf("%s never looks at the context", name)
			}
		}
		if !done {
			t.Errorf("%s never ends", name)
		}
	})
}

// TestSharedDocument decodes the pages of one document from many goroutines.
func TestSharedDocument(t *testing.T) {
	for _, name := range []string{"pages.tif", "jpeg-tiled.tif", "progressive.jpg", "rgb.jpg.png", "alpha.webp", "rle8.bmp", "still.gif"} {
		doc, err := Open(context.Background(), fixture(t, name), Limits{})
		if err != nil {
			t.Fatal(err)
		}
		want := make([]*Page, doc.Pages())
		for i := range want {
			if want[i], err = doc.Page(context.Background(), i); err != nil {
				t.Fatal(err)
			}
		}
		var wg sync.WaitGroup
		for g := range 8 {
			wg.Go(func() {
				i := g % len(want)
				p, err := doc.Page(context.Background(), i)
				if err != nil || !bytes.Equal(p.Pix, want[i].Pix) {
					t.Errorf("%s, page %d: differs, error %v", name, i, err)
				}
			})
		}
		wg.Wait()
		for _, i := range []int{-1, len(want)} {
			if _, err := doc.Page(context.Background(), i); err == nil {
				t.Errorf("%s has a page %d", name, i)
			}
		}
	}
}

// withSums sets the check sums of a PNG file right, so that changed bytes get
// past them.
func withSums(data []byte) []byte {
	data = bytes.Clone(data)
	for at := 8; at+12 <= len(data); {
		n := int64(binary.BigEndian.Uint32(data[at:]))
		if n > int64(len(data)-at-12) {
			break
		}
		end := at + 8 + int(n)
		binary.BigEndian.PutUint32(data[end:], crc32.ChecksumIEEE(data[at+4:end]))
		at = end + 4
	}
	return data
}

// FuzzOpen checks that no file brings the readers down, and that what they
// take for a page keeps the promises of Page.
func FuzzOpen(f *testing.F) {
	list, err := filepath.Glob("testdata/*.*")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range list {
		if filepath.Ext(name) == ".py" {
			continue
		}
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	r := rand.New(rand.NewPCG(9, 9))
	for _, k := range []pngKind{{w: 9, h: 9, depth: 2, colour: 0, interlaced: true}, {w: 5, h: 7, depth: 16, colour: 6},
		{w: 5, h: 7, depth: 4, colour: 3, palette: make([]byte, 48), tRNS: []byte{3}}, {w: 4, h: 3, depth: 8, colour: 4}} {
		f.Add(k.write(r))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if sniff(data) == "png" {
			data = withSums(data)
		}
		lim := Limits{MaxPixels: 1 << 18, MaxPages: 5}
		pages, err := decodeAll(context.Background(), data, lim)
		if err != nil {
			var bad *MalformedError
			var missing *UnsupportedError
			var large *TooLargeError
			if !errors.As(err, &bad) && !errors.As(err, &missing) && !errors.As(err, &large) && !errors.Is(err, ErrUnknownFormat) {
				t.Fatalf("an error of no kind: %v", err)
			}
			return
		}
		if len(pages) < 1 || len(pages) > lim.MaxPages {
			t.Fatalf("%d pages", len(pages))
		}
		for _, p := range pages {
			if p.Width < 1 || p.Height < 1 || int64(p.Width)*int64(p.Height) > lim.MaxPixels || p.Orientation < 1 || p.Orientation > 8 ||
				p.Channels != 1 && p.Channels != 3 || len(p.Pix) != p.Width*p.Height*p.Channels || p.DPI[0] < 0 || p.DPI[1] < 0 {
				t.Fatalf("%s page of %d by %d, %d channels, %d bytes, turn %d, %v", p.Format, p.Width, p.Height, p.Channels, len(p.Pix), p.Orientation, p.DPI)
			}
			two, grey := true, true
			for i, v := range p.Pix {
				two = two && (v == 0 || v == 255)
				grey = grey && v == p.Pix[i-i%p.Channels]
			}
			if p.Bilevel != (two && p.Channels == 1) || grey != (p.Channels == 1) {
				t.Fatalf("%s page: bilevel %v but %v, %d channels but grey %v", p.Format, p.Bilevel, two, p.Channels, grey)
			}
		}
	})
}
