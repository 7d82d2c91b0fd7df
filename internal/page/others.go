package page

import (
	"bytes"
	"context"
	"encoding/binary"
	"image/gif"
	"image/jpeg"
	"image/png"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"
	"golang.org/x/image/webp"
)

func openPNG(data []byte, lim Limits) (Document, error) {
	c, err := png.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return nil, &MalformedError{Format: "png", Offset: -1, Err: err}
	}
	if err := lim.size("png", c.Width, c.Height); err != nil {
		return nil, err
	}
	var m meta
	for at := 8; at+12 <= len(data); {
		n := int64(binary.BigEndian.Uint32(data[at:]))
		if n > int64(len(data)-at-12) {
			break
		}
		body := data[at+8 : at+8+int(n)]
		switch string(data[at+4 : at+8]) {
		case "eXIf":
			m.orientation = exif(body).orientation
		case "pHYs":
			if len(body) == 9 && body[8] == 1 {
				m.dpi[0] = float64(binary.BigEndian.Uint32(body)) * 0.0254
				m.dpi[1] = float64(binary.BigEndian.Uint32(body[4:])) * 0.0254
			}
		}
		at += 12 + int(n)
	}
	return &single{"png", func(ctx context.Context) (*Page, error) {
		img, err := png.Decode(bytes.NewReader(data))
		return decoded(ctx, "png", img, err, lim, m)
	}}, nil
}

func openJPEG(data []byte, lim Limits) (Document, error) {
	c, err := jpeg.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return nil, &MalformedError{Format: "jpeg", Offset: -1, Err: err}
	}
	if err := lim.size("jpeg", c.Width, c.Height); err != nil {
		return nil, err
	}
	var m meta
	for at := 2; at+4 <= len(data) && data[at] == 0xff && data[at+1] != 0xda; {
		n := int(binary.BigEndian.Uint16(data[at+2:]))
		if n < 2 || at+2+n > len(data) {
			break
		}
		body := data[at+4 : at+2+n]
		if data[at+1] == 0xe1 && has(body, 0, "Exif\x00\x00") {
			m = exif(body)
		}
		at += 2 + n
	}
	return &single{"jpeg", func(ctx context.Context) (*Page, error) {
		img, err := jpeg.Decode(bytes.NewReader(data))
		return decoded(ctx, "jpeg", img, err, lim, m)
	}}, nil
}

func openGIF(data []byte, lim Limits) (Document, error) {
	c, err := gif.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return nil, &MalformedError{Format: "gif", Offset: -1, Err: err}
	}
	if err := lim.size("gif", c.Width, c.Height); err != nil {
		return nil, err
	}
	return &single{"gif", func(ctx context.Context) (*Page, error) {
		img, err := gif.Decode(bytes.NewReader(data))
		return decoded(ctx, "gif", img, err, lim, meta{})
	}}, nil
}

func openBMP(data []byte, lim Limits) (Document, error) {
	c, err := bmp.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return nil, &MalformedError{Format: "bmp", Offset: -1, Err: err}
	}
	if err := lim.size("bmp", c.Width, c.Height); err != nil {
		return nil, err
	}
	return &single{"bmp", func(ctx context.Context) (*Page, error) {
		img, err := bmp.Decode(bytes.NewReader(data))
		return decoded(ctx, "bmp", img, err, lim, meta{})
	}}, nil
}

func openWebP(data []byte, lim Limits) (Document, error) {
	c, err := webp.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return nil, &MalformedError{Format: "webp", Offset: -1, Err: err}
	}
	if err := lim.size("webp", c.Width, c.Height); err != nil {
		return nil, err
	}
	return &single{"webp", func(ctx context.Context) (*Page, error) {
		img, err := webp.Decode(bytes.NewReader(data))
		return decoded(ctx, "webp", img, err, lim, meta{})
	}}, nil
}

func openTIFF(data []byte, lim Limits) (Document, error) {
	c, err := tiff.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return nil, &MalformedError{Format: "tiff", Offset: -1, Err: err}
	}
	if err := lim.size("tiff", c.Width, c.Height); err != nil {
		return nil, err
	}
	return &single{"tiff", func(ctx context.Context) (*Page, error) {
		img, err := tiff.Decode(bytes.NewReader(data))
		return decoded(ctx, "tiff", img, err, lim, exif(data))
	}}, nil
}
