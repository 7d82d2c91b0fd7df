package weights

import (
	"encoding/binary"
	"fmt"
	"math"
	"slices"
)

// Tensor is an array with a name.
type Tensor struct {
	Name  string
	DType DType
	// Shape gives the elements along each axis, outermost first. A shape of no
	// axes is one number; an axis of 0 makes an empty tensor.
	Shape []int
	// Data holds the elements row by row (the last axis runs fastest), each
	// little-endian. Tensors of one file may share it: take it as read-only.
	Data []byte
}

// FromFloat32s makes an F32 tensor of a copy of values.
func FromFloat32s(name string, shape []int, values []float32) (Tensor, error) {
	data := make([]byte, 0, 4*len(values))
	for _, v := range values {
		data = binary.LittleEndian.AppendUint32(data, math.Float32bits(v))
	}
	t := Tensor{Name: name, DType: F32, Shape: slices.Clone(shape), Data: data}
	return t, t.Check()
}

// Elements gives how many elements a tensor of this shape has. It refuses
// negative axes and numbers beyond 2^50, above which nothing fits memory.
func Elements(shape []int) (int, error) {
	const most = 1 << 50
	n, empty := 1, false
	for _, s := range shape {
		switch {
		case s < 0:
			return 0, fmt.Errorf("shape %v has a negative axis", shape)
		case s == 0:
			empty = true
		case n > most/s:
			return 0, fmt.Errorf("shape %v has more than 2^50 elements", shape)
		default:
			n *= s
		}
	}
	if empty {
		return 0, nil
	}
	return n, nil
}

// Check tells whether type, shape and data belong together.
func (t Tensor) Check() error {
	size := t.DType.Size()
	if size == 0 {
		return fmt.Errorf("tensor %q has no known type; set DType", t.Name)
	}
	n, err := Elements(t.Shape)
	if err != nil {
		return fmt.Errorf("tensor %q: %w", t.Name, err)
	}
	if len(t.Data) != n*size {
		return fmt.Errorf("tensor %q of shape %v and type %v needs %d bytes, has %d", t.Name, t.Shape, t.DType, n*size, len(t.Data))
	}
	return nil
}

// Len gives the number of elements that Data holds.
func (t Tensor) Len() int {
	if size := t.DType.Size(); size > 0 {
		return len(t.Data) / size
	}
	return 0
}

// At gives element k, counted along Data, as a float64. Only integers beyond
// 2^53 are rounded. It panics where Data does.
func (t Tensor) At(k int) float64 {
	b := t.Data[k*t.DType.Size():]
	switch t.DType {
	case F64:
		return math.Float64frombits(binary.LittleEndian.Uint64(b))
	case F32:
		return float64(math.Float32frombits(binary.LittleEndian.Uint32(b)))
	case F16:
		return float64(halfToFloat(binary.LittleEndian.Uint16(b)))
	case BF16:
		return float64(math.Float32frombits(uint32(binary.LittleEndian.Uint16(b)) << 16))
	case I64:
		return float64(int64(binary.LittleEndian.Uint64(b)))
	case I32:
		return float64(int32(binary.LittleEndian.Uint32(b)))
	case I16:
		return float64(int16(binary.LittleEndian.Uint16(b)))
	case I8:
		return float64(int8(b[0]))
	}
	return float64(b[0])
}

// int gives element k of a tensor of integers.
func (t Tensor) int(k int) int64 {
	if t.DType == I64 {
		return int64(binary.LittleEndian.Uint64(t.Data[8*k:]))
	}
	return int64(t.At(k))
}

// Float32s gives all elements in a slice of its own: F64 and integers beyond
// 2^24 rounded to the nearest, all other types exactly.
func (t Tensor) Float32s() []float32 {
	out := make([]float32, t.Len())
	if t.DType == F32 {
		for k := range out {
			out[k] = math.Float32frombits(binary.LittleEndian.Uint32(t.Data[4*k:]))
		}
		return out
	}
	for k := range out {
		out[k] = float32(t.At(k))
	}
	return out
}
