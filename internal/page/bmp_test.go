package page

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math/bits"
	"math/rand/v2"
	"testing"
)

// A bmpKind is one way to store a picture, for the writer of the tests.
type bmpKind struct {
	header  int // its length
	depth   int
	coding  int
	masks   []uint32
	topDown bool
	colours int // stated length of the palette
}

// file writes a file with the given pixel bytes. The palette is that of
// paletteValue.
func (k bmpKind) file(w, h int, body []byte) []byte {
	le := binary.LittleEndian
	head := le.AppendUint32(nil, uint32(k.header))
	if k.header == 12 {
		for _, v := range []int{w, h, 1, k.depth} {
			head = le.AppendUint16(head, uint16(v))
		}
	} else {
		if k.topDown {
			h = -h
		}
		head = le.AppendUint32(head, uint32(w))
		head = le.AppendUint32(head, uint32(int32(h)))
		head = le.AppendUint16(head, 1)
		head = le.AppendUint16(head, uint16(k.depth))
		for _, v := range []int{k.coding, len(body), 3937, 7874, k.colours, 0} {
			head = le.AppendUint32(head, uint32(v))
		}
		for _, m := range k.masks {
			head = le.AppendUint32(head, m)
		}
		for len(head) < k.header {
			head = append(head, 0)
		}
	}
	if k.depth <= 8 {
		n := k.colours
		if n == 0 {
			n = 1 << k.depth
		}
		for i := range n {
			head = append(head, paletteValue(i, 2), paletteValue(i, 1), paletteValue(i, 0))
			if k.header != 12 {
				head = append(head, 0)
			}
		}
	}
	out := append([]byte("BM"), 0, 0, 0, 0, 0, 0, 0, 0)
	out = le.AppendUint32(out, uint32(14+len(head)))
	return append(append(out, head...), body...)
}

// TestBMP reads every kind of BMP file without runs.
func TestBMP(t *testing.T) {
	const w, h = 19, 7
	r := rand.New(rand.NewPCG(1, 1))
	usual := []uint32{0xff0000, 0xff00, 0xff}
	kinds := []bmpKind{
		{header: 12, depth: 1}, {header: 12, depth: 4}, {header: 12, depth: 8}, {header: 12, depth: 24},
		{header: 40, depth: 1}, {header: 40, depth: 2}, {header: 40, depth: 4}, {header: 40, depth: 8, topDown: true},
		{header: 40, depth: 8, colours: 256}, {header: 40, depth: 16}, {header: 40, depth: 24}, {header: 40, depth: 32, topDown: true},
		{header: 40, depth: 16, coding: bmpMasks, masks: []uint32{0xf800, 0x7e0, 0x1f}},
		{header: 40, depth: 32, coding: bmpMasks, masks: []uint32{0xff, 0xff00, 0xff0000}},
		{header: 40, depth: 32, coding: bmpMasks, masks: []uint32{0x3ff00000, 0xffc00, 0x3ff}},
		{header: 40, depth: 32, coding: bmpMasks4, masks: append(usual, 0xff000000)},
		{header: 56, depth: 32, coding: bmpMasks, masks: append(usual, 0xff000000)},
		{header: 108, depth: 16, coding: bmpMasks, masks: []uint32{0xf00, 0xf0, 0xf, 0xf000}},
		{header: 124, depth: 32, coding: bmpMasks, masks: append(usual, 0), topDown: true},
		{header: 124, depth: 8}, {header: 108, depth: 24},
	}
	for _, k := range kinds {
		for _, clear := range []bool{false, true} {
			stride := (w*k.depth + 31) / 32 * 4
			body := make([]byte, stride*h)
			for i := range body {
				body[i] = uint8(r.IntN(256))
			}
			masks := k.masks
			switch {
			case masks == nil && k.depth == 16:
				masks = []uint32{0x7c00, 0x3e0, 0x1f}
			case masks == nil:
				masks = usual
			}
			opaque := len(masks) < 4 || masks[3] == 0
			if clear { // opacity 0 everywhere says nothing
				if opaque {
					continue
				}
				opaque = true
				for i := range body {
					body[i] &^= byte(masks[3] >> (8 * (i % (k.depth / 8))))
				}
			}
			at := func(x, y int) [3]uint8 {
				if !k.topDown {
					y = h - 1 - y
				}
				row := body[y*stride : (y+1)*stride]
				if k.depth <= 8 {
					v := int(row[x*k.depth/8]) >> (8 - k.depth - x*k.depth%8) & (1<<k.depth - 1)
					return [3]uint8{paletteValue(v, 0), paletteValue(v, 1), paletteValue(v, 2)}
				}
				var v uint32
				for i := range k.depth / 8 {
					v |= uint32(row[x*k.depth/8+i]) << (8 * i)
				}
				take := func(m uint32) int {
					most := 1<<bits.OnesCount32(m) - 1
					return (int(v&m>>bits.TrailingZeros32(m))*255 + most/2) / most
				}
				a := 255
				if !opaque {
					a = take(masks[3])
				}
				var out [3]uint8
				for i := range out {
					out[i] = uint8((take(masks[i])*a + 255*(255-a) + 127) / 255)
				}
				return out
			}
			p := onePage(t, k.file(w, h, body), 0)
			if worst, _ := compare(t, p, drawn{w, h, at}); worst != 0 {
				t.Errorf("%+v: difference %d", k, worst)
			}
			if k.header >= 40 && (fmt.Sprintf("%.0f", p.DPI) != "[100 200]") {
				t.Errorf("%+v: resolution %v", k, p.DPI)
			}
		}
	}
}

// TestBMPRuns checks every escape of the run lengths by hand.
func TestBMPRuns(t *testing.T) {
	colour := func(v int) [3]uint8 { return [3]uint8{paletteValue(v, 0), paletteValue(v, 1), paletteValue(v, 2)} }
	for _, c := range []struct {
		depth, coding int
		body          string
		want          []string // rows from the top, one digit a pixel
	}{
		{8, bmpRLE8, "\x05\x01\x00\x00\x00\x03\x02\x03\x04\x00\x02\x05\x00\x00\x00\x01", []string{"00000", "23455", "11111"}},
		{8, bmpRLE8, "\x01\x07\x00\x02\x02\x01\x02\x08\x00\x01", []string{"00000", "00088", "70000"}},
		{8, bmpRLE8, "\x02\x01\x00\x01", []string{"00000", "00000", "11000"}},
		{4, bmpRLE4, "\x05\x12\x00\x00\x00\x05\x34\x56\x70\x00\x00\x00\x03\x89\x00\x00\x00\x01", []string{"89800", "34567", "12121"}},
	} {
		data := bmpKind{header: 40, depth: c.depth, coding: c.coding}.file(5, 3, []byte(c.body))
		p := onePage(t, data, 0)
		worst, _ := compare(t, p, drawn{5, 3, func(x, y int) [3]uint8 { return colour(int(c.want[y][x] - '0')) }})
		if worst != 0 {
			t.Errorf("%q: difference %d", c.body, worst)
		}
		mustBeMalformed(t, "no end", data[:len(data)-2])
	}
	k := bmpKind{header: 40, depth: 8, coding: bmpRLE8}
	mustBeMalformed(t, "too high", k.file(5, 1, []byte("\x00\x02\x00\x09\x01\x01\x00\x01")))
	mustBeMalformed(t, "endless row", k.file(5, 1, bytes.Repeat([]byte("\xff\x01"), 9)))
}

// TestBMPBroken checks headers that lie.
func TestBMPBroken(t *testing.T) {
	body := make([]byte, 5*8)
	for name, k := range map[string]bmpKind{
		"depth": {header: 40, depth: 5}, "runs of 4 bits in 8": {header: 40, depth: 8, coding: bmpRLE4},
		"runs of colours": {header: 40, depth: 24, coding: bmpRLE8}, "a short header": {header: 20, depth: 8},
	} {
		mustBeMalformed(t, name, k.file(5, 5, body))
	}
	mustBeUnsupported(t, "JPEG", bmpKind{header: 40, depth: 24, coding: 4}.file(5, 5, body), "JPEG or PNG")
	mustBeUnsupported(t, "coding", bmpKind{header: 40, depth: 24, coding: 11}.file(5, 5, body), "compression")
	var large *TooLargeError
	if _, err := Open(context.Background(), bmpKind{header: 40, depth: 24, topDown: true}.file(1<<30, 1<<30, nil), Limits{}); !errors.As(err, &large) {
		t.Errorf("error %v", err)
	}
	lowest := bmpKind{header: 40, depth: 24}.file(5, 1, body)
	binary.LittleEndian.PutUint32(lowest[22:], 1<<31) // a height of -2^31
	if _, err := Open(context.Background(), lowest, Limits{}); !errors.As(err, &large) {
		t.Errorf("error %v", err)
	}
}
