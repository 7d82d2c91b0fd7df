package synth

import (
	"fmt"
	"image"
	"math"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goitalic"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// parseFont returns one of the Go fonts.
func parseFont(name string) (*opentype.Font, error) {
	var ttf []byte
	switch name {
	case "regular":
		ttf = goregular.TTF
	case "bold":
		ttf = gobold.TTF
	case "mono":
		ttf = gomono.TTF
	case "italic":
		ttf = goitalic.TTF
	default:
		return nil, fmt.Errorf("synth: font %q is unknown; want regular, bold, mono or italic", name)
	}
	f, err := opentype.Parse(ttf)
	if err != nil {
		return nil, fmt.Errorf("synth: font %s: %w", name, err)
	}
	return f, nil
}

// text writes s with the start of its base line at (x, y) pixels, letters emPx
// to the em, and returns the pixel box of its ink (all zero if it has none).
func (c *canvas) text(f *opentype.Font, s string, x, y, emPx float64, ink [3]float32) ([4]float64, error) {
	face, err := opentype.NewFace(f, &opentype.FaceOptions{Size: emPx, DPI: 72, Hinting: font.HintingNone})
	if err != nil {
		return [4]float64{}, fmt.Errorf("synth: text: %w", err)
	}
	defer face.Close()
	// Glyph pixels reach from i to i+1, ours are centred on i.
	dot := fixed.Point26_6{X: fixed.Int26_6(math.Round((x + 0.5) * 64)), Y: fixed.Int26_6(math.Round((y + 0.5) * 64))}
	bounds, _ := font.BoundString(face, s)
	bounds = bounds.Add(dot)
	if bounds.Empty() {
		return [4]float64{}, nil
	}
	area := image.Rect(bounds.Min.X.Floor()-1, bounds.Min.Y.Floor()-1, bounds.Max.X.Ceil()+1, bounds.Max.Y.Ceil()+1).
		Intersect(image.Rect(0, 0, c.w, c.h))
	mask := image.NewAlpha(area)
	d := font.Drawer{Dst: mask, Src: image.Opaque, Face: face, Dot: dot}
	d.DrawString(s)
	for py := area.Min.Y; py < area.Max.Y; py++ {
		for px := area.Min.X; px < area.Max.X; px++ {
			if a := mask.AlphaAt(px, py).A; a > 0 {
				c.blend(px, py, float32(a)/255, ink)
			}
		}
	}
	return [4]float64{float64(bounds.Min.X)/64 - 0.5, float64(bounds.Min.Y)/64 - 0.5,
		float64(bounds.Max.X)/64 - 0.5, float64(bounds.Max.Y)/64 - 0.5}, nil
}
