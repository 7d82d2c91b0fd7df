// Package light says how bright each place of a picture is: lamps, shadows and
// glare over the sheet, and what the sheet lies on.
package light

import (
	"fmt"
	"math"

	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// A Light is what falls on a sheet and where it is kept away. The zero value
// is even and white.
type Light struct {
	// Shade darkens the picture from one side to the other by this share of
	// the light, 0 to 0.9; ShadeDeg is the direction towards the dark side, 0
	// is right, 90 down.
	Shade    float64 `json:"shade,omitempty"`
	ShadeDeg float64 `json:"shade_deg,omitempty"`
	// Relief is how much slopes of the sheet show as brightness, 0 to 1: the
	// share of light that comes from one lamp, RakeDeg its direction in the
	// picture, LampDeg its height above the sheet, 10 to 80.
	Relief  float64 `json:"relief,omitempty"`
	RakeDeg float64 `json:"rake_deg,omitempty"`
	LampDeg float64 `json:"lamp_deg,omitempty"`
}

// Check tells which field is out of its range.
func (l *Light) Check() error {
	in := func(v, lo, hi float64) bool { return v >= lo && v <= hi }
	switch {
	case !in(l.Shade, 0, 0.9) || !in(l.ShadeDeg, -3600, 3600):
		return fmt.Errorf("light: shade of %g towards %g degrees, want 0 to 0.9", l.Shade, l.ShadeDeg)
	case !in(l.Relief, 0, 1) || !in(l.RakeDeg, -3600, 3600) || (l.Relief > 0 && !in(l.LampDeg, 10, 80)):
		return fmt.Errorf("light: relief of %g from %g and %g degrees, want 0 to 1 and 10 to 80 degrees", l.Relief, l.RakeDeg, l.LampDeg)
	}
	return nil
}

// Even tells whether the light changes nothing.
func (l *Light) Even() bool { return *l == Light{} }

// A Beam is the light that reaches the eye from a place: that of the sheet is
// multiplied by Times, and Plus is added, both in linear light.
type Beam struct {
	Times, Plus raster.Ink
}

// A Field is a light set up over a picture of w by h pixels.
type Field struct {
	l      *Light
	w, h   float64
	dx, dy float64 // towards the dark side, in half pictures
	lamp   [3]float64
}

// Over sets the light up.
func (l *Light) Over(w, h int) *Field {
	f := &Field{l: l, w: float64(w), h: float64(h)}
	s, c := math.Sincos(l.ShadeDeg * math.Pi / 180)
	half := (math.Abs(c)*f.w + math.Abs(s)*f.h) / 2
	f.dx, f.dy = c/half, s/half
	rs, rc := math.Sincos(l.RakeDeg * math.Pi / 180)
	hs, hc := math.Sincos(l.LampDeg * math.Pi / 180)
	f.lamp = [3]float64{rc * hc, rs * hc, hs}
	return f
}

// At is the beam at a point of the picture where the sheet slopes by sx and sy
// (height a millimetre right and down).
func (f *Field) At(u, v float64, sx, sy float32) Beam {
	t := f.dx*(u-f.w/2) + f.dy*(v-f.h/2)
	times := 1 - f.l.Shade*(t+1)/2
	if f.l.Relief > 0 {
		// Lambert's law, relative to a flat sheet.
		n := math.Sqrt(1 + float64(sx*sx+sy*sy))
		facing := max(-float64(sx)*f.lamp[0]-float64(sy)*f.lamp[1]+f.lamp[2], 0) / n / f.lamp[2]
		times *= 1 + f.l.Relief*(facing-1)
	}
	b := Beam{}
	for i := range b.Times {
		b.Times[i] = float32(times)
	}
	return b
}
