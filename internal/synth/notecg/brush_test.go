package notecg

import (
	"image/color"
	"math"
	"math/rand/v2"
	"testing"
)

func testPad(t *testing.T, w, h int) *pad {
	t.Helper()
	p, err := newPad(rand.New(rand.NewPCG(1, 2)), w, h)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// black is how many pixels of ink lie on white.
func black(p *pad) float64 {
	sum := 0.0
	for i := 0; i < len(p.img.Pix); i += 4 {
		sum += float64(255-p.img.Pix[i]) / 255
	}
	return sum
}

// TestInkCoversItsArea draws shapes of known area, whole, across tiles, turned
// and cut off by the picture's edge.
func TestInkCoversItsArea(t *testing.T) {
	ink := grey(0)
	for _, c := range []struct {
		name string
		want float64
		draw func(*pad)
	}{
		{"box", 100.5 * 40.25, func(p *pad) { p.rect(ink, 10.25, 20.5, 110.75, 60.75) }},
		{"box across tiles", 400 * 300, func(p *pad) { p.rect(ink, 100, 100, 500, 400) }},
		{"box cut off", 50 * 30, func(p *pad) { p.rect(ink, -1000, -1000, 50, 30) }},
		{"box around all", 600 * 500, func(p *pad) { p.rect(ink, -9e4, -9e4, 9e4, 9e4) }},
		{"turned box", 200 * 100, func(p *pad) { p.turn(0.7, 300, 250, func() { p.rect(ink, 200, 200, 400, 300) }) }},
		{"half cover", 0.5 * 100 * 100, func(p *pad) { p.rect(color.NRGBA{A: 128}, 10, 10, 110, 110) }},
		{"hole", 100*100 - 50*50, func(p *pad) {
			p.fill(ink, []point{{10, 10}, {110, 10}, {110, 110}, {10, 110}}, []point{{30, 30}, {30, 80}, {80, 80}, {80, 30}})
		}},
		{"disc", math.Pi * 100 * 100, func(p *pad) { p.disc(ink, 300, 250, 100, 100, 0) }},
		{"line", 3*500 + math.Pi*9/4, func(p *pad) { p.stroke(ink, 3, point{50, 40.3}, point{550, 40.3}) }},
		{"slanting line", 3*500 + math.Pi*9/4, func(p *pad) { p.stroke(ink, 3, point{100, 100}, point{500, 400}) }},
		{"line there and back", 3*400 + math.Pi*9/4, func(p *pad) { p.stroke(ink, 3, point{100, 90}, point{500, 90}, point{100, 90}) }},
		{"line that leaves", 3 * 600, func(p *pad) { p.stroke(ink, 3, point{-7000, 90}, point{9000, 90}) }},
		{"dashes", 2*250 + 5*math.Pi, func(p *pad) { p.dashed(ink, 2, 50, 50, point{50, 90}, point{550, 90}) }},
	} {
		p := testPad(t, 600, 500)
		c.draw(p)
		if got := black(p); math.Abs(got-c.want) > 0.01*c.want+3 {
			t.Errorf("%s: %.1f pixels of ink, want %.1f", c.name, got, c.want)
		}
	}
}

// TestLettersStandWhereWritten wants a word's ink above its base line, within
// its width, and the width to be that of the font.
func TestLettersStandWhereWritten(t *testing.T) {
	p := testPad(t, 400, 200)
	width := p.write(grey(0), regular, 40, 200, 100, 0.5, "Hamburg")
	if p.err != nil {
		t.Fatal(p.err)
	}
	if width < 120 || width > 200 {
		t.Errorf("width is %.1f", width)
	}
	for y := range 200 {
		for x := range 400 {
			inked := p.img.Pix[y*p.img.Stride+4*x] < 128
			if inside := math.Abs(float64(x)-200) <= width/2+1 && y > 60 && y < 112; inked && !inside {
				t.Fatalf("ink at %d, %d", x, y)
			}
		}
	}
	if black(p) < 500 {
		t.Errorf("%.1f pixels of ink only", black(p))
	}
}

// TestSoftenKeepsTheMean blurs a point and measures its spread.
func TestSoftenKeepsTheMean(t *testing.T) {
	p := testPad(t, 101, 101)
	p.rect(grey(0), 0, 0, 101, 101)
	p.rect(grey(255), 40, 40, 61, 61)
	soften(p.img, 4)
	var sum, sum2 float64
	for y := range 101 {
		for x := range 101 {
			v := float64(p.img.Pix[y*p.img.Stride+4*x])
			sum += v
			sum2 += v * float64((x-50)*(x-50))
		}
	}
	if want := 255.0 * 21 * 21; math.Abs(sum-want) > 0.02*want {
		t.Errorf("sum of light is %.0f, was %.0f", sum, want)
	}
	box := (21.0*21 - 1) / 12
	if got := math.Sqrt(sum2/sum - box); math.Abs(got-4) > 0.5 {
		t.Errorf("blurred by %.2f pixels, want 4", got)
	}
}
