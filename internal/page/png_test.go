package page

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image/color"
	"image/png"
	"math"
	"math/rand/v2"
	"testing"
)

// A pngKind is one way to store a picture, for the writer of the tests.
type pngKind struct {
	w, h          int
	depth, colour int
	interlaced    bool
	palette, tRNS []byte
	extra         [][2]string // chunks before the pixels
}

func (k pngKind) String() string {
	return fmt.Sprintf("colour %d depth %d interlaced %v tRNS %d size %dx%d", k.colour, k.depth, k.interlaced, len(k.tRNS), k.w, k.h)
}

func pngChunk(name string, body []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	b = append(append(b, name...), body...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

// write makes a file of random pixels, with the filters in turn.
func (k pngKind) write(r *rand.Rand) []byte {
	samples := map[int]int{0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[k.colour]
	var raw bytes.Buffer
	passes := []pass{{0, 0, 1, 1}}
	if k.interlaced {
		passes = adam7[:]
	}
	for _, s := range passes {
		w, h := (k.w-s.x+s.dx-1)/s.dx, (k.h-s.y+s.dy-1)/s.dy
		if w <= 0 || h <= 0 {
			continue
		}
		n := (w*samples*k.depth + 7) / 8
		near := max(1, samples*k.depth/8)
		above := make([]byte, n)
		for y := range h {
			row := make([]byte, n)
			for i := range row {
				row[i] = uint8(r.IntN(256))
				if k.colour != 3 && i >= near && r.IntN(2) == 0 {
					row[i] = row[i-near] // so that the filters meet equal bytes
				}
			}
			at := func(b []byte, i int) int {
				if i < 0 {
					return 0
				}
				return int(b[i])
			}
			filter := y % 5
			raw.WriteByte(byte(filter))
			for i, v := range row {
				a, b, c := at(row, i-near), int(above[i]), at(above, i-near)
				guess := 0
				switch filter {
				case 1:
					guess = a
				case 2:
					guess = b
				case 3:
					guess = (a + b) / 2
				case 4:
					p := a + b - c
					pa, pb, pc := math.Abs(float64(p-a)), math.Abs(float64(p-b)), math.Abs(float64(p-c))
					switch {
					case pa <= pb && pa <= pc:
						guess = a
					case pb <= pc:
						guess = b
					default:
						guess = c
					}
				}
				raw.WriteByte(v - byte(guess))
			}
			above = row
		}
	}
	head := binary.BigEndian.AppendUint32(nil, uint32(k.w))
	head = binary.BigEndian.AppendUint32(head, uint32(k.h))
	lace := byte(0)
	if k.interlaced {
		lace = 1
	}
	head = append(head, byte(k.depth), byte(k.colour), 0, 0, lace)
	out := append([]byte("\x89PNG\r\n\x1a\n"), pngChunk("IHDR", head)...)
	for _, c := range k.extra {
		out = append(out, pngChunk(c[0], []byte(c[1]))...)
	}
	if k.palette != nil {
		out = append(out, pngChunk("PLTE", k.palette)...)
	}
	if k.tRNS != nil {
		out = append(out, pngChunk("tRNS", k.tRNS)...)
	}
	var z bytes.Buffer
	zw := zlib.NewWriter(&z)
	zw.Write(raw.Bytes())
	zw.Close()
	for part := z.Bytes(); len(part) > 0; { // several parts
		n := min(len(part), 1000)
		out = append(out, pngChunk("IDAT", part[:n])...)
		part = part[n:]
	}
	return append(out, pngChunk("IEND", nil)...)
}

// TestPNG reads every kind of PNG that there is and compares it with the
// standard library.
func TestPNG(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	var kinds []pngKind
	palette := make([]byte, 768)
	for i := range palette {
		palette[i] = uint8(r.IntN(256))
	}
	for colour, depths := range map[int][]int{0: {1, 2, 4, 8, 16}, 2: {8, 16}, 3: {1, 2, 4, 8}, 4: {8, 16}, 6: {8, 16}} {
		for _, depth := range depths {
			for _, size := range [][2]int{{1, 1}, {3, 2}, {29, 23}, {64, 9}} {
				for _, interlaced := range []bool{false, true} {
					k := pngKind{w: size[0], h: size[1], depth: depth, colour: colour, interlaced: interlaced}
					key := []byte{0, 1}
					if depth == 16 {
						key = []byte{1, 1}
					}
					switch colour {
					case 3:
						k.palette = palette[:3<<depth]
						kinds = append(kinds, k)
						k.tRNS = []byte{0, 128}
					case 0:
						kinds = append(kinds, k)
						k.tRNS = key
					case 2:
						kinds = append(kinds, k)
						k.tRNS = append(append(key, key...), key...)
					}
					kinds = append(kinds, k)
				}
			}
		}
	}
	for _, k := range kinds {
		data := k.write(r)
		m, err := png.Decode(bytes.NewReader(data))
		if err != nil {
			t.Fatalf("%v: the standard library says %v", k, err)
		}
		p := onePage(t, data, 0)
		grey := true
		worst, _ := compare(t, p, drawn{k.w, k.h, func(x, y int) [3]uint8 {
			c := color.NRGBAModel.Convert(m.At(x, y)).(color.NRGBA)
			if wide, ok := m.At(x, y).(color.NRGBA64); ok {
				c = color.NRGBA{uint8(wide.R >> 8), uint8(wide.G >> 8), uint8(wide.B >> 8), uint8(wide.A >> 8)}
			}
			v := [3]uint8{overWhite(c.R, c.A), overWhite(c.G, c.A), overWhite(c.B, c.A)}
			grey = grey && v[0] == v[1] && v[0] == v[2]
			return v
		}})
		if worst != 0 {
			t.Errorf("%v: difference %d", k, worst)
		}
		if grey != (p.Channels == 1) {
			t.Errorf("%v: %d channels", k, p.Channels)
		}
	}
}

// TestPNGMeta checks the resolution and the turn.
func TestPNGMeta(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	k := pngKind{w: 5, h: 3, depth: 8, colour: 2, extra: [][2]string{
		{"pHYs", "\x00\x00\x17\x12\x00\x00\x0b\x89\x01"}, // 5906 and 2953 pixels a metre
		{"eXIf", string(exifBlock(binary.BigEndian, 6, 0))},
	}}
	p := onePage(t, k.write(r), 0)
	if p.Width != 3 || p.Height != 5 || p.Orientation != 6 {
		t.Errorf("%d by %d, orientation %d", p.Width, p.Height, p.Orientation)
	}
	if math.Abs(p.DPI[0]-75) > 0.02 || math.Abs(p.DPI[1]-150) > 0.02 {
		t.Errorf("resolution %v", p.DPI)
	}
}

// TestPNGBroken checks what must not pass for a picture.
func TestPNGBroken(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	good := pngKind{w: 30, h: 20, depth: 8, colour: 2}.write(r)
	flip := func(at int) []byte {
		b := bytes.Clone(good)
		b[at] ^= 1
		return b
	}
	at := bytes.Index(good, []byte("IDAT"))
	for name, data := range map[string][]byte{
		"a flipped bit in the pixels": flip(at + 300),
		"a flipped bit in the header": flip(8 + 8 + 2),
		"a wrong check sum":           flip(at - 5),
		"no header":                   append(bytes.Clone(good[:8]), good[8+25:]...),
		"no palette":                  pngKind{w: 3, h: 3, depth: 8, colour: 3}.write(r),
		"a bad depth":                 pngKind{w: 3, h: 3, depth: 4, colour: 2}.write(r),
		"a lie about the size":        pngLie(9000, 9000),
	} {
		mustBeMalformed(t, name, data)
	}
}

// pngLie states a size that its pixels do not fill.
func pngLie(w, h uint32) []byte {
	head := binary.BigEndian.AppendUint32(nil, w)
	head = append(binary.BigEndian.AppendUint32(head, h), 8, 2, 0, 0, 0)
	var z bytes.Buffer
	zw := zlib.NewWriter(&z)
	zw.Write(make([]byte, 100))
	zw.Close()
	out := append([]byte("\x89PNG\r\n\x1a\n"), pngChunk("IHDR", head)...)
	out = append(out, pngChunk("IDAT", z.Bytes())...)
	return append(out, pngChunk("IEND", nil)...)
}
