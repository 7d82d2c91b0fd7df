package onnx

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"

	"github.com/einthoven-ecg/einthoven/internal/nn/weights"
)

// numbers are the elements of a tensor as its writer put them: bytes, or
// numbers of one of four types.
type numbers struct {
	raw            []byte
	hasRaw         bool
	floats         []float32
	ints32, ints64 []int64 // int32_data and int64_data
	doubles        []byte  // little-endian already
}

// tensorOf reads a TensorProto.
func tensorOf(s span) (weights.Tensor, error) {
	t := weights.Tensor{}
	var n numbers
	var dims []int64
	err := s.each("tensor", 1<<1|1<<4|1<<5|1<<7|1<<10|1<<16, func(f field) (err error) {
		switch f.number {
		case 1:
			return f.ints(&dims)
		case 2:
			t.DType, err = dtype(f)
			return err
		case 8:
			return f.text(&t.Name)
		case 12, 16: // description, notes
			return nil
		case 14:
			if f.num == 0 {
				return nil // the data is here
			}
		case 4, 5, 7, 9, 10:
			return n.read(f)
		}
		return unknown("tensor", f)
	})
	if err != nil {
		return t, err
	}
	for _, d := range dims {
		if d < 0 || d > 1<<50 {
			return t, bad(s.at, fmt.Errorf("tensor %.80q has an axis of %d", t.Name, d))
		}
		t.Shape = append(t.Shape, int(d))
	}
	if t.Data, err = n.bytes(t.DType); err == nil {
		err = t.Check()
	}
	if err != nil {
		return t, bad(s.at, err)
	}
	return t, nil
}

// read takes a field of elements.
func (n *numbers) read(f field) error {
	switch f.number {
	case 4:
		return f.floats(&n.floats)
	case 5:
		return f.ints(&n.ints32)
	case 7:
		return f.ints(&n.ints64)
	case 9:
		n.hasRaw = true
		return f.message(func(s span) error { n.raw = s.b; return nil })
	}
	if f.wire == wireBytes && len(f.data.b)%8 == 0 {
		n.doubles = append(n.doubles, f.data.b...)
		return nil
	}
	if f.wire != wireI64 {
		return errors.New("field 10 is no double")
	}
	n.doubles = binary.LittleEndian.AppendUint64(n.doubles, f.num)
	return nil
}

// bytes gives the elements little-endian.
func (n *numbers) bytes(d weights.DType) ([]byte, error) {
	typed := len(n.floats) + len(n.ints32) + len(n.ints64) + len(n.doubles)
	switch {
	case n.hasRaw && typed > 0:
		return nil, errors.New("tensor with its elements in two places")
	case n.hasRaw:
		return n.raw, nil
	case d == weights.F32 && typed == len(n.floats):
		out := make([]byte, 0, 4*typed)
		for _, v := range n.floats {
			out = binary.LittleEndian.AppendUint32(out, math.Float32bits(v))
		}
		return out, nil
	case d == weights.F64 && typed == len(n.doubles):
		return n.doubles, nil
	case d == weights.I64 && typed == len(n.ints64):
		return narrow(n.ints64, 8), nil
	case d != weights.F32 && d != weights.F64 && d != weights.I64 && typed == len(n.ints32):
		return narrow(n.ints32, d.Size()), nil
	}
	return nil, fmt.Errorf("tensor of type %v with elements of another", d)
}

// narrow writes the low bytes of numbers; ONNX keeps all short types in
// int32_data, half floats by their bits.
func narrow(values []int64, size int) []byte {
	out := make([]byte, 0, size*len(values))
	for _, v := range values {
		out = append(out, binary.LittleEndian.AppendUint64(nil, uint64(v))[:size]...)
	}
	return out
}
