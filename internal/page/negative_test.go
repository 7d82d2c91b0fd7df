package page

import (
	"bytes"
	"math/rand/v2"
	"testing"
)

// drawnSheet is a sheet of 400 by 300 pixels with a grid and a curve, on a table of
// the given level that shows on half of the picture if it is 0 or more.
func drawnSheet(paper, line, ink uint8, table int) *Page {
	p := &Page{Width: 400, Height: 300, Channels: 1, Pix: make([]uint8, 400*300)}
	for y := range p.Height {
		for x := range p.Width {
			v := paper
			switch {
			case table >= 0 && x >= 200:
				v = uint8(table)
			case (x*x/40)%300 == y || (x*x/40)%300 == y+1:
				v = ink
			case x%8 == 0 || y%8 == 0:
				v = line
			}
			p.Pix[y*p.Width+x] = v
		}
	}
	return p
}

func TestNegative(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	noise := &Page{Width: 300, Height: 300, Channels: 1, Pix: make([]uint8, 300*300)}
	for i := range noise.Pix {
		noise.Pix[i] = uint8(30 + rng.IntN(30))
	}
	cases := []struct {
		name string
		p    *Page
		want bool
	}{
		{"sheet", drawnSheet(250, 200, 20, -1), false},
		{"negative of it", drawnSheet(250, 200, 20, -1).Inverted(), true},
		{"sheet on a dark table", drawnSheet(250, 200, 20, 10), false},
		{"sheet in the dark", drawnSheet(60, 45, 10, 5), false},
		{"chalk on grey", drawnSheet(140, 160, 240, -1), false},
		{"pale lines in a negative", drawnSheet(10, 25, 200, -1), true},
		{"noise in the dark", noise, false},
		{"black", &Page{Width: 300, Height: 200, Channels: 3, Pix: make([]uint8, 300*200*3)}, false},
		{"tiny", &Page{Width: 3, Height: 3, Channels: 1, Pix: make([]uint8, 9)}, false},
		{"drawing", &Page{Width: 300, Height: 200, Vector: &Vector{}}, false},
	}
	for _, c := range cases {
		if got := c.p.Negative(); got != c.want {
			t.Errorf("%s: negative is %v", c.name, got)
		}
	}
}

func TestInverted(t *testing.T) {
	p := drawnSheet(250, 200, 20, -1)
	q := p.Inverted()
	if q.Pix[1] != 255-p.Pix[1] || q.Width != p.Width || !bytes.Equal(q.Inverted().Pix, p.Pix) {
		t.Error("twice inverted is not what it was")
	}
}

func BenchmarkNegative(b *testing.B) {
	p := &Page{Width: 3400, Height: 4400, Channels: 3, Pix: make([]uint8, 3400*4400*3)}
	for b.Loop() {
		p.Negative()
	}
}
