package ink

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/page"
	"github.com/einthoven-ecg/einthoven/internal/rectify"
)

// painted is a page whose channel c has the value of f at each pixel.
func painted(w, h, channels int, f func(x, y float64, c int) float64) *page.Page {
	p := &page.Page{Width: w, Height: h, Channels: channels, Pix: make([]uint8, w*h*channels)}
	for i := range p.Pix {
		k := i / channels
		p.Pix[i] = uint8(math.Round(f(float64(k%w), float64(k/w), i%channels)))
	}
	return p
}

// turnedMap has rho pixels a millimetre, turned by angle about the pixel (u, v),
// where the page begins.
func turnedMap(rho, angle, u, v float64) *rectify.Map {
	c, s := rho*math.Cos(angle), rho*math.Sin(angle)
	return rectify.Affine([2][3]float64{{c, -s, u}, {s, c, v}}, 0, 0, 60, 40)
}

// A constant picture is the same in all cells that lie within it, and all other
// cells are zero.
func TestColoursOfAConstantPicture(t *testing.T) {
	level := [3]uint8{250, 100, 7}
	for _, c := range []struct {
		channels          int
		pixels, cells     float64 // a millimetre
		angle             float64
		width, height     int // of the picture
		x0, y0            float64
		across, down      int // cells
		leastIn, leastOut int
	}{
		{1, 8, 4, 0, 200, 160, -3, -2, 133, 97, 7000, 3000},
		{3, 8, 4, 0, 200, 160, -3, -2, 133, 97, 7000, 3000},
		{3, 9.3, 4, 0.2, 221, 163, -5, -4, 131, 101, 5000, 3000},
		{1, 3, 5, -0.4, 90, 75, -6, -6, 240, 250, 10000, 10000},
		{3, 40, 2, 0.01, 900, 700, -2, -1, 57, 43, 1000, 500}, // more pixels than places in a cell
		{1, 8, 4, 0, 1, 1, -1, -1, 9, 9, 1, 80},
	} {
		t.Run(fmt.Sprintf("%v", c), func(t *testing.T) {
			p := painted(c.width, c.height, c.channels, func(_, _ float64, i int) float64 { return float64(level[i]) })
			m := turnedMap(c.pixels, c.angle, 0, 0)
			f := Raster{X0: c.x0, Y0: c.y0, Rho: c.cells, W: c.across, H: c.down}
			got := Colours(p, m, f, 1)
			if len(got) != f.W*f.H*c.channels {
				t.Fatalf("%d bytes", len(got))
			}
			in, out := 0, 0
			for k := range f.W * f.H {
				u, v := m.ToPixel(f.X0+float64(k%f.W)/f.Rho, f.Y0+float64(k/f.W)/f.Rho)
				// Positive inside, and less than a thousandth is either.
				depth := min(u, v, float64(c.width-1)-u, float64(c.height-1)-v)
				cell := got[k*c.channels:][:c.channels]
				switch {
				case depth > 1e-3 || depth == 0 && c.angle == 0:
					if in++; !slices.Equal(cell, level[:c.channels]) {
						t.Fatalf("cell %d, %d at pixel %.2f, %.2f has %v", k%f.W, k/f.W, u, v, cell)
					}
				case depth < -1e-3:
					if out++; !slices.Equal(cell, make([]uint8, c.channels)) {
						t.Fatalf("cell %d, %d at pixel %.2f, %.2f, outside, has %v", k%f.W, k/f.W, u, v, cell)
					}
				}
			}
			if in < c.leastIn || out < c.leastOut {
				t.Errorf("%d cells inside, %d outside", in, out)
			}
		})
	}
}

// Linear slopes stay what they are when they are averaged, so that each cell
// tells where in the picture it was taken.
func TestColoursAreTakenAtTheirPlaces(t *testing.T) {
	const w, h = 460, 330
	slope := func(x, y float64, c int) float64 {
		return [3]float64{20 + 0.5*x, 10 + 0.7*y, 200 - 0.2*x - 0.3*y}[c]
	}
	bent := rectify.FromFunc(func(x, y float64) (u, v float64) {
		return 10 + 7*x + 0.02*x*x - 0.4*y, 6 + 0.3*x + 8*y - 0.01*x*y
	}, 0, 0, 2, 30, 25)
	for _, c := range []struct {
		name  string
		m     *rectify.Map
		cells float64
	}{
		{"upright", turnedMap(8, 0, 3.3, 5.6), 4},
		{"turned", turnedMap(8, 0.13, 30, 2.5), 4},
		{"on its side", turnedMap(8, math.Pi/2, 400, 12), 4},
		{"finer than the picture", turnedMap(5, -0.1, 4, 40), 7},
		{"coarse", turnedMap(11, 0.05, 20, 3), 1.3},
		{"bent", bent, 4},
	} {
		for _, channels := range []int{1, 3} {
			t.Run(fmt.Sprintf("%s, %d", c.name, channels), func(t *testing.T) {
				p := painted(w, h, channels, slope)
				f := Raster{X0: 1.1, Y0: 0.7, Rho: c.cells, W: int(45 * c.cells), H: int(33 * c.cells)}
				got := Colours(p, c.m, f, 1)
				across, down := c.m.Pitch()
				edge := max(across, down) / c.cells // nearer to it cells are cut
				seen := 0
				for k := range f.W * f.H {
					u, v := c.m.ToPixel(f.X0+float64(k%f.W)/f.Rho, f.Y0+float64(k/f.W)/f.Rho)
					if u < edge || v < edge || u > w-1-edge || v > h-1-edge {
						continue
					}
					seen++
					for i, g := range got[k*channels:][:channels] {
						if want := slope(u, v, i); math.Abs(float64(g)-want) > 1 {
							t.Fatalf("cell %d, %d at pixel %.2f, %.2f: channel %d is %d, want %.2f", k%f.W, k/f.W, u, v, i, g, want)
						}
					}
				}
				if seen < f.W*f.H/2 {
					t.Errorf("only %d of %d cells lie in the picture", seen, f.W*f.H)
				}
			})
		}
	}
}

// A pattern finer than the cells comes out as its mean, wherever cells fall on
// it: no cell is a single pixel.
func TestColoursAverage(t *testing.T) {
	p := painted(320, 240, 1, func(x, y float64, _ int) float64 { return 200 * float64((int(x)+int(y))%2) })
	for _, c := range []struct {
		pixels, cells, angle, by float64
		within                   float64
	}{
		{8, 4, 0, 8, 1}, {8, 4, 0, 8.25, 1}, {8, 4, 0, 8.5, 1},
		{12, 4, 0, 20.5, 12}, {12, 3, 0, 20, 1}, {8, 4, 0.3, 60, 30}, {16, 2, 0.1, 40, 12},
	} {
		f := Raster{X0: 1, Y0: 1, Rho: c.cells, W: int(14 * c.cells), H: int(10 * c.cells)}
		got := Colours(p, turnedMap(c.pixels, c.angle, c.by, c.by), f, 1)
		if lo, hi := float64(slices.Min(got)), float64(slices.Max(got)); lo < 100-c.within || hi > 100+c.within {
			t.Errorf("%+v: cells from %g to %g, want 100", c, lo, hi)
		}
	}
}

func TestColoursSameOnAnyWorkers(t *testing.T) {
	for _, channels := range []int{1, 3} {
		p := painted(500, 400, channels, func(x, y float64, c int) float64 { return math.Mod(x*37+y*101+x*y*13+float64(c)*71, 256) / 2 })
		m := turnedMap(8, 0.07, 25, 3)
		f := Raster{X0: -2, Y0: -3, Rho: 4, W: 259, H: 203}
		want := Colours(p, m, f, 1)
		if slices.Max(want) == slices.Min(want[len(want)/2:]) {
			t.Fatal("nothing to compare")
		}
		for _, n := range []int{0, 2, 4} {
			if !bytes.Equal(Colours(p, m, f, n), want) {
				t.Errorf("%d channels: %d workers give other cells", channels, n)
			}
		}
	}
}

func BenchmarkColours(b *testing.B) {
	const w, h = 3000, 2300
	p := &page.Page{Width: w, Height: h, Channels: 3, Pix: make([]uint8, w*h*3)}
	for i := range p.Pix {
		p.Pix[i] = uint8(200 + i*7919%50)
	}
	c, s := 9.5*math.Cos(0.01), 9.5*math.Sin(0.01)
	m := rectify.Affine([2][3]float64{{c, -s, 20}, {s, c, 0}}, 0, 0, 313, 245)
	b.ReportAllocs()
	for b.Loop() {
		Colours(p, m, Raster{Rho: 4, W: 1250, H: 980}, 1)
	}
}
