package page

import (
	"image"
	"image/color"
	"testing"
)

// TestTurn checks all eight EXIF turns on a picture of 3 by 2 pixels against
// the drawings of the EXIF text: where the first row and the first column of
// the file belong on the page.
func TestTurn(t *testing.T) {
	// The file's rows are ABC and DEF.
	want := map[int]string{
		1: "ABC/DEF", 2: "CBA/FED", 3: "FED/CBA", 4: "DEF/ABC",
		5: "AD/BE/CF", 6: "DA/EB/FC", 7: "FC/EB/DA", 8: "CF/BE/AD",
	}
	for o, w := range want {
		for _, channels := range []int{1, 3} {
			p := &Page{Width: 3, Height: 2, Channels: channels, DPI: [2]float64{100, 200}, Orientation: 1}
			for _, c := range "ABCDEF" {
				for range channels {
					p.Pix = append(p.Pix, uint8(c))
				}
			}
			turn(p, o)
			got := ""
			for y := range p.Height {
				if y > 0 {
					got += "/"
				}
				for x := range p.Width {
					r, g, b := p.At(x, y)
					if r != g || r != b {
						t.Fatalf("turn %d mixes the channels", o)
					}
					got += string(rune(r))
				}
			}
			if got != w {
				t.Errorf("turn %d of %d channels: %s, want %s", o, channels, got, w)
			}
			if p.Orientation != o {
				t.Errorf("turn %d reports %d", o, p.Orientation)
			}
			if (p.DPI[0] == 200) != (o >= 5) {
				t.Errorf("turn %d: resolution %v", o, p.DPI)
			}
		}
	}
}

// TestTurnLarge checks pictures of more than one block.
func TestTurnLarge(t *testing.T) {
	const w, h = 150, 97
	for o := 2; o <= 8; o++ {
		p := &Page{Width: w, Height: h, Channels: 3, Pix: make([]uint8, w*h*3)}
		for i := range w * h {
			p.Pix[3*i], p.Pix[3*i+1], p.Pix[3*i+2] = uint8(i), uint8(i>>8), uint8(o)
		}
		turn(p, o)
		for y := range p.Height {
			for x := range p.Width {
				sx, sy := x, y
				switch o {
				case 2:
					sx = w - 1 - x
				case 3:
					sx, sy = w-1-x, h-1-y
				case 4:
					sy = h - 1 - y
				case 5:
					sx, sy = y, x
				case 6:
					sx, sy = y, h-1-x
				case 7:
					sx, sy = w-1-y, h-1-x
				case 8:
					sx, sy = w-1-y, x
				}
				r, g, _ := p.At(x, y)
				if got := int(r) + int(g)<<8; got != sy*w+sx {
					t.Fatalf("turn %d: pixel (%d, %d) is %d, want %d", o, x, y, got, sy*w+sx)
				}
			}
		}
	}
}

// TestFromImage checks the flags and values for each kind of image.
func TestFromImage(t *testing.T) {
	r := image.Rect(3, 4, 10, 9)
	fill := func(m interface {
		image.Image
		Set(x, y int, c color.Color)
	}, c color.Color) image.Image {
		for y := r.Min.Y; y < r.Max.Y; y++ {
			for x := r.Min.X; x < r.Max.X; x++ {
				m.Set(x, y, c)
			}
		}
		return m
	}
	red := color.NRGBA{R: 255, A: 255}
	veil := color.NRGBA{A: 51} // a fifth of black leaves 204
	for _, c := range []struct {
		name     string
		m        image.Image
		channels int
		bilevel  bool
		want     [3]uint8
	}{
		{"grey", fill(image.NewGray(r), color.Gray{77}), 1, false, [3]uint8{77, 77, 77}},
		{"grey 16", fill(image.NewGray16(r), color.Gray16{0x4d12}), 1, false, [3]uint8{77, 77, 77}},
		{"black", fill(image.NewRGBA(r), color.Black), 1, true, [3]uint8{}},
		{"palette", fill(image.NewPaletted(r, color.Palette{color.White, red}), red), 3, false, [3]uint8{255, 0, 0}},
		{"rgba", fill(image.NewRGBA(r), veil), 1, false, [3]uint8{204, 204, 204}},
		{"nrgba", fill(image.NewNRGBA(r), veil), 1, false, [3]uint8{204, 204, 204}},
		{"rgba 64", fill(image.NewRGBA64(r), veil), 1, false, [3]uint8{204, 204, 204}},
		{"nrgba 64", fill(image.NewNRGBA64(r), veil), 1, false, [3]uint8{204, 204, 204}},
		{"cmyk", fill(image.NewCMYK(r), red), 3, false, [3]uint8{255, 0, 0}},
	} {
		p, err := FromImage(c.m, Limits{})
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		if p.Width != 7 || p.Height != 5 || p.Channels != c.channels || p.Bilevel != c.bilevel ||
			p.Orientation != 1 || p.Format != "image" || len(p.Pix) != 35*c.channels {
			t.Errorf("%s: %d by %d, %d channels, bilevel %v", c.name, p.Width, p.Height, p.Channels, p.Bilevel)
		}
		for y := range p.Height {
			for x := range p.Width {
				if r, g, b := p.At(x, y); [3]uint8{r, g, b} != c.want {
					t.Fatalf("%s: pixel %d %d %d, want %v", c.name, r, g, b, c.want)
				}
			}
		}
	}
}
