package page

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/gif"
	"testing"
)

// webpChunk makes one chunk.
func webpChunk(name string, body []byte) []byte {
	out := binary.LittleEndian.AppendUint32([]byte(name), uint32(len(body)))
	out = append(out, body...)
	if len(body)%2 == 1 {
		out = append(out, 0)
	}
	return out
}

func webpFileOf(chunks ...[]byte) []byte {
	return webpChunk("RIFF", append([]byte("WEBP"), bytes.Join(chunks, nil)...))
}

// firstChunk finds a chunk in a file.
func firstChunk(t *testing.T, data []byte, name string) []byte {
	t.Helper()
	i := bytes.Index(data, []byte(name))
	if i < 0 {
		t.Fatalf("no chunk %q", name)
	}
	return data[i+8 : i+8+int(binary.LittleEndian.Uint32(data[i+4:]))]
}

func bytes24(v int) []byte { return []byte{byte(v), byte(v >> 8), byte(v >> 16)} }

// TestWebPPlaces checks a first picture that covers only a part of its page,
// and opacity beside lossy pixels.
func TestWebPPlaces(t *testing.T) {
	pixels := firstChunk(t, fixture(t, "lossless.webp"), "VP8L")
	const w, h, x0, y0 = drawW + 9, drawH + 7, 6, 4
	head := append([]byte{2, 0, 0, 0}, append(bytes24(w-1), bytes24(h-1)...)...)
	frame := bytes.Join([][]byte{bytes24(x0 / 2), bytes24(y0 / 2), bytes24(drawW - 1), bytes24(drawH - 1), {0, 0, 0, 0}, webpChunk("VP8L", pixels)}, nil)
	data := webpFileOf(webpChunk("VP8X", head), webpChunk("ANIM", make([]byte, 6)), webpChunk("ANMF", frame), webpChunk("ANMF", frame))
	worst, _ := compare(t, onePage(t, data, 0), drawn{w, h, func(x, y int) [3]uint8 {
		if x < x0 || y < y0 || x >= x0+drawW || y >= y0+drawH {
			return [3]uint8{255, 255, 255}
		}
		return drawColour(x-x0, y-y0)
	}})
	if worst != 0 {
		t.Errorf("difference %d", worst)
	}
	copy(frame, bytes24(20))
	mustBeMalformed(t, "a picture beyond its page", webpFileOf(webpChunk("VP8X", head), webpChunk("ANMF", frame)))

	// Plain opacity: the left half is clear.
	lossy := fixture(t, "lossy.webp")
	solid := onePage(t, lossy, 0)
	opacity := []byte{0} // not compressed, not filtered
	for range drawH {
		for x := range drawW {
			opacity = append(opacity, map[bool]byte{true: 0, false: 255}[x < drawW/2])
		}
	}
	head = append([]byte{16, 0, 0, 0}, append(bytes24(drawW-1), bytes24(drawH-1)...)...)
	data = webpFileOf(webpChunk("VP8X", head), webpChunk("ALPH", opacity), webpChunk("VP8 ", firstChunk(t, lossy, "VP8 ")))
	p := onePage(t, data, 0)
	worst, _ = compare(t, p, drawn{drawW, drawH, func(x, y int) [3]uint8 {
		if x < drawW/2 {
			return [3]uint8{255, 255, 255}
		}
		r, g, b := solid.At(x, y)
		return [3]uint8{r, g, b}
	}})
	if worst != 0 || !p.CoarseColour {
		t.Errorf("difference %d, coarse colour %v", worst, p.CoarseColour)
	}
	mustBeMalformed(t, "no pixels", webpFileOf(webpChunk("VP8X", head)))
	mustBeMalformed(t, "no header", webpFileOf(webpChunk("VP8L", []byte("123456"))))
	mustBeMalformed(t, "no header", webpFileOf(webpChunk("VP8 ", []byte("1234567890"))))
}

// TestGIFPlaces checks a picture that covers only a part of its page, clear
// pixels, and a file without its last byte.
func TestGIFPlaces(t *testing.T) {
	m := image.NewPaletted(image.Rect(3, 2, 8, 6), color.Palette{color.RGBA{200, 10, 20, 255}, color.RGBA{}, color.Black})
	for i := range m.Pix {
		m.Pix[i] = uint8(i % 3)
	}
	var buf bytes.Buffer
	film := &gif.GIF{Image: []*image.Paletted{m, m}, Delay: []int{1, 1}, Config: image.Config{Width: 11, Height: 9, ColorModel: m.Palette}}
	if err := gif.EncodeAll(&buf, film); err != nil {
		t.Fatal(err)
	}
	want := drawn{11, 9, func(x, y int) [3]uint8 {
		if !image.Pt(x, y).In(m.Rect) {
			return [3]uint8{255, 255, 255}
		}
		return [][3]uint8{{200, 10, 20}, {255, 255, 255}, {0, 0, 0}}[m.ColorIndexAt(x, y)]
	}}
	for _, data := range [][]byte{buf.Bytes(), buf.Bytes()[:buf.Len()-1]} {
		if worst, _ := compare(t, onePage(t, data, 0), want); worst != 0 {
			t.Errorf("difference %d", worst)
		}
	}
	_, err := decodeAll(context.Background(), buf.Bytes()[:buf.Len()-3], Limits{})
	var bad *MalformedError
	if !errors.As(err, &bad) {
		t.Errorf("a cut second picture: %v", err)
	}
}
