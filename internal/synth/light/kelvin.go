package light

import (
	"math"

	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// white is the colour of light that the camera takes for white.
const white = 6500

// kelvin is the colour of a black body in linear light, relative to 6500
// kelvin and with the same green. Source: the cubic approximation of the
// Planckian locus of Kim and others (US patent 7024034), 1667 to 25000 kelvin;
// matrix of IEC 61966-2-1.
func kelvin(t float64) raster.Ink {
	if t == 0 || t == white {
		return raster.Ink{1, 1, 1}
	}
	a, b := blackBody(t), blackBody(white)
	var out raster.Ink
	for k := range out {
		out[k] = float32(max(a[k], 0) / a[1] / (b[k] / b[1]))
	}
	return out
}

// bounded is the colour with its strongest part at 1: no brighter than white.
func bounded(t float64) raster.Ink {
	out := kelvin(t)
	most := max(out[0], out[1], out[2])
	for k := range out {
		out[k] /= most
	}
	return out
}

func blackBody(t float64) [3]float64 {
	q := 1000 / t
	x := -0.2661239*q*q*q - 0.2343589*q*q + 0.8776956*q + 0.179910
	if t > 4000 {
		x = -3.0258469*q*q*q + 2.1070379*q*q + 0.2226347*q + 0.240390
	}
	var y float64
	switch {
	case t <= 2222:
		y = -1.1063814*x*x*x - 1.34811020*x*x + 2.18555832*x - 0.20219683
	case t <= 4000:
		y = -0.9549476*x*x*x - 1.37418593*x*x + 2.09137015*x - 0.16748867
	default:
		y = 3.0817580*x*x*x - 5.87338670*x*x + 3.75112997*x - 0.37001483
	}
	// Luminance 1.
	u, w := x/y, (1-x-y)/y
	return [3]float64{3.2406*u - 1.5372 - 0.4986*w, -0.9689*u + 1.8758 + 0.0415*w, 0.0557*u - 0.2040 + 1.0570*w}
}

// smooth is Hermite's step from 0 at lo to 1 at hi.
func smooth(v, lo, hi float64) float64 {
	t := min(max((v-lo)/(hi-lo), 0), 1)
	return t * t * (3 - 2*t)
}

// turned are the sine and cosine of an angle in degrees.
func turned(deg float64) (s, c float64) { return math.Sincos(deg * math.Pi / 180) }
