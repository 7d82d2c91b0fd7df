package weights

import (
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"strings"
)

// Weights of 8 bits lie in a set as three tensors: NAME of type I8 in the shape
// of the weights; NAME.scale of type F32 with as many axes, all of length one but
// that of the output channels; and perhaps NAME.range, two F32 numbers, the
// least and the greatest that entered the layer on some inputs. A weight is its
// I8 number times the scale of its channel. All other tensors stay as they are.
const (
	ScaleSuffix = ".scale"
	RangeSuffix = ".range"
)

// Quantize rounds weights to whole multiples of a scale, the greatest magnitude
// of their channel over 2^(bits-1)-1, of two equally near to the even one. The
// axis is that of the output channels. Bits are 2 to 8; with 7 the numbers are
// those that package nn computes with. A channel of zeros has scale 0.
func Quantize(t Tensor, axis, bits int) (q, scale Tensor, err error) {
	if !t.DType.Fraction() || axis < 0 || axis >= len(t.Shape) || bits < 2 || bits > 8 {
		return q, scale, fmt.Errorf("tensor %q of type %v and shape %v has no weights along axis %d for %d bits", t.Name, t.DType, t.Shape, axis, bits)
	}
	shape := slices.Repeat([]int{1}, len(t.Shape))
	shape[axis] = t.Shape[axis]
	values, channel := t.Float32s(), channelOf(t.Shape, shape)
	scales := make([]float32, shape[axis])
	for k, v := range values {
		if v != v || math.IsInf(float64(v), 0) {
			return q, scale, fmt.Errorf("tensor %q: number %d is %v; weights that are not finite cannot be rounded", t.Name, k, v)
		}
		c := channel(k)
		scales[c] = max(scales[c], float32(math.Abs(float64(v))))
	}
	most := float64(int(1)<<(bits-1) - 1)
	for c := range scales {
		scales[c] = float32(float64(scales[c]) / most)
	}
	q = Tensor{Name: t.Name, DType: I8, Shape: slices.Clone(t.Shape), Data: make([]byte, len(values))}
	for k, v := range values {
		if s := scales[channel(k)]; s > 0 {
			n := math.RoundToEven(float64(v) / float64(s))
			q.Data[k] = byte(int8(min(max(n, -most), most)))
		}
	}
	scale, err = FromFloat32s(t.Name+ScaleSuffix, shape, scales)
	return q, scale, err
}

// channelOf tells which number of a tensor of shape small, whose axes are those of
// shape or one, belongs to element k.
func channelOf(shape, small []int) func(k int) int {
	after, length := 1, 1
	for i, n := range small {
		if n != 1 {
			length = n
			after = 1
			for _, m := range shape[i+1:] {
				after *= m
			}
		}
	}
	return func(k int) int { return k / after % length }
}

// Range makes the tensor of the least and the greatest number that entered the
// layer of weights of this name.
func Range(name string, least, greatest float32) (Tensor, error) {
	return FromFloat32s(name+RangeSuffix, []int{2}, []float32{least, greatest})
}

// Dequantize gives a set in which weights of 8 bits are F32 again, without
// scales and ranges, and how many they were. Numbers of 8 bits without a scale
// stay as they are, and so does a range of theirs. It is an error if a scale does
// not fit its weights.
func Dequantize(s *Set) (*Set, int, error) {
	there := byName(s)
	out, count := &Set{Metadata: s.Metadata}, 0
	for _, t := range s.Tensors {
		if name, ok := quantizedName(t.Name); ok && there[name].DType == I8 {
			if _, scaled := there[name+ScaleSuffix]; scaled {
				continue
			}
		}
		scale, ok := there[t.Name+ScaleSuffix]
		if t.DType != I8 || !ok {
			out.Tensors = append(out.Tensors, t)
			continue
		}
		if err := fitsScale(t, scale); err != nil {
			return nil, 0, err
		}
		scales, channel := scale.Float32s(), channelOf(t.Shape, scale.Shape)
		plain := Tensor{Name: t.Name, DType: F32, Shape: t.Shape, Data: make([]byte, 0, 4*t.Len())}
		for k := range t.Len() {
			v := float32(int8(t.Data[k])) * scales[channel(k)]
			plain.Data = binary.LittleEndian.AppendUint32(plain.Data, math.Float32bits(v))
		}
		out.Tensors = append(out.Tensors, plain)
		count++
	}
	return out, count, nil
}

// quantizedName is the name of the weights that a scale or range belongs to.
func quantizedName(name string) (string, bool) {
	if base, ok := strings.CutSuffix(name, ScaleSuffix); ok {
		return base, true
	}
	return strings.CutSuffix(name, RangeSuffix)
}

// fitsScale wants one number for each channel along one axis.
func fitsScale(t, scale Tensor) error {
	long := 0
	ok := scale.DType == F32 && len(scale.Shape) == len(t.Shape)
	for i := 0; ok && i < len(t.Shape); i++ {
		if n := scale.Shape[i]; n != 1 {
			ok = n == t.Shape[i]
			long++
		}
	}
	if !ok || long > 1 {
		return fmt.Errorf("tensor %q of type %v and shape %v is no scale of weights of shape %v", scale.Name, scale.DType, scale.Shape, t.Shape)
	}
	return nil
}
