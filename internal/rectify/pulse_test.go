package rectify

import (
	"errors"
	"math"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/page"
)

// A pad is white paper to draw on, as ink 0..1.
type pad struct {
	w, h int
	v    []float64
}

func newPad(w, h int) *pad { return &pad{w, h, make([]float64, w*h)} }

// line draws a stroke two pixels wide.
func (p *pad) line(x0, y0, x1, y1 float64) {
	n := int(4*math.Hypot(x1-x0, y1-y0)) + 1
	for i := range n + 1 {
		t := float64(i) / float64(n)
		x, y := x0+t*(x1-x0), y0+t*(y1-y0)
		for b := int(y) - 2; b <= int(y)+3; b++ {
			for a := int(x) - 2; a <= int(x)+3; a++ {
				if a >= 0 && b >= 0 && a < p.w && b < p.h {
					d := math.Hypot(float64(a)-x, float64(b)-y)
					p.v[b*p.w+a] = max(p.v[b*p.w+a], min(1, max(0, 1.5-d)))
				}
			}
		}
	}
}

func (p *pad) page() *page.Page {
	out := &page.Page{Width: p.w, Height: p.h, Channels: 1, Pix: make([]uint8, p.w*p.h)}
	for i, v := range p.v {
		out.Pix[i] = byte8(250 - 220*v)
	}
	return out
}

// rows draws rows of pulse and curve at a pitch in pixels a millimetre, turned
// about the upper left corner.
func (p *pad) rows(n int, pitch, skew float64) {
	s, c := math.Sincos(skew)
	at := func(x, y float64) (float64, float64) { return (c*x - s*y) * pitch, (s*x + c*y) * pitch }
	join := func(pts ...[2]float64) {
		for i := 1; i < len(pts); i++ {
			x0, y0 := at(pts[i-1][0], pts[i-1][1])
			x1, y1 := at(pts[i][0], pts[i][1])
			p.line(x0, y0, x1, y1)
		}
	}
	for r := range n {
		y := 40 + 45*float64(r)
		curve := [][2]float64{{12, y}, {12, y - 10}, {17, y - 10}, {17, y}}
		for x := 17.0; x < 267; x += 0.4 {
			beat := math.Mod(x, 21) - 8
			curve = append(curve, [2]float64{x, y - 9*math.Exp(-beat*beat*4) - 1.5*math.Exp(-(beat-6)*(beat-6)/3)})
		}
		join(curve...)
	}
}

func TestFromPulses(t *testing.T) {
	for name, c := range map[string]struct {
		rows        int
		pitch, skew float64
	}{
		"four rows": {4, 7.9, 0},
		"askew":     {4, 6.3, 0.02},
		"one row":   {1, 7, 0},
	} {
		p := newPad(int(285*c.pitch), int(float64(30+45*c.rows)*c.pitch))
		p.rows(c.rows, c.pitch, c.skew)
		m, _, err := FromPulses(t.Context(), p.page(), Options{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		px, py := m.Pitch()
		t.Logf("%s: %.3f x %.3f, want %.3f", name, px, py, c.pitch)
		if math.Abs(px/c.pitch-1) > 0.01 || math.Abs(py/c.pitch-1) > 0.01 || m.Source != FromPulse {
			t.Errorf("%s: %.3f x %.3f px/mm from %q, want %.3f", name, px, py, m.Source, c.pitch)
		}
		// Along the row the page must be level.
		j := m.Jacobian(100, 50)
		if d := math.Atan2(j[2], j[0]) - c.skew; math.Abs(d) > 0.002 {
			t.Errorf("%s: %.4f rad askew", name, d)
		}
	}
}

func TestFromPulsesRefusesWhatIsNone(t *testing.T) {
	table := newPad(1200, 900)
	for x := 100.0; x <= 1100; x += 40 {
		table.line(x, 100, x, 800)
	}
	for y := 100.0; y <= 800; y += 80 {
		table.line(100, y, 1100, y)
	}
	bars := newPad(1200, 900)
	bars.line(50, 800, 1150, 800)
	for i := range 12 {
		x, h := 100+80*float64(i), 100+53*float64(i*i%7)
		bars.line(x, 800, x, 800-h)
		bars.line(x, 800-h, x+50, 800-h)
		bars.line(x+50, 800-h, x+50, 800)
	}
	single := newPad(1200, 900) // one pulse, and a row of unknown length
	single.line(100, 400, 100, 320)
	single.line(100, 320, 140, 320)
	single.line(140, 320, 140, 400)
	single.line(140, 400, 700, 400)
	for name, p := range map[string]*pad{"table": table, "bars": bars, "single": single, "blank": newPad(600, 400), "small": newPad(40, 30)} {
		if m, _, err := FromPulses(t.Context(), p.page(), Options{Trace: t.Logf}); !errors.Is(err, ErrNoPulse) {
			t.Errorf("%s: %v %v", name, m != nil, err)
		}
	}
}

// Pulses stand upright: where they lie, the page does.
func TestFromPulsesTurnsThePageUpright(t *testing.T) {
	pitch := 6.5
	for q := range 4 {
		up := newPad(int(285*pitch), int(210*pitch))
		up.rows(4, pitch, 0)
		p := &pad{w: up.w, h: up.h, v: up.v}
		for range q { // a quarter clockwise
			t := newPad(p.h, p.w)
			for y := range t.h {
				for x := range t.w {
					t.v[y*t.w+x] = p.v[(p.h-1-x)*p.w+y]
				}
			}
			p = t
		}
		m, r, err := FromPulses(t.Context(), p.page(), Options{})
		if err != nil || r.Turned != q {
			t.Errorf("turned by %d: found %+v, %v", q, r, err)
			continue
		}
		// The upper left corner of the page, and a place 100 mm to the right.
		want := [4][2]float64{{1, 0}, {0, 1}, {-1, 0}, {0, -1}}[q]
		x0, y0 := m.ToPixel(20, 20)
		x1, y1 := m.ToPixel(120, 20)
		if math.Abs((x1-x0)/100/pitch-want[0]) > 0.01 || math.Abs((y1-y0)/100/pitch-want[1]) > 0.01 {
			t.Errorf("turned by %d: 100 mm to the right are %.1f, %.1f pixels", q, x1-x0, y1-y0)
		}
	}
}

func TestFromStatedBelievesUsualSheetsOnly(t *testing.T) {
	for _, c := range []struct {
		w, h   int
		dpi    [2]float64
		pitch  float64 // 0: refused
		reason string
	}{
		{2339, 1654, [2]float64{200, 200}, 7.874, "A4 on its side"},
		{1275, 1650, [2]float64{150, 150}, 5.906, "letter"},
		{1700, 1100, [2]float64{200, 100}, 7.874, "letter, a fax with flat pixels"},
		{2351, 1671, [2]float64{200, 200}, 7.874, "A4 scanned a little askew"},
		{2339, 1654, [2]float64{}, 0, "nothing stated"},
		{2339, 1654, [2]float64{72, 72}, 0, "a camera's 72 dpi"},
		{2339, 1300, [2]float64{200, 200}, 0, "cut"},
	} {
		p := newPad(c.w, c.h).page()
		p.DPI = c.dpi
		m, _, err := FromStated(t.Context(), p, Options{})
		if c.pitch == 0 {
			if !errors.Is(err, ErrNoSheet) {
				t.Errorf("%s: %v", c.reason, err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", c.reason, err)
			continue
		}
		if px, _ := m.Pitch(); math.Abs(px-c.pitch) > 0.001 || m.Source != FromFile {
			t.Errorf("%s: %.3f pixels a millimetre from %q, want %.3f", c.reason, px, m.Source, c.pitch)
		}
	}
}

// Pages seen from the side: pulses, level rows and their length give the
// perspective. A page that is laid flat by its first pulse alone is off by more
// than ten millimetres at the far end.
func TestFromPulsesSeesPerspective(t *testing.T) {
	look := view{origin: vec{760, 600}, unit: 900, g: [viewParams]float64{185, 9, -8, 187, 0.12, 0.08}}
	up := newPad(1600, 1200)
	for r := range 4 {
		y := -70 + 45*float64(r)
		curve := []vec{{-122, y}, {-120, y}, {-120, y - 10}, {-115, y - 10}, {-115, y}, {-113, y}}
		up.through(&look, curve)
		curve = nil
		for x := -110.0; x <= 140; x += 0.4 {
			beat := math.Mod(x+110, 21) - 8
			curve = append(curve, vec{x, y - 9*math.Exp(-beat*beat*4) - 1.5*math.Exp(-(beat-6)*(beat-6)/3)})
		}
		up.through(&look, curve)
	}
	m, _, err := FromPulses(t.Context(), up.page(), Options{Trace: t.Logf})
	if err != nil {
		t.Fatal(err)
	}
	at := func(x, y float64) vec {
		p := look.pixel(vec{x, y})
		u, v, _ := m.ToMM(p.x, p.y)
		return vec{u, v}
	}
	for _, p := range []vec{{-110, -70}, {140, -70}, {-110, 65}, {140, 65}} {
		if d := at(p.x, p.y).sub(at(0, 0)).sub(p); d.norm() > 1.5 {
			t.Errorf("%.0f, %.0f mm: %.2f, %.2f off", p.x, p.y, d.x, d.y)
		}
	}
}

// through draws a polyline of the sheet as it is seen.
func (p *pad) through(v *view, line []vec) {
	for i := 1; i < len(line); i++ {
		a, b := v.pixel(line[i-1]), v.pixel(line[i])
		p.line(a.x, a.y, b.x, b.y)
	}
}

// The grid of a table beside a page is not that of the page, nor are lines of
// another size; pulses of usual size on a grid that was seen are.
func TestContradict(t *testing.T) {
	pulses := func(h float64) (out [][4][2]float64) {
		for i := range 4 {
			x, y := 60.0, 100+200*float64(i)
			out = append(out, [4][2]float64{{x, y}, {x + h/2, y}, {x, y + h}, {x + h/2, y + h}})
		}
		return out
	}
	grid := Affine([2][3]float64{{8, 0, 0}, {0, 8, 0}}, 0, 0, 120, 120)
	table := Affine([2][3]float64{{8, 0, 0}, {0, 8, 0}}, 0, 0, 120, 120)
	clear(table.Seen)
	for _, c := range []struct {
		name string
		h    float64
		m    *Map
		n    int
		want bool
	}{{"its own", 80, grid, 4, false}, {"half the gain", 40, grid, 4, false}, {"beats", 32, grid, 4, true}, {"table", 80, table, 4, true}, {"two pulses", 80, table, 2, false}} {
		if got := Contradict(pulses(c.h)[:c.n], c.m); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}
