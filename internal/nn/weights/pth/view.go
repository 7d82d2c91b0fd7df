package pth

import (
	"fmt"

	"github.com/einthoven-ecg/einthoven/internal/nn/weights"
)

// storage is a row of elements outside of the pickle.
type storage struct {
	key      string
	dtype    weights.DType
	elements int64
	data     []byte // once loaded
}

func (s *storage) size() int64 { return s.elements * int64(s.dtype.Size()) }

// view is a tensor: which elements of a storage it shows, and in what order.
// Element (i, j, ...) lies at offset + i strides[0] + j strides[1] + ...
type view struct {
	storage *storage
	offset  int64
	shape   []int
	strides []int64
}

// maxAxes is the most axes of a tensor; PyTorch itself allows 64.
const maxAxes = 64

// check tells whether all elements lie in the storage, and how many bytes
// the tensor has.
func (v *view) check() (int64, error) {
	if len(v.shape) != len(v.strides) || len(v.shape) > maxAxes {
		return 0, fmt.Errorf("has %d axes and %d strides", len(v.shape), len(v.strides))
	}
	n, err := weights.Elements(v.shape)
	if err != nil || n == 0 {
		return 0, err
	}
	have := v.storage.elements
	if v.offset < 0 || v.offset >= have {
		return 0, fmt.Errorf("begins at element %d of a storage of %d", v.offset, have)
	}
	last := v.offset
	for k, size := range v.shape {
		stride := v.strides[k]
		if size == 1 {
			continue
		}
		if stride < 0 || stride > 0 && int64(size-1) > have/stride {
			return 0, fmt.Errorf("stride %d over %d elements leaves its storage of %d", stride, size, have)
		}
		last += int64(size-1) * stride
		if last > have { // before sums can overflow
			break
		}
	}
	if last >= have {
		return 0, fmt.Errorf("elements %d to %d of a storage of %d", v.offset, last, have)
	}
	return int64(n) * int64(v.storage.dtype.Size()), nil
}

// contiguous tells whether the elements lie row by row.
func (v *view) contiguous() bool {
	want := int64(1)
	for k := len(v.shape) - 1; k >= 0; k-- {
		if v.shape[k] != 1 && v.strides[k] != want {
			return false
		}
		want *= int64(v.shape[k])
	}
	return true
}

// bytes gives the elements row by row: a part of the storage's data where
// they lie so, else a copy.
func (v *view) bytes() []byte {
	n, err := weights.Elements(v.shape)
	if err != nil || n == 0 {
		return []byte{}
	}
	size := int64(v.storage.dtype.Size())
	if v.contiguous() {
		end := (v.offset + int64(n)) * size
		return v.storage.data[v.offset*size : end : end]
	}
	out := make([]byte, 0, int64(n)*size)
	index := make([]int, len(v.shape))
	at := v.offset
	for range n {
		out = append(out, v.storage.data[at*size:(at+1)*size]...)
		for k := len(index) - 1; k >= 0; k-- { // the next index, as an odometer turns
			at += v.strides[k]
			if index[k]++; index[k] < v.shape[k] {
				break
			}
			at -= int64(index[k]) * v.strides[k]
			index[k] = 0
		}
	}
	return out
}
