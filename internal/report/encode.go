package report

import (
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"io"
)

// EncodePNG writes an overlay without loss, fast rather than small.
func EncodePNG(w io.Writer, img *image.NRGBA) error {
	e := png.Encoder{CompressionLevel: png.BestSpeed}
	if err := e.Encode(w, img); err != nil {
		return fmt.Errorf("report: write PNG: %w", err)
	}
	return nil
}

// EncodeJPEG writes an overlay, which is opaque, at the given quality (1 to
// 100; 0 means 85).
func EncodeJPEG(w io.Writer, img *image.NRGBA, quality int) error {
	if quality == 0 {
		quality = 85
	}
	// The encoder has a fast way for RGBA only; without transparency the two
	// are the same bytes.
	opaque := &image.RGBA{Pix: img.Pix, Stride: img.Stride, Rect: img.Rect}
	if err := jpeg.Encode(w, opaque, &jpeg.Options{Quality: quality}); err != nil {
		return fmt.Errorf("report: write JPEG: %w", err)
	}
	return nil
}
