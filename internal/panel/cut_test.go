package panel

import (
	"context"
	"image"
	"math"
	"slices"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/page"
	"github.com/einthoven-ecg/einthoven/internal/rectify"
)

func TestChoose(t *testing.T) {
	cells := []Cell{
		{Lead: "II", X0: 0, X1: 62.5}, {Lead: "V7", X0: 0, X1: 900}, {Lead: "V1", X0: 70, X1: 130},
		{Lead: "II", X0: 0, X1: 250}, {Lead: "V1", X0: 0, X1: 60}, {Lead: "", X0: 0, X1: 250},
	}
	want := [Leads]int{-1, 3, -1, -1, -1, -1, 2, -1, -1, -1, -1, -1}
	if got := Choose(cells); got != want {
		t.Errorf("chosen %v, want %v", got, want)
	}
}

// ramp is a page whose red rises across and whose green rises down, by one
// level a pixel.
func ramp(w, h int) *page.Page {
	p := &page.Page{Width: w, Height: h, Channels: 3, Pix: make([]uint8, 3*w*h)}
	for y := range h {
		for x := range w {
			p.Pix[3*(y*w+x)], p.Pix[3*(y*w+x)+1] = uint8(min(x, 255)), uint8(min(y, 255))
		}
	}
	return p
}

// The panel shows the page where the map says that the cell lies: on a ramp,
// the colours of the panel are the pixels that it was taken from.
func TestCutFollowsMap(t *testing.T) {
	turn := 0.2
	c, s := 2*math.Cos(turn), 2*math.Sin(turn)
	m := rectify.Affine([2][3]float64{{c, -s, 60}, {s, c, 30}}, 0, 0, 100, 100)
	for name, cell := range map[string]Cell{
		"upright":  {Lead: "V3", X0: 20, X1: 60, Y0: 40},
		"inverted": {Lead: "V3", X0: 20, X1: 60, Y0: 40, Inverted: true},
	} {
		out, err := Cut(context.Background(), ramp(256, 256), m, []Cell{cell}, Choose([]Cell{cell}), 0)
		if err != nil {
			t.Fatal(err)
		}
		x := input(t, out[:]...)
		for j := 2; j < Size-2; j += 5 { // not the rim, where the filter is cut off
			for i := 2; i < Size-2; i += 5 {
				mmX, mmY := 20+40*(float64(i)+0.5)/Size, -HalfHeightMM+2*HalfHeightMM*(float64(j)+0.5)/Size
				if cell.Inverted {
					mmY = -mmY
				}
				px, py := m.ToPixel(mmX, 40+mmY)
				at := 8*panelFloats + j*Size + i
				red, green := float64(x[at]+1)/2*255, float64(x[at+Size*Size]+1)/2*255
				if math.Abs(red-px) > 1 || math.Abs(green-py) > 1 {
					t.Fatalf("%s: pixel %d, %d shows the page at %.1f, %.1f, want %.1f, %.1f", name, i, j, red, green, px, py)
				}
			}
		}
	}
}

// What is printed finer than a panel's pixels comes out as its mean: lines of
// one pixel of black and white are grey, not stripes.
func TestCutDoesNotAlias(t *testing.T) {
	p := &page.Page{Width: 1200, Height: 400, Channels: 1, Pix: make([]uint8, 1200*400)}
	for i := range p.Pix {
		p.Pix[i] = uint8(i % 2 * 255)
	}
	m := rectify.Affine([2][3]float64{{10, 0, 0}, {0, 10, 0}}, 0, 0, 120, 40)
	cells := []Cell{{Lead: "I", X0: 5, X1: 115, Y0: 20}}
	out, err := Cut(context.Background(), p, m, cells, Choose(cells), 0)
	if err != nil {
		t.Fatal(err)
	}
	x := input(t, out[:]...)[:panelFloats]
	if lo, hi := slices.Min(x), slices.Max(x); lo < -0.25 || hi > 0.25 {
		t.Errorf("stripes of one pixel give %.2f to %.2f, want about 0", lo, hi)
	}
}

// Beyond the picture its edge goes on; the number of workers changes nothing;
// cells that were not chosen have no picture.
func TestCutEdgesAndWorkers(t *testing.T) {
	m := rectify.Affine([2][3]float64{{2, 0, 0}, {0, 2, 0}}, -50, -50, 200, 200)
	cells := []Cell{{Lead: "I", X0: -30, X1: 30, Y0: 10}, {Lead: "V6", X0: 20, X1: 80, Y0: 50}}
	var all [2][Leads]image.Image
	for k, workers := range []int{1, 3} {
		var err error
		if all[k], err = Cut(context.Background(), ramp(100, 100), m, cells, Choose(cells), workers); err != nil {
			t.Fatal(err)
		}
	}
	first := all[0][0].(*image.RGBA)
	if c := first.RGBAAt(0, first.Rect.Dy()-1); c.R != 0 || c.G < 40 {
		t.Errorf("left of the picture is %v, want its edge", c)
	}
	for l := range Leads {
		if (all[0][l] != nil) != (l == 0 || l == 11) {
			t.Errorf("lead %d: picture %v", l, all[0][l] != nil)
		}
	}
	if !slices.Equal(input(t, all[0][:]...), input(t, all[1][:]...)) {
		t.Error("one and three workers differ")
	}
}

func TestCutRefuses(t *testing.T) {
	m := rectify.Affine([2][3]float64{{2, 0, 0}, {0, 2, 0}}, 0, 0, 50, 50)
	ctx, cancel := context.WithCancel(context.Background())
	for name, cells := range map[string][]Cell{"backwards": {{Lead: "I", X0: 9, X1: 3}}, "endless": {{Lead: "I", X1: math.Inf(1)}}} {
		if _, err := Cut(ctx, ramp(9, 9), m, cells, [Leads]int{0, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1}, 1); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if _, err := Cut(ctx, ramp(9, 9), m, nil, [Leads]int{3}, 1); err == nil {
		t.Error("no such cell: no error")
	}
	cancel()
	if _, err := Cut(ctx, ramp(9, 9), m, nil, Choose(nil), 1); err == nil {
		t.Error("cancelled: no error")
	}
}

func TestPlaces(t *testing.T) {
	for _, c := range []struct {
		files []string
		want  []int
		ok    bool
	}{
		{[]string{"in/V1.png", "x-avr.jpg", "I.png"}, []int{6, 3, 0}, true},
		{[]string{"panel_1.png", "panel_10.png", "panel_2.png"}, []int{0, 9, 1}, true},
		{[]string{"p12.png"}, []int{11}, true},
		{[]string{"b.png", "a.png"}, []int{0, 1}, true},
		{[]string{"p0.png", "p11.png", "p1.png"}, []int{0, 11, 1}, true},
		{[]string{"p0.png", "p12.png"}, nil, false},
		{[]string{"IMG_2034.png", "IMG_2033.png"}, []int{0, 1}, true}, // no numbers of panels
		{[]string{"p1.png", "p13.png"}, nil, false},
		{[]string{"p1.png", "other.png"}, nil, false},
		{[]string{"V1.png", "p2.png"}, nil, false}, // V1 is no number
		{[]string{"V1.png", "other.png"}, nil, false},
		{[]string{"V1.png", "page_V1.png"}, nil, false},
		{[]string{"a1.png", "b1.png"}, nil, false},
		{make([]string, 13), nil, false},
	} {
		got, ok := Places(c.files)
		if ok != c.ok || ok && !slices.Equal(got, c.want) {
			t.Errorf("%v: %v, %v; want %v, %v", c.files, got, ok, c.want, c.ok)
		}
	}
}

func TestPicture(t *testing.T) {
	grey := Picture(&page.Page{Width: 2, Height: 1, Channels: 1, Pix: []uint8{7, 9}})
	colour := Picture(&page.Page{Width: 1, Height: 2, Channels: 3, Pix: []uint8{1, 2, 3, 4, 5, 6}})
	if r, _, _, _ := grey.At(1, 0).RGBA(); r>>8 != 9 {
		t.Errorf("grey: %d", r>>8)
	}
	if r, g, b, a := colour.At(0, 1).RGBA(); r>>8 != 4 || g>>8 != 5 || b>>8 != 6 || a>>8 != 255 {
		t.Errorf("colour: %v", colour.At(0, 1))
	}
}
