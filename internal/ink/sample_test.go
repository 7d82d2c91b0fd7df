package ink

import (
	"context"
	"math"
	"slices"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/page"
	"github.com/einthoven-ecg/einthoven/internal/rectify"
)

// drawing paints a page of 8 pixels a millimetre, 100 by 60 mm: paper with a
// slow shadow, a grid with 1 and 5 mm lines and one black sine, through an
// affine map turned by angle. It returns the page and the map.
func drawing(channels int, angle float64, grid bool) (*page.Page, *rectify.Map) {
	const rho = 8.0
	w, h := 100*rho, 60*rho
	c, s := math.Cos(angle), math.Sin(angle)
	// Page millimetres to pixels, turned about the page's upper left corner.
	a := [2][3]float64{{rho * c, -rho * s, 0.3}, {rho * s, rho * c, 0.4}}
	m := rectify.Affine(a, 5, 5, 90, 50)
	if grid {
		m.FineMM, m.BoldMM = [2]float64{1, 1}, [2]float64{5, 5}
	}
	p := &page.Page{Width: int(w), Height: int(h), Channels: channels, Pix: make([]uint8, int(w)*int(h)*channels)}
	soft := func(d, half float64) float64 { return min(max((half-d)*rho+0.5, 0), 1) }
	for y := range p.Height {
		for x := range p.Width {
			u, v := (float64(x)-0.3)/rho, (float64(y)-0.4)/rho
			mx, my := c*u+s*v, -s*u+c*v
			line := 0.0
			if grid {
				for _, q := range [2]float64{mx, my} {
					line = max(line, soft(math.Abs(q-math.Round(q)), 0.06)*0.5, soft(math.Abs(q-5*math.Round(q/5)), 0.12))
				}
			}
			ink := soft(math.Abs(my-sine(mx))/math.Hypot(1, 1.5*math.Cos(mx/4)), 0.2)
			shade := 240 - 0.4*mx
			rgb := [3]float64{shade, shade * (1 - 0.35*line), shade * (1 - 0.35*line)}
			for i := range channels {
				p.Pix[(y*p.Width+x)*channels+i] = uint8(math.Round(rgb[3-channels+i]*(1-ink) + 20*ink))
			}
		}
	}
	return p, m
}

// sine is the drawn curve.
func sine(x float64) float64 { return 27 + 6*math.Sin(x/4) }

func TestSample(t *testing.T) {
	for _, c := range []struct {
		name     string
		channels int
		angle    float64
		grid     bool
	}{
		{"colour upright", 3, 0, true}, {"colour turned", 3, 0.05, true}, {"grey upright", 1, 0, true},
		{"grey turned, no grid", 1, -0.03, false}, {"no grid", 3, 0, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, m := drawing(c.channels, c.angle, c.grid)
			s, err := Sample(context.Background(), p, m, Options{})
			if err != nil {
				t.Fatal(err)
			}
			if own := math.Abs(s.Rho-8) < 1e-6; own != (c.angle == 0) {
				t.Errorf("density %v at angle %v", s.Rho, c.angle)
			}
			var ink, paper, grid, n, np float64
			for x := 20.0; x < 80; x += 0.37 {
				i, j := s.At(x, sine(x))
				ink += float64(s.Dark[int(math.Round(j))*s.W+int(math.Round(i))])
				n++
				i, j = s.At(x, 14.5)
				k := int(math.Round(j))*s.W + int(math.Round(i))
				paper += math.Abs(float64(s.Dark[k] - s.Grid[k]))
				grid = max(grid, float64(s.Grid[k]))
				np++
			}
			if ink /= n; ink < 0.85 || ink > 1.1 {
				t.Errorf("ink on the curve %.3f, want about 1", ink)
			}
			if paper /= np; paper > 0.03 {
				t.Errorf("paper and grid differ from darkness by %.3f", paper)
			}
			if !c.grid && grid != 0 {
				t.Errorf("grid %.3f on a page without one", grid)
			}
			if c.channels == 1 && c.grid && grid < 0.2 {
				t.Errorf("grid lines %.3f on a grey page, want about 0.35", grid)
			}
			if l := s.InkLevel(20, 10, 80, 45); l < 0.8 || l > 1.1 {
				t.Errorf("ink level %.3f", l)
			}
			if w := s.StrokeWidth(1, 20, 10, 80, 45); w < 0.3 || w > 0.65 {
				t.Errorf("stroke width %.3f mm, want 0.4 to 0.6 (a sine's vertical cut is longer)", w)
			}
			if s.Noise > 0.06 {
				t.Errorf("noise %.3f", s.Noise)
			}
		})
	}
}

func TestSampleSameOnAnyWorkers(t *testing.T) {
	for _, angle := range []float64{0, 0.02} {
		p, m := drawing(3, angle, true)
		want, err := Sample(context.Background(), p, m, Options{Workers: 1})
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range []int{2, 3} {
			got, err := Sample(context.Background(), p, m, Options{Workers: n})
			if err != nil || !slices.Equal(got.Dark, want.Dark) || !slices.Equal(got.Grid, want.Grid) || !slices.Equal(got.Valid, want.Valid) || got.Noise != want.Noise {
				t.Errorf("angle %v: %d workers give another sheet (%v)", angle, n, err)
			}
		}
	}
}

// A fine scan is averaged down, and positions stay where they were.
func TestSampleShrinks(t *testing.T) {
	const rho = 24.0
	p := &page.Page{Width: 60 * rho, Height: 30 * rho, Channels: 1, Pix: slices.Repeat([]uint8{250}, 60*rho*30*rho)}
	for x := range p.Width {
		for y := 15*24 - 4; y <= 15*24+4; y++ {
			p.Pix[y*p.Width+x] = 10
		}
	}
	m := rectify.Affine([2][3]float64{{rho, 0, 0}, {0, rho, 0}}, 0, 0, 58, 28)
	s, err := Sample(context.Background(), p, m, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if s.Rho > 12.01 {
		t.Fatalf("density %v", s.Rho)
	}
	var a, b float64
	for j := range s.H {
		v := float64(s.Dark[j*s.W+s.W/2])
		_, y := s.MM(0, float64(j))
		a += v * y
		b += v
	}
	if y := a / b; math.Abs(y-15) > 0.005 {
		t.Errorf("line at %.4f mm, want 15", y)
	}
}

func TestSampleOutsideIsNotValid(t *testing.T) {
	p, m := drawing(3, 0, true)
	s, err := Sample(context.Background(), p, m, Options{Grow: 15})
	if err != nil {
		t.Fatal(err)
	}
	i, j := s.At(-3, 20)
	if k := int(j)*s.W + int(i); s.Valid[k] || s.Dark[k] != 0 {
		t.Error("a sample left of the picture counts as seen")
	}
	i, j = s.At(30, 20)
	if !s.Valid[int(j)*s.W+int(i)] {
		t.Error("a sample inside the picture does not count as seen")
	}
}

func TestSampleRefuses(t *testing.T) {
	p, m := drawing(1, 0, false)
	bad := *p
	bad.Pix = bad.Pix[:100]
	tiny := rectify.Affine([2][3]float64{{0.1, 0, 0}, {0, 0.1, 0}}, 0, 0, 900, 500)
	for name, f := range map[string]func() error{
		"short pixels": func() error { _, err := Sample(context.Background(), &bad, m, Options{}); return err },
		"no page":      func() error { _, err := Sample(context.Background(), nil, m, Options{}); return err },
		"no map":       func() error { _, err := Sample(context.Background(), p, nil, Options{}); return err },
		"too coarse":   func() error { _, err := Sample(context.Background(), p, tiny, Options{}); return err },
		"empty region": func() error {
			_, err := Sample(context.Background(), p, m, Options{Region: [4]float64{5, 5, 5, 9}})
			return err
		},
		"huge": func() error { _, err := Sample(context.Background(), p, m, Options{Rho: 2000}); return err },
	} {
		if f() == nil {
			t.Errorf("%s: no error", name)
		}
	}
	ctx, stop := context.WithCancel(context.Background())
	stop()
	if _, err := Sample(ctx, p, m, Options{}); err == nil {
		t.Error("stopped: no error")
	}
}

func TestViews(t *testing.T) {
	p, m := drawing(3, 0, true)
	s, err := Sample(context.Background(), p, m, Options{})
	if err != nil {
		t.Fatal(err)
	}
	c := s.Crop(20, 10, 40, 30)
	h := s.Half()
	for _, q := range [][2]float64{{25, 12}, {33, 25}} {
		i, j := s.At(q[0], q[1])
		x, y := s.MM(math.Round(i), math.Round(j))
		a := s.Dark[int(math.Round(j))*s.W+int(math.Round(i))]
		i, j = c.At(x, y)
		if b := c.Dark[int(math.Round(j))*c.W+int(math.Round(i))]; a != b {
			t.Errorf("crop moved (%v)", q)
		}
	}
	// The centre of the curve stays where it was.
	for _, v := range []*Sheet{s, h} {
		i := int(math.Round((25.13 - v.X0) * v.Rho))
		var a, b float64
		for j := range v.H {
			if x := float64(v.Ink(j*v.W + i)); x > 0.2 {
				_, y := v.MM(0, float64(j))
				a, b = a+x*y, b+x
			}
		}
		x, _ := v.MM(float64(i), 0)
		if math.Abs(a/b-sine(x)) > 0.06 {
			t.Errorf("density %.1f: curve at %.3f, want %.3f", v.Rho, a/b, sine(x))
		}
	}
}

func BenchmarkSample(b *testing.B) {
	for _, c := range []struct {
		name  string
		angle float64
	}{{"own", 0}, {"turned", 0.03}} {
		b.Run(c.name, func(b *testing.B) {
			p := &page.Page{Width: 2200, Height: 1700, Channels: 3, Pix: make([]uint8, 2200*1700*3)}
			for i := range p.Pix {
				p.Pix[i] = uint8(200 + i*7919%50)
			}
			co, si := 7.874*math.Cos(c.angle), 7.874*math.Sin(c.angle)
			m := rectify.Affine([2][3]float64{{co, -si, 0}, {si, co, 0}}, 0, 0, 279, 215)
			m.FineMM, m.BoldMM = [2]float64{1, 1}, [2]float64{5, 5}
			for b.Loop() {
				if _, err := Sample(context.Background(), p, m, Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// TestGridIsTakenAwayAtTheEdge draws a sheet that ends on a table: the lines
// of its grid do not, and must not be left as ink there.
func TestGridIsTakenAwayAtTheEdge(t *testing.T) {
	const end = 52.0 // mm
	p, m := drawing(3, 0.05, true)
	for y := range p.Height {
		for x := range p.Width {
			if mx, _, ok := m.ToMM(float64(x), float64(y)); ok && mx > end {
				copy(p.Pix[(y*p.Width+x)*3:], []uint8{200, 200, 200})
			}
		}
	}
	for k := range m.Seen {
		m.Seen[k] = m.X0+float64(k%m.NX)*m.Step < end
	}
	s, err := Sample(context.Background(), p, m, Options{})
	if err != nil {
		t.Fatal(err)
	}
	left, n := 0.0, 0.0
	for x := end - 12; x < end-3; x += 0.3 {
		for _, y := range []float64{10, 15, 40, 45} { // bold lines
			i, j := s.At(x, y)
			left += float64(s.Ink(int(math.Round(j))*s.W + int(math.Round(i))))
			n++
		}
	}
	if left /= n; left > 0.1 {
		t.Errorf("bold lines have %.2f of ink at the edge of the sheet", left)
	}
}

// Level brings faded ink to its darkness, and leaves the paper and the grid.
func TestLevel(t *testing.T) {
	s := &Sheet{W: 3, H: 2, Dark: []float32{1, 0.5, 0.12, 0.2, 0.2, 0.2}, Grid: []float32{0, 0.2, 0.1, 0.2, 0.2, 0.2}}
	before := []float32{s.Ink(0), s.Ink(1), s.Ink(2)}
	s.Level([]float32{1, 0.5, 0.1})
	for c, by := range []float32{1, 2, 4} { // no more than four times
		if got := s.Ink(c); math.Abs(float64(got-by*before[c])) > 1e-5 {
			t.Errorf("column %d: ink of %g, want %g times %g", c, got, by, before[c])
		}
		if got := s.Ink(s.W + c); got != 0 {
			t.Errorf("column %d: the grid alone has ink of %g", c, got)
		}
	}
}
