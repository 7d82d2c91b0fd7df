package light

import (
	"math"

	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// A Field is a light set up over a picture of w by h pixels.
type Field struct {
	l       *Light
	w, h    float64
	diag    float64
	dx, dy  float64 // towards the dark side, in half pictures
	rake    [3]float64
	lens    float64 // squared tangent of the view into the corners
	colour  raster.Ink
	ambient raster.Ink
	lamps   []lamp
	shadows []caster
	glares  []mirror
}

// A lamp is ready: a place in pixels and its light straight below.
type lamp struct {
	x, y, z float64
	light   raster.Ink
}

// Over sets the light up.
func (l *Light) Over(w, h int) *Field {
	f := &Field{l: l, w: float64(w), h: float64(h), diag: math.Hypot(float64(w), float64(h)), colour: bounded(l.Kelvin)}
	s, c := turned(l.ShadeDeg)
	half := (math.Abs(c)*f.w + math.Abs(s)*f.h) / 2
	f.dx, f.dy = c/half, s/half
	rs, rc := turned(l.RakeDeg)
	hs, hc := turned(l.LampDeg)
	f.rake = [3]float64{rc * hc, rs * hc, hs}
	f.lens = math.Pow(1-l.Vignette, -0.5) - 1
	for i := range l.Shadows {
		f.shadows = append(f.shadows, l.Shadows[i].over(f))
	}
	for i := range l.Glares {
		f.glares = append(f.glares, l.Glares[i].over(f))
	}
	f.hang()
	return f
}

// hang puts up the lamps: all together give the brightest place of the picture
// a light of 1, less the ambient share.
func (f *Field) hang() {
	if len(f.l.Lamps) == 0 {
		f.ambient = raster.Ink{1, 1, 1}
		return
	}
	for i := range f.l.Lamps {
		m := &f.l.Lamps[i]
		light := kelvin(m.Kelvin)
		for k := range light {
			light[k] *= float32(m.Strength)
		}
		f.lamps = append(f.lamps, lamp{m.X * f.w, m.Y * f.h, m.Height * f.diag, light})
	}
	most := float32(0)
	const steps = 24
	for j := range steps + 1 {
		for i := range steps + 1 {
			at := f.shine(f.w*float64(i)/steps, f.h*float64(j)/steps, 0, 0)
			most = max(most, at[0], at[1], at[2])
		}
	}
	f.ambient = bounded(f.l.AmbientK)
	for k := range f.ambient {
		f.ambient[k] *= float32(f.l.Ambient)
	}
	for i := range f.lamps {
		for k := range f.lamps[i].light {
			f.lamps[i].light[k] *= float32(1-f.l.Ambient) / most
		}
	}
}

// shine is the light of all lamps on a place: it falls with the square of the
// distance, and with the cosine of its angle to the sheet's normal (Lambert).
func (f *Field) shine(u, v float64, sx, sy float32) (out raster.Ink) {
	n := math.Sqrt(1 + float64(sx*sx+sy*sy))
	for i := range f.lamps {
		m := &f.lamps[i]
		dx, dy := m.x-u, m.y-v
		r2 := dx*dx + dy*dy + m.z*m.z
		facing := max(-float64(sx)*dx-float64(sy)*dy+m.z, 0) / (n * math.Sqrt(r2))
		// Below the lamp, at the distance of its height, it is 1.
		s := float32(facing * m.z * m.z / r2)
		for k := range out {
			out[k] += s * m.light[k]
		}
	}
	return out
}

// At is the beam at a point of the picture where the sheet slopes by sx and sy
// (height a millimetre right and down).
func (f *Field) At(u, v float64, sx, sy float32) Beam {
	t := f.dx*(u-f.w/2) + f.dy*(v-f.h/2)
	times := 1 - f.l.Shade*(t+1)/2
	if f.l.Relief > 0 {
		// Lambert's law, relative to a flat sheet.
		n := math.Sqrt(1 + float64(sx*sx+sy*sy))
		facing := max(-float64(sx)*f.rake[0]-float64(sy)*f.rake[1]+f.rake[2], 0) / n / f.rake[2]
		times *= 1 + f.l.Relief*(facing-1)
	}
	lens := 1.0
	if f.lens > 0 {
		// The fourth power of the cosine of the view's angle, whose tangent
		// grows with the distance from the middle.
		dx, dy := (u-f.w/2)/(f.diag/2), (v-f.h/2)/(f.diag/2)
		q := 1 + f.lens*(dx*dx+dy*dy)
		lens = 1 / (q * q)
	}
	b := Beam{Times: f.ambient}
	if len(f.lamps) > 0 {
		for k, s := range f.shine(u, v, sx, sy) {
			b.Times[k] += s
		}
	}
	for i := range f.shadows {
		f.shadows[i].darken(&b.Times, u, v)
	}
	for k := range b.Times {
		b.Times[k] *= float32(times*lens) * f.colour[k]
	}
	for i := range f.glares {
		f.glares[i].add(&b.Plus, u, v, sx, sy, float32(lens))
	}
	return b
}

// HiddenAt is how much contrast is lost to glare at a point of the picture by
// a camera that multiplies light by gain ([Beam.Hidden]).
func (f *Field) HiddenAt(u, v float64, sx, sy float32, gain raster.Ink) float64 {
	if len(f.glares) == 0 {
		return 0
	}
	b := f.At(u, v, sx, sy)
	return b.Hidden(gain)
}
