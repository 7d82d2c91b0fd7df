package page

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"image"
	"image/jpeg"
	"io"
	"runtime"
)

// maxScans bounds the passes of a progressive JPEG: encoders write about ten,
// and thousands of nearly empty ones over a large picture would cost hours.
const maxScans = 64

// bigPicture is the number of samples from which memory is worth a collection.
const bigPicture = 32e6

// A jpegHead is what the segments of a JPEG file say (ITU-T T.81, annex B).
type jpegHead struct {
	width, height int
	components    int
	sampling      [4][2]int // across and down, for each component
	id            [4]uint8
	progressive   bool
	adobe         bool // has an Adobe segment
	scanned       [4]bool
	meta          meta
}

// samples is the number of stored values of all components.
func (h *jpegHead) samples() int64 {
	across, down := 1, 1
	for _, s := range h.sampling[:h.components] {
		across, down = max(across, s[0]), max(down, s[1])
	}
	n := int64(0)
	for _, s := range h.sampling[:h.components] {
		n += int64(h.width) * int64(h.height) * int64(s[0]*s[1]) / int64(across*down)
	}
	return n
}

// walkJPEG reads all segments up to the end of the picture, so that a file
// which was cut short is known before anything is decoded.
func walkJPEG(data []byte) (*jpegHead, error) {
	h := &jpegHead{}
	var jfif, camera meta
	scans := 0
	at := 2
	for {
		// Find the next marker; bytes between segments are skipped as all
		// decoders do, and so are coded pixels.
		i := bytes.IndexByte(data[at:], 0xff)
		if i < 0 || at+i+1 >= len(data) {
			return nil, cut("jpeg", len(data))
		}
		at += i
		marker := data[at+1]
		if marker == 0xff {
			at++ // fill byte
			continue
		}
		at += 2
		if marker == 0 || marker == 1 || marker >= 0xd0 && marker <= 0xd8 {
			continue
		}
		if marker == 0xd9 {
			break
		}
		if at+2 > len(data) {
			return nil, cut("jpeg", len(data))
		}
		n := int(binary.BigEndian.Uint16(data[at:]))
		if n < 2 {
			return nil, malformed("jpeg", at, "a segment of %d bytes", n)
		}
		if at+n > len(data) {
			return nil, cut("jpeg", len(data))
		}
		body := data[at+2 : at+n]
		switch {
		case marker == 0xc4 || marker == 0xc8 || marker == 0xcc: // tables
		case marker >= 0xc0 && marker <= 0xcf:
			if h.components != 0 {
				return nil, malformed("jpeg", at, "a second frame")
			}
			if err := h.frame(marker, body, at); err != nil {
				return nil, err
			}
		case marker == 0xda:
			if h.components == 0 {
				return nil, malformed("jpeg", at, "pixels before the frame")
			}
			if scans++; scans > maxScans {
				return nil, malformed("jpeg", at, "more than %d passes over the picture", maxScans)
			}
			h.scan(body)
		case marker == 0xe0 && has(body, 0, "JFIF\x00") && len(body) >= 12:
			// JFIF 1.02: unit 1 is the inch, 2 the centimetre, 0 none.
			dpi := [2]float64{float64(binary.BigEndian.Uint16(body[8:])), float64(binary.BigEndian.Uint16(body[10:]))}
			jfif.dpi = perInch(dpi, int(body[7])+1)
		case marker == 0xe1 && has(body, 0, "Exif\x00\x00") && camera == meta{}:
			camera = exif(body)
		case marker == 0xee && has(body, 0, "Adobe") && len(body) >= 12:
			h.adobe = true
		}
		at += n
	}
	if scans == 0 {
		return nil, malformed("jpeg", at, "no pixels before the end")
	}
	for i := range h.components {
		if !h.scanned[i] {
			return nil, malformed("jpeg", at, "colour component %d is missing", i+1)
		}
	}
	h.meta = camera
	if jfif.dpi[0] > 0 && jfif.dpi[1] > 0 {
		h.meta.dpi = jfif.dpi
	}
	for _, s := range h.sampling[:h.components] {
		if s != h.sampling[0] {
			h.meta.coarse = true
		}
	}
	return h, nil
}

// frame reads the segment that states the size and the kind of coding.
func (h *jpegHead) frame(marker uint8, body []byte, at int) error {
	no := func(what string) error { return &UnsupportedError{Format: "jpeg", What: what, Hint: again} }
	switch {
	case marker > 0xc8:
		return no("arithmetic coding")
	case marker == 0xc3:
		return no("lossless JPEG")
	case marker > 0xc3:
		return no("hierarchical JPEG")
	}
	if len(body) < 6 || len(body) < 6+3*int(body[5]) {
		return malformed("jpeg", at, "a short frame segment")
	}
	if body[0] != 8 {
		return no("a depth other than 8 bits")
	}
	h.progressive = marker == 0xc2
	h.height, h.width = int(binary.BigEndian.Uint16(body[1:])), int(binary.BigEndian.Uint16(body[3:]))
	if h.height == 0 && h.width > 0 {
		return no("a height that is stated after the pixels")
	}
	h.components = int(body[5])
	if h.components != 1 && h.components != 3 && h.components != 4 {
		return no("a picture of other than 1, 3 or 4 components")
	}
	for i := range h.components {
		c := body[6+3*i:]
		h.id[i], h.sampling[i] = c[0], [2]int{int(c[1] >> 4), int(c[1] & 15)}
		if s := h.sampling[i]; s[0] < 1 || s[0] > 4 || s[1] < 1 || s[1] > 4 {
			return malformed("jpeg", at, "a sampling of %d by %d", s[0], s[1])
		}
	}
	return nil
}

// scan notes which components a pass over the picture carries.
func (h *jpegHead) scan(body []byte) {
	for i := 1; len(body) > 0 && i <= int(body[0]) && 2*i <= len(body); i++ {
		for c := range h.components {
			if h.id[c] == body[2*i-1] {
				h.scanned[c] = true
			}
		}
	}
}

// within checks the sizes of the head. A progressive picture is kept as 4
// bytes a sample until its last pass, so fewer samples are allowed than a
// plain one of three full components has.
func (h *jpegHead) within(lim Limits) error {
	if err := lim.size("jpeg", h.width, h.height); err != nil {
		return err
	}
	if most := lim.MaxPixels * 5 / 3; h.progressive && h.samples() > most {
		return &TooLargeError{Format: "jpeg", What: "samples of a progressive picture", Have: h.samples(), Max: most}
	}
	return nil
}

// openJPEG checks the segments and the size of a JPEG file.
func openJPEG(data []byte, lim Limits) (Document, error) {
	h, err := walkJPEG(data)
	if err != nil {
		return nil, err
	}
	if err := h.within(lim); err != nil {
		return nil, err
	}
	return &single{"jpeg", func(ctx context.Context) (*Page, error) {
		m, err := h.decode(ctx, bytes.NewReader(data))
		if err != nil {
			return nil, err
		}
		if h.progressive && h.samples() > bigPicture {
			runtime.GC() // the decoder's 4 bytes a sample, before as many are asked for again
		}
		p, err := fromImage("jpeg", m, lim)
		if err != nil {
			return nil, err
		}
		return finish(p, h.meta), nil
	}}, nil
}

// adobeSegment tells the decoder of the standard library which colours the
// components are: 0 is RGB or inverted CMYK, 1 is YCbCr, 2 is inverted YCCK.
func adobeSegment(transform uint8) []byte {
	return []byte{0xff, 0xee, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, transform}
}

// decode decodes the file whose head h is.
func (h *jpegHead) decode(ctx context.Context, r io.Reader) (image.Image, error) {
	plain := h.components == 4 && !h.adobe
	if plain {
		// The standard library knows the four inks only as Adobe writes
		// them, inverted. Without Adobe's mark they are not.
		var soi [2]byte
		if _, err := io.ReadFull(r, soi[:]); err != nil {
			return nil, cut("jpeg", 0)
		}
		r = io.MultiReader(bytes.NewReader(soi[:]), bytes.NewReader(adobeSegment(0)), r)
	}
	m, err := guarded(ctx, "jpeg", func() (image.Image, error) { return jpeg.Decode(ctxReader{ctx, r}) })
	if err != nil {
		return nil, jpegError(err)
	}
	if inks, ok := m.(*image.CMYK); ok && plain {
		for i, v := range inks.Pix {
			inks.Pix[i] = ^v
		}
	}
	return m, nil
}

// jpegError sorts the errors of the standard library.
func jpegError(err error) error {
	var missing jpeg.UnsupportedError
	if errors.As(err, &missing) {
		return &UnsupportedError{Format: "jpeg", What: string(missing), Hint: again}
	}
	return err
}

// ctxReader ends a decoder that knows no context.
type ctxReader struct {
	ctx context.Context
	r   io.Reader
}

func (c ctxReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}
