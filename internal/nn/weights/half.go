package weights

import (
	"encoding/binary"
	"fmt"
	"math"
)

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

// floatToHalf rounds to the nearest number of binary16, of two equally near the
// even one; beyond 65504 and its rounding it is infinite.
func floatToHalf(v float32) uint16 {
	bits := math.Float32bits(v)
	sign := uint16(bits >> 16 & 0x8000)
	bits &= 1<<31 - 1
	switch {
	case bits > 255<<23: // NaN, which must not become infinite
		return sign | 31<<10 | 1<<9 | uint16(bits>>13&1023)
	case bits >= (127+16)<<23: // 2^16 and more
		return sign | 31<<10
	case bits < (127-14)<<23:
		// Below 2^-14 numbers are multiples of 2^-24.
		n := math.RoundToEven(float64(math.Float32frombits(bits)) * (1 << 24))
		return sign | uint16(n)
	}
	return sign | uint16((roundBits(bits, 13)-((127-15)<<10))&0x7fff)
}

// roundBits drops low bits, rounded to the nearest and to even. A carry goes into
// the exponent, where it belongs.
func roundBits(bits uint32, low uint) uint32 {
	half := uint32(1)<<(low-1) - 1
	return (bits + half + bits>>low&1) >> low
}

// floatToBrain rounds to the nearest number of bfloat16, of two equally near the
// even one.
func floatToBrain(v float32) uint16 {
	bits := math.Float32bits(v)
	if bits&(1<<31-1) > 255<<23 { // NaN
		return uint16(bits>>16) | 1<<6
	}
	return uint16(roundBits(bits, 16))
}

// Convert gives a tensor of fractions in another type of fractions, rounded to
// the nearest, and how many finite numbers were too large and became infinite.
// F64 goes through F32, unless it stays what it is.
func Convert(t Tensor, to DType) (out Tensor, lost int, err error) {
	if !t.DType.Fraction() || !to.Fraction() {
		return t, 0, fmt.Errorf("tensor %q: type %v cannot become %v; both must be floating-point types", t.Name, t.DType, to)
	}
	if t.DType == to {
		return t, 0, nil
	}
	out = Tensor{Name: t.Name, DType: to, Shape: t.Shape, Data: make([]byte, 0, t.Len()*to.Size())}
	for k := range t.Len() {
		v := t.At(k)
		switch f := float32(v); to {
		case F64:
			out.Data = binary.LittleEndian.AppendUint64(out.Data, math.Float64bits(v))
		case F32:
			out.Data = binary.LittleEndian.AppendUint32(out.Data, math.Float32bits(f))
		case F16:
			out.Data = binary.LittleEndian.AppendUint16(out.Data, floatToHalf(f))
		case BF16:
			out.Data = binary.LittleEndian.AppendUint16(out.Data, floatToBrain(f))
		}
		if math.IsInf(out.At(k), 0) && !math.IsInf(v, 0) {
			lost++
		}
	}
	return out, lost, nil
}
