package panel

import (
	"fmt"
	"image"

	"golang.org/x/image/draw"
)

// Tensor writes picture m as panel i of a page into dst, the input of a page
// ([Floats] numbers): plane by plane red, green and blue, row by row,
// (x/255 - 0.5) / 0.5. A nil picture is a missing panel: zeros, as in the
// prototype, which is a middle grey and not nothing.
//
// The picture is squeezed to [Size] by [Size] whatever its shape, with the
// triangle filter that widens when it makes smaller (no aliasing): the
// prototype's torchvision Resize does that to PIL pictures, and so do we, to
// one level of 255. What is transparent lies over white, where PIL would show
// the hidden colour.
func Tensor(dst []float32, i int, m image.Image) error {
	if i < 0 || i >= Leads || len(dst) != Floats {
		return fmt.Errorf("panel: panel %d into %d numbers, want 0 to %d into %d", i, len(dst), Leads-1, Floats)
	}
	out := dst[i*panelFloats:][:panelFloats]
	if m == nil {
		clear(out)
		return nil
	}
	if m.Bounds().Empty() {
		return fmt.Errorf("panel: panel %d has no pixels", i)
	}
	small := image.NewRGBA(image.Rect(0, 0, Size, Size))
	draw.Draw(small, small.Rect, image.White, image.Point{}, draw.Src)
	draw.BiLinear.Scale(small, small.Rect, m, m.Bounds(), draw.Over, nil)
	for k := range Size * Size {
		for c := range Channels {
			out[c*Size*Size+k] = (float32(small.Pix[4*k+c])/255 - 0.5) / 0.5
		}
	}
	return nil
}

// Input makes the input of a page of its pictures, in the order of
// [LeadNames]; nil pictures are missing panels.
func Input(pictures [Leads]image.Image) ([]float32, error) {
	dst := make([]float32, Floats)
	for i, m := range pictures {
		if err := Tensor(dst, i, m); err != nil {
			return nil, err
		}
	}
	return dst, nil
}
