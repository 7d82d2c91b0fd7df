package page

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"image"
	"io"
)

// jpegStrip makes a whole JPEG file of strip k and the tables that all strips
// share (TIFF Technical Note 2, 1995), and reads its head. The colours are
// those that the TIFF file states, whatever the strip says.
func (t *tiffPage) jpegStrip(data []byte, k int) (*jpegHead, []byte, error) {
	strip := data[t.offsets[k] : t.offsets[k]+t.counts[k]]
	if !has(strip, 0, "\xff\xd8") {
		return nil, nil, malformed("tiff", int(t.offsets[k]), "a JPEG strip that does not begin as one")
	}
	var transform uint8
	if t.photometric == tiffYCbCr {
		transform = 1
	}
	file := append([]byte{0xff, 0xd8}, adobeSegment(transform)...)
	if len(t.tables) >= 4 && has(t.tables, 0, "\xff\xd8") {
		file = append(file, bytes.TrimSuffix(t.tables[2:], []byte{0xff, 0xd9})...)
	}
	// Leave out the segments that state colours.
	at := 2
	for at+4 <= len(strip) && strip[at] == 0xff && strip[at+1] != 0xda {
		n := 2 + int(binary.BigEndian.Uint16(strip[at+2:]))
		if n < 4 || at+n > len(strip) {
			break
		}
		if m := strip[at+1]; m != 0xe0 && m != 0xee {
			file = append(file, strip[at:at+n]...)
		}
		at += n
	}
	file = append(file, strip[at:]...)
	// Some writers leave out the end of a strip.
	file = append(file, 0xff, 0xd9)
	h, err := walkJPEG(file)
	return h, file, err
}

// decodeJPEG decodes strip or tile k, w by h pixels of which lie on the page.
func (t *tiffPage) decodeJPEG(ctx context.Context, data []byte, k, w, h, channels int, place func(y int) []uint8) error {
	head, file, err := t.jpegStrip(data, k)
	if err != nil {
		return t.inTIFF(k, err)
	}
	if head.width < w || head.height < h || head.width > t.chunkWidth+64 || head.height > t.chunkHeight+64 {
		return malformed("tiff", int(t.offsets[k]), "a JPEG strip of %d by %d pixels in the place of %d by %d",
			head.width, head.height, w, h)
	}
	m, err := head.decode(ctx, bytes.NewReader(file))
	if err != nil {
		return t.inTIFF(k, err)
	}
	if inks, ok := m.(*image.CMYK); ok {
		// In TIFF files inks are not inverted; the decoder thought so.
		for i, v := range inks.Pix {
			inks.Pix[i] = ^v
		}
	}
	have, row := rowsOf(m)
	if have != channels {
		return malformed("tiff", int(t.offsets[k]), "a JPEG strip of %d components", head.components)
	}
	// Rows are decoded whole: a strip may be wider than its place.
	line := make([]uint8, head.width*channels)
	convert := row()
	for y := range h {
		convert(y, line)
		out := place(y)
		copy(out, line)
		if channels == 1 && t.photometric == tiffWhiteIsZero {
			for i := range out {
				out[i] = ^out[i]
			}
		}
	}
	return nil
}

// inTIFF makes an error of a JPEG strip one of its file.
func (t *tiffPage) inTIFF(k int, err error) error {
	var bad *MalformedError
	if errors.As(err, &bad) {
		return &MalformedError{Format: "tiff", Offset: t.offsets[k], Err: bad.Err}
	}
	var missing *UnsupportedError
	if errors.As(err, &missing) {
		return &UnsupportedError{Format: "tiff", What: missing.What + " in JPEG compression", Hint: missing.Hint}
	}
	return err
}

// coarse says whether colour is stored at a lower resolution than light.
func (t *tiffPage) coarse(data []byte) bool {
	h, _, err := t.jpegStrip(data, 0)
	return err == nil && h.meta.coarse
}

// oldJPEG decodes the one kind of old-style JPEG compression (6) that is
// clear: the whole page is one JPEG file inside the TIFF file.
func (t *tiffPage) oldJPEG(ctx context.Context, data []byte, lim Limits) (*Page, error) {
	no := &UnsupportedError{Format: "tiff", What: "compression " + tiffCompression(tiffOldJPEG), Hint: again}
	if t.jpegAt <= 0 || t.jpegAt >= int64(len(data)) {
		return nil, no
	}
	file := data[t.jpegAt:]
	if t.jpegLen > 0 && t.jpegLen < int64(len(file)) {
		file = file[:t.jpegLen]
	}
	if !has(file, 0, "\xff\xd8\xff") {
		return nil, no
	}
	inner := func(err error) error {
		var bad *MalformedError
		if errors.As(err, &bad) {
			return &MalformedError{Format: "tiff", Offset: t.jpegAt, Err: bad.Err}
		}
		return err
	}
	h, err := walkJPEG(file)
	if err != nil {
		return nil, inner(err)
	}
	if h.width != t.width || h.height != t.height {
		return nil, no
	}
	if err := h.within(lim); err != nil {
		return nil, err
	}
	m, err := h.decode(ctx, io.Reader(bytes.NewReader(file)))
	if err != nil {
		return nil, inner(err)
	}
	p, err := fromImage("tiff", m, lim)
	if err != nil {
		return nil, err
	}
	p.CoarseColour = h.meta.coarse
	return p, nil
}
