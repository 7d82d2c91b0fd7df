package rectify

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"github.com/einthoven-ecg/einthoven/internal/page"
)

// paper draws squared paper through a known map: lines every fine and bold
// millimetres as dark Gaussians across them, over shaded paper with noise.
type paper struct {
	w, h       int
	fine, bold float64                             // mm; 0: none
	fineDepth  float64                             // of 255
	boldDepth  float64                             // of 255
	noise      float64                             // standard deviation, of 255
	at         func(px, py float64) (x, y float64) // page mm of a pixel
	inside     func(x, y float64) bool             // nil: everywhere
	grey       bool
	dots       bool // only the crossings of the lines are printed
}

func (s paper) draw() *page.Page {
	p := &page.Page{Width: s.w, Height: s.h, Channels: 3, Pix: make([]uint8, 3*s.w*s.h), Format: "image"}
	rng := rand.New(rand.NewPCG(7, 9))
	line := func(v, every, width float64) float64 {
		if every == 0 {
			return 0
		}
		d := (v/every - math.Round(v/every)) * every / width
		return math.Exp(-0.5 * d * d)
	}
	for y := range s.h {
		for x := range s.w {
			u, v := s.at(float64(x), float64(y))
			light := 235 + 15*math.Sin(float64(x)/300)
			d := 0.0
			if s.inside == nil || s.inside(u, v) {
				join := func(a, b float64) float64 { return max(a, b) }
				if s.dots {
					join = func(a, b float64) float64 { return a * b }
				}
				d = s.fineDepth * join(line(u, s.fine, 0.08), line(v, s.fine, 0.08))
				d = max(d, s.boldDepth*join(line(u, s.bold, 0.12), line(v, s.bold, 0.12)))
			} else {
				light = 120 + 30*math.Sin(float64(x)/9+float64(y)/17)
			}
			n := s.noise * rng.NormFloat64()
			o := 3 * (y*s.w + x)
			// A pink grid: red hardly falls.
			p.Pix[o] = byte8(light - 0.2*d + n)
			p.Pix[o+1] = byte8(light - d + n)
			p.Pix[o+2] = byte8(light - 0.8*d + n)
		}
	}
	if s.grey {
		g := make([]uint8, s.w*s.h)
		for i := range g {
			g[i] = p.Pix[3*i+1]
		}
		p.Channels, p.Pix = 1, g
	}
	return p
}

func byte8(v float64) uint8 { return uint8(max(0, min(255, math.Round(v)))) }

// turnedPaper is the page millimetre of a pixel for paper turned by deg
// degrees, bent, at pitch pixels a millimetre across and 0.96 of it down.
func turnedPaper(pitch, deg float64) func(px, py float64) (float64, float64) {
	s, c := math.Sincos(deg * math.Pi / 180)
	return func(px, py float64) (float64, float64) {
		x, y := px/pitch, py/(0.96*pitch)
		x, y = x+0.8*math.Sin(y/35), y+0.6*math.Sin(x/45)+0.0004*x*y/10
		return c*x + s*y + 3.3, -s*x + c*y + 1.7
	}
}

// mapErrors compares a map with the truth after a free shift by whole bold
// lines (the origin of page and truth need not be the same crossing).
func mapErrors(m *Map, at func(px, py float64) (float64, float64), w, h int, bold float64) (errs, z []float64) {
	var sx, sy float64
	for y := 20; y < h-20; y += 31 {
		for x := 20; x < w-20; x += 37 {
			u, v, ok := m.ToMM(float64(x), float64(y))
			if !ok || !m.SeenAt(u, v) {
				continue
			}
			tu, tv := at(float64(x), float64(y))
			if errs == nil {
				sx, sy = bold*math.Round((tu-u)/bold), bold*math.Round((tv-v)/bold)
			}
			e := math.Hypot(tu-u-sx, tv-v-sy)
			errs = append(errs, e)
			z = append(z, e/(math.Sqrt2*m.SigmaAt(u, v)))
		}
	}
	return errs, z
}

func meanOf(v []float64) float64 {
	var s float64
	for _, x := range v {
		s += x
	}
	return s / float64(len(v))
}

func TestFindMeetsAKnownWarp(t *testing.T) {
	cases := map[string]paper{
		"pink 1 and 5 mm": {w: 1500, h: 1100, fine: 1, bold: 5, fineDepth: 40, boldDepth: 80, noise: 4, at: turnedPaper(7.5, 2)},
		"turned 31":       {w: 1300, h: 1100, fine: 1, bold: 5, fineDepth: 40, boldDepth: 80, noise: 4, at: turnedPaper(6, 31)},
		"grey":            {w: 1300, h: 1000, fine: 1, bold: 5, fineDepth: 30, boldDepth: 60, noise: 4, grey: true, at: turnedPaper(6, -5)},
		"5 mm only":       {w: 1500, h: 1100, bold: 5, boldDepth: 60, noise: 4, at: turnedPaper(6.5, 4)},
		"dots":            {w: 1500, h: 1100, fine: 1, bold: 5, fineDepth: 120, boldDepth: 160, noise: 3, dots: true, at: turnedPaper(7.5, 1)},
		"on a table": {w: 1700, h: 1300, fine: 1, bold: 5, fineDepth: 40, boldDepth: 80, noise: 4, at: turnedPaper(7, 8),
			inside: func(x, y float64) bool { return x > 25 && x < 225 && y > 10 && y < 150 }},
	}
	for name, s := range cases {
		t.Run(name, func(t *testing.T) {
			m, r, err := Find(context.Background(), s.draw(), Options{})
			if err != nil {
				t.Fatal(err)
			}
			errs, _ := mapErrors(m, s.at, s.w, s.h, s.bold)
			t.Logf("mean %.4f mm over %d points, evidence %.2f", meanOf(errs), len(errs), r.Evidence)
			if len(errs) < 200 || meanOf(errs) > 0.05 {
				t.Errorf("mean error %.3f mm over %d points", meanOf(errs), len(errs))
			}
		})
	}
}

func TestFindIsTheSameForAnyWorkers(t *testing.T) {
	p := paper{w: 900, h: 700, fine: 1, bold: 5, fineDepth: 40, boldDepth: 80, noise: 6, at: turnedPaper(6, 3)}.draw()
	a, ra, err := Find(context.Background(), p, Options{Workers: 1})
	if err != nil {
		t.Fatal(err)
	}
	b, rb, err := Find(context.Background(), p, Options{Workers: 3})
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(ra, rb) || a.NX != b.NX || a.NY != b.NY {
		t.Fatalf("reports differ: %+v %+v", ra, rb)
	}
	for k := range a.PX {
		if a.PX[k] != b.PX[k] || a.PY[k] != b.PY[k] || a.Sigma[k] != b.Sigma[k] {
			t.Fatalf("node %d differs", k)
		}
	}
}

func TestFindRefusesWhatIsNoGrid(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	noise := &page.Page{Width: 800, Height: 600, Channels: 3, Pix: make([]uint8, 800*600*3)}
	for i := range noise.Pix {
		noise.Pix[i] = uint8(rng.IntN(256))
	}
	pages := map[string]*page.Page{
		"noise":   noise,
		"flat":    {Width: 700, Height: 500, Channels: 1, Pix: make([]uint8, 700*500)},
		"one row": {Width: 5000, Height: 1, Channels: 3, Pix: make([]uint8, 15000)},
		"dot":     {Width: 1, Height: 1, Channels: 1, Pix: []uint8{3}},
		"empty":   {},
	}
	for name, p := range pages {
		if _, _, err := Find(context.Background(), p, Options{}); !errors.Is(err, ErrNoGrid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestFindStopsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	p := paper{w: 600, h: 500, fine: 1, bold: 5, fineDepth: 40, boldDepth: 80, at: turnedPaper(6, 0)}.draw()
	if _, _, err := Find(ctx, p, Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

// hundred makes a picture of a hundred megapixels, or as many as the test
// should take, from a function of place.
func hundred(w, h int, f func(x, y int) uint8) *page.Page {
	p := &page.Page{Width: w, Height: h, Channels: 1, Pix: make([]uint8, w*h)}
	for y := range h {
		row := p.Pix[y*w:][:w]
		for x := range row {
			row[x] = f(x, y)
		}
	}
	return p
}

func TestFindBearsOddPictures(t *testing.T) {
	side, long := 10000, 60000
	if testing.Short() {
		side, long = 3000, 20000
	}
	state := uint32(1)
	noise := func(_, _ int) uint8 {
		state ^= state << 13
		state ^= state >> 17
		state ^= state << 5
		return uint8(state)
	}
	// Lines every three pixels: squared paper of the size of a room.
	lines := func(x, y int) uint8 {
		if x%3 == 0 || y%3 == 0 {
			return 120
		}
		return 240
	}
	for name, p := range map[string]*page.Page{
		"noise": hundred(side, side, noise), "lines": hundred(side, side, lines),
		"noisy row": hundred(long, 1, noise), "noisy strip": hundred(long, 150, noise), "strip of lines": hundred(150, long, lines),
	} {
		start := time.Now()
		m, _, err := Find(t.Context(), p, Options{})
		took := time.Since(start)
		t.Logf("%s: %.1f s, %v", name, took.Seconds(), err)
		if m != nil && m.NX*m.NY > nodeLimit || err != nil && !errors.Is(err, ErrNoGrid) {
			t.Errorf("%s: %v", name, err)
		}
		if took > 40*time.Second {
			t.Errorf("%s took %.0f s", name, took.Seconds())
		}
		_, _, err = FromPulses(t.Context(), p, Options{})
		t.Logf("%s: pulses %.1f s", name, (time.Since(start) - took).Seconds())
		if !errors.Is(err, ErrNoPulse) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
