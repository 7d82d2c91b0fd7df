package weights

import "math"

// halfToFloat converts a number of IEEE 754 binary16 (1 bit of sign, 5 of
// exponent with bias 15, 10 of fraction) exactly. The bits of a NaN are kept.
func halfToFloat(h uint16) float32 {
	sign := uint32(h>>15) << 31
	exponent := uint32(h >> 10 & 31)
	fraction := uint32(h & 1023)
	switch exponent {
	case 0: // zero and subnormal: fraction times 2^-24
		v := float32(fraction) * (1.0 / (1 << 24))
		return math.Float32frombits(sign | math.Float32bits(v))
	case 31: // infinite and NaN
		return math.Float32frombits(sign | 255<<23 | fraction<<13)
	}
	return math.Float32frombits(sign | (exponent+127-15)<<23 | fraction<<13)
}
