package synth

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"math"
)

// DPI is the resolution that printers' programs and scanners write into their
// files, in dots of the picture an inch of paper: that of the print or of the
// scan, without what an uneven feed makes of it. It is 0 for photographs, whose
// cameras cannot know it.
func (t *Truth) DPI() float64 {
	if t.Damage.Pose.Camera != nil {
		return 0
	}
	return t.PxPerMM * 25.4
}

// EncodeJPEG writes an opaque picture. A dpi above 0 is stated in a JFIF header,
// in whole dots an inch (JFIF 1.02, page 5).
func EncodeJPEG(w io.Writer, m *image.NRGBA, quality int, dpi float64) error {
	// The same bytes in the form for which the encoder is fast.
	rgba := &image.RGBA{Pix: m.Pix, Stride: m.Stride, Rect: m.Rect}
	if !(dpi > 0) {
		return jpeg.Encode(w, rgba, &jpeg.Options{Quality: quality})
	}
	header := []byte{0xff, 0xe0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 2, 1}
	n := uint16(min(math.Round(dpi), math.MaxUint16))
	header = binary.BigEndian.AppendUint16(header, n)
	header = binary.BigEndian.AppendUint16(header, n)
	header = append(header, 0, 0) // no thumbnail
	const start = 2               // bytes of the mark that begins a file
	return inserted(w, start, header, func(w io.Writer) error {
		return jpeg.Encode(w, rgba, &jpeg.Options{Quality: quality})
	})
}

// encodePNG writes a picture. A dpi above 0 is stated as dots a metre (PNG
// specification, third edition, 11.3.4.3).
func encodePNG(w io.Writer, img image.Image, dpi float64) error {
	e := png.Encoder{CompressionLevel: png.BestSpeed}
	if !(dpi > 0) {
		return e.Encode(w, img)
	}
	const metre = 1
	body := []byte("pHYs")
	n := uint32(min(math.Round(dpi/0.0254), math.MaxUint32))
	body = binary.BigEndian.AppendUint32(body, n)
	body = binary.BigEndian.AppendUint32(body, n)
	body = append(body, metre)
	chunk := binary.BigEndian.AppendUint32(nil, uint32(len(body)-4))
	chunk = append(chunk, body...)
	chunk = binary.BigEndian.AppendUint32(chunk, crc32.ChecksumIEEE(body))
	const start = 8 + 25 // bytes of the signature and of the first chunk
	return inserted(w, start, chunk, func(w io.Writer) error { return e.Encode(w, img) })
}

// inserted writes what an encoder writes, with more bytes behind its first ones.
func inserted(w io.Writer, after int, more []byte, encode func(io.Writer) error) error {
	var b bytes.Buffer
	if err := encode(&b); err != nil {
		return err
	}
	all := b.Bytes()
	for _, part := range [][]byte{all[:after], more, all[after:]} {
		if _, err := w.Write(part); err != nil {
			return fmt.Errorf("synth: picture: %w", err)
		}
	}
	return nil
}
