package raster

import "math"

// A Colour is sRGB-encoded red, green and blue.
type Colour [3]uint8

// An Ink is red, green and blue in linear light, 0 to 1.
type Ink [3]float32

// Linear is the colour in linear light. Source: IEC 61966-2-1 (sRGB).
func (c Colour) Linear() (out Ink) {
	for i, v := range c {
		x := float64(v) / 255
		if x <= 0.04045 {
			x /= 12.92
		} else {
			x = math.Pow((x+0.055)/1.055, 2.4)
		}
		out[i] = float32(x)
	}
	return out
}

// Encode is the sRGB value 0..255 of a linear one, not rounded. Source: IEC
// 61966-2-1.
func Encode(x float64) float64 {
	x = min(max(x, 0), 1)
	if x <= 0.0031308 {
		return 255 * 12.92 * x
	}
	return 255 * (1.055*math.Pow(x, 1/2.4) - 0.055)
}

// encodeSteps is the size of the table from linear light to sRGB; one step is
// at most a fifth of a grey level.
const encodeSteps = 1 << 14

// An Encoder turns linear light into sRGB by a table.
type Encoder struct {
	level [encodeSteps + 1]float32
}

// NewEncoder fills the table.
func NewEncoder() *Encoder {
	e := new(Encoder)
	for i := range e.level {
		e.level[i] = float32(Encode(float64(i) / encodeSteps))
	}
	return e
}

// Level is the sRGB value 0..255 of linear light, not rounded.
func (e *Encoder) Level(v float32) float32 {
	return e.level[int(min(max(v, 0), 1)*encodeSteps+0.5)]
}
