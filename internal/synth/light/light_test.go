package light

import (
	"math"
	"strings"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// bright is the light at a share of a picture of 1600 by 1200 pixels.
func bright(t *testing.T, l Light, x, y float64) Beam {
	t.Helper()
	if err := l.Check(); err != nil {
		t.Fatal(err)
	}
	return l.Over(1600, 1200).At(1600*x, 1200*y, 0, 0)
}

func TestNoLightIsEven(t *testing.T) {
	var l Light
	if b := bright(t, l, 0.1, 0.9); !l.Even() || b != (Beam{Times: raster.Ink{1, 1, 1}}) {
		t.Errorf("beam %v; even: %v", b, l.Even())
	}
}

func TestShadeDarkensTowardsItsSide(t *testing.T) {
	l := Light{Shade: 0.5, ShadeDeg: 0}
	if a, b := bright(t, l, 0, 0.5).Times[1], bright(t, l, 1, 0.5).Times[1]; math.Abs(float64(a)-1) > 1e-6 || math.Abs(float64(b)-0.5) > 1e-6 {
		t.Errorf("shade from %g to %g, want 1 to 0.5", a, b)
	}
}

func TestReliefFollowsSlopes(t *testing.T) {
	f := (&Light{Relief: 1, RakeDeg: 0, LampDeg: 45}).Over(100, 100)
	to, from := f.At(50, 50, -0.2, 0).Times[0], f.At(50, 50, 0.2, 0).Times[0]
	if !(to > 1 && from < 1) {
		t.Errorf("towards the lamp %g, away from it %g", to, from)
	}
}

func TestLampsFallWithDistance(t *testing.T) {
	l := Light{Lamps: []Lamp{{X: 0.5, Y: 0.5, Height: 0.5, Strength: 3}}}
	diag := math.Hypot(1600, 1200)
	middle, side := bright(t, l, 0.5, 0.5).Times[1], bright(t, l, 1, 0.5).Times[1]
	// One part for the cosine, two for the distance.
	want := math.Pow(0.5*diag/math.Hypot(800, 0.5*diag), 3)
	if math.Abs(float64(middle)-1) > 1e-5 || math.Abs(float64(side)-want) > 1e-5 {
		t.Errorf("light of %g below the lamp and %g at the side, want 1 and %g", middle, side, want)
	}
	l.Ambient = 0.4
	if got, want := float64(bright(t, l, 1, 0.5).Times[1]), 0.4+0.6*want; math.Abs(got-want) > 1e-5 {
		t.Errorf("with ambient light %g, want %g", got, want)
	}
	// The sheet's slopes count.
	f := l.Over(1600, 1200)
	if a, b := f.At(1600, 600, 0.3, 0).Times[1], f.At(1600, 600, -0.3, 0).Times[1]; a < b+0.05 {
		t.Errorf("a slope that faces the lamp has %g, the other %g", a, b)
	}
	// Two lamps of different colours make both sides differ.
	two := Light{Lamps: []Lamp{{X: 0, Y: 0.5, Height: 0.4, Strength: 1, Kelvin: 3500}, {X: 1, Y: 0.5, Height: 0.4, Strength: 1, Kelvin: 9000}}}
	if a, b := bright(t, two, 0, 0.5).Times, bright(t, two, 1, 0.5).Times; a[0] < 1.5*a[2] || b[2] < b[0] {
		t.Errorf("warm side %v, cold side %v", a, b)
	}
}

func TestVignetteIsThatOfTheCorners(t *testing.T) {
	l := Light{Vignette: 0.6}
	if a, b := bright(t, l, 0.5, 0.5).Times[0], bright(t, l, 1, 1).Times[0]; a != 1 || math.Abs(float64(b)-0.4) > 1e-5 {
		t.Errorf("middle %g, corner %g, want 1 and 0.4", a, b)
	}
}

func TestColours(t *testing.T) {
	warm, cold := kelvin(3000), kelvin(10000)
	if !(warm[0] > 1.3 && warm[2] < 0.6) || !(cold[0] < 0.95 && cold[2] > 1.2) {
		t.Errorf("3000 kelvin is %v, 10000 is %v", warm, cold)
	}
	if a, b := bounded(3999), bounded(4001); math.Abs(float64(a[2]-b[2])) > 2e-3 {
		t.Errorf("both parts of the locus meet with %v and %v", a, b)
	}
	if b := bright(t, Light{Kelvin: 3000}, 0.5, 0.5).Times; b[0] != 1 || b[2] > 0.5 {
		t.Errorf("warm light is %v", b)
	}
}

func TestShadowsTakeTheirShare(t *testing.T) {
	for _, of := range shadowers() {
		l := Light{Shadows: []Shadow{{Of: of, X: 0.5, Y: 0.5, Size: 0.6, Soft: 0.02, Dark: 0.7}}}
		f := l.Over(1600, 1200)
		least, most, steepest := float32(2), float32(0), float32(0)
		for y := 0.0; y < 1200; y += 16 {
			was := f.At(0, y, 0, 0).Times[0]
			for x := 16.0; x < 1600; x += 16 {
				b := f.At(x, y, 0, 0).Times[0]
				least, most, steepest = min(least, b), max(most, b), max(steepest, max(b-was, was-b))
				was = b
			}
		}
		if math.Abs(float64(least)-0.3) > 1e-5 || most != 1 {
			t.Errorf("%s: light of %g to %g, want 0.3 to 1", of, least, most)
		}
		// A penumbra of 40 pixels spreads over two places at least.
		if steepest > 0.7*0.62 {
			t.Errorf("%s: a step of %g between places of the lattice", of, steepest)
		}
	}
	hard := Light{Shadows: []Shadow{{Of: ShadowEdge, X: 0.5, Y: 0.5, Size: 1, Dark: 0.5}}}
	f := hard.Over(1600, 1200)
	if a, b := f.At(800-11, 600, 0, 0).Times[0], f.At(800+11, 600, 0, 0).Times[0]; a == 1 || b == 0.5 {
		t.Errorf("a penumbra is narrower than 24 pixels: %g and %g", a, b)
	}
}

func TestGlare(t *testing.T) {
	l := Light{Glares: []Glare{{X: 0.5, Y: 0.5, Size: 0.1, Strength: 2, Bend: 1}}}
	f := l.Over(1600, 1200)
	gain := raster.Ink{1, 1, 1}
	if b := f.At(800, 600, 0, 0); math.Abs(float64(b.Plus[0])-2) > 1e-6 || b.Times[0] != 1 {
		t.Errorf("beam in the middle: %v", b)
	}
	if h := f.HiddenAt(800, 600, 0, 0, gain); h != 1 {
		t.Errorf("hidden in the middle: %g, want all", h)
	}
	if h := f.HiddenAt(0, 0, 0, 0, gain); h > 0.01 {
		t.Errorf("hidden far off: %g", h)
	}
	// Half as much light shows half of what was lost.
	if h := f.HiddenAt(0, 0, 0, 0, raster.Ink{0.3, 0.3, 0.3}); h != 0 {
		t.Errorf("hidden far off in a dark picture: %g", h)
	}
	// A slope of a tenth moves the spot by a tenth of the diagonal.
	if a, b := f.At(1000, 600, 0.1, 0).Plus[0], f.At(800, 600, 0, 0).Plus[0]; math.Abs(float64(a-b)) > 1e-4 {
		t.Errorf("glare moved by a slope: %g, want %g", a, b)
	}
	half := Beam{Times: raster.Ink{1, 1, 1}, Plus: raster.Ink{0.25, 0.25, 0.25}}
	if h := half.Hidden(gain); math.Abs(h-0.25) > 1e-6 {
		t.Errorf("a veil of a quarter hides %g", h)
	}
}

func TestSheetShadow(t *testing.T) {
	l := Light{Sheet: SheetShade{Dark: 0.6, SoftMM: 4, XMM: 3, YMM: 2}}
	for _, c := range []struct{ x, y, want float64 }{
		{100, 100, 0.4}, {-2, 100, 1}, {203, 50, 0.7}, {205.1, 50, 1}, {100, 152, 0.7}, {100, 155, 1},
	} {
		if got := float64(l.SheetShadow(c.x, c.y, 200, 150)); math.Abs(got-c.want) > 1e-5 {
			t.Errorf("at %g, %g: %g, want %g", c.x, c.y, got, c.want)
		}
	}
	if r := l.SheetReachMM(); r != 5 {
		t.Errorf("reach of %g mm, want 5", r)
	}
	if got := (&Light{}).SheetShadow(5, 5, 9, 9); got != 1 {
		t.Errorf("no shadow: %g", got)
	}
}

func TestLightIsChecked(t *testing.T) {
	nan := math.NaN()
	for want, l := range map[string]Light{
		"shade":         {Shade: nan},
		"relief":        {Relief: 0.5},
		"ambient":       {Ambient: 2},
		"vignette":      {Vignette: -1},
		"kelvin":        {Kelvin: 100},
		"lamps":         {Lamps: make([]Lamp, 9)},
		"lamp 1":        {Lamps: []Lamp{{X: 0.5, Y: 0.5, Strength: 1}}},
		"cast by \"dog": {Shadows: []Shadow{{Of: "dog"}}},
		"size":          {Shadows: []Shadow{{Of: ShadowHand}}},
		"darkness":      {Shadows: []Shadow{{Of: ShadowHand, Size: 1, Dark: 1}}},
		"glare 1":       {Glares: []Glare{{Size: 0.1, Strength: nan}}},
		"sheet's":       {Sheet: SheetShade{Dark: 1}},
	} {
		if err := l.Check(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one about %q", err, want)
		}
	}
}

func BenchmarkField(b *testing.B) {
	l := Light{Shade: 0.2, Vignette: 0.3, Lamps: []Lamp{{X: 0, Y: 0, Height: 1, Strength: 1}}, Shadows: []Shadow{{Of: ShadowHand, X: 0.5, Y: 0.5, Size: 0.3, Dark: 0.5}},
		Glares: []Glare{{X: 0.3, Y: 0.3, Size: 0.1, Strength: 1}}}
	f := l.Over(2200, 1700)
	u := 0.0
	for b.Loop() {
		u += 16
		if u > 2200 {
			u = 0
		}
		f.At(u, 800, 0.01, 0.02)
	}
}
