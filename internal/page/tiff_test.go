package page

import (
	"bytes"
	"compress/zlib"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// tiffTags are the fields of a directory, as lists of numbers.
type tiffTags map[int][]uint32

// tiffFile writes a file whose strips are data, one directory for each of
// tags. Offsets (273, 324) count from the start of the file; data begins at 8.
func tiffFile(order binary.AppendByteOrder, data []byte, dirs ...tiffTags) []byte {
	b := []byte("II*\x00")
	if order.String() == "BigEndian" {
		b = []byte("MM\x00*")
	}
	if len(data)%2 == 1 {
		data = append(data, 0)
	}
	next := 8 + len(data)
	b = order.AppendUint32(b, uint32(next))
	b = append(b, data...)
	for d, tags := range dirs {
		var list []int
		for tag := range tags {
			list = append(list, tag)
		}
		slices.Sort(list)
		var fields, far []byte
		farAt := next + 2 + 12*len(list) + 4
		for _, tag := range list {
			values := tags[tag]
			fields = order.AppendUint16(fields, uint16(tag))
			kind := 4
			if tag == 282 || tag == 283 {
				kind = 5 // written as a fraction below
			}
			fields = order.AppendUint16(fields, uint16(kind))
			fields = order.AppendUint32(fields, uint32(len(values)))
			if len(values) == 1 && kind == 4 {
				fields = order.AppendUint32(fields, values[0])
				continue
			}
			fields = order.AppendUint32(fields, uint32(farAt+len(far)))
			for _, v := range values {
				far = order.AppendUint32(far, v)
				if kind == 5 {
					far = order.AppendUint32(far, 1)
				}
			}
		}
		b = order.AppendUint16(b, uint16(len(list)))
		b = append(b, fields...)
		next = farAt + len(far)
		if d == len(dirs)-1 {
			b = order.AppendUint32(b, 0)
		} else {
			b = order.AppendUint32(b, uint32(next))
		}
		b = append(b, far...)
	}
	return b
}

// A tiffKind is one way to store a picture, for the writer of the tests.
type tiffKind struct {
	bits, samples, photometric, alpha int
	planar, tiled, predictor          bool
	compression                       int
}

func (k tiffKind) String() string { return fmt.Sprintf("%+v", struct{ tiffKind }{k}) }

const kindW, kindH = 21, 18

// write stores value(x, y, sample), which must fit in the bits.
func (k tiffKind) write(order binary.AppendByteOrder, value func(x, y, s int) int) []byte {
	w, h := kindW, 7 // of strips
	if k.tiled {
		w, h = 16, 16
	}
	planes, per := 1, k.samples
	if k.planar {
		planes, per = k.samples, 1
	}
	var data []byte
	var offsets, counts []uint32
	zw := zlib.NewWriter(nil)
	for s := range planes {
		for y0 := 0; y0 < kindH; y0 += h {
			for x0 := 0; x0 < kindW; x0 += w {
				var raw []byte
				for y := y0; y < y0+h && (k.tiled || y < kindH); y++ {
					row := make([]byte, (w*per*k.bits+7)/8)
					for i := w*per - 1; i >= 0; i-- {
						at := func(i int) int { return value(min(x0+i/per, kindW-1), min(y, kindH-1), s+i%per) }
						v := at(i)
						if k.predictor && i >= per {
							v -= at(i - per)
						}
						switch k.bits {
						case 16:
							copy(row[2*i:], order.AppendUint16(nil, uint16(v)))
						case 8:
							row[i] = uint8(v)
						default:
							bit := i * k.bits
							row[bit/8] |= uint8(v) << (8 - k.bits - bit%8)
						}
					}
					raw = append(raw, row...)
				}
				switch k.compression {
				case tiffDeflate:
					var z bytes.Buffer
					zw.Reset(&z)
					zw.Write(raw)
					zw.Close()
					raw = z.Bytes()
				case tiffPackBits:
					var packed []byte
					for i := 0; i < len(raw); {
						n := 1
						for i+n < len(raw) && n < 128 && raw[i+n] == raw[i] {
							n++
						}
						if n > 1 {
							packed = append(packed, uint8(257-n), raw[i])
						} else {
							packed = append(packed, 128, 0, raw[i])
						}
						i += n
					}
					raw = packed
				}
				offsets = append(offsets, uint32(8+len(data)))
				counts = append(counts, uint32(len(raw)))
				data = append(data, raw...)
			}
		}
	}
	tags := tiffTags{256: {kindW}, 257: {kindH}, 258: slices.Repeat([]uint32{uint32(k.bits)}, k.samples),
		259: {uint32(k.compression)}, 262: {uint32(k.photometric)}, 277: {uint32(k.samples)}, 282: {300}, 283: {150}}
	if k.tiled {
		tags[322], tags[323], tags[324], tags[325] = []uint32{16}, []uint32{16}, offsets, counts
	} else {
		tags[278], tags[273], tags[279] = []uint32{7}, offsets, counts
	}
	if k.planar {
		tags[284] = []uint32{2}
	}
	if k.predictor {
		tags[317] = []uint32{2}
	}
	if k.alpha > 0 {
		tags[338] = []uint32{uint32(k.alpha)}
	}
	if k.photometric == tiffPalette {
		for c := range 3 {
			for i := range 1 << k.bits {
				tags[320] = append(tags[320], uint32(paletteValue(i, c))*257)
			}
		}
	}
	return tiffFile(order, data, tags)
}

func paletteValue(i, c int) uint8 { return uint8(i*(3+c) + 40*c) }

// light is what a pixel must look like, from its samples of 0 to 255.
func (k tiffKind) light(s []int) [3]uint8 {
	over := func(v int, a int) uint8 {
		switch k.alpha {
		case 1:
			return uint8(min(255, v+255-a))
		case 2:
			return uint8((v*a + 255*(255-a) + 127) / 255)
		}
		return uint8(v)
	}
	last := s[len(s)-1]
	switch k.photometric {
	case tiffWhiteIsZero:
		v := over(255-s[0], last)
		return [3]uint8{v, v, v}
	case tiffBlackIsZero:
		v := over(s[0], last)
		return [3]uint8{v, v, v}
	case tiffPalette:
		return [3]uint8{paletteValue(s[0], 0), paletteValue(s[0], 1), paletteValue(s[0], 2)}
	case tiffCMYK:
		var out [3]uint8
		for i := range out {
			out[i] = uint8(((255-s[i])*(255-s[3]) + 127) / 255)
		}
		return out
	}
	return [3]uint8{over(s[0], last), over(s[1], last), over(s[2], last)}
}

// TestTIFF reads all sorts of TIFF files in all sorts of storage.
func TestTIFF(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	var kinds []tiffKind
	for _, bits := range []int{1, 2, 4, 8, 16} {
		kinds = append(kinds, tiffKind{bits: bits, samples: 1, photometric: 0}, tiffKind{bits: bits, samples: 1, photometric: 1})
		if bits < 16 {
			kinds = append(kinds, tiffKind{bits: bits, samples: 1, photometric: tiffPalette})
		}
		if bits >= 8 {
			for alpha := range 3 {
				kinds = append(kinds,
					tiffKind{bits: bits, samples: 2, photometric: 1, alpha: alpha},
					tiffKind{bits: bits, samples: 2, photometric: 0, alpha: alpha},
					tiffKind{bits: bits, samples: 4, photometric: tiffRGB, alpha: alpha})
			}
			kinds = append(kinds, tiffKind{bits: bits, samples: 3, photometric: tiffRGB}, tiffKind{bits: bits, samples: 4, photometric: tiffCMYK})
		}
	}
	for _, k := range kinds {
		for _, compression := range []int{tiffNone, tiffDeflate, tiffDeflateOld, tiffPackBits} {
			for form := range 8 {
				k := k
				k.compression = compression
				k.tiled, k.planar, k.predictor = form&1 > 0, form&2 > 0, form&4 > 0
				if k.predictor && k.bits < 8 || k.planar && k.samples == 1 {
					continue
				}
				var order binary.AppendByteOrder = binary.LittleEndian
				if form%3 == 0 {
					order = binary.BigEndian
				}
				var samples [kindH][kindW][4]int
				for y := range samples {
					for x := range samples[y] {
						for s := range samples[y][x] {
							if x > 0 && r.IntN(3) > 0 {
								samples[y][x][s] = samples[y][x-1][s]
							} else {
								samples[y][x][s] = r.IntN(1 << k.bits)
							}
						}
					}
				}
				stored := k
				if compression == tiffDeflateOld {
					stored.compression = tiffDeflate
				}
				data := stored.write(order, func(x, y, s int) int { return samples[y][x][s] })
				if compression == tiffDeflateOld {
					i := bytes.Index(data, append(order.AppendUint16(order.AppendUint16(nil, 259), 4), order.AppendUint32(nil, 1)...))
					copy(data[i+8:], order.AppendUint32(nil, tiffDeflateOld))
				}
				p := onePage(t, data, 0)
				worst, _ := compare(t, p, drawn{kindW, kindH, func(x, y int) [3]uint8 {
					s := make([]int, k.samples)
					for i := range s {
						v := samples[y][x][i]
						switch {
						case k.bits == 16:
							v >>= 8
						case k.photometric != tiffPalette:
							v = v * 255 / (1<<k.bits - 1)
						}
						s[i] = v
					}
					return k.light(s)
				}})
				if worst != 0 {
					t.Fatalf("%v: difference %d", k, worst)
				}
				if p.DPI != [2]float64{300, 150} {
					t.Fatalf("%v: resolution %v", k, p.DPI)
				}
			}
		}
	}
}

// TestTIFFTags checks the fields that are not about pixels.
func TestTIFFTags(t *testing.T) {
	data := make([]byte, 6)
	for i := range data {
		data[i] = uint8(40 * i)
	}
	base := tiffTags{256: {3}, 257: {2}, 258: {8}, 262: {1}, 273: {8}, 279: {6}}
	with := func(more tiffTags) []byte {
		tags := tiffTags{}
		for k, v := range base {
			tags[k] = v
		}
		for k, v := range more {
			if tags[k] = v; v == nil {
				delete(tags, k)
			}
		}
		return tiffFile(binary.BigEndian, data, tags)
	}
	p := onePage(t, with(tiffTags{274: {6}, 282: {100}, 283: {50}, 296: {3}}), 0)
	if p.Width != 2 || p.Height != 3 || p.Orientation != 6 || p.Pix[0] != 120 || p.DPI != [2]float64{127, 254} {
		t.Errorf("%d by %d, turned %d, resolution %v, pixels %v", p.Width, p.Height, p.Orientation, p.DPI, p.Pix)
	}
	// Old files leave lengths, kinds and strips out.
	p = onePage(t, with(tiffTags{279: nil, 278: nil, 262: nil}), 0)
	if !bytes.Equal(p.Pix, data) {
		t.Errorf("pixels %v", p.Pix)
	}
	for name, tags := range map[string]tiffTags{
		"no width":              {256: nil},
		"no strips":             {273: nil},
		"strips beyond the end": {273: {1 << 30}},
		"too few strips":        {278: {1}},
		"strips of no rows":     {278: {0}},
		"tiles of no size":      {322: {0}, 323: {0}},
		"huge tiles":            {322: {60000}, 323: {60000}},
		"many samples":          {277: {200}},
		"too few samples":       {262: {2}},
		"short strip":           {257: {3}, 278: {3}},
		"no palette":            {262: {3}},
		"fax of many bits":      {259: {4}},
		"no deflate":            {259: {8}},
	} {
		mustBeMalformed(t, name, with(tags))
	}
	for name, tags := range map[string]tiffTags{
		"12 bits": {258: {12}}, "32 bits": {258: {32}}, "mixed bits": {258: {8, 16}}, "floating": {339: {3}},
		"JPEG 2000": {259: {34712}}, "old-style JPEG": {259: {6}}, "predictor": {317: {3}}, "colour space": {262: {8}},
		"YCbCr": {262: {6}, 277: {3}},
	} {
		what := map[string]string{"12 bits": "12 bits", "32 bits": "32 bits", "mixed bits": "depth", "floating": "floating",
			"JPEG 2000": "JPEG 2000", "old-style JPEG": "old-style JPEG", "predictor": "predictor", "colour space": "colour space 8",
			"YCbCr": "YCbCr"}[name]
		mustBeUnsupported(t, name, with(tags), what)
	}
	mustBeUnsupported(t, "BigTIFF", fixture(t, "big.tif"), "BigTIFF")
}

// TestTIFFPages checks chains of directories: previews are left out, circles
// and endless chains are refused.
func TestTIFFPages(t *testing.T) {
	page := func(kind uint32) tiffTags {
		return tiffTags{254: {kind}, 256: {1}, 257: {1}, 258: {8}, 262: {1}, 273: {8}, 279: {1}}
	}
	data := tiffFile(binary.LittleEndian, []byte{7, 0}, page(1), page(0), page(4), page(2), page(0))
	pages, err := decodeAll(context.Background(), data, Limits{})
	if err != nil || len(pages) != 3 {
		t.Fatalf("%d pages, error %v", len(pages), err)
	}
	if pages, err = decodeAll(context.Background(), tiffFile(binary.LittleEndian, []byte{7, 0}, page(1)), Limits{}); err != nil || len(pages) != 1 {
		t.Errorf("a lone preview: %d pages, error %v", len(pages), err)
	}
	circle := tiffFile(binary.LittleEndian, []byte{7, 0}, page(0))
	copy(circle[len(circle)-4:], []byte{10, 0, 0, 0})
	mustBeMalformed(t, "circle", circle)
	many := make([]tiffTags, 900)
	for i := range many {
		many[i] = page(1)
	}
	var large *TooLargeError
	if _, err := Open(context.Background(), tiffFile(binary.LittleEndian, []byte{7, 0}, many...), Limits{}); !errors.As(err, &large) {
		t.Errorf("error %v for 900 previews", err)
	}
	mustBeMalformed(t, "no page", []byte("II*\x00\x00\x00\x00\x00"))
}

// TestOldJPEG checks the one clear kind of old-style JPEG compression.
func TestOldJPEG(t *testing.T) {
	inside := fixture(t, "420.jpg")
	tags := tiffTags{256: {drawW}, 257: {drawH}, 258: {8, 8, 8}, 259: {6}, 262: {6}, 277: {3}, 274: {3}, 513: {8}, 514: {uint32(len(inside))}}
	p := onePage(t, tiffFile(binary.LittleEndian, inside, tags), 0)
	want := onePage(t, inside, 0)
	turn(want, 3)
	if !bytes.Equal(p.Pix, want.Pix) || p.Format != "tiff" || !p.CoarseColour {
		t.Errorf("differs from the JPEG inside")
	}
	tags[256] = []uint32{drawW + 1}
	mustBeUnsupported(t, "other size", tiffFile(binary.LittleEndian, inside, tags), "old-style JPEG")
}
