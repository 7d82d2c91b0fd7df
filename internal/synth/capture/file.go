package capture

import (
	"bytes"
	"fmt"
	"image"
	"image/draw"
	"image/jpeg"
)

// File is what happens to the whole picture on its way through files.
func (c *Capture) File(m *image.NRGBA) error {
	var b bytes.Buffer
	for _, quality := range [2]int{c.JPEGQuality, c.JPEGAgain} {
		if quality == 0 {
			continue
		}
		// The pixels are opaque, so that both kinds of colour are the same
		// bytes; the encoder is fast for this one.
		opaque := &image.RGBA{Pix: m.Pix, Stride: m.Stride, Rect: m.Rect}
		b.Reset()
		b.Grow(len(m.Pix) / 8)
		if err := jpeg.Encode(&b, opaque, &jpeg.Options{Quality: quality}); err != nil {
			return fmt.Errorf("capture: %w", err)
		}
		got, err := jpeg.Decode(&b)
		if err != nil {
			return fmt.Errorf("capture: %w", err)
		}
		draw.Draw(opaque, m.Rect, got, got.Bounds().Min, draw.Src)
	}
	return nil
}
